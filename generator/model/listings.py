"""What AWS's lists of services in scope say of a service: listed, not listed or unknown, and how old that is."""

from collections.abc import Sequence
from datetime import date
from itertools import takewhile
from typing import Literal

from generator.model.catalog import ProgramListing
from generator.model.plain import plain

OLD = 120  # days: AWS changes its lists several times a year


@plain
class Standing:
    """Whether a program holds a service, as far as it is known on a day."""

    state: Literal["listed", "not listed", "unknown"]
    as_of: date | None  # the day of the list that says so; None: no list at hand
    since: date | None  # the first of the lists that say the same, one after the other
    days: int  # how old that list is
    note: str
    source: str
    lacks: bool = False  # that list does not name it

    @property
    def old(self) -> bool:
        """Whether the list is older than may be relied on without a word."""
        return self.days > OLD

    @property
    def words(self) -> str:
        """``listed as of 2026-11-20``, ``unknown: a list of 2022-07-15 lacks it``."""
        if self.as_of is None:
            return "unknown: no list at hand"
        if self.state == "unknown":
            return (
                f"unknown: the list of {self.as_of} {'is old and lacks it' if self.lacks else 'does not say'}"
            )
        return f"{self.state} as of {self.as_of}"

    @property
    def aged(self) -> str:
        """The same, with the list's age where it is older than may be relied on without a word."""
        return f"{self.words} ({self.days:,} days old)" if self.old and not self.lacks else self.words


def standing(programs: Sequence[ProgramListing], program: str, day: date) -> Standing:
    """What the latest list says on ``day``. That an old list lacks a service shows nothing: it is unknown."""
    by_day = {p.as_of: p for p in reversed(programs) if p.program == program and p.as_of <= day}
    if not by_day:
        return Standing(state="unknown", as_of=None, since=None, days=0, note="", source="")
    # Latest first, one a day: of two lists of a day the first of ``programs`` (an overlay's) speaks.
    own = [by_day[as_of] for as_of in sorted(by_day, reverse=True)]
    last = own[0]
    days = (day - last.as_of).days
    since = [one.as_of for one in takewhile(lambda one: one.listed == last.listed, own)][-1]
    state: Literal["listed", "not listed", "unknown"] = "unknown"
    if last.listed == "yes":
        state = "listed"
    elif last.listed == "no" and days <= OLD:
        state = "not listed"
    return Standing(
        state=state,
        as_of=last.as_of,
        since=since,
        days=days,
        note=last.note,
        source=last.source,
        lacks=last.listed == "no",
    )
