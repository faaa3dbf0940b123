"""The management account: in good order, but nobody would hear of a changed trail."""

import json
from typing import Any

from moto.organizations.models import organizations_backends
from moto.sns.models import sns_backends

from generator.demo.guards import ORGANIZATION
from generator.demo.story import buckets, people, watch
from generator.demo.story.hand import MANAGEMENT, PRODUCTION, REGIONS, SANDBOX, Hand, Place

Json = dict[str, Any]

CONTACT: Json = {
    "FullName": "Acme Health", "CompanyName": "Acme Health", "AddressLine1": "1 Main Street", "City": "Boston",
    "StateOrRegion": "MA", "PostalCode": "02108", "CountryCode": "US", "PhoneNumber": "+16175550100",
}  # fmt: skip
TRAIL_GROUP = "/aws/cloudtrail/organization"


def tell(hand: Hand) -> None:
    """Organisation, people, trail, and the services that watch."""
    home = hand.at(MANAGEMENT)
    _account(home)
    _organization(home)
    _people(home)
    log_bucket = _trail(home)
    for region in REGIONS:
        _watch(hand.at(MANAGEMENT, region), log_bucket)


def _account(home: Place) -> None:
    facts = home.account_facts
    facts.root_last_used = home.hand.ago(200)
    facts.contact = CONTACT
    facts.agreements = [baa(home), customer_agreement(home)]
    home.facts.recorded = {"AWS::FraudDetector::Detector": 2}  # AWS Config saw it; no mapping knows it
    home("account").put_alternate_contact(
        AlternateContactType="SECURITY", EmailAddress="security@acme.example", Name="Security", Title="Team",
        PhoneNumber="+16175550101",
    )  # fmt: skip
    home("s3control").put_public_access_block(
        AccountId=home.account, PublicAccessBlockConfiguration=buckets.ALL_BLOCKED
    )


def baa(place: Place) -> Json:
    """The business associate addendum, signed for this account alone."""
    return _agreement(place, 1, "AWS Business Associate Addendum", "MODIFIED", signed=380)


def customer_agreement(place: Place) -> Json:
    """The agreement that everybody has."""
    return _agreement(place, 2, "AWS Customer Agreement", "DEFAULT", signed=1400)


def _agreement(place: Place, number: int, name: str, kind: str, *, signed: int) -> Json:
    identity = f"customer-agreement-{place.account}{number:04d}"
    return {
        "id": identity, "name": name, "arn": f"arn:aws:artifact::{place.account}:customer-agreement/{identity}",
        "agreementArn": f"arn:aws:artifact:::agreement/agreement-ACME{number:012d}", "state": "ACTIVE",
        "awsAccountId": place.account, "effectiveStart": place.hand.ago(signed), "type": kind,
        "description": name, "acceptanceTerms": ["I agree."], "terminateTerms": ["I terminate."],
    }  # fmt: skip


def _organization(home: Place) -> None:
    client = home("organizations")
    client.create_organization(FeatureSet="ALL")
    known: Any = organizations_backends[home.account]["aws"]
    known.org.id = ORGANIZATION
    for part in (*known.accounts, *known.ou, *known.policies):
        part.organization_id = ORGANIZATION
    for identity, name in ((PRODUCTION, "production"), (SANDBOX, "sandbox")):
        client.create_account(AccountName=name, Email=f"{name}@acme.example")
        organizations_backends.master_accounts[identity] = (home.account, "aws")
        known.accounts[-1].id = identity
    for account in known.accounts:
        account.create_time = home.hand.past(900)
        account.name = {MANAGEMENT: "management"}.get(account.id, account.name)
        account.email = f"{account.name}@acme.example"
    no_guardduty = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": "guardduty:*", "Resource": "*"}],
    }
    limits = client.create_policy(
        Name="sandbox-limits", Description="The sandbox does not pay for GuardDuty", Type="SERVICE_CONTROL_POLICY",
        Content=json.dumps(no_guardduty),
    )  # fmt: skip
    client.attach_policy(PolicyId=limits["Policy"]["PolicySummary"]["Id"], TargetId=SANDBOX)


def _people(home: Place) -> None:
    people.aws_managed(home)
    people.password_policy(home)
    people.reader(home)
    people.role(
        home, "AWSServiceRoleForConfig", {"Service": "config.amazonaws.com"}, Path="/aws-service-role/"
    )
    people.user(home, "anna.admin", created=700, password_used=2, mfa=True)
    home("iam").create_group(GroupName="administrators")
    home("iam").attach_group_policy(
        GroupName="administrators", PolicyArn=people.arn_of("AdministratorAccess")
    )
    home("iam").add_user_to_group(GroupName="administrators", UserName="anna.admin")
    people.role(home, "SupportRole", {"AWS": f"arn:aws:iam::{home.account}:root"})
    home("iam").attach_role_policy(RoleName="SupportRole", PolicyArn=people.arn_of("AWSSupportAccess"))
    # Evidence is read with this user's key; it may only read and take the reader's roles.
    people.user(home, "evidence-reader", created=60)
    home("iam").create_group(GroupName="auditors")
    home("iam").attach_group_policy(GroupName="auditors", PolicyArn=people.arn_of("SecurityAudit"))
    home("iam").add_user_to_group(GroupName="auditors", UserName="evidence-reader")
    home.hand.reader_key = people.access_key(home, "evidence-reader", age=30, used=1)


def _trail(home: Place) -> str:
    """One trail for the whole organisation, validated and encrypted; log of accesses to its bucket."""
    access_log = buckets.bucket(home, "acme-access-log")
    buckets.take_access_logs(home, access_log)
    name = buckets.bucket(home, "acme-organization-trail")
    buckets.versioned(home, name)
    buckets.logged(home, name, access_log)
    buckets.allowed(
        home,
        name,
        buckets.tls_only(name),
        buckets.service_writes(name, "cloudtrail.amazonaws.com", home.account),
    )
    policy = watch.key_policy(home.account, "cloudtrail.amazonaws.com", "logs.us-east-1.amazonaws.com")
    kms = watch.key(home, "CloudTrail", policy=policy)
    home("kms").create_alias(AliasName="alias/trail", TargetKeyId=kms)
    group = watch.log_group(home, TRAIL_GROUP, days=400, kms=kms)
    role = people.role(home, "TrailToLogs", {"Service": "cloudtrail.amazonaws.com"})
    home("cloudtrail").create_trail(
        Name="organization", S3BucketName=name, IsMultiRegionTrail=True, IncludeGlobalServiceEvents=True,
        EnableLogFileValidation=True, KmsKeyId=kms, IsOrganizationTrail=True,
        CloudWatchLogsLogGroupArn=group, CloudWatchLogsRoleArn=role,
    )  # fmt: skip
    home("cloudtrail").start_logging(Name="organization")
    _alarms(home)
    return name


def _alarms(home: Place) -> None:
    """Root's use and unauthorised calls are told of; a changed trail is not."""
    topic = home("sns").create_topic(Name="security", Attributes={"KmsMasterKeyId": "alias/aws/sns"})[
        "TopicArn"
    ]
    home("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="security@acme.example")
    for subscription in sns_backends[home.account][home.region].subscriptions.values():
        subscription.confirmed = True
    root = (
        '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS '
        '&& $.eventType != "AwsServiceEvent" }'
    )
    watch.alarm(home, TRAIL_GROUP, "root-use", root, topic)
    refused = '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'
    watch.alarm(home, TRAIL_GROUP, "unauthorised-calls", refused, topic)


def _watch(place: Place, bucket: str) -> None:
    role = f"arn:aws:iam::{place.account}:role/aws-service-role/AWSServiceRoleForConfig"
    watch.config(place, bucket, role)
    watch.guardduty(place)
    watch.security_hub(place)
    watch.analyzer(place, "ORGANIZATION" if place.region == REGIONS[0] else "ACCOUNT")
    place("ec2").enable_ebs_encryption_by_default()
    place.facts.snapshot_block = "block-all-sharing"
    place.facts.image_block = "block-new-sharing"
    place.facts.inspector = ["EC2", "ECR", "LAMBDA"]
    place.facts.macie = True
