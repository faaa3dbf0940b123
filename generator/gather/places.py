"""A folder or bucket that evidence is also put into: where machines meet, and what outlives them."""

import gzip
import io
import os
import shutil
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from generator.collect import Access
from generator.errors import SetupError
from generator.gather.how import Keeping

T = TypeVar("T")
_PIECE = 1 << 20
_HALF = ".uploading"
_TIMES = 3  # an upload that is cut is done again


def place_of(keeping: Keeping, access: Access, name: str) -> "Place":
    """The place of a run; raises SetupError where its address cannot be used."""
    from fsspec.core import url_to_fs  # noqa: PLC0415 - of an extra
    from fsspec.implementations.local import LocalFileSystem  # noqa: PLC0415

    if keeping.url.startswith("s3://"):
        from generator.collect.bucket import Bucket  # noqa: PLC0415 - needs fsspec too

        system: Any = Bucket(
            access.client("s3", access.home),
            kms_key=keeping.kms_key,
            lock_mode=keeping.lock_mode,
            lock_days=keeping.lock_days,
        )
        return Place(system, f"{keeping.url.removeprefix('s3://')}/{name}", locks=bool(keeping.lock_mode))
    try:
        system, root = url_to_fs(keeping.url)
    except (ImportError, ValueError, OSError) as error:
        raise SetupError(
            f"Evidence cannot be kept at {keeping.url}: {error}.", "Give a folder, or s3://bucket/prefix."
        ) from error
    return Place(system, f"{root.rstrip('/')}/{name}", renames=isinstance(system, LocalFileSystem))


class Place:
    """Sealed shards of a run, one object each, and parts of those that are being read.

    An object comes whole: a local file by renaming, an object of a bucket as such stores do.
    """

    def __init__(self, system: Any, root: str, *, renames: bool = False, locks: bool = False) -> None:
        self._system, self._root, self._renames, self._locks = system, root, renames, locks

    def give(self, folder: Path, account: str) -> None:
        """Put an account's sealed shard there, in the place of its parts."""
        path = folder / f"{account}.jsonl.gz"
        self._again(lambda: self._put(path.name, path, locked=True))
        self._again(lambda: self._drop(self.parts(account)))

    def has(self, folder: Path, account: str) -> bool:
        """Whether the sealed shard there is the one in ``folder``."""
        path = folder / f"{account}.jsonl.gz"

        def same() -> bool:
            there = f"{self._root}/{path.name}"
            try:
                if self._system.info(there)["size"] != path.stat().st_size:
                    return False
                with self._system.open(there, "rb") as one, path.open("rb") as other:
                    return all(one.read(_PIECE) == piece for piece in iter(lambda: other.read(_PIECE), b""))
            except FileNotFoundError:
                return False

        return self._again(same)

    def take(self, folder: Path, account: str) -> bool:
        """Bring an account's sealed shard into ``folder``; whether there is one."""
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{account}.jsonl.gz"
        part = target.with_name(target.name + ".part")

        def taken() -> bool:
            try:
                with self._system.open(f"{self._root}/{target.name}", "rb") as one, part.open("wb") as other:
                    shutil.copyfileobj(one, other, _PIECE)
            except FileNotFoundError:
                part.unlink(missing_ok=True)
                return False
            part.replace(target)
            return True

        return self._again(taken)

    def give_part(self, account: str, raw: bytes) -> None:
        """Put further whole lines of an open shard there."""
        names = self._again(lambda: self.parts(account))
        number = int(names[-1].split(".part")[-1].split(".")[0]) + 1 if names else 1
        packed = gzip.compress(raw, mtime=0)
        self._again(lambda: self._put(f"{account}.part{number:06}.jsonl.gz", packed, locked=False))

    def take_parts(self, folder: Path, account: str) -> None:
        """Bring the parts of an account that a lost worker left, as an open shard."""
        names = self._again(lambda: self.parts(account))
        if not names:
            return
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{account}.jsonl").open("wb") as shard:
            for name in names:
                shard.write(self._again(partial(self._unpacked, name)))

    def parts(self, account: str) -> list[str]:
        """The names of an account's parts, in order."""
        try:
            found = self._system.ls(self._root, detail=False)
        except FileNotFoundError:
            return []
        names = [os.path.basename(str(path)) for path in found]  # noqa: PTH119 - of any file system
        return sorted(n for n in names if n.startswith(f"{account}.part") and n.endswith(".jsonl.gz"))

    def _put(self, name: str, given: bytes | Path, *, locked: bool) -> None:
        path = f"{self._root}/{name}"
        options = {"locked": True} if self._locks and locked else {}
        if self._renames:
            self._system.makedirs(self._root, exist_ok=True)
        with (
            given.open("rb") if isinstance(given, Path) else io.BytesIO(given) as source,
            self._system.open(path + _HALF * self._renames, "wb", **options) as file,
        ):
            shutil.copyfileobj(source, file, _PIECE)
        if self._renames:
            self._system.mv(path + _HALF, path)

    def _unpacked(self, name: str) -> bytes:
        try:
            with self._system.open(f"{self._root}/{name}", "rb") as file:
                return gzip.decompress(file.read())
        except (EOFError, zlib.error, gzip.BadGzipFile):
            return b""  # what it held is asked again

    def _drop(self, names: list[str]) -> None:
        for name in names:
            self._system.rm_file(f"{self._root}/{name}")

    def _again(self, do: Callable[[], T]) -> T:
        for left in reversed(range(_TIMES)):
            try:
                return do()
            except OSError as error:
                if left and not isinstance(error, PermissionError):
                    continue
                raise SetupError(
                    f"Evidence cannot be kept at {self._root}: {error.strerror or error}.",
                    "Mend that and run the same command: it goes on where it stopped.",
                ) from error
        raise AssertionError  # the last time returns or raises
