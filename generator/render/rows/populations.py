"""A check in an account and region a row: how many resources, whether all were seen, how to recount."""

from generator.render.figures import judged, n_of
from generator.render.rows.fields import Field, few
from generator.render.rows.scope import out_words
from generator.render.view import View, check_key
from generator.render.words import SEVERITY, YES_NO

FIELDS = (
    Field(
        name="check",
        head="Check",
        says="The check's id, with thresholds where they differ from its own.",
        value=check_key,
        width=32,
        look="code",
    ),
    Field(name="account", head="Account", says="The AWS account.", value=lambda p: p.account, width=16),
    Field(name="region", head="Region", says="The region.", value=lambda p: p.region, width=13),
    Field(
        name="population",
        head="Resources",
        says="Resources judged, without those that AWS owns.",
        value=lambda p: p.counts.population,
        width=13,
        look="number",
    ),
    Field(
        name="passed",
        head="Passed",
        says="Of them, those that passed.",
        value=lambda p: p.counts.passed,
        width=9,
        look="number",
    ),
    Field(
        name="failed",
        head="Failed",
        says="Of them, those that failed.",
        value=lambda p: p.counts.failed,
        width=9,
        look="number",
    ),
    Field(
        name="no_data",
        head="No data",
        says="Of them, those that could not be judged.",
        value=lambda p: p.counts.no_data,
        width=9,
        look="number",
    ),
    Field(
        name="exceptions",
        head="Exceptions",
        says="Of them, those under an approved exception.",
        value=lambda p: p.counts.exceptions,
        width=14,
        look="number",
    ),
    Field(
        name="not_applicable",
        head="Not applicable",
        says="Of them, those where the question does not arise.",
        value=lambda p: p.counts.not_applicable,
        width=13,
        look="number",
    ),
    Field(
        name="complete",
        head="Complete",
        says="Whether the whole population was listed and each of it could be read.",
        value=lambda p: "yes" if p.complete else "no",
        width=12,
        look="word",
        words=YES_NO,
    ),
    Field(
        name="why_incomplete",
        head="Why not complete",
        says="What could not be read.",
        value=lambda p: p.why_incomplete,
        width=34,
    ),
    Field(
        name="out_of_scope",
        head="Out of scope",
        says="Resources that no framework's scope holds, by its rules: they are not among Resources.",
        value=lambda p: p.counts.out_of_scope,
        width=13,
        look="number",
    ),
    Field(
        name="out_of_scope_by",
        head="Out of scope by",
        says="For each framework, how many each rule of its scope puts out.",
        value=lambda p: out_words(p.outside),
        width=24,
    ),
    Field(
        name="second_source",
        head="Held against",
        says="Another count or list of the same resources, and both numbers; 'none' where AWS offers none that is read here.",
        value=lambda p: p.second_source,
        width=34,
    ),
)


def joined(view: View) -> tuple[Field, ...]:
    """Columns that read best for people."""
    return (
        Field(
            name="title",
            head="What must hold",
            says="The fact that holds when the check passes.",
            value=lambda p: p.title,
            width=36,
        ),
        Field(
            name="account_name",
            head="Account",
            says="The AWS account and its name.",
            value=lambda p: view.account(p.account),
            width=18,
        ),
        Field(
            name="severity",
            head="Severity",
            says="How much harm a failure does.",
            value=lambda p: p.severity,
            width=10,
            look="word",
            words=SEVERITY,
        ),
        Field(
            name="good",
            head="Passed of N",
            says="Passed, of all that were judged; not applicable ones are left out.",
            value=lambda p: n_of(p.counts.passed, judged(p.counts)),
            width=13,
        ),
        Field(
            name="aws_owned",
            head="AWS's own",
            says="Resources that AWS owns and we cannot change: counted apart.",
            value=lambda p: p.counts.aws_owned,
            width=11,
            look="number",
        ),
        Field(
            name="recount",
            head="Recount by hand",
            says="A command whose output is Resources + AWS's own + what is out of scope. Run it beside the pack.",
            value=lambda p: p.recount,
            width=80,
            look="code",
        ),
        Field(
            name="evidence",
            head="Evidence",
            says="Ids of the AWS calls that list the population.",
            value=lambda p: few(p.evidence, 3, ""),
            width=30,
            look="code",
            separator=", ",
        ),
    )
