"""The columns of the matrix and of what it leaves out."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from generator.render.outward.rows import Matrix, Row
from generator.render.outward.words import CARRIED
from generator.render.rows.fields import Cell, Field, few

_DRAFTS, _SERVICES = (
    8,
    6,
)  # shown in a cell: Excel's rows have a greatest height, and paper cuts what is beyond


def _column(
    name: str, head: str, says: str, width: int, value: Callable[[Any], Cell] | None = None, **more: Any
) -> Field:
    """A column; its cells are the row's field of that name where nothing else is said."""
    return Field(
        name=name,
        head=head,
        says=says,
        width=width,
        value=value or (lambda row: getattr(row, name)),
        **more,
    )


def aws(row: Row) -> tuple[str, ...]:
    """What AWS does, and where AWS says so."""
    return (*_list(row.aws), *([f"Named in: {row.named}"] if row.named else []))


def us(row: Row) -> tuple[str, ...]:
    """What we do: the user's words, else draft ones that say so."""
    if row.stated or not row.drafts:
        return (row.us,)
    return ("DRAFT, to be looked over:", *_list(few(row.drafts, _DRAFTS, "in the file of --template")))


def services(row: Row) -> tuple[str, ...]:
    """The services that lines are held to; all of them stand on the front page, by kind."""
    return few(row.services, _SERVICES, "(see the front page)")


def _list(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"• {text}" for text in texts) if len(texts) > 1 else texts


_FIELDS = (
    _column("requirement", "Requirement", "Its number in the standard.", 13),
    _column("title", "Title", "What it is about, in short words.", 21),
    _column("applies_to", "Applies to", "Whom the standard binds by it.", 15),
    _column(
        "carried_by",
        "Carried by",
        "The sides that have a part in it; the words are explained on the front page.",
        14,
        look="word",
        words=CARRIED,
    ),
    _column(
        "aws",
        "What AWS does ('the customer' here: us)",
        "AWS's part, and the reports or agreements of AWS that speak of it.",
        41,
        aws,
    ),
    _column("us", "What we do", "The provider's part.", 38, us),
    _column(
        "customer",
        "What the customer does",
        "The part of the organisation that this matrix is handed to.",
        34,
    ),
    _column(
        "services",
        "AWS services",
        "The services of the offering that lines led by brackets hold for; none: the lines hold for any.",
        20,
        services,
        separator=", ",
    ),
    _column("note", "Note", "What else is to be known.", 18),
)
LEFT_OUT = (
    _column("requirement", "Requirement", "Its number in the standard.", 16),
    _column("title", "Title", "What it is about, in short words.", 52),
    _column("why", "Why it is left out", "The answer or the date that leaves it out.", 84),
)


def columns(made: Matrix) -> tuple[Field, ...]:
    """The columns, the first as wide as the longest number; services only where narrowed to those in use."""
    wide = min(22, max([13, *(len(row.requirement) + 3 for row in made.rows)]))
    return (
        replace(_FIELDS[0], width=wide),
        *(f for f in _FIELDS[1:] if f.name != "services" or made.offering is not None),
    )
