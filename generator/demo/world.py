"""What the embedded AWS knows beside moto: facts that moto cannot hold, told by the story."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Json = dict[str, Any]

MANAGEMENT = "111122223333"
PRODUCTION = "222233334444"
SANDBOX = "333344445555"
REGIONS = ("us-east-1", "eu-west-1")


@dataclass
class Account:
    """Facts of an account that no API of moto can set."""

    root_mfa: bool = True
    root_key_created: datetime | None = None
    root_last_used: datetime | None = None
    agreements: list[Json] = field(default_factory=list)
    contact: Json = field(default_factory=dict)


@dataclass
class Region:
    """Facts of an account in a region."""

    analyzers: list[Json] = field(default_factory=list)
    analyzer_findings: list[Json] = field(default_factory=list)
    guardduty_findings: list[Json] = field(default_factory=list)
    managed_instances: list[Json] = field(default_factory=list)
    compliance: list[Json] = field(default_factory=list)
    patch_states: list[Json] = field(default_factory=list)
    standards: list[Json] = field(default_factory=list)
    parameters: dict[str, list[Json]] = field(default_factory=dict)
    protected: list[Json] = field(default_factory=list)
    elasticbeanstalk: list[Json] = field(default_factory=list)
    secrets: dict[str, Json] = field(default_factory=dict)
    clusters: list[Json] = field(default_factory=list)
    clusters_blocked: bool = True
    inspector: list[str] = field(default_factory=list)
    recorder_delivers: bool = False
    macie: bool = False
    hub: bool = False
    selections: dict[str, list[Json]] = field(default_factory=dict)
    recovery_points: dict[str, list[Json]] = field(default_factory=dict)
    recorded: dict[str, int] = field(default_factory=dict)  # AWS Config: resource type -> how many
    snapshot_block: str = "unblocked"
    image_block: str = "unblocked"


@dataclass
class World:
    """All of it, with the one moment that everything is relative to."""

    period: tuple[date, date]
    now: datetime
    endpoint: str = ""
    accounts: dict[str, Account] = field(default_factory=lambda: defaultdict(Account))
    regions: dict[tuple[str, str], Region] = field(default_factory=lambda: defaultdict(Region))
    reports: list[Json] = field(default_factory=list)
    # GenerateCredentialReport has been asked for in these accounts.
    generated: set[str] = field(default_factory=set)

    def here(self, account: str, region: str) -> Region:
        """The facts of an account in a region."""
        return self.regions[account, region]
