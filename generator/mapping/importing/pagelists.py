"""Which of a page's tables and lists is the list of a program: told by headings, never guessed."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime

from generator.mapping.importing.columns import is_name, is_namespace, is_program
from generator.mapping.importing.marks import read_mark
from generator.mapping.importing.names import Names, key
from generator.mapping.importing.page import Bullets, Cell, Page, Table
from generator.mapping.importing.rows import MAX_NAME, MAX_NOTE, Found, Listed, Row, refused

_HINT = "Save the page once it is drawn ('web page, complete'), in English; or write its list as CSV: name,listed,note."
# Pages that hold names alone, without marks: their title must speak of the program.
_TITLES = {
    "hipaa-eligible": re.compile(r"\bHIPAA\b.*\beligible\b", re.IGNORECASE),
    "iso": re.compile(r"\bISO\b", re.IGNORECASE),
}
_UPDATED = re.compile(r"last updated:?\s*([A-Za-z]{3,9}\.? \d{1,2}, \d{4})", re.IGNORECASE)
_OLD = 120


def rows_of_page(page: Page, program: str, names: Names, as_of: date) -> Found:
    """The program's rows; MappingError where no list is recognised, or one that is cannot be read whole."""
    told = list(_age(page, as_of))
    marked = [table for table in page.tables if _column(table, program)]
    if marked:
        rows = _once(
            [row for number, table in enumerate(marked) for row in _marked(table, program, number)], told
        )
        return Found(
            rows=rows, shape=f"page, {len(marked)} tables with a column for the program", told=tuple(told)
        )
    if program in _TITLES and _titled(page, program):
        bare = [table for table in page.tables if _bare(table)]
        if bare:
            rows = _once([row for number, table in enumerate(bare) for row in _named(table, number)], told)
            return Found(rows=rows, shape=f"page, {len(bare)} tables of names alone", told=tuple(told))
        lists = [one for one in page.bullets if not one.around and _services(one, names)]
        if lists and program == "hipaa-eligible":
            told += _passed_over(page, lists, names)
            rows = _once([row for number, one in enumerate(lists) for row in _items(one, number)], told)
            return Found(rows=rows, shape=f"page, {len(lists)} bulleted lists", told=tuple(told))
    raise refused(
        f"No list of {program} is recognised in this page: {len(page.tables)} tables, {len(page.bullets)} lists; "
        f"its title is '{(page.titles or ['(none)'])[0][:80]}'.",
        _HINT,
    )


def _head(table: Table) -> list[str]:
    return [cell.text for cell in table.rows[0]] if table.rows else []


def _column(table: Table, program: str) -> int:
    """Where the program's marks stand; 0 where the table is not of its kind."""
    head = _head(table)
    if len(head) < 2 or not is_name(head[0]):
        return 0
    columns = [n for n, one in enumerate(head) if n and is_program(one, program)]
    if len(columns) > 1:
        raise refused(f"A table has several columns for {program}: {', '.join(head)[:200]}.", _HINT)
    return columns[0] if columns else 0


def _bare(table: Table) -> bool:
    head = _head(table)
    return len(head) == 2 and is_name(head[0]) and is_namespace(head[1])


def _titled(page: Page, program: str) -> bool:
    return any(_TITLES[program].search(title) for title in page.titles)


def _body(table: Table, number: int) -> Iterator[tuple[list[Cell], str]]:
    """The rows below the heading, all as wide as it is; single cells are headings of groups."""
    width = len(table.rows[0])
    if table.broken:
        raise refused(f"Table {number + 1} of the list is not read: {table.broken}.", _HINT)
    for line, row in enumerate(table.rows[1:], 2):
        place = f"table {number + 1}, row {line}"
        if not row or not any(cell.mark for cell in row):
            continue
        if len(row) == 1 and row[0].across == width:  # the heading of a group
            continue
        if [cell.text for cell in row] == _head(table):
            continue
        if len(row) != width or any(cell.spans for cell in row):
            raise refused(
                f"{place}: {len(row)} cells under {width} headings, or merged ones; it is not read.", _HINT
            )
        yield row, place


def _marked(table: Table, program: str, number: int) -> Iterator[Row]:
    column = _column(table, program)
    for row, place in _body(table, number):
        listed, note = read_mark(row[column].mark)
        yield _row(row[0].text, place, note, listed)


def _named(table: Table, number: int) -> Iterator[Row]:
    for row, place in _body(table, number):
        yield _row(row[0].text, place)


def _items(one: Bullets, number: int) -> Iterator[Row]:
    if one.broken:
        raise refused(f"List {number + 1} is not read: {one.broken}.", _HINT)
    for place, item in enumerate(one.items, 1):
        if item.text:
            yield _row(item.text, f"list {number + 1}, item {place}")


def _row(name: str, place: str, note: str = "", listed: Listed = "yes") -> Row:
    if not key(name) or len(name) > MAX_NAME or len(note) > MAX_NOTE:
        raise refused(f"{place}: no name, or one that is none of a service: '{name[:60]}'.", _HINT)
    return Row(name=name, listed=listed, place=place, note=note)


def _services(one: Bullets, names: Names) -> bool:
    """Whether a list is one of services: five items or more, and half of them known by name."""
    return len(one.items) >= 5 and _known(one, names.ids) * 2 >= len(one.items)


def _known(one: Bullets, ids: Callable[[str], list[str]]) -> int:
    return sum(bool(ids(item.text)) for item in one.items)


def _passed_over(page: Page, read: list[Bullets], names: Names) -> Iterator[str]:
    """Lists that name services and were not read: a part of the list may stand there."""
    for one in page.bullets:
        known = _known(one, names.ids)
        if known and not one.around and not any(one is other for other in read):
            yield f"a list of {len(one.items)} items that names {known} services was not read; look whether it belongs"


def _once(rows: list[Row], told: list[str]) -> tuple[Row, ...]:
    """Each name once; MappingError where a page marks one name in two ways."""
    found: dict[str, Row] = {}
    for row in rows:
        there = found.setdefault(row.name.casefold(), row)
        if there is row:
            continue
        if (there.listed, there.note) != (row.listed, row.note):
            raise refused(
                f"'{row.name[:80]}' stands twice with different marks: {there.place}, {row.place}.", _HINT
            )
        told.append(f"'{row.name[:80]}' stands twice; counted once")
    return tuple(found.values())


def _age(page: Page, as_of: date) -> Iterator[str]:
    """What the page says of its own day, where that fits the given one badly."""
    for said in dict.fromkeys(match[1] for match in _UPDATED.finditer(page.text)):
        day = _day(said)
        if day and day > as_of:
            raise refused(
                f"The page says that it was last updated on {day}, after --as-of {as_of}.",
                "Give the day it was saved.",
            )
        if day and (as_of - day).days > _OLD:
            yield (
                f"the page says that it was last updated on {day}, {(as_of - day).days:,} days before --as-of: "
                "make sure that it is no old copy"
            )


def _day(text: str) -> date | None:
    for form in ("%B %d, %Y", "%b %d, %Y"):
        try:
            return datetime.strptime(text.replace(".", ""), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
