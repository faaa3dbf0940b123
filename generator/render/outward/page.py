"""The matrix as a Markdown page."""

from collections.abc import Sequence
from typing import Any

from generator.render.escape import markdown
from generator.render.markdown import Md, filled, table
from generator.render.outward.columns import LEFT_OUT, columns
from generator.render.outward.front import PARTIES, facts, kinds, notes
from generator.render.outward.rows import Matrix
from generator.render.outward.words import CARRIED
from generator.render.rows.fields import Field, shown


def page(made: Matrix) -> bytes:
    """The whole page."""
    shown_columns = columns(made)
    families: dict[str, list[Any]] = {}
    for row in made.rows:
        families.setdefault(row.family, []).append(row)
    return filled(
        "outward.md.j2",
        made=made,
        facts=facts(made),
        counted=[(word, f"{n:,}", CARRIED[word].means) for word, n in made.counted().items()],
        notes=notes(made),
        kinds=kinds(made),
        columns=[(column.head, column.says) for column in shown_columns],
        families={name: _table(shown_columns, rows) for name, rows in families.items()},
        left_out=_table(LEFT_OUT, made.left_out),
        parties=PARTIES,
        signatures=[(label, *("" for _ in PARTIES[0])) for label in PARTIES[1]],
    )


def _table(fields: Sequence[Field], rows: Sequence[Any]) -> Md:
    """A table in which the lines of a cell stay lines."""
    return table([f.head for f in fields], [[_cell(f, row) for f in fields] for row in rows])


def _cell(field: Field, row: Any) -> Md:
    parts = shown(field, row).split("\n") if field.separator == "\n" else [shown(field, row)]
    return Md("<br>".join(markdown(part) for part in parts))
