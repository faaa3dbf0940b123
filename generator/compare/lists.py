"""The lists beside the requirements: populations, families, calls, and the totals over all."""

from collections.abc import Sequence

from generator.compare.findings import Findings
from generator.compare.rows import Rows
from generator.compare.seen import Seen, Sides
from generator.compare.theirs import family_cause
from generator.model.assessment import CallRow, Population
from generator.model.comparison import (
    CallChange,
    CauseKind,
    Change,
    FamilyChange,
    FindingChange,
    PopulationChange,
    RequirementChange,
    Totals,
)

KINDS: tuple[CauseKind, ...] = (
    "mapping",
    "scope",
    "permissions",
    "reports",
    "people",
    "world",
    "not told apart",
)
_ORDER = ("failed", "no data", "exception", "passed", "not applicable", "")
Place = tuple[str, str, str]


def finding_changes(found: Findings) -> tuple[FindingChange, ...]:
    """What fails now first."""
    return tuple(
        sorted(
            found.changes.values(),
            key=lambda f: (_ORDER.index(f.after), f.check, f.params, f.account, f.region, f.resource),
        )
    )


def population_changes(old: Seen, new: Seen) -> tuple[PopulationChange, ...]:
    """Populations with other figures, or not all of which was seen, by the same mappings."""
    was, now = ({_place(p): p for p in seen.made.populations} for seen in (old, new))
    made = []
    for key in sorted({*was, *now}):
        before, after = was.get(key), now.get(key)
        there = [one for one in (before, after) if one]
        if before and after and (before.counts, before.complete) == (after.counts, after.complete):
            continue
        made.append(
            PopulationChange(
                check=there[0].check,
                params=there[0].params,
                account=there[0].account,
                region=there[0].region,
                before=before.counts if before else None,
                after=after.counts if after else None,
                complete=all(one.complete for one in there),
            )
        )
    return tuple(made)


def family_changes(sides: Sides) -> tuple[FamilyChange, ...]:
    """Families that show something else, by the same mappings."""
    return tuple(
        FamilyChange(
            framework=now.framework,
            family=now.family,
            name=now.name,
            before=was.status,
            after=now.status,
            words=family_cause(was, now, sides).words,
        )
        for key, now in sides.new.families.items()
        if (was := sides.old.families.get(key)) and was.status != now.status
    )


def call_changes(old: Seen, new: Seen) -> tuple[CallChange, ...]:
    """Calls that can be read no longer, those that are new and cannot be, and those that can be read now."""
    was, now = _unread(old), _unread(new)
    asked = {(c.account, c.region, c.call) for c in new.made.calls}
    lost = [_call(key, row, readable=False) for key, row in now.items() if key not in was]
    won = [_call(key, row, readable=True) for key, row in was.items() if key in asked and key not in now]
    return tuple(sorted([*lost, *won], key=lambda c: (c.readable, c.account, c.region, c.call)))


def _unread(seen: Seen) -> dict[Place, CallRow]:
    """A call and place -> the first of its rows that could not be read."""
    found: dict[Place, CallRow] = {}
    for row in seen.made.calls:
        if row.outcome not in ("seen", "absent"):
            found.setdefault((row.account, row.region, row.call), row)
    return found


def _call(key: Place, row: CallRow, *, readable: bool) -> CallChange:
    account, region, call = key
    said = " ".join(part for part in (row.outcome, row.error_code, row.message) if part)[:300]
    return CallChange(account=account, region=region, call=call, readable=readable, words=said)


def totals(rows: Rows, changed: Sequence[RequirementChange], origin: Seen, new: Seen) -> tuple[Totals, ...]:
    """One for each framework of either pack."""
    names = {f.id: f.name for f in (*new.made.frameworks, *origin.made.frameworks)}
    there = [framework for framework, _ in rows.keys_shown()]
    return tuple(
        _totals(id_, name, [row for row in changed if row.framework == id_], there.count(id_))
        for id_, name in names.items()
    )


def _totals(framework: str, name: str, rows: Sequence[RequirementChange], every: int) -> Totals:
    def of(change: Change) -> list[RequirementChange]:
        return [row for row in rows if row.change == change]

    changes: tuple[Change, ...] = ("worse", "mixed", "better", "other")
    return Totals(
        framework=framework,
        name=name,
        worse=len(of("worse")),
        mixed=len(of("mixed")),
        better=len(of("better")),
        other=len(of("other")),
        unchanged=every - len(rows),
        came=sum(row.presence == "came" for row in rows),
        went=sum(row.presence == "went" for row in rows),
        causes={kind: n for kind in KINDS if (n := sum(kind in row.kinds for row in rows))},
        alone={change: sum(row.by_mapping == "alone" for row in of(change)) for change in changes},
    )


def _place(one: Population) -> tuple[str, ...]:
    return one.check, one.params, one.account, one.region


__all__ = [
    "call_changes",
    "family_changes",
    "finding_changes",
    "population_changes",
    "totals",
]
