"""Two packs held against each other: what became better or worse, and whose doing it is."""

from collections.abc import Mapping
from typing import Literal

from generator.model.catalog import Severity
from generator.model.plain import plain
from generator.model.scope import Period
from generator.model.status import AwsStatus, Counts, CustomerStatus, Status

Change = Literal["worse", "mixed", "better", "other"]
CauseKind = Literal["mapping", "scope", "permissions", "reports", "people", "world", "not told apart"]
ByMapping = Literal["alone", "in part", ""]


@plain
class Moment:
    """Which pack one side is: its period, when it was read, by what it was judged."""

    period: Period
    assessed_at: str
    mapping_digest: str
    accounts: int


@plain
class Cause:
    """One reason for a change, in words, and what lies behind it."""

    kind: CauseKind
    words: str
    count: int = 0  # how many findings lie behind it
    findings: tuple[str, ...] = ()  # keys of the first of them
    rows: tuple[str, ...] = ()  # families, services, requests, options, checks, calls


@plain
class Stand:
    """How a requirement stands in one judgement."""

    aws: AwsStatus
    customer: CustomerStatus
    counts: Counts


@plain
class RequirementChange:
    """A requirement that stands otherwise than before, or that came or went.

    ``between`` is the old evidence judged under the new mappings: up to there the mappings did it.
    """

    framework: str
    requirement: str
    title: str
    family: str
    row_key: str
    change: Change
    presence: Literal["came", "went", ""]
    before: Stand | None
    between: Stand | None
    after: Stand | None
    by_mapping: ByMapping  # whether the mappings made the change, alone or beside other causes
    causes: tuple[Cause, ...]
    was: str = ""  # its id in the old pack, where it had another

    @property
    def kinds(self) -> tuple[CauseKind, ...]:
        """The kinds of its causes, each once."""
        return tuple(dict.fromkeys(cause.kind for cause in self.causes))


@plain
class FindingChange:
    """A check on a resource that ended otherwise under the same (new) mappings; "" where there was none."""

    key: str
    check: str
    params: str
    title: str
    severity: Severity
    account: str
    region: str
    resource: str
    before: Status | Literal[""]
    after: Status | Literal[""]
    kind: CauseKind
    words: str
    by_age: bool  # the evidence is byte for byte the same: only the moment is another
    requirements: tuple[str, ...]


@plain
class PopulationChange:
    """A check in an account and region whose resources are otherwise counted; None where it was not judged."""

    check: str
    params: str
    account: str
    region: str
    before: Counts | None
    after: Counts | None
    complete: bool  # whether all resources were seen on both sides


@plain
class FamilyChange:
    """A family of AWS's reports or agreements that shows something else to a framework."""

    framework: str
    family: str
    name: str
    before: AwsStatus
    after: AwsStatus
    words: str


@plain
class CallChange:
    """A call in an account and region that can be read no longer, or can be read now."""

    account: str
    region: str
    call: str
    readable: bool  # now
    words: str


@plain
class Totals:
    """The requirements of a framework, by what became of them."""

    framework: str
    name: str
    worse: int
    better: int
    other: int  # those that came and went among them
    unchanged: int
    came: int
    went: int
    causes: Mapping[CauseKind, int]  # rows in which each is named
    alone: Mapping[Change, int]  # of the changed ones, those that the mappings alone made so
    mixed: int = 0  # better in something and worse in something else


@plain
class Comparison:
    """Everything that two packs differ in. Sorted, what became worse first."""

    organisation: str
    before: Moment
    after: Moment
    notes: tuple[str, ...]  # what a reader must know first: older given second, other versions
    scope: tuple[str, ...]  # what was asked otherwise: accounts, regions, frameworks, reach, options
    totals: tuple[Totals, ...]
    requirements: tuple[RequirementChange, ...]
    findings: tuple[FindingChange, ...]
    populations: tuple[PopulationChange, ...]
    families: tuple[FamilyChange, ...]
    calls: tuple[CallChange, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs that a reader of requirements would see."""
        return not (self.requirements or self.findings or self.families or self.calls or self.scope)

    def of(self, framework: str) -> tuple[RequirementChange, ...]:
        """The changes of one framework, worst first."""
        return tuple(row for row in self.requirements if row.framework == framework)


@plain
class FrameworkTally:
    """How many requirements of a framework have each status, by part."""

    framework: str
    name: str
    customer: Mapping[str, int]
    aws: Mapping[str, int]


@plain
class PackTally:
    """What a pack leaves for the trend: small enough to be carried from quarter to quarter."""

    period: Period
    assessed_at: str
    mapping_digest: str
    frameworks: tuple[FrameworkTally, ...]


@plain
class TrendPoint:
    """One framework in one pack, as it stands in the trend."""

    framework: str
    name: str
    period: str
    supported: int
    ours: int  # of so many; not applicable is left out
    deviations: int
    no_data: int
    requested: int
    inherited: int
    theirs: int  # of so many
    other_mappings: (
        bool  # judged by other mappings than the point before: the figures do not compare as they are
    )
