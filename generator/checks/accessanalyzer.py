"""Checks of IAM Access Analyzer: does it look, and what did it find outside the declared accounts."""

from generator.checks.policy import several
from generator.checks.reading import NoData, Replies
from generator.checks.registry import check
from generator.checks.trust import ACCOUNT, arn_account
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_EXTERNAL = ("ACCOUNT", "ORGANIZATION")  # the types that look for access from outside


@check(
    "accessanalyzer.list-analyzers",
    of="region",
    severity="medium",
    remediation="Create an analyzer for external access in the region, or one for the whole organisation.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-create-external.html",
    same_as=["config:iam-external-access-analyzer-enabled"],
)
def analyzer_in_every_region(analyzers: Json) -> Verdict:
    """An external-access analyzer of IAM Access Analyzer is active in the region.

    It reports every policy that lets somebody outside the account or the organisation in, and sees
    only the resources of its own region. An organisation's analyzer counts in the account that owns
    it: no other account can list it.
    """
    active = _active(analyzers)
    if active:
        return passed("active: " + several(one["name"] for one in active))
    there = [f"{one['name']} ({one['type']}, {one['status']})" for one in analyzers["analyzers"]]
    found = f", only {several(there)}" if there else ""
    return failed(f"no active external-access analyzer of this account in the region{found}")


@check(
    "accessanalyzer.list-analyzers",
    needs=["accessanalyzer.list-findings"],
    of="region",
    severity="high",
    remediation="Narrow the resource's policy, or declare the account as trusted, or archive the finding where the access is meant.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings.html",
)
def no_external_findings(analyzers: Json, findings: Replies, *, trusted: frozenset[str]) -> Verdict:
    """No active finding of IAM Access Analyzer names somebody outside the declared accounts.

    A finding means that a policy lets this principal in today. Archived findings were accepted in
    AWS and do not count; without an analyzer that has looked, there is nothing to show.
    """
    found = [one for analyzer in _looking(analyzers) for one in findings.of(analyzerArn=analyzer)["findings"]]
    outside = sorted({_shown(one, trusted) for one in found if "error" not in one} - {""})
    if outside:
        return failed(f"{len(outside)} ways in from outside: {several(outside)}")
    if errors := [one.get("resource", one["id"]) for one in found if "error" in one]:
        raise NoData(f"Access Analyzer could not analyse {several(errors)}")
    return passed(f"{len(found)} active findings, none on an account that is not declared")


def _active(analyzers: Json) -> list[Json]:
    return [one for one in analyzers["analyzers"] if one["type"] in _EXTERNAL and one["status"] == "ACTIVE"]


def _looking(analyzers: Json) -> list[str]:
    """The active analyzers, when each has analysed something; before that, no findings mean nothing."""
    active = _active(analyzers)
    if not active:
        raise NoData("no active external-access analyzer looks at this region")
    if new := [one["name"] for one in active if "lastResourceAnalyzedAt" not in one]:
        raise NoData(f"has not analysed any resource yet: {several(new)}")
    return [one["arn"] for one in active]


def _shown(finding: Json, trusted: frozenset[str]) -> str:
    """What is open to whom outside; "" where each principal's account is trusted."""
    resource = finding.get("resource") or finding["resourceType"]
    if finding.get("isPublic", False):
        return f"{resource} to everyone"
    principals = finding["principal"]
    if not principals:
        raise NoData(f"a finding on {resource} names no principal")
    outside = [name for name in principals.values() if _account(name) not in trusted]
    return f"{resource} to {several(outside)}" if outside else ""


def _account(principal: str) -> str:
    return principal if ACCOUNT.fullmatch(principal) else arn_account(principal)
