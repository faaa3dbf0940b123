"""What a pack says of its own rows: the workbook in it, read by the same reader, and its tables."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.model.answers import FORMS, REQUESTS, REQUIREMENTS
from generator.model.plain import plain
from generator.review.heads import REQUIREMENT, normal
from generator.review.shapes import Copy, Identity, Line

_FIELD = 10_000_000  # characters of one field of a table; Python's own bound is too low for long lists


@plain
class PackRows:
    """The rows that a pack has, by key, with what people call them."""

    requirements: Mapping[str, str]  # row key -> "hipaa 164.308(a)(1)"
    requests: Mapping[str, str]

    def has(self, form: str, key: str) -> bool:
        """Whether the pack has such a row."""
        return key in (self.requests if form == REQUESTS.sheet else self.requirements)

    def name(self, form: str, key: str) -> str:
        """What people call a row; its key where it is gone."""
        return (self.requests if form == REQUESTS.sheet else self.requirements).get(key, key)


def pack_rows(requirements: bytes, requests: bytes) -> PackRows:
    """The rows out of the pack's own tables (tables/requirements.csv and tables/requests.csv)."""
    return PackRows(
        requirements={
            row["row_key"]: f"{row['framework']} {row['requirement']}" for row in _table(requirements)
        },
        requests={row["request"]: row["request"] for row in _table(requests)},
    )


def _table(data: bytes) -> Iterable[dict[str, str]]:
    csv.field_size_limit(_FIELD)
    return csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""))


class Known:
    """The generated cells of a pack's workbook, and the keys of all its rows."""

    def __init__(self, identity: Identity, rows: PackRows, sealed: Sequence[Copy]) -> None:
        """``sealed`` are the pack's own workbooks: the framework's, or all where a list of requests came back."""
        self.identity = identity
        self.rows = rows
        self.sealed = sealed
        self._lines: dict[tuple[str, str], list[Line]] = {}
        self._heads: dict[str, set[str]] = {form: set() for form in FORMS}
        self._ids: dict[str, str] = {}
        for line in (line for one in sealed for line in one.lines):
            self._lines.setdefault((line.form, line.key), []).append(line)
            if not self._heads[line.form].issuperset(line.heads.values()):
                self._heads[line.form].update(line.heads.values())
            if line.form == REQUIREMENTS.sheet:
                self._ids[_text(line, REQUIREMENT)] = line.key

    def has(self, form: str, key: str) -> bool:
        """Whether the pack has the row."""
        return (form, key) in self._lines or self.rows.has(form, key)

    def may_have(self, form: str, key: str, theirs: Identity) -> bool:
        """Whether a copy may speak of the row: one judged by other mappings may have rows that are gone."""
        return self.has(form, key) or bool(key and theirs.mappings != self.identity.mappings)

    def expected(self) -> Iterator[tuple[str, str]]:
        """The rows of the workbook."""
        return iter(self._lines)

    def key(self, line: Line) -> str:
        """The key of a row that lost it, by the requirement's id."""
        return self._ids.get(_text(line, REQUIREMENT).strip(), "")

    def generated(self, form: str, head: str) -> bool:
        """Whether a column of that (normalised) head is one that we write."""
        return head in self._heads[form] or head in {normal(one) for one in FORMS[form].also}

    def says(self, form: str, key: str, head: str, text: str) -> bool:
        """Whether the pack's own cell holds the text, or may hold any: the row stands in another workbook."""
        if head not in self._heads[form]:
            return head in {normal(one) for one in FORMS[form].also}
        lines = self._lines.get((form, key), [])
        return not lines or any(_even(_text(line, head)) == _even(text) for line in lines)

    def text(self, form: str, key: str, head: str) -> str:
        """What the pack's own cell holds."""
        return next((_text(line, head) for line in self._lines.get((form, key), [])), "")


def _text(line: Line, head: str) -> str:
    """What a row of the pack holds under a head."""
    return line.text(next((column for column, one in line.heads.items() if one == head), 0))


def _even(text: str) -> str:
    """Blanks and breaks differ from program to program."""
    return " ".join(text.split())
