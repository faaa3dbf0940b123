"""Checks run over evidence: one verdict a resource, and no data wherever anything went wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from builders import ACCOUNT, REGION, denied, record
from judges import NOW, findings, is_on, judged, made_check, things, told

from generator.checks.reading import NoData
from generator.model.evidence import GLOBAL, UNKNOWN_REGIONS, Record
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed


def test_each_resource_has_its_verdict() -> None:
    """Named by its ARN, with the evidence that it rests on and when that was read."""
    finding, other = findings(made_check(is_on), things({"Id": "1", "On": True}, {"Id": "2", "On": False}))

    assert [(f.resource, f.status, f.reason) for f in (finding, other)] == [
        ("t/1", "passed", "on"),
        ("t/2", "failed", "off"),
    ]
    assert (finding.evidence, finding.observed_at, finding.kind) == (
        (things().evidence,),
        "2026-10-01T10:00:01Z",
        "AWS::X::Thing",
    )
    assert (finding.account, finding.region, finding.requirements) == (ACCOUNT, REGION, ("made:R1",))
    assert (len(finding.key), finding.key == other.key) == (12, False)


def _raises(error: BaseException) -> Callable[..., Verdict]:
    def check(value: Json) -> Verdict:
        raise error

    return check


@pytest.mark.parametrize(
    "error",
    [
        NoData("the report is old"),
        KeyError("On"),
        TypeError("x"),
        ValueError("x"),
        IndexError("x"),
        AttributeError("x"),
        ZeroDivisionError(),
        RecursionError(),
        AssertionError("x"),
        OverflowError(),
        UnicodeDecodeError("utf-8", b"", 0, 1, "x"),
        NotImplementedError(),
        MemoryError(),
        StopIteration(),
        ExceptionGroup("x", [KeyError("On")]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_a_check_meets_is_no_data(error: Exception) -> None:
    """For the one resource, with a reason; the run goes on."""
    (finding,) = findings(made_check(_raises(error)), things({"Id": "1"}))

    assert (finding.status, bool(finding.reason)) == ("no data", True)


@pytest.mark.parametrize("answer", [None, True, "passed", ("passed", "yes")])
def test_what_is_no_verdict_is_no_data(answer: Any) -> None:
    """A check that forgets to return has not passed."""
    assert told(made_check(lambda _: answer), things({"Id": "1"})) == [("t/1", "no data")]


def test_one_odd_resource_does_not_spoil_the_others() -> None:
    """Exactly the resource that rests on it is no data."""
    assert told(made_check(is_on), things({"Id": "1", "On": True}, {"Id": "2"})) == [
        ("t/1", "passed"),
        ("t/2", "no data"),
    ]


def test_what_aws_owns_is_counted_apart() -> None:
    """Nobody can change it, nobody is judged by it; another kind of thing is not counted at all."""
    (one,) = judged(
        made_check(is_on),
        things({"Id": "1", "On": True}, {"Id": "2", "Owner": "AWS"}, {"Id": "3", "Type": "other"}),
    )

    assert ([f.resource for f in one.findings], one.aws_owned, one.complete) == (["t/1"], 1, True)


def test_what_does_not_say_its_kind_or_owner_is_no_data() -> None:
    """A comparison with a member that is missing is only false: it must not make another's thing ours, nor ours another's."""
    for lacking in ("Owner", "Type"):
        thing = {"Id": "1", "On": True, "Owner": "us", "Type": "x"}
        del thing[lacking]
        (one,) = judged(made_check(is_on), record("x.list-things", {"Things": [thing]}))

        assert [(f.resource, f.status) for f in one.findings] == [("t/1", "no data")]
        assert f"leaves out {lacking}" in one.findings[0].reason


@pytest.mark.parametrize(
    "records",
    [
        (denied("x.list-things"),),
        (record("x.list-things", {}),),
        (record("x.list-things", {"Things": [{}]}),),
        (),
    ],
)
def test_a_list_that_was_not_read_is_one_finding_for_all(records: tuple[Record, ...]) -> None:
    """A population of unknown size stays on the page, incomplete."""
    (one,) = judged(made_check(is_on), *records)

    assert [(f.resource, f.status) for f in one.findings] == [("*", "no data")]
    assert (one.complete, bool(one.why_incomplete)) == (False, True)
    assert one.findings[0].evidence == tuple(r.evidence for r in records)
    assert one.findings[0].region == REGION


def test_what_was_never_asked_leads_to_the_list_that_asks_for_it() -> None:
    """The evidence of a lost call is the list that names it; of a refused list, its refusal."""
    check = made_check(is_on, "x.get-thing")
    (lost,) = findings(check, things({"Id": "1"}))
    (refused,) = findings(check, denied("x.list-things"))

    assert (lost.resource, lost.status, lost.evidence) == ("*", "no data", (things().evidence,))
    assert (refused.resource, refused.status, refused.evidence) == ("*", "no data", (things().evidence,))


@pytest.mark.parametrize("empty", [things(), record("x.list-things")])
def test_a_list_seen_and_empty_has_nofindings(empty: Record) -> None:
    """And is complete: nothing is there."""
    (one,) = judged(made_check(is_on), empty)

    assert (one.findings, one.complete) == ((), True)


def test_regions_are_judged_each_on_its_own() -> None:
    """A refused region does not pass with the other."""
    records = (things({"Id": "1", "On": True}), denied("x.list-things", region="eu-west-1"))
    every = judged(made_check(is_on), *records, regions=("eu-west-1", REGION))

    assert [(j.region, j.complete, [(f.resource, f.status) for f in j.findings]) for j in every] == [
        ("eu-west-1", False, [("*", "no data")]),
        (REGION, True, [("t/1", "passed")]),
    ]


def test_regions_that_are_unknown_are_judged_as_unknown() -> None:
    """An account whose regions could not be read has one finding for all of them."""
    assert told(made_check(is_on), regions="enabled") == [("*", "no data")]
    assert [j.region for j in judged(made_check(is_on), regions="enabled")] == [UNKNOWN_REGIONS]


def test_a_further_call_that_was_refused_is_no_data_for_its_resource() -> None:
    """The verdict rests on both."""
    check = made_check(lambda one, two: is_on(two), "x.list-things", "x.get-thing")
    two = record("x.get-thing", {"On": True}, params={"Id": "2"})
    no = denied("x.get-thing", params={"Id": "1"})
    found = findings(check, things({"Id": "1"}, {"Id": "2"}), no, two)

    assert [(f.resource, f.status) for f in found] == [("t/1", "no data"), ("t/2", "passed")]
    assert found[0].evidence == (things().evidence, no.evidence)
    assert found[1].evidence == (things().evidence, two.evidence)


def test_a_refused_call_for_an_item_names_the_item() -> None:
    """Where the call itself is what is judged."""
    check = made_check(is_on, "x.get-thing")
    records = (
        things({"Id": "1"}, {"Id": "2"}),
        denied("x.get-thing", params={"Id": "1"}),
        record("x.get-thing", {"On": True}, params={"Id": "2"}),
    )

    assert sorted(told(check, *records)) == [("t/1", "no data"), ("t/2", "passed")]


def test_an_absent_reply_is_judged_as_none() -> None:
    """There is none: the check says what that means."""
    check = made_check(lambda value: failed("none") if value is None else passed("one"), "x.get-thing")

    assert told(check, things({"Id": "1"}), record("x.get-thing", params={"Id": "1"})) == [("t/1", "failed")]


def test_a_bucket_has_its_own_region() -> None:
    """The call is global, the bucket is somewhere; refused or not."""
    buckets = record(
        "x.list-buckets",
        {"Buckets": [{"Name": "a", "Region": "ap-south-1"}, {"Name": "b", "Region": "eu-west-1"}]},
        region=GLOBAL,
    )
    one = record(
        "x.get-bucket", {"On": True}, region=GLOBAL, params={"Name": "a"}, context={"_region": "ap-south-1"}
    )
    no = denied("x.get-bucket", region=GLOBAL, params={"Name": "b"}, context={"_region": "eu-west-1"})
    found = findings(made_check(is_on, "x.get-bucket"), buckets, one, no)

    assert [(f.resource, f.region, f.status) for f in found] == [
        ("b/a", "ap-south-1", "passed"),
        ("b/b", "eu-west-1", "no data"),
    ]


def test_context_and_thresholds_reach_themade_check() -> None:
    """Time comes in once; thresholds take the type of their default."""
    seen: dict[str, Any] = {}

    def check(value: Json, **given: Any) -> Verdict:
        seen.update(given)
        return not_applicable("seen")

    made = made_check(
        check,
        context=("now", "resource", "account", "region", "trusted"),
        params={"days": 90, "kms": False, "tag": "x"},
    )
    (finding,) = findings(made, things({"Id": "1"}), days="30", kms="true")

    assert seen == {
        "now": NOW,
        "resource": "t/1",
        "account": ACCOUNT,
        "region": REGION,
        "trusted": frozenset({ACCOUNT}),
        "days": 30,
        "kms": True,
    }
    assert (finding.status, finding.params) == ("not applicable", "days=30, kms=true")


def test_the_order_of_evidence_does_not_changefindings() -> None:
    """Two runs over the same evidence are equal."""
    records = [
        things({"Id": "1"}, {"Id": "2"}),
        *(record("x.get-thing", {"On": n == 1}, params={"Id": str(n)}) for n in (1, 2)),
    ]
    check = made_check(lambda one, two: is_on(two), "x.list-things", "x.get-thing")

    assert findings(check, *records) == findings(check, *reversed(records))
