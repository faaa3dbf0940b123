"""Services that came into use or went: lines that wait for them come and go with them."""

from collections.abc import Callable, Iterable, Sequence

from generator.compare.places import Places
from generator.compare.seen import NOT_ASKED, NOT_COLLECTED, OTHERS, Seen, Sides, first
from generator.model.assessment import ServiceRow
from generator.model.comparison import Cause, CauseKind

Row = ServiceRow | None


def in_use(seen: Seen, framework: str, only: Iterable[str]) -> str:
    """Whether a line held to ``only`` holds: yes, unknown or no."""
    held = tuple(only)
    if not held:
        return "yes"
    found = {row.in_use for row in seen.services(framework, held).values()}
    return "yes" if "yes" in found else "unknown" if found else "no"


def use_differs(sides: Sides, framework: str, only: Sequence[str]) -> bool:
    """Whether a line held to ``only`` holds on one side only, or could not be told on one."""
    return in_use(sides.old, framework, only) != in_use(sides.new, framework, only)


def service_causes(
    sides: Sides,
    framework: str,
    only: Sequence[str],
    wanted: Callable[[ServiceRow], bool] = lambda _: True,
) -> list[Cause]:
    """What changed among the services that a line is held to; ``wanted`` narrows them further."""
    was, now = sides.old.services(framework, only), sides.new.services(framework, only)
    places, reached = Places(sides.old.scope, sides.new.scope), sides.reached(framework)
    groups: dict[tuple[CauseKind, str], list[str]] = {}
    for key in sorted({*was, *now}):
        before, after = was.get(key), now.get(key)
        shown = after or before
        if shown is None or not wanted(shown) or (before and after and before.in_use == after.in_use):
            continue
        asked = None if before and after else _asked(shown, places, reached)
        kind, words = asked or _why(before, after, sides.origin.services(framework, only).get(key))
        groups.setdefault((kind, words), []).append(f"{_named(shown)} ({shown.account} {shown.region})")
    return [
        Cause(kind=kind, words=f"{words}: {first(names)}", rows=tuple(names[:25]))
        for (kind, words), names in groups.items()
    ]


def _asked(shown: ServiceRow, places: Places, reached: frozenset[str]) -> tuple[CauseKind, str] | None:
    """On one side only because the place is."""
    if moved := places.moved(shown.account, shown.region):
        return "scope", f"in use where {moved}"
    if shown.account in reached:
        return "scope", f"in use in account {shown.account}, which the framework reaches on one side only"
    return None


def _why(before: Row, after: Row, own: Row) -> tuple[CauseKind, str]:
    if after is not None and after.in_use == "unknown":
        return "permissions", f"whether it is in use cannot be read now ({after.blind_spots[:120]})"
    if before is not None and before.in_use == "unknown":
        if NOT_COLLECTED in before.blind_spots and (own is None or NOT_COLLECTED not in own.blind_spots):
            return "mapping", NOT_ASKED
        return "permissions", "whether it is in use can be read now, before not"
    return "world", "came into use" if after is not None else "not in use any more"


def _named(row: ServiceRow) -> str:
    return "services that tags or AWS Config would show" if row.service == OTHERS else row.name
