"""Counts and percentages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model.status import Counts
from generator.render.figures import judged, n_of, population, share
from generator.render.rows.requirements import good, tally


@pytest.mark.parametrize(
    ("n", "total", "text"),
    [
        (0, 0, "–"),
        (0, 3, "0 of 3 (0 %)"),
        (1, 3, "1 of 3 (33 %)"),
        (3, 3, "3 of 3 (100 %)"),
        (999, 1000, "999 of 1,000 (99 %)"),
        (1, 1000, "1 of 1,000 (<1 %)"),
    ],
)
def test_share(n, total, text):
    """Shares say n of N, a dash for none of none, 100 % only for all and 0 % only for none."""
    assert text == share(n, total)


def test_not_applicable_is_left_out():
    """Not applicable is no part of N, and no data is no part of n."""
    counts = Counts(population=10, passed=4, failed=1, no_data=2, exceptions=1, not_applicable=2)
    assert 8 == judged(counts)
    assert "4 of 8 passed; 1 failed; 2 no data; 1 exception; 2 not applicable" == population(counts)
    assert "–" == population(Counts())
    assert "1 not applicable" == population(Counts(population=1, not_applicable=1))


@given(*[st.integers(0, 50)] * 6)
def test_never_better_than_it_is(passed, failed, no_data, exceptions, not_applicable, unseen):
    """Where the population is larger than what was judged, the larger figure is N."""
    seen = passed + failed + no_data + exceptions
    counts = Counts(
        population=seen + not_applicable + unseen,
        passed=passed,
        failed=failed,
        no_data=no_data,
        exceptions=exceptions,
        not_applicable=not_applicable,
    )
    assert seen + unseen == judged(counts)
    assert n_of(passed, judged(counts)) == ("–" if seen + unseen == 0 else f"{passed} of {seen + unseen}")


def test_requirements_are_tallied_once(view):
    """Statuses add up to the requirements that have the part; not applicable is no part of N."""
    ours = tally(view.requirements, "customer")
    assert sum(1 for r in view.requirements if r.customer_status) == sum(ours.values())
    assert (ours["supported"], sum(ours.values()) - ours["not applicable"]) == good(ours, "supported")
