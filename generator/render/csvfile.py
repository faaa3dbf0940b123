"""The tables of the pack: UTF-8, RFC 4180, a header row, lists joined by ``; ``, nothing that starts a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from generator.model.assessment import Assessment
from generator.render.escape import csv_cell
from generator.render.rows import (
    calls,
    contract,
    coverage,
    cuecs,
    exceptions,
    findings,
    populations,
    requests,
    requirements,
    scope,
    services,
)
from generator.render.rows.fields import Cell, Field, flat


def each(assessment: Assessment) -> Iterator[tuple[str, bytes]]:
    """Each table with its name, whole; one after the other, so that nobody need hold them all."""
    kinds: tuple[tuple[str, Sequence[Field], Iterable[Any]], ...] = (
        ("findings", findings.FIELDS, assessment.findings),
        ("requirements", requirements.FIELDS, assessment.requirements),
        ("populations", populations.FIELDS, assessment.populations),
        ("calls", calls.FIELDS, assessment.calls),
        ("reports", contract.fields(assessment), assessment.reports),
        ("services", services.FIELDS, assessment.services),
        ("requests", requests.FIELDS, assessment.requests),
        ("cuecs", cuecs.FIELDS, assessment.cuecs),
        ("blind_spots", coverage.FIELDS, assessment.blind_spots),
        ("scope", scope.FIELDS, assessment.scope),
        ("exceptions", (*exceptions.FIELDS, *exceptions.WORKSHEET), assessment.exceptions),
    )
    for name, fields, rows in kinds:
        yield name, table(fields, rows)


def tables(assessment: Assessment) -> Mapping[str, bytes]:
    """Each table by its name, all at once."""
    return dict(each(assessment))


def table(fields: Sequence[Field], rows: Iterable[Any]) -> bytes:
    """One table as bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)  # the "excel" dialect is RFC 4180: CRLF, quotes doubled
    writer.writerow([f.name for f in fields])
    for row in rows:
        writer.writerow([_cell(f.value(row)) for f in fields])
    return text.getvalue().encode()


def _cell(value: Cell) -> str:
    """Numbers as they are, all else as text that starts no formula."""
    return str(value) if isinstance(value, int) else csv_cell(flat(value))
