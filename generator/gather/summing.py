"""What a collection came to, in a few numbers, so that nobody has to read all of it again to know."""

from collections.abc import Iterable
from pathlib import Path

from generator.errors import PackError
from generator.model.evidence import Record
from generator.model.plain import plain
from generator.store import Keep, records_of


@plain
class Gathered:
    """Of an account, or of all."""

    records: int = 0
    readable: int = 0
    why: str = ""  # AWS's words for the first thing that could not be read
    latest: str = ""  # when the last call ended
    callers: tuple[str, ...] = ()


class Sum:
    """Adds records and what others have summed."""

    def __init__(self) -> None:
        self._records = self._readable = 0
        self._why = self._latest = ""
        self._callers: set[str] = set()

    def take(self, record: Record) -> None:
        """Add a record."""
        self._records += 1
        self._readable += record.readable
        self._why = self._why or record.message
        self._latest = max(self._latest, record.ended)
        if record.caller:
            self._callers.add(record.caller)

    def merge(self, other: Gathered) -> None:
        """Add what another sum came to."""
        self._records += other.records
        self._readable += other.readable
        self._why = self._why or other.why
        self._latest = max(self._latest, other.latest)
        self._callers.update(other.callers)

    def told(self) -> Gathered:
        """What it comes to."""
        return Gathered(
            records=self._records,
            readable=self._readable,
            why=self._why,
            latest=self._latest,
            callers=tuple(sorted(self._callers)),
        )


def standing(folder: Path, account: str, keep: Keep) -> Gathered | None:
    """What a sealed shard holds where nothing in it is asked again; None where the account must be gone through.

    Calls that were not tried rest on others: where those stand, they do too. An account in which nothing was tried
    was not entered.
    """
    if (folder / f"{account}.jsonl").exists():
        return None
    total, tried = Sum(), False
    try:
        for record in records_of(folder, account):
            if record.outcome != "not tried":
                tried = True
                if not keep.holds(record.outcome, record.ended):
                    return None
            total.take(record)
    except PackError:
        return None  # there is none, or it was damaged or changed: the account is asked again
    return total.told() if tried else None


def summed(parts: Iterable[Gathered]) -> Gathered:
    """Several sums as one."""
    total = Sum()
    for part in parts:
        total.merge(part)
    return total.told()
