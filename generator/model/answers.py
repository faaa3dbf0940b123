"""The columns that people fill in: written by render, read back by review, named in reviews.jsonl."""

from collections.abc import Mapping
from typing import Literal

from generator.model.assessment import ReviewCell, Said
from generator.model.plain import plain

CLEAR = "(clear)"  # what a person writes to take an answer away; a blank cell says nothing
SCHEMA = 3  # raised when columns that people fill in change their heads
REVISION = "evidencemap.revision"  # how many lines of reviews.jsonl a workbook was rendered with
GIVEN = "evidencemap.given"  # the same of requests.jsonl
RESULTS = ("agreed", "not agreed", "not applicable", "follow-up")
STATES = ("open", "in progress", "submitted", "accepted", "returned")
# PCI DSS's words for what an assessor found; never filled in by anybody else, and others may be written.
ASSESSOR_RESULTS = (
    "In Place",
    "In Place with Compensating Control",
    "In Place with Customized Approach",
    "Not Applicable",
    "Not Tested",
    "Not in Place",
)


@plain
class Column:
    """A column that people fill in: ``field`` names it in reviews.jsonl, ``head`` in the workbook."""

    field: str
    head: str
    kind: Literal["text", "date", "choice"] = "text"
    choices: tuple[str, ...] = ()
    internal: bool = False  # ours alone: not in the auditor's edition


@plain
class Form:
    """A sheet with such columns; ``key`` is the head of the column that names its rows for good."""

    sheet: str
    key: str
    shared: bool  # one answer for all frameworks
    columns: tuple[Column, ...]
    also: tuple[str, ...] = ()  # heads of generated columns that only a list made for sending out shows
    who: str = ""  # the column that says who filled the row in

    def column(self, field: str) -> Column:
        """The column of a field."""
        return next(c for c in self.columns if c.field == field)


REQUIREMENTS = Form(
    sheet="Requirements",
    key="row_key",
    shared=False,
    who="reviewer",
    columns=(
        Column(field="assignee", head="Assignee", internal=True),
        Column(field="review_result", head="Reviewer result", kind="choice", choices=RESULTS, internal=True),
        Column(field="review_note", head="Reviewer note", internal=True),
        Column(field="reviewer", head="Reviewer", internal=True),
        Column(field="review_date", head="Date", kind="date", internal=True),
        Column(field="follow_up", head="Follow-up", internal=True),
        Column(field="due_on", head="Follow-up due", kind="date", internal=True),
        Column(field="assessor_result", head="Assessor result"),
        Column(field="assessor_note", head="Assessor note"),
    ),
)
REQUESTS = Form(
    sheet="Requests",
    key="Request",
    shared=True,
    also=("Asked of", "State", "Why it is open", "Note", "Serves"),
    columns=(
        Column(field="request_state", head="Request state", kind="choice", choices=STATES),
        Column(field="request_owner", head="Our owner", internal=True),
        Column(field="due_on", head="Due on", kind="date", internal=True),
        Column(field="answer", head="Answer"),
        Column(field="evidence_link", head="Evidence link"),
        Column(field="observed_on", head="Observed on", kind="date"),
        Column(field="covers_from", head="Covers from", kind="date"),
        Column(field="covers_to", head="Covers to", kind="date"),
        Column(field="received_on", head="Received on", kind="date"),
        Column(field="received_by", head="Received by"),
        Column(field="valid_until", head="Valid until", kind="date"),
    ),
)
# A drawn resource may stand in the workbooks of several frameworks: it is tested once.
SAMPLES = Form(
    sheet="Samples",
    key="Row key",
    shared=True,
    who="auditor",
    columns=(
        Column(field="auditor_result", head="Auditor's result"),
        Column(field="auditor_note", head="Auditor's note"),
        Column(field="auditor_date", head="Tested on", kind="date"),
        Column(field="auditor", head="Tested by"),
    ),
)
FORMS: Mapping[str, Form] = {form.sheet: form for form in (REQUIREMENTS, REQUESTS, SAMPLES)}


def shown(cell: ReviewCell | None) -> str:
    """What the workbook shows: the value, or all values of a clash with who wrote them."""
    if cell is None:
        return ""
    if not cell.others:
        return cell.value
    said = (*cell.others, Said(value=cell.value, by=cell.by, at=cell.at))
    return "⟂ " + " / ".join(f"{_quoted(one.value)} ({one.by}, {one.at[:10]})" for one in said)


def _quoted(value: str) -> str:
    return f"'{value}'" if value else "taken away"
