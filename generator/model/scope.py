"""What is asked: the organisation, its accounts and period, and the plan that follows from them."""

from collections.abc import Mapping
from dataclasses import field, replace
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
    external_id: str = ""  # what the role's trust policy asks for
    ou: tuple[str, ...] = ()  # names of the OUs that it is in, from below the root down
    stop: str = ""  # why it must not be entered: declared, and not of the organisation


@plain
class LeftOutAccount:
    """An account of the organisation that is not read, and why."""

    id: str
    name: str
    why: str


@plain
class Organization:
    """Accounts taken from AWS Organizations, each entered through the role of this name."""

    role: str  # a name, with its path if it has one, or an ARN with {account}
    external_id: str = ""
    session_name: str = "evidencemap"
    duration: int = 3600  # seconds that a session lasts
    ous: tuple[str, ...] = ()  # names, paths (Workloads/Production) or ids; none: every account
    except_: tuple[str, ...] = ()  # account ids
    management: bool = True  # whether the management account is read too
    id: str = ""  # o-...: where declared, credentials of another organisation are refused


@plain
class Reach:
    """Where a framework reaches: everywhere when empty. See docs/scoping.md.

    Accounts are those of ``accounts`` and those in ``ous``. Inside them, resources are cut by region, tags and VPC.
    """

    accounts: tuple[str, ...] = ()
    ous: tuple[str, ...] = ()  # paths from below the root down: Workloads/Cardholder
    regions: tuple[str, ...] = ()
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # key -> values, "*" for any
    vpcs: tuple[str, ...] = ()
    connected: tuple[str, ...] = ()  # ARNs, * and ? allowed: in scope whatever their region, tags and VPC

    def holds(self, account: Account) -> bool:
        """Whether the framework reaches an account."""
        if not self.accounts and not self.ous:
            return True
        path = "/".join(account.ou)
        return account.id in self.accounts or any(path == ou or path.startswith(f"{ou}/") for ou in self.ous)

    @property
    def cuts(self) -> bool:
        """Whether resources inside its accounts can be out of its scope."""
        return bool(self.regions or self.tags or self.vpcs)


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
    organization: Organization | None = None
    organization_id: str = ""  # as AWS told it when the accounts were taken from there
    left_out_accounts: tuple[LeftOutAccount, ...] = ()  # of the organisation, not read

    @property
    def waits(self) -> bool:
        """Whether AWS Organizations has still to name the accounts."""
        return self.organization is not None and not self.organization_id

    def reached(self, framework: str) -> tuple[str, ...]:
        """The ids of the accounts that a framework reaches, in the scope's order."""
        reach = self.reach.get(framework)
        return tuple(one.id for one in self.accounts if reach is None or reach.holds(one))


def told(scope: Scope) -> Scope:
    """The scope as a pack may tell it: without external ids, which its readers need not know."""
    organization = scope.organization and replace(scope.organization, external_id="")
    accounts = tuple(replace(one, external_id="") for one in scope.accounts)
    return replace(scope, organization=organization, accounts=accounts)


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
