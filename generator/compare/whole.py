"""Two packs beside each other, put together in order."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from generator.compare.findings import Findings
from generator.compare.lists import call_changes, family_changes, finding_changes, population_changes, totals
from generator.compare.places import scope_words
from generator.compare.rows import Rows
from generator.compare.seen import Seen, Sides
from generator.errors import ScopeError
from generator.model.comparison import Comparison, Moment
from generator.model.side import Side


def compare(
    before: Side, between: Side, after: Side, notes: Sequence[str] = (), *, renamed: bool = False
) -> Comparison:
    """What differs between the packs ``before`` and ``after``, and whose doing it is.

    ``between`` is the old evidence under the new mappings. What differs up to there, the mappings did; from
    there on they are the same, and what differs comes from all else. Raises ScopeError for two organisations, unless
    it is one that was ``renamed``.
    """
    if not renamed:
        one_organisation(before.assessment.organisation, after.assessment.organisation)
    origin, old, new = Seen(before), Seen(between), Seen(after)
    sides = Sides(origin, old, new)
    found = Findings(sides)
    rows = Rows(sides, found)
    changed = rows.changed()
    return Comparison(
        organisation=after.assessment.organisation,
        before=_moment(before),
        after=_moment(after),
        notes=(*_notes(before, after), *notes),
        scope=scope_words(origin, new),
        totals=totals(rows, changed, origin, new),
        requirements=changed,
        findings=finding_changes(found),
        populations=population_changes(old, new),
        families=family_changes(sides),
        calls=call_changes(old, new),
    )


def one_organisation(was: str, now: str) -> None:
    """ScopeError where two packs are of two organisations: nothing in them belongs together."""
    if was != now:
        raise ScopeError(
            f"The packs are of two organisations: '{was[:80]}' and '{now[:80]}'.",
            "Give packs of one organisation (its name stands in evidencemap.yaml). If it is one that was renamed, say "
            "so with --renamed.",
        )


def _moment(side: Side) -> Moment:
    made = side.assessment
    return Moment(
        period=made.period,
        assessed_at=made.assessed_at,
        mapping_digest=made.mapping_digest,
        accounts=len(made.accounts),
    )


def _notes(before: Side, after: Side) -> Iterator[str]:
    was, now = before.assessment, after.assessment
    if was.organisation != now.organisation:
        yield f"The organisation was named {was.organisation} in the first pack; it is {now.organisation} now."
    if (was.period.end, was.assessed_at) > (now.period.end, now.assessed_at):
        yield (
            f"The first pack ({was.period.name}) is the later one: what is called worse here became better in time. "
            "Give the older pack first."
        )
    days = (datetime.fromisoformat(now.assessed_at) - datetime.fromisoformat(was.assessed_at)).days
    if days:
        yield f"{abs(days):,} days lie between the moments that ages are measured at."
    if was.mapping_digest != now.mapping_digest:
        yield (
            f"The mappings are others ({was.mapping_digest[:12]}, now {now.mapping_digest[:12]}): the old evidence was "
            "judged by both, and what differs so is called the mappings' doing."
        )
