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
from generator.cli.running import counter, documents_of, log_option, run_into, shown, wording_of
from generator.cli.wide import how_of, taken, wide_options
from generator.errors import AwsError, SetupError


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
@click.option(
    "--previous", type=FOLDER, default=None, metavar="PACK", help="Foretell from what this pack came to."
)
def plan(*, as_json: bool, previous: Path | None, **scope: Any) -> None:
    """Show what would be called, for what, and how often at least."""
    from generator.pack.callsmade import calls_made
    from generator.render.terminal import estimate_lines, plan_lines, plan_rows

    before = calls_made(previous) if previous else None
    made, _ = planned(**scope)
    if as_json:
        click.echo(json.dumps(plan_rows(made), indent=1))
        return
    foretold = estimate_lines(made, before.requests, before.accounts) if before else estimate_lines(made)
    click.echo("\n".join([*plan_lines(made), *foretold]))


@main.command()
@scope_options
@click.option(
    "--cloudformation",
    default="",
    metavar="ACCOUNT",
    help="As a StackSet-ready role that ACCOUNT may assume.",
)
@click.option("--role-check", is_flag=True, help="With what 'doctor --role-check' needs.")
def policy(*, cloudformation: str, role_check: bool, **scope: Any) -> None:
    """Print the least IAM policy for the plan."""
    from generator import pipeline
    from generator.collect import cloudformation_role, least_policy
    from generator.scope import narrowed
    from generator.scope import plan as make_plan

    asked, overlays, _ = scope_of(scope["config"], scope["frameworks"])
    # Without credentials nobody knows what the organisation's accounts are called.
    accounts = [] if asked.waits else listed(scope["accounts"])
    asked = narrowed(asked, accounts, listed(scope["regions"]), scope["frameworks"])
    made = make_plan(pipeline.catalog(overlays), asked, datetime.now(UTC).date())
    if cloudformation:
        click.echo(cloudformation_role(made, cloudformation, role_check=role_check), nl=False)
    else:
        click.echo(json.dumps(least_policy(made, role_check=role_check), indent=2))


@main.command()
@scope_options
@click.option("--role-check", is_flag=True, help="Also ask IAM whether the roles may do more than read.")
def doctor(*, role_check: bool, **scope: Any) -> None:
    """Try each planned call once; say what every missing permission costs, in requirements."""
    from generator import pipeline
    from generator.render.terminal import doctor_lines, role_lines, stopped

    made, access = planned(**scope)
    records = list(shown(pipeline.tried(made, access)))
    lines, denied = doctor_lines(made, records, pipeline.actions(made))
    roles, good = role_lines(pipeline.roles_checked(made, access) if role_check else ())
    click.echo("\n".join([*lines, *roles]))
    wrong = stopped((record.account, record.message) for record in records)
    for line in wrong:
        click.echo(f"Error: {line}", err=True)
    if wrong:
        sys.exit(AwsError.exit_code)
    if denied or not good:
        sys.exit(1)


@main.command()
@scope_options
@click.option(
    "--output", type=FOLDER, default=None, help="The pack's folder; else output/<organisation>/<period>."
)
@wide_options
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice(["deviations", "no-data", "report-gap", "unread"]),
    help="Exit with 1 where there are any; 'unread' are calls; may be repeated.",
)
@click.option(
    "--previous",
    type=FOLDER,
    default=None,
    metavar="PACK",
    help="The pack of the quarter before: its notes go on, and what changed since is told.",
)
@click.option("--renamed", is_flag=True, help="The organisation was renamed since the pack of --previous.")
@log_option
def run(
    *,
    output: Path | None,
    fresh: bool,
    fail_on: Sequence[str],
    previous: Path | None,
    renamed: bool,
    log_format: str,
    **scope: Any,
) -> None:
    """Collect, judge and report into a pack."""
    if renamed and not previous:
        raise click.UsageError("--renamed goes with --previous.")
    wide = taken(scope, fresh=fresh)
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
        renamed=renamed,
        log_format=log_format,
        how=how_of(wide, access.settings),
    )


@main.command()
@click.argument("pack", type=FOLDER, required=False)
@scope_options
@wide_options
@log_option
def collect(pack: Path | None, *, fresh: bool, log_format: str, **scope: Any) -> None:
    """Collect evidence only, into PACK.partial; 'run' goes on from it."""
    from generator import pipeline

    wide = taken(scope, fresh=fresh)
    made, access = planned(**scope)
    target = pack or pipeline.pack_folder(Path("output"), made.scope)
    with counter(log_format, made) as count:
        staging = pipeline.gather(
            made, access, target, count, fresh=fresh, how=how_of(wide, access.settings), watch=count.watch
        )
    click.echo(str(staging))
