"""Never green by absence: each operation denied in turn, from recorded evidence."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from golden import make

from generator import pipeline
from generator.assess import assess
from generator.assess.artifact import RANK
from generator.assess.requirements import WORST
from generator.model.evidence import Record, digest
from generator.model.scope import Reach
from generator.pack import read_run
from generator.store import read

PLAN = pipeline.plan_of(make.PACK, mappings="installed")
RECORDS = read(make.PACK / "data" / "evidence")
NOW = datetime.fromisoformat(read_run(make.PACK).now)
CALLS = sorted({record.call for record in RECORDS})
PLAN_CHECKS = {planned.check for planned in PLAN.checks}
NEVER_FOUND_IN_THE_DEMO: set[str] = set()
# Held to the account that signed: some of AWS's part is inherited there, so that it can be lost.
SIGNED_ACCOUNTS = Reach(accounts=("222233334444",))
SIGNED = replace(PLAN, scope=replace(PLAN.scope, reach=dict.fromkeys(PLAN.scope.frameworks, SIGNED_ACCOUNTS)))
PLANS = {"all accounts": PLAN, "signed accounts": SIGNED}


def judged(records: Iterable[Record], plan: str = "all accounts") -> Any:
    return assess(PLANS[plan], list(records), NOW, "test")


@cache
def before(plan: str = "all accounts") -> Any:
    return judged(RECORDS, plan)


def base(call: str) -> str:
    return PLAN.catalog.calls[call].same_reply_as or call


def rests_on(call: str) -> set[str]:
    """A call, its views, and all that is asked because of it."""
    found = {call}
    while True:
        more = {
            row.id
            for row in PLAN.catalog.calls.values()
            if {row.for_each, row.after, row.same_reply_as} & found
        } - found
        if not more:
            return found
        found |= more


def denied(operation: str) -> list[Record]:
    """The records as they are when AWS denies an operation everywhere."""
    gone = rests_on(operation)
    kept: list[Record] = []
    for record in RECORDS:
        if record.call == operation:
            kept.append(_refused(record))
        elif record.call not in gone:
            kept.append(record)
    return kept + _untried(gone - {operation})


def _refused(record: Record) -> Record:
    return replace(
        record,
        outcome="denied",
        cause="no identity policy",
        error_code="AccessDenied",
        pages=(),
        sha256=digest([]),
    )


def _untried(calls: set[str]) -> list[Record]:
    places = {(r.call, r.account, r.region): r for r in RECORDS if r.call in calls}
    return [
        replace(
            r,
            params={},
            context={},
            outcome="not tried",
            message="its parent was denied",
            pages=(),
            sha256=digest([]),
        )
        for r in places.values()
    ]


@pytest.mark.parametrize("operation", CALLS)
def test_denied_operation_costs_what_rests_on_it_and_improves_nothing(operation: str) -> None:
    """Each finding that rests on it becomes no data and keeps a row; no requirement becomes better, in any scope."""
    records = denied(operation)
    after = judged(records)

    assert _standing(operation, after.findings) == []
    assert _better(before(), after) == []
    assert _better(before("signed accounts"), judged(records, "signed accounts")) == []


def _standing(operation: str, after: Any) -> list[tuple[str, str]]:
    """Findings that rested on the operation and did not become no data."""
    gone = {r.evidence for r in RECORDS if r.call in rests_on(operation)}
    by_key = {f.key: f for f in after}
    unknown = {(f.check, f.account) for f in after if f.resource == "*" and f.status == "no data"}
    resting = [f for f in before().findings if gone & set(f.evidence)]
    return [
        (f.check, f.resource)
        for f in resting
        if not (by_key[f.key].status == "no data" if f.key in by_key else (f.check, f.account) in unknown)
    ]


def _better(old_: Any, new_: Any) -> list[tuple[str, ...]]:
    """Requirements that became supported, requested, not occurring or inherited because AWS refused to answer."""
    after = {(r.framework, r.requirement): r for r in new_.requirements}
    return [
        (
            old.framework,
            old.requirement,
            old.customer_status,
            new.customer_status,
            old.aws_status,
            new.aws_status,
        )
        for old in old_.requirements
        if _improved(old, new := after[old.framework, old.requirement])
    ]


def test_every_check_rests_on_recorded_evidence() -> None:
    """The law above is not empty: every check has a finding that some operation's denial must cost."""
    silent = {c for c in PLAN_CHECKS if not any(f.evidence for f in before().findings if f.check == c)}

    assert silent <= NEVER_FOUND_IN_THE_DEMO


def _improved(old: Any, new: Any) -> bool:
    customer = new.customer_status not in (old.customer_status, "no data") and (
        WORST[new.customer_status] <= WORST[old.customer_status]
    )
    aws = new.aws_status != old.aws_status and RANK[new.aws_status] < RANK[old.aws_status]
    return customer or aws or (new.aws_status == "inherited" != old.aws_status)


def test_the_test_can_fail() -> None:
    """Recorded evidence holds passes, failures and inherited lines, so that there is something to lose."""
    statuses = {f.status for f in before().findings}

    assert {"passed", "failed", "no data"} <= statuses
    assert any(r.aws_status == "inherited" for r in before("signed accounts").requirements)
