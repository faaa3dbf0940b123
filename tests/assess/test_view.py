"""The evidence by call and place: what is there, and what is missing where something was planned."""

from typing import Any

import pytest
from builders import ACCOUNT, REGION, call, catalog, denied, record, scope, view

from generator.assess.view import View, words
from generator.model.evidence import GLOBAL, UNKNOWN_REGIONS, Record

REGIONS = call("ec2.describe-regions", scope="global")
BUCKETS = call(
    "s3.list-buckets", scope="global", resources={"kind": "B", "arn": "b/{Name}", "items": "Buckets[]"}
)
POLICY = call(
    "s3.get-bucket-policy",
    scope="global",
    for_each="s3.list-buckets",
    items="Buckets[].{Bucket: Name, _region: Region}",
    resources={"kind": "B", "arn": "b/{Bucket}"},
)
DEEP = call("s3.get-deep", scope="global", for_each="s3.get-bucket-policy", items="Rules[].{Id: Id}")
VOLUMES = call("ec2.describe-volumes", resources={"kind": "V", "arn": "v/{Id}", "items": "Volumes[]"})
ROWS = catalog(calls=[REGIONS, BUCKETS, POLICY, DEEP, VOLUMES])
TWO = record("s3.list-buckets", {"Buckets": [{"Name": "a", "Region": "x"}, {"Name": "b"}]}, region=GLOBAL)


def _policy(name: str, **fields: Any) -> Record:
    return record("s3.get-bucket-policy", {"Policy": {}}, region=GLOBAL, params={"Bucket": name}, **fields)


def _why(*records: Record, call_: str = "s3.get-bucket-policy") -> str:
    return view(ROWS, *records).why_missing(call_, ACCOUNT, GLOBAL)


def test_what_was_asked_for_each_item_is_whole() -> None:
    """Each bucket has its policy: nothing is missing."""
    assert _why(TWO, _policy("a"), _policy("b")) == ""


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ((), "s3.list-buckets was not collected"),
        ((TWO,), "2 of 2 calls of s3.get-bucket-policy were not collected"),
        ((TWO, _policy("a")), "1 of 2 calls of s3.get-bucket-policy were not collected"),
        ((TWO, _policy("a"), _policy("c")), "1 of 2 calls of s3.get-bucket-policy were not collected"),
        ((_policy("a"),), "s3.list-buckets was not collected"),
        (
            (denied("s3.list-buckets", region=GLOBAL),),
            "s3.list-buckets list-buckets denied (no identity policy)",
        ),
        ((record("s3.list-buckets", {"Buckets": "x"}, region=GLOBAL),), "has no list at"),
        ((record("s3.list-buckets", {}, region=GLOBAL), _policy("a")), "has no list at"),
    ],
)
def test_a_lost_call_is_told(records: tuple[Record, ...], why: str) -> None:
    """One bucket without its record is not one bucket fewer."""
    assert why in _why(*records)


@pytest.mark.parametrize(
    "parent",
    [record("s3.list-buckets", {"Buckets": []}, region=GLOBAL), record("s3.list-buckets", region=GLOBAL)],
)
def test_a_parent_that_asks_for_nothing_makes_silence_an_answer(parent: Record) -> None:
    """Seen and empty, or absent."""
    assert _why(parent) == ""
    assert _why(parent, call_="s3.get-deep") == ""


def test_silence_goes_up_to_the_first_call_that_can_explain_it() -> None:
    """Grandchildren of a list that was refused."""
    assert "s3.list-buckets" in _why(denied("s3.list-buckets", region=GLOBAL), call_="s3.get-deep")
    assert "were not collected" in _why(TWO, call_="s3.get-deep")


def test_a_regional_call_is_missed_in_each_region() -> None:
    """One region's reply says nothing of another."""
    made = view(
        ROWS, record("ec2.describe-volumes", {"Volumes": []}), where=scope(regions=(REGION, "eu-west-1"))
    )

    assert made.why_missing("ec2.describe-volumes", ACCOUNT, REGION) == ""
    assert (
        made.why_missing("ec2.describe-volumes", ACCOUNT, "eu-west-1")
        == "ec2.describe-volumes was not collected"
    )


def _units(*records: Record, call_: str) -> tuple[list[str], list[tuple[str, str]]]:
    region = GLOBAL if call_.startswith("s3") else REGION
    found, holes = view(ROWS, *records).units(call_, ACCOUNT, region)
    return [unit.arn for unit in found], [(arn, why) for arn, _, why in holes]


def test_a_refused_item_is_a_hole_of_its_name() -> None:
    """The others are there all the same."""
    no = denied("s3.get-bucket-policy", region=GLOBAL, params={"Bucket": "b"})

    assert _units(TWO, _policy("a"), no, call_="s3.get-bucket-policy") == (
        ["b/a"],
        [("b/b", "get-bucket-policy denied (no identity policy): AccessDenied not authorised")],
    )


def test_a_lost_item_is_a_hole_of_no_name() -> None:
    """Somewhere in the population."""
    assert _units(TWO, _policy("a"), call_="s3.get-bucket-policy") == (
        ["b/a"],
        [("*", "1 of 2 calls of s3.get-bucket-policy were not collected")],
    )


@pytest.mark.parametrize(
    "reply", [{}, {"Volumes": None}, {"Volumes": [{}]}, {"Volumes": ["a"]}, {"Volumes": {"Id": "a"}}]
)
def test_a_list_of_another_shape_is_a_hole(reply: Any) -> None:
    """Never an empty population."""
    found, holes = _units(record("ec2.describe-volumes", reply), call_="ec2.describe-volumes")

    assert (found, [arn for arn, _ in holes]) == ([], ["*"])


def test_a_list_seen_and_empty_is_empty() -> None:
    """The only way to have nothing."""
    assert _units(record("ec2.describe-volumes", {"Volumes": []}), call_="ec2.describe-volumes") == ([], [])


def test_twins_that_differ_are_a_hole_of_their_name() -> None:
    """Neither of them is judged."""
    pages = [{"Volumes": [{"Id": "1", "On": True}, {"Id": "2"}]}, {"Volumes": [{"Id": "1", "On": False}]}]

    assert _units(record("ec2.describe-volumes", pages=pages), call_="ec2.describe-volumes") == (
        ["v/2"],
        [("v/1", "it is listed twice, with different content")],
    )


@pytest.mark.parametrize(
    ("answer", "regions"),
    [
        (
            record(
                "ec2.describe-regions", {"Regions": [{"RegionName": "b"}, {"RegionName": "a"}]}, region=GLOBAL
            ),
            ["a", "b"],
        ),
        (denied("ec2.describe-regions", region=GLOBAL), [UNKNOWN_REGIONS]),
        (record("ec2.describe-regions", {"Regions": []}, region=GLOBAL), [UNKNOWN_REGIONS]),
        (record("ec2.describe-regions", {"Regions": [{}]}, region=GLOBAL), [UNKNOWN_REGIONS]),
        (record("ec2.describe-regions", region=GLOBAL), [UNKNOWN_REGIONS]),
        (None, [UNKNOWN_REGIONS]),
    ],
)
def test_regions_that_could_not_be_read_are_unknown(answer: Record | None, regions: list[str]) -> None:
    """Not none: a regional call then has a place whose evidence is missing."""
    made = view(ROWS, *([answer] if answer else []), where=scope(regions="enabled"))

    assert list(made.regions(ACCOUNT)) == regions
    assert list(made.places("ec2.describe-volumes", ACCOUNT)) == regions
    assert list(made.places("s3.list-buckets", ACCOUNT)) == [GLOBAL]


def test_declared_regions_stand() -> None:
    """Whatever the account has on."""
    assert list(view(ROWS, where=scope(regions=("b", "a"))).regions(ACCOUNT)) == ["a", "b"]


def test_a_view_shows_its_base() -> None:
    """The reply is looked up under the call that was made."""
    again = call(
        "s3.list-buckets.again",
        call="ListBuckets",
        scope="global",
        same_reply_as="s3.list-buckets",
        resources={"kind": "B", "arn": "again/{Name}", "items": "Buckets[]"},
    )
    made: View = view(catalog(calls=[BUCKETS, again]), TWO)
    found, holes = made.units("s3.list-buckets.again", ACCOUNT, GLOBAL)

    assert ([unit.arn for unit in found], holes) == (["again/a", "again/b"], [])


def test_reasons_are_told_in_one_line() -> None:
    """As the tables show them."""
    assert words(denied("x.list")) == "list denied (no identity policy): AccessDenied not authorised"
    assert words(record("x.list", outcome="not tried", message="rests on y")) == "not tried: rests on y"
    assert words(record("x.list", outcome="failed")) == "list failed"
