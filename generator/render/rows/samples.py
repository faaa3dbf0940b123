"""A drawn resource a row: where it stands in the draw, what the pack says of it, and the auditor's own columns."""

from generator.model.answers import SAMPLES
from generator.model.sampling import SampleRow
from generator.render.figures import n_of
from generator.render.rows.fields import Field, answered, few, to_answer
from generator.render.view import View
from generator.render.words import FINDING, YES_NO

FIELDS = (
    Field(
        name="row_key",
        head="Row key",
        says="Names the row for good: draw and line.",
        value=lambda s: s.row_key,
        width=14,
        look="code",
    ),
    Field(
        name="sample",
        head="Draw",
        says="The draw's id; its folder in the folder of work ends in it.",
        value=lambda s: s.sample,
        width=11,
        look="code",
    ),
    Field(
        name="check",
        head="Check",
        says="The check whose population was drawn from, with its thresholds.",
        value=lambda s: s.check,
        width=32,
        look="code",
    ),
    Field(
        name="engagement",
        head="Engagement",
        says="The name that the draw was derived from.",
        value=lambda s: s.engagement,
        width=22,
    ),
    Field(
        name="place",
        head="Place",
        says="Its place in the draw: 1 has the lowest rank.",
        value=lambda s: s.place,
        width=8,
        look="number",
    ),
    Field(name="account", head="Account", says="The AWS account.", value=lambda s: s.account, width=16),
    Field(name="region", head="Region", says="The region.", value=lambda s: s.region, width=13),
    Field(name="resource", head="Resource", says="What was drawn.", value=lambda s: s.resource, width=38),
    Field(
        name="status",
        head="Status",
        says="What the check says of it in this pack; empty where this pack does not have it.",
        value=lambda s: s.status,
        width=13,
        look="word",
        words=FINDING,
    ),
    Field(
        name="reason",
        head="What was seen",
        says="The values that the check saw.",
        value=lambda s: s.reason,
        width=32,
    ),
    Field(
        name="population",
        head="Population",
        says="How many were drawn from.",
        value=lambda s: s.population,
        width=12,
        look="number",
    ),
    Field(
        name="population_sha256",
        head="Population's SHA-256",
        says="SHA-256 of population.txt, taken before the draw; the draw follows from it.",
        value=lambda s: s.population_sha256,
        width=34,
        look="code",
    ),
    Field(
        name="complete",
        head="Population complete",
        says="Whether the whole population was read. A sample of one that was not does not speak for it.",
        value=lambda s: "yes" if s.complete else "no",
        width=13,
        look="word",
        words=YES_NO,
    ),
    Field(
        name="why_incomplete",
        head="Why not complete",
        says="What could not be read.",
        value=lambda s: s.why_incomplete,
        width=34,
    ),
)

REVIEW = (
    to_answer(SAMPLES, "auditor_result", "The auditor's own, in the auditor's own words.", 18),
    to_answer(SAMPLES, "auditor_note", "The auditor's own.", 34),
    to_answer(SAMPLES, "auditor_date", "The auditor's own: the day (year-month-day).", 13),
    to_answer(SAMPLES, "auditor", "The auditor's own: who tested it.", 18),
)

# As a person reads them; the row's key is hidden.
COLUMNS = (
    *("row_key", "title", "drawn", "resource", "account_name", "region", "status", "reason"),
    *(f.name for f in REVIEW),
    *("evidence", "complete", "why_incomplete", "engagement", "sample", "population_sha256", "check"),
)


def samples(view: View) -> tuple[SampleRow, ...]:
    """The drawn resources of this framework's checks, in the accounts that it reaches."""
    return tuple(s for s in view.all.samples if s.check in view.checks and view.reaches(s.account))


def filled(view: View) -> tuple[Field, ...]:
    """The auditor's columns, with what was written so far."""
    return answered(REVIEW, SAMPLES, view.reviews, lambda s: s.row_key)


def joined(view: View) -> tuple[Field, ...]:
    """Columns that read best for people."""
    return (
        Field(
            name="title",
            head="What must hold",
            says="The fact that holds when the check passes.",
            value=lambda s: s.title,
            width=30,
        ),
        Field(
            name="drawn",
            head="Drawn",
            says="Its place, of how many were drawn, and from how many.",
            value=lambda s: f"{n_of(s.place, s.size)}, from {s.population:,}",
            width=16,
        ),
        Field(
            name="account_name",
            head="Account",
            says="The AWS account and its name.",
            value=lambda s: view.account(s.account),
            width=18,
        ),
        Field(
            name="evidence",
            head="Evidence",
            says="Ids of the AWS calls that it was judged by.",
            value=lambda s: few(s.evidence, 3, ""),
            width=16,
            look="code",
            separator=", ",
        ),
    )
