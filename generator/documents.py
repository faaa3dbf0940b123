"""The ledger of a folder of documents: what a person fetched from AWS Artifact, when, under which terms.

``documents.jsonl`` is a JSON line an event and is only ever added to. The folder lies beside packs, never inside.
"""

import errno
import hashlib
import json
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO, Literal

from generator.errors import ScopeError
from generator.model.plain import plain
from generator.model.scope import Document

LEDGER = "documents.jsonl"
TERMS = "terms"  # the folder of the terms, each named by its hash
MOST = 500_000_000  # bytes of a document
_MAX_LEDGER = 16_000_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_HASH, _MOMENT = r"[0-9a-f]{64}", r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z"
_LOOKS = {
    "report": r"report-[A-Za-z0-9]{1,64}",
    "version": r"[1-9][0-9]{0,9}",
    "file": r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}",  # a name in the folder: no way out of it
    "sha256": _HASH,
    "terms_sha256": _HASH,
    "shown_at": _MOMENT,
    "accepted_at": _MOMENT,
    "fetched_at": _MOMENT,
    "account": r"[0-9]{12}",
    "url": r"https?://[^\s/?#@\\]{1,300}/[^\s?#\\]{0,10240}",  # no user, no query: those are secrets
    "name": r"(?s).{0,1000}",
    "caller": r"(?s).{0,2100}",
}


@plain
class TermsShown:
    """The terms of a report were shown to whoever fetched: only what was shown can be accepted."""

    report: str
    version: str
    sha256: str
    shown_at: str
    caller: str


@plain
class TermsAccepted:
    """A person accepted terms: the report was asked for on the strength of it."""

    report: str
    version: str
    sha256: str
    accepted_at: str
    caller: str


@plain
class Listed:
    """A version of a report, as AWS Artifact lists it; what AWS does not say is empty."""

    id: str
    version: int
    name: str = ""
    company: str = ""
    start: str = ""  # days of its period
    end: str = ""
    state: str = ""
    upload: str = ""
    acceptance: str = ""


@plain
class Fetched:
    """What became of one report: its terms shown, or its document kept."""

    report: Listed
    state: Literal["terms shown", "terms changed", "fetched", "unchanged", "another"]
    terms: str  # the terms' place in the folder
    terms_size: int
    terms_sha256: str
    document: Document | None = None
    before: str = ""  # the file that holds what AWS gave earlier, where it now gives another


Event = TermsShown | TermsAccepted | Document
_KINDS: Mapping[str, type[Any]] = {
    "terms shown": TermsShown,
    "terms accepted": TermsAccepted,
    "document": Document,
}


def cleaned(text: str, most: int = 400) -> str:
    """Text of others as one line without control characters, cut where it is long."""
    line = " ".join(_CONTROL.sub("\ufffd", text.replace("\n", " ")).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def read_ledger(folder: Path) -> tuple[Event, ...]:
    """All events of a folder, oldest first; none where it has no ledger. A last line cut while written is left out.

    Raises:
        ScopeError: a line that no fetch of ours wrote.
    """
    *whole, last = _bytes(folder / LEDGER).split(b"\n")
    events = []
    for number, line in enumerate(whole, start=1):
        try:
            events.append(_event(line))
        except ValueError as error:
            raise ScopeError(
                f"{folder / LEDGER}, line {number}: {error}.",
                "It was changed by hand or damaged; take the folder from a copy, or begin another.",
            ) from None
    return (*events, *_torn(last))


def append(folder: Path, event: Event) -> None:
    """Add an event and hand it to the disk; what is left of a cut line is taken away first. The folder is held."""
    kind = next(name for name, of in _KINDS.items() if isinstance(event, of))
    line = json.dumps({"kind": kind, **{f.name: getattr(event, f.name) for f in fields(event)}}).encode()
    try:
        _event(line)  # what could not be read again must not be written
    except ValueError as error:
        raise ScopeError(
            f"The ledger cannot hold what came: {error}.", "Tell the project about it."
        ) from None
    path = folder / LEDGER
    before = _bytes(path)
    head, newline, last = before.rpartition(b"\n")
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _no_link(), 0o600)
    with os.fdopen(opened, "ab") as ledger:
        if last and not _torn(last):
            ledger.truncate(len(head) + len(newline))
            last = b""
        ledger.write((b"\n" if last else b"") + line + b"\n")
        ledger.flush()
        os.fsync(ledger.fileno())


def read_documents(folder: Path) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """The documents whose files are still what was fetched, and in words those that are not: not to be cited.

    The latest event for each report, version and hash. Every file is hashed.

    Raises:
        ScopeError: no such folder, or a ledger that no fetch of ours wrote.
    """
    if not folder.is_dir():
        raise ScopeError(f"There is no folder {folder}.", "'evidencemap reports fetch --into' makes it.")
    latest = {(e.report, e.version, e.sha256): e for e in read_ledger(folder) if isinstance(e, Document)}
    told = {key: _fault(folder, one) for key, one in latest.items()}
    faults = [f"{folder / latest[key].file}: {why}" for key, why in told.items() if why]
    if not latest:
        faults = [f"{folder}: no document was fetched into it"]
    return tuple(one for key, one in latest.items() if not told[key]), tuple(faults)


def hash_of(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a plain file; OSError where it is a link, a pipe, or larger than a document can be."""
    with _opened(path) as file:
        if os.fstat(file.fileno()).st_size > MOST:
            raise OSError(errno.EFBIG, "larger than a document can be", str(path))
        found, size = hashlib.sha256(), 0
        while size <= MOST and (chunk := file.read(1_000_000)):
            found.update(chunk)
            size += len(chunk)
    return found.hexdigest(), size


def _opened(path: Path) -> BinaryIO:
    """A plain file for reading; OSError for a link, a folder or a pipe, which could lead away or never end."""
    number = os.open(path, os.O_RDONLY | _no_link() | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(errno.EINVAL, "not a plain file", str(path))
    return os.fdopen(number, "rb")


def _fault(folder: Path, document: Document) -> str:
    try:
        found, size = hash_of(folder / document.file)
    except FileNotFoundError:
        return f"{document.report} version {document.version} is gone; fetch it again to cite it"
    except OSError:
        return "is no plain file that can be read"
    if (found, size) != (document.sha256, document.size):
        return f"was changed after it was fetched: its SHA-256 is {found}, not {document.sha256}"
    return ""


def _torn(last: bytes) -> tuple[Event, ...]:
    """The event of a line without an end: whole but for its end, or cut and therefore none."""
    try:
        return (_event(last),) if last else ()
    except ValueError:
        return ()


def _event(line: bytes) -> Event:
    """A line as an event; ValueError in words where it is none."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON") from None
    if not isinstance(entry, dict):
        raise ValueError("it is no JSON object")  # noqa: TRY004 - one kind of error for every line
    kind = entry.pop("kind", None)
    if not isinstance(kind, str) or kind not in _KINDS:
        raise ValueError("its kind is not known")
    names = {field.name for field in fields(_KINDS[kind])}
    if set(entry) != names:
        odd = cleaned(", ".join(sorted(str(name) for name in set(entry) ^ names)), 100)
        raise ValueError(f"a line of kind '{kind}' has too much or too little: {odd}")
    for name, value in entry.items():
        if not _fits(name, value):
            raise ValueError(f"its '{name}' is not one that a fetch writes")
    event: Event = _KINDS[kind](**entry)
    return event


def _fits(name: str, value: object) -> bool:
    if name == "size":
        return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST
    return isinstance(value, str) and bool(re.fullmatch(_LOOKS[name], value)) and not _CONTROL.search(value)


def _bytes(path: Path) -> bytes:
    """The ledger as it is; empty where there is none."""
    try:
        with _opened(path) as file:
            data = file.read(_MAX_LEDGER + 1)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise ScopeError(
            f"{path} cannot be read: {error.strerror}.", "It has to be a plain file that is yours."
        ) from None
    if len(data) > _MAX_LEDGER:
        raise ScopeError(f"{path} is larger than a ledger can be.", "Begin another folder.")
    return data


def _no_link() -> int:
    """Open a file itself, never where a link of that name leads; 0 where the system has no such flag."""
    return getattr(os, "O_NOFOLLOW", 0)
