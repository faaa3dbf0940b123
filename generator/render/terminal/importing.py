"""A fresh list beside what is known, before it is kept: what it would change is told first and loudest."""

from collections.abc import Iterable, Iterator, Mapping

from generator.model.catalog import Service
from generator.model.imports import Comparison, Imported
from generator.model.listings import OLD
from generator.render.terminal.text import safe, some

_LONG = 5_000  # characters of a line: all services may stand in one


def import_lines(made: Imported, change: Comparison, services: Mapping[str, Service], age: int) -> list[str]:
    """The difference as text. ``age`` is how many days ago the list stood so."""
    return [safe(line, _LONG) for line in _lines(made, change, services, age)]


def _lines(made: Imported, change: Comparison, services: Mapping[str, Service], age: int) -> Iterator[str]:
    listing = made.listing
    matched = sum(bool(entry.service) for entry in listing.entries)
    yield f"{listing.file}: {made.shape}; {len(listing.entries)} entries, {matched} of services that the mappings know"
    yield f"{listing.program} as of {listing.as_of}, {'whole' if listing.complete else 'in part'}; source: {listing.source}"
    yield from _warnings(change, made, age)
    if change.gone:
        yield f"NO LONGER LISTED: {len(change.gone)} services that were: look at each"
        yield from (f"  - {_named(services, id_)}: {_state(made, change, id_)}" for id_ in change.gone)
    yield from _each("newly listed", "+", change.newly, services, change)
    yield from _each("named, but not known to be listed", "?", change.doubtful, services, change)
    yield f"still listed: {len(change.still)}"
    yield from (f"  = {id_}: {change.notes[id_]}" for id_ in change.still if id_ in change.notes)
    yield from _each("names that no mapping knows, kept as they are", " ", made.unknown)
    yield from _each("names that fit several services, matched to none", " ", made.ambiguous)
    yield from _each("told beside", " ", made.told)
    meaning = "not listed, unless they were said to be above" if listing.complete else "as before"
    yield f"services that the list does not name: {len(change.lacks)} ({meaning}): {some(change.lacks, 200)}"


def _warnings(change: Comparison, made: Imported, age: int) -> Iterator[str]:
    latest = change.latest
    if latest and latest.as_of > made.listing.as_of:
        yield f"Warning: older than what is known ({latest.as_of}): it does not change how services stand today."
    if age > OLD:
        yield f"Warning: {age:,} days old: it counts as old from the start (more than {OLD} days)."


def _each(
    title: str,
    sign: str,
    ids: Iterable[str],
    services: Mapping[str, Service] | None = None,
    change: Comparison | None = None,
) -> Iterator[str]:
    held = list(ids)
    if held:
        yield f"{title}: {len(held)}"
    for id_ in held:
        note = f": {change.notes[id_]}" if change and id_ in change.notes else ""
        yield f"  {sign} {_named(services, id_) if services else id_}{note}"


def _named(services: Mapping[str, Service], id_: str) -> str:
    return f"{id_} ({services[id_].name})"


def _state(made: Imported, change: Comparison, id_: str) -> str:
    for entry in made.listing.entries:
        if entry.service == id_:
            said = "not listed" if entry.listed == "no" else "the list does not say"
            return f"{said}; {change.notes[id_]}" if id_ in change.notes else said
    return "the list does not name it"
