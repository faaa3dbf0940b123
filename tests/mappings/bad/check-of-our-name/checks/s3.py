"""Made up."""

from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, passed


@check("s3.list-buckets", severity="low", remediation="None.", source="https://docs.aws.amazon.com/")
def tls_only(bucket: Json) -> Verdict:
    """Takes the place of one that ships."""
    return passed("always")
