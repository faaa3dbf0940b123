"""The tables of the pack: UTF-8, RFC 4180, a header row, lists joined by ``; ``, nothing that starts a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
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
    services,
)
from generator.render.rows.fields import Cell, Field, flat


def tables(assessment: Assessment) -> Mapping[str, bytes]:
    """Each table by its name, whole."""
    return {
        "findings": table(findings.FIELDS, assessment.findings),
        "requirements": table(requirements.FIELDS, assessment.requirements),
        "populations": table(populations.FIELDS, assessment.populations),
        "calls": table(calls.FIELDS, assessment.calls),
        "reports": table(contract.fields(assessment), assessment.reports),
        "services": table(services.FIELDS, assessment.services),
        "requests": table(requests.FIELDS, assessment.requests),
        "cuecs": table(cuecs.FIELDS, assessment.cuecs),
        "blind_spots": table(coverage.FIELDS, assessment.blind_spots),
        "exceptions": table((*exceptions.FIELDS, *exceptions.WORKSHEET), assessment.exceptions),
    }


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
