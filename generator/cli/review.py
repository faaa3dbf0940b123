"""What people wrote into workbooks: read back, and shown."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from generator.cli.root import FOLDER, main

NAME = 200


def _name(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A person's name on one line."""
    name = " ".join(value.split())
    if not name or len(name) > NAME or not name.isprintable():
        raise click.BadParameter("write a person's name", ctx, param)
    return name


@main.group()
def review() -> None:
    """Read reviewed workbooks back ('review import'), and show how the answers stand ('review show')."""


@review.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FOLDER)
@click.option(
    "--pack",
    type=FOLDER,
    default=None,
    help="The pack that the workbooks were rendered for; else output/ORGANISATION/PERIOD.",
)
@click.option(
    "--by", callback=_name, required=True, metavar="NAME", help="Whose copies they are: one person's."
)
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and write nothing.")
def import_(files: Sequence[Path], *, pack: Path | None, by: str, dry_run: bool) -> None:
    """Take in what people wrote into workbooks: new lines in reviews.jsonl beside the pack. All or nothing."""
    from generator import pipeline
    from generator.ledger import append, read
    from generator.model.work import Answer
    from generator.render.terminal.reviewing import merged_lines
    from generator.review import known_of, merge, read_copy, rows_of, typed_elsewhere
    from generator.workfolder import REVIEWS, beside

    copies = [read_copy(path) for path in files]
    target = (pack or _usual(copies[0].identity)).resolve()
    pipeline.unchanged(target)
    ledger = beside(target) / REVIEWS
    before = read(ledger, Answer)
    known = {one: known_of(target, one) for one in {copy.identity.framework for copy in copies}}
    at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    added: list[Answer] = []
    lines: list[str] = []
    for path, copy in zip(files, copies, strict=True):
        ours = known[copy.identity.framework]
        merged = merge(copy, ours, [*before, *added], by, at)
        added += merged.answers
        lines += merged_lines(merged, typed_elsewhere(path, copy, ours.sealed), rows_of(target).name)
    if added and not dry_run:
        append(ledger, added)
    click.echo("\n".join(lines))
    click.echo(_end(len(added), target, dry_run=dry_run))


def _end(added: int, pack: Path, *, dry_run: bool) -> str:
    if not added:
        return "Nothing new; nothing written."
    if dry_run:
        return f"{added} answers would be added; nothing written."
    return f"{added} answers added. 'evidencemap report {pack}' shows them."


def _usual(identity: Any) -> Path:
    """Where the pack of a workbook usually lies; ReviewError where it does not."""
    from generator.errors import ReviewError
    from generator.staging import folder_name

    place = Path("output") / folder_name(identity.organisation) / folder_name(identity.period)
    if not (place / "bagit.txt").is_file():
        raise ReviewError(f"There is no pack at {place}.", "Name the pack of the workbook with --pack.")
    return place


@review.command()
@click.argument("pack", type=FOLDER)
def show(pack: Path) -> None:
    """Show how the answers beside a pack stand: values, clashes, who, when, what was carried over."""
    from generator import pipeline
    from generator.ledger import read
    from generator.model.work import Answer
    from generator.render.terminal.reviewing import review_lines
    from generator.review import ordered, rows_of, state
    from generator.workfolder import REVIEWS, beside

    pack = pack.resolve()
    pipeline.unchanged(pack, ("data/tables", "data/work", "manifest", "tagmanifest"))
    rows = rows_of(pack)
    answers = read(beside(pack) / REVIEWS, Answer)
    click.echo("\n".join(review_lines(ordered(state(answers).values(), rows), rows.name, rows.has)))
