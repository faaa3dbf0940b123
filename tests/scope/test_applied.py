"""Options and dates: what they leave out is named, and nothing is left out in silence."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from builders import catalog, framework, objective, requirement, scope
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import ScopeError
from generator.model.catalog import (
    AwsLine,
    Catalog,
    CustomerLine,
    Option,
    ReportFamily,
    ReportRule,
    Request,
    When,
)
from generator.scope import plan
from generator.scope.applied import answered, applied, holds_on

YES_NO = Option(id="site", question="A site?", values={"yes": "Y", "no": "N"}, default=("yes",))
PARTS = Option(id="parts", question="Which?", values={"a": "A", "b": "B"}, default=("a", "b"), many=True)
OPTIONS = {"site": YES_NO, "parts": PARTS}
ASKED = Request(id="ask", title="Ask", wording="w", owner="o", good_answer="g")
FAMILY = ReportFamily(
    id="soc", name="SOC", kind="report", rules=(ReportRule(id="r", name="SOC"),), attests="a"
)


def with_site(*answers: str) -> When:
    """Only where a site is answered so."""
    return When(options={"site": answers})


def made(*requirements: Any, **fields: Any) -> Catalog:
    """A catalog with the options."""
    whole = catalog(
        requests=[ASKED], families=[FAMILY], objectives=[objective("o", requests=["ask"])],
        frameworks=[framework("f", *requirements)],
    )  # fmt: skip
    return replace(whole, options=OPTIONS, **fields)


ALWAYS = CustomerLine(objective="o")


def ids(one: Catalog) -> list[str]:
    """The requirements that hold."""
    return [r.id for r in one.frameworks["f"].requirements]


def under(one: Catalog, day: date | None = None, **answers: tuple[str, ...]) -> Catalog:
    """Under these answers, the others by default."""
    return applied(one, answered(OPTIONS, answers), day)


def test_what_is_not_answered_has_its_default() -> None:
    """And what is answered in YAML's ways of yes and no is understood."""
    assert answered(OPTIONS, {}) == {"parts": ("a", "b"), "site": ("yes",)}
    assert answered(OPTIONS, {"site": ("true",)})["site"] == ("yes",)
    assert answered(OPTIONS, {"site": ("off",)})["site"] == ("no",)
    assert answered(OPTIONS, {"parts": ("b", "b")})["parts"] == ("b",)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"sites": ("yes",)}, "There is no option 'sites'."),
        ({"site": ("perhaps",)}, "'perhaps' is no answer to the option 'site'."),
        ({"site": ("yes", "no")}, "The option 'site' takes one answer."),
        ({"parts": ("c",)}, "'c' is no answer to the option 'parts'."),
    ],
)
def test_what_is_no_option_or_answer_is_named(given_: Any, said: str) -> None:
    """With what may be written instead."""
    with pytest.raises(ScopeError) as told:
        answered(OPTIONS, given_)

    assert told.value.message == said
    assert told.value.hint


def test_an_answer_takes_requirements_and_lines_away_and_says_so() -> None:
    """The requirement is named with the question; a line goes, the rest stays."""
    one = made(
        requirement("R1", ALWAYS, when=with_site("yes")),
        requirement("R2", ALWAYS, CustomerLine(request="ask", when=with_site("yes"))),
    )

    assert ids(under(one)) == ["R1", "R2"]
    less = under(one, site=("no",))
    assert ids(less) == ["R2"]
    assert [(out.requirement, out.why) for out in less.left_out] == [("R1", "option site: no (A site?)")]
    assert less.frameworks["f"].requirements[0].customer == (ALWAYS,)


def test_a_requirement_of_which_nothing_holds_is_named_too() -> None:
    """Never an empty row."""
    less = under(made(requirement("R1", CustomerLine(request="ask", when=with_site("yes")))), site=("no",))

    assert ids(less) == []
    assert "nothing of it holds" in less.left_out[0].why


def test_one_answer_of_several_is_enough() -> None:
    """Where an option takes several."""
    one = made(requirement("R1", ALWAYS, when=When(options={"parts": ("a",)})))

    assert ids(under(one, parts=("a", "b"))) == ["R1"]
    assert ids(under(one, parts=("b",))) == []


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(DAYS, DAYS, DAYS)
def test_an_entry_holds_from_its_first_to_its_last_day(start: date, end: date, day: date) -> None:
    """Both included."""
    one = replace(ASKED, from_=start, until=end)

    assert holds_on(one, day) == (start <= day <= end)
    assert holds_on(replace(ASKED, from_=start), day) == (start <= day)
    assert holds_on(replace(ASKED, until=end), day) == (day <= end)
    assert holds_on(one, None)


def test_dated_entries_come_and_go() -> None:
    """A requirement, a line, an objective, a request: each by its own days."""
    new = date(2026, 7, 1)
    one = made(
        requirement("OLD", ALWAYS, until=date(2026, 6, 30)),
        requirement("NEW", ALWAYS, from_=new),
        requirement("BOTH", ALWAYS, CustomerLine(request="ask", from_=new)),
    )

    before, after = under(one, date(2026, 6, 30)), under(one, new)
    assert (ids(before), ids(after)) == (["OLD", "BOTH"], ["NEW", "BOTH"])
    assert [out.why for out in before.left_out] == ["holds from 2026-07-01"]
    assert [out.why for out in after.left_out] == ["held until 2026-06-30"]
    assert [len(c.frameworks["f"].requirements[1].customer) for c in (before, after)] == [1, 2]


def test_a_request_that_no_longer_holds_leaves_its_objective_and_the_lines() -> None:
    """An objective with nothing left goes with its lines."""
    gone = replace(ASKED, until=date(2026, 1, 1))
    one = replace(made(requirement("R1", ALWAYS)), requests={"ask": gone})

    less = under(one, date(2026, 2, 1))
    assert (ids(less), less.objectives, less.requests) == ([], {}, {})


def test_a_family_that_no_longer_holds_leaves_its_line_without_a_report() -> None:
    """The line stays, so that it can stand at 'no report'."""
    line = AwsLine(statement="AWS does.", reports=("soc",))
    one = replace(made(requirement("R1", line)), families={"soc": replace(FAMILY, until=date(2026, 1, 1))})

    (left,) = under(one, date(2026, 2, 1)).frameworks["f"].requirements[0].aws
    assert left.reports == ()


def test_a_plan_keeps_answers_and_day() -> None:
    """They are told in the pack."""
    where = replace(scope(frameworks=("f",)), options={"site": ("no",)})
    made_plan = plan(made(requirement("R1", ALWAYS)), where, date(2026, 5, 1))

    assert made_plan.answers == {"parts": ("a", "b"), "site": ("no",)}
    assert (made_plan.day, made_plan.scope.options) == (date(2026, 5, 1), {"site": ("no",)})
