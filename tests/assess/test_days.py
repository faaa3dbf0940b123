"""Days of a period against an oracle that counts them one by one."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.assess.days import Span, covers, length, uncovered
from generator.model.scope import Period

DAY = timedelta(days=1)
START = date(2027, 12, 1)  # spans a leap day: 2028-02-29
SPANS = st.tuples(st.integers(-20, 140), st.integers(0, 60)).map(
    lambda two: Span(start=START + two[0] * DAY, end=START + (two[0] + two[1]) * DAY)
)
OPEN = Span(start=date(2028, 1, 15), end=date(9999, 12, 31))


def _period(first: date, last: date) -> Period:
    return Period(name="p", start=first, end=last)


def _days(span: Span, period: Period) -> set[date]:
    return {d for d in _every(period) if span.start <= d <= span.end}


def _every(period: Period) -> list[date]:
    return [period.start + n * DAY for n in range(period.days)]


@given(st.lists(SPANS, max_size=5), st.integers(0, 20), st.integers(0, 100))
@example([OPEN], 0, 100)
@example([], 0, 0)
@example([Span(start=date(2028, 2, 29), end=date(2028, 2, 29))], 0, 100)
def test_the_days_left_are_the_days_that_no_span_holds(spans: list[Span], first: int, more: int) -> None:
    """Each day of the period is covered or left, never both, never neither."""
    period = _period(START + first * DAY, START + (first + more) * DAY)
    left = uncovered(period, spans)
    held = set().union(*(_days(span, period) for span in spans))

    assert sorted(d for span in left for d in _days(span, period)) == sorted(set(_every(period)) - held)
    assert length(left) == period.days - len(held)


@given(st.lists(SPANS, max_size=5))
def test_what_is_left_is_in_order_apart_and_inside(spans: list[Span]) -> None:
    """So that it can be told as "from … to …"."""
    period = _period(START, START + 100 * DAY)
    left = uncovered(period, spans)

    assert all(period.start <= span.start <= span.end <= period.end for span in left)
    assert all(one.end + DAY < two.start for one, two in pairwise(left))


@given(st.lists(SPANS, max_size=4), SPANS)
def test_one_more_report_never_leaves_more(spans: list[Span], more: Span) -> None:
    """And the order in which reports are listed says nothing."""
    period = _period(START, START + 100 * DAY)

    assert length(uncovered(period, [*spans, more])) <= length(uncovered(period, spans))
    assert uncovered(period, [*spans, more]) == uncovered(period, [more, *reversed(spans)])


@pytest.mark.parametrize(
    ("first", "last", "from_", "to", "left"),
    [
        ("2026-07-01", "2026-09-30", "2026-07-01", "2026-09-30", 0),
        ("2026-07-01", "2026-09-30", "2026-07-02", "2026-09-30", 1),
        ("2026-07-01", "2026-09-30", "2026-07-01", "2026-09-29", 1),
        ("2026-07-01", "2026-09-30", "2026-07-02", "2026-09-29", 2),
        ("2026-07-01", "2026-09-30", "2026-06-30", "2026-06-30", 92),
        ("2026-07-01", "2026-09-30", "2026-10-01", "2026-10-01", 92),
        ("2026-07-01", "2026-09-30", "2026-07-01", "2026-07-01", 91),
        ("2026-07-01", "2026-07-01", "2026-07-01", "2026-07-01", 0),
        ("2028-02-01", "2028-02-29", "2028-02-01", "2028-02-28", 1),
        ("2027-02-01", "2027-02-28", "2027-02-01", "2027-02-28", 0),
        ("2026-12-31", "2027-01-01", "2026-12-31", "2026-12-31", 1),
        ("2026-07-01", "2026-09-30", "2025-01-01", "9999-12-31", 0),
    ],
)
def test_both_ends_of_a_report_count(first: str, last: str, from_: str, to: str, left: int) -> None:
    """Days are inclusive: off by one would hide a day or make one up."""
    period = _period(date.fromisoformat(first), date.fromisoformat(last))
    span = Span(start=date.fromisoformat(from_), end=date.fromisoformat(to))

    assert length(uncovered(period, [span])) == left


@pytest.mark.parametrize(
    ("gap", "words"), [(0, "whole"), (1, "part"), (91, "part"), (92, "none"), (93, "none")]
)
def test_the_gap_says_how_much_is_covered(gap: int, words: str) -> None:
    """Part is neither nothing nor all."""
    assert covers(_period(date(2026, 7, 1), date(2026, 9, 30)), gap) == words
