"""A sheet laid out by hand: titles, notes, small tables, numbers with their formulas."""

from typing import Any

from openpyxl.styles import Alignment, Border, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from generator.render.book.heights import row_height
from generator.render.book.sanitise import looks_like_formula, put_text
from generator.render.book.styles import (
    AMBER,
    HEAD,
    INK,
    MUTED,
    PALE,
    TEXT,
    THIN,
    TINT,
    Styles,
    dress,
    fill,
    font,
)
from generator.render.rows.fields import Look
from generator.render.words import Tone

LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
INDENTED = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
RIGHT = Alignment(horizontal="right", vertical="center", wrap_text=True, indent=1)
UNDER = Border(bottom=THIN)
ROW = 19.0


class Canvas:
    """Writes cell by cell and remembers what each formula gives."""

    def __init__(self, ws: Any, styles: Styles, widths: list[float]) -> None:
        self.ws = ws
        self.styles = styles
        self.results: dict[str, int | str] = {}
        self.row = 1
        self._top = 1  # the first row of this printed page
        for number, width in enumerate(widths, 1):
            ws.column_dimensions[get_column_letter(number)].width = width
        self._widths = widths

    def text(self, column: int, text: str, style: str = "text", *, to: int = 0, row: int = 0) -> Any:
        """Text in a cell, or over several up to column ``to``."""
        row = row or self.row
        cell = self.ws.cell(row, column)
        put_text(cell, text)
        made = self._style(style, quoted=looks_like_formula(text))
        for other in range(column, (to or column) + 1):
            dress(self.ws.cell(row, other), made)
        if to > column:
            self.ws.merge_cells(start_row=row, start_column=column, end_row=row, end_column=to)
        return cell

    def word(self, column: int, text: str, tone: Tone, *, to: int = 0) -> None:
        """A word of a result, tinted."""
        self.text(column, text, f"word {tone}", to=to)

    def number(self, column: int, value: int) -> None:
        """A number as it was when generated."""
        cell = self.ws.cell(self.row, column)
        cell.value = value
        dress(cell, self._style("number"))

    def formula(self, column: int, formula: str, result: int | str, *, to: int = 0) -> str:
        """A formula and what it gives; gives the cell's name for other formulas."""
        cell = self.ws.cell(self.row, column)
        cell.value = formula
        made = self._style("number" if isinstance(result, int) else "text")
        for other in range(column, (to or column) + 1):
            dress(self.ws.cell(self.row, other), made)
        if to > column:
            self.ws.merge_cells(start_row=self.row, start_column=column, end_row=self.row, end_column=to)
        self.results[cell.coordinate] = result
        return str(cell.coordinate)

    def next(self, height: float = ROW) -> None:
        """The next row."""
        self.ws.row_dimensions[self.row].height = height
        self.row += 1

    def tall(self) -> float:
        """Points from the top of this printed page to here."""
        return sum(self.ws.row_dimensions[row].height or ROW for row in range(self._top, self.row))

    def turn(self) -> None:
        """What follows is printed on a new page."""
        if self.row > self._top:
            self.ws.row_breaks.append(Break(id=self.row - 1))  # after the row before
            self._top = self.row

    def fit(self, *parts: tuple[str, int, int]) -> None:
        """The next row, this one high enough for texts, each given with its first and last column."""
        sizes: list[tuple[str, float, Look]] = [
            (text, sum(self._widths[first - 1 : last]), "text") for text, first, last in parts
        ]
        self.next(max(ROW, row_height(sizes)))

    def _style(self, name: str, *, quoted: bool = False) -> Any:
        kind, _, tone = name.partition(" ")
        parts = _PARTS[kind](tone)
        if quoted:
            parts = {**parts, "quoted": True, "number_format": TEXT}
        return self.styles.plain(f"canvas {name}{' quoted' if quoted else ''}", **parts)


def _big(tone: str) -> dict[str, Any]:
    colour = TINT[tone]  # type: ignore[index] # the tone comes out of a style's name
    return {
        "font": font(size=20, bold=True),
        "fill": fill(colour),
        "alignment": Alignment(horizontal="left", vertical="bottom", indent=1),
        "border": Border(left=Side(style="thick", color="FFFFFF")),
    }


def _small(tone: str) -> dict[str, Any]:
    return {
        **_big(tone),
        "font": font(size=9, color="475467"),
        "alignment": Alignment(horizontal="left", vertical="top", indent=1, wrap_text=True),
    }


_PARTS: dict[str, Any] = {
    "text": lambda _: {"font": font(), "alignment": INDENTED, "border": UNDER},
    "free": lambda _: {"font": font(color=MUTED), "alignment": LEFT},
    "label": lambda _: {"font": font(color=MUTED), "alignment": LEFT, "border": UNDER},
    "number": lambda _: {"font": font(), "alignment": RIGHT, "border": UNDER, "number_format": "#,##0"},
    "word": lambda tone: {"font": font(), "alignment": INDENTED, "border": UNDER, "fill": fill(TINT[tone])},
    "title": lambda _: {"font": font(size=20, bold=True, color=HEAD), "alignment": LEFT},
    "subtitle": lambda _: {"font": font(size=12, color=MUTED), "alignment": LEFT},
    "heading": lambda _: {
        "font": font(size=12, bold=True, color=HEAD),
        "alignment": Alignment(horizontal="left", vertical="bottom"),
        "border": Border(bottom=Side(style="medium", color=HEAD)),
    },
    "head": lambda _: {"font": font(bold=True, color="FFFFFF"), "alignment": INDENTED, "fill": fill(HEAD)},
    "righthead": lambda _: {"font": font(bold=True, color="FFFFFF"), "alignment": RIGHT, "fill": fill(HEAD)},
    "amber": lambda _: {"font": font(bold=True), "alignment": INDENTED, "fill": fill(AMBER)},
    "pale": lambda _: {
        "font": font(),
        "alignment": INDENTED,
        "fill": fill(PALE),
        "border": Border(bottom=THIN, right=THIN),
        "protection": Protection(locked=False),
        "number_format": "@",
    },
    "decision": lambda _: {
        "font": font(italic=True, color=INK),
        "alignment": INDENTED,
        "fill": fill("F5F7FA"),
    },
    "side": lambda _: {"font": font(bold=True), "alignment": LEFT},
    "big": _big,
    "small": _small,
}
