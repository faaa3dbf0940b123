"""The matrix as a workbook: a front to sign, the matrix, what is left out."""

import io
from datetime import datetime, time
from typing import Any

from openpyxl import Workbook

from generator.render.book.canvas import Canvas
from generator.render.book.heights import CAP, row_height
from generator.render.book.sanitise import property_text
from generator.render.book.stable import stable
from generator.render.book.styles import Styles, styles_of
from generator.render.book.table import Foot, Sheet, page, protect, write
from generator.render.escape import line, shorten
from generator.render.outward.columns import LEFT_OUT, columns
from generator.render.outward.front import PARTIES, facts, kinds, notes
from generator.render.outward.rows import Matrix
from generator.render.outward.words import CARRIED
from generator.render.rows.fields import shown
from generator.render.words import NONE, tone

LAST = 8
_SIGNED = ((3, 4), (5, 5), (6, 6), (7, 7), (8, 8))  # columns of organisation, name, role, date, signature


def workbook(made: Matrix) -> bytes:
    """The whole workbook; nothing in it is calculated, so nothing can be calculated otherwise."""
    book = Workbook()
    book.remove(book.active)
    styles = styles_of(book)
    foot = _foot(made)
    _cover(book, made, styles, foot)
    write(book, Sheet(title="Matrix", columns=columns(made), rows=made.rows, frozen=2), styles, foot)
    if made.left_out:
        write(book, Sheet(title="Left out", columns=LEFT_OUT, rows=made.left_out), styles, foot)
    del book["scratch"]
    book.active = 0
    moment = datetime.combine(made.day, time())
    book.properties.creator = f"evidencemap {made.version}"
    book.properties.title = property_text(f"{made.title}: {made.organisation or NONE}, {made.day}")
    book.properties.subject = made.progress if made.unstated else "every row stated"
    book.properties.created = moment
    out = io.BytesIO()
    book.save(out)
    return stable(out.getvalue(), moment.isoformat() + "Z", {})


def cut(made: Matrix) -> tuple[str, ...]:
    """Requirements whose rows would have to be higher than a row can be."""
    fields = columns(made)
    return tuple(
        row.requirement
        for row in made.rows
        if row_height([(shown(f, row), float(f.width), f.look) for f in fields]) >= CAP
    )


def _foot(made: Matrix) -> Foot:
    draft = "DRAFT · " if made.unstated else ""
    whose = shorten(line(made.organisation) or NONE, 50)
    return Foot(
        left=f"{draft}{whose} · {shorten(line(made.framework.name), 40)}",
        middle=f"Responsibility matrix as of {made.day}",
    )


def _cover(book: Any, made: Matrix, styles: Styles, foot: Foot) -> None:
    ws = book.create_sheet("Cover")
    at = Canvas(ws, styles, [2.0, 26.0, 16.0, 16.0, 26.0, 22.0, 16.0, 30.0])
    _title(at, made)
    _heading(at, "What this is")
    _pairs(at, facts(made))
    _heading(at, "Who carries how much")
    for word, number in made.counted().items():
        at.word(2, word, tone(word, CARRIED))
        at.number(3, number)
        at.text(4, CARRIED[word].means, "text", to=LAST)
        at.fit((CARRIED[word].means, 4, LAST))
    at.next(8)
    _heading(at, "How to read it")
    _pairs(at, notes(made))
    _heading(at, "The columns of the matrix")
    _pairs(at, [(column.head, column.says) for column in columns(made)])
    if kinds(made):
        _heading(at, "Applies to: which requirements")
        _pairs(at, kinds(made))
    _sign(at)
    ws.sheet_properties.tabColor = "1F3864"
    ws.print_area = f"A1:H{at.row}"
    page(ws, foot)
    protect(ws)


def _title(at: Canvas, made: Matrix) -> None:
    at.next(10)
    at.text(2, made.title, "title", to=LAST)
    at.next(34)
    at.text(2, f"{line(made.organisation) or NONE} · as of {made.day}", "subtitle", to=LAST)
    at.next(24)
    if made.unstated:
        at.text(
            2, f"DRAFT: {made.progress}. It is not to be relied on before they are.", "word open", to=LAST
        )
        at.next(24)
    at.next(10)


def _pairs(at: Canvas, pairs: Any) -> None:
    for label, text in pairs:
        at.text(2, label, "label")
        at.text(3, text, "text", to=LAST)
        at.fit((label, 2, 2), (text, 3, LAST))
    at.next(8)


def _sign(at: Canvas) -> None:
    """Empty lines for both parties: who signs is theirs to write."""
    _heading(at, "Signatures")
    at.text(2, "", "amber")
    for (first, last), head in zip(_SIGNED, PARTIES[1], strict=True):
        at.text(first, head, "amber", to=last)
    at.next(20)
    for party in PARTIES[0]:
        at.text(2, party, "text")
        for first, last in _SIGNED:
            at.text(first, "", "pale", to=last)
        at.next(34)


def _heading(at: Canvas, title: str) -> None:
    at.text(2, title, "heading", to=LAST)
    at.next(26)
