"""Our period as a line of days."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model.assessment import Stretch
from generator.model.scope import Period
from generator.render.timeline import LEAST, MARKS, MOST, cells, covered, pieces, runs, text, ticks

DAY = timedelta(days=1)
START = date(2024, 1, 20)  # a leap year
DAYS = st.integers(-40, 120).map(lambda n: START + n * DAY)
KINDS = st.sampled_from(["report", "bridge", "agreement"])
SPANS = st.lists(st.tuples(KINDS, DAYS, DAYS), max_size=6)


def stretch(kind: str, start: object, end: object) -> Stretch:
    """Some days."""
    return Stretch(kind=kind, start=str(start), end=str(end), name=f"{kind} of {start}")  # type: ignore[arg-type] # drawn of the three


def oracle(day: date, stretches: list[Stretch], gaps: list[str]) -> str:
    """The kind of a single day, thought of day by day."""
    if any(g.split(" to ")[0] <= str(day) <= g.split(" to ")[-1] for g in gaps):
        return "nothing"
    here = {s.kind for s in stretches if s.start <= str(day) <= s.end}
    return next((kind for kind in ("report", "agreement", "bridge") if kind in here), "nothing")


@settings(max_examples=150, deadline=None, database=None)
@given(SPANS, st.lists(st.tuples(DAYS, DAYS), max_size=2), st.integers(1, 100))
def test_every_day_stands_as_it_would_alone(spans, gaps, days):
    """Runs hold each day of the period once, in order, with the kind that it has by itself; no uncovered day is hidden."""
    period = Period(name="P", start=START, end=START + (days - 1) * DAY)
    stretches = [stretch(*span) for span in spans]
    told = [f"{a} to {b}" for a, b in gaps]
    line = runs(period, stretches, told)

    by_day = [run.kind for run in line for _ in range(run.days)]
    wanted = [oracle(period.start + n * DAY, stretches, told) for n in range(days)]
    assert by_day == wanted
    assert (line[0].start, line[-1].end) == (period.start, period.end)
    assert all(a.kind != b.kind for a, b in pairwise(line))
    assert covered(line) == sum(kind != "nothing" for kind in wanted)

    drawn, count = text(period, line), cells(period)
    assert len(drawn) == count == min(days, max(LEAST, min(MOST, days // 7)))
    for n, mark in enumerate(drawn):
        here = wanted[n * days // count : (n + 1) * days // count]
        worst = next(k for k in ("nothing", "bridge", "agreement", "report") if k in here)
        assert mark == MARKS[worst]  # type: ignore[index] # one of the four

    drawn_pieces = pieces(period, line)
    assert abs(sum(piece.wide for piece in drawn_pieces) - 100) < 0.1
    assert all(0 <= piece.at < 100 for piece in drawn_pieces)


def test_what_could_not_be_read_is_no_gap():
    """Days that are not covered because Artifact was shut are not known; what is no day counts for nothing."""
    period = Period(name="P", start=date(2026, 10, 1), end=date(2026, 12, 31))
    odd = [
        stretch("report", "", "2026-12-31"),
        stretch("report", "x to y", ""),
        stretch("report", 2027, 2026),
    ]

    assert text(period, runs(period, odd, unread=True)) == "?" * 13
    assert text(period, runs(period, odd)) == "·" * 13
    line = runs(
        period, [stretch("report", "2025-01-01", "9999-12-31")], ["2026-12-31", "", "nonsense to 2026-12-01"]
    )
    assert text(period, line) == "█" * 12 + "·"
    assert [run.words for run in line] == ["2026-10-01 to 2026-12-30", "2026-12-31"]
    assert line[0].names == ("report of 2025-01-01",)


def test_months_are_marked_and_never_too_many():
    """Each month that begins within the period, thinned out where there are many."""
    quarter = Period(name="Q", start=date(2026, 10, 1), end=date(2026, 12, 31))
    assert [(t.label, t.at) for t in ticks(quarter)] == [("Oct", 0.0), ("Nov", 33.696), ("Dec", 66.304)]
    assert [t.label for t in ticks(Period(name="D", start=date(2026, 10, 2), end=date(2026, 10, 9)))] == []
    for years in (1, 2, 3, 7, 20, 300, 7000):
        long = Period(name="L", start=date(2026, 1, 1), end=date(2025 + years, 12, 31))
        assert 1 <= len(ticks(long)) <= MOST // 2, years
