"""Which columns each table sheet shows, in the order that a reviewer reads them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from generator.render.book.table import Sheet
from generator.render.escape import cited
from generator.render.rows import (
    calls,
    changes,
    coverage,
    crosswalk,
    cuecs,
    dictionary,
    exceptions,
    findings,
    layers,
    limits,
    matrix,
    populations,
    reports,
    requests,
    requirements,
    responsibility,
    samples,
    scope,
    services,
)
from generator.render.rows.fields import pick
from generator.render.view import View

LIMIT = findings.LIMIT  # rows of any other sheet that grows with accounts, regions and resources
REQUIREMENTS, FINDINGS, EVIDENCE = "Requirements", "Findings", "Evidence"

# What an empty table says.
EMPTY: Mapping[str, str] = {
    FINDINGS: "No check of this framework judged a resource.",
    EVIDENCE: "No AWS call was made for this framework.",
    "Parts": "No requirement of this framework has a part to judge.",
    "Populations": "No check of this framework was judged in any account.",
    "AWS reports": "AWS Artifact listed no report, and this framework cites none.",
    "Exceptions": "No exception touches this framework.",
    "Requests": "Nothing is asked of people for this framework.",
    "Services": "No AWS service was found in use.",
    "Layers": "No AWS service was found in use.",
    "Crosswalk": "No duty of this framework is judged in this pack.",
    "Changes": "No requirement of this framework differs from the pack before.",
    "Not covered": "The mappings name nothing that they leave out.",
}


def tables(view: View) -> tuple[Sheet, ...]:
    """All table sheets in order; the links between them lead to rows that are really there."""
    places = Places(view)
    shown = (
        _requirements(view, places),
        _responsibility(view, places),
        _parts(view, places),
        _findings(view, places),
        _evidence(view, places),
        _fitting(_populations(view, places), "in tables/populations.csv"),
        _fitting(_reports(view, places), "in tables/reports.csv"),
        _cuecs(view, places),
        *((_fitting(_samples(view, places), "in each draw's sample.txt"),) if samples.samples(view) else ()),
        *((_fitting(_exceptions(view), "in tables/exceptions.csv"),) if view.all.exceptions else ()),
        _requests(view),
        _fitting(_services(view), "in tables/services.csv"),
        _layers(view),
        _crosswalk(view, places),
        *((_changes(view, places),) if view.all.since else ()),
        _coverage(view),
        _limits(view),
    )
    return tuple(_told(sheet) for sheet in (*shown, _dictionary(view, shown)))


def _told(sheet: Sheet) -> Sheet:
    """An empty table says that it is, and why: a bare head looks like a fault."""
    return (
        replace(sheet, cut=sheet.cut or EMPTY[sheet.title])
        if not sheet.rows and sheet.title in EMPTY
        else sheet
    )


def _fitting(sheet: Sheet, rest: str) -> Sheet:
    """The sheet with as many rows as open quickly, and a line that says where the others are."""
    left = len(sheet.rows) - LIMIT
    return replace(sheet, rows=sheet.rows[:LIMIT], cut=f"{left:,} more {rest}") if left > 0 else sheet


class Places:
    """The row of each thing that other sheets lead to."""

    def __init__(self, view: View) -> None:
        self.findings = view.findings[: findings.LIMIT]
        self.calls = view.calls[: calls.LIMIT]
        self._evidence = _first((c.evidence,) for c in self.calls)
        self._finding = _first(f.evidence for f in self.findings)
        self._requirement = _first((r.requirement,) for r in view.requirements)
        self._needing = _first(r.evidence for r in view.requirements)

    def evidence(self, ids: Sequence[str]) -> str:
        """The row of the first of these calls."""
        row = next((self._evidence[i] for i in ids if i in self._evidence), None)
        return "" if row is None else f"'{EVIDENCE}'!A{row + 2}"

    def requirement(self, ids: Sequence[str]) -> str:
        """The row of the first of these requirements."""
        row = next((self._requirement[i] for i in ids if i in self._requirement), None)
        return "" if row is None else f"'{REQUIREMENTS}'!B{row + 2}"

    def back(self, evidence: str) -> str:
        """From a call to the first finding that rests on it, else to the first requirement."""
        if evidence in self._finding:
            return f"'{FINDINGS}'!A{self._finding[evidence] + 2}"
        row = self._needing.get(evidence)
        return "" if row is None else f"'{REQUIREMENTS}'!B{row + 2}"


def _first(keyed: Any) -> Mapping[str, int]:
    """The first row that each key stands in."""
    rows: dict[str, int] = {}
    for number, keys in enumerate(keyed):
        for key in keys:
            rows.setdefault(key, number)
    return rows


def _requirements(view: View, places: Places) -> Sheet:
    fields = (*requirements.FIELDS, *requirements.joined(view), *requirements.filled(view))
    often = ("timeframe",) if any(r.timeframe for r in view.requirements) else ()
    carried = ("carried",) if any(sheet == REQUIREMENTS for sheet, _ in view.carried) else ()
    return Sheet(
        title=REQUIREMENTS,
        columns=pick(
            fields,
            *("row_key", "requirement", "kind", "title", "text", *often, "responsibility"),
            *("aws_status", "aws_part"),
            *("customer_status", "customer_part", "judged", "objectives_few", "checks_few", "evidence"),
            *("further_evidence", "oldest_evidence", "requests", "family"),
            *carried,
            *(f.name for f in requirements.filled(view)),
        ),
        rows=view.requirements,
        frozen=4,
        printed=("requirement", "customer_part"),
        hidden=("row_key",),
        links={"evidence": lambda r: places.evidence(r.evidence)},
    )


def _responsibility(view: View, places: Places) -> Sheet:
    return Sheet(
        title="Responsibility",
        columns=matrix.FIELDS,
        rows=view.requirements,
        frozen=2,
        printed=("requirement", "managed"),
        links={"requirement": lambda r: places.requirement((r.requirement,))},
    )


def _parts(view: View, places: Places) -> Sheet:
    return Sheet(
        title="Parts",
        columns=responsibility.FIELDS,
        rows=responsibility.lines(view),
        printed=("requirement", "source"),
        links={"requirement": lambda x: places.requirement((x.requirement,))},
    )


def _findings(view: View, places: Places) -> Sheet:
    left = len(view.findings) - len(places.findings)
    return Sheet(
        title=FINDINGS,
        columns=pick(
            (*findings.FIELDS, *findings.joined(view)),
            *(
                "requirement_ids",
                "title",
                "severity",
                "account_name",
                "region",
                "resource",
                "status",
                "reason",
            ),
            *(
                "remediation",
                "first_evidence",
                "seen_at",
                "further_evidence",
                "check",
                "source",
                "same_as",
                "exception",
            ),
        ),
        rows=places.findings,
        printed=("requirement_ids", "seen_at"),
        cut=f"{left:,} more in tables/findings.csv" if left > 0 else "",
        links={"first_evidence": lambda f: places.evidence(f.evidence)},
    )


def _evidence(view: View, places: Places) -> Sheet:
    left = len(view.calls) - len(places.calls)
    return Sheet(
        title=EVIDENCE,
        columns=pick(
            (*calls.FIELDS, *calls.joined(view)),
            *("evidence", "service", "operation", "account_name", "region", "asked", "outcome", "why"),
            *("pages", "items", "asked_at", "answered_at", "caller", "requests_few", "sha256", "command"),
            "needed_by_few",
        ),
        rows=places.calls,
        printed=("evidence", "answered_at"),
        cut=f"{left:,} more in tables/calls.csv" if left > 0 else "",
        links={"evidence": lambda c: places.back(c.evidence)},
    )


def _populations(view: View, places: Places) -> Sheet:
    out = scope.population_fields(view)
    return Sheet(
        title="Populations",
        columns=pick(
            (*populations.FIELDS, *populations.joined(view), *out),
            *("title", "account_name", "region", "good", "population", "failed", "no_data", "exceptions"),
            *("not_applicable", *(f.name for f in out), "aws_owned", "complete"),
            *("why_incomplete", "second_source", "recount", "evidence", "check"),
        ),
        rows=view.populations,
        printed=("title", "why_incomplete"),
        links={"evidence": lambda p: places.evidence(p.evidence)},
    )


def _reports(view: View, places: Places) -> Sheet:
    return Sheet(
        title="AWS reports",
        columns=pick(
            (*reports.FIELDS, *reports.joined(view)),
            *("family_name", "family_status", "family_reason", "family_together", "family_gaps"),
            *("named", "period_from", "period_to", "valid_to", "covers_shown", "used", "note"),
            *("alone", "gap_days", "bridged_to", "version", "id", "state", "kind"),
            *("family_not_listed", "family_unlisted", "family_outside", "family_lists"),
            *("family_resting", "family_resting_ids", "family_next_expected", "document", "company"),
            *("account_name", "evidence", "read", "sha256", "family", "rule"),
        ),
        rows=reports.reports(view),
        printed=("family_name", "note"),
        links={"evidence": lambda r: places.evidence((r.evidence,))},
    )


def _cuecs(view: View, places: Places) -> Sheet:
    return Sheet(
        title="CUECs",
        columns=pick(
            (*cuecs.FIELDS, *cuecs.joined()),
            *("topic", "statement", *cuecs.noted(view), "section", "status", "reason", "judged"),
            *(
                "requirements_few",
                "requests",
                "evidence",
                "reports",
                "further_evidence",
                "objectives",
                "cuec",
            ),
        ),
        rows=view.cuecs,
        printed=("topic", "reports"),
        cut="" if view.cuecs else "No document that this framework cites expects such controls.",
        links={"evidence": lambda c: places.evidence(c.evidence)},
    )


def _samples(view: View, places: Places) -> Sheet:
    return Sheet(
        title="Samples",
        columns=pick((*samples.FIELDS, *samples.joined(view), *samples.filled(view)), *samples.COLUMNS),
        rows=samples.samples(view),
        hidden=("row_key",),
        printed=("title", "auditor"),
        links={"evidence": lambda s: places.evidence(s.evidence)},
    )


def _exceptions(view: View) -> Sheet:
    columns = (*exceptions.FIELDS, *exceptions.WORKSHEET, *exceptions.joined(view))
    return Sheet(
        title="Exceptions",
        columns=pick(columns, *exceptions.PEOPLE, *exceptions.worksheet(view)),
        rows=exceptions.exceptions(view),
        frozen=2,
        printed=("id", "approver"),
    )


def _requests(view: View) -> Sheet:
    carried = ("carried",) if any(sheet == "Requests" for sheet, _ in view.carried) else ()
    return Sheet(
        title="Requests",
        columns=(
            *pick(
                (*requests.FIELDS, *requests.joined(view)),
                *("request", "title", "wording", "good_answer", "owner", "frequency", "due", "state"),
                *("why_open", "requirement_ids", "objective", "evidence", "observed", "covers_from"),
                *("covers_to", "received_at", "valid_until", "given_by", "accepted_by", "accepted_on"),
                *(
                    "file",
                    "sha256",
                    *(() if view.all.edition == "auditor" else ("assigned", "note")),
                    "remarks",
                ),
                *carried,
            ),
            *requests.filled(view),
        ),
        rows=view.requests,
        frozen=2,
        printed=("request", "requirement_ids"),
    )


def _services(view: View) -> Sheet:
    return Sheet(
        title="Services",
        columns=pick(
            (*services.FIELDS, *services.joined(view)),
            *("name", "model", "account_name", "region", "resources", "in_use", "listed", "programs_by_word"),
            *("aws_manages", "customer_manages", "features", "blind_spots"),
            *("judged", "layer", "logging", "seen_by", "service", "calls_made"),
        ),
        rows=view.services,
        printed=("name", "blind_spots"),
    )


def _layers(view: View) -> Sheet:
    return Sheet(
        title="Layers",
        columns=layers.FIELDS,
        rows=layers.layers(view),
        printed=("layer", "blind_spots"),
    )


def _crosswalk(view: View, places: Places) -> Sheet:
    return Sheet(
        title="Crosswalk",
        columns=crosswalk.fields(view),
        rows=crosswalk.crosswalk(view),
        frozen=2,
        links={"requirement": lambda s: places.requirement((s.requirement,))},
    )


def _limits(view: View) -> Sheet:
    source: Mapping[str, Callable[[Any], str]] = {"source": lambda x: cited(x.source)[0]}
    return Sheet(title="Not covered", columns=limits.FIELDS, rows=view.all.limits, links=source)


def _changes(view: View, places: Places) -> Sheet:
    return Sheet(
        title="Changes",
        columns=pick(
            changes.FIELDS,
            *(
                "requirement",
                "title",
                "change",
                "by_mapping",
                "presence",
                "customer_before",
                "customer_after",
            ),
            *(
                "aws_before",
                "aws_after",
                "causes",
                "why",
                "figures_before",
                "figures_after",
                "between",
                "was",
            ),
        ),
        rows=tuple(row for row in view.all.changes if row.framework == view.framework.id),
        frozen=2,
        printed=("requirement", "why"),
        links={"requirement": lambda r: places.requirement((r.requirement,))},
    )


def _coverage(view: View) -> Sheet:
    rows, left = coverage.fitting(view, LIMIT)
    return Sheet(
        title="Coverage and blind spots",
        columns=coverage.fields(view),
        rows=rows,
        cut=f"{left:,} more in tables/blind_spots.csv and tables/calls.csv" if left > 0 else "",
    )


def _dictionary(view: View, shown: Sequence[Sheet]) -> Sheet:
    columns = [(sheet.title, field) for sheet in shown for field in sheet.columns]
    source: Mapping[str, Callable[[Any], str]] = {"source": lambda e: cited(e.source)[0]}
    return Sheet(
        title="Dictionary",
        columns=dictionary.FIELDS,
        rows=dictionary.entries(view, columns),
        frozen=2,
        printed=("kind", "remediation"),
        links=source,
    )
