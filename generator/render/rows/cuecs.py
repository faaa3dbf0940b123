"""What AWS's reports expect of us a row, and what our own evidence shows of it."""

from generator.render.figures import judged, population
from generator.render.rows.fields import Field, few
from generator.render.view import View
from generator.render.words import CUSTOMER

SHOWN = 8
EVIDENCE_SHOWN = 4
UNJUDGED = "not judged"

FIELDS = (
    Field(name="framework", head="Framework", says="The framework's id.", value=lambda c: c.framework),
    Field(
        name="cuec",
        head="Id",
        says="This project's id of it; your own note is kept under it.",
        value=lambda c: c.cuec,
        width=22,
        look="code",
    ),
    Field(name="topic", head="Topic", says="What it is about.", value=lambda c: c.topic, width=20),
    Field(
        name="reports",
        head="Expected by",
        says="The documents that expect it, cited here or not.",
        value=lambda c: c.reports,
        width=26,
    ),
    Field(
        name="section",
        head="Section to look at",
        says="Where to read it in the report. Its text is AWS's and confidential: it is never quoted here.",
        value=lambda c: c.section,
        width=26,
    ),
    Field(
        name="objectives",
        head="Objectives",
        says="The named duties of ours that show it.",
        value=lambda c: c.objectives,
        width=28,
    ),
    Field(
        name="status",
        head="State",
        says="The worst of its objectives; not judged where no requirement of this framework asks for them.",
        value=lambda c: c.status,
        width=20,
        look="word",
        words=CUSTOMER,
        empty=UNJUDGED,
    ),
    Field(
        name="population",
        head="Resources",
        says="Resources judged.",
        value=lambda c: judged(c.counts),
        look="number",
    ),
    Field(
        name="passed",
        head="Passed",
        says="Of them, those that passed.",
        value=lambda c: c.counts.passed,
        look="number",
    ),
    Field(
        name="failed",
        head="Failed",
        says="Of them, those that failed.",
        value=lambda c: c.counts.failed,
        look="number",
    ),
    Field(
        name="no_data",
        head="No data",
        says="Of them, those that could not be judged.",
        value=lambda c: c.counts.no_data,
        look="number",
    ),
    Field(
        name="requests",
        head="Requests",
        says="What a person must give for it (see Requests).",
        value=lambda c: c.requests,
        width=23,
    ),
    Field(
        name="requirements",
        head="Requirements",
        says="The requirements of this framework that rest on the same objectives.",
        value=lambda c: c.requirements,
        width=24,
        separator=", ",
    ),
    Field(name="reason", head="Why", says="Why it stands so.", value=lambda c: c.reason, width=36),
)


def joined() -> tuple[Field, ...]:
    """Columns that read best for people."""
    return (
        Field(
            name="statement",
            head="What is expected of us",
            says="In this project's own words. AWS's controls hold only where we do our half of them.",
            value=lambda c: c.statement,
            width=42,
        ),
        Field(
            name="note",
            head="Your note",
            says="Yours, from a file of your own; it may hold the report's exact text.",
            value=lambda c: c.note,
            width=36,
        ),
        Field(
            name="judged",
            head="Population",
            says="Resources that passed, of all that were judged. Not applicable ones and AWS's own are left out.",
            value=lambda c: population(c.counts),
            width=20,
        ),
        Field(
            name="evidence",
            head="Evidence",
            says="The id of the first AWS call it rests on; the cell leads to it in the Evidence sheet.",
            value=lambda c: c.evidence[0] if c.evidence else "",
            width=16,
            look="code",
        ),
        Field(
            name="further_evidence",
            head="Further evidence",
            says="Ids of the other AWS calls it rests on.",
            value=lambda c: few(c.evidence[1:], EVIDENCE_SHOWN, "(see Findings)"),
            width=32,
            look="code",
            separator=", ",
        ),
        Field(
            name="requirements_few",
            head="Requirements",
            says="The requirements of this framework that rest on the same objectives.",
            value=lambda c: few(c.requirements, SHOWN, "in tables/cuecs.csv"),
            width=26,
            separator=", ",
        ),
    )


def noted(view: View) -> tuple[str, ...]:
    """The column of notes, where there are any."""
    return ("note",) if any(c.note for c in view.cuecs) else ()
