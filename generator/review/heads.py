"""Where the table of a sheet begins, and which column is which: by the text of its head, never by position."""

import unicodedata
from collections.abc import Mapping, Sequence

from generator.errors import ReviewError
from generator.model.answers import FORMS, Form
from generator.model.plain import plain
from generator.review.grid import Row

WITHIN = 50  # rows in which a head is looked for
REQUIREMENT = "requirement"  # stands in for a lost row_key
_ENOUGH = 2  # heads of ours beside the key's


@plain
class Head:
    """The head of a table that people fill in."""

    form: Form
    row: int
    key: int  # the key's column; 0 where it was taken out
    requirement: int  # the column of the publisher's id; 0 where there is none
    columns: Mapping[str, tuple[int, ...]]  # field -> its columns, more where one was doubled
    heads: Mapping[int, str]  # column -> normalised head, of all columns that are not filled in
    written: Mapping[int, str]  # column -> the same as it stands in the sheet


def normal(text: str) -> str:
    """A head as it is compared: spaces, case and kinds of letters do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def find(title: str, rows: Sequence[Row]) -> Head | None:
    """The head among the first rows of a sheet; ReviewError where it is there without what names its rows."""
    for number, cells in rows:
        if number > WITHIN:
            break
        named = {column: normal(text) for column, text in cells.items()}
        for form in FORMS.values():
            head = _head(form, number, named, cells)
            if head and not head.key and not (head.requirement and not form.shared):
                raise ReviewError(
                    f"The sheet '{title}' has lost its column '{form.key}', which names its rows.",
                    "Put the column back from the workbook that was handed out.",
                )
            if head:
                return head
    return None


def _head(form: Form, row: int, named: Mapping[int, str], cells: Mapping[int, str]) -> Head | None:
    columns = {
        column.field: found
        for column in form.columns
        if (found := tuple(c for c, head in named.items() if head == normal(column.head)))
    }
    key = next((c for c, head in named.items() if head == normal(form.key)), 0)
    requirement = next((c for c, head in named.items() if head == REQUIREMENT), 0)
    if len(columns) < (_ENOUGH if key else _ENOUGH + 2):
        return None
    taken = {c for found in columns.values() for c in found}
    return Head(
        form=form,
        row=row,
        key=key,
        requirement=requirement,
        columns=columns,
        heads={c: head for c, head in named.items() if c not in taken},
        written={c: " ".join(text.split()) for c, text in cells.items()},
    )
