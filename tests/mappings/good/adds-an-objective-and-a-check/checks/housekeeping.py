"""House checks."""

from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed


@check(
    "s3.list-buckets",
    severity="low",
    remediation="Make the bucket again under a name that begins with the prefix.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
)
def named_by_us(bucket: Json, *, prefix: str = "acme-") -> Verdict:
    """Each bucket's name begins with the house prefix.

    A name without it was made by hand.
    """
    if bucket["Name"].startswith(prefix):
        return passed(f"begins with {prefix}")
    return failed(f"{bucket['Name']} does not begin with {prefix}")
