"""Checks of logs."""

from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_GUIDE = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/"


@check(
    "logs.describe-log-groups",
    severity="medium",
    remediation="Set the log group's retention to the wanted number of days or more, or to never expire.",
    source=_GUIDE + "Working-with-log-groups-and-streams.html",
    same_as=[
        "config:cw-loggroup-retention-period-check",
        "securityhub:CloudWatch.16",
        "prowler:cloudwatch_log_group_retention_policy_specific_days_enabled",
    ],
)
def log_groups_kept(group: Json, *, days: int = 365) -> Verdict:
    """Each log group keeps its events for a year or longer.

    Many breaches are found months after they began; the events of that time must still be there. A log
    group without a retention keeps them for ever.
    """
    if "retentionInDays" not in group:  # documented: without it, events never expire
        return passed("events never expire")
    kept = group["retentionInDays"]
    reason = f"retention {kept} days, {days} wanted"
    return passed(reason) if kept >= days else failed(reason)


@check(
    "logs.describe-log-groups",
    severity="medium",
    remediation="Associate a KMS key with the log group; the key's policy must let CloudWatch Logs use it.",
    source=_GUIDE + "encrypt-log-data-kms.html",
    same_as=["config:cloudwatch-log-group-encrypted", "prowler:cloudwatch_log_group_kms_encryption_enabled"],
)
def log_groups_encrypted(group: Json) -> Verdict:
    """Each log group is encrypted with a KMS key of the customer.

    CloudWatch Logs always encrypts at rest with its own key; with a key of the customer, access to the
    events can also be granted, recorded and withdrawn at the key.
    """
    key = group.get("kmsKeyId")  # absent where only the service's own key is used
    if key:
        return passed(f"encrypted with {key}")
    return failed("no KMS key is set, only the service's own key is used")
