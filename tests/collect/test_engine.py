"""The plan carried out: parents first, each question once, nothing left out in silence."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from builders import ACCOUNT, OTHER, call, catalog, scope
from builders import plan as make_plan
from fake_aws import FakeAws

from generator.collect import collect
from generator.collect.account import enabled_regions
from generator.errors import AwsError
from generator.model.catalog import Call
from generator.model.evidence import GLOBAL, UNKNOWN_REGIONS, Record, canonical
from generator.model.scope import Account

REGIONS = call("ec2.describe-regions", scope="global")
VOLUMES = call("ec2.describe-volumes")
BUCKETS = call("s3.list-buckets", scope="global", params={"MaxBuckets": "1000"})
POLICY = call(
    "s3.get-bucket-policy",
    scope="global",
    for_each="s3.list-buckets",
    items="Buckets[].{Bucket: Name, _region: BucketRegion}",
)
DETECTORS = call("guardduty.list-detectors")
FINDINGS = call(
    "guardduty.list-findings",
    for_each="guardduty.list-detectors",
    items="DetectorIds[].{DetectorId: @}",
    params={"MaxResults": "50"},
)
DETAILS = call(
    "guardduty.get-findings", for_each="guardduty.list-findings", items="[{FindingIds: FindingIds}]", chunk=2
)
TWO_REGIONS = {"Regions": [{"RegionName": "us-east-1"}, {"RegionName": "eu-west-1"}]}
DENIED = ("AccessDenied", "because no identity-based policy allows it")


def _run(aws: FakeAws, *rows: Call, regions: Any = "enabled", **options: Any) -> list[Record]:
    plan = make_plan(catalog(calls=rows), scope(regions=regions))
    found = list(collect(plan, aws.access, **options))
    place = {row.id: number for number, row in enumerate(rows)}  # answers come in any order
    return sorted(found, key=lambda r: (place[r.call], r.region, canonical(dict(r.params))))


def _aws(answers: Mapping[str, Any] | None = None, **named: Any) -> FakeAws:
    return FakeAws({"ec2.DescribeRegions": TWO_REGIONS, **(answers or {})}, **named)


def _told(records: list[Record]) -> list[tuple[str, str, str]]:
    return [(r.call, r.region, r.outcome) for r in records]


def test_a_regional_call_is_made_in_each_region_that_is_on() -> None:
    """No more, no fewer; a global one once."""
    aws = _aws({"ec2.DescribeVolumes": {"Volumes": []}, "s3.ListBuckets": {"Buckets": []}})

    assert sorted(_told(_run(aws, REGIONS, VOLUMES, BUCKETS))) == [
        ("ec2.describe-regions", GLOBAL, "seen"),
        ("ec2.describe-volumes", "eu-west-1", "seen"),
        ("ec2.describe-volumes", "us-east-1", "seen"),
        ("s3.list-buckets", GLOBAL, "seen"),
    ]


def test_a_list_of_regions_is_held_to() -> None:
    """Whatever else is on."""
    aws = _aws({"ec2.DescribeVolumes": {"Volumes": []}})

    assert [r.region for r in _run(aws, REGIONS, VOLUMES, regions=("eu-west-1",))] == [GLOBAL, "eu-west-1"]


@pytest.mark.parametrize("answer", [DENIED, {}, {"Regions": []}, {"Regions": [{"Name": "x"}]}])
def test_regions_that_cannot_be_read_are_not_no_regions(answer: Any) -> None:
    """A stand-in for all of them is not tried, and says why."""
    records = _run(_aws({"ec2.DescribeRegions": answer}), REGIONS, VOLUMES)

    assert _told(records[1:]) == [("ec2.describe-volumes", UNKNOWN_REGIONS, "not tried")]
    assert "could not be read" in records[1].message


def test_children_come_after_their_parents_whatever_the_order_of_the_plan() -> None:
    """Three generations: detectors, their findings, the findings' details, split as AWS wants."""
    aws = _aws(
        {
            "guardduty.ListDetectors": lambda region, _: {
                "DetectorIds": ["d1"] if region == "eu-west-1" else []
            },
            "guardduty.ListFindings": {"FindingIds": ["f1", "f2", "f3"]},
            "guardduty.GetFindings": {"Findings": []},
        }
    )
    records = _run(aws, REGIONS, DETAILS, FINDINGS, DETECTORS)

    assert [r.call for r in records if r.outcome == "seen"].count("guardduty.get-findings") == 2
    assert aws.calls("guardduty.ListFindings") == [("eu-west-1", {"DetectorId": "d1", "MaxResults": 50})]
    assert aws.calls("guardduty.GetFindings") == [
        ("eu-west-1", {"DetectorId": "d1", "FindingIds": ["f1", "f2"]}),
        ("eu-west-1", {"DetectorId": "d1", "FindingIds": ["f3"]}),
    ]


def test_a_bucket_is_asked_where_it_lies() -> None:
    """Its region comes from the list, and is not sent."""
    buckets = {
        "Buckets": [
            {"Name": "a", "BucketRegion": "ap-south-1"},
            {"Name": "b"},
            {"Name": "a", "BucketRegion": "ap-south-1"},
        ]
    }
    aws = _aws({"s3.ListBuckets": buckets, "s3.GetBucketPolicy": {"Policy": "{}"}})
    records = [r for r in _run(aws, REGIONS, BUCKETS, POLICY) if r.call == POLICY.id]

    assert aws.calls("s3.GetBucketPolicy") == [
        ("ap-south-1", {"Bucket": "a"}),
        ("us-east-1", {"Bucket": "b"}),
    ]
    assert [(r.params["Bucket"], r.context, r.region) for r in records] == [
        ("a", {"_region": "ap-south-1"}, GLOBAL),
        ("b", {}, GLOBAL),
    ]


@pytest.mark.parametrize(
    ("answer", "why"), [(DENIED, "denied"), ({}, "has no list at"), ({"Buckets": [{"Name": None}]}, "")]
)
def test_children_of_a_list_that_was_not_read_are_not_tried(answer: Any, why: str) -> None:
    """A denied list, or one of another shape, leaves a record that says what rests on it."""
    records = [
        r for r in _run(_aws({"s3.ListBuckets": answer}), REGIONS, BUCKETS, POLICY) if r.call == POLICY.id
    ]

    assert [r.readable for r in records] == [False]
    assert why in records[0].message


def test_children_of_an_empty_list_are_none() -> None:
    """There is nothing to ask, and nothing to tell."""
    assert [r.call for r in _run(_aws({"s3.ListBuckets": {"Buckets": []}}), REGIONS, BUCKETS, POLICY)] == [
        REGIONS.id,
        BUCKETS.id,
    ]


def test_what_must_come_before_and_was_refused_stops_what_comes_after() -> None:
    """A report that could not be made is not an old one fetched."""
    make = call("iam.generate-credential-report", scope="global")
    fetch = call("iam.get-credential-report", scope="global", after=make.id)
    aws = _aws({"iam.GenerateCredentialReport": DENIED, "iam.GetCredentialReport": {"Content": b""}})
    records = _run(aws, REGIONS, fetch, make)

    assert sorted(_told(records[1:])) == [(make.id, GLOBAL, "denied"), (fetch.id, GLOBAL, "not tried")]
    assert aws.calls("iam.GetCredentialReport") == []


def test_a_view_is_no_call_of_its_own() -> None:
    """One reply, looked at twice; a child of the view follows the reply."""
    view = call("s3.list-buckets.again", call="ListBuckets", scope="global", same_reply_as=BUCKETS.id)
    child = replace(POLICY, for_each=view.id)
    aws = _aws({"s3.ListBuckets": {"Buckets": [{"Name": "a"}]}, "s3.GetBucketPolicy": {"Policy": "{}"}})

    assert [r.call for r in _run(aws, REGIONS, BUCKETS, view, child)] == [REGIONS.id, BUCKETS.id, POLICY.id]


def test_another_account_stops_that_account() -> None:
    """Evidence of one account must not stand under the name of another: nothing of it is asked."""
    aws = _aws(account=OTHER)
    records = _run(aws, REGIONS, VOLUMES)

    assert {(r.account, r.outcome) for r in records} == {(ACCOUNT, "not tried")}
    assert f"credentials for account {ACCOUNT} belong to account {OTHER}" in records[0].message
    assert {name for name, _, _ in aws.asked} == {"sts.GetCallerIdentity"}


def test_expired_credentials_stop_the_run_and_keep_what_was_read() -> None:
    """What came before is there to go on from."""
    aws = _aws({"ec2.DescribeVolumes": ("ExpiredToken", "The provided token has expired.")})
    seen: list[Record] = []
    made = make_plan(catalog(calls=[REGIONS, VOLUMES]), scope(regions="enabled"))
    run = collect(made, aws.access, workers=1)
    seen += [next(run), next(run)]
    with pytest.raises(AwsError, match="expired while account"):
        next(run)

    assert [(r.call, r.outcome) for r in seen] == [(REGIONS.id, "seen"), (VOLUMES.id, "failed")]


def test_an_account_that_cannot_be_entered_is_told_call_by_call() -> None:
    """The others are read all the same."""
    accounts = (Account(id=OTHER, role=f"arn:aws:iam::{OTHER}:role/reader"), Account(id=ACCOUNT))
    aws = _aws({"sts.AssumeRole": DENIED, "ec2.DescribeVolumes": {"Volumes": []}})
    plan = make_plan(
        catalog(calls=[REGIONS, VOLUMES]), replace(scope(regions=("eu-west-1",)), accounts=accounts)
    )
    aws._session.set_credentials("made", "up")
    told = [(r.account, r.call, r.outcome) for r in collect(plan, aws.access)]

    assert sorted(told) == sorted(
        [
            (OTHER, REGIONS.id, "not tried"),
            (OTHER, VOLUMES.id, "not tried"),
            (ACCOUNT, REGIONS.id, "seen"),
            (ACCOUNT, VOLUMES.id, "seen"),
        ]
    )


def test_what_is_known_is_not_asked_again() -> None:
    """A cut run goes on: the records are the same, and their children follow from them."""
    aws = _aws({"s3.ListBuckets": {"Buckets": [{"Name": "a"}]}, "s3.GetBucketPolicy": {"Policy": "{}"}})
    first = _run(aws, REGIONS, BUCKETS, POLICY)
    again = _aws({"s3.ListBuckets": DENIED, "s3.GetBucketPolicy": DENIED})

    assert _run(again, REGIONS, BUCKETS, POLICY, known={r.evidence: r for r in first}) == first
    assert {name for name, _, _ in again.asked} == {"sts.GetCallerIdentity"}


def test_trying_is_once_a_call() -> None:
    """``doctor`` wants to know what is allowed, in one region and for one item."""
    aws = _aws(
        {
            "ec2.DescribeVolumes": {"Volumes": []},
            "s3.ListBuckets": {"Buckets": [{"Name": "a"}, {"Name": "b"}]},
            "s3.GetBucketPolicy": DENIED,
        }
    )

    assert [r.call for r in _run(aws, REGIONS, VOLUMES, BUCKETS, POLICY, once=True)] == [
        REGIONS.id,
        VOLUMES.id,
        BUCKETS.id,
        POLICY.id,
    ]


def test_enabled_regions_are_sorted() -> None:
    """The plan of a second run is the plan of the first."""
    (record,) = _run(_aws(), REGIONS)

    assert enabled_regions([record]) == ["eu-west-1", "us-east-1"]
