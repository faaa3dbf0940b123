"""Requests for evidence that only people can give: list them, attach a file, say how far they are, send them out."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from generator.cli.options import pack_checks
from generator.cli.root import FOLDER, main
from generator.errors import ScopeError

STATES = ("open", "in-progress", "returned", "accepted")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _day(text: str) -> date:
    """``2026-10-05``."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise click.BadParameter(f"'{text[:40]}' is no day; write it as 2026-10-05.")


def _span(text: str) -> tuple[date, date]:
    """``2026-07-01..2026-09-30``."""
    first, dots, last = text.partition("..")
    if not dots:
        raise click.BadParameter(f"'{text[:40]}' is no span of days; write it as 2026-07-01..2026-09-30.")
    return _day(first), _day(last)


_pack = click.option("--pack", type=FOLDER, required=True, help="The pack that asks for it.")
_note = click.option("--note", default="", help="What you want said beside it.")


@main.group()
def requests() -> None:
    """What only people can give: list it, attach files, accept or return them, send the list out."""


@requests.command("list")
@click.argument("pack", type=FOLDER)
@click.option("--open", "only_open", is_flag=True, help="Only what is not answered.")
@pack_checks
def list_(pack: Path, *, only_open: bool, run_checks: bool) -> None:
    """List what PACK asks for, and how each request stands."""
    from generator.render.terminal.requests import count_line, request_lines

    assessment, day = _now(pack, run_checks=run_checks)
    rows = assessment.requests
    shown = [row for row in rows if row.state != "accepted"] if only_open else rows
    click.echo("\n".join([*request_lines(shown, _today()), count_line(rows, day)]))


@requests.command()
@click.argument("request")
@click.argument("file", type=FOLDER)
@_pack
@click.option("--by", required=True, help="Who gives it.")
@click.option("--observed", type=_day, default=None, metavar="DAY", help="The day that it shows.")
@click.option("--covers", type=_span, default=None, metavar="FROM..TO", help="The days that it covers.")
@click.option("--received", type=_day, default=None, metavar="DAY", help="The day that it came; else today.")
@click.option("--valid-until", type=_day, default=None, metavar="DAY", help="The last day that it counts.")
@_note
@pack_checks
def attach(
    request: str,
    file: Path,
    *,
    pack: Path,
    by: str,
    observed: date | None,
    covers: tuple[date, date] | None,
    received: date | None,
    valid_until: date | None,
    note: str,
    run_checks: bool,
) -> None:
    """Give FILE for REQUEST. It is copied beside the pack, and counts once somebody else accepts it."""
    from dataclasses import replace

    from generator.assess.giving import Days, asked, check_days, given_line, named, noted, person, same_again
    from generator.workfiles import keep
    from generator.workfolder import FILES

    day, by, note = _judged_on(pack), person(by), noted(note)
    days = Days(observed=observed, covers=covers, received=received, valid_until=valid_until)
    check_days(days, max(_today(), day))
    plan, folder = _opened(pack, run_checks=run_checks)
    id_ = named(asked(plan), request)
    kept = keep(file, folder / FILES)
    line = replace(
        given_line(id_, by, _moment(), days, note=note), file=kept.name, sha256=kept.sha256, size=kept.size
    )
    work = _work(folder)
    if not kept.new:
        used = sorted({one.request for one in work.given if one.sha256 == kept.sha256})
        click.echo(f"The same file is kept already; given for {', '.join(used) or 'no request yet'}.")
    if same_again(work.given, line):
        click.echo(f"{id_} has it as its last answer, with the same days; nothing added.")
        return
    _add(plan, folder, work, line, day)
    click.echo(f"kept: {folder / FILES / kept.sha256} ({kept.size:,} bytes)")
    _told(pack)


@requests.command("set")
@click.argument("request")
@_pack
@click.option("--state", type=click.Choice(STATES), required=True, help="How far it is.")
@click.option("--by", required=True, help="Who says so. Nobody accepts what they gave themselves.")
@click.option("--owner", default="", help="Who of us gets it.")
@click.option("--due", type=_day, default=None, metavar="DAY", help="By when.")
@_note
@pack_checks
def set_(
    request: str,
    *,
    pack: Path,
    state: str,
    by: str,
    owner: str,
    due: date | None,
    note: str,
    run_checks: bool,
) -> None:
    """Say how far REQUEST is: accept what was given, return it, or open it again."""
    from generator.assess.giving import asked, named, noted, person
    from generator.model.work import Given

    day, by, note = _judged_on(pack), person(by), noted(note)
    plan, folder = _opened(pack, run_checks=run_checks)
    said: Any = state.replace("-", " ")
    line = Given(
        request=named(asked(plan), request),
        state=said,
        by=by,
        at=_moment(),
        note=note,
        owner=person(owner) if owner else "",
        due=str(due or ""),
    )
    _add(plan, folder, _work(folder), line, day)
    _told(pack)


@requests.command()
@click.argument("pack", type=FOLDER)
@click.option("--output", type=FOLDER, required=True, metavar="FILE.xlsx", help="The workbook to write.")
@click.option("--owner", default="", help="Only what is asked of this person or role.")
@click.option("--open", "only_open", is_flag=True, help="Only what is not answered.")
@pack_checks
def export(pack: Path, *, output: Path, owner: str, only_open: bool, run_checks: bool) -> None:
    """Write the list as a workbook for whoever is asked: no results, no findings."""
    from generator.render.requestbook import chosen, request_book

    if output.suffix != ".xlsx":
        raise ScopeError(f"{output} does not end in .xlsx.", "Write --output requests.xlsx.")
    assessment, day = _now(pack, run_checks=run_checks)
    rows = chosen(assessment.requests, owner)
    if not rows:
        owners = sorted({row.assigned or row.owner for row in assessment.requests})
        raise ScopeError(f"Nothing is asked of '{owner[:80]}'.", f"There are: {'; '.join(owners[:30])}.")
    rows = tuple(row for row in rows if row.state != "accepted" or not only_open)
    data = request_book(assessment, rows, day)
    if output.parent != Path():
        output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(data)
    click.echo(f"{len(rows)} requests", err=True)
    click.echo(str(output))


# -- what they share ---------------------------------------------------------------------------------------


def _judged_on(pack: Path) -> date:
    """The day that a pack is judged on."""
    from generator.errors import PackError
    from generator.pack import read_run

    try:
        return datetime.fromisoformat(read_run(pack).now).date()
    except ValueError:
        raise PackError(
            "The pack is not finished: it does not say when it was read.", "Run it again."
        ) from None


def _opened(pack: Path, *, run_checks: bool) -> tuple[Any, Path]:
    """A pack's plan, and the folder of work beside it."""
    from generator import pipeline
    from generator.workfolder import beside

    return pipeline.plan_of(pack, run_checks=run_checks), beside(pack.resolve())


def _now(pack: Path, *, run_checks: bool) -> tuple[Any, date]:
    """A pack's assessment with its requests as they stand by now, beyond what it was rendered with."""
    from dataclasses import replace

    from generator import pipeline
    from generator.assess.lists import standing_rows
    from generator.assess.received import received
    from generator.review.state import state

    day = _judged_on(pack)
    plan, folder = _opened(pack, run_checks=run_checks)
    judged = pipeline.chain_of(pack, run_checks=run_checks)
    work = _work(folder)
    period = plan.scope.period
    states = received(plan.catalog.requests, work.given, work.reviews, day, period)
    made = replace(
        judged,
        requests=standing_rows(judged.requests, states, str(period.end)),
        reviews=tuple(state(work.reviews).values()),
        known_answers=len(work.reviews),
        known_given=len(work.given),
    )
    return made, day


def _work(folder: Path) -> Any:
    from generator.workfolder import read_work

    return read_work(folder)


def _add(plan: Any, folder: Path, work: Any, line: Any, day: date) -> None:
    """Write the line where it may stand, and say how the request stands with it."""
    from generator.assess.giving import step
    from generator.ledger import append
    from generator.render.terminal.text import safe
    from generator.workfolder import REQUESTS

    stands = step(plan, work, line, day)
    append(folder / REQUESTS, [line])
    why = f" ({safe(stands.why_open)})" if stands.why_open else ""
    until = (
        f", counts until {stands.valid_until}" if stands.state == "accepted" and stands.valid_until else ""
    )
    click.echo(f"{line.request}: {stands.state}{until}{why}")
    for remark in stands.remarks:
        click.echo(f"to note: {safe(remark)}")


def _told(pack: Path) -> None:
    click.echo(f"'evidencemap report {pack}' shows it.")


def _today() -> date:
    return datetime.now(UTC).date()


def _moment() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
