"""Writes the golden files again: ``make golden`` renders, ``make golden RECORD=1`` also reads the demo anew.

The evidence was recorded once from the embedded AWS; what is rendered from it is compared byte by byte,
the workbook by its cells. Read the difference like code.
"""

import io
import os
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PACK = HERE / "pack"
EXPECTED = HERE / "expected"
PERIOD = (date(2026, 10, 1), date(2026, 12, 31))
sys.path.insert(0, str(HERE.parent.parent))


def assessed() -> Any:
    """The assessment of the recorded evidence, by the mappings that ship."""
    from generator import pipeline

    return pipeline.judge(pipeline.plan_of(PACK, mappings="installed"), PACK)


def rendered() -> dict[str, bytes]:
    """Every file that is compared, by name; a workbook is its cells as text."""
    from generator.render import book, csvfile, html, markdown
    from generator.render.view import View

    made = assessed()
    views = {framework.id: View(made, framework) for framework in made.frameworks}
    # One framework's pages stand for all: they come from the same templates. The tables hold all four.
    shown = views["hipaa"]
    files = {
        "hipaa.xlsx": book.workbook(shown),
        "hipaa.html": html.page(shown),
        "hipaa.md": markdown.page(shown),
        "index.html": html.index(made, list(views.values())),
        "index.md": markdown.index(made, list(views.values())),
        **{f"tables/{name}.csv": data for name, data in csvfile.tables(made).items()},
    }
    return {
        name.replace(".xlsx", ".cells.txt"): cells(data) if name.endswith(".xlsx") else data
        for name, data in files.items()
    }


def cells(workbook: bytes) -> bytes:
    """A workbook's cells, one a line: sheet, cell, value."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook))
    lines = [
        f"{sheet.title}!{cell.coordinate}\t{cell.value!r}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    return ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace")


def record() -> None:
    """Read the embedded AWS and keep its evidence."""
    from generator import pipeline
    from generator.cli import demo_environment, demo_plan
    from generator.cli.demo import demo_config
    from generator.demo import embedded_aws

    with tempfile.TemporaryDirectory() as folder, embedded_aws(PERIOD, datetime.now(UTC)) as aws:
        with demo_environment(aws.environment):
            plan, access = demo_plan(aws)
            staging = pipeline.gather(plan, access, Path(folder) / "pack", lambda _: None, fresh=True)
        shutil.rmtree(PACK, ignore_errors=True)
        shutil.copytree(staging / "data" / "evidence", PACK / "data" / "evidence")
        shutil.copyfile(staging / "data" / "run.json", PACK / "data" / "run.json")
        kept = PACK / "data" / "work" / "exceptions.yaml"
        kept.parent.mkdir(parents=True)
        shutil.copyfile(demo_config(aws)[1], kept)
        for overlay in sorted((staging / "data" / "mappings").glob("overlay-*")):
            shutil.copytree(overlay, PACK / "data" / "mappings" / overlay.name)


def main() -> None:
    """Write all files of ``expected``."""
    if os.environ.get("RECORD"):
        record()
    shutil.rmtree(EXPECTED, ignore_errors=True)
    for name, data in rendered().items():
        path = EXPECTED / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    print(f"wrote {EXPECTED}")


if __name__ == "__main__":
    main()
