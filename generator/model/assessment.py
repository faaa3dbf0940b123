"""What the evidence shows: the value that every workbook, page and table is rendered from."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from generator.model.catalog import Framework, Layer, LeftOut, Model, Severity
from generator.model.plain import plain
from generator.model.scope import Account, Period

Status = Literal["passed", "failed", "no data", "exception", "not applicable"]
CustomerStatus = Literal[
    "deviations", "no data", "evidence requested", "supported", "not occurring", "not applicable", ""
]
AwsStatus = Literal["inherited", "report gap", "service out of scope", "no report", "no data", ""]
Responsibility = Literal["aws", "shared", "customer"]


@plain
class Counts:
    """Resources judged. ``population`` leaves out what AWS owns (``aws_owned``)."""

    population: int = 0
    passed: int = 0
    failed: int = 0
    no_data: int = 0
    exceptions: int = 0
    not_applicable: int = 0
    aws_owned: int = 0


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
    recount: str  # aws command whose output is population + aws_owned; "" where no single command counts it


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
    bridged_to: str
    account: str  # agreements: whose; reports: the account it was read from
    rule: str  # the rule that matched
    note: str  # why it is or is not used
    used: bool
    evidence: str
    read_at: str
    sha256: str


@plain
class FamilyResult:
    """What a report family shows for our period: the union of its current reports, then bridge letters."""

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
    wording: Mapping[str, str] = field(default_factory=dict)  # framework -> file whose wording is shown
    reach: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # framework -> accounts, where not all

    def of(self, framework: str) -> tuple[RequirementResult, ...]:
        """The requirements of one framework, in its own order."""
        return tuple(r for r in self.requirements if r.framework == framework)
