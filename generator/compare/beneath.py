"""What the sums of a requirement hide: single findings that fail anew or were mended, single lines of AWS's part."""

from collections.abc import Iterable, Mapping

from generator.compare.direction import aws_lines
from generator.compare.seen import Seen
from generator.model.assessment import Finding, RequirementResult
from generator.model.comparison import Change
from generator.model.plain import plain
from generator.model.status import Status

BAD = ("failed", "no data")
Place = tuple[
    str, str, str, str
]  # check, account, region, resource: with other thresholds it is the same place


@plain
class Beneath:
    """What became of the parts that a requirement is summed up from."""

    lines: tuple[Change, ...] = ()
    anew: bool = False  # a finding fails or cannot be read that held before, or was not there
    mended: bool = False  # a finding failed or could not be read, and holds now or is gone

    @property
    def still(self) -> bool:
        """Whether nothing in it became worse, and no line of AWS's part is another."""
        return not (self.lines or self.anew)


def beneath(was: RequirementResult | None, now: RequirementResult | None, old: Seen, new: Seen) -> Beneath:
    """What became of a requirement's findings and lines from one judgement to another."""
    if was is None or now is None:
        return Beneath()
    before, after = _worst(old.used(was).values()), _worst(new.used(now).values())
    decided = "not applicable" in (
        was.customer_status,
        now.customer_status,
    )  # by a person: findings count for nothing
    return Beneath(
        lines=aws_lines(statuses(was), statuses(now)),
        anew=not decided and _came(before, after, old),
        mended=not decided and _came(after, before, new),
    )


def statuses(result: RequirementResult) -> Mapping[tuple[object, ...], str]:
    """The status of each line of AWS's part."""
    return {(line.statement, line.kind, line.families): line.status for line in result.aws}


def _came(before: Mapping[Place, Finding], after: Mapping[Place, Finding], old: Seen) -> bool:
    """Whether something is bad after that was not before; where nothing could be listed, nobody knows."""
    return any(
        one.status in BAD
        and (place not in before or before[place].status not in BAD)
        and (place in before or not old.hole(one))
        for place, one in after.items()
    )


def _worst(findings: Iterable[Finding]) -> Mapping[Place, Finding]:
    """Place -> its worst finding."""
    found: dict[Place, Finding] = {}
    for one in findings:
        place = (one.check, one.account, one.region, one.resource)
        known = found.get(place)
        if known is None or _rank(one.status) < _rank(known.status):
            found[place] = one
    return found


def _rank(status: Status) -> int:
    return BAD.index(status) if status in BAD else len(BAD)
