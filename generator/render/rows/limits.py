"""What these reports do not cover, told, and tied to what this pack shows of it."""

from generator.model.assessment import LimitRow
from generator.render.figures import judged, n_of
from generator.render.rows.fields import Field


def shows(row: LimitRow) -> str:
    """What the pack shows where the mistake would matter."""
    if not row.judged:
        return "The frameworks of this pack ask for none of the checks that could show it."
    if not row.checks:
        return "No AWS API shows it."
    if not row.counts.population:
        return "Nothing of this kind was found."
    told = f"{row.counts.failed:,} of {judged(row.counts):,} results fail"
    unread = f", {row.counts.no_data:,} could not be read" if row.counts.no_data else ""
    return f"{told}{unread} ({n_of(row.counts.passed, judged(row.counts))} pass)."


FIELDS = (
    Field(name="title", head="Not covered", says="The mistake, in short.", value=lambda x: x.title, width=36),
    Field(
        name="statement",
        head="Why",
        says="What such a report does not say.",
        value=lambda x: x.statement,
        width=70,
    ),
    Field(
        name="shows",
        head="What this pack shows of it",
        says="Results of checks where it would matter.",
        value=shows,
        width=36,
    ),
    Field(
        name="checks",
        head="Checks",
        says="The checks that were counted.",
        value=lambda x: x.checks,
        width=34,
    ),
    Field(
        name="source",
        head="Source",
        says="Where it can be read.",
        value=lambda x: x.source,
        width=50,
        look="code",
    ),
)
