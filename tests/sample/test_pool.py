"""What is drawn from: everything that the check judged, and no population that was only partly seen."""

from dataclasses import replace
from typing import Any

import pytest
from pools import CHECK, ONE, TWO, assessment, finding, population, volumes, wanted

from generator.errors import ScopeError
from generator.model.status import Counts
from generator.sample import make
from generator.sample.pool import pool


def refused(made: Any, **fields: Any) -> ScopeError:
    with pytest.raises(ScopeError) as told:
        make(made, wanted(size=3, **fields))
    return told.value


def test_whatever_the_result_each_resource_is_in() -> None:
    """A population of those that passed alone would be the wrong green; a list that failed is no resource."""
    states = ("passed", "failed", "no data", "exception", "not applicable")
    made = assessment([finding(f"vol-{state}", status=state) for state in states])

    assert set(pool(made, CHECK).items) == {f"vol-{state}" for state in states}


def test_every_account_and_region_is_in() -> None:
    """Unless it is held to some; accounts go by id or name."""
    places = [(ONE, "us-east-1"), (ONE, "eu-west-1"), (TWO, "us-east-1")]
    made = assessment([finding(f"vol-{account}-{region}", account, region) for account, region in places])

    assert make(made, wanted(size=9))[0].population == 3
    assert make(made, wanted(size=9, accounts=("production",)))[1] == (f"vol-{TWO}-us-east-1",)
    assert make(made, wanted(size=9, accounts=(ONE,), regions=("eu-west-1",)))[1] == (f"vol-{ONE}-eu-west-1",)
    assert "no account 'nobody'" in refused(made, accounts=("nobody",)).message
    assert "no region 'mars'" in refused(made, regions=("mars",)).message


def test_one_name_in_several_places_is_several_items() -> None:
    """A policy of AWS's is attached in each account by itself: none hides the others."""
    shared = "arn:aws:iam::aws:policy/AdministratorAccess"
    made = assessment([finding(shared, ONE), finding(shared, TWO), finding("own", TWO)])
    sample, lines = make(made, wanted(size=9))

    assert lines == (f"{shared}\t{ONE}\tus-east-1", f"{shared}\t{TWO}\tus-east-1", "own")
    assert {(d.resource, d.account) for d in sample.drawn} == {(shared, ONE), (shared, TWO), ("own", TWO)}


def test_an_incomplete_population_is_refused() -> None:
    """With the place and the reason; drawn from only when asked for, and marked."""
    made = assessment(
        [*volumes(4), finding("*", TWO, status="no data")],
        [population(ONE), population(TWO, why="DescribeVolumes denied:\x1b[2J AccessDenied")],
    )
    told = refused(made)
    sample, lines = make(made, wanted(size=3, incomplete=True))

    assert TWO in told.message
    assert "AccessDenied" in told.message
    assert "\x1b" not in told.message
    assert "--incomplete" in told.hint
    assert not sample.complete
    assert [hole.account for hole in sample.holes] == [TWO]
    assert len(lines) == 4


def test_a_whole_place_of_an_incomplete_population_can_be_drawn_from() -> None:
    """Held to the account that was read, nothing is missing."""
    made = assessment(volumes(4), [population(ONE), population(TWO, why="denied")])

    assert make(made, wanted(size=3, accounts=(ONE,)))[0].complete


def test_regions_do_not_hide_what_an_unknown_one_may_hold() -> None:
    """A list over all regions, or regions that nobody knows, may hold resources of the one asked for."""
    for region in ("global", "*"):
        made = assessment(volumes(4), [population(ONE), population(TWO, region, why="denied")])

        assert "incomplete" in refused(made, regions=("us-east-1",)).message


def test_where_nothing_is_known_nothing_is_drawn() -> None:
    """Not even when asked for."""
    made = assessment([finding("*", status="no data")], [population(why="denied")])

    assert "Nothing of the population is known" in refused(made, incomplete=True).message


def test_an_empty_population_is_not_occurring() -> None:
    """It was read and is empty: that is kept as evidence, and no fault."""
    sample, lines = make(assessment([], [population()]), wanted())

    assert (sample.population, sample.size, sample.drawn, lines) == (0, 0, (), ())
    assert sample.complete


def test_an_unknown_check_is_told_with_the_nearest() -> None:
    """And one with several thresholds asks which."""
    twice = [finding("a", check="iam.length", params=f"minimum={n}") for n in (8, 12)]
    rows = [population(check="iam.length", params=f"minimum={n}") for n in (8, 12)]
    made = assessment([*volumes(2), *twice], [population(), *rows])

    assert CHECK in refused(made, check="ec2.volume_encrypted").hint
    assert "iam.length(minimum=12)" in refused(made, check="iam.length").hint
    assert make(made, wanted(check="iam.length(minimum=8)", size=1))[0].check == "iam.length(minimum=8)"
    assert "evidencemap checks" in refused(made, check="x" * 5_000).hint


def test_a_check_with_one_threshold_goes_by_its_id() -> None:
    """The draw names the threshold."""
    one = finding("a", check="iam.length", params="minimum=12")
    made = assessment([one], [population(check="iam.length", params="minimum=12")])

    assert make(made, wanted(check="iam.length", size=1))[0].check == "iam.length(minimum=12)"


def test_an_account_without_the_check_is_told() -> None:
    """Instead of an empty population that would read as 'not occurring'."""
    made = assessment(volumes(2))

    assert "does not judge" in refused(made, accounts=(TWO,)).message


def test_the_draw_changes_with_the_engagement_and_the_population_alone() -> None:
    """Results that change, words that are mended, time that passes: the same draw, the same id."""
    before = assessment(volumes(40))
    after = replace(
        before,
        findings=tuple(replace(f, status="failed", reason="x", title="y") for f in before.findings),
        assessed_at="2027-01-01T00:00:00Z",
        version="9",
    )
    lines = [d.line for d in make(before, wanted(size=5))[0].drawn]

    assert make(after, wanted(size=5)) == make(before, wanted(size=5))
    assert [d.line for d in make(before, wanted(size=5, engagement="Other"))[0].drawn] != lines


def test_what_aws_owns_is_told() -> None:
    """It is no part of the population; the count says that somebody left it out."""
    made = assessment(volumes(2), [population(counts=Counts(aws_owned=3))])

    assert make(made, wanted(size=1))[0].aws_owned == 3
