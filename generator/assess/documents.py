"""Rows of reports and agreements: what Artifact lists, and what a framework cites and nobody found."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from generator.assess.agreements import AGREEMENTS
from generator.assess.artifact import Artifact
from generator.assess.shelf import REPORTS, records_of
from generator.assess.view import View
from generator.model.assessment import FamilyResult, ReportRow, RequirementResult
from generator.model.scope import Document


def report_rows(
    view: View,
    artifact: Artifact,
    families: Sequence[FamilyResult],
    results: Iterable[RequirementResult],
    documents: Sequence[Document],
) -> tuple[ReportRow, ...]:
    """What Artifact lists, with bridges and fetched documents; then what is missing and nothing else stands for."""
    fetched: dict[tuple[str, str], dict[str, None]] = {}  # two hashes of one version are both shown
    for one in sorted(documents, key=lambda d: d.fetched_at):
        fetched.setdefault((one.report, one.version), {})[one.sha256] = None
    listed = [artifact.bridged_row(found.row) for found in artifact.reports]
    listed = [replace(row, document="; ".join(fetched.get((row.id, row.version), ()))) for row in listed]
    wanting = {f for r in results for line in r.aws if line.status != "inherited" for f in line.families}
    needed = [family for family in families if family.family in wanting]
    missing = {(row.family, row.account): row for row in _missing(view, artifact, needed)}
    return (*listed, *(found.row for found in artifact.agreements), *missing.values())


def _missing(view: View, artifact: Artifact, families: Sequence[FamilyResult]) -> Iterator[ReportRow]:
    """A row for each family that is cited and of which nothing counts; for agreements in each account."""
    for result in families:
        if result.kind == "agreement":
            for account in _reached(view, result.framework):
                held = artifact.agreement(result.family, account)
                if not held.found:
                    reason = held.reason.removeprefix(f"account {account}").lstrip(": ")
                    yield _empty(view, result, account, reason)
        elif result.status in ("no report", "no data"):
            yield _empty(view, result, "", result.reason)


def _reached(view: View, framework: str) -> Sequence[str]:
    return view.plan.scope.reached(framework)


def _empty(view: View, result: FamilyResult, account: str, note: str) -> ReportRow:
    call = AGREEMENTS if result.kind == "agreement" else REPORTS
    asked = sorted(records_of(view, call), key=lambda r: not r.readable)
    record = next((r for r in asked if account in ("", r.account)), None)
    return ReportRow(
        family=result.family,
        family_name=result.name,
        kind=result.kind,
        id="",
        name="",
        version="",
        company="",
        period_from="",
        period_to="",
        state="",
        covers="none",
        gap_days=view.plan.scope.period.days,
        bridged_to="",
        account=account or (record.account if record else ""),
        rule="",
        note=note,
        used=False,
        evidence=record.evidence if record else "",
        read_at=record.ended if record else "",
        sha256=record.sha256 if record else "",
    )
