"""Draw a sample from a population, so that anybody can draw it again."""

from pathlib import Path
from typing import Any

import click

from generator.cli.options import pack_checks
from generator.cli.root import FOLDER, main

# The same as the table's, which is not read here so that --help stays quick.
FREQUENCIES = ("on occurrence", "many a day", "daily", "weekly", "monthly", "quarterly", "yearly")
SHOWN = 60
MOST = 1_000_000


def _size(ctx: click.Context, param: click.Parameter, value: str) -> int:
    """How many; 0 for ``table``."""
    if value == "table":
        return 0
    if value.isascii() and value.isdigit() and len(value) <= len(str(MOST)) and 0 < int(value) <= MOST:
        return int(value)
    raise click.BadParameter(f"write 'table', or a number from 1 to {MOST:,}", ctx, param)


@main.command()
@click.argument("pack", type=FOLDER)
@click.option("--check", required=True, help="The check whose population is drawn from.")
@click.option("--account", "accounts", multiple=True, help="Only this account (id or name); may be repeated.")
@click.option("--region", "regions", multiple=True, help="Only this region; may be repeated.")
@click.option(
    "--size",
    callback=_size,
    required=True,
    metavar="table|N",
    help="As the published table says, or so many.",
)
@click.option(
    "--frequency",
    type=click.Choice(FREQUENCIES),
    default=None,
    help="How often the control runs, for the table.",
)
@click.option(
    "--name", default="", help="The engagement, as both sides write it; else organisation and period."
)
@click.option("--incomplete", is_flag=True, help="Draw though a part of the population was not seen.")
@pack_checks
def sample(
    pack: Path,
    *,
    check: str,
    accounts: tuple[str, ...],
    regions: tuple[str, ...],
    size: int,
    frequency: str | None,
    name: str,
    incomplete: bool,
    run_checks: bool,
) -> None:
    """Draw a sample of a check's population that anybody can draw again with sha256sum and sort."""
    from generator import pipeline
    from generator.sample import Wanted, make, others, write
    from generator.workfolder import beside

    if size and frequency:
        raise click.UsageError("--frequency goes with --size table.")
    wanted = Wanted(
        check=check,
        accounts=accounts,
        regions=regions,
        size=size,
        frequency=frequency or "",
        engagement=name,
        incomplete=incomplete,
    )
    made, lines = make(pipeline.chain_of(pack, run_checks=run_checks), wanted)
    work = beside(pack.resolve())
    folder, new = write(work, made, lines)
    click.echo("\n".join(_told(made, others(work, made))))
    click.echo(f"written: {folder}" if new else f"{folder} holds this draw already; nothing written")


def _told(made: Any, earlier: tuple[str, ...]) -> list[str]:
    """What was drawn, from what, and the lines that draw it again."""
    from generator.sample import shell_lines

    drawn = [one.line for one in made.drawn[:SHOWN]]
    left = len(made.drawn) - len(drawn)
    return [
        *(f"INCOMPLETE: {hole.account} {hole.region}: {_plain(hole.why)}" for hole in made.holes),
        f"population: {made.population:,} of {made.check}, SHA-256 {made.population_sha256}",
        f"size: {made.source}",
        *(
            ()
            if made.population
            else ("not occurring: the population was read and is empty; nothing to draw",)
        ),
        f"drawn for '{made.engagement}': {len(made.drawn):,}",
        *(f"  {line}" for line in drawn),
        *((f"  ... {left:,} more in sample.txt",) if left > 0 else ()),
        *((f"other draws of this check: {', '.join(map(_plain, earlier))}",) if earlier else ()),
        "to draw it again, in the folder below:",
        *(f"  {line}" for line in shell_lines(made)),
    ]


def _plain(text: str) -> str:
    """What AWS or a disk wrote, on one line and without unseen marks."""
    from generator.render.escape import line

    return line(text)
