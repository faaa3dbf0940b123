"""The split follows what runs: take EC2 away and exactly the infrastructure lines go, each with a word why."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from golden import make

from generator import pipeline
from generator.assess import assess
from generator.model.assessment import Assessment, AwsLineResult, CustomerLineResult, RequirementResult
from generator.model.evidence import Record, digest
from generator.pack import read_run
from generator.render import markdown
from generator.render.view import View
from generator.store import read

PLAN = pipeline.plan_of(make.PACK, mappings="installed")
RECORDS = read(make.PACK / "data" / "evidence")
NOW = datetime.fromisoformat(read_run(make.PACK).now)
INFRASTRUCTURE = {s.id for s in PLAN.catalog.services.values() if s.model == "infrastructure"}
KEPT = {"lambda", "s3", "dynamodb"}


def judged(records: Iterable[Record]) -> Assessment:
    return assess(PLAN, list(records), NOW, "test")


def without(gone: Callable[[str], bool]) -> list[Record]:
    """The records as they are where these services have no resources: seen, and empty."""
    calls = {_base(c) for s in PLAN.catalog.services.values() if gone(s.id) for c in s.found_by}
    kept = {_base(c) for s in PLAN.catalog.services.values() if not gone(s.id) for c in s.found_by}
    made = []
    for record in RECORDS:
        row = PLAN.catalog.calls[record.call]
        if record.call in calls - kept or row.for_each in calls - kept:
            if row.for_each:
                continue  # nothing to ask for
            pages = tuple(_emptied(page) for page in record.pages)
            made.append(replace(record, pages=pages, sha256=digest(list(pages))))
        elif record.call.startswith(("resourcegroupstaggingapi.", "config.select-resource-config")):
            pages = tuple(_emptied(page) for page in record.pages)
            made.append(replace(record, pages=pages, sha256=digest(list(pages))))
        else:
            made.append(record)
    return made


def _base(call: str) -> str:
    """The call whose reply shows it."""
    return PLAN.catalog.calls[call].same_reply_as or call


def _emptied(page: Any) -> Any:
    if not isinstance(page, dict):
        return page
    return {name: [] if isinstance(value, list) else _emptied(value) for name, value in page.items()}


def lines(made: Assessment) -> set[tuple[str, str, str, str, tuple[str, ...]]]:
    """Every line that holds: framework, requirement, side, words, what it is held to."""
    return {
        (r.framework, r.requirement, side, line.statement, line.only)
        for r in made.requirements
        for side, line in _held(r)
    }


def _held(result: RequirementResult) -> list[tuple[str, AwsLineResult | CustomerLineResult]]:
    return [
        *(("aws", line) for line in result.aws),
        *(("customer", line) for line in result.customer if line.applies),
    ]


@pytest.fixture(scope="module")
def whole() -> Assessment:
    return judged(RECORDS)


@pytest.fixture(scope="module")
def no_servers() -> Assessment:
    return judged(without(lambda id_: id_ in INFRASTRUCTURE))


def test_taking_ec2_away_removes_exactly_the_infrastructure_lines(
    whole: Assessment, no_servers: Assessment
) -> None:
    """None of another kind goes, none of that kind stays, none comes."""
    before, after = lines(whole), lines(no_servers)
    held_to_it = {line for line in before if line[4] and set(line[4]) <= {"infrastructure", *INFRASTRUCTURE}}

    assert held_to_it
    assert before - after == held_to_it
    assert after - before == set()


def test_what_goes_says_why(no_servers: Assessment) -> None:
    """An account without EC2 is asked for no guest patching, and is told why."""
    gone = [
        line
        for r in no_servers.requirements
        for line in r.customer
        if not line.applies and "infrastructure" in line.only
    ]

    assert gone
    assert {line.why_not for line in gone} <= {
        "no infrastructure service is in use",
        "no infrastructure service or platform service is in use",
    }
    asked = {request.request for request in no_servers.requests}
    assert "patching.servers" not in {o for r in no_servers.requirements for o in r.objectives}
    assert asked


def test_an_account_with_only_lambda_s3_and_dynamodb_reads_right() -> None:
    """HIPAA of such an account: managed lines hold, nothing of servers and databases is asked."""
    tools = {s.id for s in PLAN.catalog.services.values() if s.model in ("security", "management")}
    made = judged(without(lambda id_: id_ not in KEPT | tools | {"vpc"}))
    hipaa = made.of("hipaa")
    held = [line for r in hipaa for _, line in _held(r)]
    objectives = {o for r in hipaa for o in r.objectives}

    assert [line for line in held if line.only and set(line.only) <= {"infrastructure", "platform"}] == []
    assert any("managed" in line.only for line in held)
    assert {s.service for s in made.services if s.in_use == "yes"} - tools <= KEPT | {"vpc"}
    assert objectives & {"patching.servers", "encryption.volumes", "hardening.containers"} == set()
    assert objectives & {"encryption.databases", "exposure.databases", "resilience.database-backups"} == set()
    assert {"encryption.objects", "exposure.object-storage", "transit.objects"} <= objectives
    page = markdown.page(View(made, made.frameworks[PLAN.scope.frameworks.index("hipaa")])).decode()
    assert "no infrastructure service is in use" in page
