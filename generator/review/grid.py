"""A sheet as rows of texts, read in one go: a lone cell at the far end costs nothing, and nothing is evaluated."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from generator.celltext import decoded
from generator.errors import ReviewError
from generator.review.bounds import damaged
from generator.review.package import Package, Part
from generator.review.texts import MAX_CELL, Attributes, local

MAX_ROWS, MAX_COLUMNS = 200_000, 200
MAX_CELLS = 6_000_000  # of one sheet, blank ones too
_FAR = 50  # cells beyond the limits that are told
Row = tuple[int, Mapping[int, str]]  # its number, and text by column, both from 1


class Formula(str):
    """A cell with a formula: its text, never its result."""

    __slots__ = ()


class Grid:
    """One sheet of an open workbook."""

    def __init__(self, package: Package, part: Part) -> None:
        """Nothing is read until ``rows`` is walked."""
        self.title = part.title
        self.far: list[tuple[str, str]] = []  # cells beyond the limits, with their texts
        self._package = package
        self._part = part

    def rows(self) -> Iterator[Row]:
        """The rows that hold something, in the order of the file."""
        taken = _Taken(self)
        for _ in self._package.feed(self._part.path, taken.start, taken.end, taken.data):
            yield from taken.rows
            taken.rows.clear()

    def text(self, kind: str, style: int, value: str, formula: str | None) -> str:
        """What a cell holds, as text."""
        if formula:
            return Formula("=" + decoded(formula))
        if kind == "s":
            return self._shared(value)
        if kind in ("str", "inlineStr"):
            return decoded(value)
        if kind == "b":
            return "TRUE" if value.strip() in ("1", "true") else "FALSE"
        if kind == "d":
            day, _, time = value.strip().removesuffix("Z").partition("T")
            return f"{day} {time}" if time.strip("0:.") else day
        if kind == "n" and value.strip():
            return number(value.strip(), dated=style in self._package.dates, old=self._package.old_dates)
        return value

    def _shared(self, value: str) -> str:
        try:
            return self._package.texts[int(value)] if value.strip() else ""
        except (ValueError, IndexError):
            raise damaged(self._package.name) from None

    def too_much(self) -> ReviewError:
        """The sentence for a sheet beyond all bounds."""
        return ReviewError(
            f"{self._package.name}: the sheet '{self.title[:40]}' has more than {MAX_CELLS:,} cells, or one without end.",
            "Take added sheets out of it.",
        )


class _Taken:
    """Collects the cells of a sheet while its XML comes by."""

    def __init__(self, grid: Grid) -> None:
        self.rows: list[Row] = []
        self._grid = grid
        self._cells: dict[int, str] = {}
        self._row = self._column = self._count = self._length = 0
        self._kind, self._style = "n", -1
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._into: list[str] | None = None
        self._aid = False

    def start(self, tag: str, a: Attributes) -> None:
        tag = local(tag)
        if tag == "c":
            self._start_cell(a)
        elif tag == "row":
            written = a.get("r", "")
            self._row = int(written) if written.isdigit() and len(written) < 9 else self._row + 1
            self._column = 0
        elif tag == "rPh":
            self._aid = True
        elif tag in ("v", "t"):
            self._into = None if self._aid else self._value
        elif tag == "f":
            self._formula = []
            self._into = self._formula

    def _start_cell(self, a: Attributes) -> None:
        self._count += 1
        if self._count > MAX_CELLS:
            raise self._grid.too_much()
        self._column = column_of(a.get("r", "")) or self._column + 1
        self._kind = a.get("t", "n")
        style = a.get("s", "")
        self._style = int(style) if style.isdigit() and len(style) < 9 else -1
        self._value, self._length = [], 0
        self._formula = None

    def data(self, text: str) -> None:
        if self._into is not None:
            self._length += len(text)
            if self._length > MAX_CELL:
                raise self._grid.too_much()
            self._into.append(text)

    def end(self, tag: str) -> None:
        tag = local(tag)
        if tag in ("v", "t", "f"):
            self._into = None
        elif tag == "rPh":
            self._aid = False
        elif tag == "c":
            self._end_cell()
        elif tag == "row" and self._cells:
            self.rows.append((self._row, self._cells))
            self._cells = {}

    def _end_cell(self) -> None:
        if not self._value and not self._formula:
            return
        formula = "".join(self._formula) if self._formula else None
        text = self._grid.text(self._kind, self._style, "".join(self._value), formula)
        if not text.strip():
            return
        if self._row > MAX_ROWS or self._column > MAX_COLUMNS:
            if len(self._grid.far) < _FAR:
                self._grid.far.append((f"{letters(self._column)}{self._row}", text))
            return
        self._cells[self._column] = text


_COLUMNS: dict[str, int] = {}


def column_of(place: str) -> int:
    """``AB12`` -> 28; 0 where it is no place."""
    name = place.rstrip("0123456789")
    found = _COLUMNS.get(name)
    if found is None:
        found = 0
        if 0 < len(name) <= 3 and name.isascii() and name.isalpha():
            for letter in name.upper():
                found = found * 26 + ord(letter) - 64
            _COLUMNS[name] = found
    return found


def letters(column: int) -> str:
    """28 -> ``AB``."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def number(written: str, *, dated: bool = False, old: bool = False) -> str:
    """A number as text that is equal for equal numbers; a day as ISO where its cell shows one."""
    try:
        value = float(written)
    except ValueError:
        return written
    if dated and 0 <= value < 2_958_466:  # 9999-12-31
        return _moment(value, old=old)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"


def _moment(value: float, *, old: bool) -> str:
    seconds = round(value * 86_400)
    days, rest = divmod(seconds, 86_400)
    time = (datetime(2000, 1, 1) + timedelta(seconds=rest)).time().isoformat()  # noqa: DTZ001 - a time of day
    if not days:
        return time
    # Excel believes that 1900 had a 29 February.
    first = date(1904, 1, 1) if old else date(1899, 12, 31) if days < 60 else date(1899, 12, 30)
    try:
        day = (first + timedelta(days=days)).isoformat()
    except OverflowError:
        return f"{value:.15g}"
    return f"{day} {time}" if rest else day


def grids(package: Package) -> Iterator[Any]:
    """The sheets of an open workbook."""
    for part in package.sheets:
        yield Grid(package, part)
