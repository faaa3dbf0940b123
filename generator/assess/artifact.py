"""AWS's part: the Artifact reports and agreements that were found, and what they show for our period.

A report of another company never carries AWS's part; a report that two rules claim is told, not guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from generator.assess.days import Span, covers, length, uncovered
from generator.assess.recognition import recognised, recognised_agreement, span_of
from generator.assess.view import View, reply_of, words
from generator.model.assessment import AwsStatus, FamilyResult, ReportRow
from generator.model.catalog import ReportFamily
from generator.model.evidence import GLOBAL, Record
from generator.model.plain import Json, plain
from generator.model.scope import Period

REPORTS = "artifact.list-reports"
METADATA = "artifact.get-report-metadata"
AGREEMENTS = "artifact.list-customer-agreements"
_FOREVER = date(9999, 12, 31)


@plain
class Found:
    """A report or agreement as Artifact lists it, with the days that it speaks of."""

    row: ReportRow
    span: Span | None


class Artifact:
    """What AWS Artifact showed in the accounts of a pack."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._period = view.plan.scope.period
        self._families = view.catalog.families
        self._accounts = [account.id for account in view.plan.scope.accounts]
        self.reports = self._read_reports()
        self.agreements = self._read_agreements()

    # -- reading ---------------------------------------------------------------------------------------

    def _read_reports(self) -> list[Found]:
        found: dict[tuple[str, str], Found] = {}
        for record in self._records(REPORTS):
            for item in _items(record, "reports") or []:
                one = self._report(item, self._detailed(record.account, item) or record, record)
                found.setdefault((one.row.id, one.row.version), one)
        return sorted(found.values(), key=lambda f: (f.row.family, f.row.name, f.row.version, f.row.id))

    def _records(self, call: str) -> list[Record]:
        if call not in self._view.catalog.calls:
            return []
        return [r for account in self._accounts for r in self._view.records(call, account, GLOBAL)]

    def _detailed(self, account: str, item: Json) -> Record | None:
        """The metadata record of a report, which is the better citation."""
        if METADATA not in self._view.catalog.calls:
            return None
        wanted = (str(item.get("id")), item.get("version"))
        found = self._view.records(METADATA, account, GLOBAL)
        about = (r for r in found if (r.params.get("reportId"), r.params.get("reportVersion")) == wanted)
        return next((r for r in about if r.outcome == "seen"), None)

    def _report(self, item: Json, cited: Record, listed: Record) -> Found:
        family, rule, note = recognised(self._families, item)
        span = span_of(item.get("periodStart"), item.get("periodEnd"))
        if family and item.get("state") != "PUBLISHED":
            note = f"not used: its state is {item.get('state') or 'not given'}"
        elif family and span is None:
            note = "not used: Artifact gives no period for it"
        left = length(uncovered(self._period, [span])) if span else self._period.days
        kind = self._families[family].kind if family else "report"
        row = ReportRow(
            family=family,
            family_name=self._families[family].name if family else "",
            kind=kind,
            id=str(item.get("id") or ""),
            name=str(item.get("name") or ""),
            version=str(item.get("version") or ""),
            company=str(item.get("companyName") or ""),
            period_from=str(span.start) if span else "",
            period_to=str(span.end) if span else "",
            state=str(item.get("state") or ""),
            covers=_covers(self._period, left),
            gap_days=left,
            bridged_to="",
            account=listed.account,
            rule=rule,
            note=note,
            used=bool(family) and not note,
            evidence=cited.evidence,
            read_at=cited.ended,
            sha256=cited.sha256,
        )
        return Found(row=row, span=span)

    def _read_agreements(self) -> list[Found]:
        found = []
        for record in self._records(AGREEMENTS):
            found += [self._agreement(item, record) for item in _items(record, "customerAgreements") or []]
        return sorted(found, key=lambda f: (f.row.family, f.row.account, f.row.name, f.row.id))

    def _agreement(self, item: Json, record: Record) -> Found:
        name = str(item.get("name") or "")
        family, rule, note = recognised_agreement(self._families, item)
        end = item.get("effectiveEnd")
        span = span_of(item.get("effectiveStart"), end or str(_FOREVER))
        if family and item.get("state") != "ACTIVE":
            note = f"not used: its state is {item.get('state') or 'not given'}"
        elif family and span is None:
            note = "not used: the days that it is in force are not given, or are no days"
        left = length(uncovered(self._period, [span])) if span else self._period.days
        row = ReportRow(
            family=family,
            family_name=self._families[family].name if family else "",
            kind="agreement",
            id=str(item.get("id") or ""),
            name=name,
            version="",
            company="Amazon Web Services",
            period_from=str(span.start) if span else "",
            period_to=str(span.end) if span and end else "",
            state=str(item.get("state") or ""),
            covers=_covers(self._period, left),
            gap_days=left,
            bridged_to="",
            account=record.account,
            rule=rule,
            note=note,
            used=bool(family) and not note,
            evidence=record.evidence,
            read_at=record.ended,
            sha256=record.sha256,
        )
        return Found(row=row, span=span)

    # -- what it shows ---------------------------------------------------------------------------------

    def family(self, id_: str, accounts: Sequence[str]) -> FamilyResult:
        """What a family shows for our period, in these accounts."""
        family = self._families[id_]
        if family.kind == "agreement":
            return self._agreement_family(family, accounts)
        records = self._records(REPORTS)
        if all(_items(record, "reports") is None for record in records):
            why = f"AWS Artifact could not be read: {_why(records)}"
            return replace(_family(family, "no data", why, records), gap_days=self._period.days)
        own = [f for f in self.reports if f.row.used and f.row.family == id_ and f.span]
        if not own:
            why = "AWS Artifact lists no such published report of AWS"
            return replace(_family(family, "no report", why, records), gap_days=self._period.days)
        return self._covered(family, own)

    def _covered(self, family: ReportFamily, own: Sequence[Found]) -> FamilyResult:
        spans = [f.span for f in own if f.span]
        useful = self._bridged(family.id, spans)
        left = uncovered(self._period, [*spans, *(f.span for f in useful if f.span)])
        days = length(left)
        bridged = max((f.row.period_to for f in useful), default="")
        cited = [f for f in own if f.row.covers != "none"] or [max(own, key=lambda f: f.row.period_to)]
        status: AwsStatus = "report gap" if days else "inherited"
        reason = _gap_words(left, bridged) if days else _whole_words(bridged)
        result = _family(family, status, reason, [])
        return replace(
            result,
            covers=_covers(self._period, days),
            gap_days=days,
            gap_from=str(left[0].start) if left else "",
            gap_to=str(left[-1].end) if left else "",
            bridged_to=bridged,
            reports=tuple(_cite(f.row) for f in [*cited, *useful]),
            evidence=tuple(dict.fromkeys(f.row.evidence for f in [*cited, *useful])),
        )

    def _bridged(self, family: str, reports: Sequence[Span]) -> list[Found]:
        """The bridge letters that fill a gap: each goes on from a report (or a letter before it), none stands alone."""
        spans, useful = list(reports), []
        letters = [f for f in self.reports if f.row.used and family in self._families[f.row.family].bridges]
        for found in sorted(letters, key=lambda f: (f.row.period_from, f.row.period_to)):
            span = found.span
            if span is None or not any(
                s.start <= span.start and (span.start - s.end).days <= 1 for s in spans
            ):
                continue
            if length(uncovered(self._period, [*spans, span])) < length(uncovered(self._period, spans)):
                spans.append(span)
                useful.append(found)
        return useful

    def _agreement_family(self, family: ReportFamily, accounts: Sequence[str]) -> FamilyResult:
        """Every account needs its own (or its organisation's) active agreement: the worst one counts."""
        each = {account: self._in_account(family.id, account) for account in accounts}
        ranked = sorted(each.items(), key=lambda item: (-RANK[item[1][0]], item[0]))
        status = ranked[0][1][0] if ranked else "no data"
        reasons = [reason for _, (one, reason, _) in sorted(each.items()) if one != "inherited"]
        rows = [f.row for f in self.agreements if f.row.family == family.id and f.row.account in each]
        records = [r for r in self._records(AGREEMENTS) if r.account in each]
        result = _family(family, status, "; ".join(reasons) or "active over the whole period", records)
        gap = max((days for _, _, days in each.values()), default=self._period.days)
        used = tuple(f"{_cite(row)}, account {row.account}" for row in rows if row.used)
        return replace(result, covers=_covers(self._period, gap), gap_days=gap, reports=used)

    def _in_account(self, family: str, account: str) -> tuple[AwsStatus, str, int]:
        records = [r for r in self._records(AGREEMENTS) if r.account == account]
        if not records or _items(records[0], "customerAgreements") is None:
            return "no data", f"account {account}: {_why(records)}", self._period.days
        own = [
            f for f in self.agreements if f.row.used and (f.row.family, f.row.account) == (family, account)
        ]
        if not own:
            return "no report", f"account {account} has none that is active", self._period.days
        left = uncovered(self._period, [f.span for f in own if f.span])
        days = length(left)
        if days:
            return "report gap", f"account {account}: {_gap_words(left, '')}", days
        return "inherited", "", 0


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
    )


def _items(record: Record, member: str) -> list[Json] | None:
    """The listed items; None where the call was not seen or its reply is of another shape."""
    reply = reply_of(record)
    found = reply.get(member) if isinstance(reply, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else None


def _why(records: Sequence[Record]) -> str:
    if not records:
        return "not collected"
    return words(records[0]) if records[0].outcome != "seen" else "the answer is of another shape"


def _covers(period: Period, gap: int) -> Literal["whole", "part", "none"]:
    found = covers(period, gap)
    return "whole" if found == "whole" else "part" if found == "part" else "none"


def _cite(row: ReportRow) -> str:
    version = f", version {row.version}" if row.version else ""
    until = row.period_to or "open"
    return f"{row.name}{version}, {row.period_from} to {until}"


def _gap_words(left: Sequence[Span], bridged: str) -> str:
    days = length(left)
    spans = ", ".join(f"{span.start} to {span.end}" for span in left)
    after = f", after a bridge letter to {bridged}" if bridged else ""
    return f"{days} day{'s' * (days != 1)} of the period uncovered ({spans}){after}"


def _whole_words(bridged: str) -> str:
    return (
        f"covers the whole period with a bridge letter to {bridged}" if bridged else "covers the whole period"
    )


__all__ = ["RANK", "Artifact", "Found"]
