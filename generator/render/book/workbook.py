"""The sheets in order, then the bytes."""

import io
import re
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font
from openpyxl.utils.indexed_list import IndexedList

from generator.render.book import review
from generator.render.book.cover import cover
from generator.render.book.sheets import tables
from generator.render.book.stable import stable
from generator.render.book.styles import FONT, Styles
from generator.render.book.summary import summary
from generator.render.book.table import write
from generator.render.escape import line
from generator.render.view import View

SCHEMA = "1"  # raised when columns that people fill in change their heads
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def workbook(view: View) -> bytes:
    """The whole workbook of one framework."""
    book = Workbook()
    book.remove(book.active)
    styles = _styles(book)
    shown = tables(view)
    named = {sheet.title: sheet for sheet in shown}
    cover(book, view, styles)
    results = summary(book, view, styles, named["Requirements"], named["Evidence"])
    for sheet in shown:
        ws = write(book, sheet, styles, view)
        if sheet.title == "Requirements":
            review.results(ws, sheet, "review_result")
            review.dates(ws, sheet, "review_date")
        elif sheet.title == "Requests":
            review.dates(ws, sheet, "received_on")
    review.lists(book)
    _properties(book, view)
    out = io.BytesIO()
    book.save(out)
    return stable(out.getvalue(), _moment(view).isoformat() + "Z", {"xl/worksheets/sheet2.xml": results})


def _styles(book: Any) -> Styles:
    """Our font is the workbook's own too: column widths are counted in its digits."""
    own = Font(name=FONT, size=10, family=2)  # without a scheme, which would bring the theme's font back
    book._fonts = IndexedList([own])  # noqa: SLF001 # openpyxl has no public way to the default font
    book._named_styles["Normal"].font = own  # noqa: SLF001
    return Styles(book.create_sheet("scratch"))


def _properties(book: Any, view: View) -> None:
    """Whose it is, and what a review is read back by."""
    del book["scratch"]
    book.active = 0
    about = book.properties
    about.creator = f"evidencemap {view.all.version}"
    about.title = line(f"AWS evidence for {view.framework.name}: {view.all.organisation}, {view.period}")
    about.created = _moment(view)
    for name, value in (
        ("evidencemap.schema", SCHEMA),
        ("evidencemap.organisation", view.all.organisation),
        ("evidencemap.framework", view.framework.id),
        ("evidencemap.period", view.all.period.name),
        ("evidencemap.mappings", view.all.mapping_digest),
    ):
        book.custom_doc_props.append(StringProperty(name=name, value=line(value) or "–"))


def _moment(view: View) -> datetime:
    """When it was judged: the only time in the file, and the same on every run."""
    found = _MOMENT.match(view.all.assessed_at)
    return (
        datetime.fromisoformat(found[0]) if found else datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    )
