"""The command line: fill options, show progress, map errors to exit codes. No logic."""

import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from generator import __version__
from generator.errors import EvidencemapError, MappingError, SetupError

_Path = click.Path(path_type=Path)


class _Commands(click.Group):
    """Commands whose known errors end as one sentence and an exit code, never as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EvidencemapError as error:
            _say_error(error)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("Interrupted; what was collected is kept. Run the same command to go on.", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            ctx.exit(0)
        except OSError as error:
            _say_error(_as_setup(error))
            ctx.exit(SetupError.exit_code)


def _as_setup(error: OSError) -> SetupError:
    """A full disk, a missing right: whatever the system refused, in its own words."""
    place = f"{error.filename}: " if error.filename else ""
    return SetupError(
        f"{place}{error.strerror or error}.", "Free space, check its rights, or give another place."
    )


def _say_error(error: EvidencemapError) -> None:
    click.echo(f"Error: {error.message}", err=True)
    for fault in error.faults if isinstance(error, MappingError) else ():
        click.echo(f"  {fault}", err=True)
    if error.hint:
        click.echo(f"  {error.hint}", err=True)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="evidencemap")
def main() -> None:
    """Answer an assessor: what does AWS cover, what is yours, and where is the proof?"""


Command = Callable[..., Any]
_pack_checks = click.option(
    "--run-pack-checks", "run_checks", is_flag=True, help="Run the Python checks that the pack carries."
)


def _scope_options(command: Command) -> Command:
    """Options that say what to read."""
    for option in (
        click.option("--profile", default="", help="AWS profile, as botocore knows it."),
        click.option("--regions", default="", help="Regions, separated by commas; else as configured."),
        click.option("--accounts", default="", help="Only these accounts (id or name), separated by commas."),
        click.option("--framework", "frameworks", multiple=True, help="A framework; may be repeated."),
        click.option(
            "-c", "--config", type=_Path, default=None, help="evidencemap.yaml; else ./evidencemap.yaml."
        ),
    ):
        command = option(command)
    return command


def _planned(
    config: Path | None, frameworks: Sequence[str], accounts: str, regions: str, profile: str
) -> Any:
    """Plan and access from the options, accounts filled in."""
    from generator import pipeline
    from generator.collect import Access
    from generator.scope import narrowed, plan

    scope, overlays, chosen = _scope(config, frameworks)
    access = Access.base(pipeline.settings(profile or chosen))
    scope = narrowed(scope, _list(accounts), _list(regions), frameworks)
    catalog = pipeline.catalog(overlays)
    today = datetime.now(UTC).date()
    return plan(catalog, pipeline.declared(scope, access), today), access


def _scope(config: Path | None, frameworks: Sequence[str]) -> Any:
    from generator.scope import default_scope, read_config

    path = config or Path("evidencemap.yaml")
    if config is None and not path.exists():
        return default_scope(frameworks, datetime.now(UTC).date()), [], ""
    scope, written = read_config(path)
    return scope, [path.parent / folder for folder in written.mappings], written.profile


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _overlays(config: Path | None) -> list[Path]:
    found: list[Path] = _scope(config, ())[1]
    return found


@main.command()
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.argument("path", type=_Path, default="evidencemap.yaml")
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
@_scope_options
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def plan(*, as_json: bool, **scope: Any) -> None:
    """Show what would be called, for what, and how often at least."""
    from generator.render.terminal import plan_lines, plan_rows

    made, _ = _planned(**scope)
    click.echo(json.dumps(plan_rows(made), indent=1) if as_json else "\n".join(plan_lines(made)))


@main.command()
@_scope_options
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

    asked, overlays, _ = _scope(scope["config"], scope["frameworks"])
    asked = narrowed(asked, _list(scope["accounts"]), _list(scope["regions"]), scope["frameworks"])
    made = make_plan(pipeline.catalog(overlays), asked, datetime.now(UTC).date())
    if cloudformation:
        click.echo(cloudformation_role(made, cloudformation), nl=False)
    else:
        click.echo(json.dumps(least_policy(made), indent=2))


@main.command()
@_scope_options
def doctor(**scope: Any) -> None:
    """Try each planned call once; say what every missing permission costs, in requirements."""
    from generator import pipeline
    from generator.render.terminal import doctor_lines

    made, access = _planned(**scope)
    records = list(_shown(pipeline.tried(made, access)))
    lines, denied = doctor_lines(made, records, pipeline.actions(made))
    click.echo("\n".join(lines))
    if denied:
        sys.exit(1)


@main.command()
@_scope_options
@click.option(
    "--output", type=_Path, default=None, help="The pack's folder; else output/<organisation>/<period>."
)
@click.option("--fresh", is_flag=True, help="Begin anew, even where a cut run could go on.")
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice(["deviations", "no-data", "report-gap"]),
    help="Exit with 1 where there are any; may be repeated.",
)
def run(*, output: Path | None, fresh: bool, fail_on: Sequence[str], **scope: Any) -> None:
    """Collect, judge and report into a pack."""
    made, access = _planned(**scope)
    _run(made, access, output, fresh=fresh, fail_on=fail_on, wording=_wording(scope["config"]))


def _wording(config: Path | None) -> dict[str, Path]:
    """The files of licensed wording that a configuration names, found beside it."""
    from generator.scope import read_config

    path = config or Path("evidencemap.yaml")
    if config is None and not path.exists():
        return {}
    return {name: path.parent / file for name, file in read_config(path)[1].wording.items()}


def _run(
    made: Any,
    access: Any,
    output: Path | None,
    *,
    fresh: bool,
    fail_on: Sequence[str] = (),
    wording: dict[str, Path] | None = None,
) -> None:
    from generator import pipeline

    target = output or pipeline.pack_folder(Path("output"), made.scope)
    with _counter() as count:
        assessment = pipeline.run(made, access, target, count, fresh=fresh, wording=wording)
    _finish(assessment, target, fail_on)


def _finish(assessment: Any, target: Path, fail_on: Sequence[str] = ()) -> None:
    from generator.render.terminal import limits_met, summary_lines

    click.echo("\n".join(summary_lines(assessment)), err=True)
    click.echo(str(target))
    met = limits_met(assessment, fail_on)
    if met:
        click.echo(f"Limit met: {'; '.join(met)}", err=True)
        sys.exit(1)


@main.command()
@click.argument("pack", type=_Path, required=False)
@_scope_options
@click.option("--fresh", is_flag=True, help="Begin anew, even where a cut run could go on.")
def collect(pack: Path | None, *, fresh: bool, **scope: Any) -> None:
    """Collect evidence only, into PACK.partial; 'run' goes on from it."""
    from generator import pipeline

    made, access = _planned(**scope)
    target = pack or pipeline.pack_folder(Path("output"), made.scope)
    with _counter() as count:
        staging = pipeline.gather(made, access, target, count, fresh=fresh)
    click.echo(str(staging))


_wording_option = click.option(
    "--wording",
    "wordings",
    multiple=True,
    metavar="FRAMEWORK=FILE",
    help="Show the licensed wording in FILE (CSV: id,text); may be repeated.",
)


def _named_files(wordings: Sequence[str]) -> dict[str, Path]:
    found = {}
    for one in wordings:
        framework, equals, file = one.partition("=")
        if not equals or not file:
            raise SetupError(
                f"'{one}' names no file.", "Write --wording FRAMEWORK=FILE: --wording pci-dss=ours.csv"
            )
        found[framework] = Path(file)
    return found


@main.command()
@click.argument("pack", type=_Path)
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
@_wording_option
@_pack_checks
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
        wording=_named_files(wordings),
        run_checks=run_checks,
    )
    _finish(made, pack)


@main.command()
@click.argument("pack", type=_Path)
@_wording_option
@_pack_checks
def report(pack: Path, *, wordings: Sequence[str], run_checks: bool) -> None:
    """Render a pack again with the mappings that it holds. No AWS."""
    from generator import pipeline

    made = pipeline.again(pack, mappings=pipeline.PACK, wording=_named_files(wordings), run_checks=run_checks)
    _finish(made, pack)


@main.command()
@click.argument("requirement")
@click.argument("pack", type=_Path)
@_pack_checks
def explain(requirement: str, pack: Path, *, run_checks: bool) -> None:
    """Print the chain from a requirement to its records."""
    from generator import pipeline
    from generator.render.terminal import explain_lines

    assessment = pipeline.chain_of(pack, run_checks=run_checks)
    click.echo("\n".join(explain_lines(assessment, requirement)))


@main.command()
@click.argument("pack", type=_Path)
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


@main.command()
@click.argument("directory", type=_Path, required=False)
@click.option(
    "-c", "--config", type=_Path, default=None, help="Also the mappings that this evidencemap.yaml names."
)
def lint(directory: Path | None, config: Path | None) -> None:
    """Check the shipped mappings, and an overlay DIRECTORY; every fault with file and line."""
    from generator import pipeline
    from generator.collect.offline import call_faults

    overlays = [directory] if directory else _overlays(config)
    loaded = pipeline.catalog(overlays)
    faults = call_faults(loaded)
    if faults:
        raise MappingError(
            f"{len(faults)} calls that AWS does not have", "Mend each line named.", tuple(faults)
        )
    counts = ", ".join(f"{len(f.requirements)} {f.id} requirements" for f in loaded.frameworks.values())
    click.echo(f"No faults: {counts}, {len(loaded.objectives)} objectives, {len(loaded.calls)} calls.")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option(
    "-c", "--config", type=_Path, default=None, help="Also the mappings that this evidencemap.yaml names."
)
def checks(*, as_json: bool, config: Path | None) -> None:
    """List the checks: what holds when each passes, and where they serve."""
    from generator import pipeline
    from generator.render.terminal import check_lines, check_rows

    loaded = pipeline.catalog(_overlays(config))
    click.echo(json.dumps(check_rows(loaded), indent=1) if as_json else "\n".join(check_lines(loaded)))


_mappings_option = click.option(
    "-c", "--config", type=_Path, default=None, help="Also the mappings that this evidencemap.yaml names."
)


@main.group(invoke_without_command=True)
@_mappings_option
@click.pass_context
def frameworks(ctx: click.Context, config: Path | None) -> None:
    """List the frameworks; 'frameworks show ID' shows a requirement or a framework."""
    from generator import pipeline
    from generator.render.terminal import framework_lines

    if ctx.invoked_subcommand is None:
        click.echo("\n".join(framework_lines(pipeline.catalog(_overlays(config)))))


@frameworks.command()
@click.argument("name", metavar="ID")
@click.option("--framework", default="", help="The framework that the requirement belongs to.")
@_mappings_option
def show(name: str, *, framework: str, config: Path | None) -> None:
    """Show a requirement (CC6.1): split, objectives, checks, sources, other frameworks served. Or a framework."""
    from generator import pipeline
    from generator.render.terminal import show_lines

    catalog = pipeline.catalog(_overlays(config))
    click.echo("\n".join(show_lines(catalog, name, framework)))


@main.command()
@click.option(
    "-c", "--config", type=_Path, default=None, help="Also the mappings that this evidencemap.yaml names."
)
def services(config: Path | None) -> None:
    """List the AWS services: model, and which programs list them as of when."""
    from generator import pipeline
    from generator.render.terminal import service_lines

    click.echo("\n".join(service_lines(pipeline.catalog(_overlays(config)))))


@main.command()
@click.option("--serve", is_flag=True, help="Leave the embedded AWS up and print the environment for it.")
@click.option(
    "--output", type=_Path, default=None, help="The pack's folder; else output/<organisation>/<period>."
)
def demo(*, serve: bool, output: Path | None) -> None:
    """Run the whole job on the embedded AWS: three accounts, two regions, nothing leaves this machine."""
    from generator.demo import embedded_aws
    from generator.scope import default_scope

    now = datetime.now(UTC)
    period = default_scope((), now.date()).period
    with demo_environment({}), embedded_aws((period.start, period.end), now) as aws:
        if serve:
            _serve(aws)
            return
        with demo_environment(aws.environment):
            made, access = demo_plan(aws)
            _run(made, access, output, fresh=True)


def demo_plan(aws: Any) -> Any:
    """Plan and access for the embedded AWS, from the configuration that comes with it."""
    import tempfile

    from generator import pipeline
    from generator.collect import Access
    from generator.scope import plan as make_plan
    from generator.scope import read_config

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "evidencemap.yaml"
        path.write_text(aws.config, encoding="utf-8")
        scope, _ = read_config(path)
    today = datetime.now(UTC).date()
    return make_plan(pipeline.catalog([]), scope, today), Access.base(pipeline.settings())


def demo_environment(wanted: dict[str, str]) -> Any:
    """The environment of the embedded AWS, and nothing of the machine's own AWS settings."""
    import os
    from contextlib import contextmanager

    @contextmanager
    def held() -> Any:
        before = dict(os.environ)
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        own_files = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
        os.environ.update({**own_files, **wanted})
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    return held()


def _serve(aws: Any) -> None:
    import threading

    for name, value in aws.environment.items():
        click.echo(f"export {name}={value}")
    click.echo(f"# The embedded AWS is up at {aws.endpoint}; Ctrl-C ends it.", err=True)
    sys.stdout.flush()
    threading.Event().wait()


def _counter() -> Any:
    """Counts calls on stderr while they are made."""
    from generator.render.terminal import Counter

    return Counter()


def _shown(records: Any) -> Any:
    with _counter() as count:
        for record in records:
            count(record)
            yield record
