"""The Summary: how each part stands, by formulas over the Requirements sheet, with charts."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, Literal

from generator.model.plain import plain
from generator.render.book import charts
from generator.render.book.canvas import ROW, Canvas
from generator.render.book.heights import row_height
from generator.render.book.styles import Styles
from generator.render.book.table import Sheet, page, protect
from generator.render.escape import line, shorten
from generator.render.figures import share
from generator.render.rows.requirements import families, good, tally
from generator.render.rows.summary import Deviation, Unread, deviations, unread
from generator.render.view import View
from generator.render.words import AWS, CUSTOMER, NONE, NOTICE, OUTCOME, REVIEW, SEVERITY, Word, tone

LAST = 13  # column M
FAMILY = 40.0  # the width of column B
PAGE = 645  # points of a printed page: A4 at this sheet's scale; Letter takes more
TOP = 10
MANY = 2  # packs that make a trend
TREND = (
    *("Period", "Supported", "of our part", "Deviations", "No data", "Requested", "Inherited"),
    "of AWS's part",
)
Part = Literal["customer", "aws"]
WIDE: Mapping[Part, float] = {"customer": 17.0, "aws": 14.2}  # cm: as wide as the tables above the charts


@plain
class Written:
    """What the sheet's formulas give, by cell, and what its charts show, in words."""

    results: Mapping[str, int | str]
    told: tuple[str, ...]


def summary(book: Any, view: View, styles: Styles, requirements: Sheet, evidence: Sheet) -> Written:
    """Write the sheet."""
    ws = book.create_sheet("Summary")
    sheet = Canvas(ws, styles, [2.0, FAMILY, 14.0, *[12.0] * 6, 14.0, *[12.0] * 3])
    sheet.next(10)
    sheet.text(2, "Summary", "title", to=LAST)
    sheet.next(32)
    _notices(sheet, view)
    note = (
        "Numbers are formulas over the other sheets. n of N leaves out not applicable; no data is never good; "
        "a dash stands for none of none."
    )
    sheet.text(2, note, "free", to=LAST)
    sheet.next(22)
    _statuses(sheet, view, requirements)
    room = _Room(sheet, len(families(view.requirements)))
    sheet.turn()
    _deviations(sheet, deviations(view))
    _unread(sheet, unread(view))
    _progress(sheet, view, requirements, evidence)
    _trend(sheet, view)
    parts: tuple[Part, ...] = ("customer", "aws")
    told = [words for part in parts for words in _families(sheet, view, requirements, part, room)]
    ws.sheet_properties.tabColor = "1F3864"
    ws.print_area = f"A1:M{sheet.row}"
    page(ws, view)
    protect(ws)
    return Written(results=sheet.results, told=tuple(told))


def _notices(sheet: Canvas, view: View) -> None:
    """What a reader must see before all else."""
    for notice in view.notices:
        text = line(f"{notice.what.capitalize()}. {notice.text}")
        sheet.word(2, text, NOTICE.get(notice.what, "bad"), to=LAST)
        sheet.fit((text, 2, LAST))
    if view.notices:
        sheet.next(10)


class _Room:
    """The rows that the two charts stand over: on the first page, or on one of their own."""

    def __init__(self, sheet: Canvas, bars: int) -> None:
        left = PAGE - sheet.tall() - 10 - 2 * ROW
        self.height = charts.height(bars, left)
        if self.height > left:
            sheet.turn()
            self.height = charts.height(bars, PAGE - 10 - 2 * ROW)
        sheet.next(10)
        self.row = sheet.row
        for _ in range(ceil(self.height / ROW) + 1):
            sheet.next()


@plain
class _Block:
    """A small table of statuses: where it starts, what it counts, in which cells of Requirements."""

    first: int
    title: str
    cells: str
    counted: Mapping[str, int]
    words: Mapping[str, Word]

    @property
    def label(self) -> int:
        """The last column of the status; the right block's takes two narrow ones."""
        return self.first + (1 if self.first > 2 else 0)

    def total(self, top: int) -> str:
        """N as a formula, where not applicable is left out."""
        letter = _letter(self.label + 1)
        total = f"SUM({letter}${top}:{letter}${top + len(self.counted) - 1})"
        order = list(self.counted)
        if "not applicable" in order:
            total += f"-{letter}${top + order.index('not applicable')}"
        return total


def _statuses(sheet: Canvas, view: View, requirements: Sheet) -> None:
    """Our part on the left, AWS's on the right."""
    start, ends = sheet.row, []
    ours, theirs = tally(view.requirements, "customer"), tally(view.requirements, "aws")
    cells = requirements.range
    for block in (
        _Block(first=2, title="Our part", cells=cells("customer_status"), counted=ours, words=CUSTOMER),
        _Block(first=8, title="AWS's part", cells=cells("aws_status"), counted=theirs, words=AWS),
    ):
        sheet.row = start
        _status_block(sheet, block)
        ends.append(sheet.row)
    sheet.row = max(ends)


def _status_block(sheet: Canvas, block: _Block) -> None:
    """A status a row: how many, of how many, and whether that still is what was generated."""
    n, share_, check = block.label + 1, block.label + 2, block.label + 4
    sheet.text(block.first, block.title, "heading", to=check)
    sheet.next(26)
    sheet.text(block.first, "Status", "head", to=block.label)
    sheet.text(n, "Requirements", "righthead")
    sheet.text(share_, "n of N", "head", to=share_ + 1)
    sheet.text(check, "Check", "head")
    sheet.next(22)
    total = block.total(sheet.row)
    for word, number in block.counted.items():
        sheet.word(block.first, word, tone(word, block.words), to=block.label)
        cell = sheet.formula(n, f'=COUNTIFS({block.cells},"{word}")', number)
        if word == "not applicable":
            sheet.text(share_, "left out", to=share_ + 1)
        else:
            sheet.formula(share_, _share(cell, total), share(*good(block.counted, word)), to=share_ + 1)
        sheet.formula(check, f'=IF({cell}={number},"unchanged","changed")', "unchanged")
        sheet.next()


def _share(cell: str, total: str) -> str:
    """``3 of 5 (60 %)`` as a formula; the same as figures.share."""
    percent = f'IF(AND({cell}>0,100*{cell}<{total}),"<1",INT(100*{cell}/({total})))'
    return f'=IF(({total})=0,"{NONE}",{cell}&" of "&({total})&" ("&{percent}&" %)")'


def _letter(column: int) -> str:
    return chr(ord("A") + column - 1)


def _deviations(sheet: Canvas, rows: Sequence[Deviation]) -> None:
    _title(
        sheet,
        "What fails most",
        ((2, 6, "What must hold"), (7, 7, "Severity"), (8, 9, "Resources that fail")),
    )
    for row in rows[:TOP]:
        accounts = shorten(line(", ".join(row.accounts)), 200)
        sheet.text(2, line(row.title), "text", to=6)
        sheet.word(7, row.severity, tone(row.severity, SEVERITY))
        sheet.text(8, f"{row.failed:,} of {row.judged:,}", to=9)
        sheet.number(10, len(row.requirements))
        sheet.text(11, accounts, to=LAST)
        sheet.fit((line(row.title), 2, 6), (accounts, 11, LAST))
    _rest(sheet, len(rows), "nothing fails", "checks fail: see Findings")


def _unread(sheet: Canvas, rows: Sequence[Unread]) -> None:
    _title(sheet, "What could not be read", ((2, 4, "Call"), (5, 5, "Outcome"), (6, 9, "Why")), "Calls")
    for row in rows[:TOP]:
        why = shorten(line(row.why), 300) or NONE
        accounts = shorten(line(", ".join(row.accounts)), 200)
        sheet.text(2, line(row.operation), to=4)
        sheet.word(5, row.outcome, tone(row.outcome, OUTCOME))
        sheet.text(6, why, to=9)
        sheet.number(10, row.calls)
        sheet.text(11, accounts, to=LAST)
        sheet.fit((why, 6, 9), (accounts, 11, LAST), (line(row.operation), 2, 4))
    _rest(sheet, len(rows), "every call was answered", "operations: see Evidence")


def _title(
    sheet: Canvas, title: str, heads: Sequence[tuple[int, int, str]], number: str = "Requirements"
) -> None:
    sheet.next(10)
    sheet.text(2, title, "heading", to=LAST)
    sheet.next(26)
    for first, last, head in (*heads, (11, LAST, "Accounts")):
        sheet.text(first, head, "head", to=last)
    sheet.text(10, number, "righthead")
    sheet.next(22)


def _rest(sheet: Canvas, count: int, none: str, more: str) -> None:
    """What is left out, or that there is nothing."""
    if count == 0 or count > TOP:
        sheet.text(2, none if count == 0 else f"{count - TOP:,} more {more}", "text", to=LAST)
        sheet.next()


def _progress(sheet: Canvas, view: View, requirements: Sheet, evidence: Sheet) -> None:
    """How far the review is, and what came of the calls."""
    sheet.next(10)
    start = sheet.row
    ends = []
    if any(
        c.name == "review_result" for c in requirements.columns
    ):  # ours alone: not in the auditor's edition
        ends.append(_reviewed(sheet, view, requirements))
    sheet.row = start
    _calls(sheet, evidence)
    sheet.row = max([*ends, sheet.row])


def _reviewed(sheet: Canvas, view: View, requirements: Sheet) -> int:
    """How many requirements have which result of a reviewer; gives the row after them."""
    cells = requirements.range("review_result")
    sheet.text(2, "Review so far", "heading", to=3)
    sheet.next(26)
    results = [
        next(c for c in requirements.columns if c.name == "review_result").value(r) for r in requirements.rows
    ]
    for word in REVIEW:
        sheet.word(2, word, tone(word, REVIEW))
        sheet.formula(3, f'=COUNTIFS({cells},"{word}")', results.count(word))
        sheet.next()
    total = len(view.requirements)
    left = total - sum(results.count(word) for word in REVIEW)
    sheet.word(2, "not reviewed yet", "quiet")
    sheet.formula(3, f"={total}-SUM(C{sheet.row - len(REVIEW)}:C{sheet.row - 1})", left)
    sheet.next()
    return sheet.row


def _calls(sheet: Canvas, evidence: Sheet) -> None:
    """What came of the calls."""
    sheet.text(8, "AWS calls", "heading", to=10)
    sheet.next(26)
    shown_calls = [c.outcome for c in evidence.rows]
    for word in OUTCOME:
        sheet.word(8, word, tone(word, OUTCOME), to=9)
        sheet.formula(10, f'=COUNTIFS({evidence.range("outcome")},"{word}")', shown_calls.count(word))
        sheet.next()


def _trend(sheet: Canvas, view: View) -> None:
    """How the figures went over the last packs; nothing where this is the first."""
    points = [p for p in view.all.trend if p.framework == view.framework.id]
    if len(points) < MANY:
        return
    if sheet.tall() + 10 + 26 + 32 + len(points) * ROW > PAGE:
        sheet.turn()
    sheet.next(10)
    sheet.text(2, "The last packs", "heading", to=LAST)
    sheet.next(26)
    for column, head in enumerate(TREND, 2):
        sheet.text(column, head, "head" if column == 2 else "righthead")
    sheet.text(2 + len(TREND), "To note", "head", to=LAST)
    sheet.next(32)
    for point in points:
        sheet.text(2, line(point.period), "text")
        figures = (point.supported, point.ours, point.deviations, point.no_data, point.requested)
        for column, figure in enumerate((*figures, point.inherited, point.theirs), 3):
            sheet.number(column, figure)
        told = "other mappings than before: the figures do not compare as they are"
        sheet.text(10, told if point.other_mappings else NONE, "text", to=LAST)
        sheet.next()


def _families(sheet: Canvas, view: View, requirements: Sheet, part: Part, room: _Room) -> tuple[str, ...]:
    """A family a row, a status a column; the chart is drawn from it. Gives the chart in words."""
    words = CUSTOMER if part == "customer" else AWS
    named = [_name(family) for family in families(view.requirements)]
    rows = sum(max(ROW, row_height([(name, FAMILY, "text")])) for name in named)
    if sheet.tall() + 10 + 26 + 32 + rows > PAGE:
        sheet.turn()
    sheet.next(10)
    title = "Our part by family" if part == "customer" else "AWS's part by family"
    last = 2 + len(words) + 2
    sheet.text(2, title, "heading", to=last + 1)
    sheet.next(26)
    sheet.text(2, "Family", "head")
    for column, word in enumerate(words, 3):
        sheet.text(column, word, "righthead")
    sheet.text(last - 1, "All", "righthead")
    sheet.text(last, "supported" if part == "customer" else "inherited", "head", to=last + 1)
    sheet.next(32)
    top = sheet.row
    table = {}
    for family in families(view.requirements):
        table[_name(family)] = _family_row(sheet, view, requirements, part, family)
    if not table:
        return ()
    chart = charts.stacked(sheet.ws, title, (top, sheet.row - 1), first_column=3, table=table, words=words)
    chart.width, chart.height = WIDE[part], room.height / 72 * 2.54
    sheet.ws.add_chart(chart, f"{'B' if part == 'customer' else 'H'}{room.row}")
    return (charts.told(title, table, words),)


def _family_row(sheet: Canvas, view: View, requirements: Sheet, part: Part, family: str) -> list[int]:
    counted = tally(view.requirements, part, family)
    words = list(counted)
    column = requirements.range("customer_status" if part == "customer" else "aws_status")
    sheet.text(2, _name(family), "text")
    for number, word in enumerate(words, 3):
        # EXACT and not COUNTIFS: a family's name may hold * or start with >, which COUNTIFS reads as a pattern.
        formula = f'=SUMPRODUCT(EXACT({requirements.range("family")},$B{sheet.row})*EXACT({column},"{word}"))'
        sheet.formula(number, formula, counted[word])
    last = 2 + len(words)
    total = f"SUM(C{sheet.row}:{_letter(last)}{sheet.row})"
    sheet.formula(last + 1, f"={total}", sum(counted.values()))
    best = "supported" if part == "customer" else "inherited"
    if part == "customer":
        total += f"-{_letter(3 + words.index('not applicable'))}{sheet.row}"
    cell = f"{_letter(3 + words.index(best))}{sheet.row}"
    sheet.formula(last + 2, _share(cell, total), share(*good(counted, best)), to=last + 3)
    sheet.fit((_name(family), 2, 2))
    return [counted[word] for word in words]


def _name(family: str) -> str:
    """As it stands in the Requirements sheet."""
    return family or NONE
