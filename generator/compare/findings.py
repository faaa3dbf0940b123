"""Findings matched by key under the same mappings: what each change comes from."""

from collections.abc import Iterable, Mapping, Sequence

from generator.checks import all_checks
from generator.compare.places import Places
from generator.compare.seen import NOT_ASKED, NOT_COLLECTED, OTHERS, Seen, Sides, check_key, first
from generator.model.assessment import Finding
from generator.model.comparison import Cause, CauseKind, FindingChange

_KEYS = 25  # keys that a cause names; all of them stand among the finding changes
Why = tuple[CauseKind, str]


class Findings:
    """The old evidence and the new one under the new mappings."""

    def __init__(self, sides: Sides) -> None:
        self._origin, self._old, self._new = sides.origin, sides.old, sides.new
        self._places = Places(self._old.scope, self._new.scope)
        self._context = {id_: frozenset(check.context) for id_, check in all_checks().items()}
        keys = sorted({*self._old.findings, *self._new.findings})
        made = (self._change(self._old.findings.get(key), self._new.findings.get(key)) for key in keys)
        self.changes: Mapping[str, FindingChange] = {one.key: one for one in made if one}

    def _change(self, was: Finding | None, now: Finding | None) -> FindingChange | None:
        shown = now or was
        if shown is None or (was and now and was.status == now.status and not self._still_unread(was, now)):
            return None
        age = False
        if was and now:
            kind, words = self._moved(was, now)
            age = words.startswith("by age")
        else:
            kind, words = self._came(now) if now else self._went(shown)
        return FindingChange(
            key=shown.key,
            check=shown.check,
            params=shown.params,
            title=shown.title,
            severity=shown.severity,
            account=shown.account,
            region=shown.region,
            resource=shown.resource,
            before=was.status if was else "",
            after=now.status if now else "",
            kind=kind,
            words=words,
            by_age=age,
            requirements=shown.requirements,
        )

    def _still_unread(self, was: Finding, now: Finding) -> bool:
        """Not asked for then and refused now: the mappings are not the only ones to blame."""
        return now.status == "no data" and self._hole(was)[0] == "mapping" and NOT_COLLECTED not in now.reason

    # -- a finding on one side only ------------------------------------------------------------------------

    def _came(self, now: Finding) -> Why:
        if asked := self._asked(now, self._old, "asked for now"):
            return asked
        if now.resource == OTHERS:
            return "permissions", f"cannot be listed now ({_short(now.reason)})"
        if now.status == "no data" and _refused(now, self._new):
            return "permissions", f"cannot be read now ({_short(now.reason)})"
        if hole := self._old.hole(now):
            kind, words = self._hole(hole)
            return kind, f"{words}; now {now.status}"
        if self._old.population(now) is None:
            return "world", f"came with region {now.region}: {now.status}"
        return "world", f"came: {now.status}"

    def _went(self, was: Finding) -> Why:
        if asked := self._asked(was, self._new, "not asked for any more"):
            return asked
        if was.resource == OTHERS or (was.status == "no data" and _refused(was, self._old)):
            return self._hole(was)
        if hole := self._new.hole(was):
            return "permissions", f"cannot be listed now ({_short(hole.reason)})"
        if self._new.population(was) is None:
            return "world", f"gone with region {was.region}: was {was.status}"
        return "world", f"gone: was {was.status}"

    def _asked(self, one: Finding, other: Seen, words: str) -> Why | None:
        """Another scope: the place, or the check itself, which frameworks and options ask for."""
        place = one.region if _regional(one, self._old, self._new) else ""
        if moved := self._places.moved(one.account, place or "global"):
            return "scope", moved
        if check_key(one) not in other.checks or one.account not in _asking(one, other):
            return "scope", f"{words}: {check_key(one)}, by frameworks, their reach or options"
        for framework in dict.fromkeys(name.partition(":")[0] for name in one.requirements):
            if rule := other.cut(framework, one):
                return "scope", f"out of the scope of {framework} by {rule} {_when(other is self._new)}"
        return None

    def _hole(self, was: Finding) -> Why:
        """Why the old evidence shows nothing: it was refused, or nobody had asked for it yet."""
        before = self._origin.findings.get(was.key)
        known = before is not None and NOT_COLLECTED in before.reason
        if NOT_COLLECTED in was.reason and not known:
            return "mapping", f"{NOT_ASKED} ({_short(was.reason)})"
        return "permissions", f"can be read now, before not ({_short(was.reason)})"

    # -- a finding on both sides ---------------------------------------------------------------------------

    def _moved(self, was: Finding, now: Finding) -> Why:
        if now.status == "no data":
            if self._elsewhere(was, now) and not _refused(now, self._new):
                return "scope", f"{was.status} → no data, with other regions or accounts read"
            return "permissions", f"cannot be read now ({_short(now.reason)})"
        if was.status == "no data":
            kind, words = self._hole(was)
            return kind, f"{words}; now {now.status}"
        if was.status == "failed" and now.status == "exception":
            return "people", f"exception {now.exception or 'of ours'} began"
        if was.status == "exception" and now.status == "failed":
            return "people", f"exception {was.exception or 'of ours'} ended"
        return self._otherwise(was, now)

    def _otherwise(self, was: Finding, now: Finding) -> Why:
        """Judged on both sides: by other evidence, or by the same at another moment or under another scope."""
        arrow = f"{was.status} → {now.status}"
        context = self._context.get(now.check, frozenset())
        if self._places.trust_differs and context & {"trusted", "declared"}:
            return "scope", f"{arrow}, with other accounts trusted or read"
        if self._elsewhere(was, now):
            return "scope", f"{arrow}, with other regions or accounts read"
        before, after = _hashes(was, self._old), _hashes(now, self._new)
        if before and before == after and "now" in context:
            return "world", f"by age: {arrow}, on the same answers"
        return "world", arrow

    def _elsewhere(self, was: Finding, now: Finding) -> bool:
        """Whether all that differs in the evidence comes from places that one scope does not hold."""
        before, after = _hashes(was, self._old), _hashes(now, self._new)
        shared = before.keys() & after.keys()
        alone = {**before, **after}.keys() - shared
        equal = all(before[id_] == after[id_] for id_ in shared)
        return bool(alone) and equal and all(self._outside(id_) for id_ in alone)

    def _outside(self, evidence: str) -> bool:
        call = self._old.calls.get(evidence) or self._new.calls.get(evidence)
        return call is not None and bool(self._places.moved(call.account, call.region))


def causes(changes: Iterable[FindingChange]) -> list[Cause]:
    """The changes of a requirement's findings, those of one cause together."""
    groups: dict[tuple[str, ...], list[FindingChange]] = {}
    for one in changes:
        head = one.words.partition(" (")[0]  # in brackets stands a reason, which may name the resource
        ends = () if one.kind == "scope" else (one.before, one.after)
        groups.setdefault((one.kind, head, *ends), []).append(one)
    return [_cause(group[0].kind, group[0].words, group) for group in groups.values()]


def _cause(kind: CauseKind, words: str, group: Sequence[FindingChange]) -> Cause:
    resources = list(dict.fromkeys(_named(one) for one in group))
    many = f"{len(group):,} finding{'s' * (len(group) != 1)}"
    return Cause(
        kind=kind,
        words=f"{words}: {many} on {first(resources)}",
        count=len(group),
        findings=tuple(one.key for one in group[:_KEYS]),
        rows=tuple(dict.fromkeys(one.check for one in group)),
    )


def _when(now: bool) -> str:
    return "now" if now else "before"


def _refused(one: Finding, side: Seen) -> bool:
    """Whether a call that it rests on could not be read."""
    rows = (side.calls[id_] for id_ in one.evidence if id_ in side.calls)
    return any(row.outcome not in ("seen", "absent") for row in rows)


def _named(one: FindingChange) -> str:
    return f"what {one.check} lists in {one.account} {one.region}" if one.resource == OTHERS else one.resource


def _regional(one: Finding, old: Seen, new: Seen) -> bool:
    """Whether its resources are listed region by region; a bucket has a region and is listed over all."""
    found = old.population(one) or new.population(one)
    return found is not None and found.region == one.region


def _asking(one: Finding, other: Seen) -> set[str]:
    """The accounts in which the other side runs the finding's check."""
    frameworks = {name.split(":")[0] for name in one.requirements}
    named = {f.id for f in other.made.frameworks} & frameworks
    return {account for framework in named for account in other.accounts(framework)}


def _hashes(one: Finding, side: Seen) -> Mapping[str, str]:
    return {id_: side.calls[id_].sha256 for id_ in one.evidence if id_ in side.calls}


def _short(reason: str) -> str:
    return reason if len(reason) <= 160 else reason[:159] + "…"
