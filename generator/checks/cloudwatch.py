"""Checks of cloudwatch."""

from collections.abc import Iterable, Sequence

from generator.checks.alarms import Chain
from generator.checks.reading import Replies
from generator.checks.registry import check
from generator.checks.trails import Trails
from generator.model.plain import Json
from generator.model.verdict import Verdict

_TRAILS = "cloudtrail.describe-trails-all"
_CHAIN = [
    "cloudtrail.get-trail-status",
    "cloudtrail.get-event-selectors",
    "logs.describe-metric-filters",
    "cloudwatch.describe-alarms",
    "sns.list-subscriptions",
]
_SOURCE = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html"
_REMEDY = (
    "Let a trail over all regions deliver to a log group, add a metric filter for these events and an "
    "alarm on its metric that notifies an SNS topic with a confirmed subscription."
)
_CHANGES = ("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging")
_KIND = {"AssumedRole": "role", "IAMUser": "user"}
_REFUSALS = ("AccessDenied", "AccessDeniedException", "Client.UnauthorizedOperation")


@check(
    _TRAILS,
    needs=_CHAIN,
    of="account",
    severity="medium",
    remediation=_REMEDY,
    source=_SOURCE,
    same_as=["securityhub:CloudWatch.1", "prowler:cloudwatch_log_metric_filter_root_usage"],
)
def alarm_on_root_use(
    trails: Json, *replies: Replies, account: str, declared: frozenset[str], events: int = 1
) -> Verdict:
    """An alarm tells people when the root user signs in or makes a call.

    The root user can do everything and is hardly ever needed, so each use of it should be known and
    explained. The metric filters are tried on sample events of root.
    """
    return _chain(account, declared, trails, replies).tells(
        _root_events(account), _event(account, _role(account)), events
    )


@check(
    _TRAILS,
    needs=_CHAIN,
    of="account",
    severity="medium",
    remediation=_REMEDY,
    source=_SOURCE,
    same_as=["securityhub:CloudWatch.2", "prowler:cloudwatch_log_metric_filter_unauthorized_api_calls"],
)
def alarm_on_unauthorised_calls(
    trails: Json, *replies: Replies, account: str, declared: frozenset[str], events: int = 10
) -> Verdict:
    """An alarm tells people of calls that were refused for lack of permission.

    Refused calls show a broken role at best and somebody trying doors at worst. The alarm may wait for
    a few of them, as single ones are usual.
    """
    return _chain(account, declared, trails, replies).tells(
        _refused(account), _event(account, _role(account)), events
    )


@check(
    _TRAILS,
    needs=_CHAIN,
    of="account",
    severity="medium",
    remediation=_REMEDY,
    source=_SOURCE,
    same_as=[
        "securityhub:CloudWatch.5",
        "prowler:cloudwatch_log_metric_filter_and_alarm_for_cloudtrail_configuration_changes_enabled",
    ],
)
def alarm_on_trail_changes(
    trails: Json, *replies: Replies, account: str, declared: frozenset[str], events: int = 1
) -> Verdict:
    """An alarm tells people when a trail is created, changed, stopped, started or deleted.

    Whoever wants to stay unseen stops the record first. The metric filters are tried on sample events
    of each such change.
    """
    return _chain(account, declared, trails, replies).tells(
        _changed(account), _event(account, _role(account)), events
    )


def _chain(account: str, declared: frozenset[str], trails: Json, replies: Sequence[Replies]) -> Chain:
    """The replies in the order of ``_CHAIN``."""
    statuses, selectors, filters, alarms, subscriptions = replies
    known = Trails(account=account, listed=trails, statuses=statuses, selectors=selectors)
    return Chain(trails=known, filters=filters, alarms=alarms, subscriptions=subscriptions, declared=declared)


def _root_events(account: str) -> dict[str, Json]:
    root = {
        "type": "Root",
        "principalId": account,
        "arn": f"arn:aws:iam::{account}:root",
        "accountId": account,
    }
    signed_in = {"eventType": "AwsConsoleSignIn", "eventName": "ConsoleLogin", "managementEvent": True}
    service = {"eventSource": "signin.amazonaws.com", "additionalEventData": {"MFAUsed": "Yes"}}
    answer = {"responseElements": {"ConsoleLogin": "Success"}}
    return {
        "a sign-in of root": _event(account, root, **signed_in, **service, **answer),
        "a call of root": _event(account, root, awsRegion="eu-west-1", eventName="ListBuckets"),
        "a change by root": _event(account, root, eventName="CreateAccessKey", readOnly=False),
    }


def _refused(account: str) -> dict[str, Json]:
    names = ("RunInstances", "ListUsers", "PutBucketPolicy")
    return {
        f"{code} for a {_KIND[who['type']]}": _event(
            account, who, errorCode=code, eventName=name, readOnly=False
        )
        for code, name in zip(_REFUSALS, names, strict=True)
        for who in (_role(account), _user(account))
    }


def _changed(account: str) -> dict[str, Json]:
    return dict(_changes(account, (_role(account), _user(account))))


def _changes(account: str, people: Iterable[dict[str, Json]]) -> Iterable[tuple[str, Json]]:
    for who in people:
        for number, name in enumerate(_CHANGES):
            region = ("us-east-1", "eu-west-1")[number % 2]
            source = "cloudtrail.amazonaws.com"
            event = _event(account, who, eventName=name, eventSource=source, awsRegion=region, readOnly=False)
            yield f"{name} by a {_KIND[who['type']]}", event


def _role(account: str) -> dict[str, Json]:
    arn = f"arn:aws:sts::{account}:assumed-role/somebody/session"
    return {"type": "AssumedRole", "principalId": "AROAEXAMPLE:session", "arn": arn, "accountId": account}


def _user(account: str) -> dict[str, Json]:
    arn = f"arn:aws:iam::{account}:user/somebody"
    return {
        "type": "IAMUser",
        "principalId": "AIDAEXAMPLE",
        "arn": arn,
        "accountId": account,
        "userName": "somebody",
    }


def _event(account: str, who: dict[str, Json], **more: Json) -> dict[str, Json]:
    """A CloudTrail event of that identity: an ordinary, allowed read where nothing else is said."""
    return {
        "eventVersion": "1.11",
        "userIdentity": who,
        "eventTime": "2026-01-01T12:00:00Z",
        "eventSource": "ec2.amazonaws.com",
        "eventName": "DescribeInstances",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "203.0.113.7",
        "userAgent": "aws-cli/2",
        "readOnly": True,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account,
        "eventCategory": "Management",
        **more,
    }
