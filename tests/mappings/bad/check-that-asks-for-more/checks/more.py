"""Made up."""

from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, passed


@check("s3.list-buckets", severity="low", remediation="None.", source="https://docs.aws.amazon.com/")
def wants_more(bucket: Json, *, organisation: str) -> Verdict:
    """Asks for context that nobody gives."""
    return passed(organisation)
