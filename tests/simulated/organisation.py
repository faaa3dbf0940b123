"""A made-up organisation: accounts that are copies of the recorded ones, units, and regions. Equal seeds, equal organisations."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

MANAGEMENT, PRODUCTION, SANDBOX = "111122223333", "222233334444", "333344445555"
RECORDED_REGIONS = ("us-east-1", "eu-west-1")
REGIONS = (
    *RECORDED_REGIONS,
    *(
        "us-east-2",
        "us-west-2",
        "eu-west-2",
        "eu-west-3",
        "us-west-1",
        "sa-east-1",
        "eu-north-1",
        "eu-central-1",
    ),
    *("ap-south-1", "ca-central-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "ap-northeast-2"),
)
ROLE = "EvidenceReader"
UNITS = {  # unit -> the unit above it; "" is the root
    "Security": "",
    "Workloads": "",
    "Production": "Workloads",
    "Development": "Workloads",
    "Sandbox": "",
}
_HEAVY_TOPIC = "alerts"  # a topic of the recorded production account


@dataclass(frozen=True)
class Member:
    """One account; ``like`` is the recorded account that it is a copy of."""

    id: str
    name: str
    like: str
    unit: str = ""
    suspended: bool = False

    @property
    def role(self) -> str:
        """The role that lets one in; the management account needs none."""
        return "" if self.like == MANAGEMENT else f"arn:aws:iam::{self.id}:role/{ROLE}"


@dataclass(frozen=True)
class Organisation:
    """The management account first. ``heavy`` is how many topics the second account has in the first region."""

    members: tuple[Member, ...]
    regions: tuple[str, ...] = RECORDED_REGIONS
    heavy: int = 0
    by_id: dict[str, Member] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {one.id: one for one in self.members})

    @classmethod
    def made(cls, accounts: int, regions: int = 2, *, seed: int = 1, heavy: int = 0) -> "Organisation":
        """So many active accounts, and one that is suspended."""
        chance = random.Random(seed)
        ids: list[str] = []
        while len(ids) <= accounts:
            fresh = f"{chance.randrange(10**11, 10**12)}"
            if fresh not in {*ids, MANAGEMENT, PRODUCTION, SANDBOX}:
                ids.append(fresh)
        members = [Member(ids[0], "management", MANAGEMENT)]
        for number in range(1, accounts):
            # The second is a copy of production always, for it may be the heavy one.
            like = PRODUCTION if number == 1 else chance.choice((PRODUCTION, SANDBOX))
            unit = chance.choice(
                ("Production", "Development", "Security") if like == PRODUCTION else ("Sandbox",)
            )
            members.append(Member(ids[number], f"{unit.lower()}-{number:04d}", like, unit))
        members.append(Member(ids[accounts], "closed", SANDBOX, "Sandbox", suspended=True))
        return cls(tuple(members), REGIONS[:regions], heavy)

    @classmethod
    def recorded(cls) -> "Organisation":
        """The three accounts under their own ids: answers come back as they were recorded."""
        return cls(
            (
                Member(MANAGEMENT, "management", MANAGEMENT),
                Member(PRODUCTION, "production", PRODUCTION, "Production"),
                Member(SANDBOX, "sandbox", SANDBOX, "Sandbox"),
            )
        )

    @property
    def management(self) -> Member:
        """The account that the others belong to."""
        return self.members[0]

    @property
    def active(self) -> tuple[Member, ...]:
        """Those that can be entered."""
        return tuple(one for one in self.members if not one.suspended)

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """The topics of the heavy account, by name."""
        return tuple(f"{_HEAVY_TOPIC}-{number:05d}" for number in range(self.heavy))

    def is_heavy(self, account: str, region: str) -> bool:
        """Whether there are so many topics here."""
        return bool(self.heavy) and account == self.members[1].id and region == self.regions[0]

    def stand_in(self, region: str) -> str:
        """The recorded region that a region is a copy of."""
        return region if region in RECORDED_REGIONS else RECORDED_REGIONS[1]

    def recorded_text(self, data: bytes, account: str, region: str) -> bytes:
        """What was asked here, as the recorded account would have asked it."""
        return _swapped(data, [(new, old) for old, new in self._swaps(account, region)])

    def own_text(self, data: bytes, account: str, region: str) -> bytes:
        """What the recorded account was told, as this one is told it."""
        return _swapped(data, self._swaps(account, region))

    def _swaps(self, account: str, region: str) -> Sequence[tuple[bytes, bytes]]:
        known = self._known.get((account, region))
        if known is None:
            pairs = [
                (self.by_id[account].like, account),
                (MANAGEMENT, self.management.id),
                (self.stand_in(region), region),
            ]
            known = [(old.encode(), new.encode()) for old, new in pairs if old != new]
            self._known[account, region] = known
        return known

    @cached_property
    def _known(self) -> dict[tuple[str, str], Sequence[tuple[bytes, bytes]]]:
        return {}


def _swapped(data: bytes, pairs: Sequence[tuple[bytes, bytes]]) -> bytes:
    for old, new in pairs:
        data = data.replace(old, new)
    return data
