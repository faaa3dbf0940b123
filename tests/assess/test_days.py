"""Days of a period against an oracle that counts them one by one."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.assess.days import Span, covers, first_day, last_day, length, months_later, uncovered, valid
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


@given(st.dates(date(1999, 1, 1), date(2101, 12, 31)), st.integers(1, 60))
@example(date(2024, 2, 29), 12)
@example(date(2026, 8, 31), 6)
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int) -> None:
    """Against a walk from month to month."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    found = months_later(day, months)

    assert (found.year, found.month) == (year, month)
    assert found.day == day.day or (found.day < day.day and (found + DAY).month != month)


def test_what_is_given_at_a_moment_is_relied_on_for_so_long() -> None:
    """To its own end at most; a leap day's year ends on 28 February; one day alone holds for a year at most."""
    given_on = date(2024, 2, 29)
    told = [
        (valid(Span(start=given_on, end=end), months).end)
        for end, months in (
            (date(2024, 12, 31), 12),
            (date(2027, 2, 28), 12),
            (date(2027, 2, 28), 36),
            (date(2027, 2, 28), 0),
            (given_on, 36),
            (given_on, 6),
            (given_on, 0),
        )
    ]

    assert told == [
        *(date(2024, 12, 31), date(2025, 2, 27), date(2027, 2, 27), date(2027, 2, 28)),
        *(date(2025, 2, 27), date(2024, 8, 28), date(2025, 2, 27)),
    ]
    assert months_later(date(9999, 1, 31), 12) == date.max


def test_a_moment_in_another_zone_is_never_taken_for_more_than_it_is() -> None:
    """A first day is the later of the two that it may mean, a last day the earlier."""
    assert (first_day("2026-07-01T00:00:00Z"), last_day("2026-09-30T23:59:59.999Z")) == (
        date(2026, 7, 1),
        date(2026, 9, 30),
    )
    assert (first_day("2026-06-30T22:00:00-05:00"), first_day("2026-07-01T03:00:00+09:00")) == (
        date(2026, 7, 1),
    ) * 2
    assert (last_day("2026-09-30T22:00:00-05:00"), last_day("2026-10-01T03:00:00+09:00")) == (
        date(2026, 9, 30),
    ) * 2
    odd = (
        None,
        "",
        20260701,
        "soon",
        "2026-02-30",
        "2026-07-01 00:00",
        "2026-W27-1",
        "20260701",
        "2026-07-01TX",
        [],
        {},
    )
    assert [first_day(value) for value in odd] == [None] * len(odd) == [last_day(value) for value in odd]
    assert first_day("0001-01-01T00:00:00+14:00") == date(1, 1, 1)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_a_day(text: str) -> None:
    """It is a day or it is none."""
    for read in (first_day, last_day):
        found = read(text)
        assert found is None or isinstance(found, date)
