"""The plan carried out: account by account, parents before children, each call once."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from generator.collect.access import Access, ExpiredError
from generator.collect.asking import Task, ask, filled, place_values, service_of
from generator.collect.clock import Watch
from generator.errors import AwsError
from generator.items import ShapeError, listed, parameter_sets
from generator.model.catalog import Call
from generator.model.evidence import GLOBAL, UNKNOWN_REGIONS, Record, digest, evidence_id, joined
from generator.model.plain import Json
from generator.model.scope import Account, Plan

REGIONS = "ec2.describe-regions"


def collect(
    plan: Plan,
    base: Access,
    *,
    workers: int = 12,
    known: Mapping[str, Record] | None = None,
    once: bool = False,
    pause: Callable[[float], None] = time.sleep,
) -> Generator[Record, None, None]:
    """Make every planned call and yield a Record for each, whatever came of it.

    ``known`` are readable records of a run that was cut: they are not asked again. ``once`` tries each call
    a single time, in one region and for one item, first page only. An account that cannot
    be entered gives *not tried* records. Raises AwsError when the caller's account is not the declared
    one, or when credentials expire on the way.
    """
    # Whose credentials they are comes before anything else: a slip in the last account costs no reading.
    entered = [(account, _entered(base, account)) for account in plan.scope.accounts]
    for account, access in entered:
        if isinstance(access, AwsError):
            yield from _not_entered(plan, account, access)
        else:
            yield from _Run(plan, access, workers, known or {}, pause, once=once).records()


def _entered(base: Access, account: Account) -> Access | AwsError:
    """The way into an account, or why there is none; raises AwsError where it leads into another one."""
    try:
        access = base.into(account)
        access.identify()
    except ExpiredError:
        raise
    except AwsError as error:
        return error
    if access.account != account.id:
        raise AwsError(
            f"The credentials for account {account.id} belong to account {access.account} ({access.caller}).",
            "Name the right role or profile for it in evidencemap.yaml.",
        )
    return access


class _Run:
    """One account: what was asked so far, and the calls that follow from it."""

    def __init__(
        self,
        plan: Plan,
        access: Access,
        workers: int,
        known: Mapping[str, Record],
        pause: Callable[[float], None],
        *,
        once: bool,
    ) -> None:
        self._once = once
        self._plan = plan
        self._access = access
        self._workers = workers
        self._known = known
        self._pause = pause
        self._done: dict[str, list[Record]] = {}
        self._regions: Sequence[str] = ()

    def records(self) -> Iterator[Record]:
        rows = [row for row in self._plan.calls if not row.same_reply_as]
        self._pool = ThreadPoolExecutor(max_workers=self._workers)
        try:
            yield from self._wave([row for row in rows if row.id == REGIONS])
            self._regions = self._find_regions()
            for wave in _waves([row for row in rows if row.id != REGIONS], self._plan.catalog.calls):
                yield from self._wave(wave)
        finally:
            self._pool.shutdown(cancel_futures=True)  # after Ctrl-C or an expired token nothing more begins

    def _find_regions(self) -> Sequence[str]:
        asked = self._plan.scope.regions
        if not isinstance(asked, str):
            return asked
        return enabled_regions(self._done.get(REGIONS, []))

    def _wave(self, rows: Sequence[Call]) -> Iterator[Record]:
        """Rows whose parents are done, all at once; records in the order of the tasks."""
        most = 1 if self._once else None
        tasks: list[Task | Record] = [task for row in rows for task in self._tasks(row)[:most]]
        pending = [task if isinstance(task, Record) else self._pool.submit(self._ask, task) for task in tasks]
        for one in pending:
            record = one if isinstance(one, Record) else one.result()
            self._done.setdefault(record.call, []).append(record)
            yield record
            if record.cause == "credentials expired":
                raise AwsError(
                    f"The credentials expired while account {record.account} was read.",
                    "Sign in again and run the same command: it goes on where it stopped.",
                )

    def _ask(self, task: Task) -> Record:
        known = self._known.get(evidence_id(self._access.account, task.region, task.row.id, task.params))
        return known or ask(self._access, task, pause=self._pause, first_page=self._once)

    def _tasks(self, row: Call) -> list[Task | Record]:
        regions = [GLOBAL] if row.scope == "global" else list(self._regions)
        made: list[Task | Record] = []
        for region in regions:
            before = self._unreadable(row, region)
            if before:
                made.append(self._not_tried(row, region, before))
            elif row.for_each:
                made += self._children(row, region)
            elif region == UNKNOWN_REGIONS:
                made.append(self._not_tried(row, region, "the regions of the account could not be read"))
            else:
                made.append(self._task(row, region, {}, {}))
        return made

    def _unreadable(self, row: Call, region: str) -> str:
        """Why a call that must come first gives nothing to go on with."""
        if not row.after:
            return ""
        bad = [r for r in self._records(row.after, region) if not r.readable]
        return f"rests on {row.after}, which was {_ended(bad[0])}" if bad else ""

    def _records(self, call: str, region: str) -> list[Record]:
        base = self._plan.catalog.calls[call].same_reply_as or call
        return [r for r in self._done.get(base, []) if region == GLOBAL or r.region in (GLOBAL, region)]

    def _children(self, row: Call, region: str) -> list[Task | Record]:
        made: dict[str, Task | Record] = {}
        for parent in self._records(row.for_each, region):
            try:
                sets = parameter_sets(row, parent) if parent.readable else None
                why = f"rests on {row.for_each}, which was {_ended(parent)}"
            except ShapeError as error:
                sets, why = None, f"rests on {row.for_each}: {error}"
            if sets is None:
                made.setdefault("", self._not_tried(row, region, why))
                continue
            for one in sets:
                task = self._child(row, region, parent, one)
                made.setdefault(digest(dict(task.params)), task)
        return list(made.values())

    def _child(self, row: Call, region: str, parent: Record, one: Mapping[str, Json]) -> Task:
        own = {name: value for name, value in one.items() if not name.startswith("_")}
        context = {name: value for name, value in one.items() if name.startswith("_")}
        constant = self._plan.catalog.calls[parent.call].params
        accepted = self._accepts(row)
        inherited = {n: v for n, v in parent.params.items() if n in accepted and n not in constant}
        if parent.context.get("_region"):
            context.setdefault("_region", parent.context["_region"])
        return self._task(row, region, {**inherited, **own}, context)

    def _accepts(self, row: Call) -> frozenset[str]:
        model = self._access.client(service_of(row), self._access.home).meta.service_model
        shape = model.operation_model(row.call).input_shape
        return frozenset(shape.members) if shape is not None else frozenset()

    def _task(self, row: Call, region: str, params: Mapping[str, Json], context: Mapping[str, Json]) -> Task:
        constant = filled(dict(row.params), place_values(self._access, region))
        return Task(row=row, region=region, params={**constant, **params}, context=context)

    def _not_tried(self, row: Call, region: str, why: str) -> Record:
        return not_tried(row, self._access.account, region, self._access.caller, why)


def _ended(record: Record) -> str:
    """The outcome and its cause, where that says more."""
    return record.outcome if record.cause in ("", record.outcome) else f"{record.outcome}: {record.cause}"


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
    )


def enabled_regions(records: Sequence[Record]) -> Sequence[str]:
    """The regions that an account has on; a stand-in when they could not be read."""
    try:
        found = [r["RegionName"] for record in records for r in listed("Regions[]", joined(record.pages))]
    except (ShapeError, KeyError, TypeError):
        found = []
    return sorted(found) or [UNKNOWN_REGIONS]


def _not_entered(plan: Plan, account: Account, error: AwsError) -> Iterator[Record]:
    regions = [UNKNOWN_REGIONS] if isinstance(plan.scope.regions, str) else list(plan.scope.regions)
    for row in plan.calls:
        if not row.same_reply_as:
            for region in [GLOBAL] if row.scope == "global" else regions:
                yield not_tried(
                    row, account.id, region, account.role, f"the account was not entered: {error.message}"
                )


def _waves(rows: Sequence[Call], calls: Mapping[str, Call]) -> Iterator[list[Call]]:
    """Rows whose parents are all in earlier waves, wave by wave."""
    left = list(rows)
    placed = {REGIONS}
    while left:
        wave = [row for row in left if _parents(row, calls) <= placed]
        if not wave:
            raise AwsError("Calls wait for one another.", "Run 'evidencemap lint'.")
        yield wave
        placed |= {row.id for row in wave}
        left = [row for row in left if row.id not in placed]


def _parents(row: Call, calls: Mapping[str, Call]) -> set[str]:
    named = [name for name in (row.for_each, row.after) if name]
    return {calls[name].same_reply_as or name for name in named}


__all__ = ["collect", "enabled_regions", "not_tried"]
