"""A small catalog, checks made on the spot, and a judge over made-up evidence."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from builders import ACCOUNT, REGION, call, catalog, planned, record, scope, view

from generator.assess.judging import Judge, Judged
from generator.model.assessment import Finding
from generator.model.evidence import Record
from generator.model.plain import Json
from generator.model.verdict import Check, Verdict, failed, passed

NOW = datetime(2026, 10, 1, tzinfo=UTC)
KIND = "AWS::X::Thing"
THINGS = {
    "kind": KIND,
    "arn": "t/{Id}",
    "items": "Things[]",
    "aws_owned": "Owner == 'AWS'",
    "skip": "Type == 'other'",
}
ROWS = catalog(
    calls=[
        call("x.list-things", resources=THINGS),
        call(
            "x.get-thing",
            for_each="x.list-things",
            items="Things[].{Id: Id}",
            resources={"kind": KIND, "arn": "t/{Id}"},
        ),
        call("x.list-others"),
        call("x.get-setting", scope="global"),
        call(
            "x.list-buckets", scope="global", resources={"kind": "B", "arn": "b/{Name}", "items": "Buckets[]"}
        ),
        call(
            "x.get-bucket",
            scope="global",
            for_each="x.list-buckets",
            items="Buckets[].{Name: Name, _region: Region}",
            resources={"kind": "B", "arn": "b/{Name}"},
        ),
    ]
)


def is_on(value: Json) -> Verdict:
    return passed("on") if value["On"] else failed("off")


def made_check(function: Callable[..., Any], *calls: str, of: Any = "resource", **fields: Any) -> Check:
    made: dict[str, Any] = {
        "id": "made.up",
        "calls": calls or ("x.list-things",),
        "of": of,
        "severity": "high",
        "title": "T.",
        "rationale": "R.",
        "remediation": "M.",
        "source": "S",
        "same_as": (),
        "params": {},
        "context": (),
        "function": function,
        "service": "made",
    }
    return Check(**{**made, **fields})


def judged(check: Check, *records: Record, regions: Any = (REGION,), **params: str) -> list[Judged]:
    made = view(ROWS, *records, where=scope(regions=regions))
    judge = Judge(made, {check.id: check}, frozenset({ACCOUNT}), NOW)
    return list(judge.judge(planned("made.up", **params), ACCOUNT))


def findings(check: Check, *records: Record, **named: Any) -> list[Finding]:
    return [finding for one in judged(check, *records, **named) for finding in one.findings]


def told(check: Check, *records: Record, **named: Any) -> list[tuple[str, str]]:
    return [(f.resource, f.status) for f in findings(check, *records, **named)]


def things(*items: Any) -> Record:
    """A list of things, each of the usual kind and owner unless it says otherwise."""
    usual = {"Owner": "us", "Type": "x"}
    return record("x.list-things", {"Things": [{**usual, **item} for item in items]})
