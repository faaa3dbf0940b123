"""A line for requests.jsonl, looked over before it is written: who, what, and which days."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from generator.assess.received import Received, received
from generator.errors import ScopeError
from generator.model.catalog import Request
from generator.model.covering import same_person
from generator.model.plain import plain
from generator.model.scope import Plan
from generator.model.work import Given, Work

NAME_LIMIT, NOTE_LIMIT = 200, 4_000


@plain
class Days:
    """The days of something given; None where nobody named one."""

    observed: date | None = None
    covers: tuple[date, date] | None = None
    received: date | None = None
    valid_until: date | None = None


def asked(plan: Plan) -> Mapping[str, Request]:
    """The requests that the requirements of the pack name, whether or not what they speak of is in use."""
    names: set[str] = set()
    for framework in (plan.catalog.frameworks[name] for name in plan.scope.frameworks):
        for line in (line for requirement in framework.requirements for line in requirement.customer):
            objective = plan.catalog.objectives.get(line.objective)
            names.update((line.request,) if line.request else objective.requests if objective else ())
    return {id_: one for id_, one in plan.catalog.requests.items() if id_ in names}


def named(requests: Mapping[str, Request], wanted: str) -> str:
    """The id of a request, by its id or an earlier one; ScopeError with what is near where there is none."""
    if wanted in requests:
        return wanted
    for id_, request in requests.items():
        if wanted in request.formerly:
            return id_
    near = get_close_matches(wanted[:100], list(requests), 3, 0.5)
    near = near or [id_ for id_ in requests if len(wanted) > 2 and wanted.casefold() in id_][:3]
    hint = f"Did you mean {', '.join(near)}?" if near else "See 'evidencemap requests list PACK'."
    raise ScopeError(f"Nothing in this pack asks for '{wanted[:100]}'.", hint)


def person(name: str) -> str:
    """A name on one line; ScopeError where nothing of it can be seen."""
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not name or len(name) > NAME_LIMIT or any(unicodedata.category(c)[0] == "C" for c in name):
        raise ScopeError(
            f"A name must have 1 to {NAME_LIMIT} characters that can be seen.", 'Write --by "Given Family".'
        )
    return name


def noted(note: str) -> str:
    """A note as it is kept; ScopeError where it is too long for one."""
    if len(note) > NOTE_LIMIT:
        raise ScopeError(f"A note has at most {NOTE_LIMIT:,} characters.", "Attach more as a file.")
    return note.strip()


def check_days(days: Days, today: date) -> None:
    """ScopeError where the days cannot be meant: in the future, or the wrong way round."""
    for word, day in (("observed", days.observed), ("received", days.received)):
        if day and day > today:
            raise ScopeError(
                f"It cannot be {word} on {day}: today is {today} (UTC).", f"Write the day it was {word}."
            )
    if days.covers and days.covers[1] < days.covers[0]:
        first, last = days.covers
        raise ScopeError(f"It covers {first} to {last}: that ends before it begins.", "Swap the two days.")
    came = days.received or today
    if days.valid_until and days.valid_until < came:
        raise ScopeError(
            f"It is valid until {days.valid_until}, before it came on {came}.",
            "Ask for one that is still valid; with --received you say when it came.",
        )


def given_line(request: str, by: str, at: str, days: Days, *, note: str = "") -> Given:
    """The line of something given; its file is filled in once it is kept."""
    first, last = days.covers or ("", "")
    return Given(
        request=request,
        state="submitted",
        by=by,
        at=at,
        note=note,
        observed=str(days.observed or ""),
        covers_from=str(first),
        covers_to=str(last),
        received=str(days.received or at[:10]),
        valid_until=str(days.valid_until or ""),
    )


def same_again(before: Sequence[Given], line: Given) -> bool:
    """Whether the same file of the same person with the same days is what was last given for the request."""
    files = [one for one in before if one.request == line.request]
    if not files:
        return False
    still = replace(files[-1], at=line.at, received=line.received, owner="", due="")
    return still == line and same_person(files[-1].by, line.by)


def step(plan: Plan, work: Work, line: Given, day: date) -> Received:
    """How the request stands with one more line.

    Raises ScopeError where the line says *accepted* and it would not count: by its giver, nothing given, run out.
    """
    after = received(plan.catalog.requests, (*work.given, line), work.reviews, day, plan.scope.period)
    stands = after[line.request]
    if line.state == "accepted" and stands.state != "accepted":
        raise ScopeError(f"{line.request} cannot be accepted: {stands.why_open}.", _hint(stands, line))
    return stands


def _hint(stands: Received, line: Given) -> str:
    if any(same_person(line.by, giver) for giver in stands.given_by):
        return "Somebody who did not give it must look at it."
    return "Mend that first, or return it with --state returned."
