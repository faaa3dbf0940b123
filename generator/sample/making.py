"""From a pack's assessment to a draw."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from generator.errors import ScopeError
from generator.model.assessment import Assessment
from generator.model.evidence import digest
from generator.model.plain import plain
from generator.model.sampling import Drawn, Sample
from generator.sample.draw import draw, engagement_name, escaped, population_hash
from generator.sample.pool import Pool, pool
from generator.sample.sizes import size_for

BY_HAND = "as asked for with --size"


@plain
class Wanted:
    """What is asked for. ``size`` 0: as the table says for ``frequency``."""

    check: str
    accounts: tuple[str, ...] = ()  # ids or names
    regions: tuple[str, ...] = ()
    size: int = 0
    frequency: str = ""
    engagement: str = ""  # "": organisation and period
    incomplete: bool = False  # draw though a part of the population is unknown


def make(assessment: Assessment, wanted: Wanted) -> tuple[Sample, tuple[str, ...]]:
    """The draw, and the lines of its population.

    Raises ScopeError where the check, an account or a region is not in the pack, and where the population is
    incomplete and that was not asked for.
    """
    accounts = tuple(_account(assessment, one) for one in wanted.accounts)
    _regions(assessment, wanted.regions)
    found = pool(assessment, wanted.check, accounts, wanted.regions)
    _whole(found, incomplete=wanted.incomplete)
    lines = tuple(sorted(found.items))
    frequency, by_hand = wanted.frequency or "on occurrence", (wanted.size, BY_HAND)
    size, source = by_hand if wanted.size else size_for(frequency, len(lines))
    sample = Sample(
        id="",
        check=found.check,
        engagement=engagement_name(
            wanted.engagement or f"{assessment.organisation} {assessment.period.name}"
        ),
        organisation=assessment.organisation,
        period=assessment.period.name,
        accounts=found.accounts,
        regions=found.regions,
        narrowed=(*accounts, *wanted.regions),
        population=len(lines),
        population_sha256=population_hash(lines),
        aws_owned=found.aws_owned,
        holes=found.holes,
        size=size,
        source=source,
    )
    return replace(sample, id=sample_id(sample), drawn=_drawn(found, lines, sample)), lines


def sample_id(sample: Sample) -> str:
    """SHA-256 over what was asked and what it was asked of."""
    return digest({**asdict(sample), "id": "", "drawn": ()})


def _drawn(found: Pool, lines: Sequence[str], sample: Sample) -> tuple[Drawn, ...]:
    return tuple(
        Drawn(
            place=place,
            rank=rank,
            line=line,
            resource=found.items[line].resource,
            account=found.items[line].account,
            region=found.items[line].region,
            finding=found.items[line].key,
        )
        for place, (rank, line) in enumerate(draw(lines, sample.engagement, sample.size), 1)
    )


def _whole(found: Pool, *, incomplete: bool) -> None:
    """A sample speaks for its whole population: one that was not all seen is not drawn from unasked."""
    if not found.holes:
        return
    places = "; ".join(escaped(f"{h.account} {h.region}: {h.why}") for h in found.holes[:3])
    more = f"; and {len(found.holes) - 3} more" if len(found.holes) > 3 else ""
    if not found.items:
        raise ScopeError(
            f"Nothing of the population is known: {places}{more}", "Mend what was refused, and run again."
        )
    if not incomplete:
        raise ScopeError(
            f"The population is incomplete: {places}{more}",
            "A sample would leave out what nobody saw. Mend it and run again; or add --incomplete, and the sample "
            "is marked so.",
        )


def _account(assessment: Assessment, name: str) -> str:
    """An account's id, by id or name."""
    for one in assessment.accounts:
        if name in (one.id, one.name):
            return one.id
    known = ", ".join(one.name or one.id for one in assessment.accounts[:20])
    raise ScopeError(f"The pack has no account '{name[:80]}'.", f"Write one of: {known}")


def _regions(assessment: Assessment, wanted: Sequence[str]) -> None:
    known = {*assessment.regions, *(f.region for f in assessment.findings)}
    for name in wanted:
        if name not in known:
            raise ScopeError(
                f"The pack has no region '{name[:80]}'.", f"Write one of: {', '.join(sorted(known)[:40])}"
            )
