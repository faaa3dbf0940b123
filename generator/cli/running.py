"""A run shown while it goes, and told when it has ended."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from generator.cli.options import beside_config, written_config


def wording_of(config: Path | None) -> dict[str, Path]:
    """The files of licensed wording that a configuration names, found beside it."""
    written = written_config(config)
    return {name: written[0] / file for name, file in written[1].wording.items()} if written else {}


def documents_of(config: Path | None) -> tuple[Any, ...]:
    """The fetched reports in the folder that a configuration names; those that do not stand as fetched are told."""
    from generator.documents import read_documents

    folder = beside_config(config, "documents")
    if folder is None:
        return ()
    documents, faults = read_documents(folder)
    for fault in faults:
        click.echo(f"Not cited: {fault}", err=True)
    return documents


def run_into(
    made: Any,
    access: Any,
    output: Path | None,
    *,
    fresh: bool,
    fail_on: Sequence[str] = (),
    wording: dict[str, Path] | None = None,
    documents: Sequence[Any] = (),
    exceptions: Path | None = None,
    previous: Path | None = None,
) -> None:
    """Collect, judge and report into ``output``, else into the usual place, with progress on stderr."""
    from generator import pipeline

    target = output or pipeline.pack_folder(Path("output"), made.scope)
    with counter() as count:
        assessment = pipeline.run(
            made,
            access,
            target,
            count,
            fresh=fresh,
            wording=wording,
            documents=documents,
            exceptions=exceptions,
            previous=previous,
        )
    finish(assessment, target, fail_on)


def finish(assessment: Any, target: Path, fail_on: Sequence[str] = ()) -> None:
    """Say what came of it; the pack's path is the only line on stdout. Exit with 1 where a limit was met."""
    from generator.render.terminal import limits_met, summary_lines

    click.echo("\n".join(summary_lines(assessment)), err=True)
    click.echo(str(target))
    met = limits_met(assessment, fail_on)
    if met:
        click.echo(f"Limit met: {'; '.join(met)}", err=True)
        sys.exit(1)


def counter() -> Any:
    """Counts calls on stderr while they are made."""
    from generator.render.terminal import Counter

    return Counter()


def shown(records: Any) -> Any:
    """The records, counted while they come."""
    with counter() as count:
        for record in records:
            count(record)
            yield record
