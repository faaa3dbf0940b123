"""Days of an audit period: which are covered, which are not. All days are inclusive, in UTC."""

from collections.abc import Iterable
from datetime import date, timedelta

from generator.model.plain import plain
from generator.model.scope import Period


@plain
class Span:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date


def uncovered(period: Period, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The parts of the period that no span holds, in order."""
    left: list[Span] = []
    day = period.start
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if span.end < day or span.start > period.end:
            continue
        if span.start > day:
            left.append(Span(start=day, end=span.start - timedelta(days=1)))
        day = max(day, min(span.end, period.end) + timedelta(days=1))
        if day > period.end:
            return tuple(left)
    return (*left, Span(start=day, end=period.end))


def length(spans: Iterable[Span]) -> int:
    """How many days the spans have, which do not overlap."""
    return sum((span.end - span.start).days + 1 for span in spans)


def covers(period: Period, gap: int) -> str:
    """``whole``, ``part`` or ``none`` of the period, from the days that are left."""
    if gap == 0:
        return "whole"
    return "none" if gap >= period.days else "part"
