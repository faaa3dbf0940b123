"""What people did over a pack: reviews, answers to requests, exceptions, sign-offs. Kept beside it, line by line."""

from datetime import date
from typing import Literal

from generator.model.plain import plain

RequestState = Literal["open", "in progress", "submitted", "accepted", "returned"]


@plain
class Answer:
    """One thing that a person wrote into a cell, or took out of it (``value`` is ""): a line of reviews.jsonl."""

    framework: str  # "" for sheets that all frameworks share (requests, samples)
    sheet: str  # Requirements, Requests, Samples
    key: str  # the row's key: RequirementResult.row_key, SampleRow.row_key, or the request's id
    field: str  # the column's name, not its head: review_result
    value: str
    by: str  # the reviewer
    at: str  # UTC, ISO 8601: when it was read in
    source: str  # SHA-256 of the workbook; "carried: <period>" where it came from an earlier quarter
    base: int  # how many answers the copy knew: what it was written over
    over: str = ""  # source of an earlier save of the same copy, whose word for the cell it replaces
    given: int = -1  # how many lines of requests.jsonl the copy showed; -1 where it does not say


@plain
class Given:
    """Something given for a request, or a step in its life: a line of requests.jsonl."""

    request: str
    state: RequestState
    by: str
    at: str
    note: str = ""
    file: str = ""  # its name as it was given
    sha256: str = ""  # "" where no file was given
    size: int = 0
    observed: str = ""  # the day that it shows, the days that it covers, the day that it came
    covers_from: str = ""
    covers_to: str = ""
    received: str = ""
    valid_until: str = ""
    owner: str = ""
    due: str = ""


@plain
class Worksheet:
    """PCI DSS's worksheet for a compensating control, in its six fields, or where a customized approach is written."""

    constraints: str = ""
    objective: str = ""
    risk: str = ""
    definition: str = ""
    validation: str = ""
    maintenance: str = ""
    customized_approach: str = ""  # where its matrix and risk analysis stand


@plain
class ExceptionEntry:
    """A deviation that somebody answers for until a day: an entry of exceptions.yaml."""

    id: str
    checks: tuple[str, ...]  # check ids, or keys with thresholds
    reason: str
    owner: str
    opened: date
    expires: date
    risk: str
    resources: tuple[str, ...] = ()  # ARN patterns with * and ?; none: every resource, which wants broad
    accounts: tuple[str, ...] = ()  # none: every account of the scope
    approver: str = ""  # not the owner; without one it does not count
    approved: date | None = None
    compensating_control: str = ""
    ticket: str = ""
    broad: bool = False
    pci: Worksheet | None = None


@plain
class Signature:
    """Somebody put their name to a pack as it stood: a line of signatures.jsonl."""

    role: Literal["preparer", "reviewer", "approver"]
    name: str
    at: str
    manifest: str  # SHA-256 of the pack's tag manifest
    note: str = ""


@plain
class Work:
    """Everything that a pack is judged and rendered with beside its evidence."""

    reviews: tuple[Answer, ...] = ()
    given: tuple[Given, ...] = ()
    exceptions: tuple[ExceptionEntry, ...] = ()
