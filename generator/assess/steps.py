"""The lines of requests.jsonl and reviews.jsonl as one story for each request: who wrote what, knowing what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from generator.model.answers import REQUESTS
from generator.model.catalog import Request
from generator.model.plain import plain
from generator.model.work import Answer, Given

SUBSTANCE = ("file", "answer", "link")
TERMS = ("observed", "covers_from", "covers_to", "received", "valid_until")
# What a workbook's columns are called here; its other columns decide nothing.
_COLUMNS = {
    "request_state": "state",
    "request_owner": "owner",
    "due_on": "due",
    "answer": "answer",
    "evidence_link": "link",
    "observed_on": "observed",
    "covers_from": "covers_from",
    "covers_to": "covers_to",
    "received_on": "received",
    "received_by": "giver",
    "valid_until": "valid_until",
}
_CARRIED, _AGAIN = "carried: ", "; look again: "
_FIRST = datetime.min.replace(tzinfo=UTC)


@plain
class Step:
    """One field written by one person. ``turn``: fields written together share it."""

    field: str
    value: str  # "" where it was taken away
    by: str
    day: date | None  # when it was written; None where that cannot be read
    turn: int
    place: int  # its place in the file that it stands in
    answer: Answer | None = None  # where it comes from a workbook
    line: Given | None = None  # where it comes from the command

    @property
    def carried(self) -> str:
        """The earlier period that it was carried over from; "" where it was written for this one."""
        source = self.answer.source if self.answer else ""
        return source.removeprefix(_CARRIED).partition(_AGAIN)[0] if source.startswith(_CARRIED) else ""

    @property
    def again(self) -> str:
        """What changed in its row since the period that it was carried over from."""
        return self.answer.source.partition(_AGAIN)[2] if self.answer and self.carried else ""


def knew(step: Step, other: Step) -> bool:
    """Whether whoever wrote ``step`` had ``other`` before them: a copy shows what was there when it was made."""
    if other.turn >= step.turn:
        return other.turn == step.turn
    if step.answer is None:
        return True  # the command reads what is there
    if other.answer and step.answer.over and step.answer.over == other.answer.source:
        return True  # a later save of the same copy
    return other.place < (step.answer.given if other.answer is None else step.answer.base)


def stories(
    requests: Mapping[str, Request], given: Sequence[Given], answers: Sequence[Answer]
) -> Mapping[str, list[Step]]:
    """Request id -> its steps, by time and then in the order of the files. Lines of other requests are left out."""
    names = {old: id_ for id_, request in requests.items() for old in request.formerly}
    names |= {id_: id_ for id_ in requests}
    written: dict[str, list[tuple[datetime, int, Answer | Given]]] = {}
    for place, line in enumerate(given):
        if line.request in names:
            written.setdefault(names[line.request], []).append((moment(line.at) or _FIRST, place, line))
    for place, cell in enumerate(answers):
        ours = cell.sheet == REQUESTS.sheet and not cell.framework and cell.field in _COLUMNS
        if ours and cell.key in names:
            written.setdefault(names[cell.key], []).append((moment(cell.at) or _FIRST, place, cell))
    return {id_: list(_steps(lines)) for id_, lines in written.items()}


def _steps(lines: Iterable[tuple[datetime, int, Answer | Given]]) -> Iterator[Step]:
    turns: dict[tuple[object, ...], int] = {}
    for at, place, line in sorted(lines, key=lambda one: (one[0], isinstance(one[2], Answer), one[1])):
        day = at.date() if at != _FIRST else None
        if isinstance(line, Given):
            turn = turns.setdefault((place,), len(turns))
            for field, value in _fields(line):
                yield Step(field=field, value=value, by=line.by, day=day, turn=turn, place=place, line=line)
        else:
            turn = turns.setdefault((line.at, line.by, line.source), len(turns))
            field, value = _COLUMNS[line.field], line.value.strip()
            value = value.casefold() if field == "state" else value
            yield Step(field=field, value=value, by=line.by, day=day, turn=turn, place=place, answer=line)


def _fields(line: Given) -> Iterator[tuple[str, str]]:
    """What a line says. A file comes with days of its own: those of what was given before are not its days."""
    yield "state", line.state
    if line.sha256:
        yield "file", line.sha256
    for field in (*TERMS, "note"):
        value = getattr(line, field).strip()
        if value or line.sha256:
            yield field, value
    for field in ("owner", "due"):
        if value := getattr(line, field).strip():
            yield field, value


def moment(text: str) -> datetime | None:
    """A moment with its time zone; None where the text is none."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def clash(steps: Sequence[Step], field: str) -> tuple[Step, Step] | None:
    """Two values of a field, each written without knowing the other, that nobody settled."""
    mine = [step for step in steps if step.field == field]
    known = _Known()
    for step in reversed(mine):
        if step.value != mine[-1].value and not known.has(step):
            return step, mine[-1]
        known.add(step)
    return None


class _Known:
    """What any of the steps so far knew, told in one look: the same as asking ``knew`` of each of them."""

    def __init__(self) -> None:
        self._reviews = self._given = -1
        self._command = -1  # the last turn of the command, which knows all before it
        self._turns: set[int] = set()
        self._over: set[str] = set()

    def add(self, step: Step) -> None:
        self._turns.add(step.turn)
        if step.answer is None:
            self._command = max(self._command, step.turn)
        else:
            self._reviews = max(self._reviews, step.answer.base)
            self._given = max(self._given, step.answer.given)
            self._over.add(step.answer.over)

    def has(self, step: Step) -> bool:
        if step.turn in self._turns or step.turn < self._command:
            return True
        if step.answer is None:
            return step.place < self._given
        return step.place < self._reviews or bool(step.answer.source and step.answer.source in self._over)
