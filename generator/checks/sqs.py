"""Checks of SQS: queues that are encrypted, and open to nobody unknown."""

from generator.checks.policy import open_to_everyone
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_GUIDE = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"


@check(
    "sqs.get-queue-attributes",
    severity="medium",
    remediation="Turn on server-side encryption of the queue, with SQS's own key or with a KMS key.",
    source=_GUIDE + "sqs-server-side-encryption.html",
)
def encrypted(queue: Json, *, kms: bool = False) -> Verdict:
    """Each queue encrypts the messages that wait in it.

    Messages wait for up to 14 days, and hold what the systems tell one another.
    """
    attributes = queue["Attributes"]
    key = attributes.get("KmsMasterKeyId")  # AWS leaves it out where no KMS key is set
    if key:
        return passed(f"encrypted with the KMS key {key}")
    own = attributes["SqsManagedSseEnabled"] == "true"
    if own and not kms:
        return passed("encrypted with SQS's own key")
    return failed("encrypted with SQS's own key, a KMS key is wanted" if own else "not encrypted")


@check(
    "sqs.get-queue-attributes",
    severity="high",
    remediation="Name the principals that use the queue, or hold the statement to your accounts with "
    "aws:SourceAccount or to your organisation with aws:PrincipalOrgID.",
    source=_GUIDE + "sqs-security-best-practices.html",
)
def not_public(queue: Json, *, trusted: frozenset[str]) -> Verdict:
    """No queue's policy lets everyone in.

    Who may receive takes messages away from those that they were for, who may send can put false ones in.
    """
    attributes = queue["Attributes"]
    if "QueueArn" in attributes and "Policy" not in attributes:  # AWS leaves it out where there is none
        return passed("the queue has no policy: its own account alone")
    if open_to_everyone(attributes["Policy"], trusted):
        return failed("a statement is for everyone, and nothing narrows it to known accounts or networks")
    return passed("no statement is for everyone")
