"""Commands that work on a pack, without AWS: assess, report, explain, verify."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from generator.cli.options import named_files, pack_checks, wording_option
from generator.cli.root import FOLDER, main
from generator.cli.running import finish


@main.command()
@click.argument("pack", type=FOLDER)
@click.option(
    "--mappings",
    default="installed",
    metavar="pack|installed|DIR",
    help="Judge with the mappings in the pack, those of this version (the default), or those in DIR.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="The day whose dated mappings hold; else the day that judged the pack.",
)
@wording_option
@pack_checks
def assess(
    pack: Path, *, mappings: str, as_of: datetime | None, wordings: Sequence[str], run_checks: bool
) -> None:
    """Judge a pack's evidence again and render it. No AWS."""
    from generator import pipeline

    chosen = mappings if mappings in {pipeline.PACK, pipeline.INSTALLED} else Path(mappings)
    made = pipeline.again(
        pack,
        mappings=chosen,
        as_of=as_of.date() if as_of else None,
        wording=named_files(wordings),
        run_checks=run_checks,
    )
    finish(made, pack)


@main.command()
@click.argument("pack", type=FOLDER)
@wording_option
@pack_checks
def report(pack: Path, *, wordings: Sequence[str], run_checks: bool) -> None:
    """Render a pack again with the mappings that it holds. No AWS."""
    from generator import pipeline

    made = pipeline.again(pack, mappings=pipeline.PACK, wording=named_files(wordings), run_checks=run_checks)
    finish(made, pack)


@main.command()
@click.argument("requirement")
@click.argument("pack", type=FOLDER)
@pack_checks
def explain(requirement: str, pack: Path, *, run_checks: bool) -> None:
    """Print the chain from a requirement to its records."""
    from generator import pipeline
    from generator.render.terminal import explain_lines

    assessment = pipeline.chain_of(pack, run_checks=run_checks)
    click.echo("\n".join(explain_lines(assessment, requirement)))


@main.command()
@click.argument("pack", type=FOLDER)
def verify(pack: Path) -> None:
    """Tell whether anything in a pack has changed since it was sealed."""
    from generator.errors import PackError
    from generator.pack import verify as check

    files, faults = check(pack)
    for fault in faults:
        click.echo(fault)
    if faults:
        raise PackError(f"The pack does not verify: {len(faults)} differences.", "Take it from a copy.")
    click.echo(
        f"{files} files unchanged. This shows that nothing changed since sealing, not that it was true."
    )
