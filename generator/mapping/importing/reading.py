"""A list file, told apart by its content and read whole or refused."""

import hashlib
from datetime import date
from pathlib import Path

from generator.errors import MappingError
from generator.mapping.importing.names import Names
from generator.mapping.importing.page import read_page
from generator.mapping.importing.pagelists import rows_of_page
from generator.mapping.importing.rows import Found, refused
from generator.mapping.importing.tables import rows_of_csv

MAX_BYTES = 8_000_000
_HINT = "Give a CSV file (name,listed,note) or the public page, saved as HTML."
_PACKED = (
    (b"\x1f\x8b", "a gzip file"),
    (b"PK\x03\x04", "a zip file or workbook"),
    (b"%PDF", "a PDF"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
)


def read_list(path: Path, program: str, names: Names, as_of: date) -> tuple[Found, str]:
    """What the file holds for the program, and its SHA-256; MappingError in words where it is not such a list."""
    raw = _bytes(path)
    text = _text(raw, path.name)
    if text.lstrip()[:1] == "<":
        found = rows_of_page(read_page(text), program, names, as_of)
    else:
        found = rows_of_csv(text, program)
    if not any(row.listed == "yes" for row in found.rows):
        raise refused(
            f"{path.name} lists no service for {program}: {len(found.rows)} rows, none of them marked as listed.",
            "An empty list shows nothing; check the file, the column and --program.",
        )
    return found, hashlib.sha256(raw).hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise MappingError(f"{path} cannot be read: {error.strerror}.", _HINT) from error
    if len(raw) > MAX_BYTES:
        raise MappingError(f"{path.name} is larger than {MAX_BYTES:,} bytes.", _HINT)
    return raw


def _text(raw: bytes, name: str) -> str:
    for start, what in _PACKED:
        if raw.startswith(start):
            raise MappingError(f"{name} is {what}, not text in UTF-8.", f"Unpack it or save it anew. {_HINT}")
    if b"\x00" in raw:
        raise MappingError(f"{name} is not text: it holds zero bytes.", _HINT)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise MappingError(
            f"{name}:{line}: not UTF-8.", "Save it as UTF-8 ('CSV UTF-8' in Excel)."
        ) from error
    if not text.strip():
        raise MappingError(f"{name} is empty.", _HINT)
    return text
