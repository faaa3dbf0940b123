"""What changed AWS's part of a requirement: reports, agreements, the services and regions in their scope."""

import re
from collections.abc import Iterator, Sequence

from generator.compare.beneath import statuses
from generator.compare.direction import aws_lines
from generator.compare.places import options
from generator.compare.seen import NOT_ASKED, Sides, first
from generator.compare.services import service_causes, use_differs
from generator.model.assessment import AwsLineResult, FamilyResult, RequirementResult, ServiceRow
from generator.model.comparison import Cause, CauseKind

_ACCOUNT = re.compile(r"\baccount (\d{12})\b")


def their_causes(was: RequirementResult, now: RequirementResult, sides: Sides) -> Iterator[Cause]:
    """Why AWS's part, or a line of it, stands otherwise."""
    same = was.aws_status == now.aws_status
    if same and not aws_lines(statuses(was), statuses(now)):
        return
    before = {(line.statement, line.kind, line.families): line for line in was.aws}
    after = {(line.statement, line.kind, line.families): line for line in now.aws}
    for key in dict.fromkeys((*before, *after)):
        one, other = before.get(key), after.get(key)
        if one and other:
            # A line that is not the worst on either side did not move the requirement; worse itself, it is told.
            worst = one.status == was.aws_status or other.status == now.aws_status
            worse = "worse" in aws_lines({key: one.status}, {key: other.status})
            if one.status != other.status and (same or worst or worse):
                yield from _line(one, other, was.framework, sides)
        elif (line := one or other) and not same:
            yield from _came(line, was.framework, sides)


def _came(line: AwsLineResult, framework: str, sides: Sides) -> Iterator[Cause]:
    """A line on one side only: its services came into use or went, or options are answered otherwise."""
    if use_differs(sides, framework, line.only):
        yield from service_causes(sides, framework, line.only)
    elif told := tuple(options(sides.old, sides.new)):
        yield Cause(kind="scope", words="; ".join(told), rows=told)


def _line(one: AwsLineResult, other: AwsLineResult, framework: str, sides: Sides) -> Iterator[Cause]:
    pairs = [
        (was, now)
        for id_ in one.families
        if (was := sides.old.families.get((framework, id_)))
        and (now := sides.new.families.get((framework, id_)))
    ]
    moved = [(was, now) for was, now in pairs if was.status != now.status]
    yield from (family_cause(was, now, sides) for was, now in moved)
    scoped = {"service out of scope", "no data"} & {one.status, other.status}
    if not moved or (scoped and len(moved) < len(pairs)):  # of alternatives another may count by now
        yield from _scoped(one, pairs, framework, sides)


def family_cause(was: FamilyResult, now: FamilyResult, sides: Sides) -> Cause:
    """What a family's documents show otherwise."""
    kind, why = _family_why(was, now, sides)
    return Cause(kind=kind, words=f"{now.name}: {was.status} → {now.status}; {why}", rows=(now.family,))


def _family_why(was: FamilyResult, now: FamilyResult, sides: Sides) -> tuple[CauseKind, str]:
    named = set(_ACCOUNT.findall(was.reason)) ^ set(_ACCOUNT.findall(now.reason))
    if named and named <= sides.reached(now.framework):
        return "scope", f"by accounts in scope on one side only: {first(sorted(named))}"
    if now.status == "no data":
        return "permissions", f"cannot be read now ({now.reason[:160]})"
    if was.status == "no data":
        own = sides.origin.families.get((was.framework, was.family))
        made = own.status != "no data" if own else not was.evidence
        if made:
            return "mapping", NOT_ASKED
        return "permissions", f"can be read now, before not ({was.reason[:160]})"
    return "reports", _documents(was, now, sides)


def _documents(was: FamilyResult, now: FamilyResult, sides: Sides) -> str:
    came = [one for one in now.reports if one not in was.reports]
    went = [one for one in was.reports if one not in now.reports]
    parts = [now.reason]
    parts += [f"came: {first(came)}"] if came else []
    parts += [f"no longer: {first(went)}"] if went else []
    if not came and not went and sides.old.scope.period != sides.new.scope.period:
        parts.append(f"the same documents, held against {sides.new.scope.period.name}")
    return "; ".join(parts)


def _scoped(
    line: AwsLineResult,
    pairs: Sequence[tuple[FamilyResult, FamilyResult]],
    framework: str,
    sides: Sides,
) -> Iterator[Cause]:
    """Services and regions in use against what the families' programs list."""
    was = {text for before, _ in pairs for text in (*before.not_listed, *before.unlisted, *before.outside)}
    now = {text for _, after in pairs for text in (*after.not_listed, *after.unlisted, *after.outside)}
    differ = was ^ now

    def wanted(row: ServiceRow) -> bool:
        named = any(text.startswith((f"{row.name} (", f"region {row.region} ")) for text in differ)
        return named or "unknown" in _uses(row, framework, line.only, sides)

    found = service_causes(sides, framework, line.only, wanted)
    yield from found
    if not found and differ and not sides.reached(framework):
        words = f"the lists of services in scope say otherwise by now: {first(sorted(now - was or was))}"
        yield Cause(kind="reports", words=words, rows=tuple(sorted(differ)[:25]))


def _uses(row: ServiceRow, framework: str, only: Sequence[str], sides: Sides) -> set[str]:
    key = (row.service, row.account, row.region)
    both = (side.services(framework, only).get(key) for side in (sides.old, sides.new))
    return {one.in_use for one in both if one}
