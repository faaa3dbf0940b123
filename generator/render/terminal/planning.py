"""What would be called, and what came of trying it."""

from collections.abc import Mapping, Sequence

from generator.model.evidence import Record
from generator.model.plain import Json
from generator.model.scope import Plan
from generator.render.terminal.text import safe, some

_RATE = 300  # requests a second that one process makes at usual latency: docs/performance.md


def plan_rows(plan: Plan) -> list[dict[str, Json]]:
    """Each planned call: where, how often at least, and what needs it."""
    regions = None if isinstance(plan.scope.regions, str) else len(plan.scope.regions)
    rows: list[dict[str, Json]] = []
    for row in plan.calls:
        if row.same_reply_as:
            continue
        places = 1 if row.scope == "global" else regions
        rows.append(
            {
                "call": row.id,
                "operation": row.call,
                "scope": row.scope,
                "for_each": row.for_each,
                "times": _times(row.for_each, places, len(plan.scope.accounts)),
                "needed_by": list(plan.needed_by[row.id]),
            }
        )
    return rows


def _times(for_each: str, places: int | None, accounts: int) -> str:
    if for_each:
        return f"once for each item of {for_each}"
    if places is None:
        return f"once in each enabled region of {_accounts(accounts)}"
    return f"{places * accounts} ({places} × {_accounts(accounts)})" if places > 1 else str(accounts)


def _accounts(count: int) -> str:
    return f"{count} account{'s' * (count != 1)}"


def plan_lines(plan: Plan) -> list[str]:
    """The plan as text."""
    rows = plan_rows(plan)
    where = "enabled regions" if isinstance(plan.scope.regions, str) else ", ".join(plan.scope.regions)
    period = plan.scope.period
    lines = [
        f"{plan.scope.organisation}: {', '.join(plan.scope.frameworks)}, {period.start} to {period.end}",
        f"{_accounts(len(plan.scope.accounts))} ({some([a.id for a in plan.scope.accounts])}), {where}",
        f"{len(plan.checks)} checks rest on {len(rows)} different calls, all of them reads:",
    ]
    return lines + [f"  {row['call']:<48} {row['times']}" for row in rows]


def estimate_lines(plan: Plan, requests: int = 0, accounts: int = 0) -> list[str]:
    """How much there is to ask: at least, and as an earlier pack (so many requests in so many accounts) foretells."""
    own = [row for row in plan.calls if not row.same_reply_as and not row.for_each]
    once = sum(row.scope == "global" for row in own)
    places = None if isinstance(plan.scope.regions, str) else len(plan.scope.regions)
    count = len(plan.scope.accounts)
    each = f"{once} calls once an account and {len(own) - once} in each region"
    if places is None:
        lines = [
            f"At least {each}; which regions are on is asked first. Items that are found add calls of their own."
        ]
    else:
        least = count * (once + places * (len(own) - once))
        lines = [f"At least {least} calls: {each}. Items that are found add calls of their own."]
    if accounts:
        foretold = round(requests / accounts * count)
        seconds = foretold / _RATE
        time = f"{seconds:.0f} seconds" if seconds < 100 else f"{seconds / 60:.0f} minutes"
        lines.append(
            f"The pack before came to {requests} requests in {_accounts(accounts)}: about {foretold} now, "
            f"{time} at {_RATE} a second; AWS's limits on single APIs may stretch it."
        )
    return lines


def doctor_lines(
    plan: Plan, records: Sequence[Record], actions: Mapping[str, Sequence[str]]
) -> tuple[list[str], bool]:
    """What each call came to, and what a missing permission costs; whether anything was refused."""
    serves = {planned.key: planned.requirements for planned in plan.checks}
    bad = [r for r in records if r.outcome in ("denied", "failed")]
    untried = [r for r in records if r.outcome == "not tried"]
    answered = sum(record.readable for record in records)
    tried = f"{len(records)} calls tried: {answered} answered, {len(bad)} refused"
    lines = [f"{tried}, {len(untried)} not tried because a call before them gave nothing"]
    met = {record.account for record in records if record.outcome != "not tried"}
    shut = {record.account: record.message for record in untried if record.account not in met}
    lines += [f"- {account}: {safe(why)}; all its evidence is lost" for account, why in shut.items()]
    lost: dict[str, None] = {}
    for record in bad:
        costs = tuple(dict.fromkeys(q for why in plan.needed_by[record.call] for q in serves.get(why, ())))
        lost.update(dict.fromkeys(costs))
        needed = ", ".join(actions.get(record.call, ()))
        lines.append(f"- {record.account} {record.region} {record.call}: {record.outcome} ({record.cause})")
        lines.append(f"    AWS says: {safe(record.message) or record.error_code}")
        lines.append(
            f"    needs {needed}; without it {len(costs)} requirements lose evidence: {some(list(costs))}"
        )
    if bad:
        lines.append(
            f"Together {len(lost)} requirements lose evidence. 'evidencemap policy' prints what is needed."
        )
    elif not shut:
        lines.append("Every call that could be tried was answered.")
    return lines, bool(bad or shut)
