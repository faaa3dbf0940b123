"""Lists held against a second source: what a list lacks is no data, with both numbers; never green, never failed."""

from dataclasses import replace
from typing import Any

from builders import ACCOUNT, REGION, call, catalog, denied, framework, planned, record, requirement, scope
from builders import plan as bare_plan
from judges import NOW, is_on, made_check, things

from generator.assess.joining import Joiner
from generator.assess.judging import Judge, Judged
from generator.assess.lists import blind_spots
from generator.assess.members import unread_accounts
from generator.assess.populations import population
from generator.assess.view import View
from generator.checks.reading import Missing, Reply
from generator.model.assessment import Population
from generator.model.catalog import Catalog, CustomerLine, OnlyWhile, SecondSource
from generator.model.evidence import GLOBAL, Record
from generator.model.plain import Json
from generator.model.scope import LeftOutAccount
from generator.model.verdict import Verdict, passed
from generator.scope import plan as make_plan

KIND = "AWS::X::Thing"
COUNT = SecondSource(call="x.get-summary", count="Map.Things")
ARNS = SecondSource(call="tag.get-resources", arns="List[].Arn", starts="x:thing/")
GUARDED = replace(COUNT, only_while=OnlyWhile(call="x.get-recorder", path="Recorders[?On]"))


def _rows(*sources: SecondSource) -> Catalog:
    listed = {"kind": KIND, "arn": f"arn:aws:x:{REGION}:{ACCOUNT}:thing/{{Id}}", "items": "Things[]"}
    return catalog(
        calls=[
            call("x.list-things", resources={**listed, "skip": "Type == 'other'", "counted_by": sources}),
            call(
                "x.get-thing",
                for_each="x.list-things",
                items="Things[].{Id: Id}",
                resources={"kind": KIND, "arn": listed["arn"]},
            ),
            call("x.list-more", resources=listed),
            call("x.get-summary"),
            call("x.get-recorder"),
            call("tag.get-resources"),
        ]
    )


def _view(sources: Any, *records: Record) -> View:
    return View(bare_plan(_rows(*sources), scope()), records)


def _judged(view: View, *calls: str, **fields: Any) -> tuple[Judged, Population]:
    check = made_check(fields.pop("function", is_on), *calls, **fields)
    (one,) = Judge(view, {check.id: check}, frozenset(), NOW).judge(planned("made.up"), ACCOUNT)
    return one, population(view, check, one)


def _told(sources: Any, *records: Record) -> tuple[str, bool, list[str]]:
    one, row = _judged(_view(sources, *records), "x.list-things")
    assert row.complete or row.why_incomplete.endswith("; collect again")
    return row.second_source, row.complete, [f.status for f in one.findings if f.resource == "*"]


OWN = {"Type": "own", "On": True}
TWO = things({"Id": "1", **OWN}, {"Id": "2", **OWN})
UNSAID = things({"Id": "1", **OWN}, {"Id": "2", "On": True})  # of what kind the second is, is not known


def _summary(number: Any) -> Record:
    return record("x.get-summary", {"Map": {"Things": number}})


def _tagged(*ids: str, start: str = f"arn:aws:x:{REGION}:{ACCOUNT}:thing/") -> Record:
    return record("tag.get-resources", {"List": [{"Arn": start + one} for one in ids]})


def test_a_list_that_lacks_what_is_counted_is_no_data_with_both_numbers() -> None:
    """Lost pages and a thing made between two calls look alike: neither passes, neither fails."""
    on = record("x.get-recorder", {"Recorders": [{"On": True}]})
    off = record("x.get-recorder", {"Recorders": [{"On": False}]})
    other = {"Id": "3", "Type": "other", "On": True}
    here, there = "x.get-summary: ", "tag.get-resources: "
    for sources, records, words, lacks in (
        ([], (TWO,), "none", False),
        ([COUNT], (TWO, _summary(2)), f"{here}2 = 2", False),
        ([COUNT], (UNSAID, _summary(2)), f"{here}2 = 2", False),
        ([COUNT], (TWO, _summary(4)), f"{here}4, listed 2", True),
        ([COUNT], (TWO, _summary(1)), f"{here}1, listed 2", False),
        ([COUNT], (things(), _summary(0)), f"{here}0 = 0", False),
        ([COUNT], (things(), _summary(1)), f"{here}1, listed 0", True),
        ([COUNT], (TWO, _summary(None)), f"{here}counts none", False),
        ([COUNT], (TWO,), f"{here}not read", False),
        ([COUNT], (TWO, denied("x.get-summary")), f"{here}not read", False),
        ([GUARDED], (TWO, _summary(4), on), f"{here}4, listed 2", True),
        ([GUARDED], (TWO, _summary(4), off), f"{here}not kept here", False),
        ([ARNS], (TWO, _tagged("1", "2")), f"{there}2 of 2 listed", False),
        ([ARNS], (TWO, _tagged("1", "9")), f"{there}2, listed 1", True),
        ([ARNS], (TWO, _tagged()), f"{there}names none", False),
        (
            [ARNS],
            (TWO, _tagged("9", start=f"arn:aws:x:{REGION}:999999999999:thing/")),
            f"{there}names none",
            False,
        ),
        (
            [ARNS],
            (TWO, _tagged("9", start=f"arn:aws:x:eu-west-3:{ACCOUNT}:thing/")),
            f"{there}names none",
            False,
        ),
        ([ARNS], (things(other), _tagged("3")), f"{there}1 of 1 listed", False),
        ([COUNT, ARNS], (TWO, _summary(2), _tagged("9")), f"{here}2 = 2; {there}1, listed 0", True),
    ):
        assert _told(sources, *records) == (words, not lacks, ["no data"] * lacks), words


def test_a_source_of_another_shape_says_so_and_breaks_nothing() -> None:
    """It is AWS's answer, and may hold anything."""
    for number in (True, -1, "2", [1], {"a": 1}, 1.5):
        words, complete, holes = _told([COUNT], TWO, _summary(number))
        assert (words.startswith("x.get-summary: an answer of another shape"), complete, holes) == (
            True,
            True,
            [],
        )
    for reply in ({"List": {"Arn": 1}}, {"List": [{"Arn": 5}]}, {"List": "x"}):
        words, complete, _ = _told([ARNS], TWO, record("tag.get-resources", reply))
        assert (complete, "another shape" in words or "names none" in words) == (True, True)


def _never_asked(*_replies: Json) -> Verdict:
    return passed("holds for all")


def test_whatever_rests_on_the_list_is_no_data_too() -> None:
    """Calls for each of its items, verdicts over a region or account, and other checks that join it."""
    got = [record("x.get-thing", {"On": True}, params={"Id": one}) for one in ("1", "2")]
    more = record("x.list-more", {"Things": [{"Id": "7", "On": True}]})
    for number, statuses in ((2, set()), (4, {"no data"})):
        view = _view([COUNT], TWO, _summary(number), *got, more)
        each, row = _judged(view, "x.get-thing")
        assert ({f.status for f in each.findings if f.resource == "*"}, row.complete) == (
            statuses,
            not statuses,
        )
        assert row.second_source.startswith(f"x.get-summary: {number}")
        for of, calls in (
            ("region", ("x.list-things",)),
            ("region", ("x.get-thing",)),
            ("account", ("x.get-thing",)),
        ):
            one, row = _judged(view, *calls, of=of, function=_never_asked)
            assert [f.status for f in one.findings] == ["no data" if statuses else "passed"], (of, calls)
            assert row.second_source == ""
        (joined,) = _judged(view, "x.list-more", "x.list-things", function=_never_asked)[0].findings
        assert joined.status == ("no data" if statuses else "passed")


def test_a_difference_is_a_blind_spot_with_what_it_costs() -> None:
    """Coverage tells it, not only the population."""
    view = _view([COUNT], TWO, _summary(4))
    object.__setattr__(view.plan, "needed_by", {"x.list-things": ("made.up",)})
    object.__setattr__(view.plan, "checks", (planned("made.up"),))
    (spot,) = [s for s in blind_spots(view, [TWO], (), NOW) if s.kind == "list and count differ"]

    assert (spot.what, spot.region, spot.costs) == ("x.list-things", REGION, planned("made.up").requirements)
    assert spot.why == "4 counted by x.get-summary, 2 listed by x.list-things; collect again"


def test_accounts_of_the_organisation_that_nobody_reads_are_told() -> None:
    """With both numbers; those that are suspended, or left out by name, are told elsewhere."""
    names = [
        (ACCOUNT, "ACTIVE"),
        ("222222222222", "ACTIVE"),
        ("333333333333", "ACTIVE"),
        ("444444444444", "SUSPENDED"),
    ]
    listed = record(
        "organizations.list-accounts", {"Accounts": [{"Id": i, "Status": s} for i, s in names]}, region=GLOBAL
    )
    rows = catalog(calls=[call("organizations.list-accounts", scope="global")])
    left = LeftOutAccount(id="333333333333", name="", why="")
    for where, told in (
        (scope(), ["2 of 3 active accounts of the organisation"]),
        (replace(scope(), left_out_accounts=(left,)), ["1 of 3 active accounts of the organisation"]),
        (scope(accounts=(ACCOUNT, "222222222222", "333333333333")), []),
    ):
        found = list(unread_accounts(View(bare_plan(rows, where), [listed])))
        assert [spot.what for spot in found] == told
        assert all("222222222222" in spot.why for spot in found)


def test_replies_of_an_incomplete_list_are_missing_in_what_a_check_gets() -> None:
    """A check cannot take the replies of some for those of all."""
    got = [record("x.get-thing", {"On": True}, params={"Id": one}) for one in ("1", "2")]
    for number, kinds in ((2, {Reply}), (4, {Reply, Missing})):
        joiner = Joiner(_view([COUNT], TWO, _summary(number), *got))
        value = joiner.of_region("x.get-thing", ACCOUNT, REGION).value
        assert {type(entry) for entry in value.entries} == kinds


def test_what_a_planned_list_is_held_against_is_planned_with_it() -> None:
    """For itself: a refusal of it costs no requirement. What an unplanned list is held against is not asked."""
    counted = {"kind": "V", "arn": "v/{VolumeId}", "items": "Volumes[]", "counted_by": (GUARDED,)}
    idle = {"kind": "O", "arn": "o/{Id}", "items": "Others[]", "counted_by": (ARNS,)}
    made = catalog(
        calls=[
            call("ec2.describe-volumes", resources=counted),
            call("x.list-others", resources=idle),
            *(call(name) for name in ("x.get-summary", "x.get-recorder", "tag.get-resources")),
        ],
        frameworks=[framework("one", requirement("R1", CustomerLine(check="ec2.volumes_encrypted")))],
    )
    plan = make_plan(made, scope())

    told = ("second source of ec2.describe-volumes",)
    assert {row.id for row in plan.calls} == {"ec2.describe-volumes", "x.get-summary", "x.get-recorder"}
    assert (plan.needed_by["x.get-summary"], plan.needed_by["x.get-recorder"]) == (told, told)
