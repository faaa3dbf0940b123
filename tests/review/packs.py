"""A small pack's folder, made from the made-up Assessment, and the copies that people edit."""

import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "render"))

import madeup

from generator.model.assessment import Assessment
from generator.model.reviewed import Merged
from generator.model.work import Answer
from generator.render import book, csvfile
from generator.render.view import View
from generator.review import Known, merge, pack_rows, read_copy
from generator.review.state import state

AT = "2026-10-05T09:00:00Z"


@cache
def small() -> Assessment:
    """Two frameworks, a few requirements each, that share requests."""
    whole = madeup.assessment(organisation="Acme")
    kept = tuple(r for f in whole.frameworks for r in whole.of(f.id)[:10])
    return replace(whole, requirements=kept, findings=whole.findings[:20], calls=whole.calls[:20])


def rendered(answers: Sequence[Answer] = (), base: Assessment | None = None) -> dict[str, bytes]:
    """The first framework's workbook and the tables, with what people wrote so far."""
    made = replace(base or small(), reviews=tuple(state(answers).values()), known_answers=len(answers))
    view = View(made, made.frameworks[0])
    files = {f"tables/{name}.csv": data for name, data in csvfile.tables(made).items()}
    return {f"{view.framework.id}.xlsx": book.workbook(view), **files}


def known(files: dict[str, bytes], folder: Path, name: str = "hipaa") -> Known:
    """The pack as a copy is held against it."""
    path = folder / f"sealed-{name}.xlsx"
    path.write_bytes(files[f"{name}.xlsx"])
    sealed = read_copy(path)
    rows = pack_rows(files["tables/requirements.csv"], files["tables/requests.csv"])
    return Known(sealed.identity, rows, (sealed,))


def edited(data: bytes, path: Path, change: Callable[[Any], None]) -> Path:
    """A copy, changed by a person: ``change`` gets openpyxl's workbook."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    change(book)
    book.save(path)
    return path


def put(ws: Any, row: int, head: str, value: Any) -> None:
    """Write into a column by its head."""
    heads = [cell.value for cell in ws[1]]
    ws.cell(row, heads.index(head) + 1).value = value


def column(ws: Any, head: str) -> int:
    """The number of a column."""
    return [cell.value for cell in ws[1]].index(head) + 1


def taken(path: Path, pack: Known, answers: Sequence[Answer] = (), by: str = "anna") -> Merged:
    """What comes of a copy."""
    return merge(read_copy(path), pack, answers, by, AT)


def values(answers: Sequence[Answer]) -> dict[tuple[str, str], str]:
    """Key and field -> value of each cell."""
    return {(cell.key, cell.field): cell.value for cell in state(answers).values()}
