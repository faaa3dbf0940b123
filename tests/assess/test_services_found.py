"""Services in use: found by their resources; what could not be listed is unknown, never unused."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from builders import ACCOUNT, OTHER, REGION, call, catalog, denied, record, scope
from builders import plan as make_plan
from grounds import find_services

from generator.assess.services import InUse
from generator.assess.view import View
from generator.model.assessment import Finding, ServiceRow
from generator.model.catalog import Feature, ProgramListing, ReportFamily, Service, When
from generator.model.evidence import GLOBAL, Record

EU = "eu-west-1"
DAY = date(2026, 2, 1)
SOC = ReportFamily(id="soc-2", name="SOC 2", kind="report", rules=(), attests="x", program="soc")
CALLS = [
    call(
        "kms.list-keys",
        resources={
            "kind": "K",
            "arn": "k/{Id}",
            "items": "Keys[]",
            "aws_owned": "Owner == 'AWS'",
            "skip": "Old",
        },
    ),
    call("kms.list-more", resources={"kind": "M", "arn": "m/{Id}", "items": "More[]"}),
    call("s3.list-buckets", scope="global", resources={"kind": "B", "arn": "b/{Name}", "items": "Buckets[]"}),
    call(
        "s3.get-bucket",
        scope="global",
        for_each="s3.list-buckets",
        items="Buckets[].{Bucket: Name, _region: Region}",
        resources={"kind": "B", "arn": "b/{Bucket}"},
    ),
]


def _service(id_: str, *found_by: str, model: Any = "managed") -> Service:
    listed = ProgramListing(program="soc", listed="yes", as_of=date(2026, 1, 1), source="s")
    return Service(
        id=id_,
        name=id_.upper(),
        model=model,
        found_by=found_by,
        aws_manages="a",
        customer_manages="c",
        programs=(listed,),
    )


def _found(service: Service, *records: Record, accounts: tuple[str, ...] = (ACCOUNT,)) -> list[ServiceRow]:
    made = catalog(calls=CALLS, families=[SOC], services=[service])
    return list(
        find_services(View(make_plan(made, scope(accounts=accounts, regions=(EU, REGION))), records), DAY)
    )


def _told(*records: Record, by: tuple[str, ...] = ("kms.list-keys",)) -> list[tuple[str, str, int]]:
    return [(row.region, row.in_use, row.resources) for row in _found(_service("kms", *by), *records)]


def _keys(*keys: Any, region: str = REGION) -> Record:
    return record("kms.list-keys", {"Keys": [{"Owner": "us", **key} for key in keys]}, region=region)


EMPTY = _keys(region=EU)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ((_keys({"Id": "1"}, {"Id": "2"}), EMPTY), [(REGION, "yes", 2)]),
        ((_keys({"Id": "1"}), _keys({"Id": "2"}, region=EU)), [(EU, "yes", 1), (REGION, "yes", 1)]),
        ((_keys(), EMPTY), []),
        ((_keys({"Id": "1", "Owner": "AWS"}, {"Id": "2", "Old": True}), EMPTY), []),
        ((denied("kms.list-keys"), EMPTY), [(REGION, "unknown", 0)]),
        ((EMPTY,), [(REGION, "unknown", 0)]),
        ((record("kms.list-keys", {}), EMPTY), [(REGION, "unknown", 0)]),
        ((), [(EU, "unknown", 0), (REGION, "unknown", 0)]),
    ],
)
def test_a_service_is_in_use_where_its_resources_are(
    records: tuple[Record, ...], expected: list[Any]
) -> None:
    """What AWS owns or another service's thing does not count; a list that was not read is unknown."""
    assert _told(*records) == expected


def test_one_list_of_two_that_was_refused_leaves_it_unknown() -> None:
    """Unless the other shows it; then what was not seen is told beside it."""
    by = ("kms.list-keys", "kms.list-more")
    rest = [EMPTY, record("kms.list-more", {"More": []}, region=EU)]

    assert _told(_keys(), denied("kms.list-more"), *rest, by=by) == [(REGION, "unknown", 0)]
    (row,) = _found(_service("kms", *by), _keys({"Id": "1"}), denied("kms.list-more"), *rest)
    assert (row.in_use, "could not be listed" in row.blind_spots) == ("yes", True)


def test_a_bucket_counts_where_it_lies() -> None:
    """A global call, resources in regions."""
    rows = [
        record("s3.list-buckets", {"Buckets": [{"Name": "a", "Region": "ap-south-1"}]}, region=GLOBAL),
        record("s3.get-bucket", {}, region=GLOBAL, params={"Bucket": "a"}, context={"_region": "ap-south-1"}),
    ]

    assert [(r.region, r.resources) for r in _found(_service("s3", "s3.get-bucket"), *rows)] == [
        ("ap-south-1", 1)
    ]


def test_accounts_are_told_apart() -> None:
    """In use in one, unknown in the other."""
    rows = _found(_service("kms", "kms.list-keys"), _keys({"Id": "1"}), EMPTY, accounts=(ACCOUNT, OTHER))

    assert [(r.account, r.region, r.in_use) for r in rows] == [
        (ACCOUNT, REGION, "yes"),
        (OTHER, EU, "unknown"),
        (OTHER, REGION, "unknown"),
    ]


def test_a_row_says_what_is_known_of_the_service() -> None:
    """Who manages what, on which lists it stands, and that nothing judges it."""
    (row,) = _found(_service("kms", "kms.list-keys", model="platform"), _keys({"Id": "1"}), EMPTY)

    assert (row.name, row.model, row.aws_manages, row.customer_manages) == ("KMS", "platform", "a", "c")
    assert (row.programs, row.calls, row.blind_spots) == (
        ("soc: listed as of 2026-01-01",),
        ("kms.list-keys",),
        "found, but no check judges its settings",
    )


def _row(service: str, model: Any, state: Any, account: str = ACCOUNT) -> ServiceRow:
    (made,) = _found(_service(service, "kms.list-keys", model=model), _keys({"Id": "1"}), EMPTY)
    return ServiceRow(
        **{**{n: getattr(made, n) for n in made.__dataclass_fields__}, "account": account, "in_use": state}
    )


@pytest.mark.parametrize(
    ("when", "accounts", "state"),
    [
        (None, (ACCOUNT,), "yes"),
        (When(models=("platform",)), (ACCOUNT,), "yes"),
        (When(services=("rds",)), (ACCOUNT,), "yes"),
        (When(models=("infrastructure",)), (ACCOUNT,), "unknown"),
        (When(models=("infrastructure",), services=("rds",)), (ACCOUNT,), "yes"),
        (When(services=("sqs",)), (ACCOUNT,), "no"),
        (When(models=("platform",)), (OTHER,), "no"),
        (When(models=("managed",)), (OTHER,), "yes"),
        (None, (), "yes"),
    ],
)
def test_a_condition_holds_where_one_of_its_services_runs(
    when: When | None, accounts: tuple[str, ...], state: str
) -> None:
    """Surely, perhaps, or not at all."""
    rows = [
        _row("rds", "platform", "yes"),
        _row("ec2", "infrastructure", "unknown"),
        _row("s3", "managed", "yes", OTHER),
    ]

    assert InUse(rows, {}, DAY).state(when, accounts) == state


@pytest.mark.parametrize(
    ("needed", "told"),
    [
        (("kms.rotation_on",), ""),
        (("kms.rotation_on", "service kms"), ""),
        (("service kms",), "found, but no check judges its settings"),
        (("service kms.x",), "found, but no check judges its settings"),
        (("aws reports",), "found, but no check judges its settings"),
    ],
)
def test_a_service_that_no_check_judges_says_so(needed: tuple[str, ...], told: str) -> None:
    """It is in use, and its settings are a blind spot."""
    made = make_plan(
        catalog(calls=CALLS, services=[_service("kms", "kms.list-keys")]), scope(regions=(EU, REGION))
    )
    plan = replace(made, needed_by={"kms.list-keys": needed})
    (row,) = find_services(View(plan, [_keys({"Id": "1"}), EMPTY]), DAY)

    assert row.blind_spots == told


@pytest.mark.parametrize(
    ("listed", "program", "day", "told"),
    [
        ("yes", "soc", DAY, "listed as of 2026-01-01"),
        ("yes", "soc", date(2030, 1, 1), "listed as of 2026-01-01"),
        ("no", "soc", DAY, "not listed as of 2026-01-01"),
        ("no", "soc", date(2026, 5, 1), "not listed as of 2026-01-01"),
        ("no", "soc", date(2026, 5, 2), "unknown: the list of 2026-01-01 is old and lacks it"),
        ("unknown", "soc", DAY, "unknown: the list of 2026-01-01 does not say"),
        ("yes", "pci-dss", DAY, "unknown: no list at hand"),
        ("yes", "soc", date(2025, 12, 31), "unknown: no list at hand"),
    ],
)
def test_a_programs_list_is_told_with_its_day(listed: Any, program: str, day: date, told: str) -> None:
    """That a list of more than 120 days ago lacks a service shows nothing, nor does one of a day to come."""
    one = replace(
        _service("kms"),
        programs=(ProgramListing(program="soc", listed=listed, as_of=date(2026, 1, 1), source="s"),),
    )

    assert InUse([], {"kms": one}, day).standing("kms", program).words == told


def _finding(region: str, status: Any = "passed", **fields: Any) -> Finding:
    made = {
        "key": f"{region}{status}{fields}", "check": "kms.rotated", "params": "", "title": "t", "severity": "low",
        "account": ACCOUNT, "region": region, "service": "kms", "kind": "K", "resource": "r", "status": status,
        "reason": "", "evidence": (), "observed_at": "", "requirements": (),
    }  # fmt: skip
    return Finding(**{**made, **fields})


def test_each_finding_counts_in_one_row_of_its_service() -> None:
    """In the region where it was found; what is judged once an account counts in the first row, never twice."""
    features = (
        Feature(name="Rotation", check="kms.rotated"),
        Feature(name="Alarm", check="other.alarm"),
        "Aliases",
    )
    one = replace(_service("kms", "kms.list-keys"), features=features, covers=("K",))
    made = catalog(calls=CALLS, services=[one])
    found = {
        "kms.rotated": [_finding(REGION), _finding(REGION, "failed"), _finding(EU), _finding(GLOBAL)],
        "other.alarm": [_finding(EU, check="other.alarm", service="other", kind="AWS::Region")],
        "s3.private": [_finding(EU, check="s3.private", service="s3", kind="B")],
    }
    records = [_keys({"Id": "1"}), _keys({"Id": "2"}, region=EU)]
    rows = find_services(View(make_plan(made, scope(regions=(EU, REGION))), records), DAY, found)

    assert [(r.region, r.judged.passed, r.judged.failed) for r in rows] == [(EU, 3, 0), (REGION, 1, 1)]
    assert [[(f.name, f.counts.passed, f.counts.failed) for f in r.features] for r in rows] == [
        [("Rotation", 2, 0), ("Alarm", 1, 0), ("Aliases", 0, 0)],
        [("Rotation", 1, 1), ("Alarm", 0, 0), ("Aliases", 0, 0)],
    ]
