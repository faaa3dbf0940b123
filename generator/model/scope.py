"""What is asked: the organisation, its accounts and period, and the plan that follows from them."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Literal

from generator.model.catalog import Call, Catalog
from generator.model.plain import plain


@plain
class Period:
    """The audit period, both days included."""

    name: str
    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1


@plain
class Account:
    """One account to read; ``role`` is assumed when given."""

    id: str
    name: str = ""
    role: str = ""


@plain
class Reach:
    """Where a framework reaches: all accounts when empty."""

    accounts: tuple[str, ...] = ()


@plain
class Scope:
    """What the user declared."""

    organisation: str
    period: Period
    frameworks: tuple[str, ...]
    accounts: tuple[Account, ...]  # empty: the account of the current credentials
    regions: tuple[str, ...] | Literal["enabled"] = "enabled"
    reach: Mapping[str, Reach] = field(default_factory=dict)
    trusted_accounts: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # as the user answered


@plain
class PlannedCheck:
    """A check with its thresholds, and the requirements that rest on it."""

    key: str  # the check's id, with thresholds where they differ: iam.password_length(minimum=12)
    check: str
    params: Mapping[str, str]
    requirements: tuple[str, ...]  # framework:requirement


@plain
class Plan:
    """The fewest calls that the wanted requirements need, parents first, and the checks to run."""

    scope: Scope
    catalog: Catalog  # as it holds under the answers to the options, on the day
    calls: tuple[Call, ...]
    checks: tuple[PlannedCheck, ...]
    needed_by: Mapping[str, tuple[str, ...]]  # call id -> check keys, service ids, "artifact", "scope"
    answers: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # option -> answer, defaults filled in
    day: date | None = None  # the day that dated mappings are held against; None: they hold whatever the day


@plain
class Document:
    """A document of AWS Artifact that a person fetched: kept beside the packs, never inside; its hash is cited."""

    report: str
    version: str
    name: str
    file: str  # its name in the folder of documents
    sha256: str
    size: int
    fetched_at: str  # UTC, ISO 8601
    caller: str
    account: str
    url: str  # where it came from, without its query: a presigned address is a secret
    terms_sha256: str


@plain
class RunInfo:
    """run.json of a pack: what was asked, when, by which version. Judging again starts from it."""

    scope: Scope
    now: str  # the moment that ages are measured at: when collection ended, UTC, ISO 8601
    started: str
    version: str
    mapping_digest: str
    libraries: Mapping[str, str] = field(default_factory=dict)
    callers: tuple[str, ...] = ()
    wording: Mapping[str, str] = field(default_factory=dict)  # framework -> file and hash of licensed text
    edition: Literal["internal", "auditor"] = "internal"
    known_answers: int = -1  # the auditor's: lines of reviews.jsonl that it was made from; -1: those in it
    documents: tuple[Document, ...] = ()  # fetched reports whose hashes the pack cites
    as_of: str = ""  # the day whose mappings judged it; "" in packs of 0.1: the day in ``now``
