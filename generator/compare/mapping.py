"""What the mappings did: the old evidence judged by its own mappings and by the new ones."""

from collections.abc import Iterable, Iterator, Sequence

from generator.compare.beneath import beneath, statuses
from generator.compare.seen import Seen, first
from generator.model.assessment import RequirementResult
from generator.model.comparison import Cause

_OTHERWISE = "the same checks, requests and reports, but the mappings read the evidence, or what is in scope, otherwise"


def mapping_cause(
    was: RequirementResult | None, now: RequirementResult | None, old: Seen, new: Seen
) -> Cause | None:
    """What the mappings changed in a requirement over the same evidence; None where it stands the same."""
    if was is None or now is None:
        return _one_sided(was, now, old, new)
    same = (was.aws_status, was.customer_status, was.counts) == (
        now.aws_status,
        now.customer_status,
        now.counts,
    )
    if same and beneath(was, now, old, new).still:
        return None
    parts = [*_ours(was, now), *_theirs(was, now, old, new)]
    keys = _differing(was, now, old, new)
    stands = f"the old evidence stands at {_words(now)} by them, at {_words(was)} by its own"
    return Cause(
        kind="mapping",
        words="; ".join([*(parts or [_OTHERWISE]), stands]),
        count=len(keys),
        findings=tuple(keys[:25]),
        rows=tuple(parts),
    )


def _one_sided(
    was: RequirementResult | None, now: RequirementResult | None, old: Seen, new: Seen
) -> Cause | None:
    shown = now or was
    if shown is None:
        return None
    why = (old if now else new).left_out.get((shown.framework, shown.requirement), "")
    if now:
        words = (
            f"asked for by the new mappings, left out by the old ones: {why}"
            if why
            else "new in the mappings"
        )
    else:
        words = f"left out by the new mappings: {why}" if why else "no longer in the mappings"
    return Cause(kind="mapping", words=words, rows=(f"{shown.framework}:{shown.requirement}",))


def _ours(was: RequirementResult, now: RequirementResult) -> Iterator[str]:
    """Checks (with their thresholds), requests and objectives that came or went."""
    yield from _sets("checks", was.checks, now.checks)
    yield from _sets("requests", was.requests, now.requests)
    if was.checks == now.checks and was.requests == now.requests:
        yield from _sets("objectives", was.objectives, now.objectives)


def _theirs(was: RequirementResult, now: RequirementResult, old: Seen, new: Seen) -> Iterator[str]:
    """Families that came or went, and what they show otherwise: lists of services stand in the mappings too."""
    yield from _sets("AWS's reports", was.reports, now.reports)
    if was.aws_status == now.aws_status and statuses(was) == statuses(now):
        return
    if len(was.aws) != len(now.aws):
        yield f"lines of AWS's part: {len(now.aws)}, before {len(was.aws)}"
    for id_ in now.reports:
        one, other = old.families.get((was.framework, id_)), new.families.get((now.framework, id_))
        if one and other and (one.not_listed, one.unlisted) != (other.not_listed, other.unlisted):
            days = first(other.lists) or "none at hand"
            yield f"{other.name}: other lists of services in scope ({days}; before {first(one.lists) or 'none'})"
        elif one and other and one.status != other.status:
            yield f"{other.name}: recognised otherwise ({other.reason[:160]})"


def _sets(what: str, was: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    came, went = _without(now, was), _without(was, now)
    parts = [f"{first(came)} came" if came else "", f"{first(went)} went" if went else ""]
    if came or went:
        yield f"{what}: {', '.join(part for part in parts if part)}"


def _without(these: Iterable[str], those: Sequence[str]) -> list[str]:
    return [one for one in these if one not in those]


def _differing(was: RequirementResult, now: RequirementResult, old: Seen, new: Seen) -> list[str]:
    before, after = old.used(was), new.used(now)
    return [
        key
        for key in sorted({*before, *after})
        if (key in before) != (key in after) or before[key].status != after[key].status
    ]


def _words(result: RequirementResult) -> str:
    counts = result.counts
    parts = [
        f"our part {result.customer_status}" if result.customer_status else "",
        f"AWS's part {result.aws_status}" if result.aws_status else "",
        f"{counts.passed:,} of {counts.population - counts.not_applicable:,} passed"
        if counts.population
        else "",
    ]
    return "/".join(part for part in parts if part) or "nothing"
