"""Services that lists over all services show: they add, count at least, and never show that nothing is there."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from builders import ACCOUNT, REGION, call, catalog, denied, record, scope
from builders import plan as make_plan
from grounds import find_services

from generator.assess.inventory import RECORDED, TAGGED
from generator.assess.services import OTHERS, InUse
from generator.assess.view import View
from generator.model.assessment import ServiceRow
from generator.model.catalog import Service, When
from generator.model.evidence import Record

DAY = date(2026, 2, 1)

CALLS = [
    call(TAGGED, call="GetResources"),
    call(RECORDED, call="SelectResourceConfig"),
    call("rds.list", resources={"kind": "R", "arn": "r/{Id}", "items": "R[]"}),
]


def service(id_: str, *, tagged: Any = (), recorded: Any = (), found_by: Any = ()) -> Service:
    """A service that these find."""
    return Service(
        id=id_, name=id_, model="managed", aws_manages="a", customer_manages="c", tagged=tagged, recorded=recorded,
        found_by=found_by,
    )  # fmt: skip


SERVICES = [
    service("rds", tagged=("rds:db", "rds:cluster:"), recorded=("AWS::RDS::",), found_by=("rds.list",)),
    service("neptune", tagged=("rds:neptune",), recorded=("AWS::Neptune::",)),
    service("athena", tagged=("athena",), recorded=("AWS::Athena::",)),
]


def tagged(*arns: str) -> Record:
    """What the tagging API shows."""
    return record(TAGGED, {"ResourceTagMappingList": [{"ResourceARN": arn} for arn in arns]})


def recorded(**counts: int) -> Record:
    """What AWS Config has recorded; the JSON in it is opened when it is read."""
    rows = [{"resourceType": kind.replace("__", "::"), "COUNT(*)": n} for kind, n in counts.items()]
    return record(RECORDED, {"Results": rows})


LISTED = record("rds.list", {"R": []})


def found(*records: Record) -> list[ServiceRow]:
    """The rows of services."""
    made = catalog(calls=CALLS, services=SERVICES)
    return list(find_services(View(make_plan(made, scope()), records), DAY))


def told(*records: Record) -> list[tuple[str, str, int, str]]:
    """Service, in use, resources, seen by."""
    return [(r.service, r.in_use, r.resources, r.seen_by) for r in found(*records)]


ARN = "arn:aws:{}:us-east-1:111122223333:{}"


def test_tags_and_config_add_services_that_no_list_of_their_own_shows() -> None:
    """The larger of the two counts stands, since each counts at least."""
    tags = tagged(ARN.format("athena", "workgroup/a"), ARN.format("athena", "workgroup/b"))

    assert told(tags, recorded(), LISTED) == [("athena", "yes", 2, "tags")]
    assert told(tags, recorded(AWS__Athena__DataCatalog=3), LISTED) == [("athena", "yes", 3, "AWS Config")]


def test_a_list_of_its_own_says_more() -> None:
    """Its count stands, whatever tags count; they are listened to where it could not be read."""
    tags = tagged(ARN.format("rds", "db:a"), ARN.format("rds", "cluster:b"))
    own = record("rds.list", {"R": [{"Id": "1"}]})

    assert told(tags, recorded(AWS__RDS__DBInstance=9), own) == [("rds", "yes", 1, "list")]
    assert told(tags, recorded(), LISTED) == []
    assert told(tags, recorded(), denied("rds.list")) == [("rds", "yes", 2, "tags")]


@pytest.mark.parametrize(
    ("arn", "owner"),
    [
        (("rds", "dbx:a"), "unmapped:rds"),
        (("rds", "neptune:a"), "neptune"),
        (("athena", "workgroup/a"), "athena"),
        (("athena2", "x"), "unmapped:athena2"),
        (("kendra", "index/1"), "unmapped:kendra"),
    ],
)
def test_the_longest_beginning_names_the_service(arn: tuple[str, str], owner: str) -> None:
    """A part of a name is not the name; what fits none is told under AWS's own name for it."""
    assert [row[0] for row in told(tagged(ARN.format(*arn)), recorded(), LISTED)] == [owner]


def test_a_service_that_no_mapping_knows_is_a_named_blind_spot() -> None:
    """In use, on no list: what rests on a programme's list does not count it as covered."""
    (row,) = found(tagged(), recorded(AWS__Kendra__Index=1), LISTED)

    assert (row.service, row.in_use, row.programs) == ("unmapped:AWS::Kendra", "yes", ())
    assert "these mappings do not know it" in row.blind_spots
    assert InUse([row], {}, DAY).standing(row.service, "soc").state == "unknown"


@pytest.mark.parametrize(
    "records",
    [
        (denied(TAGGED), recorded()),
        (tagged(), denied(RECORDED)),
        (recorded(),),
        (record(TAGGED, {"ResourceTagMappingList": [{"ResourceARN": "no arn"}]}), recorded()),
        (record(TAGGED, {"Else": []}), recorded()),
        (tagged(), record(RECORDED, {"Results": [{"resourceType": "AWS::X::Y"}]})),
    ],
)
def test_a_list_that_could_not_be_read_leaves_services_unknown(records: tuple[Record, ...]) -> None:
    """Refused, silent or of another shape: any service could be in use, so every condition is unknown."""
    rows = found(*records, LISTED)

    assert [(r.service, r.in_use) for r in rows] == [(OTHERS, "unknown")]
    state = InUse(rows, {}, DAY).state
    assert state(When(services=("athena",)), (ACCOUNT,)) == "unknown"
    assert state(When(models=("platform",)), (ACCOUNT,)) == "unknown"


def test_seen_and_empty_says_nothing_more() -> None:
    """No row: neither list can show that a service is not in use, nor does either say so."""
    assert found(tagged(), recorded(), LISTED) == []
    assert found(tagged(ARN.format("tag", "x"), ARN.format("ram", "share/1")), recorded(), LISTED) == []


def test_a_list_that_does_not_show_all_hides_nothing() -> None:
    """A service with more than its list shows is in use where tags show it."""
    part = replace(SERVICES[0], partial=True)
    made = catalog(calls=CALLS, services=[part])
    tags = tagged(ARN.format("rds", "db:a"))
    rows = find_services(View(make_plan(made, scope()), [tags, recorded(), LISTED]), DAY)

    assert [(r.service, r.in_use, r.seen_by) for r in rows] == [("rds", "yes", "tags")]


def test_what_aws_makes_by_itself_counts_too() -> None:
    """Each Region has a work group for Athena that nobody made, but who uses Athena may use that one alone."""
    assert told(tagged(), recorded(AWS__Athena__WorkGroup=1), LISTED) == [("athena", "yes", 1, "AWS Config")]


def test_rows_stand_where_they_were_seen() -> None:
    """In the region of the list."""
    (row,) = found(tagged(ARN.format("athena", "workgroup/a")), recorded(), LISTED)

    assert (row.account, row.region) == (ACCOUNT, REGION)
