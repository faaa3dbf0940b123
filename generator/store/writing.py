"""Evidence that grows: a line is whole or is nothing, and an account's shard is sealed once the account is done."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from generator.errors import SetupError
from generator.model.evidence import Record
from generator.store.index import (
    Entry,
    Index,
    entry_of,
    fingerprint,
    lines_at,
    read_open,
    read_sealed,
    unpacked,
)
from generator.store.keeping import Keep
from generator.store.lines import Placed, encoded
from generator.store.lock import in_place, lock
from generator.store.shards import OPEN, SEALED, write_lines


class Store:
    """Evidence in a folder: grows line by line, so that a killed run goes on where it stopped.

    An account's shard holds what was added last for each question. What an earlier run left counts only where
    ``known`` gave it out and it was added again, so that nothing stays that the account no longer has.
    """

    def __init__(self, folder: Path, keep: Keep | None = None, patience: float = 5) -> None:
        """``patience`` is how many seconds another process that is ending has to let go of a shard."""
        self._folder = folder
        self._patience = patience
        self._keep = keep or Keep()
        self._shards: dict[str, _Shard] = {}

    def add(self, record: Record) -> None:
        """Append a record to its account's open shard and hand it to the system; SetupError where it cannot be."""
        with _writing(self._folder):
            self._shard(record.account).add(record)

    def known(self, *accounts: str) -> Index:
        """What need not be asked again, of these accounts or of all: an index, replies are read when wanted."""
        with _writing(self._folder):
            found = {account: self._shard(account).before for account in accounts or self.accounts()}
        return Index(found, self._keep.holds)

    def accounts(self) -> tuple[str, ...]:
        """The accounts that have a shard, open or sealed."""
        names = {p.name.removesuffix(e) for e in (OPEN, SEALED) for p in self._folder.glob(f"*{e}")}
        return tuple(sorted(names | set(self._shards)))

    def size(self, account: str) -> int:
        """How many bytes of whole lines an account's open shard has."""
        return self._shard(account).end

    def close(self, account: str) -> None:
        """Seal an account's shard: sorted, compressed, equal for equal records; SetupError where it cannot be."""
        with _writing(self._folder):
            shard = self._shard(account)
            shard.seal()
            shard.release()
            del self._shards[account]

    def seal(self) -> None:
        """Close every open shard."""
        left = {path.name.removesuffix(OPEN) for path in self._folder.glob(f"*{OPEN}")}
        for account in sorted(left | set(self._shards)):
            self.close(account)

    def release(self) -> None:
        """Let go of the files; open shards stay for the next run."""
        for shard in self._shards.values():
            shard.release()
        self._shards = {}

    def discard(self) -> None:
        """Forget what was collected."""
        self.release()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _shard(self, account: str) -> "_Shard":
        if account not in self._shards:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._shards[account] = _Shard(self._folder, account, self._patience)
        return self._shards[account]


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """A full or read-only disk in one sentence."""
    try:
        yield
    except OSError as error:
        raise SetupError(
            f"Evidence cannot be written to {folder}: {error.strerror or error}.",
            "Free space or check its rights, and run the same command: it goes on where it stopped.",
        ) from error


class _Shard:
    """One account: its open file, what lay there before, and what was added since."""

    _spool: IO[bytes] | None

    def __init__(self, folder: Path, account: str, patience: float) -> None:
        self._folder, self._account = folder, account
        self._path = folder / f"{account}{OPEN}"
        self._file, self._spool = -1, None  # what release() looks at, whatever fails below
        self._file = _opened(self._path, patience)
        try:
            self._spool = unpacked(folder, account)
            self.before = read_sealed(self._spool, account) if self._spool else {}
            opened, self.end = read_open(self._file, self._path)
            self.before |= opened  # an open shard beside a sealed one is the later of the two
            os.ftruncate(self._file, self.end)
        except BaseException:
            self.release()
            raise
        self._added: dict[str, Entry] = {}

    def add(self, record: Record) -> None:
        old = self.before.get(record.evidence)
        if old and old.print == fingerprint(record):
            self._added[record.evidence] = old  # it lies there already
            return
        raw = encoded(record)
        try:
            _write(self._file, raw)
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._file, self.end)
            raise
        placed = Placed(record=record, at=self.end, size=len(raw))
        self._added[record.evidence] = entry_of(self._file, placed)
        self.end += len(raw)

    def seal(self) -> None:
        entries = self._added or self.before
        ordered = sorted((entry.order, id_) for id_, entry in entries.items())
        if ordered:
            lines = (lines_at(entries[id_]) for _, id_ in ordered)
            write_lines(self._folder / f"{self._account}{SEALED}", lines)
        self._path.unlink(missing_ok=True)

    def release(self) -> None:
        with suppress(OSError):
            if not os.fstat(self._file).st_size and in_place(self._file, self._path):
                self._path.unlink()  # nothing was written into it
        os.close(self._file)
        self._file = -1
        if self._spool:
            self._spool.close()

    def __del__(self) -> None:
        if self._file >= 0:
            self.release()


def _write(file: int, raw: bytes) -> None:
    """All of it; the system may take a part at a time."""
    left = memoryview(raw)
    while left:
        left = left[os.write(file, left) :]


def _opened(path: Path, patience: float) -> int:
    """An account's open shard, for this process alone."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            free = lock(file, patience)
            ours = free and in_place(file, path)
        except BaseException:
            os.close(file)
            raise
        if ours:
            return file
        os.close(file)  # somebody sealed it while we waited
        if not free:
            raise SetupError(f"Another process writes {path}.", "Wait for it or end it.")


__all__ = ["Store"]
