"""A column: its name in CSV, its head for people, what it means, and how it is read from a row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from generator.model.answers import Form
from generator.model.plain import plain
from generator.render.words import NONE, Word

Cell = str | int | tuple[str, ...]
Look = Literal["text", "word", "number", "code", "bar", "review", "date"]
TO_FILL = ("review", "date")  # looks of cells that people fill in


@plain
class Field:
    """One column. ``says`` is its entry in the dictionary; ``words`` those that its cells are tinted by."""

    name: str
    head: str
    says: str
    value: Callable[[Any], Cell]
    width: int = 16
    look: Look = "text"
    words: Mapping[str, Word] | None = None
    empty: str = NONE  # what people see where there is nothing
    separator: str = "\n"  # between the items of a list, where people read it


def pick(fields: Iterable[Field], *names: str) -> tuple[Field, ...]:
    """The named fields in the order asked for."""
    known = {f.name: f for f in fields}
    return tuple(known[name] for name in names)


def review(name: str, head: str, says: str, width: int, look: Look = "review") -> Field:
    """A column that stays empty for a person to fill."""
    return Field(name=name, head=head, says=says, value=lambda _: "", width=width, look=look, empty="")


def to_answer(form: Form, name: str, says: str, width: int) -> Field:
    """A column for a person to fill that is read back; empty until ``answered``."""
    column = form.column(name)
    return review(name, column.head, says, width, "date" if column.kind == "date" else "review")


def answered(
    fields: Iterable[Field],
    form: Form,
    answers: Mapping[tuple[str, str, str], str],
    key: Callable[[Any], str],
) -> tuple[Field, ...]:
    """The same columns, showing what people wrote (sheet, row's key, field -> text)."""

    def reads(name: str) -> Callable[[Any], str]:
        return lambda row: answers.get((form.sheet, key(row), name), "")

    return tuple(replace(field, value=reads(field.name)) for field in fields)


def open_to(fields: Iterable[Field], form: Form, edition: str) -> tuple[Field, ...]:
    """The columns that an edition shows: the auditor's leaves out those that are ours alone."""
    hidden = {c.field for c in form.columns if c.internal} if edition == "auditor" else set()
    return tuple(field for field in fields if field.name not in hidden)


def flat(cell: Cell) -> str:
    """A cell for CSV: lists joined by ``; ``."""
    return "; ".join(cell) if isinstance(cell, tuple) else str(cell)


def shown(field: Field, row: Any) -> str:
    """A cell for people: a dash where a list or a text has nothing in it."""
    cell = field.value(row)
    text = field.separator.join(cell) if isinstance(cell, tuple) else str(cell)
    return text or field.empty


def few(items: Sequence[str], limit: int, more: str) -> tuple[str, ...]:
    """The first of many, and a last one that says how many are left out and where they are."""
    left = len(items) - limit
    return tuple(items) if left <= 0 else (*items[:limit], f"{left:,} more {more}".rstrip())
