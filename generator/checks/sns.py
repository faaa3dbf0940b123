"""Checks of SNS: topics that are encrypted, and open to nobody unknown."""

from generator.checks.policy import open_to_everyone
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_GUIDE = "https://docs.aws.amazon.com/sns/latest/dg/"


@check(
    "sns.get-topic-attributes",
    severity="medium",
    remediation="Set a KMS key for the topic, and let the services that publish to it use the key.",
    source=_GUIDE + "sns-server-side-encryption.html",
    same_as=["config:sns-encrypted-kms", "prowler:sns_topics_kms_encryption_at_rest_enabled"],
)
def encrypted(topic: Json) -> Verdict:
    """Each topic encrypts its messages with a KMS key.

    Messages wait in SNS until they are delivered, and hold what the systems tell one another.
    """
    key = topic["Attributes"].get("KmsMasterKeyId")  # documented: only where encryption is on
    return passed(f"encrypted with the KMS key {key}") if key else failed("no KMS key is set")


@check(
    "sns.get-topic-attributes",
    severity="high",
    remediation="Name the principals that publish and subscribe, or hold the statement to your accounts with "
    "aws:SourceAccount or to your organisation with aws:PrincipalOrgID.",
    source=_GUIDE + "sns-security-best-practices.html",
)
def not_public(topic: Json, *, trusted: frozenset[str]) -> Verdict:
    """No topic's policy lets everyone in.

    Who may subscribe reads every message, who may publish can send false ones to all subscribers.
    """
    if open_to_everyone(topic["Attributes"]["Policy"], trusted):
        return failed("a statement is for everyone, and nothing narrows it to known accounts or networks")
    return passed("no statement is for everyone")
