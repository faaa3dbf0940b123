"""Checks of Amazon Inspector: what is in use in a region is looked through for vulnerabilities."""

from generator.checks.reading import NoData
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_GONE = frozenset({"terminated", "shutting-down"})


def _in_use(instances: Json, repositories: Json, functions: Json) -> dict[str, int]:
    """How many there are of each kind, by the name that Inspector gives its scan."""
    living = [
        one for r in instances["Reservations"] for one in r["Instances"] if one["State"]["Name"] not in _GONE
    ]
    found = {"ec2": living, "ecr": repositories["repositories"], "lambda": functions["Functions"]}
    return {kind: len(items) for kind, items in found.items() if items}


@check(
    "inspector2.batch-get-account-status",
    needs=["ec2.describe-instances", "ecr.describe-repositories", "lambda.list-functions"],
    of="region",
    severity="high",
    remediation="Turn on Inspector's scans of EC2, ECR and Lambda, from the organisation's delegated administrator.",
    source="https://docs.aws.amazon.com/inspector/latest/user/scanning-resources.html",
    same_as=[
        "config:inspector-ec2-scan-enabled",
        "config:inspector-ecr-scan-enabled",
        "config:inspector-lambda-standard-scan-enabled",
        "securityhub:Inspector.1",
        "securityhub:Inspector.2",
        "securityhub:Inspector.4",
    ],
)
def covers_resources(
    status: Json, instances: Json, repositories: Json, functions: Json, *, account: str
) -> Verdict:
    """Amazon Inspector scans each kind of resource that the region holds: instances, images, functions.

    It looks for known vulnerabilities again whenever new ones are published. Kinds of which the region
    holds nothing need no scan.
    """
    used = _in_use(instances, repositories, functions)
    if not used:
        return not_applicable("the region holds no instances, image repositories and functions")
    own = [one for one in status["accounts"] if one["accountId"] == account]
    if not own:
        raise NoData("Inspector told nothing of the account")
    scans = {kind: own[0]["resourceState"][kind]["status"] for kind in used}
    off = [f"{kind} ({used[kind]} resources): {scan}" for kind, scan in scans.items() if scan != "ENABLED"]
    return failed("not scanned: " + ", ".join(off)) if off else passed("scanned: " + ", ".join(scans))
