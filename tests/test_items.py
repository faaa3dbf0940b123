"""JMESPath over replies: further parameters, and the resources that a reply shows."""

from typing import Any

import pytest
from builders import ACCOUNT, call, record
from hypothesis import given
from hypothesis import strategies as st

from generator.items import (
    ShapeError,
    fill_template,
    listed,
    parameter_sets,
    partition_of,
    resource_of,
    units,
)

BUCKETS = "Buckets[].{Bucket: Name, _region: BucketRegion}"
LIST = call(
    "s3.list-buckets",
    scope="global",
    resources={"kind": "B", "arn": "arn:{partition}:s3:::{Name}", "items": "Buckets[]"},
)
POLICY = call(
    "s3.get-bucket-policy",
    scope="global",
    for_each="s3.list-buckets",
    items=BUCKETS,
    resources={"kind": "B", "arn": "arn:{partition}:s3:::{Bucket}"},
)


def _buckets(*items: Any) -> Any:
    return record("s3.list-buckets", {"Buckets": list(items)}, region="global")


def test_a_parent_gives_the_parameters_of_its_children() -> None:
    """One set an item; what AWS leaves out is not sent as null."""
    parent = _buckets({"Name": "a", "BucketRegion": "eu-west-1"}, {"Name": "b"})

    assert parameter_sets(POLICY, parent) == [{"Bucket": "a", "_region": "eu-west-1"}, {"Bucket": "b"}]


@pytest.mark.parametrize("many", [3, 400])
def test_twins_are_asked_once(many: int) -> None:
    """The same question is not asked twice, in short lists and long ones."""
    parent = _buckets(*({"Name": f"b{n}"} for n in range(many)), {"Name": "b0"}, {"Name": "b1"})

    assert parameter_sets(POLICY, parent) == [{"Bucket": f"b{n}"} for n in range(many)]


def test_an_absent_parent_asks_for_nothing() -> None:
    """AWS said that there is none."""
    assert parameter_sets(POLICY, record("s3.list-buckets", region="global")) == []


@pytest.mark.parametrize(
    "reply", [{}, {"Buckets": None}, {"Buckets": "a"}, {"buckets": []}, [], "x", None, 7]
)
def test_a_parent_of_another_shape_is_not_an_empty_one(reply: Any) -> None:
    """No list where the list should be: nothing may be concluded from it."""
    with pytest.raises(ShapeError, match="has no list at 'Buckets"):
        parameter_sets(POLICY, record("s3.list-buckets", reply, region="global"))


def test_items_that_are_no_parameter_sets_are_refused() -> None:
    """A row whose expression gives text cannot be asked."""
    row = call("s3.get-bucket-policy", for_each="s3.list-buckets", items="Buckets[].Name")

    with pytest.raises(ShapeError, match="gives str, parameter sets are wanted"):
        parameter_sets(row, _buckets({"Name": "a"}))


@given(st.lists(st.integers(), max_size=40, unique=True), st.integers(min_value=1, max_value=7))
def test_chunks_hold_each_item_once(ids: list[int], size: int) -> None:
    """A list is split into calls of at most so many, none lost, none twice, in order."""
    row = call("guardduty.get-findings", for_each="x", items="[{Ids: Ids, Detector: D}]", chunk=size)
    sets = parameter_sets(row, record("x.list", {"Ids": ids, "D": "d"}))

    assert [one for chunk in sets for one in chunk["Ids"]] == ids
    assert all(0 < len(chunk["Ids"]) <= size and chunk["Detector"] == "d" for chunk in sets)


@pytest.mark.parametrize(
    ("size", "sets"),
    [(0, [{"Ids": [1, 2, 3], "D": "d"}]), (2, [{"Ids": [1, 2], "D": "d"}, {"Ids": [3], "D": "d"}])],
)
def test_only_a_row_with_a_size_is_chunked(size: int, sets: list[Any]) -> None:
    """Nor a set without a list, whatever the size."""
    row = call("x.get", for_each="x", items="[{Ids: Ids, D: D}]", chunk=size)

    assert parameter_sets(row, record("x.list", {"Ids": [1, 2, 3], "D": "d"})) == sets
    assert parameter_sets(row, record("x.list", {"D": "d"})) == [{"D": "d"}]


def test_pages_are_one_list() -> None:
    """Parameters come from every page."""
    parent = record(
        "s3.list-buckets",
        pages=[{"Buckets": [{"Name": "a"}], "NextToken": "t"}, {"Buckets": [{"Name": "b"}]}],
    )

    assert parameter_sets(POLICY, parent) == [{"Bucket": "a"}, {"Bucket": "b"}]


def test_a_list_shows_a_resource_an_item() -> None:
    """Each with its ARN, its own region where one is known, its tags."""
    row = call(
        "x.list",
        resources={
            "kind": "T",
            "arn": "arn:{partition}:x:{region}:{account}:t/{Id}",
            "items": "T[]",
            "tags": "Tags",
        },
    )
    found = units(
        row,
        record(
            "x.list",
            {"T": [{"Id": "1", "Tags": [{"Key": "data", "Value": "card"}]}, {"Id": 2}]},
            region="us-gov-west-1",
        ),
    )

    assert [(u.arn, u.region, dict(u.tags)) for u in found] == [
        (f"arn:aws-us-gov:x:us-gov-west-1:{ACCOUNT}:t/1", "us-gov-west-1", {"data": "card"}),
        (f"arn:aws-us-gov:x:us-gov-west-1:{ACCOUNT}:t/2", "us-gov-west-1", {}),
    ]


@pytest.mark.parametrize("tags", [[{"Key": "data", "Value": "card"}, "odd"], {"data": "card"}])
def test_tags_are_read_in_both_of_aws_forms(tags: Any) -> None:
    """A list of keys and values, or a mapping."""
    row = call("x.list", resources={"kind": "T", "arn": "{Id}", "items": "T[]", "tags": "Tags"})

    assert units(row, record("x.list", {"T": [{"Id": "1", "Tags": tags}]}))[0].tags == {"data": "card"}


def test_what_is_absent_is_not_held_against_a_condition() -> None:
    """There is nothing that AWS could own."""
    row = call(
        "x.get",
        resources={
            "kind": "T",
            "arn": "{Id}",
            "aws_owned": "starts_with(Path, '/aws')",
            "tags": "starts_with(Path, '/')",
        },
    )

    assert [(u.value, u.aws_owned) for u in units(row, record("x.get", params={"Id": "1"}))] == [
        (None, False)
    ]


def test_a_global_resource_is_of_the_usual_partition() -> None:
    """Its call is made at home."""
    row = call("x.get", scope="global", resources={"kind": "T", "arn": "arn:{partition}:x::{region}:t"})

    assert units(row, record("x.get", {}, region="global"))[0].arn == "arn:aws:x::global:t"
    assert units(row, record("x.get", {}, region="cn-north-1"))[0].arn == "arn:aws-cn:x::cn-north-1:t"


def test_a_call_without_items_shows_its_one_resource() -> None:
    """Named by its parameters, in the region that the parent's item gave."""
    one = record(
        "s3.get-bucket-policy",
        {"Policy": {}},
        region="global",
        params={"Bucket": "a"},
        context={"_region": "eu-west-1"},
    )

    assert [(u.arn, u.region, u.value) for u in units(POLICY, one)] == [
        ("arn:aws:s3:::a", "eu-west-1", {"Policy": {}})
    ]


def test_what_was_asked_for_names_the_resource() -> None:
    """A reply may spell its name otherwise (an ARN for an id): seen and refused must be one resource."""
    seen = record(
        "s3.get-bucket-policy", {"Bucket": "arn:aws:s3:::a"}, region="global", params={"Bucket": "a"}
    )

    assert [u.arn for u in units(POLICY, seen)] == [resource_of(POLICY, seen)]


def test_an_absent_answer_is_a_resource_without_one() -> None:
    """The bucket is there; its policy is not."""
    one = record("s3.get-bucket-policy", region="global", params={"Bucket": "a"})

    assert [(u.arn, u.value) for u in units(POLICY, one)] == [("arn:aws:s3:::a", None)]


def test_an_absent_list_shows_nothing() -> None:
    """AWS said that there is none of them."""
    assert units(LIST, record("s3.list-buckets", region="global")) == []


@pytest.mark.parametrize(
    "item", [{}, {"name": "a"}, {"Name": None}, {"Name": ["a"]}, {"Name": {"a": 1}}, "a", 7]
)
def test_an_item_without_its_name_is_of_another_shape(item: Any) -> None:
    """A resource that cannot be named must not vanish."""
    with pytest.raises(ShapeError, match=r"nothing fills \{Name\}"):
        units(LIST, _buckets(item))


def test_aws_owned_and_other_kinds_are_told_apart() -> None:
    """What AWS owns is marked, another kind of thing is left out."""
    row = call(
        "x.list",
        resources={
            "kind": "T",
            "arn": "{Id}",
            "items": "T[]",
            "aws_owned": "Owner == 'AWS'",
            "skip": "Engine == 'other'",
        },
    )
    found = units(
        row,
        record(
            "x.list",
            {
                "T": [
                    {"Id": "1", "Owner": "AWS", "Engine": "ours"},
                    {"Id": "2", "Owner": "us", "Engine": "ours"},
                    {"Id": "3", "Engine": "other"},
                    {"Id": "4", "Owner": "us"},
                    {"Id": "5", "Engine": "ours"},
                ]
            },
        ),
    )

    assert [(u.arn, u.aws_owned) for u in found if not u.why] == [("1", True), ("2", False)]
    # Without the member that a condition compares, the condition is only false: nothing is known of it.
    assert [(u.arn, u.value) for u in found if u.why] == [("4", None), ("5", None)]
    assert "Engine" in found[2].why


def test_a_condition_that_does_not_fit_is_of_another_shape() -> None:
    """A path that is no text cannot begin with anything: the item is not quietly kept or left out."""
    row = call(
        "x.list", resources={"kind": "T", "arn": "{Id}", "items": "T[]", "skip": "starts_with(Path, '/aws')"}
    )

    with pytest.raises(ShapeError, match="does not fit 'starts_with"):
        units(row, record("x.list", {"T": [{"Id": "1", "Path": 7}]}))


def test_the_same_resource_twice_is_one() -> None:
    """A list that moved between two pages may show an item again."""
    assert len(units(LIST, _buckets({"Name": "a"}, {"Name": "a"}))) == 1


def test_two_resources_of_one_name_are_not_one() -> None:
    """Where they differ, one of them must not hide the other: neither is judged."""
    found = units(
        LIST, _buckets({"Name": "a", "Open": True}, {"Name": "a", "Open": False}, {"Name": "a", "Open": True})
    )

    assert [(u.arn, u.value, u.why) for u in found] == [
        ("arn:aws:s3:::a", None, "it is listed twice, with different content")
    ]


def test_what_a_call_is_about_is_known_from_its_parameters() -> None:
    """So that a refused call names the resource it was refused for."""
    assert resource_of(POLICY, record("s3.get-bucket-policy", params={"Bucket": "a"})) == "arn:aws:s3:::a"


@pytest.mark.parametrize(("row", "params"), [(POLICY, {}), (LIST, {"Name": "a"}), (call("x.y"), {})])
def test_what_cannot_be_named_is_a_star(row: Any, params: dict[str, str]) -> None:
    """A list, a call without resources, a parameter that is missing: the population is unknown."""
    assert resource_of(row, record(row.id, params=params)) == "*"


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-east-1", "aws-us-gov"), ("", "aws")],
)
def test_a_region_has_its_partition(region: str, partition: str) -> None:
    """ARNs begin with it."""
    assert partition_of(region) == partition


def test_a_template_takes_values_as_they_are() -> None:
    """A name with braces is not filled again."""
    assert fill_template("arn:{a}:{b}", {"a": "{b}", "b": 0}) == "arn:{b}:0"


@pytest.mark.parametrize("value", [None, {}, {"T": None}, {"T": {}}, {"T": "x"}])
def test_a_list_that_is_not_there_is_not_empty(value: Any) -> None:
    """Only a list that was seen and empty shows an empty population."""
    with pytest.raises(ShapeError):
        listed("T", value)
