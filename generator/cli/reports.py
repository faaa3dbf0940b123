"""Commands for the documents of AWS Artifact: what there is, and fetching it with a person's consent."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from generator.cli.options import listed, scope_of
from generator.cli.root import FOLDER, main
from generator.errors import EvidencemapError, ScopeError

Command = Callable[..., Any]


def _reach_options(command: Command) -> Command:
    """Options that say through which account AWS Artifact is asked."""
    for option in (
        click.option("--profile", default="", help="AWS profile, as botocore knows it."),
        click.option("--accounts", default="", help="Through this account (id or name); else the first."),
        click.option(
            "-c", "--config", type=FOLDER, default=None, help="evidencemap.yaml; else ./evidencemap.yaml."
        ),
    ):
        command = option(command)
    return command


@main.group()
def reports() -> None:
    """List the reports of AWS Artifact; 'reports fetch' downloads some, once their terms are accepted."""


@reports.command("list")
@_reach_options
def list_(config: Path | None, accounts: str, profile: str) -> None:
    """List what AWS Artifact holds for the account: id, version, period, state, acceptance, name, company."""
    from generator.collect.artifact import listed as reports_of
    from generator.render.terminal.reports import listed_lines

    for access in _accesses(config, accounts, profile):
        click.echo("\n".join(listed_lines(access.account, reports_of(access))))


@reports.command()
@click.argument("wanted", metavar="REPORT...", nargs=-1, required=True)
@click.option(
    "--into",
    type=FOLDER,
    required=True,
    metavar="DIR",
    help="The folder of documents; beside packs, never inside.",
)
@click.option("--version", type=click.IntRange(min=1), default=None, help="This version; else the latest.")
@click.option(
    "--accept-terms",
    "accepted",
    multiple=True,
    metavar="REPORT",
    help="You accept the terms that an earlier fetch of this report showed; may be repeated.",
)
@_reach_options
def fetch(
    wanted: Sequence[str],
    *,
    into: Path,
    version: int | None,
    accepted: Sequence[str],
    config: Path | None,
    accounts: str,
    profile: str,
) -> None:
    """Show the terms of each REPORT (id, or part of a name); with --accept-terms, download it into DIR."""
    from generator.collect.artifact import chosen
    from generator.collect.documents import fetch as fetch_one
    from generator.collect.keeping import held

    (access, *more) = _accesses(config, accounts, profile)
    if more:
        raise ScopeError("Documents are fetched through one account.", "Name one with --accounts.")
    meant = chosen(access, wanted, version)
    _check_accepted(accepted, [one.id for one in meant])
    failed: list[EvidencemapError] = []
    with held(into) as folder:
        for report in meant:
            try:
                fetched = fetch_one(access, report, folder, accept=report.id in accepted)
            except EvidencemapError as error:
                failed.append(error)
            else:
                failed += _told(into, fetched, version)
    _end(failed)


def _accesses(config: Path | None, accounts: str, profile: str) -> list[Any]:
    """The ways into the accounts that are named, else into the first."""
    from generator import pipeline
    from generator.collect import Access
    from generator.collect.artifact import entered
    from generator.scope import narrowed

    scope, _, chosen = scope_of(config, ())
    # Where frameworks reach is of no matter here, and must not forbid to name one account.
    scope = replace(scope, reach={})
    base = Access.base(pipeline.settings(profile or chosen, scope.organization))
    if scope.waits and accounts:
        scope = pipeline.declared(scope, base)
    asked = narrowed(scope, listed(accounts), (), ()).accounts
    ways = (asked if accounts else asked[:1]) or (None,)
    return [entered(base, account) for account in ways]


def _check_accepted(accepted: Sequence[str], ids: Sequence[str]) -> None:
    """Consent is given to one report by its id, and only to one that is asked for."""
    stray = [one for one in accepted if one not in ids]
    if stray:
        from generator.documents import cleaned

        raise ScopeError(
            f"--accept-terms {cleaned(stray[0], 80)} names no report that this command fetches.",
            f"It takes the id of one of them: {', '.join(ids)}.",
        )


def _told(into: Path, fetched: Any, version: int | None) -> list[EvidencemapError]:
    """Say what became of a report; terms that wait for a person are the fault that the command ends with."""
    from generator.render.terminal.reports import changed_line, fetched_lines

    click.echo("\n".join(fetched_lines(str(into), fetched)))
    if loud := changed_line(fetched):
        click.echo(loud, err=True)
    if fetched.document is not None:
        return []
    id_, given = fetched.report.id, f" --version {version}" if version else ""
    again = f"evidencemap reports fetch {id_}{given} --into {shlex.quote(str(into))} --accept-terms {id_}"
    return [
        ScopeError(
            f"The terms of {id_} are not accepted; nothing of it was downloaded.",
            f"Read {into / fetched.terms}. If you accept them: {again}",
        )
    ]


def _end(failed: Sequence[EvidencemapError]) -> None:
    """End with the gravest fault; the others are told before it."""
    ordered = sorted(failed, key=lambda error: error.exit_code)
    for error in ordered[:-1]:
        click.echo(f"Error: {error.message}\n  {error.hint}", err=True)
    if ordered:
        raise ordered[-1]
