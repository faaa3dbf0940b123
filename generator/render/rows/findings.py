"""A check on a resource a row."""

from generator.model.assessment import Finding
from generator.render.escape import moment
from generator.render.rows.fields import Field, few
from generator.render.view import View, check_key
from generator.render.words import FINDING, SEVERITY

EVIDENCE_SHOWN = 3
LIMIT = 20_000  # rows a sheet; beyond it workbooks open slowly and people filter the CSV instead

FIELDS = (
    Field(
        name="check",
        head="Check",
        says="The check's id, with thresholds where they differ from its own (see below).",
        value=check_key,
        width=30,
        look="code",
    ),
    Field(
        name="title",
        head="What must hold",
        says="The fact that holds when the check passes.",
        value=lambda f: f.title,
        width=28,
    ),
    Field(
        name="severity",
        head="Severity",
        says="How much harm a failure does.",
        value=lambda f: f.severity,
        width=10,
        look="word",
        words=SEVERITY,
    ),
    Field(name="account", head="Account", says="The AWS account.", value=lambda f: f.account, width=16),
    Field(
        name="region",
        head="Region",
        says="The region; global where the service has none.",
        value=lambda f: f.region,
        width=13,
    ),
    Field(
        name="service",
        head="Service",
        says="The AWS service.",
        value=lambda f: f.service,
        width=12,
        look="code",
    ),
    Field(
        name="resource",
        head="Resource",
        says="The resource's ARN. * stands for a population that could not be listed.",
        value=lambda f: f.resource,
        width=34,
        look="code",
    ),
    Field(
        name="status",
        head="Status",
        says="What the check found.",
        value=lambda f: f.status,
        width=13,
        look="word",
        words=FINDING,
    ),
    Field(
        name="reason",
        head="What was seen",
        says="The values that the result rests on.",
        value=lambda f: f.reason,
        width=32,
    ),
    Field(
        name="evidence",
        head="Evidence",
        says="Ids of the AWS calls that show it.",
        value=lambda f: f.evidence,
        width=15,
        look="code",
    ),
    Field(
        name="observed_at",
        head="Observed at",
        says="When AWS answered (UTC).",
        value=lambda f: f.observed_at,
        width=21,
    ),
    Field(
        name="exception",
        head="Exception",
        says="The approved exception that covers it, and until when.",
        value=lambda f: f.exception,
        width=24,
    ),
    Field(
        name="requirements",
        head="Requirements",
        says="All requirements that rest on it, in all frameworks of the pack.",
        value=lambda f: f.requirements,
        width=20,
    ),
)


def joined(view: View) -> tuple[Field, ...]:
    """Columns that look up the check's words and the account's name."""
    return (
        Field(
            name="requirement_ids",
            head="Requirements",
            says="The requirements of this framework that rest on it.",
            value=lambda f: view.mine(f.requirements),
            width=38,
            separator=", ",
        ),
        Field(
            name="first_evidence",
            head="Evidence",
            says="The id of the first AWS call that shows it; the cell leads to it in the Evidence sheet.",
            value=lambda f: f.evidence[0] if f.evidence else "",
            width=16,
            look="code",
        ),
        Field(
            name="further_evidence",
            head="Further evidence",
            says="Ids of the other AWS calls that show it.",
            value=lambda f: few(f.evidence[1:], EVIDENCE_SHOWN, "in tables/findings.csv"),
            width=32,
            look="code",
            separator=", ",
        ),
        Field(
            name="seen_at",
            head="Observed at",
            says="When AWS answered (UTC), to the second.",
            value=lambda f: moment(f.observed_at),
            width=21,
        ),
        Field(
            name="account_name",
            head="Account",
            says="The AWS account and its name.",
            value=lambda f: view.account(f.account),
            width=18,
        ),
        Field(
            name="remediation",
            head="What to do",
            says="How to put it right; only where something must be done.",
            value=lambda f: _remediation(f, view),
            width=32,
        ),
        Field(
            name="source",
            head="Source",
            says="The AWS page that states the fact.",
            value=lambda f: view.checks[check_key(f)].source if check_key(f) in view.checks else "",
            width=60,
            look="code",
        ),
        Field(
            name="same_as",
            head="Same as",
            says="The same control elsewhere: AWS Config rules, Security Hub controls, Prowler checks.",
            value=lambda f: view.checks[check_key(f)].same_as if check_key(f) in view.checks else (),
            width=62,
            look="code",
            separator=", ",
        ),
    )


def _remediation(finding: Finding, view: View) -> str:
    """What to do, where something is to be done."""
    words = view.checks.get(check_key(finding))
    if words is None or finding.status in ("passed", "not applicable"):
        return ""
    if finding.status == "no data":
        return "Make the evidence readable (see Coverage and blind spots), then collect again."
    return words.remediation
