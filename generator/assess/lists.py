"""The lists beside the findings: calls, requests, words of the checks, blind spots."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from sys import intern
from types import MappingProxyType

from generator.assess.populations import command
from generator.assess.received import Received
from generator.assess.view import REGIONS_CALL, View, reply_of, words
from generator.model.assessment import (
    BlindSpot,
    CallRow,
    CheckInfo,
    RequestRow,
    RequirementResult,
    ServiceRow,
)
from generator.model.evidence import Record, canonical, joined
from generator.model.plain import Json
from generator.model.scope import Period, Plan, Scope
from generator.model.verdict import Check

_NOTHING: Mapping[str, Received] = MappingProxyType({})


def call_rows(view: View, records: Iterable[Record]) -> tuple[CallRow, ...]:
    """A row for each record."""
    return ordered_calls(_call_row(view, record) for record in records if record.call in view.catalog.calls)


def ordered_calls(rows: Iterable[CallRow]) -> tuple[CallRow, ...]:
    """As the reports list them."""
    return tuple(sorted(rows, key=lambda r: (r.service, r.call, r.account, r.region, r.parameters)))


def _call_row(view: View, record: Record) -> CallRow:
    needed = view.plan.needed_by.get(record.call, ())
    return CallRow(
        evidence=record.evidence,
        call=intern(record.call),  # each record was parsed anew: thousands of rows share these words
        service=intern(record.service),
        operation=intern(record.operation),
        account=intern(record.account),
        region=intern(record.region),
        parameters=canonical(dict(record.params)),
        outcome=intern(record.outcome),
        cause=record.cause,
        error_code=record.error_code,
        message=record.message,
        pages=len(record.pages),
        items=_count(joined(record.pages)),
        caller=intern(record.caller),
        request_ids=record.request_ids,
        started=record.started,
        ended=record.ended,
        sha256=record.sha256,
        needed_by=needed,
        command=command(view.row(record.call), record),
    )


def _count(reply: Json) -> int:
    """How many items the reply's longest list has; 1 for a reply without lists, 0 for none."""
    if not isinstance(reply, dict):
        return 0
    lists = [len(value) for value in reply.values() if isinstance(value, list)]
    return max(lists) if lists else 1


def request_rows(
    plan: Plan, results: Sequence[RequirementResult], states: Mapping[str, Received] = _NOTHING
) -> tuple[RequestRow, ...]:
    """A row for each request that an applicable line names, due when the period ends, and how it stands."""
    serves: dict[str, list[str]] = {}
    objectives: dict[str, list[str]] = {}
    for result in results:
        for line in result.customer:
            for id_ in line.requests if line.applies else ():
                serves.setdefault(id_, []).append(f"{result.framework}:{result.requirement}")
                if line.objective:
                    objectives.setdefault(id_, []).append(line.objective)
    rows = (
        RequestRow(
            request=id_,
            title=request.title,
            wording=request.wording,
            owner=request.owner,
            good_answer=request.good_answer,
            frequency=request.frequency,
            requirements=tuple(dict.fromkeys(serves[id_])),
            objectives=tuple(dict.fromkeys(objectives.get(id_, []))),
            status="requested",
            due=str(plan.scope.period.end),
            evidence="",
            received_at="",
        )
        for id_, request in sorted(plan.catalog.requests.items())
        if id_ in serves
    )
    return standing_rows(rows, states, str(plan.scope.period.end))


def standing_rows(
    rows: Iterable[RequestRow], states: Mapping[str, Received], due: str
) -> tuple[RequestRow, ...]:
    """The rows as these states have them; ``due`` is the day of those that nobody gave another."""
    return tuple(_stands(row, states.get(row.request) or Received(request=row.request), due) for row in rows)


def _stands(row: RequestRow, one: Received, due: str) -> RequestRow:
    return replace(
        row,
        status="received" if one.state == "accepted" else "requested",
        due=one.due or due,
        evidence=_where(one),
        received_at=one.received,
        state=one.state,
        why_open=one.why_open,
        observed=one.observed,
        covers_from=one.covers_from,
        covers_to=one.covers_to,
        valid_until=one.valid_until,
        given_by=one.given_by,
        accepted_by=one.accepted_by,
        accepted_on=one.accepted_on,
        file=one.file,
        sha256=one.sha256,
        assigned=one.owner,
        note=one.note,
        remarks=one.remarks,
    )


def _where(one: Received) -> str:
    """Where what was given lies. What stands behind a link's ? may be a secret."""
    link, query, _ = one.link.partition("?")
    parts = (
        f"files/{one.sha256}" if one.sha256 else "",
        link + ("?…" if query else ""),
        "in words" if one.answer else "",
    )
    return "; ".join(part for part in parts if part)


def check_infos(plan: Plan, checks: Mapping[str, Check]) -> tuple[CheckInfo, ...]:
    """The words of each planned check."""
    return tuple(
        CheckInfo(
            key=planned.key,
            check=planned.check,
            params=", ".join(f"{name}={value}" for name, value in sorted(planned.params.items())),
            title=checks[planned.check].title,
            rationale=checks[planned.check].rationale,
            remediation=checks[planned.check].remediation,
            severity=checks[planned.check].severity,
            source=checks[planned.check].source,
            same_as=checks[planned.check].same_as,
            calls=checks[planned.check].calls,
        )
        for planned in plan.checks
    )


def blind_spots(
    view: View, records: Sequence[Record], services: Sequence[ServiceRow], now: datetime
) -> tuple[BlindSpot, ...]:
    """What this pack does not show, and which requirements that costs."""
    accounts = [account.id for account in view.plan.scope.accounts]
    own = (spot for one in accounts for spot in (*_regions(view, one), *_differing(view, one)))
    times = [record.ended for record in records if record.ended]
    first, last = min(times, default=""), max(times, default="")
    return ordered_spots(
        [*_unread(records, view.plan), *own, *spots_over(view.plan, services, first, last, now)]
    )


def spots_in(view: View, account: str, records: Iterable[Record]) -> list[BlindSpot]:
    """Those of one account, from its records by time."""
    return [*_unread(records, view.plan), *_regions(view, account), *_differing(view, account)]


def spots_over(
    plan: Plan, services: Iterable[ServiceRow], first: str, last: str, now: datetime
) -> list[BlindSpot]:
    """Those over all accounts; the records came from ``first`` to ``last``."""
    left = _accounts(plan.scope)
    return [*left, *_unjudged(services), *_moments(plan.scope.period, first, last, now)]


def ordered_spots(found: Iterable[BlindSpot]) -> tuple[BlindSpot, ...]:
    """As the reports list them."""
    return tuple(sorted(found, key=lambda b: (b.kind, b.account, b.region, b.what, b.why)))


def _costs(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Call id -> the requirements whose checks rest on it."""
    serves = {planned.key: planned.requirements for planned in plan.checks}
    return {
        call: tuple(dict.fromkeys(r for reason in why for r in serves.get(reason, ())))
        for call, why in plan.needed_by.items()
    }


def _unread(records: Iterable[Record], plan: Plan) -> Iterator[BlindSpot]:
    """One for each call and place that could not be read; calls for single items are counted together."""
    groups: dict[tuple[str, str, str, str], list[Record]] = {}
    for record in records:
        if not record.readable:
            groups.setdefault((record.outcome, record.account, record.region, record.call), []).append(record)
    costs = _costs(plan) if groups else {}
    for (outcome, account, region, call), group in groups.items():
        many = f" ({len(group)} calls)" if len(group) > 1 else ""
        yield BlindSpot(
            kind=f"call {outcome}",
            account=account,
            region=region,
            what=f"{call}{many}",
            why=words(group[0]),
            costs=costs.get(call, ()),
        )


def _regions(view: View, account: str) -> Iterator[BlindSpot]:
    """Regions that the account has on and the scope leaves out."""
    asked = view.plan.scope.regions
    if isinstance(asked, str) or REGIONS_CALL not in view.catalog.calls:
        return
    for record in view.records(REGIONS_CALL, account):
        listed = (reply_of(record) or {}).get("Regions")
        found = listed if isinstance(listed, list) else []
        on = {str(r["RegionName"]) for r in found if isinstance(r, dict) and r.get("RegionName")}
        for region in sorted(on - set(asked)):
            yield BlindSpot(
                kind="region out of scope",
                account=account,
                region=region,
                what=f"region {region}",
                why="the account has it on; the scope does not read it",
                costs=(),
            )


def _accounts(scope: Scope) -> Iterator[BlindSpot]:
    """Accounts of the organisation that are not read. They concern every framework, whatever it reaches."""
    for one in scope.left_out_accounts:
        yield BlindSpot(
            kind="account left out",
            account="",
            region="",
            what=f"account {one.id}" + (f" ({one.name})" if one.name else ""),
            why=one.why,
            costs=(),
        )


def _differing(view: View, account: str) -> Iterator[BlindSpot]:
    """Lists that lack what a second source has, with both numbers."""
    costs = _costs(view.plan)
    for row in view.counted:
        base = view.base(row.id)
        if base.id not in view.plan.needed_by:
            continue
        for region in view.places(row.id, account):
            if why := view.reconciled(row.id, account, region).why:
                yield BlindSpot(
                    kind="list and count differ",
                    account=account,
                    region=region,
                    what=row.id,
                    why=why,
                    costs=costs.get(base.id, ()),  # a verdict over the whole reply rests on it too
                )


def _unjudged(services: Iterable[ServiceRow]) -> Iterator[BlindSpot]:
    for row in services:
        if "no check judges" in row.blind_spots and row.in_use == "yes":
            yield BlindSpot(
                kind="service without checks",
                account=row.account,
                region=row.region,
                what=row.name,
                why=f"{row.resources} found; its settings are not judged by this version",
                costs=(),
            )


def _moments(period: Period, earliest: str, latest: str, now: datetime) -> Iterator[BlindSpot]:
    """A snapshot proves a moment; say so, and say when the moment is outside the period."""
    if not latest:
        return
    first, last = earliest[:10], latest[:10]
    inside = str(period.start) <= first and last <= str(period.end)
    place = "inside" if inside else "OUTSIDE"
    yield BlindSpot(
        kind="moment, not period",
        account="",
        region="",
        what="configuration read once",
        why=f"read from {earliest} to {latest}, {place} the period {period.start} to {period.end}; it shows "
        "those moments only, the days between are shown by change records",
        costs=(),
    )
    if now.date() < period.end:
        yield BlindSpot(
            kind="period not over",
            account="",
            region="",
            what=f"the period ends on {period.end}",
            why=f"assessed on {now.date()}: reports and events of the days to come are not there yet",
            costs=(),
        )
