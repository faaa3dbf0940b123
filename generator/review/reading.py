"""A workbook -> rows by key, columns by head. The same for a copy that came back and for the one in the pack."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, pairwise
from pathlib import Path

from generator.errors import ReviewError
from generator.model.answers import GIVEN, REVISION, Form
from generator.model.reviewed import Typed
from generator.review import bounds
from generator.review.grid import Formula, Grid, Row, grids, letters
from generator.review.heads import WITHIN, Head, find
from generator.review.package import Package
from generator.review.shapes import Copy, Identity, Line, at

PREFIX = "evidencemap."
_LISTS = "lists"  # the hidden sheet that says again whose the workbook is: some programs drop properties
_NOTES = 20_000  # comments that are told
_LINE, _HASH = 600, 110  # bytes that a row and a hash take, about


def read_copy(path: Path) -> Copy:
    """A workbook from a person. ReviewError with words for whatever cannot be read; memory stays bounded."""
    remarks = bounds.checked(path)
    sha256 = bounds.sha256(path)
    package = Package(path)
    try:
        return _copy(package, sha256, remarks)
    finally:
        package.close()


def read_identity(path: Path) -> Identity | None:
    """Whose a workbook of a pack is; nothing where it says no such thing."""
    bounds.checked(path)
    package = Package(path)
    try:
        properties = package.properties()
        return identity(properties, path.name) if PREFIX + "framework" in properties else None
    finally:
        package.close()


def _copy(package: Package, sha256: str, remarks: tuple[str, ...]) -> Copy:
    properties = package.properties()
    notes = [
        Typed(place=f"{part.title}!{place}", head="comment", text=text)
        for part in package.sheets
        for place, text in package.comments(part)
        if text
    ]
    sheets = list(grids(package))
    read = read_tables(
        package.name, [(grid.title, grid.rows()) for grid in sheets], properties, package.budget
    )
    far = [Typed(place=f"{g.title}!{place}", head="", text=text) for g in sheets for place, text in _far(g)]
    return Copy(
        name=package.name,
        sha256=sha256,
        identity=read.identity,
        lines=read.lines,
        strays=(*read.strays, *notes[:_NOTES], *far),
        remarks=remarks,
        elsewhere=read.elsewhere,
    )


def _far(grid: Grid) -> list[tuple[str, str]]:
    return grid.far


def read_tables(
    name: str,
    tables: Iterable[tuple[str, Iterable[Row]]],
    properties: Mapping[str, str],
    budget: bounds.Budget | None = None,
) -> Copy:
    """The same from rows that were read already: title -> rows of texts by column."""
    budget = budget or bounds.Budget(name)
    lines: list[Line] = []
    strays: list[Typed] = []
    elsewhere: dict[str, frozenset[int]] = {}
    said = dict(properties)
    for title, rows in tables:
        walked = iter(rows)
        first = _first(walked)
        head = find(title, first)
        if head:
            _table(title, head, chain(first, walked), (lines, strays), budget)
        else:
            elsewhere[title] = _hashes(title, chain(first, walked), said, budget)
    return Copy(
        name=name,
        sha256="",
        identity=identity(said, name),
        lines=tuple(lines),
        strays=tuple(strays),
        elsewhere=elsewhere,
    )


def _first(rows: Iterator[Row]) -> list[Row]:
    """The rows in which a head may stand, and one more."""
    found: list[Row] = []
    for row in rows:
        found.append(row)
        if row[0] > WITHIN:
            break
    return found


def _table(
    title: str,
    head: Head,
    rows: Iterable[Row],
    into: tuple[list[Line], list[Typed]],
    budget: bounds.Budget,
) -> None:
    """The rows of a table that people fill in; what stands in no row of ours goes to the second list."""
    lines, strays = into
    columns = {field: found[0] for field, found in head.columns.items()}
    taken = frozenset({head.key, *(c for found in head.columns.values() for c in found)})
    stands_in = 0 if head.form.shared else head.requirement
    for number, cells in rows:
        if number == head.row:
            continue
        if number > head.row and (cells.get(head.key, "").strip() or cells.get(stands_in)):
            budget.take(_LINE + 8 * max(cells))
            lines.append(
                Line(
                    form=head.form.sheet,
                    title=title,
                    row=number,
                    key=cells.get(head.key, "").strip(),
                    filled=_filled(head.form, title, number, cells, head.columns),
                    cells=tuple(budget.text(cells.get(c, "")) for c in range(1, max(cells) + 1)),
                    columns=columns,
                    heads=head.heads,
                    written=head.written,
                    taken=taken,
                )
            )
        else:
            strays += _strays(title, head, number, cells, budget)


def _strays(
    title: str, head: Head, number: int, cells: Mapping[int, str], budget: bounds.Budget
) -> list[Typed]:
    """Texts above the table, or in a row that has lost what names it."""
    budget.take(_LINE * len(cells))
    return [
        Typed(
            place=at(title, number, c),
            head=head.written.get(c, "") if number > head.row else "",
            text=budget.text(text),
        )
        for c, text in cells.items()
    ]


def _filled(
    form: Form, title: str, number: int, cells: Mapping[int, str], columns: Mapping[str, tuple[int, ...]]
) -> dict[str, str]:
    """What people wrote in a row; ReviewError where a doubled column says two things."""
    found: dict[str, str] = {}
    for field, places in columns.items():
        for column in places:
            text = cells.get(column, "").strip()
            if text and found.setdefault(field, text) != text:
                raise ReviewError(
                    f"'{title}' has the column '{form.column(field).head}' twice, and row {number} says two things: "
                    f"'{found[field][:60]}' and '{text[:60]}' (column {letters(column)}).",
                    "Take one of the two columns out.",
                )
    return found


def _hashes(title: str, rows: Iterable[Row], said: dict[str, str], budget: bounds.Budget) -> frozenset[int]:
    """What stands in a sheet that nobody fills in, as hashes: to tell what was typed into it."""
    found: set[int] = set()
    for _, cells in rows:
        texts = list(cells.values())
        before = len(found)
        if title.strip().casefold() == _LISTS:
            for name, value in pairwise(texts):
                if name.startswith(PREFIX):
                    said.setdefault(name, value)
                    texts = [text for text in texts if text not in (name, value)]  # each workbook has its own
        found.update(hash(text.strip()) for text in texts if not isinstance(text, Formula))
        budget.take(_HASH * (len(found) - before))
    return frozenset(found)


def identity(properties: Mapping[str, str], name: str) -> Identity:
    """Whose a workbook is, by what it carries; ReviewError where it says nothing."""
    if PREFIX + "schema" not in properties or PREFIX + "organisation" not in properties:
        raise ReviewError(
            f"{name} does not say which pack it belongs to.",
            "It is not a workbook of evidencemap, or its sheets were copied into another one: put what was written "
            "back into the workbook that was handed out.",
        )
    framework = properties.get(PREFIX + "framework", "")
    return Identity(
        schema=_whole(properties[PREFIX + "schema"]),
        organisation=properties[PREFIX + "organisation"],
        framework="" if framework == "–" else framework,
        period=properties.get(PREFIX + "period", ""),
        mappings=properties.get(PREFIX + "mappings", ""),
        revision=_whole(properties.get(REVISION, "0")),
        given=_whole(properties.get(GIVEN, "-1")),
    )


def _whole(text: str) -> int:
    """A number that a program may have written as 3 or 3.0; -1 where it is none."""
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        return -1
