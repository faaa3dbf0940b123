"""Parts of the plan that rest on one call, and whether anything in them changed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from faults.verdicts import BY_ID, NOW, PLAN, RECORDS, REGIONS, calls_of, judged, rests_on

from generator.assess.shard import Shards
from generator.assess.view import View
from generator.model.evidence import Record
from generator.model.scope import Plan, PlannedCheck


@cache
def before(call: str = "") -> Any:
    """The assessment of the faultless run; for one call, of the part that rests on it."""
    return judged(RECORDS, part(call) if call else PLAN)


@cache
def part(call: str) -> Plan:
    """The plan with only the checks and requirements that rest on a call.

    Nothing else hides them: a requirement whose other checks fail shows no change in the whole plan.
    """
    if _of_services(call):
        return PLAN
    checks = _resting_checks(call)
    wanted = {name for one in checks for name in one.requirements}
    frameworks = {
        id_: replace(one, requirements=tuple(r for r in one.requirements if f"{id_}:{r.id}" in wanted))
        for id_, one in PLAN.catalog.frameworks.items()
    }
    return replace(PLAN, checks=checks, catalog=replace(PLAN.catalog, frameworks=frameworks))


@cache
def findings_part(call: str) -> Plan:
    """The plan with only the checks that rest on a call, and no requirements."""
    return replace(part(call), checks=_resting_checks(call), scope=replace(PLAN.scope, frameworks=()))


@cache
def _resting_checks(call: str) -> tuple[PlannedCheck, ...]:
    return tuple(one for one in PLAN.checks if calls_of(one.check) & rests_on(call))


@cache
def _shards(call: str) -> Shards:
    return Shards(findings_part(call), NOW)


@cache
def _account_before(call: str, account: str) -> Any:
    return _account(call, account, [record for record in RECORDS if record.account == account])


def _account(call: str, account: str, records: Sequence[Record]) -> Any:
    """What an account comes to: findings, populations, services in use, scopes."""
    shard = _shards(call).judge(View(findings_part(call), records), account, records)
    places = [
        (j.region, j.findings, j.aws_owned, j.complete, j.why_incomplete)
        for each in shard.judged
        for j in (one.judged for one in each)
    ]
    return places, shard.services, shard.regions, shard.scope


def says_the_same(call: str, records: Iterable[Record]) -> bool:
    """Whether each account comes to what it came to: requirements rest on nothing else, save reports."""
    if call.startswith("artifact."):
        return False
    by_account: dict[str, list[Record]] = {account.id: [] for account in PLAN.scope.accounts}
    for record in records:
        by_account[record.account].append(record)
    return all(
        _as_before(account, those) or _account(call, account, those) == _account_before(call, account)
        for account, those in by_account.items()
    )


def _as_before(account: str, records: Sequence[Record]) -> bool:
    return len(records) == _many(account) and all(BY_ID.get((account, r.evidence)) == r for r in records)


@cache
def _many(account: str) -> int:
    return sum(record.account == account for record in RECORDS)


def _of_services(call: str) -> bool:
    """Whether AWS's part rests on the call too: by reports, or by the services in use."""
    by = {found for service in PLAN.catalog.services.values() for found in service.found_by}
    return call.startswith(("artifact.", "resourcegroupstaggingapi.", "config.select", REGIONS)) or bool(
        by & rests_on(call)
    )
