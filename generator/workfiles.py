"""What people give, kept by its hash in the folder of work: read as bytes, never opened as what it is, never run."""

import errno
import hashlib
import os
import stat
import tempfile
from pathlib import Path
from typing import IO, BinaryIO

from generator.errors import ScopeError, SetupError
from generator.model.plain import plain

MOST = 500_000_000  # bytes of a file
_PIECE = 1_048_576


@plain
class Kept:
    """A file that was taken in."""

    name: str  # as it was given
    sha256: str
    size: int
    new: bool  # False where the same bytes lay there already


def keep(file: Path, folder: Path) -> Kept:
    """Copy a file into ``folder`` under its SHA-256.

    Raises:
        ScopeError: it is no plain file (a symlink, a folder, a pipe), is empty, or is larger than 500 MB.
        SetupError: the folder cannot be written.
    """
    with _opened(file) as source:
        _plain_file(file, source)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as copy:
                part = Path(copy.name)
                try:
                    sha256, size = _copied(file, source, copy)
                    os.fsync(copy.fileno())
                except BaseException:
                    part.unlink(missing_ok=True)
                    raise
            return Kept(name=file.name, sha256=sha256, size=size, new=_placed(part, folder / sha256, size))
        except OSError as error:
            raise SetupError(
                f"{folder} cannot be written: {error.strerror}.", "Free space, or check its rights."
            ) from error


def _opened(file: Path) -> BinaryIO:
    """The file, not what a symlink leads to; a pipe is not waited for."""
    try:
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        return os.fdopen(handle, "rb")
    except IsADirectoryError:
        raise ScopeError(f"{file} is a folder.", "Give a file; put several into one archive.") from None
    except (OSError, ValueError) as error:
        if getattr(error, "errno", 0) == errno.ELOOP or file.is_symlink():
            raise ScopeError(f"{file} is a symlink.", "Give the file that it leads to.") from None
        why = getattr(error, "strerror", "") or str(error)
        raise ScopeError(f"{file} cannot be read: {why}.", "Give the file's path.") from None


def _plain_file(file: Path, source: BinaryIO) -> None:
    found = os.fstat(source.fileno())
    if file.is_symlink():
        raise ScopeError(f"{file} is a symlink.", "Give the file that it leads to.")
    if not stat.S_ISREG(found.st_mode):
        raise ScopeError(f"{file} is no file.", "Give a file.")
    if not found.st_size:
        raise ScopeError(f"{file} is empty.", "Give the file that shows it.")
    if found.st_size > MOST:
        raise _too_large(file)


def _too_large(file: Path) -> ScopeError:
    return ScopeError(
        f"{file} is larger than {MOST:,} bytes.", "Keep it where it is, and give its link in the workbook."
    )


def _copied(file: Path, source: BinaryIO, copy: IO[bytes]) -> tuple[str, int]:
    """Hash and size; a file that grows while it is read is cut off at the limit, with words."""
    sha256, size = hashlib.sha256(), 0
    while piece := source.read(_PIECE):
        size += len(piece)
        if size > MOST:
            raise _too_large(file)
        sha256.update(piece)
        copy.write(piece)
    copy.flush()
    return sha256.hexdigest(), size


def _placed(part: Path, target: Path, size: int) -> bool:
    """Put the copy in its place; whether nothing of the name lay there. What lay there is replaced: it may be cut."""
    new = not (target.is_file() and not target.is_symlink() and target.stat().st_size == size)
    part.chmod(0o444)
    part.replace(target)
    return new
