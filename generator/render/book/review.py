"""What people fill in: lists to choose from, dates that are dates, tints that follow the word, and whose workbook it is."""

from collections.abc import Mapping
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.worksheet.datavalidation import DataValidation

from generator.model.answers import (
    ASSESSOR_RESULTS,
    CLEAR,
    FORMS,
    GIVEN,
    RESULTS,
    REVISION,
    SCHEMA,
    STATES,
    Form,
)
from generator.render.book.sanitise import property_text, put_text
from generator.render.book.styles import TINT, fill
from generator.render.book.table import Sheet
from generator.render.view import View
from generator.render.words import REVIEW

LISTS = "Lists"
# Field -> its column in the hidden sheet, and the words to choose from.
CHOICES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "review_result": ("A", (*RESULTS, CLEAR)),
    "assessor_result": ("B", (*ASSESSOR_RESULTS, CLEAR)),
    "request_state": ("C", (*STATES, CLEAR)),
}
_IDENTITY = 5  # the column that says again whose it is: some programs drop a workbook's properties


def identity(view: View) -> Mapping[str, str]:
    """Whose the workbook is, and how much of what people did it knows: what a review is read back by."""
    return {
        name: property_text(value) or "–"
        for name, value in (
            ("evidencemap.schema", str(SCHEMA)),
            ("evidencemap.organisation", view.all.organisation),
            ("evidencemap.framework", view.framework.id),
            ("evidencemap.period", view.all.period.name),
            ("evidencemap.mappings", view.all.mapping_digest),
            (REVISION, str(view.all.known_answers)),
            (GIVEN, str(view.all.known_given)),
        )
    }


def lists(book: Any, about: Mapping[str, str]) -> None:
    """The hidden sheet that the drop-down lists read."""
    ws = book.create_sheet(LISTS)
    heads = {column.field: column.head for form in FORMS.values() for column in form.columns}
    for field, (letter, words) in CHOICES.items():
        for row, text in enumerate((heads[field], *words), 1):
            put_text(ws[f"{letter}{row}"], text)
    for row, (name, value) in enumerate(about.items(), 1):
        put_text(ws.cell(row, _IDENTITY), name)
        put_text(ws.cell(row, _IDENTITY + 1), value)
    ws.sheet_state = "hidden"
    ws.protection.sheet = True


def to_fill(ws: Any, sheet: Sheet, form: Form) -> None:
    """Drop-down lists, dates and tints for all columns of a form that the sheet shows."""
    shown = {column.name for column in sheet.columns}
    for column in (c for c in form.columns if c.field in shown):
        if column.field in CHOICES:
            _choice(ws, sheet, column.field, column.head)
        elif column.kind == "date":
            dates(ws, sheet, column.field)
    if "review_result" in shown:
        _tints(ws, _cells(sheet, "review_result"))


def _choice(ws: Any, sheet: Sheet, column: str, head: str) -> None:
    """A drop-down list; an assessor may write words of their own."""
    letter, words = CHOICES[column]
    cells = f"{LISTS}!${letter}$2:${letter}${len(words) + 1}"
    choice = DataValidation(type="list", formula1=cells, allow_blank=True)
    choice.error = "Please choose one of: " + ", ".join(words)
    choice.errorTitle = head
    choice.showErrorMessage = column != "assessor_result"
    ws.add_data_validation(choice)
    choice.add(_cells(sheet, column))


def _tints(ws: Any, cells: str) -> None:
    first = cells.partition(":")[0]
    for word in REVIEW.values():
        ws.conditional_formatting.add(
            cells, FormulaRule(formula=[f'{first}="{word.word}"'], fill=fill(TINT[word.tone]))
        )


def dates(ws: Any, sheet: Sheet, column: str) -> None:
    """Only dates; (clear) comes through as a warning that may be set aside."""
    rule = DataValidation(type="date", operator="greaterThan", formula1="36525", allow_blank=True)
    rule.error = "Please write a date, such as 2026-10-05."
    rule.errorTitle = "Date"
    rule.errorStyle = "warning"
    rule.showErrorMessage = True
    ws.add_data_validation(rule)
    rule.add(_cells(sheet, column))


def _cells(sheet: Sheet, column: str) -> str:
    letter = sheet.letter(column)
    return f"{letter}2:{letter}{max(2, len(sheet.rows) + 1)}"
