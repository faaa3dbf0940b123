"""Answers of an earlier quarter into this one. What held stands; where the facts changed it says: look again.

Not carried, because they vouch for one quarter: the reviewer's result, name and date, all that an assessor wrote, and
what an auditor made of a sample: a new quarter has draws of its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from generator.model.answers import REQUESTS, REQUIREMENTS
from generator.model.assessment import RequirementResult, ReviewCell, Said
from generator.model.plain import plain
from generator.model.work import Answer
from generator.review.following import Followed
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
    *,
    rows: Mapping[str, Followed] | None = None,
) -> tuple[tuple[Answer, ...], Mapping[str, str]]:
    """The answers that go on, and row key -> what changed where the row must be looked at again.

    ``old`` and ``new`` are facts by row key, ``period`` the earlier quarter's name, ``day`` the first of the new one,
    ``rows`` where the rows stand whose keys changed. They come first in the new reviews.jsonl. Both values of a clash
    go on. A row that is gone keeps its answers, as orphans that say what it was. Requests: while *Valid until* holds on ``day``; who is asked, always.
    """
    cells = tuple(state(answers).values())
    valid = {cell.key for cell in cells if _holds(cell, day)}
    again: dict[str, str] = {}
    made: list[Answer] = []
    for cell in cells:
        if not _goes_on(cell, valid):
            continue
        row = (rows or {}).get(cell.key) if cell.sheet == REQUIREMENTS.sheet else None
        words = "; ".join(_changes(cell, old, new, row))
        key = (row.key if row else "") or cell.key
        if words:
            again[key] = words if len(words) > len(again.get(key, "")) else again[key]
        made += _answers(cell, key, origin(period, words))
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
    return cell.sheet == REQUESTS.sheet and (cell.field in ALWAYS or cell.key in valid)


def _answers(cell: ReviewCell, key: str, source: str) -> Iterator[Answer]:
    """Each value that stands, written by whom and when it was."""
    for said in (*cell.others, Said(value=cell.value, by=cell.by, at=cell.at)):
        yield Answer(
            framework=cell.framework,
            sheet=cell.sheet,
            key=key,
            field=cell.field,
            value=said.value,
            by=said.by,
            at=said.at,
            source=source,
            base=0,  # none of them knew another: a clash stays one
        )


def _changes(
    cell: ReviewCell, old: Mapping[str, Facts], new: Mapping[str, Facts], row: Followed | None
) -> Iterator[str]:
    """What changed in the row since the word was written, in words; what nobody looked at yet is not forgotten."""
    key = row.key if row else cell.key
    if cell.sheet != REQUIREMENTS.sheet:
        return
    if key not in new:  # an orphan; one of an earlier quarter goes on saying what it was
        if row or cell.look_again:
            yield row.why if row else cell.look_again
        return
    if cell.look_again:
        yield f"not looked at since {cell.carried}: {cell.look_again}"
    if row:
        yield row.why
    if cell.key in old:
        yield from differences(old[cell.key], new[key])
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
    """What became of the lines of a part, in one phrase; lines that went the same way are named together."""
    was, now = _statuses(old), _statuses(new)
    went: dict[str, list[str]] = {}
    for one in _without(now, was):
        went.setdefault("is new", []).append(one)
    for one in _without(was, now):
        went.setdefault("is gone", []).append(one)
    for one, status in now.items():
        if was.get(one, status) != status:
            went.setdefault(f"{was[one]} -> {status}", []).append(one)
    if went:
        ways = (f"{', '.join(_quoted(one) for one in ones)} {way}" for way, ones in went.items())
        yield f"{name}: {', '.join(ways)}"


def _statuses(lines: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """Statement -> its status; all of them where it stands there several times."""
    found: dict[str, list[str]] = {}
    for statement, status in lines:
        found.setdefault(statement, []).append(status)
    return {statement: ", ".join(sorted(statuses)) for statement, statuses in found.items()}


def _without(some: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    known = set(others)
    return tuple(one for one in some if one not in known)


def _quoted(text: str) -> str:
    return f"'{text if len(text) <= _LONG else text[: _LONG - 1].rstrip() + '…'}'"
