"""Something that a person must give a row."""

from generator.model.answers import REQUESTS
from generator.model.assessment import RequestRow
from generator.render.rows.fields import Field, answered, open_to, to_answer
from generator.render.view import View
from generator.render.words import REQUEST, REQUEST_STATE

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
        width=42,
    ),
    Field(name="owner", head="Owner", says="Who can usually give it.", value=lambda r: r.owner, width=18),
    Field(name="due", head="Due", says="By when.", value=lambda r: r.due, width=12),
    Field(
        name="status",
        head="Status",
        says="Whether it is answered: given, accepted by somebody else, not run out.",
        value=lambda r: r.status,
        width=12,
        look="word",
        words=REQUEST,
    ),
    Field(
        name="evidence",
        head="Where it lies",
        says="Where what was given lies: a file in the folder of work beside the pack, by its hash; a link; words.",
        value=lambda r: r.evidence,
        width=24,
    ),
    Field(
        name="received_at",
        head="Received",
        says="The day that it came (UTC).",
        value=lambda r: r.received_at,
        width=12,
    ),
    Field(
        name="state",
        head="State",
        says="Where it stands. Only accepted counts.",
        value=lambda r: r.state,
        width=13,
        look="word",
        words=REQUEST_STATE,
    ),
    Field(
        name="why_open",
        head="Why it is open",
        says="What keeps it from counting.",
        value=lambda r: r.why_open,
        width=24,
    ),
    Field(
        name="observed",
        head="Observed",
        says="The day that it shows. Not the day that it came, nor the days that it covers.",
        value=lambda r: r.observed,
        width=12,
    ),
    Field(
        name="covers_from",
        head="Covered from",
        says="The first day that it covers.",
        value=lambda r: r.covers_from,
        width=12,
    ),
    Field(
        name="covers_to",
        head="Covered to",
        says="The last day that it covers.",
        value=lambda r: r.covers_to,
        width=12,
    ),
    Field(
        name="valid_until",
        head="Counts until",
        says="The last day that it counts: as given, else by how often it is asked, from the day observed or received.",
        value=lambda r: r.valid_until,
        width=12,
    ),
    Field(name="given_by", head="Given by", says="Who gave it.", value=lambda r: r.given_by, width=18),
    Field(
        name="accepted_by",
        head="Accepted by",
        says="Who accepted it: somebody other than its giver.",
        value=lambda r: r.accepted_by,
        width=18,
    ),
    Field(
        name="accepted_on",
        head="Accepted",
        says="The day that it was accepted (UTC).",
        value=lambda r: r.accepted_on,
        width=12,
    ),
    Field(
        name="file",
        head="File",
        says="The name of the file, as it was given.",
        value=lambda r: r.file,
        width=24,
    ),
    Field(
        name="sha256",
        head="SHA-256",
        says="The file's hash; it is the file's name in the folder of work.",
        value=lambda r: r.sha256,
        width=30,
        look="code",
    ),
    Field(
        name="assigned",
        head="Asked of",
        says="Who of us gets it, where somebody was named.",
        value=lambda r: r.assigned,
        width=18,
    ),
    Field(
        name="remarks",
        head="To note",
        says="What an assessor would ask about, though it counts: days not covered, a long validity.",
        value=lambda r: r.remarks,
        width=30,
    ),
)

REVIEW = (
    to_answer(
        REQUESTS, "request_state", "Yours: how far it is. Nobody accepts what they gave themselves.", 14
    ),
    to_answer(REQUESTS, "request_owner", "Yours: who of us gets it.", 18),
    to_answer(REQUESTS, "due_on", "Yours: by when (year-month-day).", 13),
    to_answer(REQUESTS, "answer", "Yours: the answer in short.", 36),
    to_answer(REQUESTS, "evidence_link", "Yours: where the document lies.", 28),
    to_answer(REQUESTS, "observed_on", "Yours: the day that it shows (year-month-day).", 13),
    to_answer(REQUESTS, "covers_from", "Yours: the first day that it covers (year-month-day).", 13),
    to_answer(REQUESTS, "covers_to", "Yours: the last day that it covers (year-month-day).", 13),
    to_answer(REQUESTS, "received_on", "Yours: the day it came (year-month-day).", 13),
    to_answer(REQUESTS, "received_by", "Yours: who gave it.", 18),
    to_answer(REQUESTS, "valid_until", "Yours: the last day that it counts (year-month-day).", 13),
)


def filled(view: View) -> tuple[Field, ...]:
    """The columns that people fill in, with what they wrote so far."""
    return answered(open_to(REVIEW, REQUESTS, view.all.edition), REQUESTS, view.reviews, lambda r: r.request)


def served(row: RequestRow) -> tuple[str, ...]:
    """``hipaa: 164.308(a)(1)(i), 164.316(a)``: a line for each framework."""
    found: dict[str, list[str]] = {}
    for framework, _, id_ in (name.partition(":") for name in row.requirements):
        found.setdefault(framework, []).append(id_)
    return tuple(f"{framework}: {', '.join(ids)}" for framework, ids in found.items())


def joined(view: View) -> tuple[Field, ...]:
    """Columns that read best for people."""
    return (
        Field(name="title", head="Title", says="What it is about.", value=lambda r: r.title, width=26),
        Field(
            name="good_answer",
            head="A good answer holds",
            says="What the reader will look for in it.",
            value=lambda r: r.good_answer,
            width=36,
        ),
        Field(
            name="frequency",
            head="How often",
            says="How often it is asked.",
            value=lambda r: r.frequency,
            width=11,
        ),
        Field(
            name="carried",
            head="Carried over",
            says="The period that words of the row come from, and what changed since: look at it again.",
            value=lambda r: view.carried.get((REQUESTS.sheet, r.request), ""),
            width=24,
        ),
        Field(
            name="note",
            head="Note",
            says="What was noted with the last step.",
            value=lambda r: r.note,
            width=30,
        ),
        Field(
            name="serves",
            head="Serves",
            says="All requirements that rest on it, framework by framework.",
            value=served,
            width=34,
        ),
        Field(
            name="requirement_ids",
            head="Requirements",
            says="The requirements of this framework that rest on it.",
            value=lambda r: view.mine(r.requirements),
            width=30,
            separator=", ",
        ),
    )
