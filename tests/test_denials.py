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
from generator.checks import all_checks
from generator.model.evidence import Record, digest
from generator.pack import read_run
from generator.store import read

PLAN = pipeline.plan_of(make.PACK, own_mappings=False)
RECORDS = read(make.PACK / "data" / "evidence")
NOW = datetime.fromisoformat(read_run(make.PACK).now)
CALLS = sorted({record.call for record in RECORDS})


def judged(records: Iterable[Record]) -> Any:
    return assess(PLAN, list(records), NOW, "test")


@cache
def before() -> Any:
    return judged(RECORDS)


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
        record, outcome="denied", cause="no identity policy", error_code="AccessDenied", pages=(), sha256=digest([])
    )


def _untried(calls: set[str]) -> list[Record]:
    places = {(r.call, r.account, r.region): r for r in RECORDS if r.call in calls}
    return [
        replace(r, params={}, context={}, outcome="not tried", message="its parent was denied", pages=(), sha256=digest([]))
        for r in places.values()
    ]


@pytest.mark.parametrize("operation", CALLS)
def test_denied_operation_costs_every_finding_that_rests_on_it(operation: str) -> None:
    """Each finding that rests on a denied operation becomes no data; none vanishes silently."""
    gone = rests_on(operation)
    resting = {c.id for c in all_checks().values() if {base(call) for call in c.calls} & gone}
    had = {(f.check, f.account) for f in before().findings if f.check in resting}
    after = [f for f in judged(denied(operation)).findings if f.check in resting]

    assert {"no data"} >= {f.status for f in after}
    assert had <= {(f.check, f.account) for f in after}


@pytest.mark.parametrize("operation", CALLS)
def test_denied_operation_improves_no_requirement(operation: str) -> None:
    """Nothing becomes supported, requested, not occurring or inherited because AWS refused to answer."""
    after = {r.requirement: r for r in judged(denied(operation)).requirements}
    better = [
        (old.requirement, old.customer_status, after[old.requirement].customer_status, old.aws_status, after[old.requirement].aws_status)
        for old in before().requirements
        if _improved(old, after[old.requirement])
    ]

    assert better == []


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
    assert any(line.status == "inherited" for r in before().requirements for line in r.aws)
