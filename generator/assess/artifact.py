"""AWS's part: what each family of Artifact reports and agreements shows for our period.

A report of another company never carries AWS's part; a report that two rules claim is told, not guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from generator.assess.agreements import AGREEMENTS, Held, agreements, held, joined
from generator.assess.days import Span, length, months_later, uncovered
from generator.assess.shelf import REPORTS, Found, covered, items, records_of, reports, versions_unread, why
from generator.assess.view import View
from generator.model.assessment import FamilyResult, ReportRow, Stretch
from generator.model.catalog import ReportFamily
from generator.model.evidence import Record
from generator.model.status import AwsStatus

USUAL_BRIDGE = 93  # days: about three months
_OPEN = "9999-12-31"


class Artifact:
    """What AWS Artifact showed in the accounts of a pack."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._period = view.plan.scope.period
        self._families = view.catalog.families
        self.reports = reports(view)
        self.agreements = agreements(view)
        self._joined = joined(view)

    def family(self, id_: str, accounts: Sequence[str]) -> FamilyResult:
        """What a family shows for our period, in these accounts."""
        family = self._families[id_]
        if family.kind == "agreement":
            return self._agreement_family(family, accounts)
        records = records_of(self._view, REPORTS)
        if all(items(record, "reports") is None for record in records):
            reason = f"AWS Artifact could not be read: {why(records)}"
            return replace(_family(family, "no data", reason, records), gap_days=self._period.days)
        own = [f for f in self.reports if f.row.used and f.row.family == id_ and f.span]
        if not own:
            reason = "AWS Artifact lists no such published report of AWS" + self._passed_over(id_)
            return replace(_family(family, "no report", reason, records), gap_days=self._period.days)
        return self._covered(family, own)

    def _passed_over(self, family: str) -> str:
        """What is there of the family and does not count."""
        there = [f.row for f in self.reports if f.row.family == family and not f.row.used]
        return "".join(f"; {row.name}, {row.note}" for row in there[:3])

    def _covered(self, family: ReportFamily, own: Sequence[Found]) -> FamilyResult:
        spans = [f.span for f in own if f.span]
        letters = self._bridged(family.id, spans)
        left = uncovered(self._period, [*spans, *(f.span for f in letters if f.span)])
        days = length(left)
        bridged = max((f.row.period_to for f in letters), default="")
        cited = [f for f in own if f.row.covers != "none"] or [max(own, key=lambda f: f.row.period_to)]
        status: AwsStatus = "report gap" if days else "inherited"
        reason = self._gap_words(left, bridged) if days else _whole_words(family, bridged)
        if days and (unread := versions_unread(self._view)):
            reason += f"; earlier versions could not be read: {unread}"
        result = _family(family, status, reason + _unusual(letters), [])
        return replace(
            result,
            covers=covered(self._period, days),
            gap_days=days,
            gap_from=str(left[0].start) if left else "",
            gap_to=str(left[-1].end) if left else "",
            gaps=tuple(span.words for span in left),
            bridged_to=bridged,
            reports=tuple(cite(f.row) for f in [*cited, *letters]),
            evidence=tuple(dict.fromkeys(f.row.evidence for f in [*cited, *letters])),
            stretches=tuple(_stretch(f) for f in sorted([*own, *letters], key=lambda f: f.row.period_from)),
            next_expected=_next(family, spans),
        )

    def _gap_words(self, left: Sequence[Span], bridged: str) -> str:
        spans = ", ".join(span.words for span in left)
        after = f", after a bridge letter to {bridged}" if bridged else ""
        return f"{_plural(length(left))} of the period uncovered ({spans}){after}"

    def _bridged(self, family: str, own: Sequence[Span]) -> list[Found]:
        """The bridge letters that fill a gap: each goes on from a report (or a letter before it), none stands alone."""
        letters = [f for f in self.reports if f.row.used and family in self._families[f.row.family].bridges]
        linked = _linked(own, letters)
        left = self._left(own, linked)
        for found in list(linked):  # a letter that adds nothing is not cited
            without = _linked(own, [one for one in linked if one is not found])
            if self._left(own, without) == left:
                linked = without
        return linked

    def _left(self, own: Sequence[Span], letters: Sequence[Found]) -> int:
        return length(uncovered(self._period, [*own, *(f.span for f in letters if f.span)]))

    def bridged_row(self, row: ReportRow) -> ReportRow:
        """A report's row with the day that bridge letters carry it on to."""
        span = next((f.span for f in self.reports if f.row is row), None)
        if not row.used or span is None or row.kind != "report":
            return row
        letters = self._bridged(row.family, [span])
        return replace(row, bridged_to=max((f.row.period_to for f in letters), default=""))

    # -- agreements ------------------------------------------------------------------------------------

    def agreement(self, family: str, account: str) -> Held:
        """What an agreement shows for one account."""
        return held(self._view, self.agreements, family, account, self._joined)

    def _agreement_family(self, family: ReportFamily, accounts: Sequence[str]) -> FamilyResult:
        """Every account needs its own (or its organisation's) active agreement: the worst one counts."""
        each = {account: self.agreement(family.id, account) for account in accounts}
        ranked = sorted(each.items(), key=lambda item: (-RANK[item[1].status], item[0]))
        status: AwsStatus = ranked[0][1].status if ranked else "no data"
        reasons = [one.reason for _, one in sorted(each.items()) if one.status != "inherited"]
        records = [r for r in records_of(self._view, AGREEMENTS) if r.account in each]
        whole = "; ".join(reasons) or "active over the whole period"
        worst = max(each.values(), key=lambda one: length(one.gaps), default=None)
        gap = length(worst.gaps) if worst else self._period.days
        found = {(f.row.account, f.row.id): f for one in each.values() for f in one.found}
        return replace(
            _family(family, status, whole, records),
            covers=covered(self._period, gap),
            gap_days=gap,
            gaps=tuple(span.words for span in worst.gaps) if worst else (),
            gap_from=str(worst.gaps[0].start) if worst and worst.gaps else "",
            gap_to=str(worst.gaps[-1].end) if worst and worst.gaps else "",
            reports=tuple(f"{cite(f.row)}, account {f.row.account}" for _, f in sorted(found.items())),
            stretches=tuple(_stretch(f) for _, f in sorted(found.items())),
        )


def _linked(own: Sequence[Span], letters: Iterable[Found]) -> list[Found]:
    """The letters that a report, or a letter before them, leads up to."""
    spans, linked = list(own), []
    for found in sorted(letters, key=lambda f: (f.row.period_from, f.row.period_to)):
        span = found.span
        if span and any(s.start <= span.start and (span.start - s.end).days <= 1 for s in spans):
            spans.append(span)
            linked.append(found)
    return linked


RANK: dict[AwsStatus, int] = {
    "": 0,
    "inherited": 1,
    "report gap": 2,
    "service out of scope": 3,
    "no report": 4,
    "no data": 5,
}


def _family(family: ReportFamily, status: AwsStatus, reason: str, records: Iterable[Record]) -> FamilyResult:
    return FamilyResult(
        family=family.id,
        name=family.name,
        kind=family.kind,
        status=status,
        reason=reason,
        covers="none",
        gap_days=0,
        gap_from="",
        gap_to="",
        bridged_to="",
        reports=(),
        evidence=tuple(dict.fromkeys(record.evidence for record in records)),
        program=family.program,
    )


def _stretch(found: Found) -> Stretch:
    span = found.span
    return Stretch(
        kind=found.row.kind,
        start=str(span.start) if span else "",
        end=str(span.end) if span else "",
        name=cite(found.row),
    )


def cite(row: ReportRow) -> str:
    """``AWS SOC 2 Type II Report, version 2, 2026-04-01 to 2026-09-30``."""
    version = f", version {row.version}" if row.version else ""
    until = row.valid_to if row.valid_to and row.valid_to != row.period_to else row.period_to
    return f"{row.name}{version}, {row.period_from} to {until or 'open'}"


def _plural(days: int) -> str:
    return f"{days} day{'s' * (days != 1)}"


def _whole_words(family: ReportFamily, bridged: str) -> str:
    if bridged:
        return f"covers the whole period with a bridge letter to {bridged}"
    return "valid over the whole period" if family.point_in_time else "covers the whole period"


def _unusual(letters: Sequence[Found]) -> str:
    """A letter that goes on for very long is worth a question."""
    long = [f for f in letters if f.span and f.span.days > USUAL_BRIDGE]
    return "".join(
        f"; the bridge letter of {f.row.period_from} speaks of {_plural(f.span.days)}, which is unusual: about three "
        "months are usual"
        for f in long
        if f.span
    )


def _next(family: ReportFamily, spans: Sequence[Span]) -> str:
    """When the next one usually appears: an expectation from AWS's habit, not a promise."""
    if family.cadence is None or not spans:
        return ""
    last = max(spans, key=lambda s: s.end)
    start = last.start if family.point_in_time else last.end
    until = months_later(start, family.cadence.months)
    appears = until + timedelta(days=family.cadence.days_after)
    what = "given about" if family.point_in_time else "for the days to"
    return f"about {appears} ({what} {until})"


__all__ = ["RANK", "Artifact", "Found", "Held", "cite"]
