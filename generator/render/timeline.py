"""Our period as a line of days: covered by a report, an agreement or a bridge letter, by nothing, or not known.

A day that is uncovered wins: a cell of text shows *nothing* where a single day of it is. Nothing here is a
judgement: what is uncovered is given, and a day that no stretch speaks of counts as uncovered too.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from generator.model.assessment import ReportRow, Stretch
from generator.model.plain import plain
from generator.model.scope import Period

Kind = Literal["report", "agreement", "bridge", "nothing", "unknown"]
MARKS: Mapping[Kind, str] = {"report": "█", "agreement": "█", "bridge": "▒", "nothing": "·", "unknown": "?"}
LEAST, MOST = 13, 26  # cells: about one a week
NAMES = 3
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = timedelta(days=1)
_Span = tuple[date, date]


@plain
class Run:
    """Days on end that stand alike."""

    kind: Kind
    start: date
    end: date
    names: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        """How many."""
        return (self.end - self.start).days + 1

    @property
    def words(self) -> str:
        """``2026-10-01 to 2026-12-31``."""
        return f"{self.start} to {self.end}" if self.start != self.end else str(self.start)


@plain
class Tick:
    """A month that begins within the period, in per cent of its width."""

    at: float
    label: str


@plain
class Piece:
    """A run as a piece of a bar, in per cent of its width."""

    run: Run
    at: float
    wide: float

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return round(self.at + self.wide / 2, 3)


def runs(
    period: Period, stretches: Iterable[Stretch], gaps: Iterable[str] = (), *, unread: bool = False
) -> tuple[Run, ...]:
    """The whole period from its first day to its last.

    ``gaps`` are uncovered whatever stretches say (``2026-10-12 to 2026-10-31``): one account of several may lack
    what another has. ``unread``: what is uncovered could not be read.
    """
    every = list(stretches)
    spans = {kind: _merged(_spans(every, kind, period)) for kind in ("report", "agreement", "bridge")}
    open_ = _merged(span for span in map(_gap, gaps) if span)
    starts = _starts(period, [*spans.values(), open_])
    found: list[Run] = []
    for n, start in enumerate(starts):
        end = starts[n + 1] - _DAY if n + 1 < len(starts) else period.end
        kind = _kind(start, spans, open_, unread=unread)
        if found and found[-1].kind == kind:
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(Run(kind=kind, start=start, end=end))
    return tuple(replace(run, names=_names(run, every)) for run in found)


def row_runs(period: Period, row: ReportRow, *, unread: bool = False) -> tuple[Run, ...]:
    """What a single document covers, and what bridge letters add to it."""
    own = []
    until = row.valid_to or row.period_to or (str(date.max) if row.kind == "agreement" else "")
    if row.used and row.period_from and until:
        own.append(Stretch(kind=row.kind, start=row.period_from, end=until, name=row.name))
        if row.bridged_to:
            own.append(Stretch(kind="bridge", start=until, end=row.bridged_to, name=""))
    return runs(period, own, unread=unread)


def covered(line: Sequence[Run]) -> int:
    """How many days are covered."""
    return sum(run.days for run in line if run.kind not in ("nothing", "unknown"))


def cells(period: Period) -> int:
    """How many characters a line of text takes."""
    return min(period.days, max(LEAST, min(MOST, period.days // 7)))


def text(period: Period, line: Sequence[Run]) -> str:
    """The line in characters: ``██████▒▒▒····``. The worst day of a cell gives its mark."""
    count = cells(period)
    worst: Sequence[Kind] = ("unknown", "nothing", "bridge", "agreement", "report")
    marks = []
    for n in range(count):
        first = period.start + timedelta(days=n * period.days // count)
        last = period.start + timedelta(days=(n + 1) * period.days // count - 1)
        here = {run.kind for run in line if run.start <= last and first <= run.end}
        marks.append(MARKS[next((kind for kind in worst if kind in here), "nothing")])
    return "".join(marks)


def pieces(period: Period, line: Sequence[Run]) -> tuple[Piece, ...]:
    """The line as pieces of a bar."""
    return tuple(Piece(run=r, at=_at(period, r.start), wide=_wide(period, r)) for r in line)


def ticks(period: Period) -> tuple[Tick, ...]:
    """The months that begin within the period, at most thirteen of them."""
    first = period.start.year * 12 + period.start.month - (1 if period.start.day == 1 else 0)
    last = period.end.year * 12 + period.end.month - 1
    step = next((s for s in (1, 2, 3, 6, 12) if (last - first) // s < MOST // 2), 0)
    if not step:
        step = 12 * ((last - first) // (12 * 12) + 1)
    months = [m for m in range(first, last + 1) if m % step == 0] if step > 1 else range(first, last + 1)
    made = []
    for month in months:
        day = date(month // 12, month % 12 + 1, 1)
        label = str(day.year) if step >= 12 else _MONTHS[day.month - 1]
        made.append(Tick(at=_at(period, day), label=label))
    return tuple(made)


def _at(period: Period, day: date) -> float:
    return round(100 * (day - period.start).days / period.days, 3)


def _wide(period: Period, run: Run) -> float:
    return round(100 * run.days / period.days, 3)


def _day(text_: str) -> date | None:
    try:
        return date.fromisoformat(text_)
    except ValueError:
        return None


def _gap(words: str) -> _Span | None:
    first, _, last = words.partition(" to ")
    start, end = _day(first), _day(last or first)
    return (start, end) if start and end and start <= end else None


def _spans(stretches: Iterable[Stretch], kind: str, period: Period) -> Iterable[_Span]:
    for one in stretches:
        span = _gap(f"{one.start} to {one.end}") if one.kind == kind else None
        if span and span[0] <= period.end and period.start <= span[1]:
            yield span


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    """Without overlaps, in order."""
    made: list[_Span] = []
    for start, end in sorted(spans):
        if made and (start <= made[-1][1] or start - made[-1][1] == _DAY):
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made


def _starts(period: Period, lines: Iterable[Sequence[_Span]]) -> list[date]:
    """The days within the period on which something may change."""
    found = {period.start}
    for start, end in (span for line in lines for span in line):
        found.add(start)
        if end < period.end:
            found.add(end + _DAY)
    return sorted(day for day in found if period.start <= day <= period.end)


def _kind(day: date, spans: Mapping[str, Sequence[_Span]], gaps: Sequence[_Span], *, unread: bool) -> Kind:
    nothing: Kind = "unknown" if unread else "nothing"
    if _holds(gaps, day):
        return nothing
    order: Sequence[Kind] = ("report", "agreement", "bridge")
    return next((kind for kind in order if _holds(spans[kind], day)), nothing)


def _holds(spans: Sequence[_Span], day: date) -> bool:
    n = bisect_right(spans, (day, date.max)) - 1
    return n >= 0 and day <= spans[n][1]


def _names(run: Run, stretches: Iterable[Stretch]) -> tuple[str, ...]:
    """What covers the days, the first of many."""
    own = [
        one.name
        for one in stretches
        if one.kind == run.kind
        and (span := _gap(f"{one.start} to {one.end}"))
        and span[0] <= run.end
        and run.start <= span[1]
    ]
    names = tuple(dict.fromkeys(name for name in own if name))
    more = len(names) - NAMES
    return (*names[:NAMES], f"{more:,} more") if more > 0 else names
