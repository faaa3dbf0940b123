"""One account judged on its own: what is left of its records once they are let go."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from generator.assess.judging import Judge, Judged
from generator.assess.lists import call_rows, spots_in
from generator.assess.populations import recount
from generator.assess.reach import Cutter
from generator.assess.services import services_in
from generator.assess.view import View
from generator.checks import all_checks
from generator.model.assessment import BlindSpot, CallRow, ServiceRow
from generator.model.evidence import UNKNOWN_REGIONS, Record
from generator.model.plain import plain
from generator.model.reached import ScopeRow
from generator.model.scope import Plan, PlannedCheck


@plain
class Counted:
    """What a check gave in a place, and the command that counts it again."""

    judged: Judged
    recount: str


@plain
class Shard:
    """An account's part of the assessment: small, and whole in itself."""

    account: str
    judged: tuple[tuple[Counted, ...], ...]  # for each planned check, in the plan's order
    services: tuple[ServiceRow, ...]  # without what checks found
    regions: tuple[str, ...]
    calls: tuple[CallRow, ...]
    blind_spots: tuple[BlindSpot, ...]
    started: str  # the first and last moments of its records; "" where there is none
    first_ended: str
    ended: str
    callers: frozenset[str]
    scope: tuple[ScopeRow, ...] = ()  # how resources stand in scopes whose rules cut them


class Shards:
    """Makes shards; what all of them share is found once."""

    def __init__(self, plan: Plan, now: datetime) -> None:
        self._plan = plan
        self._now = now
        self._checks = all_checks()
        self._accounts = frozenset(account.id for account in plan.scope.accounts)
        self._trusted = frozenset({*self._accounts, *plan.scope.trusted_accounts})
        self._reached = {name: frozenset(plan.scope.reached(name)) for name in plan.scope.reach}

    def judge(self, view: View, account: str, records: Sequence[Record]) -> Shard:
        """What an account's records show; of an account outside the scope only what was asked of it."""
        ordered = sorted(records, key=lambda r: (r.started, r.evidence))
        inside = account in self._accounts
        times = [record.ended for record in ordered]
        cutter = Cutter(view, account)
        return Shard(
            account=account,
            judged=self._judged(view, account, cutter) if inside else (),
            services=tuple(services_in(view, account)) if inside else (),
            regions=tuple(sorted({*view.regions(account)} - {UNKNOWN_REGIONS})) if inside else (),
            calls=call_rows(view, ordered),
            blind_spots=(*spots_in(view, account, ordered), *cutter.spots()),
            started=min((r.started for r in ordered if r.started), default=""),
            first_ended=min(filter(None, times), default=""),
            ended=max(times, default=""),
            callers=frozenset(r.caller for r in ordered if r.caller),
            scope=tuple(cutter.rows()),
        )

    def _judged(self, view: View, account: str, cutter: Cutter) -> tuple[tuple[Counted, ...], ...]:
        judge = Judge(view, self._checks, self._trusted, self._now)
        return tuple(self._check(view, judge, planned, account, cutter) for planned in self._plan.checks)

    def _check(
        self, view: View, judge: Judge, planned: PlannedCheck, account: str, cutter: Cutter
    ) -> tuple[Counted, ...]:
        reached = self._asked(planned, account)
        if not reached.requirements:
            return ()
        check = self._checks[planned.check]
        return tuple(
            Counted(
                judged=cutter.cut(one), recount=recount(view, check, one) if check.of == "resource" else ""
            )
            for one in judge.judge(reached, account)
        )

    def _asked(self, planned: PlannedCheck, account: str) -> PlannedCheck:
        """The check with only the requirements of frameworks that reach the account."""
        reached = self._reached
        kept = tuple(
            name
            for name in planned.requirements
            if (framework := name.partition(":")[0]) not in reached or account in reached[framework]
        )
        return planned if kept == planned.requirements else replace(planned, requirements=kept)
