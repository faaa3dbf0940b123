"""A report or agreement of AWS Artifact a row; a family that is cited and of which none was found has a row too."""

from dataclasses import replace

from generator.model.assessment import ReportRow
from generator.render.escape import moment
from generator.render.rows import families
from generator.render.rows.fields import Cell, Field
from generator.render.timeline import row_runs
from generator.render.view import View
from generator.render.words import AWS, COVERS, rank

FIELDS = (
    Field(
        name="family",
        head="Family",
        says="The report family that a rule recognised; empty where none did.",
        value=lambda r: r.family,
        width=18,
        look="code",
    ),
    Field(name="id", head="Report id", says="AWS's id of it.", value=lambda r: r.id, width=26, look="code"),
    Field(name="name", head="Name", says="Its name in AWS Artifact.", value=lambda r: r.name, width=36),
    Field(name="version", head="Version", says="Its version.", value=lambda r: r.version, width=10),
    Field(
        name="period_from",
        head="From",
        says="The first day of its period; of a certificate, the day that it was given.",
        value=lambda r: r.period_from,
        width=12,
    ),
    Field(
        name="period_to",
        head="To",
        says="The last day of its period; a dash where it has no end, or gives none.",
        value=lambda r: r.period_to,
        width=12,
    ),
    Field(name="state", head="State", says="Its state as AWS gives it.", value=lambda r: r.state, width=15),
    Field(
        name="covers",
        head="Covers",
        says="How much of our period its own covers.",
        value=lambda r: r.covers,
        width=12,
        look="word",
        words=COVERS,
    ),
    Field(
        name="gap_days",
        head="Gap (days)",
        says="Days of our period that it leaves uncovered, without bridge letters.",
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
    Field(
        name="kind",
        head="Kind",
        says="A report (or certificate), a bridge letter, or an agreement.",
        value=lambda r: r.kind,
        width=12,
    ),
    Field(
        name="valid_to",
        head="Relied on until",
        says="The last day that it is relied on: a certificate's or attestation's may come before its own end.",
        value=lambda r: r.valid_to,
        width=12,
    ),
    Field(
        name="used",
        head="Used",
        says="Whether it may carry AWS's part: recognised, AWS's own, published, with days that hold, not superseded.",
        value=lambda r: "yes" if r.used else "no",
        width=8,
    ),
    Field(
        name="note",
        head="Note",
        says="Why this very document is or is not used.",
        value=lambda r: r.note,
        width=30,
    ),
    Field(
        name="company",
        head="Company",
        says="Whose it is. Artifact holds other companies' reports too; they are never AWS's.",
        value=lambda r: r.company,
        width=20,
    ),
    Field(
        name="account",
        head="Account",
        says="Agreements: whose. Reports: the account it was read from.",
        value=lambda r: r.account,
        width=16,
    ),
    Field(
        name="rule",
        head="Rule",
        says="The rule that recognised it.",
        value=lambda r: r.rule,
        width=26,
        look="code",
    ),
)


def joined(view: View) -> tuple[Field, ...]:
    """Columns that read best for people; those named ``family_...`` hold for all documents of the family."""
    return (
        *(_of_family(view, field) for field in families.fields(view)),
        Field(
            name="named",
            head="Document",
            says="Its name in AWS Artifact with its version, and the account of an agreement; or that none was found.",
            value=lambda r: _named(view, r),
            width=32,
        ),
        Field(
            name="covers_shown",
            head="Covers",
            says="How much of our period its own days cover, without bridge letters.",
            value=lambda r: _covers(view, r),
            width=12,
            look="word",
            words=COVERS,
        ),
        Field(
            name="alone",
            head="Alone, over our period",
            says="The same line for this very document, with the bridge letters that carry it on (▒).",
            value=lambda r: _alone(view, r),
            width=families.bar_width(view),
            look="bar",
        ),
        Field(
            name="read",
            head="Read at",
            says="When it was read (UTC), to the second.",
            value=lambda r: moment(r.read_at),
            width=21,
        ),
        Field(
            name="account_name",
            head="Account",
            says="Agreements: whose. Reports: the account it was read from.",
            value=lambda r: view.account(r.account),
            width=18,
        ),
        Field(
            name="document",
            head="Fetched document (SHA-256)",
            says="SHA-256 of the document that a person fetched with 'evidencemap reports fetch'; it lies beside the "
            "pack, never in it.",
            value=lambda r: r.document or ("not fetched" if r.id and r.kind != "agreement" else ""),
            width=28,
            look="code",
        ),
        Field(
            name="evidence",
            head="Evidence",
            says="Id of the AWS call that shows it; the cell leads to it in the Evidence sheet.",
            value=lambda r: r.evidence,
            width=15,
            look="code",
        ),
    )


def _of_family(view: View, field: Field) -> Field:
    """A family's column beside each of its documents; empty where the framework does not cite the family."""
    made = {id_: field.value(family) for id_, family in view.families.items()}

    def value(row: ReportRow) -> Cell:
        return made.get(row.family, _uncited(view, row) if field.name == "name" else "")

    return replace(field, name=f"family_{field.name}", value=value)


def _uncited(view: View, row: ReportRow) -> str:
    if bridged := _bridged(view, row):
        return f"{row.family_name} (goes on from {', '.join(view.families[id_].name for id_ in bridged)})"
    return f"{row.family_name} (not cited here)" if row.family_name else "nothing (no rule matches it)"


def _bridged(view: View, row: ReportRow) -> tuple[str, ...]:
    """The cited families whose gap a bridge letter fills."""
    if row.kind != "bridge" or not row.used:
        return ()
    return tuple(
        id_
        for id_, family in sorted(view.families.items())
        if any(
            s.kind == "bridge" and s.start == row.period_from and s.name.startswith(f"{row.name},")
            for s in family.stretches
        )
    )


def _named(view: View, row: ReportRow) -> str:
    """An agreement holds for an account; one that is missing is missing there."""
    missing = "could not be read" if view.unread(row.evidence) else "none found"
    name = row.name or row.id or missing
    name += f", version {row.version}" if row.version else ""
    agreed = row.kind == "agreement" and row.account
    return f"{name}, account {view.account(row.account)}" if agreed else name


def _covers(view: View, row: ReportRow) -> str:
    """The word; one that is not used says so, and is not tinted as if it were."""
    if not row.id:
        return "not known" if view.unread(row.evidence) else row.covers
    return row.covers if row.used or row.covers == "none" else f"{row.covers}, not used"


def _alone(view: View, row: ReportRow) -> Cell:
    if row.id and not row.used:
        return ()
    unread = not row.id and view.unread(row.evidence)
    return families.drawn(view, row_runs(view.all.period, row, unread=unread))


def reports(view: View) -> tuple[ReportRow, ...]:
    """Those that the framework cites first, worst family first and in it those that are used; then all others.

    What another framework looked for and did not find stays out, and so do accounts that it does not reach.
    """
    known = families.standings(view)

    def place(row: ReportRow) -> tuple[bool, int, str, bool, bool]:
        # A bridge letter stands beneath the first family that it carries on.
        family = row.family if row.family in known else next(iter(_bridged(view, row)), "")
        status = known[family][0] if family else ""
        return not family, rank(status, AWS), family or row.family, not row.used, family != row.family

    shown = (r for r in view.all.reports if r.id or (r.family in view.families and view.reaches(r.account)))
    return tuple(sorted(shown, key=place))
