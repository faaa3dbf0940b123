"""Two packs beside each other: the figures first, then what became worse, with its causes."""

from collections.abc import Iterator, Sequence

from generator.model.comparison import Change, Comparison, Moment, RequirementChange, Totals
from generator.render.rows.changes import alone, by_mapping, commonest, stood
from generator.render.terminal.text import safe

_LINES = 12  # rows told of each kind; the files hold all
_TITLES: tuple[tuple[Change, str], ...] = (
    ("worse", "Worse"),
    ("mixed", "Mixed: better in something, worse in something else"),
    ("other", "Otherwise"),
    ("better", "Better"),
)


def compare_lines(made: Comparison) -> list[str]:
    """The comparison as text; every line is safe for a terminal."""
    return [safe(line, 1_000) for line in _lines(made)]


def _lines(made: Comparison) -> Iterator[str]:
    yield f"{made.organisation}: {_named(made.before)} → {_named(made.after)}"
    yield from (f"  note: {note}" for note in made.notes)
    yield from (f"  scope: {words}" for words in made.scope)
    if made.same:
        yield "Nothing changed."
        return
    yield from (line for one in made.totals for line in _totals(one))
    if made.requirements:
        yield "Behind most of it:"
    yield from (f"  {one.rows:,} rows: {one.kind}: {one.words}" for one in commonest(made, 8))
    for change, title in _TITLES:
        rows = [row for row in made.requirements if row.change == change and not row.presence]
        yield from _rows(title, rows)
    for presence, title in (("came", "Came"), ("went", "Went")):
        yield from _rows(title, [row for row in made.requirements if row.presence == presence])
    yield from _beside(made)


def _named(one: Moment) -> str:
    period = one.period
    return f"{period.name} ({period.start} to {period.end}, judged as of {one.assessed_at[:10]})"


def _totals(one: Totals) -> Iterator[str]:
    yield (
        f"{one.name}: {one.worse:,} worse, {one.mixed:,} mixed, {one.better:,} better, {one.other:,} otherwise "
        f"({one.came:,} came, {one.went:,} went), {one.unchanged:,} unchanged"
    )
    if one.causes:
        yield f"  by cause: {', '.join(f'{kind} {n:,}' for kind, n in one.causes.items())}"
    if any(one.alone.values()):
        yield f"  ! by the mappings alone: {alone(one)}; this shows nothing about the accounts"


def _rows(title: str, rows: Sequence[RequirementChange]) -> Iterator[str]:
    if rows:
        yield f"{title}: {len(rows):,}"
    for row in rows[:_LINES]:
        mark = f" [{by_mapping(row)}]" if row.by_mapping else ""
        was = f" (formerly {row.was})" if row.was else ""
        yield f"  {row.framework} {row.requirement}{was} {row.title}{mark}"
        yield f"      before: {stood(row.before)}"
        yield f"      now:    {stood(row.after)}"
        yield from (f"      {cause.kind}: {cause.words}" for cause in row.causes[:4])
        if len(row.causes) > 4:
            yield f"      and {len(row.causes) - 4} more causes"
    if len(rows) > _LINES:
        yield f"  and {len(rows) - _LINES:,} more; --output DIR writes all of them"


def _beside(made: Comparison) -> Iterator[str]:
    lost = [one for one in made.calls if not one.readable]
    if lost:
        yield f"Calls that cannot be read now: {len(lost):,}"
    yield from (f"  {one.account} {one.region} {one.call}: {one.words}" for one in lost[:12])
    if len(lost) > 12:
        yield f"  and {len(lost) - 12:,} more"
    ages = sum(one.by_age for one in made.findings)
    aged = f", {ages:,} of them by age" if ages else ""
    yield (
        f"Under the same mappings {len(made.findings):,} findings and {len(made.populations):,} populations differ{aged}."
    )
