"""What lies in an account's shards: where each record is, and a little of what it says; replies stay on disk."""

import gzip
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, cast

from generator.errors import PackError
from generator.model.evidence import Record, canonical
from generator.store.lines import Placed, decoded, placed
from generator.store.shards import DAMAGED, SEALED


class Entry(NamedTuple):
    """A record on disk: where it is, how it sorts, how it ended."""

    file: int  # descriptor
    at: int
    size: int
    order: tuple[str, str, str]
    outcome: str
    ended: str
    print: int  # equal for the same answer to the same question at the same moment


def entry_of(file: int, one: Placed) -> Entry:
    """The entry of a record."""
    r = one.record
    return Entry(file, one.at, one.size, order(r), r.outcome, r.ended, fingerprint(r))


def order(record: Record) -> tuple[str, str, str]:
    """What a shard is sorted by; the evidence id decides between equals."""
    return record.call, record.region, canonical(dict(record.params))


def fingerprint(record: Record) -> int:
    """Equal for records that say the same of the same call at the same moment."""
    return hash(
        (record.evidence, record.started, record.ended, record.outcome, record.sha256, record.message)
    )


def lines_at(entry: Entry) -> bytes:
    """The lines of a record as they stand on disk."""
    found = bytearray()
    while len(found) < entry.size:
        piece = os.pread(entry.file, entry.size - len(found), entry.at + len(found))
        if not piece:
            raise OSError(0, "a shard became shorter while it was read")
        found += piece
    return bytes(found)


def read_open(file: int, path: Path) -> tuple[dict[str, Entry], int]:
    """The whole records of an open shard, and where the last of them ends; what follows was cut and is nothing."""
    found: dict[str, Entry] = {}
    end = 0
    with path.open("rb") as shard, suppress(*DAMAGED, PackError):
        for one in _sound(shard, path.name):
            found[one.record.evidence] = entry_of(file, one)
            end = one.at + one.size
    return found, end


def _sound(shard: BinaryIO, name: str) -> Iterator[Placed]:
    """Records whose reply is the one that was hashed."""
    return (one for one in placed(shard, name) if not isinstance(one, str))


def unpacked(folder: Path, account: str) -> IO[bytes] | None:
    """A sealed shard's lines in a file without a name, so that replies can be read on demand; None without one."""
    path = folder / f"{account}{SEALED}"
    if not path.is_file():
        return None
    spool = tempfile.TemporaryFile(dir=folder, prefix=".reading-")  # noqa: SIM115 - its owner closes it
    try:
        with gzip.open(path, "rb") as shard:
            shutil.copyfileobj(shard, spool, 1 << 20)
        spool.flush()
    except DAMAGED:
        spool.close()
        return None  # a damaged shard of a cut run is as none: its account is asked again
    return spool


def read_sealed(spool: IO[bytes], name: str) -> dict[str, Entry]:
    """The records of an unpacked shard whose replies are as they were hashed."""
    spool.seek(0)
    found: dict[str, Entry] = {}
    with suppress(*DAMAGED, PackError):
        for one in _sound(cast("BinaryIO", spool), name):
            found[one.record.evidence] = entry_of(spool.fileno(), one)
    return found


class Index:
    """Records that need not be asked again, by evidence id; each is read from disk when it is wanted."""

    def __init__(self, shards: Mapping[str, Mapping[str, Entry]], holds: Callable[[str, str], bool]) -> None:
        self._shards = shards
        self._holds = holds

    def get(self, evidence: str, /) -> Record | None:
        """The record, or None where it is not there or is asked again."""
        for entries in self._shards.values():
            if entry := entries.get(evidence):
                return decoded(lines_at(entry)) if self._holds(entry.outcome, entry.ended) else None
        return None

    def __len__(self) -> int:
        """How many records are gone on with."""
        return sum(self._holds(e.outcome, e.ended) for shard in self._shards.values() for e in shard.values())

    def __contains__(self, evidence: object) -> bool:
        """Whether it is gone on with."""
        found = (shard.get(str(evidence)) for shard in self._shards.values())
        return any(e is not None and self._holds(e.outcome, e.ended) for e in found)
