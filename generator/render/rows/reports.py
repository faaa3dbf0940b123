"""A report or agreement of AWS Artifact a row; a family of which none was found has a row too."""

from generator.model.assessment import FamilyResult, ReportRow
from generator.render.escape import moment
from generator.render.rows.fields import Field
from generator.render.view import View
from generator.render.words import AWS, COVERS

FIELDS = (
    Field(
        name="family",
        head="Family",
        says="The report family that a rule recognised; empty where none did.",
        value=lambda r: r.family,
        width=18,
        look="code",
    ),
    Field(name="id", head="Report id", says="AWS's id of it.", value=lambda r: r.id, width=22, look="code"),
    Field(name="name", head="Name", says="Its name in AWS Artifact.", value=lambda r: r.name, width=40),
    Field(name="version", head="Version", says="Its version.", value=lambda r: r.version, width=10),
    Field(
        name="period_from",
        head="From",
        says="The first day of its period.",
        value=lambda r: r.period_from,
        width=12,
    ),
    Field(
        name="period_to", head="To", says="The last day of its period.", value=lambda r: r.period_to, width=12
    ),
    Field(name="state", head="State", says="Its state as AWS gives it.", value=lambda r: r.state, width=13),
    Field(
        name="covers",
        head="Covers",
        says="How much of our period its own covers.",
        value=lambda r: r.covers,
        width=9,
        look="word",
        words=COVERS,
    ),
    Field(
        name="gap_days",
        head="Gap (days)",
        says="Days of our period that it leaves uncovered.",
        value=lambda r: r.gap_days,
        width=9,
        look="number",
    ),
    Field(
        name="bridged_to",
        head="Bridged to",
        says="The day up to which a bridge letter carries it on.",
        value=lambda r: r.bridged_to,
        width=12,
    ),
    Field(
        name="read_at",
        head="Read at",
        says="When it was read (UTC).",
        value=lambda r: r.read_at,
        width=21,
    ),
    Field(
        name="sha256",
        head="SHA-256",
        says="Over what AWS Artifact answered about it.",
        value=lambda r: r.sha256,
        width=24,
        look="code",
    ),
)


def joined(view: View) -> tuple[Field, ...]:
    """Columns that read best for people."""
    results = {f.family: f for f in view.all.families}
    return (
        Field(
            name="family_name",
            head="Looked for",
            says="What was looked for in AWS Artifact.",
            value=lambda r: r.family_name or "nothing (no rule matches it)",
            width=26,
        ),
        Field(
            name="family_status",
            head="AWS status",
            says="What all current reports of the family show together for our period.",
            value=lambda r: _status(results.get(r.family)),
            width=21,
            look="word",
            words=AWS,
        ),
        Field(
            name="family_reason",
            head="Why",
            says="Why it stands so.",
            value=lambda r: results[r.family].reason if r.family in results else "",
            width=38,
        ),
        Field(
            name="used",
            head="Used",
            says="Whether it counts for our period.",
            value=lambda r: "yes" if r.used else "no",
            width=8,
        ),
        Field(
            name="note",
            head="Note",
            says="Why this very document is or is not used.",
            value=lambda r: r.note,
            width=36,
        ),
        Field(
            name="read",
            head="Read at",
            says="When it was read (UTC), to the second.",
            value=lambda r: moment(r.read_at),
            width=21,
        ),
        Field(
            name="company",
            head="Company",
            says="Whose it is. Artifact holds other companies' reports too; they are never AWS's.",
            value=lambda r: r.company,
            width=20,
        ),
        Field(
            name="account_name",
            head="Account",
            says="Agreements: whose. Reports: the account it was read from.",
            value=lambda r: view.account(r.account),
            width=18,
        ),
        Field(
            name="evidence",
            head="Evidence",
            says="Id of the AWS call that shows it.",
            value=lambda r: r.evidence,
            width=15,
            look="code",
        ),
    )


def _status(result: FamilyResult | None) -> str:
    return result.status if result else ""


def reports(view: View) -> tuple[ReportRow, ...]:
    """Those that this framework cites first, then all others that Artifact holds."""
    cited = {family for r in view.requirements for family in r.reports}
    return tuple(sorted(view.all.reports, key=lambda r: r.family not in cited))
