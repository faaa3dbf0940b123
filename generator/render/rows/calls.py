"""An AWS call a row: what auditors ask of information that the entity itself produced."""

from generator.model.assessment import CallRow
from generator.render.escape import moment
from generator.render.rows.fields import Field, few
from generator.render.view import View
from generator.render.words import UNREAD

LIMIT = 20_000
NEEDED_SHOWN = 3

FIELDS = (
    Field(
        name="evidence",
        head="Evidence",
        says="The evidence id: SHA-256 over account, region, call and parameters, so the same next quarter.",
        value=lambda c: c.evidence,
        width=15,
        look="code",
    ),
    Field(
        name="service",
        head="Service",
        says="The AWS service.",
        value=lambda c: c.service,
        width=14,
        look="code",
    ),
    Field(
        name="operation",
        head="Operation",
        says="The operation as AWS's API reference names it.",
        value=lambda c: c.operation,
        width=26,
        look="code",
    ),
    Field(name="account", head="Account", says="The AWS account.", value=lambda c: c.account, width=16),
    Field(
        name="region",
        head="Region",
        says="The region; global for calls made once an account.",
        value=lambda c: c.region,
        width=13,
    ),
    Field(
        name="parameters",
        head="Parameters",
        says="What was asked for, word by word.",
        value=lambda c: c.parameters,
        width=30,
        look="code",
    ),
    Field(
        name="outcome",
        head="Outcome",
        says="What came of the call.",
        value=lambda c: c.outcome,
        width=11,
        look="word",
        words=UNREAD,
    ),
    Field(
        name="error_code",
        head="Error code",
        says="AWS's error code where it gave no answer.",
        value=lambda c: c.error_code,
        width=18,
        look="code",
    ),
    Field(
        name="pages",
        head="Pages",
        says="How many pages were read, to the end.",
        value=lambda c: c.pages,
        width=8,
        look="number",
    ),
    Field(
        name="items",
        head="Items",
        says="How many items they hold.",
        value=lambda c: c.items,
        width=8,
        look="number",
    ),
    Field(
        name="caller",
        head="Caller",
        says="Who asked, as AWS names the caller.",
        value=lambda c: c.caller,
        width=62,
        look="code",
    ),
    Field(
        name="request_id",
        head="Request ids",
        says="AWS's own ids of the requests: they can be found again in CloudTrail.",
        value=lambda c: c.request_ids,
        width=20,
        look="code",
    ),
    Field(
        name="started", head="Started", says="When it was asked (UTC).", value=lambda c: c.started, width=21
    ),
    Field(name="ended", head="Ended", says="When it was answered (UTC).", value=lambda c: c.ended, width=21),
    Field(
        name="sha256",
        head="SHA-256",
        says="Over the canonical JSON of the answer's pages.",
        value=lambda c: c.sha256,
        width=68,
        look="code",
    ),
    Field(
        name="needed_by",
        head="Needed by",
        says="What rests on the call: checks, services, reports, scope.",
        value=lambda c: c.needed_by,
        width=28,
        look="code",
    ),
)


def joined(view: View) -> tuple[Field, ...]:
    """Columns that read best for people."""
    return (
        Field(
            name="account_name",
            head="Account",
            says="The AWS account and its name.",
            value=lambda c: view.account(c.account),
            width=18,
        ),
        Field(
            name="why",
            head="Why not read",
            says="Where it was not read: how the refusal is classed, AWS's error code and AWS's own words.",
            value=why,
            width=34,
        ),
        Field(
            name="asked",
            head="Parameters",
            says="What was asked for, word by word; a dash where the call takes none.",
            value=lambda c: "" if c.parameters == "{}" else c.parameters,
            width=34,
            look="code",
        ),
        Field(
            name="asked_at",
            head="Started",
            says="When it was asked (UTC), to the second.",
            value=lambda c: moment(c.started),
            width=21,
        ),
        Field(
            name="answered_at",
            head="Ended",
            says="When it was answered (UTC), to the second.",
            value=lambda c: moment(c.ended),
            width=21,
        ),
        Field(
            name="command",
            head="The same by hand",
            says="The same call with the aws command line, to be run beside it.",
            value=lambda c: c.command,
            width=70,
            look="code",
        ),
        Field(
            name="needed_by_few",
            head="Needed by",
            says="What rests on the call: checks, services, reports, scope.",
            value=lambda c: few(c.needed_by, NEEDED_SHOWN, "in tables/calls.csv"),
            width=40,
            look="code",
        ),
        Field(
            name="requests_few",
            head="Request ids",
            says="AWS's own ids of the requests: they can be found again in CloudTrail.",
            value=lambda c: few(c.request_ids, 2, "in tables/calls.csv"),
            width=42,
            look="code",
        ),
    )


def why(call: CallRow) -> str:
    """Why there is no answer: our class of it, AWS's code, AWS's words."""
    return ": ".join(part for part in (call.cause, call.error_code, call.message) if part)
