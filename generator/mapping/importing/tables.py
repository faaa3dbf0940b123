"""A list as CSV: our own form, or one column a program."""

import csv
import io
from collections.abc import Iterator

from generator.mapping.importing.columns import heading, is_name, is_program
from generator.mapping.importing.marks import read_mark
from generator.mapping.importing.names import key
from generator.mapping.importing.rows import MAX_NAME, MAX_NOTE, MAX_ROWS, Found, Row, refused, tidy

_HINT = "The columns are name,listed,note; or a name and one column a program: name,SOC,PCI,HIPAA,ISO."


def rows_of_csv(text: str, program: str) -> Found:
    """The rows of a CSV file; MappingError with every line that cannot be read."""
    lines = _lines(text)
    if not lines:
        raise refused("The file has no rows.", _HINT)
    (_, head), *body = lines
    name, mark, note, service = _columns(head, program)
    faults: list[str] = []
    rows = list(_rows(body, len(head), (name, mark, note, service), faults))
    faults += _twins(rows)
    if faults:
        raise refused(
            f"{len(faults)} lines of the list cannot be read; nothing is taken from it.", _HINT, faults
        )
    unread = [tidy(one)[:40] for n, one in enumerate(head) if n not in (name, mark, note, service)]
    told = (f"columns that were not read: {', '.join(unread)}",) if unread else ()
    return Found(rows=tuple(rows), shape=f"CSV, column '{tidy(head[mark])[:40]}'", told=told)


def _lines(text: str) -> list[tuple[int, list[str]]]:
    first = next((one for one in text.splitlines() if one.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((reader.line_num, cells))
            if len(lines) > MAX_ROWS:
                raise refused(f"The file has more than {MAX_ROWS:,} rows.", "No list of services is so long.")
    except csv.Error as error:
        raise refused(f"Line {reader.line_num}: not CSV: {error}.", _HINT) from error
    return lines


def _columns(head: list[str], program: str) -> tuple[int, int, int, int]:
    """Where name, mark, note and id stand; -1 for a note or an id that is not given."""
    named = [heading(one) for one in head]
    twice = {one for one in named if one and named.count(one) > 1}
    if twice:
        raise refused(f"The columns {', '.join(sorted(twice))} stand twice.", _HINT)
    names = [n for n, one in enumerate(head) if is_name(one)]
    marks = [n for n, one in enumerate(head) if named[n] == "listed" or is_program(one, program)]
    if not names:
        raise refused(f"No column holds names: {_shown(head)}.", _HINT)
    if not marks:
        raise refused(f"No column holds the marks of {program}: {_shown(head)}.", _HINT)
    if len(marks) > 1:
        raise refused(
            f"Several columns could hold the marks of {program}: {_shown([head[n] for n in marks])}.", _HINT
        )
    ids = [n for n in names if named[n] == "service"] if len(names) == 2 else []
    if len(names) > 1 and len(ids) != 1:
        raise refused(f"Several columns could hold names: {_shown([head[n] for n in names])}.", _HINT)
    name = next(n for n in names if n not in ids)
    note = named.index("note") if "note" in named else -1
    return name, marks[0], note, ids[0] if ids else -1


def _shown(head: list[str]) -> str:
    return ", ".join(tidy(one)[:40] or "(empty)" for one in head[:12])


def _rows(
    body: list[tuple[int, list[str]]], width: int, at: tuple[int, int, int, int], faults: list[str]
) -> Iterator[Row]:
    name, mark, note, service = at
    for line, cells in body:
        row = [tidy(cell) for cell in cells]
        if len(row) != width:
            faults.append(
                f"line {line}: {len(row)} columns, the heading has {width}; quote text that holds commas"
            )
            continue
        listed, beside = read_mark(row[mark])
        own = row[note] if note >= 0 else ""
        said = "; ".join(one for one in (own, beside) if one)
        if len(row[name]) > MAX_NAME or len(said) > MAX_NOTE:
            faults.append(f"line {line}: a name or a note of more than {MAX_NAME} or {MAX_NOTE:,} characters")
            continue
        if not key(row[name]):
            faults.append(f"line {line}: no name")
            continue
        given = row[service] if service >= 0 else ""
        yield Row(name=row[name], listed=listed, place=f"line {line}", service=given, note=said)


def _twins(rows: list[Row]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for row in rows:
        there = seen.setdefault(row.name.casefold(), row.place)
        if there != row.place:
            yield f"{row.place}: '{row.name}' stands on {there} too; keep one"
