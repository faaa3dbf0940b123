"""Agreements with AWS, account by account; one that is accepted for an organisation holds for its members."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from generator.assess.days import Span, first_day, length, uncovered
from generator.assess.recognition import recognised_agreement
from generator.assess.shelf import Found, covered, items, open_span, records_of, why
from generator.assess.view import View
from generator.model.assessment import ReportRow
from generator.model.evidence import Record
from generator.model.plain import Json, plain
from generator.model.status import AwsStatus

AGREEMENTS = "artifact.list-customer-agreements"
ORGANIZATION = "organizations.describe-organization"
MEMBERS = "organizations.list-accounts"
_NONE = "has none that is active"


@plain
class Held:
    """What an agreement family shows for one account."""

    status: AwsStatus
    reason: str
    gaps: tuple[Span, ...]
    found: tuple[Found, ...]  # what carries it, or some of it


def agreements(view: View) -> list[Found]:
    """Every agreement that an account lists."""
    found = []
    for record in records_of(view, AGREEMENTS):
        found += [_agreement(view, item, record) for item in items(record, "customerAgreements") or []]
    return sorted(found, key=lambda f: (f.row.family, f.row.account, f.row.name, f.row.id))


def _agreement(view: View, item: Json, record: Record) -> Found:
    families, period = view.catalog.families, view.plan.scope.period
    family, rule, note = recognised_agreement(families, item)
    span = open_span(item.get("effectiveStart"), item.get("effectiveEnd"))
    if family and item.get("state") != "ACTIVE":
        note = f"not used: its state is {item.get('state') or 'not given'}"
    elif family and span is None:
        note = "not used: the days that it is in force are not given, or are no days"
    left = length(uncovered(period, [span])) if span else period.days
    organization = str(item.get("organizationArn") or "")
    if family and not note and organization:
        note = f"accepted for the organisation {organization.rpartition('/')[2]}"
    row = ReportRow(
        family=family,
        family_name=families[family].name if family else "",
        kind="agreement",
        id=str(item.get("id") or ""),
        name=str(item.get("name") or ""),
        version="",
        company="Amazon Web Services",
        period_from=str(span.start) if span else "",
        period_to=str(span.end) if span and item.get("effectiveEnd") else "",
        state=str(item.get("state") or ""),
        covers=covered(period, left),
        gap_days=left,
        bridged_to="",
        account=record.account,
        rule=rule,
        note=note,
        used=bool(family) and not note.startswith(("not used", "no rule")),
        evidence=record.evidence,
        read_at=record.ended,
        sha256=record.sha256,
    )
    return Found(row=row, span=span, organization=organization)


def held(
    view: View, found: Sequence[Found], family: str, account: str, since: Mapping[str, date] | None = None
) -> Held:
    """The account's own agreements of a family and those of its organisation, held against the period.

    ``since`` is what ``joined`` gives, where many accounts are asked of.
    """
    period = view.plan.scope.period
    records = records_of(view, AGREEMENTS, account)
    used = [f for f in found if f.row.used and f.row.family == family]
    day = (joined(view) if since is None else since).get(account)
    carried, doubt = _carried(used, account, _organization(view, account), day)
    left = uncovered(period, [f.span for f in carried if f.span])
    if carried and not left:
        return Held(status="inherited", reason="", gaps=(), found=tuple(carried))
    if not records or items(records[0], "customerAgreements") is None:
        reason = f"account {account}: {why(records)}"
        return Held(status="no data", reason=reason, gaps=left, found=tuple(carried))
    if not carried:
        status: AwsStatus = "no data" if doubt else "no report"
        return Held(status=status, reason=f"account {account} {doubt or _NONE}", gaps=left, found=())
    days = length(left)
    spans = ", ".join(span.words for span in left)
    reason = f"account {account}: {days} day{'s' * (days != 1)} of the period uncovered ({spans})"
    return Held(status="report gap", reason=reason, gaps=left, found=tuple(carried))


def _carried(used: Sequence[Found], account: str, mine: str, joined: date | None) -> tuple[list[Found], str]:
    """The account's own, and what its organisation accepted, from the day that it joined; or why that is in doubt."""
    carried, doubt = [], ""
    for one in used:
        own = one.row.account == account
        if not own and not (mine and one.organization == mine):
            continue
        # However it is listed: what holds for an organisation holds for a member from the day that it joined.
        if one.organization and joined is None and not _manages(account, one.organization):
            id_ = one.organization.rpartition("/")[2]
            doubt = f"has none of its own; the day that it joined {id_} could not be read"
            continue
        start = max(one.span.start, joined) if one.span and one.organization and joined else None
        if start is None:
            carried.append(one)
        elif one.span and start <= one.span.end:
            carried.append(replace(one, span=Span(start=start, end=one.span.end)))
    return carried, doubt


def _manages(account: str, organization: str) -> bool:
    """Whether the account is its organisation's management account, whose id stands in the ARN: it never joined."""
    return organization.split(":")[4:5] == [account]


def _organization(view: View, account: str) -> str:
    """The ARN of the account's organisation, as the account itself is told; "" where it is in none or unread."""
    for record in records_of(view, ORGANIZATION, account):
        if record.outcome == "seen":
            for page in record.pages:
                found = page.get("Organization") if isinstance(page, dict) else None
                arn = found.get("Arn") if isinstance(found, dict) else None
                if isinstance(arn, str):
                    return arn
    return ""


def joined(view: View) -> Mapping[str, date]:
    """The day that each account joined its organisation, as the management account lists it."""
    days: dict[str, date] = {}
    for record in records_of(view, MEMBERS):
        for item in items(record, "Accounts") or [] if record.outcome == "seen" else []:
            day = first_day(item.get("JoinedTimestamp"))
            if day and isinstance(item.get("Id"), str):
                days[item["Id"]] = day
    return days
