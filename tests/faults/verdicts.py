"""The verdicts of the faultless run, and what a faulted run must never do to them."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from golden import make

from generator import pipeline
from generator.assess import assess
from generator.assess.artifact import RANK
from generator.assess.requirements import WORST
from generator.demo.wire import protocol
from generator.model.assessment import Finding
from generator.model.evidence import UNKNOWN_REGIONS, Record, canonical, digest
from generator.model.scope import Plan
from generator.model.work import Given, Work
from generator.pack import read_run
from generator.render.rows.findings import FIELDS
from generator.store import read

MANAGEMENT = "111122223333"
REGIONS = "ec2.describe-regions"
PLAN = pipeline.plan_of(make.PACK, mappings="installed")
NOW = datetime.fromisoformat(read_run(make.PACK).now)
_REASON = next(field for field in FIELDS if field.name == "reason")
_MICRO = re.compile(r"(T\d\d:\d\d:\d\d\.\d{3})\d{3}Z")


def _on_the_wire(record: Record) -> Record:
    """JSON carries times to the millisecond."""
    if protocol(record.service, {}) not in ("json", "rest-json") or not record.pages:
        return record
    pages = [json.loads(_MICRO.sub(r"\g<1>000Z", canonical(page))) for page in record.pages]
    return replace(record, pages=tuple(pages), sha256=digest(pages))


RECORDS = tuple(_on_the_wire(record) for record in read(make.PACK / "data" / "evidence"))
BY_ID = {(record.account, record.evidence): record for record in RECORDS}


def _answered() -> Work:
    """Every request given and accepted: what is green then is green by the evidence alone, and has that to lose."""
    day = str(NOW.date() - timedelta(days=1))
    given = Given(
        request="",
        state="submitted",
        by="Ann Lee",
        at=f"{day}T09:00:00Z",
        sha256="a" * 64,
        file="a.pdf",
        size=9,
    )
    taken = Given(request="", state="accepted", by="Bo Chen", at=f"{day}T10:00:00Z")
    return Work(
        given=tuple(replace(one, request=id_) for id_ in PLAN.catalog.requests for one in (given, taken))
    )


def judged(records: Iterable[Record], plan: Plan = PLAN) -> Any:
    """The assessment of records, with all requests answered."""
    return assess(plan, list(records), NOW, "test", work=_answered())


@cache
def rests_on(call: str) -> frozenset[str]:
    """A call, its views, and all that is asked because of it."""
    found = {call}
    if call == REGIONS:
        found |= {row.id for row in PLAN.catalog.calls.values() if row.scope == "regional"}
    while True:
        more = {
            row.id
            for row in PLAN.catalog.calls.values()
            if {row.for_each, row.after, row.same_reply_as} & found
        } - found
        if not more:
            return frozenset(found)
        found |= more


@cache
def leads_to(call: str) -> frozenset[str]:
    """The calls that must come before a call."""
    found: set[str] = set()
    left = [call]
    while left:
        row = PLAN.catalog.calls[left.pop()]
        for name in (row.for_each, row.after, row.same_reply_as):
            if name and name not in found:
                found.add(name)
                left.append(name)
    return frozenset(found)


def reason(finding: Finding) -> str:
    """The reason as it stands in the workbook's row."""
    return str(_REASON.value(finding))


@dataclass(frozen=True)
class Compared:
    """A faulted run beside the faultless one."""

    better_findings: tuple[str, ...]
    better_requirements: tuple[str, ...]
    false_reds: tuple[str, ...]
    strays: tuple[str, ...]  # findings that changed though nothing that they rest on did
    standing: tuple[str, ...]  # findings that rest on what was lost, and still have a verdict
    unsaid: tuple[str, ...]  # no data whose reason does not name the fault
    lost: int  # findings that became no data
    same: bool  # nothing changed at all
    incomplete: int  # populations that became incomplete

    @property
    def better(self) -> tuple[str, ...]:
        """All that came out better."""
        return (*self.better_findings, *self.better_requirements)


_FINDING = {"failed": 0, "no data": 1, "exception": 2, "not applicable": 3, "passed": 3}


def compare(was_made: Any, after: Any, touched: frozenset[str], call: str, words: Sequence[str]) -> Compared:
    """``touched`` are the evidence ids of what was asked again; ``words`` must stand in each reason, one of them."""
    was, now = {f.key: f for f in was_made.findings}, {f.key: f for f in after.findings}
    unknown = {
        (f.check, f.params, f.account)
        for f in now.values()
        if f.status == "no data" and (f.resource == "*" or f.region == UNKNOWN_REGIONS)
    }
    gone = touched | _following(call)
    resting = [f for f in was.values() if gone & set(f.evidence)]
    lost = [f for f in now.values() if f.status == "no data" and was.get(f.key) != f]
    return Compared(
        better_findings=(
            *(_told(f, was.get(f.key)) for f in now.values() if _better(f, was.get(f.key))),
            *(
                f"{f.check} {f.account} {f.region} {f.resource}: {f.status} -> no longer there"
                for f in was.values()
                if f.key not in now
                and f.status != "no data"
                and (f.check, f.params, f.account) not in unknown
            ),
        ),
        better_requirements=tuple(_greener(was_made, after)),
        false_reds=tuple(
            _told(f, was.get(f.key))
            for f in now.values()
            if f.status == "failed" and (f.key not in was or was[f.key].status != "failed")
        ),
        strays=tuple(
            _told(f, was.get(f.key))
            for f in now.values()
            if was.get(f.key) != f and not _touched(f, gone, was.get(f.key), call)
        ),
        standing=tuple(
            _told(now.get(f.key, f), f)
            for f in resting
            if not (
                now[f.key].status == "no data" if f.key in now else (f.check, f.params, f.account) in unknown
            )
        ),
        unsaid=tuple(
            _told(f, was.get(f.key)) for f in lost if words and not any(w in reason(f) for w in words)
        ),
        lost=len(lost),
        same=was == now
        and was_made.requirements == after.requirements
        and was_made.populations == after.populations,
        incomplete=sum(not p.complete for p in after.populations)
        - sum(not p.complete for p in was_made.populations),
    )


@cache
def _following(call: str) -> frozenset[str]:
    """What was asked because of the call's answers."""
    return frozenset(r.evidence for r in RECORDS if r.call in rests_on(call) - {call})


def _touched(finding: Finding, gone: frozenset[str], was: Finding | None, call: str) -> bool:
    """Whether the finding rests on what was asked again: by its evidence, or by the calls of its check."""
    if gone & {*finding.evidence, *(was.evidence if was else ())}:
        return True
    return bool(calls_of(finding.check) & rests_on(call))


@cache
def calls_of(check: str) -> frozenset[str]:
    from generator.checks import all_checks

    return frozenset(all_checks()[check].calls)


def _better(now: Finding, was: Finding | None) -> bool:
    if was is None:
        return now.status == "passed"
    return (
        now.status != was.status and _FINDING[now.status] > _FINDING[was.status] and now.status != "no data"
    )


def _told(now: Finding, was: Finding | None) -> str:
    return f"{now.check} {now.account} {now.region} {now.resource}: {was.status if was else 'new'} -> {now.status} ({reason(now)[:160]})"


def _greener(old: Any, new: Any) -> list[str]:
    after = {(r.framework, r.requirement): r for r in new.requirements}
    found = [
        f"{r.framework} {r.requirement}: {r.customer_status}/{r.aws_status} -> {n.customer_status}/{n.aws_status}"
        for r in old.requirements
        if improved(r, n := after[r.framework, r.requirement])
    ]
    for status, count in _greens(new).items():
        if count > _greens(old)[status]:
            found.append(f"{' '.join(status)}: {_greens(old)[status]} -> {count}")
    return found


def _greens(made: Any) -> Counter[tuple[str, str]]:
    """How many requirements of each framework are green, by the customer's and by AWS's part."""
    good = ("supported", "not occurring", "not applicable", "inherited", "exceptions")
    return Counter(
        (r.framework, status)
        for r in made.requirements
        for status in (r.customer_status, r.aws_status)
        if status in good
    )


def improved(old: Any, new: Any) -> bool:
    """Whether a requirement came out better, by the customer's part or by AWS's."""
    customer = new.customer_status not in (old.customer_status, "no data") and (
        WORST[new.customer_status] <= WORST[old.customer_status]
    )
    aws = new.aws_status != old.aws_status and RANK[new.aws_status] < RANK[old.aws_status]
    return customer or aws or (new.aws_status == "inherited" != old.aws_status)
