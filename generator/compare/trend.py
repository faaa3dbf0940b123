"""How the figures went over the last packs: each leaves a small tally that the next one carries on."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from generator.model.assessment import Assessment
from generator.model.comparison import FrameworkTally, PackTally, TrendPoint

LAST = 4  # packs in a trend


def tally(made: Assessment) -> PackTally:
    """What a pack leaves for the trend."""
    return PackTally(
        period=made.period,
        assessed_at=made.assessed_at,
        mapping_digest=made.mapping_digest,
        frameworks=tuple(
            FrameworkTally(
                framework=one.id,
                name=one.name,
                customer=_counted(r.customer_status for r in made.of(one.id)),
                aws=_counted(r.aws_status for r in made.of(one.id)),
            )
            for one in made.frameworks
        ),
    )


def carried(earlier: Sequence[PackTally], own: PackTally) -> tuple[PackTally, ...]:
    """The last four, oldest first; of two packs of a period the later one counts, and what comes after ours does not."""
    by_period: dict[tuple[date, date], PackTally] = {}
    for one in sorted([*earlier, own], key=lambda one: (one.period.end, one.period.start, one.assessed_at)):
        if one is own or (one.period.end, one.period.start) < (own.period.end, own.period.start):
            by_period[one.period.start, one.period.end] = one
    return tuple(by_period.values())[-LAST:]


def trend(packs: Sequence[PackTally]) -> tuple[TrendPoint, ...]:
    """A point for each framework and pack, frameworks in the order of the latest pack, packs oldest first."""
    names = {one.framework: one.name for pack in reversed(packs) for one in reversed(pack.frameworks)}
    last = [one.framework for one in packs[-1].frameworks] if packs else []
    points = []
    for framework in [*last, *(name for name in names if name not in last)]:
        before = ""
        for pack in packs:
            found = next((one for one in pack.frameworks if one.framework == framework), None)
            if found:
                points.append(_point(pack, found, before))
                before = pack.mapping_digest
    return tuple(points)


def _point(pack: PackTally, one: FrameworkTally, before: str) -> TrendPoint:
    return TrendPoint(
        framework=one.framework,
        name=one.name,
        period=pack.period.name,
        supported=one.customer.get("supported", 0),
        ours=sum(n for status, n in one.customer.items() if status != "not applicable"),
        deviations=one.customer.get("deviations", 0),
        no_data=one.customer.get("no data", 0),
        requested=one.customer.get("evidence requested", 0),
        inherited=one.aws.get("inherited", 0),
        theirs=sum(one.aws.values()),
        other_mappings=bool(before) and before != pack.mapping_digest,
    )


def _counted(statuses: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(status for status in statuses if status).items()))
