"""The cells of a sheet: rectangles of them, and what each holds, against what Excel takes."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from excelparts import MAIN
from openpyxl.utils import column_index_from_string

ROWS, COLUMNS = 1_048_576, 16_384
CELL, BREAKS = 32_767, 253
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_LINE = re.compile(r"\$?(\d{1,7}):\$?(\d{1,7})")


@dataclass(frozen=True)
class Area:
    """A rectangle of cells."""

    left: int
    top: int
    right: int
    bottom: int

    def within(self, other: "Area") -> bool:
        return (
            other.left <= self.left <= self.right <= other.right
            and other.top <= self.top <= self.bottom <= other.bottom
        )

    def meets(self, other: "Area") -> bool:
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )


WHOLE = Area(1, 1, COLUMNS, ROWS)


def area(text: str) -> Area | None:
    """``B2:C9``, ``$B$2`` or ``$1:$1``; nothing where it is none, or turned round."""
    if found := _LINE.fullmatch(text):
        made = Area(1, int(found[1]), COLUMNS, int(found[2]))
    else:
        first, _, last = text.partition(":")
        one, two = _PLACE.fullmatch(first), _PLACE.fullmatch(last or first)
        if not one or not two:
            return None
        letters = column_index_from_string
        made = Area(letters(one[1]), int(one[2]), letters(two[1]), int(two[2]))
    return made if made.within(WHOLE) else None


def letters(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass
class Sheet:
    """What the rules of a sheet need to know of it and of its book."""

    title: str
    root: ET.Element
    relations: Mapping[str, str]  # id -> address, of links that lead outside
    strings: list[str]
    styles: list[bool]  # cell formats: whether a cell of it is locked
    tints: int  # differential formats
    used: Area = WHOLE
    texts: dict[str, str] = field(default_factory=dict)  # place -> text
    formulas: dict[str, str] = field(default_factory=dict)
    locked: dict[str, bool] = field(default_factory=dict)

    def all(self, path: str) -> list[ET.Element]:
        return self.root.findall("/".join(MAIN + step for step in path.split("/")))

    def table(self) -> Area | None:
        """The cells under the sheet's filter: its table."""
        found = self.all("autoFilter")
        return area(found[0].get("ref", "")) if found else None


def read(sheet: Sheet) -> Iterator[str]:
    """Take the cells in, and say what is wrong with them; the other rules look at what is read here."""
    seen = 0
    wide = deep = 1
    for row in sheet.all("sheetData/row"):
        number = int(row.get("r", "0"))
        if not seen < number <= ROWS:
            yield f"row {number} after row {seen}"
        seen = number
        if float(row.get("ht", "15")) > 409:
            yield f"row {number} is {row.get('ht')} points high"
        before = 0
        for cell in row:
            place = cell.get("r", "")
            at = area(place)
            if at is None or at.top != number or at.left <= before:
                yield f"cell {place} in row {number} after column {before}"
                continue
            before = at.left
            wide, deep = max(wide, before), max(deep, number)
            yield from (f"{place}: {what}" for what in _cell(sheet, place, cell))
    sheet.used = Area(1, 1, wide, deep)


def _cell(sheet: Sheet, place: str, cell: ET.Element) -> Iterator[str]:
    style, formula = int(cell.get("s", "0")), cell.find(f"{MAIN}f")
    if not style < len(sheet.styles):
        yield f"cell format {style} is not there"
    else:
        sheet.locked[place] = sheet.styles[style]
    if formula is not None:
        sheet.formulas[place] = formula.text or ""
    yield from _value(sheet, place, cell, calculated=formula is not None)
    text = sheet.texts.get(place, "")
    units = len(text.encode("utf-16-le")) // 2
    if units > CELL:
        yield f"{units:,} characters"
    if text.count("\n") > BREAKS:
        yield f"{text.count(chr(10)):,} line breaks"


def _value(sheet: Sheet, place: str, cell: ET.Element, *, calculated: bool) -> Iterator[str]:
    kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
    if kind == "s" and value and value.isdigit() and int(value) < len(sheet.strings):
        sheet.texts[place] = sheet.strings[int(value)]
    elif kind == "inlineStr":
        sheet.texts[place] = "".join(one.text or "" for one in cell.iter(f"{MAIN}t"))
    elif kind == "str" and calculated:
        sheet.texts[place] = value or ""
    elif kind != "n":
        yield f"a cell of kind {kind} that holds {value!r}"
    elif value and not number(value):
        yield f"{value!r} is no number"


def number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
