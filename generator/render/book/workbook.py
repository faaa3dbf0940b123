"""The sheets in order, then the bytes."""

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from generator.model.answers import FORMS
from generator.render.book import review
from generator.render.book.cover import cover
from generator.render.book.early import Early
from generator.render.book.sanitise import property_text
from generator.render.book.sheets import tables
from generator.render.book.stable import stable
from generator.render.book.styles import styles_of
from generator.render.book.summary import summary
from generator.render.book.table import write
from generator.render.view import View

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def workbook(view: View) -> bytes:
    """The whole workbook of one framework."""
    book = Workbook()
    book.remove(book.active)
    styles, early = styles_of(book), Early()
    shown = tables(view)
    named = {sheet.title: sheet for sheet in shown}
    cover(book, view, styles)
    written = summary(book, view, styles, named["Requirements"], named["Evidence"])
    for sheet in shown:
        ws = write(book, sheet, styles, view)
        if sheet.title in FORMS:
            review.to_fill(ws, sheet, FORMS[sheet.title])
        early.write(ws)
    about = review.identity(view)
    review.lists(book, about)
    _properties(book, view, about)
    out = io.BytesIO()
    early.save(book, out)
    results = {"xl/worksheets/sheet2.xml": written.results}
    return stable(out.getvalue(), _moment(view).isoformat() + "Z", results, written.told)


def _properties(book: Any, view: View, identity: Mapping[str, str]) -> None:
    """Whose it is, and what a review is read back by."""
    del book["scratch"]
    book.active = 0
    about = book.properties
    about.creator = f"evidencemap {view.all.version}"
    about.title = property_text(
        f"AWS evidence for {view.framework.name}: {view.all.organisation}, {view.period}"
    )
    about.created = _moment(view)
    for name, value in identity.items():
        book.custom_doc_props.append(StringProperty(name=name, value=value))


def _moment(view: View) -> datetime:
    """When it was judged: the only time in the file, and the same on every run."""
    found = _MOMENT.match(view.all.assessed_at)
    return (
        datetime.fromisoformat(found[0]) if found else datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    )
