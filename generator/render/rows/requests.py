"""Something that a person must give a row."""

from generator.render.rows.fields import Field, review
from generator.render.view import View
from generator.render.words import REQUEST

FIELDS = (
    Field(
        name="request",
        head="Request",
        says="The request's id.",
        value=lambda r: r.request,
        width=22,
        look="code",
    ),
    Field(
        name="requirement",
        head="Requirements",
        says="All requirements that rest on it, in all frameworks of the pack.",
        value=lambda r: r.requirements,
        width=20,
    ),
    Field(
        name="objective",
        head="Objectives",
        says="The named duties of ours that ask for it.",
        value=lambda r: r.objectives,
        width=22,
    ),
    Field(
        name="wording",
        head="Please give us",
        says="What is asked for.",
        value=lambda r: r.wording,
        width=46,
    ),
    Field(name="owner", head="Owner", says="Who can usually give it.", value=lambda r: r.owner, width=18),
    Field(name="due", head="Due", says="By when.", value=lambda r: r.due, width=12),
    Field(
        name="status",
        head="Status",
        says="Whether it was received.",
        value=lambda r: r.status,
        width=12,
        look="word",
        words=REQUEST,
    ),
    Field(
        name="evidence",
        head="Received",
        says="Where what was given lies.",
        value=lambda r: r.evidence,
        width=24,
    ),
    Field(
        name="received_at",
        head="Received at",
        says="When it was received (UTC).",
        value=lambda r: r.received_at,
        width=21,
    ),
)

REVIEW = (
    review("answer", "Answer", "Yours: the answer in short.", 36),
    review("evidence_link", "Evidence link", "Yours: where the document lies.", 28),
    review("received_on", "Received on", "Yours: the day it came (year-month-day).", 13, "date"),
    review("received_by", "By", "Yours: who gave it.", 18),
)


def joined(view: View) -> tuple[Field, ...]:
    """Columns that read best for people."""
    return (
        Field(name="title", head="Title", says="What it is about.", value=lambda r: r.title, width=26),
        Field(
            name="good_answer",
            head="A good answer holds",
            says="What the reader will look for in it.",
            value=lambda r: r.good_answer,
            width=40,
        ),
        Field(
            name="frequency",
            head="How often",
            says="How often it is asked.",
            value=lambda r: r.frequency,
            width=11,
        ),
        Field(
            name="requirement_ids",
            head="Requirements",
            says="The requirements of this framework that rest on it.",
            value=lambda r: view.mine(r.requirements),
            width=21,
            separator=", ",
        ),
    )
