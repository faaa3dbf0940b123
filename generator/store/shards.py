"""Sealed shards: one compressed file an account, written whole or not at all, read back as it was."""

import gzip
import os
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from generator.errors import PackError
from generator.model.evidence import Record
from generator.store.lines import encoded, expect, placed

SEALED, OPEN = ".jsonl.gz", ".jsonl"
DAMAGED = (ValueError, KeyError, TypeError, EOFError, OSError, RecursionError, zlib.error)


def accounts_in(folder: Path) -> tuple[str, ...]:
    """The accounts that have a sealed shard, sorted; PackError when there is none."""
    found = sorted(path.name.removesuffix(SEALED) for path in folder.glob(f"*{SEALED}"))
    if not found:
        raise PackError(f"There is no evidence in {folder}.", "Run 'evidencemap collect' first.")
    return tuple(found)


def only(folder: Path, accounts: Collection[str]) -> None:
    """Take away the shards of all other accounts: what left the scope since must not be judged."""
    for path in sorted(folder.glob("*.jsonl*")):
        if path.name.partition(".")[0] not in accounts:
            path.unlink()


def read_account(folder: Path, account: str) -> tuple[Record, ...]:
    """All records of one account's sealed shard, sorted; PackError when it is not there or is damaged."""
    path = folder / f"{account}{SEALED}"
    if not path.is_file():
        raise PackError(
            f"There is no evidence of account {account} in {folder}.", "Take the pack from a copy."
        )
    return tuple(records_of(folder, account))


def read(folder: Path) -> tuple[Record, ...]:
    """All records of a folder's sealed shards, sorted; PackError when there is none or one is damaged."""
    return tuple(r for account in accounts_in(folder) for r in records_of(folder, account))


def records_of(folder: Path, account: str) -> Iterator[Record]:
    """As ``read_account``, one record at a time."""
    path = folder / f"{account}{SEALED}"
    if not path.is_file():
        raise PackError(
            f"There is no evidence of account {account} in {folder}.", "Take the pack from a copy."
        )
    count = 0
    try:
        with gzip.open(path, "rb") as shard:
            for one in placed(cast("BinaryIO", shard), path.name):
                if isinstance(one, str):
                    raise PackError(
                        f"The reply of {one} in {path.name} is not the one that was hashed.",
                        "Somebody changed it; take the pack from a copy.",
                    )
                count += 1
                yield one.record
        expect(count > 0, "it is empty")
    except DAMAGED as error:
        raise PackError(
            f"{path.name} is damaged: {error}", "Collect again, or take the pack from a copy."
        ) from error


def write_shard(target: Path, records: Iterable[Record]) -> None:
    """Write a sealed shard; the same records give the same bytes."""
    write_lines(target, (encoded(record) for record in records))


def write_lines(target: Path, lines: Iterable[bytes]) -> None:
    """Write a sealed shard of lines: beside its place first, so that it stands there whole or not at all."""
    part = target.with_name(target.name + ".part")
    with part.open("wb") as raw:
        with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as shard:
            for one in lines:
                shard.write(one)
        raw.flush()
        os.fsync(raw.fileno())
    part.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Have the system keep a folder's names too, where it can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
