"""What AWS Artifact lists: every version of every report, whose it is, and the days that it speaks of."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from generator.assess.days import Span, covers, first_day, last_day, length, uncovered, valid
from generator.assess.recognition import recognised
from generator.assess.view import View, reply_of, words
from generator.model.assessment import ReportRow
from generator.model.catalog import ReportFamily
from generator.model.evidence import GLOBAL, Record
from generator.model.plain import Json, plain
from generator.model.scope import Period

REPORTS = "artifact.list-reports"
VERSIONS = "artifact.list-report-versions"
METADATA = "artifact.get-report-metadata"
FACTS = ("name", "periodStart", "periodEnd", "state", "companyName", "series")


@plain
class Found:
    """A report or agreement as Artifact lists it, with the days that it is relied on."""

    row: ReportRow
    span: Span | None
    organization: str = ""  # of an agreement that was accepted for a whole organisation


def records_of(view: View, call: str, account: str = "") -> list[Record]:
    """All records of a call that is made once an account; of one account when given."""
    if call not in view.catalog.calls:
        return []
    wanted = [account] if account else [one.id for one in view.plan.scope.accounts]
    return [r for id_ in wanted for r in view.records(call, id_, GLOBAL)]


def items(record: Record, member: str) -> list[Json] | None:
    """The listed items; None where the call was not seen or its reply is of another shape."""
    reply = reply_of(record)
    found = reply.get(member) if isinstance(reply, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else None


def why(records: Sequence[Record]) -> str:
    """Why records give nothing, from the first of them."""
    if not records:
        return "not collected"
    return words(records[0]) if records[0].outcome != "seen" else "the answer is of another shape"


def covered(period: Period, gap: int) -> Literal["whole", "part", "none"]:
    """How much of the period is covered, from the days that are left."""
    found = covers(period, gap)
    return "whole" if found == "whole" else "part" if found == "part" else "none"


def reports(view: View) -> list[Found]:
    """Each version of each report once, by family; what cannot be used says why."""
    found: dict[tuple[str, str], Found] = {}
    seen: dict[tuple[str, str], Json] = {}
    for record, item in _listed(view):
        key = (str(item.get("id") or ""), str(item.get("version") or ""))
        if key in found:
            if any(seen[key].get(fact) != item.get(fact) for fact in FACTS):
                found[key] = _doubted(found[key])
            continue
        seen[key] = item
        found[key] = _report(view, item, record)
    kept = _superseded(list(found.values()))
    return sorted(kept, key=lambda f: (f.row.family, f.row.name, _number(f.row.version), f.row.id))


def versions_unread(view: View) -> str:
    """Why earlier versions of reports could not be read; "" where they were."""
    records = records_of(view, VERSIONS)
    return "" if any(items(r, "reports") is not None for r in records) or not records else why(records)


def _listed(view: View) -> Iterator[tuple[Record, Json]]:
    """Every item of the lists, then of the lists of versions: the latest version is in both."""
    for call in (REPORTS, VERSIONS):
        for record in records_of(view, call):
            for item in items(record, "reports") or []:
                yield record, item


def _number(version: str) -> tuple[int, str]:
    return (int(version), "") if version.isdecimal() else (0, version)


def _doubted(one: Found) -> Found:
    note = "not used: AWS Artifact says two things of this version"
    return replace(one, row=replace(one.row, used=False, note=one.row.note or note))


def _superseded(found: Sequence[Found]) -> list[Found]:
    """A later version that speaks of all of an earlier one's days takes its place."""
    used: dict[tuple[str, str], list[Found]] = {}
    for one in found:
        if one.row.used:
            used.setdefault((one.row.family, one.row.id), []).append(one)
    return [_set_aside(one, used[one.row.family, one.row.id]) if one.row.used else one for one in found]


def _set_aside(one: Found, versions: Sequence[Found]) -> Found:
    later = [
        other.row.version
        for other in versions
        if other.span
        and one.span
        and _number(other.row.version) > _number(one.row.version)
        and other.span.start <= one.span.start
        and one.span.end <= other.span.end
    ]
    if not later:
        return one
    note = f"not used: version {max(later, key=_number)} supersedes it"
    return replace(one, row=replace(one.row, used=False, note=note))


def _report(view: View, item: Json, listed: Record) -> Found:
    families, period = view.catalog.families, view.plan.scope.period
    family, rule, note = recognised(families, item)
    own = span_of(item.get("periodStart"), item.get("periodEnd"))
    span = valid_span(families[family], own) if family and own else own
    if family:
        note = _unusable(item, own) or _shortened(own, span)
    left = length(uncovered(period, [span])) if span else period.days
    cited = _detailed(view, listed.account, item) or listed
    row = ReportRow(
        family=family,
        family_name=families[family].name if family else "",
        kind=families[family].kind if family else "report",
        id=str(item.get("id") or ""),
        name=str(item.get("name") or ""),
        version=str(item.get("version") or ""),
        company=str(item.get("companyName") or ""),
        period_from=str(own.start) if own else "",
        period_to=str(own.end) if own else "",
        state=str(item.get("state") or ""),
        covers=covered(period, left),
        gap_days=left,
        bridged_to="",
        account=listed.account,
        rule=rule,
        note=note,
        used=bool(family) and not note.startswith("not used"),
        evidence=cited.evidence,
        read_at=cited.ended,
        sha256=cited.sha256,
        valid_to=str(span.end) if span else "",
    )
    return Found(row=row, span=span)


def valid_span(family: ReportFamily, own: Span) -> Span:
    """The days that a report of the family is relied on."""
    return valid(own, family.valid_months) if family.point_in_time else own


def _unusable(item: Json, own: Span | None) -> str:
    """Why a report that a rule recognised is not used."""
    if item.get("state") != "PUBLISHED":
        return f"not used: its state is {item.get('state') or 'not given'}"
    if own:
        return ""
    first, last = first_day(item.get("periodStart")), last_day(item.get("periodEnd"))
    if first and last:
        return f"not used: its period is the wrong way round ({first} to {last})"
    return "not used: Artifact gives no period for it"


def _shortened(own: Span | None, span: Span | None) -> str:
    if not own or not span or span.end == own.end:
        return ""
    return f"given as of {own.start}: relied on until {span.end}"


def span_of(start: Json, end: Json) -> Span | None:
    """The days from one to the other; None where either is no day, or they are the wrong way round."""
    first, last = first_day(start), last_day(end)
    return Span(start=first, end=last) if first and last and first <= last else None


def open_span(start: Json, end: Json) -> Span | None:
    """The same for something that may have no end yet."""
    return span_of(start, end or str(date.max))


def _detailed(view: View, account: str, item: Json) -> Record | None:
    """The metadata record of a report, which is the better citation."""
    if METADATA not in view.catalog.calls:
        return None
    wanted = (str(item.get("id")), item.get("version"))
    found = view.records(METADATA, account, GLOBAL)
    about = (r for r in found if (r.params.get("reportId"), r.params.get("reportVersion")) == wanted)
    return next((r for r in about if r.outcome == "seen"), None)
