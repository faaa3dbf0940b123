"""One run at a time in a place: a lock that the system gives back when its holder dies, however that was."""

import errno
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from generator.errors import SetupError

try:
    import fcntl
except ImportError:  # no such locks on this system: two runs are not kept apart there
    fcntl = None  # type: ignore[assignment]

_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS}
_TAKEN = {errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK}


@contextmanager
def held(target: Path) -> Iterator[None]:
    """Nobody else collects into ``target`` for the length of the block.

    Raises SetupError where another run does (and says who), or where the folder cannot be written. The lock
    belongs to an open file, so one that was left by kill -9 is free at once.
    """
    path = target.with_name(f".{target.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = _taken(path)
    except OSError as error:
        raise SetupError(
            f"The output folder {target.parent} cannot be written: {error.strerror}.",
            "Give another one with --output.",
        ) from error
    if file is None:
        raise SetupError(
            f"Another run collects into {target}: {_holder(path)}.",
            "Wait for it, end it, or give another folder with --output.",
        )
    try:
        who = {"pid": os.getpid(), "host": socket.gethostname(), "since": _now()}
        with suppress(OSError):  # a full disk: the lock holds without its words
            os.ftruncate(file, 0)
            os.write(file, json.dumps(who).encode())
        yield
    finally:
        with suppress(OSError):
            path.unlink()  # while it is still held: whoever waits looks whether its file is the one in place
        os.close(file)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _taken(path: Path) -> int | None:
    """The locked file in that place; None where somebody has it."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            if not lock(file):
                os.close(file)
                return None
            if in_place(file, path):
                return file
        except BaseException:
            os.close(file)
            raise
        os.close(file)  # its holder took it away just now


def lock(file: int, wait: float = 0) -> bool:
    """Lock an open file for this process alone, waiting so many seconds for it; whether that came about."""
    end = time.monotonic() + wait
    while fcntl is not None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return True  # a file system without locks cannot keep two runs apart
            if error.errno not in _TAKEN:
                raise
            if time.monotonic() >= end:
                return False
            time.sleep(0.1)
        else:
            return True
    return True


def in_place(file: int, path: Path) -> bool:
    """Whether an open file is still the one of that name."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _holder(path: Path) -> str:
    """Who holds it, in words; what stands in the file may be anything."""
    try:
        who = json.loads(path.read_bytes()[:1000])
        words = f"process {int(who['pid'])} on {str(who['host'])[:80]!r}, since {str(who['since'])[:40]!r}"
    except (OSError, ValueError, KeyError, TypeError):
        return "it does not say who it is"
    return words.replace("'", "")
