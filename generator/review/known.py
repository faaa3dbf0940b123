"""What a pack says of its own rows: the workbook in it, read by the same reader, and its tables."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from generator.model.answers import FORMS, REQUESTS, REQUIREMENTS, SAMPLES
from generator.model.assessment import ReviewCell
from generator.model.plain import plain
from generator.model.sampling import Sample, row_key
from generator.review.heads import REQUIREMENT, normal
from generator.review.shapes import Copy, Identity, Line

_DRAWN = re.compile(r"[0-9a-f]{12}")  # a drawn line's key
_FIELD = 10_000_000  # characters of one field of a table; Python's own bound is too low for long lists


@plain
class PackRows:
    """The rows that a pack has, by key, with what people call them."""

    requirements: Mapping[str, str]  # row key -> "hipaa 164.308(a)(1)"
    requests: Mapping[str, str]
    samples: Mapping[str, str] = field(default_factory=dict)  # row key -> "ec2.volumes_encrypted arn:..."

    def has(self, form: str, key: str) -> bool:
        """Whether the pack has such a row."""
        return key in self._of(form)

    def name(self, form: str, key: str) -> str:
        """What people call a row; its key where it is gone."""
        return self._of(form).get(key, key)

    def keys(self, form: str) -> Iterable[str]:
        """The keys of a sheet's rows, in its order."""
        return self._of(form)

    def _of(self, form: str) -> Mapping[str, str]:
        return {REQUESTS.sheet: self.requests, SAMPLES.sheet: self.samples}.get(form, self.requirements)


def pack_rows(requirements: bytes, requests: bytes, samples: Iterable[Sample] = ()) -> PackRows:
    """The rows out of the pack's own tables (tables/requirements.csv and tables/requests.csv) and its draws."""
    return PackRows(
        requirements={
            row["row_key"]: f"{row['framework']} {row['requirement']}" for row in _table(requirements)
        },
        requests={row["request"]: row["request"] for row in _table(requests)},
        samples={
            row_key(one.id, drawn.line): f"{one.check} {drawn.resource} (drawn for {one.engagement})"
            for one in samples
            for drawn in one.drawn
        },
    )


def _table(data: bytes) -> Iterable[dict[str, str]]:
    csv.field_size_limit(_FIELD)
    return csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""))


def ordered(cells: Iterable[ReviewCell], rows: PackRows) -> tuple[ReviewCell, ...]:
    """Cells by sheet, framework, row, field and time: rows as the pack has them, fields as the sheet has them."""
    sheets = list(FORMS)
    places = {(sheet, key): n for sheet, form in FORMS.items() for n, key in enumerate(rows.keys(form.sheet))}
    fields = {(form.sheet, c.field): n for form in FORMS.values() for n, c in enumerate(form.columns)}

    def place(cell: ReviewCell) -> tuple[object, ...]:
        sheet = sheets.index(cell.sheet) if cell.sheet in FORMS else len(sheets)
        row = places.get((cell.sheet, cell.key), len(places))
        field_ = fields.get((cell.sheet, cell.field), len(fields))
        return sheet, cell.framework, row, cell.key, field_, cell.at

    return tuple(sorted(cells, key=place))


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
        """Whether a copy may speak of the row: one judged by other mappings, or a draw, may be gone since."""
        gone = theirs.mappings != self.identity.mappings or (form == SAMPLES.sheet and _DRAWN.fullmatch(key))
        return self.has(form, key) or bool(key and gone)

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
