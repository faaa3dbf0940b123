"""Checks of ECR: images that are scanned, and repositories that only known accounts pull from."""

from generator.checks.policy import glob, strangers
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_GUIDE = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/"
_AT_ONCE = frozenset({"SCAN_ON_PUSH", "CONTINUOUS_SCAN"})


def _meets(name: str, rule: Json) -> bool:
    """Whether a rule's filters mean the repository. Without a wildcard a filter means each name that holds it."""
    filters = [one["filter"] for one in rule["repositoryFilters"] if one["filterType"] == "WILDCARD"]
    return any(glob(text if "*" in text else f"*{text}*", name) for text in filters)


@check(
    "ecr.describe-repositories",
    needs=["ecr.get-registry-scanning-configuration"],
    severity="high",
    remediation="Set scan on push, or continuous scanning, for all repositories in the registry's scanning "
    "configuration.",
    source=_GUIDE + "image-scanning.html",
    same_as=[
        "config:ecr-private-image-scanning-enabled",
        "securityhub:ECR.1",
        "prowler:ecr_repositories_scan_images_on_push_enabled",
    ],
)
def scanned_on_push(repository: Json, registry: Json) -> Verdict:
    """Each repository has its images scanned when they are pushed, or all the time.

    An image brings an operating system and libraries with their known faults. The registry's rules count, and
    with basic scanning the repository's own switch as well; enhanced scanning does not heed it.
    """
    scanning, name = registry["scanningConfiguration"], repository["repositoryName"]
    kind = scanning["scanType"]
    found = {rule["scanFrequency"] for rule in scanning["rules"] if _meets(name, rule)} & _AT_ONCE
    if found:
        return passed(f"{kind}, by a rule of the registry: {', '.join(sorted(found))}")
    if kind == "BASIC" and repository["imageScanningConfiguration"]["scanOnPush"] is True:
        return passed("BASIC, by the repository's own switch")
    return failed(f"{kind}, but no rule of the registry scans it on push")


@check(
    "ecr.get-repository-policy",
    severity="high",
    remediation="Name the accounts that pull, or hold the statement to your organisation with aws:PrincipalOrgID. "
    "Declare accounts that you know as trusted.",
    source=_GUIDE + "repository-policies.html",
)
def not_public(policy: Json, *, trusted: frozenset[str]) -> Verdict:
    """No repository's policy lets in everyone or accounts that are not trusted.

    Who may pull reads the program and what is baked into it; who may push decides what runs.
    """
    if policy is None:
        return passed("the repository has no policy: identities of its own account alone")
    found = strangers(policy["policyText"], trusted)
    if "*" in found:
        return failed("open to everyone: nothing holds the statement to known principals")
    if found:
        return failed(f"open to {len(found)} outside trusted accounts: {', '.join(sorted(found)[:5])}")
    return passed("open to trusted accounts, named networks and AWS services only")
