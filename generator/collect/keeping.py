"""A folder of documents held for one fetch, and files put into it: whole, on the disk, never over another."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.documents import LEDGER, TERMS, hash_of
from generator.errors import ScopeError, SetupError

LOCK = ".lock"


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """The folder's real place, made where it is not there (for its owner alone) and held until the end.

    Raises:
        ScopeError: it lies in a pack, or is led elsewhere by a link.
        SetupError: another fetch holds it.
    """
    for place in (Path(os.path.abspath(folder)), folder.resolve()):  # noqa: PTH100 - links are looked at after
        _outside_packs(place)
    real = folder.resolve()
    real.parent.mkdir(parents=True, exist_ok=True)
    for path in (real, real / TERMS):
        if path != real:
            _no_link(path)
        try:
            path.mkdir(mode=0o700, exist_ok=True)
        except FileExistsError:
            raise ScopeError(f"{path} is no folder.", "Give another place with --into.") from None
    _no_link(real / LEDGER)
    lock = os.open(real / LOCK, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        _lock(lock, folder)
        yield real
    finally:
        os.close(lock)


def put(part: Path, folder: Path, name: str, kind: str, sha256: str) -> tuple[str, str]:
    """Move a whole file into its place. Gives its name, and "" where it is the first of that name.

    What is there with the same hash stays, and the second is ``same``. What is there with another hash stays as
    well: the new file gets a part of its hash into its name, and the second is the name of the one before.
    """
    first = f"{name}.{kind}"
    for candidate in (first, f"{name}-{sha256[:8]}.{kind}", f"{name}-{sha256}.{kind}"):
        target = folder / candidate
        _no_link(target)
        if not target.exists():
            _move(part, target)
            return candidate, "" if candidate == first else first
        if target.is_file() and hash_of(target)[0] == sha256:
            part.unlink()
            return candidate, "same"
    raise ScopeError(f"{folder / first} and its neighbours hold something else.", "Give another folder.")


def _move(part: Path, target: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(part, target)  # unlike a rename it never replaces
        part.unlink()
    except FileExistsError:
        raise ScopeError(f"{target} has just come into being.", "Run the same command again.") from None
    except OSError:  # a disk without hard links; the folder's lock keeps other fetches out
        part.rename(target)
    _sync(target.parent)


def _sync(folder: Path) -> None:
    """Hand the folder's names to the disk, where the system can."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(opened)
    except OSError:
        pass
    finally:
        os.close(opened)


def _outside_packs(place: Path) -> None:
    for parent in (place, *place.parents):
        if (parent / "bagit.txt").exists():
            raise ScopeError(
                f"{place} lies in the pack {parent}.",
                "Documents are confidential and are kept beside packs, never inside: give another --into.",
            )


def _no_link(path: Path) -> None:
    if path.is_symlink():
        raise ScopeError(f"{path} is a link.", "Documents are kept in the folder itself; take the link away.")


def _lock(lock: int, folder: Path) -> None:
    try:
        import fcntl  # noqa: PLC0415 - not on every system, and needed for nothing else
    except ModuleNotFoundError:
        raise SetupError("This system cannot lock a folder.", "Fetch on Linux or macOS.") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise SetupError(
            f"Another fetch is writing into {folder}.", "Wait until it has ended, or give another --into."
        ) from None
