"""Checks of Amazon Macie: stored objects are looked through for regulated data."""

from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed


@check(
    "macie2.get-macie-session",
    needs=["s3.list-buckets"],
    of="region",
    severity="low",
    remediation="Turn on Macie in each region that holds buckets, from the organisation's delegated administrator.",
    source="https://docs.aws.amazon.com/macie/latest/user/getting-started.html",
    same_as=["config:macie-status-check", "prowler:macie_is_enabled"],
)
def enabled(session: Json, buckets: Json, *, region: str) -> Verdict:
    """Macie is on where the account has buckets.

    It keeps a list of the buckets, says which are open, and finds regulated data in their objects.
    """
    here = [bucket["Name"] for bucket in buckets["Buckets"] if bucket["BucketRegion"] == region]
    if not here:
        return not_applicable("no bucket of the account lies in the region")
    if session is None:
        return failed(f"Macie is not enabled; {len(here)} buckets lie in the region")
    status = session["status"]
    said = f"Macie is {status}; {len(here)} buckets lie in the region"
    return passed(said) if status == "ENABLED" else failed(said)
