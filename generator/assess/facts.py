"""What crosses accounts: the few replies of AWS Artifact and Organizations that all accounts are judged by.

Every account lists the same reports, so an item is kept once; the rest of a record is what cites it.
"""

from collections.abc import Iterator
from dataclasses import replace

from generator.assess.agreements import AGREEMENTS, MEMBERS, ORGANIZATION
from generator.assess.shelf import FACTS, METADATA, REPORTS, VERSIONS, items, records_of
from generator.assess.view import View
from generator.model.evidence import Record, canonical
from generator.model.plain import Json, plain
from generator.model.scope import Plan


@plain
class _Kept:
    """An item, and the first account (in the scope's order) whose list has it."""

    rank: int
    record: str
    item: Json


class Facts:
    """Collects them account by account, in any order; gives one View over all, as small as what they say."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._ranks = {account.id: rank for rank, account in enumerate(plan.scope.accounts)}
        self._whole: list[Record] = []
        self._lists: list[tuple[Record, bool]] = []  # without pages; whether they held a list
        self._items: dict[tuple[str, str], _Kept] = {}
        self._details: list[Record] = []

    def add(self, view: View, account: str) -> None:
        """Take what an account's records tell of the others; nothing of an account outside the scope."""
        if account not in self._ranks:
            return
        for call in (AGREEMENTS, ORGANIZATION, MEMBERS):
            self._whole += records_of(view, call, account)
        wanted: set[tuple[str, str]] = set()
        for call in (REPORTS, VERSIONS):
            for record in records_of(view, call, account):
                wanted |= self._listed(record)
        seen = (r for r in records_of(view, METADATA, account) if r.outcome == "seen")
        self._details += [replace(r, pages=()) for r in seen if _version(r.params, "report") in wanted]

    def _listed(self, record: Record) -> set[tuple[str, str]]:
        """The versions of reports that this record is the first to say so of."""
        found = items(record, "reports")
        self._lists.append((replace(record, pages=()), found is not None))
        rank, new = self._ranks[record.account], set()
        for item in found or []:
            key = (record.call, canonical([item.get(fact) for fact in ("id", "version", *FACTS)]))
            before = self._items.get(key)
            if before is None or rank < before.rank:
                self._items.pop(key, None)  # in the order of the list that it is now kept from
                self._items[key] = _Kept(rank=rank, record=record.evidence, item=item)
                new.add(_version(item, ""))
        return new

    def view(self) -> View:
        """What was collected. It answers for these calls alone."""
        return View(self._plan, self._kept())

    def _kept(self) -> Iterator[Record]:
        held: dict[str, list[Json]] = {}
        for kept in self._items.values():
            held.setdefault(kept.record, []).append(kept.item)
        for record, listed in self._lists:
            page = {"reports": held.get(record.evidence, [])}
            yield replace(record, pages=(page,)) if listed else record
        yield from self._whole
        yield from self._details


def _version(values: Json, prefix: str) -> tuple[str, str]:
    """A report's id and version, as a list's item or a call's parameters name them."""
    names = ("reportId", "reportVersion") if prefix else ("id", "version")
    return str(values.get(names[0])), str(values.get(names[1]))
