"""The matrix that goes to customers of the user's own."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from generator.cli.options import pack_checks, scope_of
from generator.cli.root import FOLDER, main
from generator.errors import ScopeError, SetupError

_USUAL = Path("evidencemap.yaml")


@main.command()
@click.option("--framework", required=True, help="The framework whose requirements are shared out.")
@click.option("-c", "--config", type=FOLDER, default=None, help="evidencemap.yaml; else ./evidencemap.yaml.")
@click.option("--output", type=FOLDER, default=Path("output"), help="The folder to write into; else output/.")
@click.option(
    "--pack", type=FOLDER, default=None, help="Only lines on AWS services that this pack found in use."
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="The day of the matrix, whose dated mappings hold; else today.",
)
@click.option(
    "--template",
    type=FOLDER,
    default=None,
    metavar="FILE.yaml",
    help="Write a mappings file to fill in instead; one that is there is left alone.",
)
@pack_checks
def responsibility(
    framework: str,
    *,
    config: Path | None,
    output: Path,
    pack: Path | None,
    as_of: datetime | None,
    template: Path | None,
    run_checks: bool,
) -> None:
    """Write the matrix for your own customers: what AWS, you and they carry (PCI DSS 12.9.2). No AWS."""
    from generator.render.outward import cut, files, remarks

    day = as_of.date() if as_of else datetime.now(UTC).date()
    made = _matrix(framework, config, pack, day, run_checks=run_checks)
    if template:
        _write_template(template, made)
    else:
        stem = _stem(made.organisation, framework)
        output.mkdir(parents=True, exist_ok=True)
        for ending, data in files(made).items():
            path = output / (stem + ending)
            path.write_bytes(data)
            click.echo(str(path))
        for id_ in cut(made):
            click.echo(f"{id_}: too long for one row on paper; shorten its texts.", err=True)
    for remark in remarks(made):
        click.echo(remark, err=True)


def _matrix(framework: str, config: Path | None, pack: Path | None, day: date, *, run_checks: bool) -> Any:
    """The matrix by the mappings of the configuration; where there is none, by those that the pack holds."""
    from generator import __version__, pipeline
    from generator.render.outward import matrix, offering

    judged = pipeline.chain_of(pack, run_checks=run_checks) if pack else None
    if pack and judged and config is None and not _USUAL.exists():
        catalog = pipeline.plan_of(pack, as_of=day, run_checks=run_checks).catalog
        organisation = _named(judged)
    else:
        catalog, organisation = _configured(framework, config, day)
        if judged and judged.organisation != organisation:
            raise ScopeError(
                f"The pack is of '{judged.organisation}', the configuration of '{organisation or 'nobody'}'.",
                "Give the pack and the configuration of one organisation.",
            )
    if framework not in catalog.frameworks:
        raise ScopeError(
            f"There is no framework '{framework}'.", f"These are: {', '.join(catalog.frameworks)}."
        )
    chosen = catalog.frameworks[framework]
    return matrix(
        catalog,
        chosen,
        organisation,
        day,
        version=__version__,
        offering=offering(judged, chosen) if judged else None,
    )


def _configured(framework: str, config: Path | None, day: date) -> tuple[Any, str]:
    """The mappings as they hold for the configuration, and the organisation that it names."""
    from generator import pipeline
    from generator.scope import narrowed, plan

    scope, overlays, _ = scope_of(config, (framework,))
    scope = narrowed(scope, (), (), (framework,))
    return plan(pipeline.catalog(overlays), scope, day).catalog, scope.organisation


def _named(judged: Any) -> str:
    """The organisation of a pack; a run without configuration puts an account id there, which goes to nobody."""
    made_up = {f"account {account.id}" for account in judged.accounts}
    return "" if judged.organisation in made_up else str(judged.organisation)


def _stem(organisation: str, framework: str) -> str:
    """``Acme-pci-dss-responsibility``, safe as a file's name."""
    from generator.staging import folder_name

    parts = [folder_name(organisation)] if organisation else []
    return "-".join([*parts, folder_name(framework), "responsibility"])


def _write_template(path: Path, made: Any) -> None:
    from generator.render.outward.skeleton import skeleton

    if path.suffix != ".yaml":
        raise SetupError(f"{path} does not end in .yaml.", "Mappings are read from files that do.")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(skeleton(made))
    except FileExistsError:
        raise SetupError(f"{path} is there and is left alone.", "Give the name of a new file.") from None
    click.echo(str(path))
