"""How long an answer to a request holds, and days as people write them."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from generator.model.scope import Period

_LONGEST = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}  # in days
_WORDS = {"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "half-yearly": 184, "yearly": 366}
_EVERY = re.compile(r"every (?:(\d{1,4}) )?(day|week|month|quarter|year)s?")
_ONCE = ("once", "on change", "on occurrence", "on request")  # nothing but its own last day ends it


def day_of(text: str) -> date | None:
    """A day written as year-month-day; None where it is none."""
    try:
        return date.fromisoformat(text) if len(text) == 10 and text[4] == text[7] == "-" else None
    except ValueError:
        return None


def days_between(frequency: str) -> int:
    """How many days an answer of this frequency holds; 0 where only its own last day ends it.

    A word that is not known holds a year: nothing counts for ever by a slip of the pen.
    """
    word = " ".join(frequency.casefold().split())
    if word in _ONCE:
        return 0
    if every := _EVERY.fullmatch(word):
        number, unit = int(every[1] or 1), every[2]
        if unit == "month" and number > 1:
            return {3: 92, 6: 184}.get(number, -(-number * 366 // 12))
        return max(1, number * _LONGEST[unit])
    return _WORDS.get(word, _LONGEST["year"])


def runs_out(frequency: str, days: Mapping[str, date]) -> date | None:
    """The last day by how often it is asked, counted from the day observed, else from the day that it came."""
    begins, length = days.get("observed") or days.get("received"), days_between(frequency)
    return _after(begins, length) if begins and length else None


def _after(begins: date, length: int) -> date:
    return begins + timedelta(days=min(length, (date.max - begins).days))


def wrong_days(days: Mapping[str, date], period: Period, written: date | None) -> list[str]:
    """What cannot be meant; ``written`` is when somebody wrote down the day observed."""
    found = []
    observed = days.get("observed")
    if observed and observed > (written or date.min):
        found.append(f"observed on {observed}, in the future")
    first, end = days.get("covers_from"), days.get("covers_to")
    if first and end and end < first:
        found.append(f"covers {first} to {end}, the wrong way round")
    elif (first and first > period.end) or (end and end < period.start):
        found.append(f"covers no day of the period {period.start} to {period.end}")
    until, came = days.get("valid_until"), days.get("received")
    if until and came and until < came:
        found.append(f"valid until {until}, before it came on {came}")
    return found


def remarks(frequency: str, days: Mapping[str, date], period: Period) -> tuple[str, ...]:
    """What an assessor would ask about, though it counts."""
    found = []
    first, end = days.get("covers_from"), days.get("covers_to")
    if (first and first > period.start) or (end and end < period.end):
        found.append(f"covers {first or '?'} to {end or '?'}, not all of the period")
    observed = days.get("observed")
    if observed and observed < period.start and not first and not end:
        found.append(f"observed on {observed}, before the period began")
    until, usual = days.get("valid_until"), runs_out(frequency, days)
    if until and usual and until > usual:
        found.append(f"valid until {until}, longer than {frequency} allows ({usual})")
    return tuple(found)
