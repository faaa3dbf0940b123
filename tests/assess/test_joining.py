"""A check's further calls, joined at the closest scope, and what is missing told apart from what is absent."""

from typing import Any

import pytest
from builders import ACCOUNT, OTHER, REGION, call, catalog, denied, record, scope, view

from generator.assess.joining import Joiner, Unread, all_read
from generator.checks.reading import NoData
from generator.items import Unit
from generator.model.evidence import GLOBAL, Record

EU = "eu-west-1"
KIND = "AWS::X::Thing"
ROWS = catalog(
    calls=[
        call("x.list-things", resources={"kind": KIND, "arn": "t/{region}/{Id}", "items": "Things[]"}),
        call(
            "x.get-thing",
            for_each="x.list-things",
            items="Things[].{Id: Id}",
            resources={"kind": KIND, "arn": "t/{region}/{Id}"},
        ),
        call("x.list-extras", resources={"kind": KIND, "arn": "t/{region}/{Id}", "items": "Extras[]"}),
        call("x.list-rules", for_each="x.list-things", items="Things[].{Id: Id}"),
        call("x.list-others", resources={"kind": "AWS::X::Other", "arn": "o/{Id}", "items": "Others[]"}),
        call("x.get-setting", scope="global"),
        call(
            "x.list-buckets",
            scope="global",
            resources={"kind": KIND, "arn": "t/{Region}/{Id}", "items": "Buckets[]"},
        ),
        call("x.get-bucket", scope="global", for_each="x.list-buckets", items="Buckets[].{Bucket: Id}"),
    ]
)
THINGS = record("x.list-things", {"Things": [{"Id": "1"}, {"Id": "2"}]})
EU_THINGS = record("x.list-things", {"Things": [{"Id": "3"}]}, region=EU)
BOTH = scope(regions=(REGION, EU))


def _get(id_: str, value: Any, region: str = REGION) -> Record:
    return record("x.get-thing", value, params={"Id": id_}, region=region)


def _rule(id_: str, value: Any, region: str = REGION) -> Record:
    return record("x.list-rules", value, params={"Id": id_}, region=region)


def _join(
    call_: str,
    *records: Record,
    arn: str = f"t/{REGION}/1",
    first: str = "x.list-things",
    region: str = REGION,
) -> Any:
    joiner = Joiner(view(ROWS, *records, where=BOTH))
    judged = record(first, {}, region=region)
    unit = Unit(arn=arn, region=region, value={}, tags={}, aws_owned=False, record=judged)
    return joiner.of_resource(first, call_, unit, ACCOUNT)


def _why(call_: str, *records: Record, **named: Any) -> str:
    with pytest.raises(Unread) as told:
        _join(call_, *records, **named)
    return str(told.value)


def test_the_same_resource_has_its_own_reply() -> None:
    """Joined by ARN, not by the order of the calls."""
    joined = _join("x.get-thing", THINGS, _get("2", {"On": False}), _get("1", {"On": True}))

    assert (joined.value, [r.params for r in joined.records]) == ({"On": True}, [{"Id": "1"}])


def test_an_absent_reply_of_the_same_resource_is_none() -> None:
    """AWS said that there is none."""
    assert (
        _join("x.get-thing", THINGS, record("x.get-thing", params={"Id": "1"}), _get("2", {})).value is None
    )


def test_a_refused_reply_of_the_same_resource_is_no_data_for_it_alone() -> None:
    """The other resource keeps its own."""
    records = (THINGS, denied("x.get-thing", params={"Id": "1"}), _get("2", {"On": True}))

    assert "denied" in _why("x.get-thing", *records)
    assert _join("x.get-thing", *records, arn=f"t/{REGION}/2").value == {"On": True}


def test_a_reply_that_was_never_asked_for_is_no_data() -> None:
    """Not absent."""
    assert "were not collected" in _why("x.get-thing", THINGS, _get("2", {}))


def test_a_reply_that_another_list_does_not_ask_for_is_no_data() -> None:
    """A resource that came after the list it is asked from."""
    assert (
        _why("x.get-thing", THINGS, _get("1", {}), _get("2", {}), arn=f"t/{REGION}/9")
        == "x.get-thing has no reply for it"
    )


def test_what_a_whole_list_does_not_name_is_absent() -> None:
    """A list of the same kind that was seen to its end."""
    assert _join("x.list-extras", record("x.list-extras", {"Extras": [{"Id": "2"}]})).value is None
    assert _join("x.list-extras", record("x.list-extras", {"Extras": [{"Id": "1", "A": 1}]})).value == {
        "Id": "1",
        "A": 1,
    }


@pytest.mark.parametrize("answer", [denied("x.list-extras"), record("x.list-extras", {}), None])
def test_what_a_list_that_was_not_read_does_not_name_is_no_data(answer: Record | None) -> None:
    """It might have."""
    assert _why("x.list-extras", *([answer] if answer else []))


def test_a_list_refused_in_another_region_leaves_this_one_alone() -> None:
    """Exactly the resources that rest on it are no data."""
    records = (record("x.list-extras", {"Extras": []}), denied("x.list-extras", region=EU))

    assert _join("x.list-extras", *records).value is None
    assert "denied" in _why("x.list-extras", *records, arn=f"t/{EU}/3", region=EU)


def test_a_global_resource_is_looked_for_in_every_region() -> None:
    """And is no data where one of them is silent and none names it."""
    named = record("x.list-extras", {"Extras": [{"Id": "3"}]}, region=EU)
    silent = (denied("x.list-extras"), record("x.list-extras", {"Extras": []}, region=EU))

    assert _join(
        "x.list-extras",
        denied("x.list-extras"),
        named,
        arn=f"t/{EU}/3",
        first="x.list-buckets",
        region=GLOBAL,
    ).value == {"Id": "3"}
    assert "denied" in _why("x.list-extras", *silent, arn=f"t/{EU}/3", first="x.list-buckets", region=GLOBAL)


def test_twins_that_differ_are_no_data() -> None:
    """Neither is the one."""
    twins = record("x.list-extras", {"Extras": [{"Id": "1", "A": 1}, {"Id": "1", "A": 2}]})

    assert "listed twice" in _why("x.list-extras", twins)


def test_another_kind_in_the_same_region_is_given_whole() -> None:
    """All pages as one reply."""
    pages = [{"Others": [{"Id": "a"}], "NextToken": "t"}, {"Others": [{"Id": "b"}]}]

    assert _join("x.list-others", record("x.list-others", pages=pages)).value == {
        "Others": [{"Id": "a"}, {"Id": "b"}]
    }


@pytest.mark.parametrize("other", [denied("x.list-others"), None])
def test_another_kind_that_was_not_read_is_no_data(other: Record | None) -> None:
    """Even where another region's was."""
    records = [record("x.list-others", {"Others": []}, region=EU), *([other] if other else [])]

    assert _why("x.list-others", *records)


def test_an_absent_reply_of_the_region_is_none() -> None:
    """AWS said that there is none."""
    assert _join("x.list-others", record("x.list-others")).value is None


def test_a_global_call_is_the_same_for_every_region() -> None:
    """Account settings."""
    assert _join("x.get-setting", record("x.get-setting", {"On": True}, region=GLOBAL), region=EU).value == {
        "On": True
    }


def test_a_call_for_each_item_is_replies_of_the_region() -> None:
    """To be asked by parameter; those of other regions are not among them."""
    joined = _join(
        "x.list-rules",
        THINGS,
        EU_THINGS,
        _rule("1", {"R": 1}),
        _rule("2", {"R": 2}),
        _rule("3", {"R": 3}, EU),
    )

    assert joined.value.of(Id="2") == {"R": 2}
    assert [reply.value for reply in joined.value] == [{"R": 1}, {"R": 2}]
    with pytest.raises(NoData, match="no reply for Id=3"):
        joined.value.of(Id="3")


def test_one_refused_reply_is_missing_among_the_others() -> None:
    """The one that is asked for answers; walking over all of them does not get past it."""
    joined = _join("x.list-rules", THINGS, _rule("1", {"R": 1}), denied("x.list-rules", params={"Id": "2"}))

    assert joined.value.of(Id="1") == {"R": 1}
    with pytest.raises(NoData, match="denied"):
        joined.value.of(Id="2")
    with pytest.raises(NoData, match="denied"):
        list(joined.value)
    with pytest.raises(Unread):
        all_read(joined)


def test_one_lost_reply_is_missing_among_the_others() -> None:
    """It was planned and is not there."""
    joined = _join("x.list-rules", THINGS, _rule("1", {"R": 1}))

    with pytest.raises(NoData, match=r"1 of 2 calls of x\.list-rules were not collected"):
        list(joined.value)


def test_replies_of_which_none_was_read_are_no_data() -> None:
    """A check never sees them."""
    assert "denied" in _why(
        "x.list-rules",
        THINGS,
        denied("x.list-rules", params={"Id": "1"}),
        denied("x.list-rules", params={"Id": "2"}),
    )
    assert "x.list-things" in _why("x.list-rules", denied("x.list-things"))


def test_replies_of_nothing_are_empty() -> None:
    """A list that was seen and asked for nothing."""
    assert list(_join("x.list-rules", record("x.list-things", {"Things": []})).value) == []


def test_a_global_resource_gets_the_replies_of_all_regions() -> None:
    """Each with its region; a silent region is missing."""
    joined = _join(
        "x.list-others",
        record("x.list-others", {"Others": [1]}),
        denied("x.list-others", region=EU),
        first="x.list-buckets",
        region=GLOBAL,
    )

    assert joined.value.of(region=REGION) == {"Others": [1]}
    assert [type(entry).__name__ for entry in joined.value.entries] == ["Missing", "Reply"]


def test_a_whole_verdict_rests_on_each_record() -> None:
    """Over an account or a region nothing may be missing."""
    joiner = Joiner(view(ROWS, record("x.list-others", {"Others": []}), where=BOTH))
    joined = joiner.of_account("x.list-others", ACCOUNT)

    with pytest.raises(Unread, match="was not collected"):
        all_read(joined)


def test_an_account_is_given_what_it_has() -> None:
    """A setting whole, what is asked for each item as replies, what is asked in regions as replies."""
    listed = record("x.list-buckets", {"Buckets": [{"Id": "b"}]}, region=GLOBAL)
    one = record("x.get-bucket", {"On": 1}, region=GLOBAL, params={"Bucket": "b"})
    others = [record("x.list-others", {"Others": [region]}, region=region) for region in (REGION, EU)]
    joiner = Joiner(
        view(ROWS, record("x.get-setting", {"On": True}, region=GLOBAL), listed, one, *others, where=BOTH)
    )

    assert joiner.of_account("x.get-setting", ACCOUNT).value == {"On": True}
    assert joiner.of_account("x.get-bucket", ACCOUNT).value.of(Bucket="b") == {"On": 1}
    assert [reply.region for reply in joiner.of_account("x.list-others", ACCOUNT).value] == [EU, REGION]


def test_what_could_not_be_read_brings_its_records() -> None:
    """The call that was refused is the evidence of no data."""
    no = denied("x.get-thing", params={"Id": "1"})
    rules = [denied("x.list-rules", params={"Id": id_}) for id_ in ("1", "2")]
    extras = denied("x.list-extras")
    told = []
    for call_, records in (
        ("x.get-thing", [THINGS, no, _get("2", {})]),
        ("x.list-rules", [THINGS, *rules]),
        ("x.list-extras", [extras]),
    ):
        with pytest.raises(Unread) as unread:
            _join(call_, *records)
        told.append({r.evidence for r in unread.value.records})

    assert told == [{no.evidence}, {r.evidence for r in rules}, {extras.evidence}]


def test_another_account_is_another_world() -> None:
    """Nothing of it is joined."""
    assert (
        _why("x.list-others", record("x.list-others", {"Others": []}, account=OTHER))
        == "x.list-others was not collected"
    )
