"""Commands that look after and through the mappings: lint, checks, frameworks."""

import json
from pathlib import Path

import click

from generator.cli.options import exceptions_of, overlays_of
from generator.cli.root import FOLDER, main
from generator.errors import MappingError


@main.command()
@click.argument("directory", type=FOLDER, required=False)
@click.option(
    "-c",
    "--config",
    type=FOLDER,
    default=None,
    help="Also the mappings and exceptions that this evidencemap.yaml names.",
)
def lint(directory: Path | None, config: Path | None) -> None:
    """Check the shipped mappings, and an overlay DIRECTORY; every fault with file and line."""
    from generator import pipeline
    from generator.collect.offline import call_faults

    overlays = [directory] if directory else overlays_of(config)
    loaded = pipeline.catalog(overlays)
    faults = call_faults(loaded)
    if faults:
        raise MappingError(
            f"{len(faults)} calls that AWS does not have", "Mend each line named.", tuple(faults)
        )
    counts = ", ".join(f"{len(f.requirements)} {f.id} requirements" for f in loaded.frameworks.values())
    excepted = exceptions_of(config, loaded) if config or not directory else ()
    more = f", {len(excepted)} exceptions" if excepted else ""
    click.echo(f"No faults: {counts}, {len(loaded.objectives)} objectives, {len(loaded.calls)} calls{more}.")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option(
    "-c", "--config", type=FOLDER, default=None, help="Also the mappings that this evidencemap.yaml names."
)
def checks(*, as_json: bool, config: Path | None) -> None:
    """List the checks: what holds when each passes, and where they serve."""
    from generator import pipeline
    from generator.render.terminal import check_lines, check_rows

    loaded = pipeline.catalog(overlays_of(config))
    click.echo(json.dumps(check_rows(loaded), indent=1) if as_json else "\n".join(check_lines(loaded)))


_mappings_option = click.option(
    "-c", "--config", type=FOLDER, default=None, help="Also the mappings that this evidencemap.yaml names."
)


@main.group(invoke_without_command=True)
@_mappings_option
@click.pass_context
def frameworks(ctx: click.Context, config: Path | None) -> None:
    """List the frameworks; 'frameworks show ID' shows a requirement or a framework."""
    from generator import pipeline
    from generator.render.terminal import framework_lines

    if ctx.invoked_subcommand is None:
        click.echo("\n".join(framework_lines(pipeline.catalog(overlays_of(config)))))


@frameworks.command()
@click.argument("name", metavar="ID")
@click.option("--framework", default="", help="The framework that the requirement belongs to.")
@_mappings_option
def show(name: str, *, framework: str, config: Path | None) -> None:
    """Show a requirement (CC6.1): split, objectives, checks, sources, other frameworks served. Or a framework."""
    from generator import pipeline
    from generator.render.terminal import show_lines

    catalog = pipeline.catalog(overlays_of(config))
    click.echo("\n".join(show_lines(catalog, name, framework)))
