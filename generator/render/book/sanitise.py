"""Text into cells: never a formula, never an error value, never what Excel would call damage."""

from typing import Any

from openpyxl.worksheet.hyperlink import Hyperlink

from generator.celltext import book_cell
from generator.render.escape import line, shorten, web_address

LINKS = 65_000  # Excel repairs (and loses) what is beyond 65,530 a sheet
ADDRESS = 2_079  # characters of a link's address; a longer one stays text
PROPERTY = 255  # characters of a workbook's property
_LEADS = tuple("=+-@\t\n")  # what turns into a formula when the cell is edited by hand


def put_text(cell: Any, text: str) -> None:
    """Write text as text, whatever it looks like."""
    if text:
        cell.value = book_cell(text)
        cell.data_type = "s"  # openpyxl reads "=…" as a formula and "#N/A" as an error


def property_text(text: str) -> str:
    """One line, no longer than a property of a workbook can be."""
    return shorten(line(text), PROPERTY)


def looks_like_formula(text: str) -> bool:
    """Whether the cell needs Excel's quote mark and the format for text, so that editing makes no formula of it."""
    return text.startswith(_LEADS)


def link(cell: Any, place: str) -> None:
    """Lead from the cell to a place in the workbook (``'Evidence'!A5``) or to an https page."""
    address = web_address(place)
    if address:
        if len(address) <= ADDRESS:
            cell.hyperlink = Hyperlink(ref=cell.coordinate, target=address)
    else:
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place)
