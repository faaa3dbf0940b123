"""Is this file safe to open, and is it a workbook at all? Answered before anything in it is read."""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from generator.errors import ReviewError

MAX_FILE = 100_000_000
MAX_UNPACKED = 300_000_000
MAX_ENTRIES = 5_000
MAX_RATIO = 200  # our own workbooks have 12; a bomb has a thousand
MAX_HELD = 200_000_000  # bytes of one workbook that stay in memory
_SMALL = 1_000_000  # below it, how well a part is packed says nothing
_ENTRY = 110  # bytes of an entry in a look-up
_OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
_SAVE = "Open it and save it as Excel workbook (.xlsx)."


def checked(path: Path) -> tuple[str, ...]:
    """What a reader should know of a workbook (macros, links); ReviewError where it must not be opened."""
    _size(path)
    with path.open("rb") as file:
        head = file.read(8)
    if head == _OLE2:
        raise _old(path)
    if not head.startswith(b"PK"):
        raise _no_zip(path, head)
    try:
        with ZipFile(path) as package:
            return _package(path, package.infolist())
    except (BadZipFile, ValueError, NotImplementedError, EOFError, OverflowError) as error:
        raise damaged(path.name) from error


def damaged(name: str) -> ReviewError:
    """The one sentence for a file that cannot be read whole."""
    return ReviewError(
        f"{name} is damaged and cannot be read.", "Save it once more, or take it from where it came."
    )


class Budget:
    """Counts what stays in memory of one workbook; ReviewError where it would be too much. Equal texts count once."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._left = MAX_HELD
        self._texts: dict[str, str] = {}

    def take(self, size: int) -> None:
        """Count so many bytes."""
        self._left -= size
        if self._left < 0:
            raise ReviewError(
                f"{self._name} holds more than is read of one workbook ({MAX_HELD:,} bytes).",
                "Take added sheets out of it.",
            )

    def text(self, text: str) -> str:
        """The text, or the equal one that is there already."""
        found = self._texts.get(text)
        if found is None:
            self.take(sys.getsizeof(text) + _ENTRY)
            found = self._texts[text] = text
        return found


def sha256(path: Path) -> str:
    """The file's hash: what an answer came from."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _size(path: Path) -> None:
    if not path.is_file():
        raise ReviewError(f"{path} is not a file.", "Give the workbook that came back.")
    size = path.stat().st_size
    if size > MAX_FILE:
        raise ReviewError(
            f"{path.name} has {size:,} bytes; more than {MAX_FILE:,} are not opened.",
            "Take pictures and added sheets out of it.",
        )
    if not size:
        raise ReviewError(f"{path.name} is empty.", "Take it from where it came.")


def _old(path: Path) -> ReviewError:
    """OLE2: what Excel wrote until 2003, and what it wraps around a workbook with a password."""
    with path.open("rb") as file:
        locked = "EncryptedPackage".encode("utf-16-le") in file.read(MAX_FILE)
    if locked:
        return ReviewError(
            f"{path.name} is protected by a password.",
            "Take the password off (File, Info, Protect Workbook, Encrypt with Password), then save.",
        )
    return ReviewError(f"{path.name} is in the old Excel format (.xls).", _SAVE)


def _no_zip(path: Path, head: bytes) -> ReviewError:
    if head.startswith(b"%PDF"):
        return ReviewError(f"{path.name} is a PDF, not a workbook.", "Give the .xlsx that came back.")
    if b"\0" not in head:
        return ReviewError(
            f"{path.name} is text (CSV perhaps), not a workbook.",
            "CSV holds no keys that can be trusted; give the .xlsx that came back.",
        )
    return ReviewError(f"{path.name} is not an Excel workbook.", _SAVE)


def _package(path: Path, entries: Sequence[ZipInfo]) -> tuple[str, ...]:
    names = [one.filename for one in entries]
    _bounded(path, entries)
    if len(set(names)) < len(names):
        raise damaged(path.name)
    if any(one.flag_bits & 1 for one in entries):
        raise ReviewError(f"{path.name} is protected by a password.", "Take the password off, then save.")
    if "[Content_Types].xml" not in names or "xl/workbook.bin" in names:
        what = "a binary workbook (.xlsb)" if "xl/workbook.bin" in names else "not an Excel workbook (.xlsx)"
        raise ReviewError(f"{path.name} is {what}.", _SAVE)
    return tuple(_remarks(names))


def _bounded(path: Path, entries: Sequence[ZipInfo]) -> None:
    """Zip readers stop at the size that is declared, so that what is declared bounds what can come."""
    unpacked = sum(one.file_size for one in entries)
    bomb = any(one.file_size > max(_SMALL, MAX_RATIO * one.compress_size) for one in entries)
    if bomb or unpacked > MAX_UNPACKED or len(entries) > MAX_ENTRIES:
        raise ReviewError(
            f"{path.name} would unpack to {unpacked:,} bytes in {len(entries):,} parts; "
            "no workbook of ours does, and it is not opened.",
            "Take pictures and added sheets out of it.",
        )


def _remarks(names: Sequence[str]) -> list[str]:
    said = []
    if any(name.endswith("vbaProject.bin") for name in names):
        said.append("It holds macros; they were not run.")
    if any(name.startswith("xl/externalLinks/") for name in names):
        said.append("It holds links to other workbooks; they were not followed.")
    if any(name.startswith("xl/revisions/") for name in names):
        said.append("It is a shared workbook with a history of changes; the history was not read.")
    return said
