"""Two packs held against each other."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from generator.cli.options import pack_checks
from generator.cli.root import FOLDER, main
from generator.errors import SetupError


@main.command()
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@click.option("--output", type=FOLDER, default=None, metavar="DIR", help="Write changes.md and changes.html.")
@click.option("--json", "as_json", is_flag=True, help="All that differs, for scripts.")
@click.option("--renamed", is_flag=True, help="The organisation was renamed between them.")
@pack_checks
def compare(
    old: Path, new: Path, *, output: Path | None, as_json: bool, renamed: bool, run_checks: bool
) -> None:
    """Say what became better or worse between two packs, and whose doing it is. No AWS."""
    from generator import pipeline
    from generator.render.terminal import compare_lines

    if output:
        _outside_packs(output)
    made = pipeline.compared(old, new, run_checks=run_checks, renamed=renamed)
    if as_json:
        click.echo(json.dumps(asdict(made), indent=1, sort_keys=True, default=str))
    else:
        click.echo("\n".join(compare_lines(made)), err=output is not None)
    if output:
        _write(made, output, told=not as_json)


def _outside_packs(folder: Path) -> None:
    """A pack stays as it was sealed: nothing is written into one."""
    for place in (folder.resolve(), *folder.resolve().parents):
        if (place / "bagit.txt").is_file():
            raise SetupError(f"{place} is a pack; nothing is written into it.", "Give a folder beside it.")


def _write(made: Any, folder: Path, *, told: bool) -> None:
    """Write the pages; their paths are the only lines on stdout, or go to stderr beside JSON."""
    from generator.render.comparison import files

    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files(made).items():
        (folder / name).write_bytes(data)
        click.echo(str(folder / name), err=not told)
