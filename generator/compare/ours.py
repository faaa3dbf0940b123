"""What changed our part of a requirement: findings, services in use, options, people."""

from collections.abc import Iterator, Mapping

from generator.compare.beneath import beneath
from generator.compare.findings import Findings, causes
from generator.compare.places import options
from generator.compare.seen import Sides, first
from generator.compare.services import service_causes, use_differs
from generator.model.assessment import CustomerLineResult, RequirementResult
from generator.model.comparison import Cause

Lines = Mapping[tuple[object, ...], CustomerLineResult]


def our_causes(was: RequirementResult, now: RequirementResult, sides: Sides, found: Findings) -> list[Cause]:
    """Why our part, or the figures under it, are others."""
    made: list[Cause] = []
    reviewed = _reviewed(was, now)
    if reviewed:
        made.append(reviewed)
    before, after = sides.old.used(was), sides.new.used(now)
    keys = sorted({*before, *after})
    changed = [found.changes[key] for key in keys if key in found.changes]
    same = was.counts == now.counts and (reviewed or was.customer_status == now.customer_status)
    if same and not beneath(was, now, sides.old, sides.new).anew:
        made += causes(
            one for one in changed if one.before == one.after
        )  # unread on both sides, for other reasons
    else:
        made += causes(changed)
        made += _reached(was, [key for key in keys if (key in before) != (key in after)], sides, found)
        made += _lines(was, now, sides)
    return made


def _reviewed(was: RequirementResult, now: RequirementResult) -> Cause | None:
    """A person decides that a requirement does not apply; nothing that is read does."""
    if (was.customer_status == "not applicable") == (now.customer_status == "not applicable"):
        return None
    began = now.customer_status == "not applicable"
    reason = (now if began else was).customer_reason
    words = (
        "a reviewer decided that it does not apply" if began else "no review says any more: not applicable"
    )
    return Cause(kind="people", words=f"{words}{f' ({reason})' if reason else ''}")


def _reached(was: RequirementResult, keys: list[str], sides: Sides, found: Findings) -> Iterator[Cause]:
    """Findings that are there on both sides and count here on one: the framework reaches other ones."""
    accounts = sides.reached(was.framework)
    both = [sides.new.findings[k] for k in keys if k in sides.old.findings and k in sides.new.findings]
    both = [o for o in both if o.key not in found.changes]
    cut = [o for o in both if any(side.cut(was.framework, o) for side in (sides.old, sides.new))]
    if cut:
        resources = first(dict.fromkeys(one.resource for one in cut))
        yield Cause(
            kind="scope",
            words=f"{was.framework} reaches other resources: {len(cut):,} findings on {resources}",
            count=len(cut),
            findings=tuple(one.key for one in cut[:25]),
        )
    moved = [one for one in both if one.account in accounts]
    if moved:
        resources = first(dict.fromkeys(one.resource for one in moved))
        yield Cause(
            kind="scope",
            words=f"{was.framework} reaches other accounts: {len(moved):,} findings on {resources}",
            count=len(moved),
            findings=tuple(one.key for one in moved[:25]),
        )


def _lines(was: RequirementResult, now: RequirementResult, sides: Sides) -> Iterator[Cause]:
    before, after = _keyed(was), _keyed(now)
    for key in dict.fromkeys((*before, *after)):
        one, other = before.get(key), after.get(key)
        if one is None or other is None:
            yield from _asked(sides)
        elif use_differs(sides, was.framework, one.only):
            yield from service_causes(sides, was.framework, one.only)
        elif one.status != other.status:
            yield from _people(one, other, sides)


def _keyed(result: RequirementResult) -> Lines:
    return {(line.objective, line.statement, line.checks, line.requests): line for line in result.customer}


def _asked(sides: Sides) -> Iterator[Cause]:
    """A line on one side only, by the same mappings on the same day: options are answered otherwise."""
    told = tuple(options(sides.old, sides.new))
    if told:
        yield Cause(kind="scope", words="; ".join(told), rows=told)


def _people(one: CustomerLineResult, other: CustomerLineResult, sides: Sides) -> Iterator[Cause]:
    """Requests that were answered, or whose answer holds no longer, where the line waits for them."""
    if "evidence requested" not in (one.status, other.status):
        return
    for id_ in one.requests:
        was, now = sides.old.requests.get(id_), sides.new.requests.get(id_)
        if was and now and was.status != now.status:
            why = f" ({now.why_open})" if now.why_open else ""
            words = f"request {id_}: {was.state} → {now.state}{why}"
            yield Cause(kind="people", words=words, rows=(id_,))
