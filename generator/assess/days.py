"""Days of an audit period: which are covered, which are not. All days are inclusive, in UTC."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from generator.model.plain import Json, plain
from generator.model.scope import Period

_ONE = timedelta(days=1)


@plain
class Span:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    @property
    def words(self) -> str:
        """``2026-04-01 to 2026-09-30``."""
        return f"{self.start} to {self.end}" if self.start != self.end else str(self.start)


def uncovered(period: Period, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The parts of the period that no span holds, in order."""
    left: list[Span] = []
    day = period.start
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if span.end < day or span.start > period.end:
            continue
        if span.start > day:
            left.append(Span(start=day, end=span.start - _ONE))
        if span.end >= period.end:
            return tuple(left)
        day = max(day, span.end + _ONE)
    return (*left, Span(start=day, end=period.end))


def length(spans: Iterable[Span]) -> int:
    """How many days the spans have, which do not overlap."""
    return sum(span.days for span in spans)


def covers(period: Period, gap: int) -> str:
    """``whole``, ``part`` or ``none`` of the period, from the days that are left."""
    if gap == 0:
        return "whole"
    return "none" if gap >= period.days else "part"


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day (31 January, 29 February)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def valid(span: Span, months: int) -> Span:
    """The days that something given at a moment is relied on: to its own end, at most so many months.

    One that names its first day alone is relied on for at most a year. ``months`` of 0: to its own end.
    """
    if span.start == span.end:
        months = min(months or 12, 12)
        return Span(start=span.start, end=months_later(span.start, months) - _ONE)
    if not months:
        return span
    return Span(start=span.start, end=min(span.end, months_later(span.start, months) - _ONE))


def first_day(value: Json) -> date | None:
    """The first day that a moment in ISO 8601 surely begins before: the later of its own day and UTC's."""
    days = _days(value)
    return max(days) if days else None


def last_day(value: Json) -> date | None:
    """The last day that a moment in ISO 8601 surely reaches: the earlier of its own day and UTC's."""
    days = _days(value)
    return min(days) if days else None


def _days(value: Json) -> tuple[date, ...]:
    """Its day where it was written and in UTC; nothing where it is no moment of ISO 8601's extended form."""
    if not isinstance(value, str) or len(value) < 10 or value[4] != "-" or value[7] != "-":
        return ()
    if len(value) > 10 and value[10] != "T":
        return ()
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return ()
    if moment.tzinfo is None:
        return (moment.date(),)
    try:
        return (moment.date(), moment.astimezone(UTC).date())
    except OverflowError:
        return (moment.date(),)
