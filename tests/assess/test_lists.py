"""The lists beside the findings: calls, requests, blind spots."""

from datetime import UTC, datetime
from typing import Any

import pytest
from builders import (
    ACCOUNT,
    REGION,
    call,
    catalog,
    denied,
    framework,
    objective,
    record,
    requirement,
    scope,
    view,
)
from builders import plan as make_plan
from grounds import CHECK, REQUESTS, in_use, judge

from generator.assess.lists import blind_spots, call_rows, request_rows
from generator.assess.view import View
from generator.model.assessment import BlindSpot, ServiceRow
from generator.model.catalog import CustomerLine, When
from generator.model.evidence import GLOBAL, Record
from generator.model.scope import PlannedCheck

NOW = datetime(2026, 10, 2, tzinfo=UTC)
ROWS = catalog(
    calls=[
        call("ec2.describe-regions", scope="global"),
        call("ec2.describe-volumes"),
        call("s3.list-buckets", scope="global"),
    ]
)


def _spots(
    *records: Record, now: datetime = NOW, services: tuple[ServiceRow, ...] = (), regions: Any = (REGION,)
) -> list[BlindSpot]:
    made = view(ROWS, *records, where=scope(regions=regions))
    return list(blind_spots(made, records, services, now))


def _at(moment: str) -> Record:
    return record("ec2.describe-volumes", {"Volumes": []}, started=moment, ended=moment)


@pytest.mark.parametrize(
    ("first", "last", "place"),
    [
        ("2026-07-01T00:00:00Z", "2026-09-30T23:59:59Z", "inside"),
        ("2026-06-30T23:59:59Z", "2026-09-30T00:00:00Z", "OUTSIDE"),
        ("2026-07-01T00:00:00Z", "2026-10-01T00:00:00Z", "OUTSIDE"),
        ("2026-08-01T00:00:00Z", "2026-08-02T00:00:00Z", "inside"),
    ],
)
def test_a_snapshot_says_which_moment_it_shows(first: str, last: str, place: str) -> None:
    """And whether that was in the period: 1 July to 30 September."""
    (spot,) = [s for s in _spots(_at(last), _at(first)) if s.kind == "moment, not period"]

    assert f"read from {first} to {last}, {place} the period" in spot.why


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-09-29T23:00:00+00:00", True),
        ("2026-09-30T00:00:00+00:00", False),
        ("2026-10-01T00:00:00+00:00", False),
    ],
)
def test_a_period_that_is_not_over_is_told(now: str, told: bool) -> None:
    """Days to come have no evidence."""
    assert (
        "period not over" in {s.kind for s in _spots(_at(now[:19] + "Z"), now=datetime.fromisoformat(now))}
    ) == told


def test_refused_calls_are_counted_together() -> None:
    """One line a call and place, however many items it was asked for."""
    records = [denied("ec2.describe-volumes", params={"Id": n}) for n in ("1", "2", "3")] + [
        record("s3.list-buckets", {}, region=GLOBAL)
    ]
    told = [(s.kind, s.account, s.region, s.what) for s in _spots(*records) if s.kind.startswith("call")]

    assert told == [("call denied", ACCOUNT, REGION, "ec2.describe-volumes (3 calls)")]
    assert [s.what for s in _spots(denied("ec2.describe-volumes")) if s.kind.startswith("call")] == [
        "ec2.describe-volumes"
    ]


def test_a_region_that_is_on_and_was_not_read_is_told() -> None:
    """Those of the scope are not, nor names that are none."""
    answer = {"Regions": [{"RegionName": REGION}, {"RegionName": "eu-west-1"}, {"RegionName": ""}, {}, "x"]}
    regions = record("ec2.describe-regions", answer, region=GLOBAL)

    assert [s.region for s in _spots(regions) if s.kind == "region out of scope"] == ["eu-west-1"]
    assert [s for s in _spots(regions, regions="enabled") if s.kind == "region out of scope"] == []
    assert [
        s for s in _spots(denied("ec2.describe-regions", region=GLOBAL)) if s.kind == "region out of scope"
    ] == []


@pytest.mark.parametrize(
    ("state", "words", "told"),
    [("yes", "no check judges", 1), ("unknown", "no check judges", 0), ("yes", "", 0)],
)
def test_a_service_in_use_that_nothing_judges_is_told(state: str, words: str, told: int) -> None:
    """One that is judged is not, nor one that may not be there."""
    row = in_use("kms", "managed", state)
    made = ServiceRow(**{**{n: getattr(row, n) for n in row.__dataclass_fields__}, "blind_spots": words})

    assert len([s for s in _spots(services=(made,)) if s.kind == "service without checks"]) == told


@pytest.mark.parametrize(
    ("pages", "items"),
    [
        ([{"A": [1, 2], "B": [1]}], 2),
        ([{"A": [1]}, {"A": [2]}], 2),
        ([{"A": []}], 0),
        ([{"On": True}], 1),
        ([], 0),
    ],
)
def test_a_call_row_says_how_many_items_it_gave(pages: list[Any], items: int) -> None:
    """Of its longest list; a setting is one."""
    one = record("ec2.describe-volumes", pages=pages)
    (row,) = call_rows(view(ROWS, one), [one])

    assert (row.items, row.pages, row.outcome) == (items, len(pages), "seen" if pages else "absent")


def test_a_call_row_is_its_record() -> None:
    """With the parameters as canonical JSON and the same call as a command."""
    one = denied("ec2.describe-volumes", params={"B": [1], "A": "x"}, request_ids=("r-1",))
    (row,) = call_rows(view(ROWS, one), [one])

    assert (row.evidence, row.parameters, row.request_ids, row.cause) == (
        one.evidence,
        '{"A":"x","B":[1]}',
        ("r-1",),
        "no identity policy",
    )
    assert row.command == f"aws ec2 describe-volumes --region {REGION} --a x --b '[1]'"


def test_a_blind_spot_says_what_it_costs() -> None:
    """The requirements whose checks rest on the call."""
    checks = (PlannedCheck(key="k", check=CHECK, params={}, requirements=("made:R1", "made:R2")),)
    made = make_plan(ROWS, checks=checks)
    plan = type(made)(
        **{
            **{n: getattr(made, n) for n in made.__dataclass_fields__},
            "needed_by": {"ec2.describe-volumes": ("k", "service ebs")},
        }
    )
    refused = denied("ec2.describe-volumes")
    (spot,) = [s for s in blind_spots(View(plan, [refused]), [refused], (), NOW) if s.kind == "call denied"]

    assert spot.costs == ("made:R1", "made:R2")


def test_what_a_person_must_give_is_listed_once() -> None:
    """With all that waits for it, due when the period ends; lines that do not apply ask for nothing."""
    lines = [
        CustomerLine(objective="o"),
        CustomerLine(request="policy"),
        CustomerLine(request="minutes", when=When(models=("platform",))),
    ]
    duty = objective("o", requests=("policy",))
    results = [judge(*lines, objectives=[duty])]
    made = make_plan(
        catalog(
            requests=REQUESTS, objectives=[duty], frameworks=(framework("made", requirement("R1", *lines)),)
        )
    )
    (row,) = request_rows(made, results)

    assert (row.request, row.requirements, row.objectives) == ("policy", ("made:R1",), ("o",))
    assert (row.status, row.due, row.owner, row.wording) == ("requested", "2026-09-30", "o", "w")
