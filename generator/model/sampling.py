"""A sample of a check's population: what was drawn, from what, and how an auditor sees it."""

from generator.model.evidence import digest
from generator.model.plain import plain


@plain
class Hole:
    """A part of a population that could not be read."""

    account: str
    region: str
    why: str


@plain
class Drawn:
    """One line that was drawn. Its rank follows from engagement, population and line alone."""

    place: int  # 1 is the lowest rank
    rank: str
    line: str  # as it stands in population.txt
    resource: str
    account: str
    region: str
    finding: str  # key of the finding that judges it


@plain
class Sample:
    """One draw: sample.json. It holds nothing that changes while the population stays the same."""

    id: str  # SHA-256 over all but ``drawn``
    check: str  # with its thresholds
    engagement: str
    organisation: str
    period: str
    accounts: tuple[str, ...]  # that have a population
    regions: tuple[str, ...]
    narrowed: tuple[str, ...]  # the accounts and regions that it was narrowed to; none: all
    population: int
    population_sha256: str
    aws_owned: int  # of AWS, left out of the population
    holes: tuple[Hole, ...]
    size: int  # as asked for; a smaller population is drawn whole
    source: str  # of the size
    drawn: tuple[Drawn, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether the whole population was read."""
        return not self.holes


@plain
class SampleRow:
    """A drawn resource as the sheet shows it, with what the pack says of it now."""

    row_key: str  # 12 hex over draw and line
    sample: str  # first 8 hex of the draw's id
    check: str
    title: str
    engagement: str
    place: int
    size: int  # how many were drawn
    line: str
    resource: str
    account: str
    region: str
    status: str  # "" where the pack has no such finding now
    reason: str
    evidence: tuple[str, ...]
    population: int
    population_sha256: str
    complete: bool
    why_incomplete: str


def row_key(sample: str, line: str) -> str:
    """What names a drawn line for good: ``sample`` is the whole id of its draw."""
    return digest([sample, line])[:12]
