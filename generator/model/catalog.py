"""What the mappings say: calls, services, reports, requests, objectives, frameworks.

Each class is the shape of an entry in ``mappings/``; its fields are documented there through the
generated JSON Schema. Scalars are text in YAML and get their type from the field they fill.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Literal

from generator.model.plain import plain

CUECS = "cuecs"  # stands for a framework's id where a user's notes on what reports expect are named
# The first three are AWS's spectrum of what it carries; the others are tools that guard or run the rest.
Model = Literal["infrastructure", "platform", "managed", "security", "management"]
Layer = Literal["edge", "network", "compute", "application", "data", "all"]
Severity = Literal["low", "medium", "high", "critical"]


@plain
class Source:
    """Where a statement can be looked up: a public page, and the section of it."""

    page: str
    section: str = ""


@plain
class OnlyWhile:
    """A condition: it holds where the expression finds something in the reply of a call."""

    call: str
    path: str  # JMESPath over its reply


@plain
class SecondSource:
    """Another call that counts the resources of a list, or names them: what the list then lacks makes it incomplete."""

    call: str  # asked in the same region; for a list made once an account, in all of them
    count: str = ""  # JMESPath over its reply: a number
    arns: str = ""  # or JMESPath over its reply: ARNs, also of other kinds
    starts: str = ""  # how those of this kind go on after arn:partition: "s3:", "ec2:volume/"
    only_while: OnlyWhile | None = None  # where this does not hold, the source says nothing


@plain
class Resources:
    """Which resources a call's reply shows.

    With ``items`` (JMESPath over the reply) one resource an item; without, one resource a call.
    ``arn`` is a template over ``{partition} {region} {account}``, the call's parameters, the
    ``_context`` of its parent and the top-level text fields of the item.
    """

    kind: str  # CloudFormation type name, e.g. AWS::S3::Bucket: calls of one kind are joined by ARN
    arn: str
    items: str = ""
    tags: str = ""  # JMESPath over the item, giving AWS's [{Key, Value}] or a mapping
    aws_owned: str = ""  # JMESPath over the item: true where AWS owns it and a customer cannot change it
    skip: str = ""  # JMESPath over the item: true where it is another kind (Neptune among RDS clusters)
    vpcs: str = ""  # JMESPath over the item: ids of its VPCs, or of what shares its VPC
    counted_by: tuple[SecondSource, ...] = ()  # what the list is held against


@plain
class Call:
    """One read-only AWS operation, as data."""

    id: str
    call: str  # operation name as in AWS's API reference
    service: str = ""  # botocore service; the id's first part when empty
    scope: Literal["global", "regional"] = "regional"
    params: Mapping[str, object] = field(default_factory=dict)  # text may hold {account} {region} {partition}
    for_each: str = ""  # id of the call whose reply gives the parameters
    items: str = ""  # JMESPath over that reply: a list of parameter sets; keys led by _ are context
    after: str = ""  # a call that must have been seen before (a job that prepares this one)
    until: str = ""  # JMESPath over the reply: asked again until it is true
    absent: tuple[
        str, ...
    ] = ()  # error codes ("Code", "Code: words of the message") that are an answer: there is none
    json: tuple[str, ...] = ()  # paths of text that holds JSON
    csv: tuple[str, ...] = ()  # paths of text or bytes that hold CSV
    drop: tuple[str, ...] = ()  # paths of secrets, replaced before anything is kept
    actions: tuple[str, ...] = ()  # IAM actions; service:Operation when empty
    chunk: int = 0  # the list in a parameter set is split into calls of at most so many
    same_reply_as: str = ""  # no call of its own: another view of that call's reply
    resources: Resources | None = None
    source: str = ""  # the page of AWS's API reference


@plain
class ProgramListing:
    """What a list of a day says of a service in an AWS compliance program."""

    program: str  # pci-dss, soc, hipaa-eligible, iso
    listed: Literal["yes", "no", "unknown"]
    as_of: date
    source: str
    note: str = ""  # what the list leaves out of the service, or says beside it


@plain
class ListedService:
    """A row of a program's list of services in scope."""

    name: str  # as the list writes it
    service: str = ""  # id in these mappings; "" where they do not know it
    listed: Literal["yes", "no", "unknown"] = "yes"
    note: str = ""


@plain
class Listing:
    """A program's list of services in scope as it stood on a day: ``listings/*.yaml``, written by an import."""

    id: str
    program: str
    as_of: date
    source: str
    entries: tuple[ListedService, ...]
    complete: bool = False  # it names everything in scope: a known service that it lacks is not listed
    file: str = ""  # the name and hash of the file that it was imported from
    sha256: str = ""


@plain
class Feature:
    """A security feature that the customer turns on, and the check that sees whether it is on."""

    name: str
    check: str = ""


@plain
class Service:
    """One AWS service: who carries what when it runs.

    Found in use by any of ``found_by``, ``tagged`` and ``recorded``; the last two count at least, never all.
    """

    id: str
    name: str
    model: Model
    aws_manages: str
    customer_manages: str
    layer: Layer = "all"
    found_by: tuple[str, ...] = ()  # calls whose resources mean that the service is in use
    partial: bool = (
        False  # those calls do not list all that the service can hold: an empty list shows nothing
    )
    tagged: tuple[str, ...] = ()  # how ARNs of its resources begin, from the service on: rds:db, lambda
    recorded: tuple[str, ...] = ()  # how AWS Config's resource types begin: AWS::Lambda::
    features: tuple[Feature | str, ...] = ()  # security features to turn on
    logging: str = ""
    programs: tuple[ProgramListing, ...] = ()  # with those of listings/, the latest first, once loaded
    also: tuple[str, ...] = ()  # other names that AWS's lists give it, and earlier ones
    sources: tuple[Source, ...] = ()
    reviewed: date | None = None
    covers: tuple[str, ...] = ()  # resource kinds that this service's calls judge
    formerly: tuple[str, ...] = ()
    from_: date | None = None
    until: date | None = None


@plain
class ReportRule:
    """How a report is recognised in AWS Artifact: every given field must match (regex, no case)."""

    id: str
    name: str = ""
    series: str = ""
    category: str = ""
    not_name: str = ""


@plain
class Cadence:
    """How often AWS issues a document of a family: what the next one is expected from."""

    months: int  # between the ends of two periods (or two certificates)
    days_after: int  # from the end of the period to the day it usually appears in Artifact
    source: str = ""


@plain
class RegionLimit:
    """The only regions that a program reaches, as known on a day."""

    only: tuple[str, ...]
    as_of: date
    source: str


@plain
class ReportFamily:
    """A family of Artifact reports, or of agreements, and what it attests."""

    id: str
    name: str
    kind: Literal["report", "bridge", "agreement"]
    rules: tuple[ReportRule, ...]
    attests: str
    program: str = ""  # services-in-scope list that goes with it: pci-dss, soc, iso
    bridges: tuple[str, ...] = ()  # families whose gap a bridge letter fills
    # Given at a moment (a certificate, an attestation): relied on for at most ``valid_months`` from its first day.
    point_in_time: bool = False
    valid_months: int = 0
    cadence: Cadence | None = None
    regions: RegionLimit | None = None
    access: str = ""  # who may see it, and under which terms
    method: str = ""  # what it leaves to others: carve-out of customers and subservice organisations
    # The whole name: "AWS Partner Ltd" is a vendor whose report must never carry AWS's part.
    company: str = (
        r"^(amazon web services|aws)(\W+(aws|inc|incorporated|llc|emea|sarl|and its affiliates))*\W*$"
    )
    source: Source | None = None
    reviewed: date | None = None
    formerly: tuple[str, ...] = ()
    from_: date | None = None
    until: date | None = None


@plain
class Cuec:
    """What AWS's report takes for granted of its user: a complementary user entity control, in our own words."""

    id: str
    reports: tuple[str, ...]  # families whose documents expect it
    topic: str
    statement: str
    section: str  # where in the document it stands; its own text is confidential and never kept here
    objectives: tuple[str, ...]
    services: tuple[str, ...] = ()  # only where one of these is in use
    source: Source | None = None
    reviewed: date | None = None
    formerly: tuple[str, ...] = ()


@plain
class Outward:
    """What a requirement means between the user and the user's own customers: ``outward/*.yaml`` of an overlay."""

    framework: str
    requirement: str
    carried_by: Literal["us", "shared", "customer", "not applicable"]
    us: str = ""  # what we do for our customers
    customer: str = ""  # what a customer of ours must do
    note: str = ""

    @property
    def id(self) -> str:
        """``framework:requirement``."""
        return f"{self.framework}:{self.requirement}"


@plain
class Option:
    """A question to the user whose answer decides what applies: ``options:`` in evidencemap.yaml.

    ``default`` holds where it is not answered; it is the answer that asks for more.
    """

    id: str
    question: str
    values: Mapping[str, str]  # value -> what it means
    default: tuple[str, ...]
    many: bool = False  # several values may be chosen


@plain
class Request:
    """Evidence that only a person can give."""

    id: str
    title: str
    wording: str
    owner: str
    good_answer: str
    frequency: str = "yearly"
    formerly: tuple[str, ...] = ()
    from_: date | None = None
    until: date | None = None


@plain
class CheckUse:
    """A check, with thresholds where they differ from its defaults."""

    check: str
    params: Mapping[str, str] = field(default_factory=dict)


@plain
class When:
    """Holds only where one of these service models or services is in use, and each option has such an answer."""

    models: tuple[Model, ...] = ()
    services: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # option -> answers


@plain
class Objective:
    """One customer duty, named once and used by many requirements."""

    id: str
    statement: str
    checks: tuple[CheckUse | str, ...] = ()
    requests: tuple[str, ...] = ()
    when: When | None = None
    formerly: tuple[str, ...] = ()
    from_: date | None = None
    until: date | None = None


@plain
class AwsLine:
    """What AWS does here. ``inherited``: AWS alone; ``shared``: AWS in its own layer.

    ``reports`` are alternatives (one current report is enough); each of ``agreements`` is needed.
    """

    statement: str
    kind: Literal["inherited", "shared"] = "shared"
    reports: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()
    when: When | None = None
    from_: date | None = None
    until: date | None = None


@plain
class CustomerLine:
    """What the customer does here: an objective, a check of its own threshold, a request, or words."""

    statement: str = ""
    objective: str = ""
    check: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    request: str = ""
    when: When | None = None
    from_: date | None = None
    until: date | None = None


@plain
class Requirement:
    """One requirement, under the id its publisher gave it."""

    id: str
    title: str
    text: str = ""  # public law may be quoted; else our own words
    kind: str = ""  # standard, R (required), A (addressable), general, breach, privacy
    aws: tuple[AwsLine, ...] = ()
    customer: tuple[CustomerLine, ...] = ()
    applies_to: str = ""  # e.g. "group health plans only"
    timeframe: str = ""  # how often it must be done: "every 3 months"
    when: When | None = None  # options only: the requirement applies only where they are answered so
    source: Source | None = None
    reviewed: date | None = None
    formerly: tuple[str, ...] = ()  # ids that it had: they go on leading here
    from_: date | None = None
    until: date | None = None
    family: str = ""  # the title of its file, filled by the loader


@plain
class Family:
    """One file of a framework: requirements under a common heading."""

    title: str
    order: int = 0
    when: When | None = None  # of each requirement that has none of its own
    requirements: tuple[Requirement, ...] = ()


@plain
class Framework:
    """One framework and its requirements, in the order of the files."""

    id: str
    name: str
    version: str
    publisher: str
    url: str
    text_licence: str
    obtain: str = ""  # where the text can be read or bought
    kinds: Mapping[str, str] = field(default_factory=dict)
    program: str = ""  # AWS's list that services with its data must be on: hipaa-eligible, pci-dss, soc
    effective: date | None = None
    retired: date | None = None
    reviewed: date | None = None
    not_covered: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()


@plain
class Limit:
    """A common mistake in reading these reports, and the checks that show where it would matter."""

    id: str
    title: str
    statement: str
    checks: tuple[str, ...] = ()
    source: Source | None = None
    reviewed: date | None = None


@plain
class LeftOut:
    """A requirement that an answer or a date leaves out."""

    framework: str
    requirement: str
    title: str
    why: str


@plain
class Catalog:
    """All mappings, cross-references checked; ``digest`` is SHA-256 over their files."""

    calls: Mapping[str, Call]
    services: Mapping[str, Service]
    families: Mapping[str, ReportFamily]
    requests: Mapping[str, Request]
    objectives: Mapping[str, Objective]
    frameworks: Mapping[str, Framework]
    digest: str
    options: Mapping[str, Option] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    cuecs: tuple[Cuec, ...] = ()
    listings: tuple[Listing, ...] = ()
    outward: Mapping[str, Outward] = field(
        default_factory=dict
    )  # framework:requirement -> how it is passed on
    left_out: tuple[LeftOut, ...] = ()  # by options and dates, once they are applied
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # option -> frameworks, once applied
    directories: tuple[str, ...] = ()  # where they were read from, the shipped ones first
