"""One account: which calls follow from which answers. No AWS here: records come in, tasks and *not tried* go out.

A place of a call (a region, or once an account) is a node. It is done when the nodes that it rests on are done
and each of its own calls has its record.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from generator.collect.access import Access
from generator.collect.asking import Task, filled, place_values
from generator.collect.clock import Watch
from generator.collect.operations import service_of
from generator.items import ShapeError, listed, parameter_sets
from generator.model.catalog import Call
from generator.model.evidence import GLOBAL, UNKNOWN_REGIONS, Record, canonical, digest, evidence_id, joined
from generator.model.plain import Json
from generator.model.scope import Plan

REGIONS = "ec2.describe-regions"
Made = list[Task | Record]
_OURS = frozenset({"answer of another shape"})  # no code of AWS's stands behind it
_VAGUE = frozenset({"access denied", "refused", *_OURS})
_CONTEXT = re.compile(r"\b_\w+\s*:")


class Chains:
    """Which call follows from which, for all accounts of a plan."""

    def __init__(self, plan: Plan) -> None:
        calls = plan.catalog.calls
        self.rows = {row.id: row for row in plan.calls if not row.same_reply_as}
        self._base = {id_: row.same_reply_as or id_ for id_, row in calls.items()}
        self.children: dict[str, list[Call]] = {id_: [] for id_ in self.rows}
        self.followers: dict[str, list[Call]] = {id_: [] for id_ in self.rows}
        for row in self.rows.values():
            for parent in self.parents(row):
                self.followers.setdefault(parent, []).append(row)
            if row.for_each:
                self.children.setdefault(self._base[row.for_each], []).append(row)
        self.rank = cache(self._rank)

    def parents(self, row: Call) -> tuple[str, ...]:
        """The calls whose records a row waits for."""
        return tuple(dict.fromkeys(self._base[name] for name in (row.for_each, row.after) if name))

    def after(self, row: Call) -> str:
        """The call that must have been seen before; "" for none."""
        return self._base[row.after] if row.after else ""

    def gathers(self, row: Call) -> bool:
        """Whether what two parents say of the same call may differ: then all are waited for, so that order decides nothing."""
        if row.after:
            return True
        parent = self.rows.get(self._base.get(row.for_each, ""))
        return bool(parent and parent.for_each and _CONTEXT.search(row.items))

    def _rank(self, id_: str) -> int:
        return max((1 + self.rank(row.id) for row in self.followers.get(id_, ())), default=0)


class _Node:
    __slots__ = ("bad", "done", "held", "open", "place", "refused", "row", "seen", "waiting")

    def __init__(self, row: Call, place: str, waiting: int) -> None:
        self.row, self.place, self.waiting = row, place, waiting
        self.open = 0
        self.done = False
        self.refused = ""
        self.seen: set[str] = set()
        self.bad: list[tuple[str, str]] = []  # parents that gave nothing to go on with: (order, why)
        self.held: list[tuple[str, Task]] = []


class AccountRun:
    """What was asked of one account so far, and what follows. Replies are not kept."""

    def __init__(self, plan: Plan, chains: Chains, access: Access, *, once: bool = False) -> None:
        self.access = access
        self._plan = plan
        self._chains = chains
        self._once = once
        self._begun: set[str] = set()
        self._regions: Sequence[str] = ()
        self._no_regions = ""
        self._nodes: dict[tuple[str, str], _Node] = {}
        self._left = 0

    @property
    def done(self) -> bool:
        """Whether every call has its record."""
        return self._left == 0

    def begin(self) -> Made:
        """The first call: which regions there are; or all first calls, where the plan does not ask that."""
        row = self._chains.rows.get(REGIONS)
        if row is None:
            return self._settle_roots(())
        node = self._add(row, GLOBAL, 0)
        return self._emit(node, [self._task(row, GLOBAL, {}, {})])

    def took(self, record: Record) -> Made:
        """What follows from a record."""
        node = self._nodes[record.call, record.region]
        node.open -= 1
        made: Made = []
        if record.call == REGIONS:
            made += self._settle_roots((record,))
        for row in self._chains.children[record.call]:
            for place in self._places_of_child(row, record.region):
                made += self._child(self._nodes[row.id, place], record)
        for row in self._chains.followers[record.call]:
            if not record.readable and self._chains.after(row) == record.call:
                for place in self._places_of_child(row, record.region):
                    self._refuse(self._nodes[row.id, place], record)
        return made + self._finish(node)

    def _settle_roots(self, records: Sequence[Record]) -> Made:
        asked = self._plan.scope.regions
        found = asked if not isinstance(asked, str) else enabled_regions(records)
        self._regions = list(found)[:1] if self._once else list(found)
        self._no_regions = "the regions of the account could not be read"
        if records and not records[0].readable:
            self._no_regions += f": {ended(records[0])}"
        rows = [row for row in self._chains.rows.values() if row.id != REGIONS]
        for row in rows:
            for place in self._places(row):
                self._add(row, place, 0)
        for row in rows:
            for place in self._places(row):
                self._nodes[row.id, place].waiting = sum(
                    not self._nodes[parent, there].done
                    for parent in self._chains.parents(row)
                    for there in self._places_of_parent(parent, place)
                )
        made: Made = []
        for row in sorted(rows, key=lambda row: -self._chains.rank(row.id)):
            for place in self._places(row):
                node = self._nodes[row.id, place]
                if not node.waiting and not self._chains.parents(row):
                    made += self._settle(node)
        return made

    def _places(self, row: Call) -> Sequence[str]:
        return [GLOBAL] if row.scope == "global" else self._regions

    def _places_of_child(self, row: Call, region: str) -> Sequence[str]:
        if row.scope == "global":
            return [GLOBAL]
        return self._regions if region == GLOBAL else [region]

    def _places_of_parent(self, parent: str, place: str) -> Sequence[str]:
        if self._chains.rows[parent].scope == "global":
            return [GLOBAL]
        return self._regions if place == GLOBAL else [place]

    def _add(self, row: Call, place: str, waiting: int) -> _Node:
        self._left += 1
        self._nodes[row.id, place] = node = _Node(row, place, waiting)
        return node

    def _child(self, node: _Node, parent: Record) -> Made:
        """The calls that a parent's answer asks for; what it does not answer is remembered."""
        row = node.row
        if not parent.readable:
            node.bad.append((_order(parent), f"rests on {row.for_each}, which was {ended(parent)}"))
            return []
        try:
            sets = parameter_sets(row, parent)
        except ShapeError as error:
            node.bad.append((_order(parent), f"rests on {row.for_each}: {error}"))
            return []
        tasks = [self._child_task(node, parent, one) for one in sets]
        if self._chains.gathers(row):
            node.held += [(_order(parent), task) for task in tasks]
            return []
        return self._emit(node, tasks)

    def _refuse(self, node: _Node, record: Record) -> None:
        node.refused = node.refused or f"rests on {node.row.after}, which was {ended(record)}"

    def _settle(self, node: _Node) -> Made:
        """All that the node rests on is done: what is left of it goes out."""
        made: Made = []
        if node.refused:
            made = self._emit(node, [self._not_tried(node, node.refused)])
        elif node.row.for_each:
            ordered = [task for _, task in sorted(node.held, key=lambda held: held[0])]
            made = self._emit(node, ordered)
            if node.bad:
                made += self._emit(node, [self._not_tried(node, min(node.bad)[1])])
        elif node.place == UNKNOWN_REGIONS:
            made = self._emit(node, [self._not_tried(node, self._no_regions)])
        else:
            made = self._emit(node, [self._task(node.row, node.place, {}, {})])
        node.held, node.bad = [], []
        return made + self._finish(node)

    def _finish(self, node: _Node) -> Made:
        """A node without open calls and without parents to come is done; those that rest on it go on."""
        if node.done or node.open or node.waiting:
            return []
        node.done = True
        node.seen = set()
        self._left -= 1
        made: Made = []
        for row in self._chains.followers[node.row.id]:
            for place in self._places_of_child(row, node.place):
                follower = self._nodes[row.id, place]
                follower.waiting -= 1
                if not follower.waiting:
                    made += self._settle(follower)
        return made

    def _emit(self, node: _Node, made: Sequence[Task | Record]) -> Made:
        """What goes out, each call once; in ``once`` a single one for a row."""
        kept: Made = []
        for one in made:
            if self._once and node.row.id in self._begun:
                break
            if isinstance(one, Task) and self._twice(node, one):
                continue
            self._begun.add(node.row.id)
            kept.append(one)
        node.open += len(kept)
        return kept

    def _twice(self, node: _Node, task: Task) -> bool:
        """Whether two parents asked for the same call; one parent alone never does."""
        parent = self._chains.rows.get(next(iter(self._chains.parents(node.row)), ""))
        if parent is None or not (parent.for_each or parent.scope != node.row.scope):
            return False
        key = digest(dict(task.params))
        if key in node.seen:
            return True
        node.seen.add(key)
        return False

    def _child_task(self, node: _Node, parent: Record, one: Mapping[str, Json]) -> Task:
        row = node.row
        own = {name: value for name, value in one.items() if not name.startswith("_")}
        context = {name: value for name, value in one.items() if name.startswith("_")}
        constant = self._plan.catalog.calls[parent.call].params
        accepted = self.access.operations.of(row).accepts
        inherited = {n: v for n, v in parent.params.items() if n in accepted and n not in constant}
        if parent.context.get("_region"):
            context.setdefault("_region", parent.context["_region"])
        return self._task(row, node.place, {**inherited, **own}, context)

    def _task(self, row: Call, region: str, params: Mapping[str, Json], context: Mapping[str, Json]) -> Task:
        constant = filled(dict(row.params), place_values(self.access, region))
        return Task(row=row, region=region, params={**constant, **params}, context=context)

    def _not_tried(self, node: _Node, why: str) -> Record:
        return not_tried(node.row, self.access.account, node.place, self.access.caller, why)


def _order(record: Record) -> str:
    return canonical([record.region, dict(record.params)])


def ended(record: Record) -> str:
    """The outcome and its cause, where that says more; AWS's own word where the cause says little."""
    if record.outcome == "not tried" and record.message:
        return f"not tried: {record.message}"  # down to the call that was refused
    if record.cause in ("", record.outcome):
        return record.outcome
    own = record.message.split(":")[0] if record.cause in _OURS else record.error_code
    return f"{record.outcome}: {record.cause}" + (f" ({own[:80]})" if own and record.cause in _VAGUE else "")


def not_tried(row: Call, account: str, region: str, caller: str, why: str) -> Record:
    """A record for a call that could not be made."""
    now = Watch().started
    return Record(
        evidence=evidence_id(account, region, row.id, {"not tried": why}),
        call=row.id,
        service=service_of(row),
        operation=row.call,
        account=account,
        region=region,
        params={},
        context={},
        caller=caller,
        started=now,
        ended=now,
        outcome="not tried",
        cause="not tried",
        message=why,
        sha256=digest([]),
        attempts=0,
    )


def not_entered(plan: Plan, account: str, role: str, why: str) -> Iterator[Record]:
    """A record for each call of an account that could not be entered."""
    regions = [UNKNOWN_REGIONS] if isinstance(plan.scope.regions, str) else list(plan.scope.regions)
    for row in plan.calls:
        if not row.same_reply_as:
            for region in [GLOBAL] if row.scope == "global" else regions:
                yield not_tried(row, account, region, role, f"the account was not entered: {why}")


def enabled_regions(records: Sequence[Record]) -> Sequence[str]:
    """The regions that an account has on; a stand-in when they could not be read."""
    try:
        found = [r["RegionName"] for record in records for r in listed("Regions[]", joined(record.pages))]
    except (ShapeError, KeyError, TypeError):
        found = []
    return sorted(found) or [UNKNOWN_REGIONS]


__all__ = ["REGIONS", "AccountRun", "Chains", "enabled_regions", "ended", "not_entered", "not_tried"]
