"""The Cover: whose evidence, how it stands at a glance, how to read it, how to verify it, who signs."""

from collections.abc import Mapping
from typing import Any

from generator.render.book.canvas import Canvas
from generator.render.book.styles import Styles
from generator.render.book.table import page, protect
from generator.render.escape import line
from generator.render.facts import READ, VERIFY, facts
from generator.render.figures import plural
from generator.render.rows.coverage import outcomes
from generator.render.rows.requirements import tally
from generator.render.view import View
from generator.render.words import ASSESSOR, AWS, CUSTOMER, OUTCOME, Word, tone

LAST = 9  # as many cards as a customer's part has words


def cover(book: Any, view: View, styles: Styles) -> None:
    """Write the sheet."""
    ws = book.create_sheet("Cover")
    page_ = Canvas(ws, styles, [2.0, 29.0, *[15.0] * 7])
    _title(page_, view)
    _cards(page_, "Our part", "requirements", tally(view.requirements, "customer"), CUSTOMER)
    _cards(page_, "AWS's part", "requirements", tally(view.requirements, "aws"), AWS)
    _cards(page_, "AWS calls", "calls", outcomes(view), OUTCOME)
    _facts(page_, view)
    _notes(page_, "How to read it", READ)
    _notes(page_, "How to verify this pack", VERIFY)
    _sign_off(page_)
    ws.sheet_properties.tabColor = "1F3864"
    ws.print_area = f"A1:I{page_.row}"
    page(ws, view, landscape=False)
    ws.page_setup.fitToHeight = 1
    protect(ws)


def _title(page_: Canvas, view: View) -> None:
    page_.next(10)
    page_.text(2, f"AWS evidence for {line(view.framework.name)}", "title", to=LAST)
    page_.next(34)
    page_.text(2, f"{line(view.all.organisation)} · {line(view.period)}", "subtitle", to=LAST)
    page_.next(24)
    page_.text(2, ASSESSOR, "decision", to=LAST)
    page_.next(24)
    page_.next(10)


def _cards(
    page_: Canvas, title: str, unit: str, counted: Mapping[str, int], words: Mapping[str, Word]
) -> None:
    """One row of big numbers, worst first; what is nought is not tinted."""
    total = sum(counted.values())
    page_.text(2, title, "side")
    for column, (word, n) in enumerate(counted.items(), 3):
        page_.text(column, f"{n:,}", f"big {tone(word, words) if n else 'quiet'}")
    page_.next(34)
    page_.text(2, plural(total, unit.removesuffix("s")), "free")
    for column, (word, n) in enumerate(counted.items(), 3):
        page_.text(column, word, f"small {tone(word, words) if n else 'quiet'}")
    page_.next(30)
    page_.next(8)


def _facts(page_: Canvas, view: View) -> None:
    _heading(page_, "What this pack holds")
    for label, value in facts(view):
        page_.text(2, label, "label")
        page_.text(3, value, "text", to=LAST)
        page_.fit((value, 3, LAST))
    page_.next(8)


def _notes(page_: Canvas, title: str, notes: tuple[tuple[str, str], ...]) -> None:
    _heading(page_, title)
    for label, text in notes:
        page_.text(2, label, "label")
        page_.text(3, text, "text", to=LAST)
        page_.fit((text, 3, LAST))
    page_.next(8)


def _sign_off(page_: Canvas) -> None:
    _heading(page_, "Sign-off")
    for first, last, head in (
        (2, 2, ""),
        (3, 4, "Name"),
        (5, 6, "Role"),
        (7, 7, "Date"),
        (8, LAST, "Signature"),
    ):
        page_.text(first, head, "amber", to=last)
    page_.next(20)
    for who in ("Prepared by", "Reviewed by", "Approved by"):
        page_.text(2, who, "text")
        for first, last in ((3, 4), (5, 6), (7, 7), (8, LAST)):
            page_.text(first, "", "pale", to=last)
        page_.next(28)


def _heading(page_: Canvas, title: str) -> None:
    page_.text(2, title, "heading", to=LAST)
    page_.next(26)
