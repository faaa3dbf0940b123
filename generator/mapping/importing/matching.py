"""Rows of a list matched to services: several rows of one service, names that fit two, parts of a service."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from generator.mapping.importing.names import Names
from generator.mapping.importing.rows import MAX_NOTE, Found, Listed, Row, refused
from generator.model.catalog import ListedService, Listing, Service
from generator.model.imports import Imported
from generator.model.plain import plain

PROGRAMS = ("soc", "pci-dss", "hipaa-eligible", "iso")


@plain
class Origin:
    """What is said of a list beside its rows."""

    program: str
    as_of: date
    source: str
    file: str
    sha256: str
    complete: bool


def as_listing(found: Found, services: Mapping[str, Service], origin: Origin) -> Imported:
    """The list as a listing of services that the mappings know; MappingError for an id that they do not."""
    names = Names(services.values())
    whole, rest = _sorted(found.rows, services, names)
    entries = list(_entries(found.rows, whole, names))
    more = [*_included(found.rows, names, set(whole))]
    more += _doubtful(rest, names, {*whole, *(one.service for one in more)})
    fits = {row.name: names.ids(row.name) for row in rest}
    several = (f"{len(rows)} rows for {id_}: {_names(rows)}" for id_, rows in whole.items() if len(rows) > 1)
    return Imported(
        listing=Listing(
            id=f"{origin.program}-{origin.as_of}",
            program=origin.program,
            as_of=origin.as_of,
            source=origin.source,
            complete=origin.complete,
            file=origin.file,
            sha256=origin.sha256,
            entries=(*entries, *more),
        ),
        shape=found.shape,
        unknown=tuple(name for name, ids in fits.items() if not ids),
        ambiguous=tuple(f"{name}: {', '.join(ids)}" for name, ids in fits.items() if ids),
        told=(*found.told, *several, *(f"{one.service} {one.listed}: {one.note}" for one in more)),
    )


def _names(rows: Iterable[Row]) -> str:
    return ", ".join(row.name for row in rows)


def _sorted(
    rows: Iterable[Row], services: Mapping[str, Service], names: Names
) -> tuple[dict[str, list[Row]], list[Row]]:
    """The rows of each service, and those that lead to none or to several."""
    whole: dict[str, list[Row]] = {}
    rest: list[Row] = []
    for row in rows:
        if row.service and row.service not in services:
            hint = "Leave the column out: names are matched."
            raise refused(f"{row.place}: there is no service '{row.service[:60]}'.", hint)
        ids = [row.service] if row.service else names.ids(row.name)
        (whole.setdefault(ids[0], []) if len(ids) == 1 else rest).append(row)
    return whole, rest


def _entries(rows: Iterable[Row], whole: Mapping[str, list[Row]], names: Names) -> Iterator[ListedService]:
    """An entry a row, in order; the first row of a service speaks for all of its rows."""
    owner = {row.place: id_ for id_, own in whole.items() for row in own}
    for row in rows:
        service = owner.get(row.place, "")
        if service and whole[service][0] is row:
            yield _joined(service, whole[service], names)
        else:
            note = f"counted with {service}" if service else names.limits(row.name, "")
            yield ListedService(name=row.name, listed=row.listed, note=_short(_joint(note, row.note)))


def _joined(service: str, rows: Sequence[Row], names: Names) -> ListedService:
    """Listed where each row of the service is; what each row leaves out is kept."""
    states = [row.listed for row in rows]
    listed: Listed = states[0] if len(set(states)) == 1 else "unknown"
    notes = []
    for row in rows:
        note = _joint(names.limits(row.name, service), row.note)
        if len(set(states)) > 1:
            note = _joint(row.listed, note)
        if note:
            notes.append(f"{row.name}: {note}" if len(rows) > 1 else note)
    return ListedService(name=rows[0].name, service=service, listed=listed, note=_short("; ".join(notes)))


def _included(rows: Iterable[Row], names: Names, known: set[str]) -> Iterable[ListedService]:
    """Services that a listed row says it includes, where they have no row of their own."""
    found: dict[str, ListedService] = {}
    for row in rows:
        for id_ in names.held(row.name) if row.listed == "yes" else ():
            note = _short(f"named within '{row.name}'")
            if id_ not in known:
                found.setdefault(id_, ListedService(name=row.name, service=id_, listed="yes", note=note))
    return found.values()


def _doubtful(rows: Iterable[Row], names: Names, known: set[str]) -> Iterable[ListedService]:
    """Services that a name fits among others, or only a part of which is named: neither in nor out."""
    found: dict[str, ListedService] = {}
    for row in rows:
        ids = names.ids(row.name)
        part = "" if ids or row.listed == "no" else names.part_of(row.name)
        why = f"'{row.name}' fits {' and '.join(ids)}" if ids else f"the list names only '{row.name}'"
        for id_ in ids or [part]:
            if id_ and id_ not in known:
                one = ListedService(name=row.name, service=id_, listed="unknown", note=_short(why))
                found.setdefault(id_, one)
    return found.values()


def _joint(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def _short(note: str) -> str:
    return note if len(note) <= MAX_NOTE else note[: MAX_NOTE - 1] + "…"
