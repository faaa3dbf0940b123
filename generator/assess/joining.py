"""A check's further calls, joined at the closest scope: same resource, else region, else account."""

from collections.abc import Sequence

from generator.assess.view import Hole, View, words
from generator.checks.reading import Missing, NoData, Replies, Reply
from generator.items import Unit
from generator.model.evidence import GLOBAL, Record
from generator.model.plain import Json, plain


@plain
class Joined:
    """What a check gets for one of its calls, and the records that it came from."""

    value: Json
    records: tuple[Record, ...]


class Joiner:
    """Finds what belongs to a resource, a region or an account; indexes are made once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._by_arn: dict[tuple[str, str, str], dict[str, Unit]] = {}
        self._holes: dict[tuple[str, str, str], list[Hole]] = {}

    def same_kind(self, first: str, other: str) -> bool:
        """Whether both calls speak of one kind of resource, so that they are joined by ARN."""
        one, two = self._view.row(first).resources, self._view.row(other).resources
        return one is not None and two is not None and one.kind == two.kind

    def of_resource(self, first: str, call: str, unit: Unit, account: str) -> Joined:
        """The further call's reply for a resource; raises NoData where it could not be read."""
        if self.same_kind(first, call):
            return self._by_resource(call, unit.arn, account, unit.record.region)
        return self.of_region(call, account, unit.record.region)

    def _by_resource(self, call: str, arn: str, account: str, region: str) -> Joined:
        """Looked for where the resource was listed, else everywhere."""
        places = self._view.places(call, account)
        place = region if region in places else ""
        known = self._index(call, account, place)
        holes = self._holes[call, account, place]
        hole = next((h for h in holes if h[0] == arn), None) or next((h for h in holes if h[0] == "*"), None)
        if arn in known and not any(h[0] == arn for h in holes):
            return Joined(value=known[arn].value, records=(known[arn].record,))
        if hole is not None:
            raise Unread(hole[2], (hole[1],) if hole[1] else ())
        declared = self._view.row(call).resources
        if declared is not None and declared.items:
            return Joined(value=None, records=tuple(self._view.records(call, account, place)))
        raise Unread(f"{call} has no reply for it", ())

    def _index(self, call: str, account: str, place: str) -> dict[str, Unit]:
        if (call, account, place) not in self._by_arn:
            known: dict[str, Unit] = {}
            holes: list[Hole] = []
            for region in [place] if place else self._view.places(call, account):
                found, missing = self._view.units(call, account, region)
                holes += missing
                known.update({unit.arn: unit for unit in found})
            self._by_arn[call, account, place], self._holes[call, account, place] = known, holes
        return self._by_arn[call, account, place]

    def of_region(self, call: str, account: str, region: str) -> Joined:
        """The whole reply of a call in a region (or global), or Replies of a call made for each item."""
        base = self._view.base(call)
        if base.scope == "global":
            region = GLOBAL
        elif region == GLOBAL:
            return self.of_account(call, account)
        if base.for_each:
            return self._replies(call, account, [region])
        return self._whole(call, account, region)

    def of_account(self, call: str, account: str) -> Joined:
        """The whole reply of a global call, else Replies over all regions or items."""
        base = self._view.base(call)
        if base.scope == "global" and not base.for_each:
            return self._whole(call, account, GLOBAL)
        return self._replies(call, account, self._view.places(call, account))

    def _whole(self, call: str, account: str, region: str) -> Joined:
        records = self._view.records(call, account, region)
        if not records:
            raise Unread(self._view.why_missing(call, account, region), ())
        if not records[0].readable:
            raise Unread(words(records[0]), (records[0],))
        if lack := self._view.lacking(call, account, region, whole=True):
            raise Unread(lack.why, (records[0], *((lack.record,) if lack.record else ())))
        return Joined(value=self._view.reply(records[0]), records=(records[0],))

    def _replies(self, call: str, account: str, regions: Sequence[str]) -> Joined:
        entries: list[Reply | Missing] = []
        records: list[Record] = []
        for region in regions:
            for record in self._view.records(call, account, region):
                records.append(record)
                entries.append(self._entry(record))
            if silence := self._view.why_missing(call, account, region):
                entries.append(Missing(region=region, params={}, context={}, why=silence))
            elif lack := self._view.lacking(call, account, region, whole=True):
                entries.append(Missing(region=region, params={}, context={}, why=lack.why))
        if entries and all(isinstance(entry, Missing) for entry in entries):
            bad = tuple(record for record in records if not record.readable)
            raise Unread(entries[0].why if isinstance(entries[0], Missing) else "", bad)
        return Joined(value=Replies(entries=tuple(entries)), records=tuple(records))

    def _entry(self, record: Record) -> Reply | Missing:
        where, asked, said = record.region, record.params, record.context
        if not record.readable:
            return Missing(region=where, params=asked, context=said, why=words(record))
        return Reply(region=where, params=asked, context=said, value=self._view.reply(record))


class Unread(NoData):
    """A call that a verdict rests on could not be read; ``records`` say so."""

    def __init__(self, why: str, records: tuple[Record, ...]) -> None:
        super().__init__(why)
        self.records = records


def all_read(joined: Joined) -> None:
    """Raises Unread where one of the records could not be read: a verdict over the whole rests on each."""
    for record in joined.records:
        if not record.readable:
            raise Unread(words(record), (record,))
    if isinstance(joined.value, Replies):
        for entry in joined.value.entries:
            if isinstance(entry, Missing):
                raise Unread(entry.why, ())
