"""A run shown while it goes, and told when it has ended."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from generator.cli.options import beside_config, written_config
from generator.errors import AwsError


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
    renamed: bool = False,
    log_format: str = "text",
    how: Any = None,
) -> None:
    """Collect, judge and report into ``output``, else into the usual place, with progress on stderr."""
    from generator import pipeline

    target = output or pipeline.pack_folder(Path("output"), made.scope)
    with counter(log_format, made) as count:
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
            renamed=renamed,
            how=how,
            watch=count.watch,
        )
    finish(assessment, target, fail_on)


def finish(assessment: Any, target: Path, fail_on: Sequence[str] = ()) -> None:
    """Say what came of it; the pack's path is the only line on stdout.

    Exit with 1 where a limit was met, with 3 where credentials led into another account than the declared one.
    """
    from generator.render.terminal import limits_met, summary_lines, wrong_accounts

    click.echo("\n".join(summary_lines(assessment)), err=True)
    click.echo(str(target))
    met = limits_met(assessment, fail_on)
    if met:
        click.echo(f"Limit met: {'; '.join(met)}", err=True)
    wrong = wrong_accounts(assessment)
    for line in wrong:
        click.echo(f"Error: {line}", err=True)
    if met or wrong:
        sys.exit(AwsError.exit_code if wrong else 1)


def counter(log_format: Any = "text", plan: Any = None) -> Any:
    """Shows on stderr how far a collection is."""
    from generator.render.terminal import Progress

    accounts = plan.scope.accounts if plan else ()
    return Progress(log_format, names={account.id: account.name for account in accounts})


log_option = click.option(
    "--log-format",
    type=click.Choice(["text", "json", "quiet"]),
    default="text",
    help="How progress is told on stderr: for people, as a JSON object a line, or only its end.",
)


def shown(records: Any) -> Any:
    """The records, counted while they come."""
    with counter() as count:
        for record in records:
            count(record)
            yield record
