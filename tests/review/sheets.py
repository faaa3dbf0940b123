"""Small sheets in memory: what a pack shows, what a person makes of it, and what is read back."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.model.answers import GIVEN, REQUESTS, REQUIREMENTS, REVISION, SCHEMA, Form, shown
from generator.model.reviewed import Merged
from generator.model.work import Answer
from generator.review.known import Known, PackRows
from generator.review.merging import merge
from generator.review.reading import read_tables
from generator.review.shapes import Copy
from generator.review.state import as_read, state

AT = "2026-10-05T09:00:00Z"
KEYS = tuple(f"{n:012x}" for n in range(1, 5))
ASKED = ("PBC-1", "PBC-2")
GENERATED = ("Requirement", "Title")


@dataclass
class Paper:
    """A copy in somebody's hands: sheet -> head -> row -> text, the rows in some order."""

    period: str
    revision: int
    cells: dict[tuple[str, str, str], str]  # sheet, key, head -> text
    order: dict[str, list[str]]
    extra: list[str] = field(default_factory=list)  # heads of inserted columns
    saves: int = 0  # no two saves of a workbook are equal byte for byte

    def heads(self, form: Form) -> list[str]:
        return [form.key, *GENERATED, *self.extra, *(c.head for c in form.columns)]

    def tables(self) -> list[tuple[str, list[tuple[int, dict[int, str]]]]]:
        made = []
        for form in (REQUIREMENTS, REQUESTS):
            heads = self.heads(form)
            rows = [(1, dict(enumerate(heads, 1)))]
            for number, key in enumerate(self.order[form.sheet], 2):
                texts = {1: key} | {
                    n: self.cells.get((form.sheet, key, h), "") for n, h in enumerate(heads, 1) if n > 1
                }
                rows.append((number, {n: t for n, t in texts.items() if t.strip()}))
            made.append((form.sheet, rows))
        return made

    def read(self, framework: str = "hipaa", mappings: str = "m") -> Copy:
        tables = self.tables()
        properties = {
            "evidencemap.schema": str(SCHEMA), "evidencemap.organisation": "Acme", "evidencemap.period": self.period,
            "evidencemap.framework": framework, "evidencemap.mappings": mappings, REVISION: str(self.revision),
            GIVEN: "0",
        }  # fmt: skip
        sha256 = hashlib.sha256(json.dumps([self.saves, tables]).encode()).hexdigest()
        return replace(read_tables("copy.xlsx", tables, properties), sha256=sha256)

    def write(self, key: str, head: str, text: str, sheet: str = "Requirements") -> "Paper":
        self.cells[sheet, key, head] = text
        self.saves += 1
        return self


def handed_out(answers: Sequence[Answer] = (), period: str = "2026Q3", keys: Sequence[str] = KEYS) -> Paper:
    """What a rendering shows after these answers."""
    standing = state(answers)
    cells = {}
    for form, rows in ((REQUIREMENTS, keys), (REQUESTS, ASKED)):
        for key in rows:
            cells |= {(form.sheet, key, head): f"{head} {key}" for head in GENERATED}
            for column in form.columns:
                cell = ("" if form.shared else "hipaa", form.sheet, key, column.field)
                cells[form.sheet, key, column.head] = as_read(shown(standing.get(cell)))
    return Paper(period, len(answers), cells, {"Requirements": list(keys), "Requests": list(ASKED)})


def pack(period: str = "2026Q3", keys: Sequence[str] = KEYS) -> Known:
    """The pack that copies are held against."""
    sealed = handed_out((), period, keys).read()
    rows = PackRows(requirements={k: f"hipaa {k}" for k in keys}, requests={a: a for a in ASKED})
    return Known(sealed.identity, rows, (sealed,))


def taken(
    paper: Paper, answers: Sequence[Answer] = (), by: str = "anna", known: Known | None = None
) -> Merged:
    """What comes of a copy."""
    return merge(paper.read(), known or pack(paper.period), answers, by, AT)


def standing(answers: Sequence[Answer]) -> Mapping[tuple[str, str], set[str]]:
    """Key and field -> all values that stand."""
    return {
        (c.key, c.field): {c.value, *(o.value for o in c.others)}
        for c in state(answers).values()
        if c.value or c.others
    }
