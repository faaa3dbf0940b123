"""Options that several commands take, and what they lead to."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from generator.cli.root import FOLDER
from generator.errors import SetupError

Command = Callable[..., Any]
pack_checks = click.option(
    "--run-pack-checks", "run_checks", is_flag=True, help="Run the Python checks that the pack carries."
)


def scope_options(command: Command) -> Command:
    """Options that say what to read."""
    for option in (
        click.option("--profile", default="", help="AWS profile, as botocore knows it."),
        click.option("--regions", default="", help="Regions, separated by commas; else as configured."),
        click.option("--accounts", default="", help="Only these accounts (id or name), separated by commas."),
        click.option(
            "--ou",
            "ous",
            multiple=True,
            help="Only accounts in this OU of the organisation; may be repeated.",
        ),
        click.option("--framework", "frameworks", multiple=True, help="A framework; may be repeated."),
        click.option(
            "-c", "--config", type=FOLDER, default=None, help="evidencemap.yaml; else ./evidencemap.yaml."
        ),
    ):
        command = option(command)
    return command


def planned(
    *,
    config: Path | None,
    frameworks: Sequence[str],
    accounts: str,
    regions: str,
    profile: str,
    ous: Sequence[str] = (),
) -> Any:
    """Plan and access from the options, accounts filled in."""
    from generator import pipeline
    from generator.collect import Access
    from generator.scope import narrowed, plan

    scope, overlays, chosen = scope_of(config, frameworks)
    access = Access.base(pipeline.settings(profile or chosen, scope.organization))
    if scope.waits or ous:
        scope = pipeline.declared(scope, access, ous)  # the organisation knows what its accounts are called
    scope = narrowed(scope, listed(accounts), listed(regions), frameworks)
    catalog = pipeline.catalog(overlays)
    today = datetime.now(UTC).date()
    return plan(catalog, pipeline.declared(scope, access), today), access


def scope_of(config: Path | None, frameworks: Sequence[str]) -> Any:
    """The scope, the overlay folders and the profile that a configuration file, or its absence, gives."""
    from generator.scope import default_scope, read_config

    path = config or Path("evidencemap.yaml")
    if config is None and not path.exists():
        return default_scope(frameworks, datetime.now(UTC).date()), [], ""
    scope, written = read_config(path)
    return scope, [path.parent / folder for folder in written.mappings], written.profile


def listed(text: str) -> list[str]:
    """What stands between commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def overlays_of(config: Path | None) -> list[Path]:
    """The mapping folders that a configuration file names."""
    found: list[Path] = scope_of(config, ())[1]
    return found


def exceptions_of(config: Path | None, catalog: Any) -> tuple[Any, ...]:
    """The exceptions in the file that a configuration names, looked over against the checks there are."""
    from generator.scope.exceptions import known_checks, read_exceptions

    file = beside_config(config, "exceptions")
    return read_exceptions(file, known_checks(catalog)) if file else ()


def beside_config(config: Path | None, field: str) -> Path | None:
    """The file or folder that a field of the configuration names, found beside it; None where none is named."""
    written = written_config(config)
    named = getattr(written[1], field) if written else ""
    return written[0] / named if written and named else None


def written_config(config: Path | None) -> Any:
    """Where the configuration lies and what is written in it; None where there is none and none was named."""
    from generator.scope import read_config

    path = config or Path("evidencemap.yaml")
    if config is None and not path.exists():
        return None
    return path.parent, read_config(path)[1]


exceptions_option = click.option(
    "--exceptions",
    type=FOLDER,
    default=None,
    metavar="FILE",
    help="Judge with the exceptions in FILE, in place of those in the pack.",
)
wording_option = click.option(
    "--wording",
    "wordings",
    multiple=True,
    metavar="FRAMEWORK=FILE",
    help="Show the licensed wording in FILE (CSV: id,text); may be repeated.",
)


def named_files(wordings: Sequence[str]) -> dict[str, Path]:
    """``FRAMEWORK=FILE`` by framework; SetupError where one names no file."""
    found = {}
    for one in wordings:
        framework, equals, file = one.partition("=")
        if not equals or not file:
            raise SetupError(
                f"'{one}' names no file.", "Write --wording FRAMEWORK=FILE: --wording pci-dss=ours.csv"
            )
        found[framework] = Path(file)
    return found
