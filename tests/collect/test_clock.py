"""Times of records: they sort as text, and an end is never before its beginning."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.collect import clock

TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(TIMES, st.integers(0, 10**7))
def test_stamps_sort_as_text_like_the_times_that_they_name(at: datetime, microseconds: int) -> None:
    """Also where one has no part of a second, which ISO 8601 as Python writes it leaves out."""
    whole = at.replace(microsecond=0)
    assert clock.stamp(whole) <= clock.stamp(whole + timedelta(microseconds=microseconds))
    assert datetime.fromisoformat(clock.stamp(at)) == at


def test_a_clock_that_is_set_back_turns_no_record_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall clock goes back an hour between beginning and end; the time that passed still counts on."""
    hour = iter([datetime(2026, 1, 1, 10, tzinfo=UTC), datetime(2026, 1, 1, 9, tzinfo=UTC)])
    ticks = iter([100.0, 102.5])

    class Wall(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return next(hour)

    monkeypatch.setattr(clock, "datetime", Wall)
    monkeypatch.setattr(clock.time, "monotonic", lambda: next(ticks))
    watch = clock.Watch()
    assert (watch.started, watch.ended()) == ("2026-01-01T10:00:00.000000Z", "2026-01-01T10:00:02.500000Z")
