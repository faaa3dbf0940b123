"""Commands that work on a pack, without AWS: assess, report, explain, verify."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from generator.cli.options import exceptions_option, named_files, pack_checks, wording_option
from generator.cli.root import FOLDER, main
from generator.cli.running import finish
from generator.errors import SetupError


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
@exceptions_option
@pack_checks
def assess(
    pack: Path,
    *,
    mappings: str,
    as_of: datetime | None,
    wordings: Sequence[str],
    exceptions: Path | None,
    run_checks: bool,
) -> None:
    """Judge a pack's evidence again and render it. No AWS."""
    from generator import pipeline

    chosen = mappings if mappings in {pipeline.PACK, pipeline.INSTALLED} else Path(mappings)
    made = pipeline.again(
        pack,
        mappings=chosen,
        as_of=as_of.date() if as_of else None,
        wording=named_files(wordings),
        exceptions=exceptions,
        run_checks=run_checks,
    )
    finish(made, pack)


@main.command()
@click.argument("pack", type=FOLDER)
@wording_option
@exceptions_option
@click.option(
    "--for",
    "edition",
    type=click.Choice(["internal", "auditor"]),
    default="internal",
    help="Whom it is for: the auditor's edition holds no internal note, and is a pack of its own (--output).",
)
@click.option("--output", type=FOLDER, default=None, help="Where the auditor's edition goes.")
@pack_checks
def report(
    pack: Path,
    *,
    wordings: Sequence[str],
    exceptions: Path | None,
    edition: str,
    output: Path | None,
    run_checks: bool,
) -> None:
    """Render a pack again with the mappings that it holds and what people did since. No AWS."""
    from generator import pipeline

    if (edition == "auditor") != (output is not None) or (output and exceptions):
        hint = (
            "Write 'report PACK --for auditor --output DIR'; run 'report PACK' with other options before it."
        )
        raise SetupError("--for auditor and --output belong together, and go without --exceptions.", hint)
    if output:
        from generator.editions import auditors_edition, since_then

        if left := since_then(pack):
            click.echo(
                f"{left} lines of people's work came after the pack was rendered, and are not in this edition: "
                f"run 'report {pack}' first.",
                err=True,
            )
        finish(auditors_edition(pack, output, wording=named_files(wordings), run_checks=run_checks), output)
        return
    made = pipeline.again(
        pack,
        mappings=pipeline.PACK,
        wording=named_files(wordings),
        exceptions=exceptions,
        run_checks=run_checks,
    )
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
@click.option("--signed", is_flag=True, help="Demand that preparer, reviewer and approver signed this state.")
def verify(pack: Path, *, signed: bool) -> None:
    """Tell whether anything in a pack has changed since it was sealed, and who signed it."""
    from generator.cli.signing import told
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
    told(pack, demanded=signed)
