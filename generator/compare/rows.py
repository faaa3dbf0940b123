"""A row for each requirement that stands otherwise, with what did it."""

from collections.abc import Iterator, Mapping
from typing import Literal

from generator.compare.beneath import beneath
from generator.compare.direction import direction
from generator.compare.findings import Findings
from generator.compare.mapping import mapping_cause
from generator.compare.ours import our_causes
from generator.compare.seen import Sides, stand
from generator.compare.theirs import their_causes
from generator.model.assessment import RequirementResult
from generator.model.comparison import ByMapping, Cause, Change, RequirementChange, Stand

Key = tuple[str, str]
Result = RequirementResult | None
_ORDER: tuple[Change, ...] = ("worse", "mixed", "other", "better")
_UNKNOWN = Cause(kind="not told apart", words="no single cause was found; look at both packs")


class Rows:
    """Three judgements: the old evidence by its own mappings and by the new ones, the new evidence."""

    def __init__(self, sides: Sides, found: Findings) -> None:
        self._sides, self._found = sides, found
        self._origin, self._old, self._new = sides.origin, sides.old, sides.new
        self._former = _former(sides)

    def changed(self) -> tuple[RequirementChange, ...]:
        """What became worse first, what came or went last; else in the order of the frameworks."""
        rows = [row for key in self.keys() if (row := self._row(key))]
        return tuple(sorted(rows, key=lambda row: (bool(row.presence), _ORDER.index(row.change))))

    def keys(self) -> list[Key]:
        """Every requirement of either pack once, under its present id."""
        claimed = set(self._former.values())
        gone = [key for key in self._origin.requirements if key not in claimed]
        every = dict.fromkeys((*self._new.requirements, *self._old.requirements, *gone))
        frameworks = [f.id for f in (*self._new.made.frameworks, *self._origin.made.frameworks)]
        return sorted(every, key=lambda key: frameworks.index(key[0]))

    def keys_shown(self) -> list[Key]:
        """Those that a pack of the two shows."""
        was, now = self._origin.requirements, self._new.requirements
        return [key for key in self.keys() if key in now or self._former.get(key, key) in was]

    def _row(self, key: Key) -> RequirementChange | None:
        was = self._origin.requirements.get(self._former.get(key, key))
        between, now = self._old.requirements.get(key), self._new.requirements.get(key)
        shown = now or was
        if shown is None:  # the new mappings ask it of the old evidence only: neither pack shows it
            return None
        under = beneath(was, now, self._origin, self._new)
        change = direction(
            stand(was), stand(now), lines=under.lines, anew=under.anew, mended=under.mended
        ) or self._hidden(was, between)
        if change is None:
            return None
        causes = tuple(self._causes(was, between, now))
        return RequirementChange(
            framework=shown.framework,
            requirement=shown.requirement,
            title=shown.title,
            family=shown.family,
            row_key=shown.row_key,
            change=change,
            presence=_presence(was, now),
            before=stand(was),
            between=stand(between),
            after=stand(now),
            by_mapping=_by_mapping(causes),
            causes=causes,
            was=was.requirement if was and was.requirement != shown.requirement else "",
        )

    def _hidden(self, was: Result, between: Result) -> Change | None:
        """What the mappings changed is shown even where something else undid it."""
        one, other = _statuses(stand(was)), _statuses(stand(between))
        return "other" if one and other and one != other else None

    def _causes(self, was: Result, between: Result, now: Result) -> Iterator[Cause]:
        made = mapping_cause(was, between, self._origin, self._old)
        if made:
            yield made
        if between and now:
            ours = our_causes(between, now, self._sides, self._found)
            found = _once([*ours, *their_causes(between, now, self._sides)])
            yield from found or ([_UNKNOWN] if stand(between) != stand(now) or not made else [])
        elif shown := between or now:
            yield self._asked(shown, came=now is not None)

    def _asked(self, shown: RequirementResult, *, came: bool) -> Cause:
        """On one side only by the same mappings: frameworks or options."""
        here, there = (self._new, self._old) if came else (self._old, self._new)
        if shown.framework not in {f.id for f in there.made.frameworks}:
            words = f"{shown.framework} is {'asked for now' if came else 'not asked for any more'}"
        else:
            why = there.left_out.get((shown.framework, shown.requirement), "options are answered otherwise")
            words = f"left out {'before' if came else 'now'}: {why}"
        name = next((f.name for f in here.made.frameworks if f.id == shown.framework), shown.framework)
        return Cause(kind="scope", words=words, rows=(name,))


def _former(sides: Sides) -> Mapping[Key, Key]:
    """Present key -> the key in the old pack."""
    found: dict[Key, Key] = {}
    for key, result in {**sides.old.requirements, **sides.new.requirements}.items():
        names = [(result.framework, id_) for id_ in (result.requirement, *result.formerly)]
        there = next((name for name in names if name in sides.origin.requirements), None)
        if there:
            found[key] = there
    return found


def _once(causes: list[Cause]) -> list[Cause]:
    """Several lines of a requirement often have one cause."""
    return list({(cause.kind, cause.words): cause for cause in causes}.values())


def _statuses(one: Stand | None) -> tuple[str, str] | None:
    return (one.aws, one.customer) if one else None


def _presence(was: Result, now: Result) -> Literal["came", "went", ""]:
    if was is None:
        return "came"
    return "went" if now is None else ""


def _by_mapping(causes: tuple[Cause, ...]) -> ByMapping:
    kinds = {cause.kind for cause in causes}
    if "mapping" not in kinds:
        return ""
    return "alone" if kinds == {"mapping"} else "in part"
