"""Approved exceptions laid over findings: what was observed stays; what does not count is told."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from generator.model.assessment import ExceptionRow, ExceptionState, Finding
from generator.model.covering import is_wild, matching, over_broad, same_person
from generator.model.plain import plain
from generator.model.scope import Period
from generator.model.work import ExceptionEntry

LONGEST = 366  # days: an exception that runs longer is not looked at again within a year
_WORST: tuple[ExceptionState, ...] = (
    "not approved",
    "too broad",
    "expired",
    "not opened yet",
    "in force",
    "unused",
)
Doubt = tuple[ExceptionState, str]  # what keeps an exception from counting


@plain
class _Reach:
    """What an exception names among the findings, whatever it counts for."""

    judged: int  # resources that its checks found in its accounts
    named: tuple[Finding, ...]
    failed: tuple[Finding, ...]  # of them
    everything: str  # the check of which wildcards name all that was found, "" where none


@plain
class _Weighed:
    """An exception, what it names, and what keeps it from counting."""

    entry: ExceptionEntry
    reach: _Reach
    doubts: tuple[Doubt, ...]


@plain
class _Laid:
    """All exceptions laid over the findings: what their rows are made from."""

    weighed: Sequence[_Weighed]
    first: Mapping[str, int]  # finding's key -> place of the exception that covers it
    shared: Mapping[int, Sequence[str]]  # place -> others that cover the same
    day: date
    period: Period


def applied(
    findings: Sequence[Finding], entries: Iterable[ExceptionEntry], day: date, period: Period
) -> tuple[tuple[Finding, ...], tuple[ExceptionRow, ...]]:
    """The same findings with those that an exception in force covers as ``exception``; and each exception's row.

    Only *failed* ones are ever covered. ``day`` is that of the evidence. Rows come worst first.
    """
    by_check = _by_check(findings)
    weighed = [_weighed(entry, by_check, day) for entry in sorted(entries, key=lambda e: e.id)]
    first: dict[str, int] = {}
    for place, one in enumerate(weighed):
        for finding in () if one.doubts else one.reach.failed:
            first.setdefault(finding.key, place)
    laid = _Laid(weighed=weighed, first=first, shared=_shared(weighed, first), day=day, period=period)
    rows = [_row(laid, place) for place in range(len(weighed))]
    rows.sort(key=lambda r: (_WORST.index(r.state), -len(r.failing), r.days_left, r.id))
    given = {key: weighed[place].entry for key, place in first.items()}
    return tuple(_covered(f, given.get(f.key)) for f in findings), tuple(rows)


def _covered(finding: Finding, entry: ExceptionEntry | None) -> Finding:
    if entry is None or finding.status != "failed" or finding.resource == "*":
        return finding
    who = " ".join(entry.approver.split())
    told = f"exception {entry.id}, approved by {who} on {entry.approved}, until {entry.expires}"
    return replace(finding, status="exception", exception=entry.id, reason=f"{finding.reason}; {told}")


# -- what it names -----------------------------------------------------------------------------------------


def _by_check(findings: Iterable[Finding]) -> Mapping[str, Mapping[str, list[Finding]]]:
    """Check id -> key with thresholds -> findings. One that stands for a population unseen is left out."""
    found: dict[str, dict[str, list[Finding]]] = {}
    for one in findings:
        if one.resource != "*":
            key = f"{one.check}({one.params})" if one.params else one.check
            found.setdefault(one.check, {}).setdefault(key, []).append(one)
    return found


def _reach(entry: ExceptionEntry, by_check: Mapping[str, Mapping[str, list[Finding]]]) -> _Reach:
    """Named by its id a check is meant with whatever thresholds; by a key only with those."""
    groups: dict[str, list[Finding]] = {}
    for name in entry.checks:
        known = by_check.get(name.partition("(")[0], {})
        groups |= {key: found for key, found in known.items() if "(" not in name or key == name}
    fits = matching(entry.resources) if entry.resources else lambda _: True
    mine = {
        key: [f for f in found if not entry.accounts or f.account in entry.accounts]
        for key, found in groups.items()
    }
    named = {f.key: f for found in mine.values() for f in found if fits(f.resource)}
    return _Reach(
        judged=sum(map(len, mine.values())),
        named=tuple(named.values()),
        failed=tuple(f for f in named.values() if f.status == "failed"),
        everything=_everything(entry, groups),
    )


def _everything(entry: ExceptionEntry, groups: Mapping[str, Sequence[Finding]]) -> str:
    """A name such as ``vol-*`` says nothing where all are called so: seen only against what was found."""
    fits = matching(p for p in entry.resources if is_wild(p))
    for key, found in groups.items():
        if len({f.resource for f in found}) > 1 and all(
            fits(f.resource) and (not entry.accounts or f.account in entry.accounts) for f in found
        ):
            return key
    return ""


# -- whether it counts -------------------------------------------------------------------------------------


def _weighed(
    entry: ExceptionEntry, by_check: Mapping[str, Mapping[str, list[Finding]]], day: date
) -> _Weighed:
    reach = _reach(entry, by_check)
    return _Weighed(entry=entry, reach=reach, doubts=_doubts(entry, reach, day))


def _doubts(entry: ExceptionEntry, reach: _Reach, day: date) -> tuple[Doubt, ...]:
    """Everything that keeps it from counting, the worst first; nothing where it counts."""
    found: list[Doubt] = []
    if not entry.approver.strip():
        found.append(("not approved", "nobody is named as approver"))
    elif same_person(entry.approver, entry.owner):
        found.append(("not approved", "the approver is the owner"))
    if entry.approved is None:
        found.append(("not approved", "it has no day of approval"))
    elif entry.approved > day:
        found.append(("not approved", f"its approval is dated {entry.approved}, after the evidence of {day}"))
    if over_broad(entry):
        found.append(("too broad", "it covers everything and does not say broad"))
    elif reach.everything and not entry.broad:
        found.append(
            ("too broad", f"its patterns match all that {reach.everything} found and it does not say broad")
        )
    if entry.expires < day:
        found.append(("expired", f"it ran out on {entry.expires}"))
    if entry.opened > day:
        found.append(("not opened yet", f"it begins on {entry.opened}, after the evidence of {day}"))
    return tuple(found)


def _shared(weighed: Sequence[_Weighed], first: Mapping[str, int]) -> Mapping[int, list[str]]:
    """By place: which findings another exception covers as well. The first by id counts, and both say so."""
    pairs = Counter(
        (first[finding.key], place)
        for place, one in enumerate(weighed)
        for finding in (() if one.doubts else one.reach.failed)
        if first[finding.key] != place
    )
    found: dict[int, list[str]] = {}
    for (before, after), count in sorted(pairs.items()):
        told = f"{_findings(count)} in its reach covered by"
        found.setdefault(before, []).append(f"{told} {weighed[after].entry.id} too")
        found.setdefault(after, []).append(f"{told} {weighed[before].entry.id} already")
    return found


# -- its row -----------------------------------------------------------------------------------------------


def _row(laid: _Laid, place: int) -> ExceptionRow:
    one = laid.weighed[place]
    entry, failed = one.entry, one.reach.failed
    covered = tuple(f for f in failed if laid.first.get(f.key) == place)
    state, why = _state(laid, place, len(covered))
    shared = laid.shared.get(place, ()) if state == "in force" else ()
    return ExceptionRow(
        id=entry.id,
        state=state,
        why=why,
        notes=(*shared, *_notes(entry, state, laid.period)),
        checks=entry.checks,
        resources=entry.resources,
        accounts=entry.accounts,
        broad=entry.broad,
        failing=tuple(sorted(f.key for f in failed)),
        covered=tuple(sorted(f.key for f in covered)),
        requirements=tuple(sorted({r for f in failed for r in f.requirements})),
        owner=entry.owner,
        approver=entry.approver,
        approved=str(entry.approved or ""),
        opened=str(entry.opened),
        expires=str(entry.expires),
        days_left=(entry.expires - laid.day).days,
        risk=entry.risk,
        reason=entry.reason,
        compensating_control=entry.compensating_control,
        ticket=entry.ticket,
        pci=entry.pci,
    )


def _state(laid: _Laid, place: int, covered: int) -> tuple[ExceptionState, str]:
    one = laid.weighed[place]
    failed, named = one.reach.failed, one.reach.named
    if one.doubts:
        lost = f"would cover {_findings(len(failed))}" if failed else "nothing in its reach fails"
        state = min((state for state, _ in one.doubts), key=_WORST.index)
        return state, "; ".join((*(words for _, words in one.doubts), lost))
    if covered:
        return "in force", f"covers {_findings(covered)}"
    if failed:
        others = dict.fromkeys(laid.weighed[laid.first[f.key]].entry.id for f in failed)
        told = f"{_findings(len(failed))} in its reach covered by"
        return "unused", f"{told} {', '.join(others)} already"
    if named:
        kinds = Counter(f.status for f in named)
        seen = ", ".join(f"{kinds[status]} {status}" for status in sorted(kinds))
        return "unused", f"nothing in its reach fails: {seen}"
    if one.reach.judged:
        return "unused", f"it matches none of {_findings(one.reach.judged)} of its checks"
    return "unused", "none of its checks judged anything in its accounts"


def _notes(entry: ExceptionEntry, state: ExceptionState, period: Period) -> list[str]:
    """What an assessor would ask about: days of the period without it, a late approval, a long run."""
    found = []
    if state in ("in force", "expired"):
        begun = max(entry.opened, entry.approved or entry.opened, period.start)
        days = max(0, (min(entry.expires, period.end) - begun).days + 1)
        if days < period.days:
            found.append(f"in force on {days} of {period.days} days of the period")
    if entry.approved and entry.approved > entry.opened:
        found.append(f"approved {_days((entry.approved - entry.opened).days)} after it was opened")
    runs = (entry.expires - entry.opened).days + 1
    if runs > LONGEST:
        found.append(f"runs {runs} days, more than {LONGEST}: approve it anew at least once a year")
    return found


def _findings(count: int) -> str:
    return f"{count:,} finding" if count == 1 else f"{count:,} findings"


def _days(count: int) -> str:
    return f"{count:,} day" if count == 1 else f"{count:,} days"
