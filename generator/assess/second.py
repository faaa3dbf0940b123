"""A list held against a second source: AWS's own count, or another list of the same resources.

A list that lacks what the second source has is incomplete: by lost pages, or by something made between the two
calls. A list that has more is not: the source is older, or counts less.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from generator.items import ShapeError, search, units
from generator.model.catalog import Call, Resources, SecondSource
from generator.model.evidence import GLOBAL, Record
from generator.model.plain import Json, plain

AGAIN = "collect again"
_FEW = 3


class Shows(Protocol):
    """What is needed of a View."""

    def base(self, call: str, /) -> Call:
        """The row whose reply a view shows."""
        ...

    def regions(self, account: str, /) -> Sequence[str]:
        """The regions that were to be read."""
        ...

    def records(self, call: str, account: str, region: str = "", /) -> list[Record]:
        """Records of a call in a place."""
        ...

    def reply(self, record: Record, /) -> Json:
        """A record's joined reply."""
        ...


@plain
class Reconciled:
    """A list in a place, held against its second sources."""

    words: str  # "iam.get-account-summary: 12 = 12"
    why: str = ""  # what it lacks; "" where nothing
    record: Record | None = None  # that says so


def speaking(view: Shows, counted: Iterable[Call], call: str, *, whole: bool = False) -> Iterator[Call]:
    """The rows of ``counted`` that speak for a call: its own, and those of the lists that it is made from.

    ``whole``: a verdict over the whole reply rests on every list in it.
    """
    base = view.base(call)
    yield from (
        row for row in counted if (base.id in (row.id, row.same_reply_as) if whole else row.id == call)
    )
    while base.for_each:
        base = view.base(base.for_each)
        yield from (row for row in counted if base.id in (row.id, row.same_reply_as))


def reconcile(view: Shows, row: Call, account: str, region: str, size: int) -> Reconciled:
    """How many resources a row's list names in a place, held against what its second sources say."""
    listed = _List(view, row, account, region, size)
    told, why, record = [], "", None
    for source in row.resources.counted_by if row.resources else ():
        records, silence = listed.records(source)
        try:
            words, lack = (silence, "") if silence else listed.held(source, records)
        except (ShapeError, ValueError) as error:
            words, lack = f"an answer of another shape ({error})", ""
        told.append(f"{source.call}: {words}")
        if lack and not why:
            why, record = lack, records[0]
    return Reconciled(words="; ".join(told), why=why, record=record)


class _List:
    """A row's list in a place: where its sources are, and what they say."""

    def __init__(self, view: Shows, row: Call, account: str, region: str, size: int) -> None:
        self._view, self._row = view, row
        self._account, self._region, self._size = account, region, size
        self._wide = view.base(row.id).scope == "global"  # held against all regions of a source in each

    def records(self, source: SecondSource) -> tuple[list[Record], str]:
        """The records of a source that speak of the place, or why there are none."""
        found: list[Record] = []
        silence = "not read"
        for place in self._places(source.call):
            if self._holds(source, place):
                found += self._seen(source.call, place)
            else:
                silence = "not kept here"
        return found, "" if found else silence

    def _places(self, call: str) -> Sequence[str]:
        if self._view.base(call).scope == "global":
            return [GLOBAL]
        return self._view.regions(self._account) if self._wide else [self._region]

    def _seen(self, call: str, place: str) -> list[Record]:
        return [r for r in self._view.records(call, self._account, place) if r.outcome == "seen"]

    def _holds(self, source: SecondSource, place: str) -> bool:
        """Whether the source is kept up to date in the place: AWS Config counts only while it records."""
        guard = source.only_while
        if guard is None:
            return True
        where = GLOBAL if self._view.base(guard.call).scope == "global" else place
        try:
            return any(search(guard.path, self._view.reply(r)) for r in self._seen(guard.call, where))
        except ShapeError:
            return False

    def held(self, source: SecondSource, records: Sequence[Record]) -> tuple[str, str]:
        """Both numbers in words, and what the list lacks; ShapeError where the source is of another shape."""
        replies = [self._view.reply(record) for record in records]
        if source.arns:
            return self._named(source, replies)
        counts = [_number(search(source.count, reply)) for reply in replies]
        known = [number for number in counts if number is not None]
        if not known:
            return "counts none", ""
        counted = sum(known)
        if counted == self._size:
            return f"{counted} = {counted}", ""
        told = f"{counted} counted by {source.call}, {self._size} listed by {self._row.id}; {AGAIN}"
        return f"{counted}, listed {self._size}", told if counted > self._size else ""

    def _named(self, source: SecondSource, replies: Sequence[Json]) -> tuple[str, str]:
        names = {arn for reply in replies for arn in _texts(search(source.arns, reply))}
        named = {arn for arn in names if self._ours(arn, source.starts)}
        if not named:
            return "names none", ""
        lacking = sorted(named - self._every())
        if not lacking:
            return f"{len(named)} of {len(named)} listed", ""
        more = ", ..." if len(lacking) > _FEW else ""
        listed = len(named) - len(lacking)
        told = f"{len(named)} named by {source.call}, {listed} of them listed by {self._row.id}"
        told += f", not {', '.join(lacking[:_FEW])}{more}; {AGAIN}"
        return f"{len(named)}, listed {listed}", told

    def _ours(self, arn: str, starts: str) -> bool:
        """Whether an ARN is of this kind, account and region."""
        parts = arn.split(":", 5)  # arn:partition:service:region:account:resource
        if len(parts) < 6 or not f"{parts[2]}:{parts[5]}".startswith(starts):
            return False
        return parts[4] in ("", self._account) and (self._wide or parts[3] in ("", self._region))

    def _every(self) -> set[str]:
        """The ARNs of all that the list shows, also of what it shows of another kind."""
        own = self._row.resources
        if own is None:
            return set()
        bare = Resources(kind=own.kind, arn=own.arn, items=own.items)
        shown = Call(id=self._row.id, call=self._row.call, resources=bare)
        records = self._view.records(self._row.id, self._account, self._region)
        return {unit.arn for record in records if record.readable for unit in units(shown, record)}


def _number(value: Json) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ShapeError(f"{str(value)[:40]!r} is no count")
    return value


def _texts(value: Json) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ShapeError("ARNs are wanted")
    return value
