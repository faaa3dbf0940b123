"""Colours and cell styles, each made once and shared: a style object a cell would double the time."""

from collections.abc import Mapping
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils.indexed_list import IndexedList

from generator.render.rows.fields import TO_FILL, Look
from generator.render.words import Tone

FONT = "Arial"  # everywhere to be had, or replaced by a twin of equal widths: heights stay true
MONO = "Consolas"  # for lines drawn in characters; where it is missing, another of equal widths comes in
INK, MUTED, LINE, LINK = "1D2939", "667085", "E4E7EC", "175CD3"
HEAD, AMBER, PALE = "1F3864", "F5B83D", "FFFAEB"
TEXT = "@"  # what is typed into such a cell stays text, in programs too that forget Excel's quote mark
FORMATS: Mapping[Look, str] = {"review": TEXT, "date": "yyyy-mm-dd", "number": "#,##0"}
# Tints behind words, and the full colours of charts. The word itself always stands in the cell.
TINT: Mapping[Tone, str] = {
    "bad": "FBDDD9",
    "unknown": "E6E0F8",
    "open": "FDECC8",
    "good": "D8F0E0",
    "noted": "DCE9FA",
    "quiet": "EEF1F4",
}
FULL: Mapping[str, str] = {
    "bad": "D1483A",
    "unknown": "7C63C8",
    "open": "E8A33D",
    "good": "3C9D6B",
    "noted": "4A86D8",
    "quiet": "A9B4C2",
    "bad-2": "E98A6B",
    "unknown-2": "A795DB",
    "good-2": "86C5A3",
    "quiet-2": "D3DAE3",
}
THIN = Side(style="thin", color=LINE)


_RIGHT_HEAD = Alignment(horizontal="right", vertical="center", wrap_text=True, indent=1)


def _aligned(look: Look, vertical: str) -> Alignment:
    """Numbers are never wrapped: LibreOffice forgets the indent of some that are."""
    number = look == "number"
    return Alignment(
        horizontal="right" if number else "left", vertical=vertical, wrap_text=not number, indent=1
    )


def font(**more: Any) -> Font:
    """Our font."""
    return Font(**{"name": FONT, "size": 10, "color": INK, **more})


def fill(colour: str) -> PatternFill:
    """A plain fill."""
    return PatternFill("solid", start_color=colour, end_color=colour)


class Styles:
    """The cell styles of one workbook, by what they are for."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._made: dict[tuple[object, ...], Any] = {}

    def body(
        self, look: Look, tone: Tone | None = None, *, quoted: bool = False, linked: bool = False
    ) -> Any:
        """A cell of a table."""
        key = (look, tone, quoted, linked)
        if key not in self._made:
            self._made[key] = self._body(look, tone, quoted=quoted, linked=linked)
        return self._made[key]

    def _body(self, look: Look, tone: Tone | None, *, quoted: bool, linked: bool) -> Any:
        small: dict[str, Any] = {"size": 9, "color": "344054"} if look in ("code", "bar") else {}
        if look == "bar":
            small["name"] = MONO
        blue: dict[str, Any] = {"color": LINK, "underline": "single"} if linked else {}
        colour = PALE if look in TO_FILL else TINT[tone] if tone else None
        return self._make(
            font=font(**{**small, **blue}),
            fill=fill(colour) if colour else None,
            alignment=_aligned(look, "top"),
            border=Border(bottom=THIN, right=THIN if look in TO_FILL else None),
            protection=Protection(locked=look not in TO_FILL),
            number_format=TEXT if quoted else FORMATS.get(look, "General"),
            quoted=quoted,
        )

    def head(self, look: Look = "text") -> Any:
        """The head of a column: dark blue over what was generated, amber over what people fill in."""
        amber = look in TO_FILL
        key = ("head", amber, look == "number")
        if key not in self._made:
            self._made[key] = self._make(
                font=font(bold=True, color=INK if amber else "FFFFFF"),
                fill=fill(AMBER if amber else HEAD),
                alignment=_aligned("text", "center") if look != "number" else _RIGHT_HEAD,
                border=Border(right=Side(style="thin", color="FFFFFF")),
            )
        return self._made[key]

    def plain(self, name: str, **parts: Any) -> Any:
        """A style of a cover or summary, made the first time it is named."""
        if (name,) not in self._made:
            self._made[(name,)] = self._make(**parts)
        return self._made[(name,)]

    def _make(self, *, quoted: bool = False, number_format: str = "General", **parts: Any) -> Any:
        """The workbook's own array for these parts, taken from a cell that is never written."""
        cell = Cell(self._sheet, row=1, column=1)
        for name, part in parts.items():
            if part is not None:
                setattr(cell, name, part)
        cell.number_format = number_format
        cell.quotePrefix = quoted
        return cell._style  # noqa: SLF001 # the shared array; openpyxl has no public name for it


def dress(cell: Any, style: Any) -> None:
    """Give a cell a shared style."""
    cell._style = style  # noqa: SLF001 # see Styles._make


def styles_of(book: Any) -> Styles:
    """The styles of a new workbook. Our font is its own too: column widths are counted in its digits."""
    own = Font(name=FONT, size=10, family=2)  # without a scheme, which would bring the theme's font back
    book._fonts = IndexedList([own])  # noqa: SLF001 # openpyxl has no public way to the default font
    book._named_styles["Normal"].font = own  # noqa: SLF001
    return Styles(book.create_sheet("scratch"))
