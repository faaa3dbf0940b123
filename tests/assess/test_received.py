"""Requests: only what somebody else accepted, and what has not run out, is an answer."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from grounds import REQUESTS
from hypothesis import given as drawn
from hypothesis import strategies as st

from generator.assess.lasting import day_of, days_between
from generator.assess.lists import standing_rows
from generator.assess.received import Received, answered, received
from generator.model.assessment import RequestRow
from generator.model.catalog import Request
from generator.model.covering import same_person
from generator.model.scope import Period
from generator.model.work import Answer, Given

DAY = date(2026, 10, 5)
PERIOD = Period(name="2026Q3", start=date(2026, 7, 1), end=date(2026, 9, 30))
ASKED = {one.id: one for one in REQUESTS}  # policy and minutes, both yearly
FILE = "a" * 64
GIVEN = Given(
    request="policy", state="submitted", by="Ann Lee", at="2026-10-01T09:00:00Z", file="policy.pdf", sha256=FILE, size=9
)  # fmt: skip
ACCEPTED = Given(request="policy", state="accepted", by="Bo Chen", at="2026-10-02T09:00:00Z")
Line = Given | Answer


def cell(
    field: str, value: str, by: str = "Ann Lee", at: str = "2026-10-03T09:00:00Z", **more: Any
) -> Answer:
    """A cell of the sheet Requests, from a copy that showed everything unless said otherwise."""
    return Answer(
        **{
            "framework": "", "sheet": "Requests", "key": "policy", "field": field, "value": value, "by": by, "at": at,
            "source": f"{by} {at}", "base": 10_000, "given": 10_000, **more,
        }
    )  # fmt: skip


def stand(*lines: Line, day: date = DAY, request: Request | None = None) -> Received:
    """How the policy stands after these lines."""
    asked = {**ASKED, "policy": request or ASKED["policy"]}
    return received(
        asked,
        [line for line in lines if isinstance(line, Given)],
        [line for line in lines if isinstance(line, Answer)],
        day,
        PERIOD,
    )["policy"]


def told(line: Given, **changes: Any) -> Received:
    """How a file with these days stands once Bo accepted it."""
    return stand(replace(line, **changes), ACCEPTED)


def test_a_request_lives_from_asked_to_accepted() -> None:
    """Each step is told, and only the last one counts."""
    begun = Given(request="policy", state="in progress", by="Ann Lee", at="2026-09-30T09:00:00Z")
    back = Given(
        request="policy", state="returned", by="Bo Chen", at="2026-10-02T09:00:00Z", note="page 2 is cut"
    )
    again = replace(GIVEN, at="2026-10-03T09:00:00Z", sha256="b" * 64)
    yes = replace(ACCEPTED, at="2026-10-04T09:00:00Z")
    lines = [begun, GIVEN, back, again, yes]
    lived = [stand(*lines[:n]) for n in range(6)]

    assert [one.state for one in lived] == [
        "requested", "in progress", "submitted", "returned", "submitted", "accepted"
    ]  # fmt: skip
    assert [one.state == "accepted" for one in lived] == [bool(one.accepted_by) for one in lived]
    assert (lived[2].why_open, lived[3].why_open) == (
        "nobody has accepted it", "returned by Bo Chen on 2026-10-02"
    )  # fmt: skip
    assert (lived[3].note, lived[4].note) == ("page 2 is cut", "")
    assert (lived[5].given_by, lived[5].accepted_by, lived[5].accepted_on) == (
        ("Ann Lee",),
        "Bo Chen",
        "2026-10-04",
    )
    assert (lived[5].sha256, lived[5].why_open) == ("b" * 64, "")
    assert (
        stand(*lines, replace(ACCEPTED, state="open", at="2026-10-05T09:00:00Z")).why_open == "opened again"
    )


def test_nobody_accepts_what_they_gave() -> None:
    """By the command or in a workbook, whatever the spelling of the name; nor what somebody else says they gave."""
    for by in ("Ann Lee", " ann  LEE", "Ａｎｎ Lee", "Ann\u200b Lee"):
        assert stand(GIVEN, replace(ACCEPTED, by=by)).state == "submitted", by
        assert stand(GIVEN, cell("request_state", "accepted", by=by)).state == "submitted", by
    typed = cell("answer", "It is on the wall.")
    whole = [typed, cell("request_state", "accepted", by="Bo Chen", at="2026-10-04T09:00:00Z")]
    for lines, expected in (
        (whole, "accepted"),
        ([*whole, cell("received_by", "Bo Chen", by="Cy Dee")], "submitted"),
        ([typed, cell("request_state", "accepted")], "submitted"),
        ([replace(typed, by="Bo Chen"), *whole], "submitted"),  # both wrote it
        ([GIVEN, replace(ACCEPTED, by=" \u200b")], "submitted"),
        ([replace(GIVEN, by="\u200b"), ACCEPTED], "submitted"),  # who gave it is not known
        ([GIVEN, replace(ACCEPTED, at="yesterday")], "submitted"),
    ):
        assert stand(*lines).state == expected, lines
    assert stand(GIVEN, replace(ACCEPTED, by="ann lee")).why_open == "accepted by ann lee, who gave it"
    assert stand(ACCEPTED).why_open == "nothing was given: no file, no answer, no link"
    # A second word by the giver takes nothing from what somebody else accepted.
    assert (
        stand(GIVEN, ACCEPTED, replace(ACCEPTED, by="Ann Lee", at="2026-10-04T09:00:00Z")).accepted_by
        == "Bo Chen"
    )


def test_what_changes_after_it_was_accepted_must_be_accepted_anew() -> None:
    """Another file, another word, another day: what was accepted is no longer what stands."""
    later = "2026-10-04T09:00:00Z"
    for change in (
        replace(GIVEN, sha256="b" * 64, at=later),
        cell("answer", "We changed it.", at=later),
        cell("valid_until", "2030-01-01", at=later),
        cell("observed_on", "2026-09-30", by="Cy Dee", at=later),
    ):
        now = stand(GIVEN, ACCEPTED, change)
        assert (now.state, now.accepted_by) == ("submitted", ""), change
    for change in (
        cell("valid_until", "2027-01-01", by="Bo Chen", at=later),  # who accepts says for how long
        cell("request_owner", "Cy Dee", at=later),
        cell("due_on", "2026-10-09", at=later),
    ):
        assert stand(GIVEN, ACCEPTED, change).state == "accepted", change


def test_a_copy_accepts_only_what_it_showed() -> None:
    """Bo's workbook was made before the file came, so Bo never saw it."""
    yes = cell("request_state", "accepted", by="Bo Chen")
    typed = cell("answer", "On the wall.", at="2026-10-02T09:00:00Z")
    for lines, expected in (
        ((GIVEN, yes), "accepted"),
        ((GIVEN, replace(yes, given=1)), "accepted"),
        ((GIVEN, replace(yes, given=0)), "submitted"),
        ((GIVEN, replace(yes, given=-1)), "submitted"),  # a copy that does not say
        ((typed, replace(yes, base=1)), "accepted"),
        ((typed, replace(yes, base=0)), "submitted"),
        ((GIVEN, replace(ACCEPTED, state="returned"), replace(yes, given=1)), "submitted"),
        ((GIVEN, replace(ACCEPTED, state="returned"), replace(yes, given=2)), "accepted"),
    ):
        assert stand(*lines).state == expected, lines
    assert "did not show" in stand(GIVEN, replace(yes, given=0)).why_open


def test_a_clash_between_reviewers_does_not_count() -> None:
    """Until somebody who saw both words settles it."""
    yes = cell("request_state", "accepted", by="Bo Chen", base=0)
    no = cell("request_state", "returned", by="Cy Dee", base=0, at="2026-10-03T08:00:00Z")
    settled = cell("request_state", "accepted", by="Di Eng", at="2026-10-04T09:00:00Z", base=2)

    assert stand(GIVEN, yes).state == "accepted"
    assert stand(GIVEN, no, yes).state == "submitted"
    assert stand(GIVEN, no, yes).why_open == (
        "the state was written twice (Cy Dee and Bo Chen), neither knowing of the other"
    )
    assert stand(GIVEN, replace(no, at="2026-10-03T10:00:00Z"), yes).state != "accepted"
    assert stand(GIVEN, no, yes, settled).accepted_by == "Di Eng"
    assert (
        stand(GIVEN, no, yes, replace(ACCEPTED, by="Di Eng", at="2026-10-04T09:00:00Z")).state == "accepted"
    )
    days = [
        cell("valid_until", f"202{n}-10-01", by=f"P{n}", at="2026-10-02T08:00:00Z", base=0) for n in (7, 8)
    ]
    assert "the last day it is valid was written twice" in stand(GIVEN, *days, yes).why_open


def test_three_days_are_kept_apart_and_each_must_hold() -> None:
    """Observed, covered and received; a wrong one is told and keeps it from counting."""
    whole = {
        "observed": "2026-09-30",
        "covers_from": "2026-07-01",
        "covers_to": "2026-09-30",
        "received": "2026-10-01",
        "valid_until": "2026-12-31",
    }
    one = told(GIVEN, **whole)
    assert (one.state, one.observed, one.covers_from, one.covers_to, one.received, one.valid_until) == (
        "accepted", "2026-09-30", "2026-07-01", "2026-09-30", "2026-10-01", "2026-12-31"
    )  # fmt: skip
    assert one.remarks == ()
    for changes, word in (
        ({"observed": "2026-10-02"}, "observed on 2026-10-02, in the future"),
        ({"observed": "last week"}, "the day observed is no day"),
        ({"observed": "2026-W40-1"}, "the day observed is no day"),
        ({"valid_until": "2026-13-01"}, "the last day it is valid is no day"),
        ({"covers_from": "2026-10-01"}, "the wrong way round"),
        ({"covers_from": "2026-01-01", "covers_to": "2026-06-30"}, "covers no day of the period"),
        ({"valid_until": "2026-10-06", "received": "2026-10-07"}, "before it came on 2026-10-07"),
    ):
        found = told(GIVEN, **{**whole, **changes})
        assert (found.state, word in found.why_open) == ("submitted", True), (changes, found.why_open)
    assert told(GIVEN).received == "2026-10-01"
    assert told(GIVEN, covers_from="2026-08-01", covers_to="2026-08-31").remarks == (
        "covers 2026-08-01 to 2026-08-31, not all of the period",
    )
    assert told(GIVEN, observed="2026-05-01").remarks == ("observed on 2026-05-01, before the period began",)
    assert "longer than yearly allows" in told(GIVEN, valid_until="2031-01-01").remarks[0]


def test_what_ran_out_is_asked_for_again() -> None:
    """On its own last day it counts, the day after it does not; where none was given, by how often it is asked."""
    cases: tuple[tuple[dict[str, Any], str, str], ...] = (
        ({"valid_until": "2026-10-05"}, "yearly", "2026-10-05"),
        ({"valid_until": "2026-10-05"}, "once", "2026-10-05"),
        ({"observed": "2025-10-04"}, "yearly", "2026-10-05"),
        ({"received": "2026-07-05"}, "quarterly", "2026-10-05"),
        ({"received": "2026-04-04"}, "every 6 months", "2026-10-05"),
        ({"received": "2026-09-28"}, "weekly", "2026-10-05"),
        ({"received": "2025-10-04"}, "now and then", "2026-10-05"),
    )
    for changes, frequency, last in cases:
        lines = (replace(GIVEN, **changes), ACCEPTED)
        asked = replace(ASKED["policy"], frequency=frequency)
        one, after = (stand(*lines, day=DAY + timedelta(n), request=asked) for n in (0, 1))
        assert (one.state, one.valid_until, one.why_open) == ("accepted", last, ""), changes
        assert (after.state, after.why_open) == ("expired", f"expired on {last}"), changes
    for frequency in ("once", "on change"):
        old = replace(GIVEN, received="2001-01-01")
        assert stand(old, ACCEPTED, request=replace(ASKED["policy"], frequency=frequency)).state == "accepted"
    assert (
        stand(replace(GIVEN, valid_until="2026-10-04")).why_open
        == "expired on 2026-10-04; nobody has accepted it"
    )
    # A new file brings days of its own: it does not live on by those of the old one.
    old = replace(GIVEN, valid_until="2030-01-01", observed="2026-09-01")
    new = stand(old, replace(GIVEN, at="2026-10-02T08:00:00Z", sha256="b" * 64), ACCEPTED)
    assert (new.state, new.valid_until, new.observed) == ("accepted", "2027-10-03", "")


def test_how_often_is_read_as_it_is_written() -> None:
    """The words of the mappings and what people write; an unknown word holds a year, none for ever."""
    words = {
        "yearly": 366, "quarterly": 92, "every 6 months": 184, "every 3 months": 92, "every month": 31, "every 2 years": 732,
        "Every  90 days": 90, "daily": 1, "on change": 0, "once": 0, "when asked": 366, "": 366, "every 0 days": 1,
    }  # fmt: skip
    assert {word: days_between(word) for word in words} == words
    assert [day_of(t) for t in ("2026-10-05", "20261005", "2026-W41-1", "x", "", "2026-10-05T00")] == [
        DAY,
        *[None] * 5,
    ]


def test_what_was_carried_over_is_as_old_as_it_was() -> None:
    """A quarter later nobody may take it for new, nor accept it unseen where the row changed."""
    old: dict[str, Any] = {"source": "carried: 2026Q2", "at": "2026-10-01T00:00:00Z"}
    again = {**old, "source": "carried: 2026Q2; look again: its wording"}
    typed = cell("answer", "On the wall.", **old)
    yes = cell("request_state", "accepted", by="Bo Chen", **old)
    day = cell("received_on", "2026-05-01", **old)

    assert stand(typed, yes).why_open == "carried over from 2026Q2 without a day"
    assert (stand(typed, day, yes).state, stand(typed, day, yes).valid_until) == ("accepted", "2027-05-02")
    assert "changed since: its wording" in stand(typed, day, replace(yes, **again)).why_open
    fresh = cell("request_state", "accepted", by="Bo Chen", at="2026-10-02T09:00:00Z")
    assert stand(typed, day, replace(yes, **again), fresh).state == "accepted"


def test_later_lines_win_by_time_and_blank_ones_take_away() -> None:
    """Not by their place in the file; a cell that was cleared holds nothing."""
    back = replace(ACCEPTED, state="returned", at="2026-10-01T12:00:00Z")
    assert stand(GIVEN, ACCEPTED, back).state == "accepted"
    assert stand(GIVEN, ACCEPTED, replace(back, at="2026-10-03T12:00:00+02:00")).state == "returned"
    typed = [cell("answer", "yes"), cell("answer", "", at="2026-10-04T09:00:00Z")]
    assert (stand(typed[0]).state, stand(*typed).state) == ("submitted", "requested")
    assert stand(GIVEN, ACCEPTED, cell("request_state", "", at="2026-10-04T09:00:00Z")).state == "submitted"
    named = stand(
        GIVEN, cell("request_owner", "Di Eng"), cell("due_on", "2026-10-09"), replace(ACCEPTED, owner="Cy")
    )
    assert (named.owner, named.due) == ("Di Eng", "2026-10-09")
    assert stand(GIVEN, cell("due_on", "soon")).due == ""
    link = stand(cell("evidence_link", "https://example.org/p"))
    assert (link.state, link.link, link.given_by) == ("submitted", "https://example.org/p", ("Ann Lee",))


def test_an_earlier_id_of_a_request_is_followed() -> None:
    """Ids are stable; one that was renamed keeps what was given under its old name."""
    renamed = replace(ASKED["policy"], formerly=("old-policy",))
    lines = (replace(GIVEN, request="old-policy"), replace(ACCEPTED, request="old-policy"))
    assert stand(*lines, request=renamed).state == "accepted"
    assert stand(*lines).state == "requested"


NAMES = st.sampled_from(["Ann Lee", "ann lee", "Bo Chen", "Bo Chen", "Cy Dee", "Cy Dee", ""])
TIMES = st.sampled_from(
    [f"2026-10-0{n}T0{h}:00:00Z" for n in (1, 2, 3) for h in (8, 9)] + ["", "2026-10-02T10:00:00+02:00"]
)
DATES = st.sampled_from(["", "2026-07-02", "2026-09-30", "2026-10-02", "2027-01-01", "2024-01-01", "soon"])
STATES: st.SearchStrategy[Any] = st.sampled_from(
    ["accepted", "accepted", "open", "in progress", "submitted", "returned"]
)
TERMS = ("observed", "covers_from", "covers_to", "received", "valid_until")
WHERE = st.sampled_from(["policy", "policy", "policy", "minutes"])


@st.composite
def line_of(draw: st.DrawFn) -> Given:
    """A file, or a step; at most two days, or hardly any story would ever count."""
    made = Given(request=draw(WHERE), state=draw(STATES), by=draw(NAMES), at=draw(TIMES))
    if draw(st.booleans()):
        days: dict[str, Any] = draw(st.dictionaries(st.sampled_from(TERMS), DATES, max_size=2))
        made = replace(made, sha256=draw(st.sampled_from([FILE, "b" * 64])), **days)
    return made


@st.composite
def cell_of(draw: st.DrawFn) -> Answer:
    """A cell of a copy that knew little or much."""
    field, values = draw(
        st.sampled_from(
            [
                *[("request_state", STATES)] * 3,
                *[("answer", st.sampled_from(["words", "other words", ""]))] * 2,
                ("valid_until", DATES),
                ("observed_on", DATES),
                ("received_by", NAMES),
            ]
        )
    )
    known = st.sampled_from([-1, 0, 1, 2, 10, 10])
    return cell(
        field, draw(values), by=draw(NAMES), at=draw(TIMES), key=draw(WHERE), base=draw(known), given=draw(known),
        source=draw(st.sampled_from(["c1", "c2", "carried: 2026Q2"])),
    )  # fmt: skip


LINES, CELLS = st.one_of(line_of(), st.just(GIVEN), st.just(ACCEPTED)), cell_of()
DAYS = st.dates(date(2026, 9, 1), date(2028, 1, 1))


@drawn(st.lists(LINES, max_size=5), st.lists(CELLS, max_size=4), DAYS)
def test_nothing_counts_without_a_second_person(lines: list[Given], cells: list[Answer], day: date) -> None:
    """Whatever the order: an answer has a giver and an acceptance by somebody else, and neither is nobody."""
    states = received(ASKED, lines, cells, day, PERIOD)
    for id_ in answered(states):
        one = states[id_]
        said = [x.by for x in lines if x.request == id_ and x.state == "accepted"]
        said += [
            c.by for c in cells if c.key == id_ and c.sheet == "Requests" and c.value.lower() == "accepted"
        ]
        assert any(same_person(one.accepted_by, by) for by in said)
        assert one.given_by
        assert one.accepted_by
        assert not any(same_person(one.accepted_by, giver) for giver in one.given_by)
        assert one.sha256 or one.answer or one.link
        assert not one.valid_until or day <= date.fromisoformat(one.valid_until)
    one_name = received(
        ASKED,
        [replace(x, by="Ann Lee") for x in lines],
        [replace(c, by="ann  lee") for c in cells],
        day,
        PERIOD,
    )
    assert not answered(one_name)
    unaccepted = [replace(x, state="submitted") if x.state == "accepted" else x for x in lines]
    none = [c for c in cells if c.value.lower() != "accepted"]
    assert not answered(received(ASKED, unaccepted, none, day, PERIOD))


@drawn(st.lists(LINES, max_size=5), st.lists(CELLS, max_size=4), DAYS, st.integers(0, 800))
def test_time_makes_nothing_better(lines: list[Given], cells: list[Answer], day: date, more: int) -> None:
    """What counts on a later day counted on every earlier one: nothing is mended by running out."""
    later = answered(received(ASKED, lines, cells, day + timedelta(more), PERIOD))
    assert later <= answered(received(ASKED, lines, cells, day, PERIOD))


@drawn(st.lists(LINES, max_size=5), st.lists(CELLS, max_size=4), LINES, CELLS)
def test_a_line_of_another_request_changes_nothing(
    lines: list[Given], cells: list[Answer], line: Given, one: Answer
) -> None:
    """A line speaks of its own request; of none that is asked, of nothing."""
    lines, cells = [replace(x, request="policy") for x in lines], [replace(c, key="policy") for c in cells]
    before = received(ASKED, lines, cells, DAY, PERIOD)
    for where in ("minutes", "nothing that is asked"):
        after = received(
            ASKED, [*lines, replace(line, request=where)], [*cells, replace(one, key=where)], DAY, PERIOD
        )
        assert after["policy"] == before["policy"]
    assert after == before


def test_a_row_says_where_it_lies_and_no_secret() -> None:
    """What follows a link's ? may be a key to it. Only what counts is called received."""
    link = cell("evidence_link", "https://files.example.org/p.pdf?sig=abc")
    asked = RequestRow(
        request="policy", title="T", wording="w", owner="o", good_answer="g", frequency="yearly", requirements=("a:1", "b:2"),
        objectives=(), status="requested", due="2026-09-30", evidence="", received_at="",
    )  # fmt: skip
    states = {
        n: {"policy": stand(GIVEN, link, *more)}
        for n, more in enumerate(((), (cell("due_on", "2026-11-01"),)))
    }
    (row,) = standing_rows([asked], states[0], "2026-09-30")
    (later,) = standing_rows([row], states[1], "2026-09-30")
    (counts,) = standing_rows([asked], {"policy": stand(GIVEN, ACCEPTED)}, "2026-09-30")

    assert row.evidence == f"files/{FILE}; https://files.example.org/p.pdf?…"
    assert (row.status, row.state, row.received_at, row.due) == (
        "requested",
        "submitted",
        "2026-10-01",
        "2026-09-30",
    )
    assert (later.due, later.requirements) == ("2026-11-01", asked.requirements)
    assert (counts.status, counts.accepted_by, counts.file) == ("received", "Bo Chen", "policy.pdf")
    assert standing_rows([counts], {}, "2026-09-30") == (asked,)
