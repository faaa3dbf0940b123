"""A requirement a row."""

from collections.abc import Mapping, Sequence
from typing import Literal

from generator.model.answers import REQUIREMENTS
from generator.model.assessment import AwsLineResult, CustomerLineResult, RequirementResult
from generator.render.escape import moment
from generator.render.figures import population
from generator.render.rows.fields import Field, answered, few, open_to, to_answer
from generator.render.view import View
from generator.render.words import AWS, CUSTOMER, LINE_KIND, NONE

KIND_LONG = 20
CHECKS_SHOWN = 10
EVIDENCE_SHOWN = 4

FIELDS = (
    Field(name="framework", head="Framework", says="The framework's id.", value=lambda r: r.framework),
    Field(name="version", head="Version", says="The framework's version.", value=lambda r: r.version),
    Field(
        name="requirement",
        head="Requirement",
        says="The id that the framework's publisher gave it.",
        value=lambda r: r.requirement,
        width=21,
    ),
    Field(name="title", head="Title", says="What it is about, in short.", value=lambda r: r.title, width=26),
    Field(
        name="responsibility",
        head="Responsibility",
        says="Who carries it: AWS alone, both in their own layers (shared), or we alone (customer).",
        value=lambda r: r.responsibility,
        width=15,
    ),
    Field(
        name="aws_status",
        head="AWS status",
        says="How AWS's part stands: the worst of its lines. A dash where AWS has no part.",
        value=lambda r: r.aws_status,
        width=20,
        look="word",
        words=AWS,
    ),
    Field(
        name="customer_status",
        head="Customer status",
        says="How our part stands: the worst of its lines. A dash where we have no part.",
        value=lambda r: r.customer_status,
        width=20,
        look="word",
        words=CUSTOMER,
    ),
    Field(
        name="reports",
        head="Reports",
        says="The report families and agreements in AWS Artifact that AWS's part cites.",
        value=lambda r: r.reports,
    ),
    Field(
        name="objectives",
        head="Objectives",
        says="The named duties of ours that the requirement rests on.",
        value=lambda r: r.objectives,
        width=22,
    ),
    Field(
        name="checks",
        head="Checks",
        says="The checks that judged resources for it.",
        value=lambda r: r.checks,
        width=32,
    ),
    Field(
        name="population",
        head="Resources",
        says="Resources judged, without those that AWS owns.",
        value=lambda r: r.counts.population,
        look="number",
    ),
    Field(
        name="passed",
        head="Passed",
        says="Of them, those that passed.",
        value=lambda r: r.counts.passed,
        look="number",
    ),
    Field(
        name="failed",
        head="Failed",
        says="Of them, those that failed.",
        value=lambda r: r.counts.failed,
        look="number",
    ),
    Field(
        name="no_data",
        head="No data",
        says="Of them, those that could not be judged.",
        value=lambda r: r.counts.no_data,
        look="number",
    ),
    Field(
        name="exceptions",
        head="Exceptions",
        says="Of them, those under an approved exception.",
        value=lambda r: r.counts.exceptions,
        look="number",
    ),
    Field(
        name="not_applicable",
        head="Not applicable",
        says="Of them, those where the question does not arise.",
        value=lambda r: r.counts.not_applicable,
        look="number",
    ),
    Field(
        name="requests",
        head="Requests",
        says="What a person must give for it (see the Requests sheet).",
        value=lambda r: r.requests,
        width=24,
    ),
    Field(
        name="row_key",
        head="row_key",
        says="Names the row for good: SHA-256 over framework, version, requirement and scope. Keep it.",
        value=lambda r: r.row_key,
        width=14,
    ),
    Field(
        name="timeframe",
        head="How often",
        says="How often the framework wants it done; a dash where it sets no interval.",
        value=lambda r: r.timeframe,
        width=15,
    ),
    Field(
        name="applies_to",
        head="Applies to",
        says="To whom it applies, where not to everyone.",
        value=lambda r: r.applies_to,
        width=22,
    ),
)

REVIEW = (
    to_answer(REQUIREMENTS, "assignee", "Yours: who sees to it.", 18),
    to_answer(REQUIREMENTS, "review_result", "Yours: what you make of the row.", 16),
    to_answer(REQUIREMENTS, "review_note", "Yours: why.", 34),
    to_answer(REQUIREMENTS, "reviewer", "Yours: who looked at it.", 18),
    to_answer(REQUIREMENTS, "review_date", "Yours: when (year-month-day).", 13),
    to_answer(REQUIREMENTS, "follow_up", "Yours: what must be done.", 28),
    to_answer(REQUIREMENTS, "due_on", "Yours: by when it must be done (year-month-day).", 13),
    to_answer(REQUIREMENTS, "assessor_result", "The assessor's own, in the assessor's own words.", 18),
    to_answer(REQUIREMENTS, "assessor_note", "The assessor's own.", 34),
)


def filled(view: View) -> tuple[Field, ...]:
    """The columns that people fill in, with what they wrote so far."""
    return answered(
        open_to(REVIEW, REQUIREMENTS, view.all.edition), REQUIREMENTS, view.reviews, lambda r: r.row_key
    )


def joined(view: View) -> tuple[Field, ...]:
    """Columns that read best for people."""
    return (
        Field(
            name="kind",
            head="Kind",
            says="What kind of requirement its publisher says it is.",
            value=lambda r: kind(r, view),
            width=18,
        ),
        Field(
            name="text",
            head="What it asks",
            says="The requirement in words: the law's own, this project's, or the wording that you laid over it.",
            value=lambda r: r.text or r.title,
            width=42,
        ),
        Field(
            name="aws_part",
            head="AWS part",
            says="How AWS's part stands and why, then what AWS does here, line by line, and the report that says so.",
            value=aws_part,
            width=40,
        ),
        Field(
            name="customer_part",
            head="Customer part",
            says="How our part stands and why, line by line.",
            value=customer_part,
            width=44,
        ),
        Field(
            name="judged",
            head="Population",
            says="Resources that passed, of all that were judged. Not applicable ones and AWS's own are left out.",
            value=lambda r: population(r.counts),
            width=20,
        ),
        Field(
            name="evidence",
            head="Evidence",
            says="The id of the first AWS call it rests on; the cell leads to it in the Evidence sheet.",
            value=lambda r: r.evidence[0] if r.evidence else "",
            width=16,
            look="code",
        ),
        Field(
            name="further_evidence",
            head="Further evidence",
            says="Ids of the other AWS calls it rests on.",
            value=lambda r: few(r.evidence[1:], EVIDENCE_SHOWN, "(see Findings)"),
            width=32,
            look="code",
            separator=", ",
        ),
        Field(
            name="checks_few",
            head="Checks",
            says="The checks that judged resources for it.",
            value=lambda r: few(r.checks, CHECKS_SHOWN, "(see Responsibility)"),
            width=36,
        ),
        Field(
            name="objectives_few",
            head="Objectives",
            says="The named duties of ours that it rests on.",
            value=lambda r: few(r.objectives, CHECKS_SHOWN, "(see Responsibility)"),
            width=28,
        ),
        Field(
            name="oldest_evidence",
            head="Oldest evidence",
            says="When the oldest evidence of the row was read (UTC).",
            value=lambda r: moment(r.oldest_evidence),
            width=21,
        ),
        Field(
            name="carried",
            head="Carried over",
            says="The period that words of the row come from, and what changed since: look at it again.",
            value=lambda r: view.carried.get((REQUIREMENTS.sheet, r.row_key), ""),
            width=24,
        ),
        Field(
            name="family",
            head="Family",
            says="The part of the framework that it belongs to.",
            value=lambda r: r.family,
            width=24,
        ),
    )


def kind(result: RequirementResult, view: View) -> str:
    """The kind's short word (before a colon), and to whom it applies; the rest stands in the Dictionary."""
    word = view.framework.kinds.get(result.kind, result.kind).partition(":")[0]
    word = word if len(word) <= KIND_LONG else result.kind
    return f"{word} ({result.applies_to})" if result.applies_to else word


def aws_part(result: RequirementResult) -> tuple[str, ...]:
    """Why AWS's part stands as it does, then each line with its status."""
    lines = tuple(f"• {aws_line(line)}" for line in result.aws)
    why = (result.aws_reason,) if result.aws_reason else ()
    return (*why, *lines) or (NONE,)


def aws_line(line: AwsLineResult) -> str:
    """One line of AWS's part with its status and what carries it."""
    carried = f" Cited: {line.citation}." if line.citation else ""
    return f"{line.statement} [{LINE_KIND[line.kind]}: {line.status or NONE}]{carried}"


def customer_part(result: RequirementResult) -> tuple[str, ...]:
    """Why our part stands as it does, then each line with its status."""
    lines = tuple(f"• {customer_line(line)}" for line in result.customer)
    why = (result.customer_reason,) if result.customer_reason else ()
    return (*why, *lines) or (NONE,)


def customer_line(line: CustomerLineResult) -> str:
    """One line of ours with its status, or why it does not apply."""
    if not line.applies:
        return f"{line.statement} [does not apply: {line.why_not or 'nothing of this kind in use'}]"
    return f"{line.statement} [{line.status or NONE}]"


def tally(
    results: Sequence[RequirementResult], part: Literal["customer", "aws"], family: str | None = None
) -> Mapping[str, int]:
    """How many requirements have each status, worst first; those without the part are left out."""
    words = CUSTOMER if part == "customer" else AWS
    counted = dict.fromkeys(words, 0)
    for result in results:
        status = result.customer_status if part == "customer" else result.aws_status
        if status and (family is None or result.family == family):
            counted[status] += 1
    return counted


def good(counted: Mapping[str, int], word: str) -> tuple[int, int]:
    """How many stand well, of all but *not applicable*."""
    return counted.get(word, 0), sum(n for status, n in counted.items() if status != "not applicable")


def families(results: Sequence[RequirementResult]) -> tuple[str, ...]:
    """The families in the framework's order."""
    return tuple(dict.fromkeys(r.family for r in results))
