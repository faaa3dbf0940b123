"""A sheet that is one table: head, rows, widths, heights, filter, print set-up, protection."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from generator.model.plain import plain
from generator.render.book.heights import LEAST, row_height
from generator.render.book.sanitise import LINKS, link, looks_like_formula, put_text
from generator.render.book.styles import AMBER, FONT, HEAD, Styles, dress, font
from generator.render.escape import line, shorten
from generator.render.rows.fields import TO_FILL, Field, shown
from generator.render.view import View
from generator.render.words import tone

A4 = 9


@plain
class Sheet:
    """What a table sheet shows, before it is written."""

    title: str
    columns: tuple[Field, ...]
    rows: Sequence[Any]
    frozen: int = 1  # columns that stay when scrolled sideways
    printed: tuple[str, str] = ("", "")  # the first and last column on paper; all when empty
    hidden: tuple[str, ...] = ()
    cut: str = ""  # what the last row says where rows were left out
    links: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)  # by column: a place, or ""

    def letter(self, name: str) -> str:
        """The letter of a column."""
        return str(get_column_letter([c.name for c in self.columns].index(name) + 1))

    def range(self, name: str) -> str:
        """All cells of a column, for formulas of other sheets."""
        letter = self.letter(name)
        return f"'{self.title}'!${letter}$2:${letter}${max(2, len(self.rows) + 1)}"

    def place(self, row: int, name: str = "") -> str:
        """Where the link to a row (counted from 0) leads."""
        return f"'{self.title}'!{self.letter(name or self.columns[0].name)}{row + 2}"


@plain
class Foot:
    """What stands at the foot of each page on paper."""

    left: str
    middle: str


def write(book: Any, sheet: Sheet, styles: Styles, view: View | Foot) -> Any:
    """Write the sheet into the workbook; gives openpyxl's worksheet for what is special to it."""
    ws = book.create_sheet(sheet.title)
    _head(ws, sheet, styles)
    _body(ws, sheet, styles)
    last = max(2, len(sheet.rows) + 1)
    ws.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{last}"
    ws.freeze_panes = ws.cell(2, sheet.frozen + 1).coordinate
    if sheet.cut:
        _cut(ws, sheet, styles, last + 1)
    amber = any(c.look in TO_FILL for c in sheet.columns)
    ws.sheet_properties.tabColor = AMBER if amber else HEAD
    first, end = (sheet.letter(n) if n else "" for n in sheet.printed)
    ws.print_area = f"{first or 'A'}1:{end or get_column_letter(len(sheet.columns))}{ws.max_row}"
    ws.print_title_rows = "1:1"
    page(ws, view)
    _headline(ws)
    protect(ws)
    return ws


def _head(ws: Any, sheet: Sheet, styles: Styles) -> None:
    for number, column in enumerate(sheet.columns, 1):
        cell = ws.cell(1, number)
        put_text(cell, column.head)
        dress(cell, styles.head(column.look))
        dimension = ws.column_dimensions[get_column_letter(number)]
        dimension.width = column.width
        dimension.hidden = column.name in sheet.hidden
    ws.row_dimensions[1].height = 32


def _body(ws: Any, sheet: Sheet, styles: Styles) -> None:
    linked = 0
    for number, row in enumerate(sheet.rows, 2):
        sizes = []
        for position, column in enumerate(sheet.columns, 1):
            place = sheet.links[column.name](row) if column.name in sheet.links and linked < LINKS else ""
            linked += bool(place)
            text = _cell(ws.cell(number, position), column, row, place, styles)
            if text and column.name not in sheet.hidden:
                sizes.append((text, float(column.width), column.look))
        ws.row_dimensions[number].height = row_height(sizes)


def _cell(cell: Any, column: Field, row: Any, place: str, styles: Styles) -> str:
    """Write one cell; gives its text where that can need more than one line."""
    value = column.value(row)
    if isinstance(value, int):
        cell.value = value
        dress(cell, styles.body(column.look))
        return ""
    if column.look == "date" and (day := _day(str(value))):
        cell.value = day
        dress(cell, styles.body(column.look))
        return ""
    text = shown(column, row)
    put_text(cell, text)
    tinted = tone(text, column.words) if column.words and text in column.words else None
    dress(cell, styles.body(column.look, tinted, quoted=looks_like_formula(text), linked=bool(place)))
    if place:
        link(cell, place)
    return text


def _day(text: str) -> date | None:
    """A day that a person wrote, as one that programs sort and check; a text that is none stays text."""
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return found if found and found.year >= 1900 else None


def _cut(ws: Any, sheet: Sheet, styles: Styles, number: int) -> None:
    """The row that says how many more there are; outside the filter, so that it is never hidden."""
    visible = next(n for n, c in enumerate(sheet.columns, 1) if c.name not in sheet.hidden)
    cell = ws.cell(number, visible)
    put_text(cell, sheet.cut)
    dress(cell, styles.plain("cut", font=font(bold=True)))
    ws.row_dimensions[number].height = LEAST + 3


def page(ws: Any, view: View | Foot, *, landscape: bool = True) -> None:
    """How it comes out on paper: one page wide, head on each, whose it is at the foot."""
    foot = view if isinstance(view, Foot) else _foot(view)
    ws.sheet_view.showGridLines = False
    ws.sheet_view.zoomScale = 100
    ws.page_setup.orientation = "landscape" if landscape else "portrait"
    ws.page_setup.paperSize = A4
    ws.page_setup.fitToWidth = 1
    ws.page_setup.fitToHeight = 0
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    ws.page_margins.left = ws.page_margins.right = 0.4
    ws.page_margins.top, ws.page_margins.bottom = 0.45, 0.6
    ws.page_margins.header = ws.page_margins.footer = 0.3
    ws.oddFooter.left.text = _footer(line(foot.left), 100)
    ws.oddFooter.center.text = _footer(line(foot.middle), 70)
    ws.oddFooter.right.text = "Page &P of &N"
    for part in (ws.oddFooter.left, ws.oddFooter.center, ws.oddFooter.right):
        part.size = 8


def _headline(ws: Any) -> None:
    """The sheet's name over each page: a page that lies alone on a desk says which table it is of."""
    ws.page_margins.top = 0.65
    ws.oddHeader.left.text = "&A"
    ws.oddHeader.left.size, ws.oddHeader.left.font = 11, f"{FONT},Bold"
    ws.oddHeader.left.color = HEAD


def _foot(view: View) -> Foot:
    left = f"{shorten(line(view.all.organisation), 50)} · {shorten(line(view.framework.name), 40)}"
    return Foot(left=left, middle=view.period)


def _footer(text: str, limit: int) -> str:
    """In a footer & starts a command; Excel takes 255 characters over all three parts."""
    text = shorten(text, limit)
    while len(text.replace("&", "&&")) > limit:
        text = shorten(text, len(text) - 1)
    return text.replace("&", "&&")


def protect(ws: Any) -> None:
    """Locked without a password, so that nothing changes by accident; reading tools stay usable."""
    ws.protection.sheet = True
    for allowed in ("autoFilter", "sort", "formatColumns", "formatRows", "formatCells"):
        setattr(ws.protection, allowed, False)  # False: not forbidden
