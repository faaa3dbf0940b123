"""AWS's lists of services in scope: how each service stands, and fresh lists taken in."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from generator.cli.options import overlays_of
from generator.cli.root import FOLDER, main
from generator.errors import MappingError, ScopeError

# The same as mapping.importing.PROGRAMS, which is not imported here so that --help stays quick.
PROGRAMS = ("soc", "pci-dss", "hipaa-eligible", "iso")
_FIRST = date(2010, 1, 1)  # AWS's first reports are of that year
_config = click.option(
    "-c", "--config", type=FOLDER, default=None, help="Also the mappings that this evidencemap.yaml names."
)


def today() -> date:
    """The day that lists are held against."""
    return datetime.now(UTC).date()


@main.group(invoke_without_command=True)
@_config
@click.option("--program", default="", help="Only this program: soc, pci-dss, hipaa-eligible, iso.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def services(ctx: click.Context, *, config: Path | None, program: str, as_json: bool) -> None:
    """List the AWS services: model, and how each stands in AWS's programs today; 'services import' takes a fresh list."""
    from generator import pipeline
    from generator.render.terminal import service_lines, service_rows

    if ctx.invoked_subcommand is not None:
        return
    catalog = pipeline.catalog(overlays_of(config))
    if as_json:
        click.echo(json.dumps(service_rows(catalog, today(), program), indent=1))
    else:
        click.echo("\n".join(service_lines(catalog, today(), program)))


@services.command("import")
@click.argument("file", type=FOLDER)
@click.option("--program", type=click.Choice(PROGRAMS), required=True, help="Whose list it is.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day that the list stood so."
)
@click.option(
    "--into", type=FOLDER, required=True, help="Your mappings folder; listings/ in it takes the list."
)
@click.option("--source", default="", help="The page's address.")
@click.option("--partial", is_flag=True, help="It is not the whole list: what it lacks stays as it was.")
@click.option("--yes", is_flag=True, help="Write it; without, only the difference is shown.")
@_config
def import_(
    file: Path,
    *,
    program: str,
    as_of: datetime,
    into: Path,
    source: str,
    partial: bool,
    yes: bool,
    config: Path | None,
) -> None:
    """Take in a list of services in scope: CSV, or AWS's public page saved as HTML. Shows what would change first."""
    from generator import pipeline
    from generator.mapping.importing import Names, Origin, as_listing, compare, read_list, write_listing
    from generator.render.terminal import import_lines

    day = _day(as_of)
    above = click.get_current_context().parent
    config = config or (above.params["config"] if above else None)  # services -c FILE import
    catalog = pipeline.catalog(_overlays(config, into))
    found, sha256 = read_list(file, program, Names(catalog.services.values()), day)
    origin = Origin(
        program=program,
        as_of=day,
        source=_address(source) or f"file {file.name}",
        file=file.name,
        sha256=sha256,
        complete=not partial,
    )
    made = as_listing(found, catalog.services, origin)
    change = compare(made.listing, catalog.services)
    click.echo("\n".join(import_lines(made, change, catalog.services, (today() - day).days)))
    if not yes:
        click.echo("nothing written: add --yes")
        return
    path, new = write_listing(into, made.listing)
    try:
        pipeline.catalog(_overlays(config, into))
    except MappingError:
        if new:
            path.unlink(missing_ok=True)
        raise
    click.echo(f"written: {path}" if new else f"{path} holds this list already; nothing written")


def _overlays(config: Path | None, into: Path) -> list[Path]:
    """The folders of the configuration, then the one that is written to."""
    held = overlays_of(config)
    if into.exists() and not into.is_dir():
        raise ScopeError(f"{into} is not a folder.", "Give the folder that holds your mappings.")
    known = into.is_dir() and any(into.resolve() == one.resolve() for one in held)
    return held if known or not into.is_dir() else [*held, into]


def _day(as_of: datetime) -> date:
    day = as_of.date()
    if day > today():
        raise ScopeError(f"--as-of {day} is in the future.", "Give the day that the list was saved.")
    if day < _FIRST:
        raise ScopeError(
            f"--as-of {day} is before {_FIRST.year}; AWS had no such lists.", "Look at the year."
        )
    return day


def _address(source: str) -> str:
    """A public address: without user, query and fragment, where secrets could stand."""
    if not source:
        return ""
    hint = "Write --source https://aws.amazon.com/compliance/..."
    try:
        parts = urlsplit(source)
        odd = parts.scheme not in ("http", "https") or not parts.hostname or len(source) > 500
    except ValueError:
        raise ScopeError("--source is no address.", hint) from None
    if odd or not source.isascii() or not source.isprintable() or " " in source:
        raise ScopeError("--source is no web address.", hint)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ScopeError(
            "--source holds a user, a query or a fragment.", "Give the bare address of the page."
        )
    return source
