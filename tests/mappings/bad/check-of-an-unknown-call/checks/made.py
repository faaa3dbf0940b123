"""Made up."""

from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, passed


@check("s3.list-bucket", severity="low", remediation="None.", source="https://docs.aws.amazon.com/")
def asks_nobody(bucket: Json) -> Verdict:
    """Rests on a call that is not."""
    return passed("always")


@check("iam.get-account-summary", severity="low", remediation="None.", source="https://docs.aws.amazon.com/")
def judges_nothing(summary: Json) -> Verdict:
    """Rests on a call that shows no resources."""
    return passed("always")
