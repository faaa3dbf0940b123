"""Checks of Kinesis Data Streams: streams that are encrypted."""

from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed


@check(
    "kinesis.describe-stream-summary",
    severity="medium",
    remediation="Turn on server-side encryption of the stream with a KMS key.",
    source="https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html",
    same_as=["config:kinesis-stream-encrypted", "prowler:kinesis_stream_encrypted_at_rest"],
)
def encrypted(stream: Json) -> Verdict:
    """Each stream encrypts its records with a KMS key.

    Records are kept for a day, and up to a year where that was chosen.
    """
    summary = stream["StreamDescriptionSummary"]
    if summary["EncryptionType"] == "KMS":
        return passed(f"encrypted with the KMS key {summary['KeyId']}")
    return failed(f"encryption is {summary['EncryptionType']}")
