"""Commands that read AWS: plan, policy, doctor, run, collect."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from generator.cli.options import beside_config, listed, planned, scope_of, scope_options
from generator.cli.root import FOLDER, main
from generator.cli.running import counter, documents_of, run_into, shown, wording_of
from generator.errors import SetupError


@main.command()
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.argument("path", type=FOLDER, default="evidencemap.yaml")
def init(path: Path, *, force: bool) -> None:
    """Write a commented evidencemap.yaml."""
    from generator.render.templates import template

    if path.exists() and not force:
        raise SetupError(f"{path} is already there.", "Give another name, or --force to replace it.")
    try:
        path.write_text(template("evidencemap.yaml"), encoding="utf-8")
    except OSError as error:
        raise SetupError(f"{path} cannot be written: {error.strerror}.", "Give another place.") from error
    click.echo(f"Wrote {path}. Name your accounts in it, then: evidencemap plan")


@main.command()
@scope_options
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def plan(*, as_json: bool, **scope: Any) -> None:
    """Show what would be called, for what, and how often at least."""
    from generator.render.terminal import plan_lines, plan_rows

    made, _ = planned(**scope)
    click.echo(json.dumps(plan_rows(made), indent=1) if as_json else "\n".join(plan_lines(made)))


@main.command()
@scope_options
@click.option(
    "--cloudformation",
    default="",
    metavar="ACCOUNT",
    help="As a StackSet-ready role that ACCOUNT may assume.",
)
def policy(*, cloudformation: str, **scope: Any) -> None:
    """Print the least IAM policy for the plan."""
    from generator import pipeline
    from generator.collect import cloudformation_role, least_policy
    from generator.scope import narrowed
    from generator.scope import plan as make_plan

    asked, overlays, _ = scope_of(scope["config"], scope["frameworks"])
    asked = narrowed(asked, listed(scope["accounts"]), listed(scope["regions"]), scope["frameworks"])
    made = make_plan(pipeline.catalog(overlays), asked, datetime.now(UTC).date())
    if cloudformation:
        click.echo(cloudformation_role(made, cloudformation), nl=False)
    else:
        click.echo(json.dumps(least_policy(made), indent=2))


@main.command()
@scope_options
def doctor(**scope: Any) -> None:
    """Try each planned call once; say what every missing permission costs, in requirements."""
    from generator import pipeline
    from generator.render.terminal import doctor_lines

    made, access = planned(**scope)
    records = list(shown(pipeline.tried(made, access)))
    lines, denied = doctor_lines(made, records, pipeline.actions(made))
    click.echo("\n".join(lines))
    if denied:
        sys.exit(1)


@main.command()
@scope_options
@click.option(
    "--output", type=FOLDER, default=None, help="The pack's folder; else output/<organisation>/<period>."
)
@click.option("--fresh", is_flag=True, help="Begin anew, even where a cut run could go on.")
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice(["deviations", "no-data", "report-gap"]),
    help="Exit with 1 where there are any; may be repeated.",
)
@click.option(
    "--previous",
    type=FOLDER,
    default=None,
    metavar="PACK",
    help="The pack of the quarter before: its notes go on, and what changed since is told.",
)
def run(
    *, output: Path | None, fresh: bool, fail_on: Sequence[str], previous: Path | None, **scope: Any
) -> None:
    """Collect, judge and report into a pack."""
    made, access = planned(**scope)
    config = scope["config"]
    run_into(
        made,
        access,
        output,
        fresh=fresh,
        fail_on=fail_on,
        wording=wording_of(config),
        documents=documents_of(config),
        exceptions=beside_config(config, "exceptions"),
        previous=previous,
    )


@main.command()
@click.argument("pack", type=FOLDER, required=False)
@scope_options
@click.option("--fresh", is_flag=True, help="Begin anew, even where a cut run could go on.")
def collect(pack: Path | None, *, fresh: bool, **scope: Any) -> None:
    """Collect evidence only, into PACK.partial; 'run' goes on from it."""
    from generator import pipeline

    made, access = planned(**scope)
    target = pack or pipeline.pack_folder(Path("output"), made.scope)
    with counter() as count:
        staging = pipeline.gather(made, access, target, count, fresh=fresh)
    click.echo(str(staging))
