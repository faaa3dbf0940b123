"""Workbooks of 100,000 findings over four frameworks, and workbooks read back: each beside plain openpyxl.

Each side runs in a process of its own, so that its greatest memory is its own. Time is CPU time and told as a
ratio; memory has a bound, told in the same line. Takes some minutes.
"""

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
WANTED = 100_000
WRITING, READING = 600, 300  # MB
_HEADS = ("Requirement", "Title", "Customer status", "Our part", "Evidence")


def report() -> dict[str, Any]:
    """Print the figures; the process that asks must be small, for a child's memory is counted from its parent's."""
    with tempfile.TemporaryDirectory() as folder:
        large, reviewed = Path(folder) / "large.xlsx", Path(folder) / "reviewed.xlsx"
        figures = _written(large)
        _child("make", reviewed)
        figures |= _read("large", "the largest of them read back", large)
        return figures | _read("reviewed", "a sheet of which half the rows are answered, read back", reviewed)


def _written(file: Path) -> dict[str, Any]:
    ours, plain = _child("write_ours", file), _child("write_plain")
    cpu, peak = round(ours["cpu"] / plain["cpu"], 2), round(ours["peak"] / plain["peak"], 2)
    print(
        f"four workbooks of {ours['findings']:,} findings ({plain['cells']:,} cells): CPU time {ours['cpu']} s, "
        f"{cpu} times openpyxl writing the same cells without styles"
    )
    print(f"  greatest memory {_bound(ours['peak'], WRITING)}; {peak} times openpyxl's")
    print(f"  of it {ours['before']} MB the assessment", flush=True)
    return {
        "workbook_findings": ours["findings"],
        "workbook_cells": plain["cells"],
        "workbooks_cpu_s": ours["cpu"],
        "workbooks_cpu_ratio": cpu,
        "workbooks_peak_mb": ours["peak"],
        "workbooks_peak_ratio": peak,
        "assessment_mb": ours["before"],
    }


def _read(name: str, what: str, file: Path) -> dict[str, Any]:
    ours, plain = _child("read_ours", file), _child("read_plain", file)
    cpu, peak = round(ours["cpu"] / plain["cpu"], 2), round(ours["peak"] / plain["peak"], 2)
    print(
        f"{what} ({plain['rows']:,} rows, {plain['cells']:,} cells): CPU time {ours['cpu']} s, "
        f"{cpu} times openpyxl read-only"
    )
    print(f"  greatest memory {_bound(ours['peak'], READING)}; {peak} times openpyxl's", flush=True)
    return {
        f"{name}_rows": plain["rows"],
        f"{name}_cells": plain["cells"],
        f"{name}_cpu_s": ours["cpu"],
        f"{name}_cpu_ratio": cpu,
        f"{name}_peak_mb": ours["peak"],
        f"{name}_peak_ratio": peak,
    }


def _bound(peak: int, bound: int) -> str:
    return f"{peak} MB, {'below' if peak < bound else 'OVER'} the bound of {bound} MB"


def _child(what: str, *files: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, what, *map(str, files)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return dict(json.loads(done.stdout))


def _peak() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


# -- each of these runs in a process of its own ------------------------------------------------------------


def write_ours(file: str) -> dict[str, Any]:
    """The four workbooks one after the other, each let go once it is written, as a pack is."""
    from large import large

    from generator.render import book
    from generator.render.view import View

    made = large(WANTED)
    before, started = _peak(), time.process_time()
    largest = 0
    for framework in made.frameworks:
        content = book.workbook(View(made, framework))
        if len(content) > largest:
            largest = Path(file).write_bytes(content)
        del content
    cpu, peak = round(time.process_time() - started, 1), _peak()
    return {"findings": len(made.findings), "before": before, "cpu": cpu, "peak": peak}


def write_all() -> dict[str, Any]:
    """Everything that a pack holds of them: workbooks, pages and tables. Only when asked for."""
    from large import large

    from generator.render import render

    made, started, size = large(WANTED), time.process_time(), 0
    with tempfile.TemporaryDirectory() as folder:
        for number, (_, content) in enumerate(render(made)):
            size += (Path(folder) / str(number)).write_bytes(content)
    return {"bytes": size, "cpu": round(time.process_time() - started, 1), "peak": _peak()}


def write_plain() -> dict[str, Any]:
    """The same rows of the same sheets by openpyxl alone: no style, link, height or rule."""
    from large import large
    from openpyxl import Workbook

    made = large(WANTED)
    spent, cells, kept = 0.0, 0, []
    for framework in made.frameworks:
        book = Workbook()
        for title, rows in _sheets(made, framework):
            ws, started = book.create_sheet(title), time.process_time()
            for row in rows:
                ws.append(row)
            spent += time.process_time() - started
            cells += sum(map(len, rows))
        out, started = io.BytesIO(), time.process_time()
        book.save(out)
        spent += time.process_time() - started
        kept.append(out.getvalue())
    return {"cells": cells, "cpu": round(spent, 1), "peak": _peak()}


def _sheets(made: Any, framework: Any) -> Iterator[tuple[str, list[list[Any]]]]:
    """Each table sheet's rows as plain values; a text that looks like a formula is kept from being one."""
    from generator.celltext import book_cell
    from generator.render.book.sheets import tables
    from generator.render.rows.fields import shown
    from generator.render.view import View

    for sheet in tables(View(made, framework)):
        rows: list[list[Any]] = [[column.head for column in sheet.columns]]
        for row in sheet.rows:
            values = [(column.value(row), column) for column in sheet.columns]
            texts = [v if isinstance(v, int) else book_cell(shown(c, row)) for v, c in values]
            rows.append([f" {v}" if isinstance(v, str) and v.startswith("=") else v for v in texts])
        yield sheet.title, rows


def make(path: str) -> dict[str, Any]:
    """A workbook as a reviewer sends it back: 100,000 rows, half of them answered."""
    from openpyxl import Workbook
    from openpyxl.packaging.custom import StringProperty

    from generator.model.answers import GIVEN, REQUIREMENTS, REVISION, SCHEMA

    book = Workbook(write_only=True)
    ws = book.create_sheet(REQUIREMENTS.sheet)
    ws.append([REQUIREMENTS.key, *_HEADS, *(column.head for column in REQUIREMENTS.columns)])
    part = "What our part of it is, in a sentence or two, as the mappings say it. "
    for n in range(WANTED):
        told = [f"{n:012x}", f"164.{n}", f"Title of {n}", "deviations", part, f"ev-{n % 20_000}"]
        answers = ["Ann", "agreed", f"Note on {n}", "Ann", "2026-10-05", "follow-up", "2026-11-05"]
        ws.append([*told, *(answers if n % 2 else ())])
    about = {"schema": SCHEMA, "organisation": "Acme", "framework": "hipaa", "period": "2026Q4"}
    for name, value in (*((f"evidencemap.{k}", v) for k, v in about.items()), (REVISION, 0), (GIVEN, 0)):
        book.custom_doc_props.append(StringProperty(name=name, value=str(value)))
    book.save(path)
    return {"rows": WANTED}


def read_ours(path: str) -> dict[str, Any]:
    """As ``review import`` reads it, with every check of what it is."""
    from generator.review import read_copy

    started = time.process_time()
    copy = read_copy(Path(path))
    cpu = round(time.process_time() - started, 1)
    assert copy.lines
    return {"lines": len(copy.lines), "cpu": cpu, "peak": _peak()}


def read_plain(path: str) -> dict[str, Any]:
    """Every value, by openpyxl's mode for large files; nothing is kept."""
    from openpyxl import load_workbook

    started, rows, cells = time.process_time(), 0, 0
    book = load_workbook(path, read_only=True)
    for ws in book:
        for row in ws.iter_rows(values_only=True):
            rows += 1
            cells += sum(value is not None for value in row)
    book.close()
    return {"rows": rows, "cells": cells, "cpu": round(time.process_time() - started, 1), "peak": _peak()}


if __name__ == "__main__":
    sides = (write_ours, write_all, write_plain, make, read_ours, read_plain)
    if len(sys.argv) > 1:
        print(json.dumps({each.__name__: each for each in sides}[sys.argv[1]](*sys.argv[2:])))
    else:
        print(json.dumps(report()))
