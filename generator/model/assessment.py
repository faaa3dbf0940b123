"""What the evidence shows: the value that every workbook, page and table is rendered from."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from generator.model.catalog import Framework, Layer, LeftOut, Model, Severity
from generator.model.comparison import RequirementChange, TrendPoint
from generator.model.plain import plain
from generator.model.reached import Out, ScopeRow
from generator.model.sampling import SampleRow
from generator.model.scope import Account, Period, Reach
from generator.model.status import AwsStatus, Counts, CustomerStatus, Responsibility, Status
from generator.model.work import Worksheet

RequestStanding = Literal["requested", "in progress", "submitted", "accepted", "returned", "expired"]
ExceptionState = Literal["not approved", "too broad", "expired", "not opened yet", "in force", "unused"]


@plain
class Finding:
    """One check on one resource. Resource ``*`` stands for a population that could not be listed."""

    key: str  # 12 hex, stable over quarters: check, thresholds, account, region, resource
    check: str
    params: str  # thresholds that differ from the defaults: "minimum=12"; "" for the defaults
    title: str
    severity: Severity
    account: str
    region: str
    service: str
    kind: str  # CloudFormation type, AWS::Account or AWS::Region
    resource: str
    status: Status
    reason: str
    evidence: tuple[str, ...]  # evidence ids, what is judged first
    observed_at: str
    requirements: tuple[str, ...]  # framework:requirement
    exception: str = ""


@plain
class Population:
    """A check in an account and region: how many resources, whether all were seen, and how to recount."""

    check: str
    params: str
    title: str
    severity: Severity
    account: str
    region: str
    counts: Counts
    complete: bool
    why_incomplete: str
    evidence: tuple[str, ...]
    recount: str  # aws command: population + out_of_scope + aws_owned; "" where no single command counts it
    by_framework: Mapping[str, Counts] = field(default_factory=dict)  # where a scope's rule cuts some
    outside: tuple[Out, ...] = ()  # by framework and rule
    second_source: str = (
        ""  # what the list was held against: "iam.get-account-summary: 12 = 12"; "none"; "" for no list
    )


@plain
class ReportRow:
    """One report or agreement found in AWS Artifact, or a family of which none was found."""

    family: str  # "" where no rule matched, or where a rule matched a company that is not AWS
    family_name: str
    kind: Literal["report", "bridge", "agreement"]
    id: str
    name: str
    version: str
    company: str
    period_from: str  # ISO days; "" where AWS gives none
    period_to: str
    state: str
    covers: Literal["whole", "part", "none"]
    gap_days: int  # days of our period that it leaves uncovered
    bridged_to: str  # the last day that bridge letters carry it on to; "" where none does
    account: str  # agreements: whose; reports: the account it was read from
    rule: str  # the rule that matched
    note: str  # why it is or is not used
    used: bool
    evidence: str
    read_at: str
    sha256: str
    valid_to: str = ""  # the last day that it is relied on; a certificate's may come before its own end
    document: str = ""  # SHA-256 of what a person fetched, both where it changed; "" where nobody has


@plain
class Stretch:
    """Days that a report, a bridge letter or an agreement speaks of."""

    kind: Literal["report", "bridge", "agreement"]
    start: str
    end: str
    name: str


@plain
class FamilyResult:
    """What a family shows for our period to one framework: the union of its current reports, then bridge letters."""

    family: str
    name: str
    kind: Literal["report", "bridge", "agreement"]
    status: AwsStatus
    reason: str
    covers: Literal["whole", "part", "none"]
    gap_days: int
    gap_from: str
    gap_to: str
    bridged_to: str
    reports: tuple[str, ...]  # "name, version 2, 2026-04-01 to 2026-09-30"
    evidence: tuple[str, ...]
    framework: str = ""  # the framework whose accounts it was looked at for
    gaps: tuple[str, ...] = ()  # "2026-10-12 to 2026-10-31": every stretch of our period that stays uncovered
    stretches: tuple[Stretch, ...] = ()  # what it covers with, in order
    not_listed: tuple[
        str, ...
    ] = ()  # services in use that its program's list does not hold, with the list's day
    unlisted: tuple[str, ...] = ()  # services of which no list at hand says enough
    outside: tuple[str, ...] = ()  # regions in use that its program does not reach
    lists: tuple[str, ...] = ()  # days of the lists that put the services in use into its scope
    next_expected: str = ""  # when the next one usually appears, and for which days
    program: str = ""


@plain
class AwsLineResult:
    """A line of the AWS part, and what the reports show for it."""

    statement: str
    kind: Literal["inherited", "shared"]
    status: AwsStatus
    reason: str
    families: tuple[str, ...]  # report families and agreements it cites
    citation: str  # the report that carries it: name, version, period; "" where none does
    out_of_scope: tuple[str, ...]  # services in use that the program's list does not hold
    evidence: tuple[str, ...]
    only: tuple[str, ...] = ()  # service models and services that the line is held to


@plain
class CustomerLineResult:
    """A line of the customer part, and what its checks and requests show."""

    statement: str
    objective: str
    status: CustomerStatus
    reason: str
    checks: tuple[str, ...]  # check keys
    requests: tuple[str, ...]
    applies: bool
    why_not: str
    counts: Counts
    only: tuple[str, ...] = ()  # service models and services that the line is held to


@plain
class RequirementResult:
    """One requirement: who carries it, and how each part stands."""

    framework: str
    version: str
    requirement: str
    title: str
    text: str
    kind: str
    applies_to: str
    family: str  # the file's heading: "Technical safeguards"
    responsibility: Responsibility
    aws_status: AwsStatus
    aws_reason: str
    customer_status: CustomerStatus
    customer_reason: str
    aws: tuple[AwsLineResult, ...]
    customer: tuple[CustomerLineResult, ...]
    counts: Counts
    evidence: tuple[str, ...]
    oldest_evidence: str
    source: str
    reviewed: str
    row_key: str  # 12 hex of SHA-256 over framework, version, requirement, scope
    timeframe: str = ""  # how often it must be done
    formerly: tuple[str, ...] = ()

    @property
    def checks(self) -> tuple[str, ...]:
        """Check keys over all lines, each once."""
        return tuple(dict.fromkeys(c for line in self.customer if line.applies for c in line.checks))

    @property
    def objectives(self) -> tuple[str, ...]:
        """Objectives over all lines, each once."""
        return tuple(dict.fromkeys(o.objective for o in self.customer if o.applies and o.objective))

    @property
    def requests(self) -> tuple[str, ...]:
        """Requests over all lines, each once."""
        return tuple(dict.fromkeys(r for line in self.customer if line.applies for r in line.requests))

    @property
    def reports(self) -> tuple[str, ...]:
        """Report families over all AWS lines, each once."""
        return tuple(dict.fromkeys(f for line in self.aws for f in line.families))


@plain
class CallRow:
    """An AWS call that was made, or could not be."""

    evidence: str
    call: str
    service: str
    operation: str
    account: str
    region: str
    parameters: str  # canonical JSON
    outcome: str
    cause: str
    error_code: str
    message: str
    pages: int
    items: int
    caller: str
    request_ids: tuple[str, ...]
    started: str
    ended: str
    sha256: str
    needed_by: tuple[str, ...]
    command: str  # the same call with the aws command line


@plain
class FeatureRow:
    """A security feature of a service, and on how many of its resources in the account and region it is on."""

    name: str
    check: str  # "" where no check sees it
    counts: Counts


@plain
class LimitRow:
    """Something that such reports do not cover, and what this pack shows of it."""

    id: str
    title: str
    statement: str
    source: str
    checks: tuple[str, ...]  # those that this pack judged
    counts: Counts
    judged: bool  # False where checks could show it and no framework of this pack asks for any of them


@plain
class OptionRow:
    """A question that decides what applies, and how it was answered."""

    option: str
    question: str
    answer: tuple[str, ...]
    means: str
    by_default: bool
    frameworks: tuple[str, ...]  # that ask it


@plain
class ServiceRow:
    """A service in use in an account and region, or one of which that could not be read."""

    service: str
    name: str
    model: Model
    account: str
    region: str
    resources: int
    in_use: Literal["yes", "unknown"]
    programs: tuple[str, ...]  # "pci-dss: listed as of 2022-07-15"
    calls: tuple[str, ...]
    blind_spots: str
    aws_manages: str
    customer_manages: str
    layer: Layer = "all"
    features: tuple[FeatureRow, ...] = ()
    logging: str = ""
    judged: Counts = Counts()
    seen_by: str = "list"  # list: every resource was counted; tags, AWS Config: so many at least


@plain
class RequestRow:
    """Something a person must give."""

    request: str
    title: str
    wording: str
    owner: str
    good_answer: str
    frequency: str
    requirements: tuple[str, ...]  # framework:requirement
    objectives: tuple[str, ...]
    status: Literal["requested", "received"]
    due: str
    evidence: str
    received_at: str
    state: RequestStanding = "requested"
    why_open: str = ""  # why it is not answered
    observed: str = ""  # three days that are never mixed: what it shows, what it covers, when it came
    covers_from: str = ""
    covers_to: str = ""
    valid_until: str = ""  # the last day that it counts; "" where it does not run out
    given_by: tuple[str, ...] = ()
    accepted_by: str = ""
    accepted_on: str = ""
    file: str = ""
    sha256: str = ""
    assigned: str = ""  # who of us gets it, where somebody was named
    note: str = ""
    remarks: tuple[str, ...] = ()  # what an assessor would ask about


@plain
class Notice:
    """Something that a reader must see before all else."""

    framework: str
    what: str  # services outside, services unknown, list old
    text: str


@plain
class CuecRow:
    """What a report takes for granted of us, and what our objectives show of it."""

    framework: str
    cuec: str
    reports: tuple[str, ...]  # names of the documents that expect it
    topic: str
    statement: str
    section: str
    objectives: tuple[str, ...]
    status: CustomerStatus  # "" where no requirement of this framework asks for its objectives
    reason: str
    counts: Counts
    evidence: tuple[str, ...]
    requests: tuple[str, ...]
    requirements: tuple[str, ...]  # of the framework, that rest on the same objectives
    note: str = ""  # the user's own, from a file of theirs


@plain
class BlindSpot:
    """Something this pack does not show, and what that costs."""

    kind: str  # denied call, failed call, region out of scope, service without calls, snapshot ...
    account: str
    region: str
    what: str
    why: str
    costs: tuple[str, ...]  # framework:requirement that rest on it


@plain
class CheckInfo:
    """The words of a check, for dictionaries and details."""

    key: str
    check: str
    params: str
    title: str
    rationale: str
    remediation: str
    severity: Severity
    source: str
    same_as: tuple[str, ...]
    calls: tuple[str, ...]


@plain
class ExceptionRow:
    """An exception of exceptions.yaml, whether it counts, and what it covers."""

    id: str
    state: ExceptionState
    why: str
    notes: tuple[str, ...]  # what an assessor would ask about
    checks: tuple[str, ...]
    resources: tuple[str, ...]
    accounts: tuple[str, ...]
    broad: bool
    failing: tuple[str, ...]  # keys of findings in its reach that do not hold, counted or not
    covered: tuple[str, ...]  # of them, those that it turned into exceptions
    requirements: tuple[str, ...]  # framework:requirement, that rest on them
    owner: str
    approver: str
    approved: str  # ISO days; "" where nobody approved it
    opened: str
    expires: str
    days_left: int  # from the day of the evidence; below 0 where it ran out
    risk: str
    reason: str
    compensating_control: str
    ticket: str
    pci: Worksheet | None = None


@plain
class Said:
    """What a person wrote, who, and when it was read in."""

    value: str  # "" where it was taken away
    by: str
    at: str


@plain
class ReviewCell:
    """A cell that people fill in, as it stands now."""

    framework: str  # "" for sheets that all frameworks share
    sheet: str
    key: str
    field: str
    value: str
    by: str
    at: str
    others: tuple[
        Said, ...
    ] = ()  # a clash: what others wrote without knowing this, until somebody settles it
    carried: str = ""  # the earlier period that it was carried over from
    look_again: str = ""  # what changed in its row since then


@plain
class Assessment:
    """Everything a report says. Sorted; two runs over the same evidence are equal."""

    organisation: str
    period: Period
    frameworks: tuple[Framework, ...]
    accounts: tuple[Account, ...]
    regions: tuple[str, ...]  # as read, over all accounts
    assessed_at: str  # UTC, ISO 8601
    collected_from: str
    collected_to: str
    callers: tuple[str, ...]
    version: str
    mapping_digest: str
    requirements: tuple[RequirementResult, ...]
    findings: tuple[Finding, ...]
    populations: tuple[Population, ...]
    calls: tuple[CallRow, ...]
    families: tuple[FamilyResult, ...]
    reports: tuple[ReportRow, ...]
    services: tuple[ServiceRow, ...]
    requests: tuple[RequestRow, ...]
    blind_spots: tuple[BlindSpot, ...]
    checks: tuple[CheckInfo, ...]
    left_out: tuple[LeftOut, ...] = ()
    options: tuple[OptionRow, ...] = ()
    limits: tuple[LimitRow, ...] = ()
    notices: tuple[Notice, ...] = ()
    cuecs: tuple[CuecRow, ...] = ()
    wording: Mapping[str, str] = field(default_factory=dict)  # framework -> file whose wording is shown
    reach: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # framework -> accounts, where not all
    rules: Mapping[str, Reach] = field(default_factory=dict)  # framework -> where it reaches, as declared
    scope: tuple[ScopeRow, ...] = ()  # how resources stand in scopes whose rules cut them
    reviews: tuple[ReviewCell, ...] = ()  # what people wrote, as it stands
    exceptions: tuple[ExceptionRow, ...] = ()  # worst first
    samples: tuple[SampleRow, ...] = ()  # by check, draw and place
    known_answers: int = 0  # lines of reviews.jsonl and requests.jsonl that it was made with
    known_given: int = 0
    edition: Literal["internal", "auditor"] = "internal"
    changes: tuple[RequirementChange, ...] = ()  # since the pack before, worst first
    since: str = ""  # that pack's period; "" where none was named
    trend: tuple[TrendPoint, ...] = ()  # the last packs, this one among them
    accounts_left_out: int = 0  # of the organisation, not read: each is a blind spot

    def of(self, framework: str) -> tuple[RequirementResult, ...]:
        """The requirements of one framework, in its own order."""
        return tuple(r for r in self.requirements if r.framework == framework)
