"""What is in use, held against the services and regions that a report family's program reaches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Protocol

from generator.assess.services import InUse
from generator.model.assessment import ServiceRow
from generator.model.catalog import ReportFamily, When
from generator.model.evidence import GLOBAL, UNKNOWN_REGIONS
from generator.model.plain import plain


class _Ground(Protocol):
    @property
    def in_use(self) -> InUse: ...


@plain
class Looked:
    """Services by id, each in words with what is known of it."""

    out: Mapping[str, str] = field(default_factory=dict)  # in use, and a fresh list lacks it
    unlisted: Mapping[str, str] = field(default_factory=dict)  # in use, and no list says enough
    doubtful: Mapping[str, str] = field(default_factory=dict)  # not known to be in use, and not listed
    outside: tuple[str, ...] = ()  # regions in use that the program does not reach
    lists: tuple[str, ...] = ()  # days of the lists that hold the others
    old: str = ""  # the oldest of them that is too old to go without a word


def look(ground: _Ground, family: ReportFamily, accounts: Sequence[str], when: When | None) -> Looked:
    """What a line that holds ``when`` finds in these accounts; where the family goes by no list, only doubts and regions."""
    rows = ground.in_use.of(accounts, when)
    outside = _outside(family, rows)
    doubts = _doubts(ground, family, accounts, when)
    if not family.program:
        return Looked(outside=outside, doubtful=doubts)
    out: dict[str, str] = {}
    unlisted: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    lists: set[str] = set()
    old: set[str] = set()
    for row in rows:
        known = ground.in_use.standing(row.service, family.program)
        if known.state == "listed":
            lists.add(str(known.as_of))
            old |= {str(known.as_of)} if known.old else set()
        else:
            where = doubtful if row.in_use != "yes" else out if known.state == "not listed" else unlisted
            where[row.service] = f"{row.name} ({known.words})"
    return Looked(
        out=out,
        unlisted=unlisted,
        doubtful=doubtful | doubts,
        outside=outside,
        lists=tuple(sorted(lists)),
        old=min(old, default=""),
    )


def _doubts(
    ground: _Ground, family: ReportFamily, accounts: Sequence[str], when: When | None
) -> dict[str, str]:
    """What could not be read: whether such a service runs at all, and where, for a program held to regions."""
    found = {"": "a service of this kind"} if ground.in_use.state(when, accounts) == "unknown" else {}
    if family.regions and any(row.region == UNKNOWN_REGIONS for row in ground.in_use.of(accounts, when)):
        found["*"] = "regions that could not be listed"
    return found


def _outside(family: ReportFamily, rows: Iterable[ServiceRow]) -> tuple[str, ...]:
    """Regions in use that the program does not reach; what may be in use counts, as where it is not known.

    Regions that could not be listed are a doubt, not an answer: see ``_doubts``.
    """
    if family.regions is None:
        return ()
    everywhere = {GLOBAL, UNKNOWN_REGIONS, *family.regions.only}
    found = sorted({row.region for row in rows if row.region not in everywhere})
    return tuple(f"region {name} (not reached as of {family.regions.as_of})" for name in found)


def some(names: Iterable[str], most: int = 6) -> str:
    """The first of them in words, and how many more there are."""
    every = list(names)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more
