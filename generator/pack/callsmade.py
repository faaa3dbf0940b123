"""How many calls a pack came to: what a following run may expect."""

import csv
from pathlib import Path

from generator.errors import PackError
from generator.model.plain import plain

_LONGEST = 10_000_000


@plain
class CallsMade:
    """Calls that were sent, pages counted, in so many accounts."""

    requests: int
    accounts: int


def calls_made(pack: Path) -> CallsMade:
    """Counted in ``tables/calls.csv``; PackError where that is not there or is no such table."""
    table = pack / "data" / "tables" / "calls.csv"
    requests, accounts = 0, set[str]()
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file)):
                if number >= _LONGEST:
                    break
                if row["outcome"] != "not tried":
                    requests += max(1, int(row["pages"] or 0))
                    accounts.add(row["account"])
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        raise PackError(f"{table} cannot be read.", "Give the folder of a pack.") from error
    return CallsMade(requests=requests, accounts=len(accounts))
