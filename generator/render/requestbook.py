"""The list of requests as a workbook of its own, for whoever is asked: no results, no findings, no accounts."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from generator.model.answers import REQUESTS
from generator.model.assessment import Assessment, RequestRow
from generator.model.covering import same_person
from generator.render.book.review import identity, lists, to_fill
from generator.render.book.sanitise import property_text
from generator.render.book.stable import stable
from generator.render.book.styles import styles_of
from generator.render.book.table import Foot, Sheet, write
from generator.render.escape import line, shorten
from generator.render.rows.fields import Field
from generator.render.rows.requests import FIELDS, filled, joined
from generator.render.view import View
from generator.render.words import NONE


def chosen(rows: Sequence[RequestRow], owner: str) -> tuple[RequestRow, ...]:
    """Those asked of somebody: who was named for it, else whom the mappings name; all where ``owner`` is empty."""
    return tuple(r for r in rows if not owner or same_person(r.assigned or r.owner, owner))


def request_book(assessment: Assessment, rows: Sequence[RequestRow], day: date) -> bytes:
    """The workbook. What a person writes into it comes back through ``review import``."""
    view = View(assessment, assessment.frameworks[0])  # of which only what all frameworks share is used
    book = Workbook()
    book.remove(book.active)
    styles = styles_of(book)
    sheet = Sheet(
        title=REQUESTS.sheet,
        columns=_columns(view, rows),
        rows=rows,
        frozen=2,
        printed=("request", "serves"),
        cut="" if rows else "Nothing is asked.",
    )
    ws = write(book, sheet, styles, _foot(assessment, day))
    to_fill(ws, sheet, REQUESTS)
    about = {**identity(view), "evidencemap.framework": NONE}  # an empty one is lost by some programs
    lists(book, about)
    del book["scratch"]
    book.active = 0
    moment = datetime.combine(day, time())
    book.properties.creator = f"evidencemap {assessment.version}"
    book.properties.title = property_text(
        f"Requests for evidence: {assessment.organisation}, {assessment.period.name}"
    )
    book.properties.created = moment
    for name, value in about.items():
        book.custom_doc_props.append(StringProperty(name=name, value=value))
    out = io.BytesIO()
    book.save(out)
    return stable(out.getvalue(), moment.isoformat() + "Z", {})


def _columns(view: View, rows: Sequence[RequestRow]) -> tuple[Field, ...]:
    """What is asked and how far it is, then what people fill in. Columns that no row needs are left out."""
    known = {f.name: f for f in (*FIELDS, *joined(view), _RETURNED)}
    wanted = (
        *("request", "title", "wording", "good_answer", "owner", "assigned", "frequency", "due", "state"),
        *("why_open", "returned", "serves"),
    )
    shown = (known[n] for n in wanted if n not in _AT_NEED or any(known[n].value(row) for row in rows))
    return (*shown, *filled(view))


_AT_NEED = ("assigned", "why_open", "returned")
# Whoever is asked needs the note where something was given back; other notes are ours.
_RETURNED = Field(
    name="returned",
    head="Note",
    says="Why it was given back.",
    value=lambda r: r.note if r.state == "returned" else "",
    width=24,
)


def _foot(assessment: Assessment, day: date) -> Foot:
    return Foot(
        left=f"{shorten(line(assessment.organisation), 60)} · requests for evidence",
        middle=f"{assessment.period.name}, as of {day}",
    )
