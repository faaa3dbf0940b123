"""Answers of an earlier quarter into this one. What held stands; where the facts changed it says: look again.

Not carried, because they vouch for one quarter: the reviewer's result, name and date, and all that an assessor wrote.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from generator.model.answers import REQUESTS, REQUIREMENTS
from generator.model.assessment import RequirementResult, ReviewCell, Said
from generator.model.plain import plain
from generator.model.work import Answer
from generator.review.state import origin, state

# Notes and work that goes on; everything else of the Requirements sheet is a sign-off or the assessor's.
KEPT = ("assignee", "review_note", "follow_up", "due_on")
ALWAYS = ("request_owner",)  # whom we ask does not run out
_LONG = 60
_NONE = "none"


@plain
class Facts:
    """What a requirement's row said: a note beside it was written knowing this."""

    responsibility: str
    aws_status: str
    customer_status: str
    aws: tuple[tuple[str, str], ...]  # statement and status of each line
    customer: tuple[tuple[str, str], ...]
    requests: tuple[str, ...]


def facts_of(result: RequirementResult) -> Facts:
    """The facts of a row that count. Numbers of resources do not: they change every day."""
    return Facts(
        responsibility=result.responsibility,
        aws_status=result.aws_status or _NONE,
        customer_status=result.customer_status or _NONE,
        aws=tuple((line.statement, line.status or _NONE) for line in result.aws),
        customer=tuple(
            (line.statement, (line.status or _NONE) if line.applies else "does not apply")
            for line in result.customer
        ),
        requests=result.requests,
    )


def carried(
    answers: Sequence[Answer],
    old: Mapping[str, Facts],
    new: Mapping[str, Facts],
    period: str,
    day: date,
) -> tuple[tuple[Answer, ...], Mapping[str, str]]:
    """The answers that go on, and row key -> what changed where the row must be looked at again.

    ``old`` and ``new`` are facts by row key, ``period`` the earlier quarter's name, ``day`` the first of the new one.
    They come first in the new reviews.jsonl. Both values of a clash go on. A row that is gone keeps its answers, as
    orphans. Requests: while *Valid until* holds on ``day``; who is asked, always.
    """
    cells = tuple(state(answers).values())
    valid = {cell.key for cell in cells if _holds(cell, day)}
    again: dict[str, str] = {}
    made: list[Answer] = []
    for cell in cells:
        if not _goes_on(cell, valid):
            continue
        words = "; ".join(_changes(cell, old, new))
        if words:
            again[cell.key] = words if len(words) > len(again.get(cell.key, "")) else again[cell.key]
        made += _answers(cell, origin(period, words))
    return tuple(made), again


def _holds(cell: ReviewCell, day: date) -> bool:
    """Whether a request's answer is valid on the day, by every value that stands in its cell."""
    said = [cell.value, *(other.value for other in cell.others)]
    return (
        cell.sheet == REQUESTS.sheet and cell.field == "valid_until" and all(_reaches(v, day) for v in said)
    )


def _reaches(text: str, day: date) -> bool:
    try:
        return date.fromisoformat(text) >= day
    except ValueError:
        return False


def _goes_on(cell: ReviewCell, valid: set[str]) -> bool:
    if not cell.value and not cell.others:
        return False
    if cell.sheet == REQUIREMENTS.sheet:
        return cell.field in KEPT
    return cell.field in ALWAYS or cell.key in valid


def _answers(cell: ReviewCell, source: str) -> Iterator[Answer]:
    """Each value that stands, written by whom and when it was."""
    for said in (*cell.others, Said(value=cell.value, by=cell.by, at=cell.at)):
        yield Answer(
            framework=cell.framework,
            sheet=cell.sheet,
            key=cell.key,
            field=cell.field,
            value=said.value,
            by=said.by,
            at=said.at,
            source=source,
            base=0,  # none of them knew another: a clash stays one
        )


def _changes(cell: ReviewCell, old: Mapping[str, Facts], new: Mapping[str, Facts]) -> Iterator[str]:
    """What changed in the row since the word was written, in words; what nobody looked at yet is not forgotten."""
    if cell.sheet != REQUIREMENTS.sheet or cell.key not in new:
        return
    if cell.look_again:
        yield f"not looked at since {cell.carried}: {cell.look_again}"
    if cell.key in old:
        yield from differences(old[cell.key], new[cell.key])
    else:
        yield "what the row said then is not known"


def differences(old: Facts, new: Facts) -> Iterator[str]:
    """What differs between two quarters' facts of a row, a phrase each."""
    for name, was, now in (
        ("responsibility", old.responsibility, new.responsibility),
        ("AWS status", old.aws_status, new.aws_status),
        ("customer status", old.customer_status, new.customer_status),
    ):
        if was != now:
            yield f"{name} {was} -> {now}"
    yield from _lines("AWS part", old.aws, new.aws)
    yield from _lines("customer part", old.customer, new.customer)
    yield from (f"request {one} is new" for one in _without(new.requests, old.requests))
    yield from (f"request {one} is gone" for one in _without(old.requests, new.requests))


def _lines(name: str, old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterator[str]:
    was, now = dict(old), dict(new)
    yield from (f"{name}: '{_short(one)}' is new" for one in _without(now, was))
    yield from (f"{name}: '{_short(one)}' is gone" for one in _without(was, now))
    for one, status in now.items():
        if was.get(one, status) != status:
            yield f"{name}: '{_short(one)}' {was[one]} -> {status}"


def _without(some: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    known = set(others)
    return tuple(one for one in some if one not in known)


def _short(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1].rstrip() + "…"
