"""What people fill in: lists to choose from, dates that are dates, tints that follow the word."""

from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.worksheet.datavalidation import DataValidation

from generator.render.book.sanitise import put_text
from generator.render.book.styles import TINT, fill
from generator.render.book.table import Sheet
from generator.render.words import REVIEW

LISTS = "Lists"


def lists(book: Any) -> None:
    """The hidden sheet that the drop-down lists read."""
    ws = book.create_sheet(LISTS)
    for row, text in enumerate(("Reviewer result", *REVIEW), 1):
        put_text(ws.cell(row, 1), text)
    ws.sheet_state = "hidden"
    ws.protection.sheet = True


def results(ws: Any, sheet: Sheet, column: str) -> None:
    """A drop-down list and tints for a reviewer's result."""
    cells = _cells(sheet, column)
    choice = DataValidation(type="list", formula1=f"={LISTS}!$A$2:$A${len(REVIEW) + 1}", allow_blank=True)
    choice.error = "Please choose one of: " + ", ".join(REVIEW)
    choice.errorTitle = "Reviewer result"
    choice.showErrorMessage = True
    ws.add_data_validation(choice)
    choice.add(cells)
    first = cells.partition(":")[0]
    for word in REVIEW.values():
        ws.conditional_formatting.add(
            cells, FormulaRule(formula=[f'{first}="{word.word}"'], fill=fill(TINT[word.tone]))
        )


def dates(ws: Any, sheet: Sheet, column: str) -> None:
    """Only dates."""
    cells = _cells(sheet, column)
    rule = DataValidation(type="date", operator="greaterThan", formula1="36525", allow_blank=True)
    rule.error = "Please write a date, such as 2026-10-05."
    rule.errorTitle = "Date"
    rule.showErrorMessage = True
    ws.add_data_validation(rule)
    rule.add(cells)


def _cells(sheet: Sheet, column: str) -> str:
    letter = sheet.letter(column)
    return f"{letter}2:{letter}{max(2, len(sheet.rows) + 1)}"
