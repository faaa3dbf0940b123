"""A listing as YAML that reads back as it was, written once and never over another."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from generator.errors import MappingError, SetupError
from generator.model.catalog import Listing
from generator.yamltext import MAX_BYTES, Document, fill

_HEAD = "# Written by 'evidencemap services import': import a fresh list rather than change this one.\n"


class _Text(str):
    """A value: always in quotes, so that no name can be anything but text."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:  # noqa: ARG002
        return super().increase_indent(flow, indentless=False)


def _quoted(dumper: yaml.SafeDumper, text: _Text) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')


_Dumper.add_representer(_Text, _quoted)


def listing_path(overlay: Path, listing: Listing) -> Path:
    """Where a listing stands in an overlay."""
    return overlay / "listings" / f"{listing.program}-{listing.as_of}.yaml"


def as_yaml(listing: Listing) -> bytes:
    """The file: a list of one listing."""
    head = {
        "id": listing.id,
        "program": listing.program,
        "as_of": str(listing.as_of),
        "source": listing.source,
        "complete": "true" if listing.complete else "false",
        "file": listing.file,
        "sha256": listing.sha256,
    }
    data: dict[str, Any] = {name: _Text(value) for name, value in head.items() if value}
    data["entries"] = [
        {
            name: _Text(getattr(entry, name))
            for name in ("name", "service", "listed", "note")
            if getattr(entry, name)
        }
        for entry in listing.entries
    ]
    text: str = yaml.dump([data], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100_000)
    return (_HEAD + text).encode("utf-8")


def write_listing(overlay: Path, listing: Listing) -> tuple[Path, bool]:
    """Its path, and whether it is new; a file that says something else is left alone (MappingError)."""
    path, raw = listing_path(overlay, listing), as_yaml(listing)
    if len(raw) > MAX_BYTES:
        raise MappingError(f"The list would be larger than {MAX_BYTES:,} bytes.", "Give the list itself.")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".import-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        _same(Path(name), path, listing)
        Path(name).chmod(0o644)
        try:
            os.link(name, path)  # fails where a file came to stand there meanwhile
        except FileExistsError:
            return path, _already(path, raw)
    finally:
        with suppress(OSError):
            Path(name).unlink()
    return path, True


def _already(path: Path, raw: bytes) -> bool:
    if path.is_file() and path.read_bytes() == raw:
        return False
    raise MappingError(
        f"{path} is there already and says something else; it is left as it was.",
        "Remove it first, or give --as-of the day of the fresh list.",
    )


def _same(written: Path, path: Path, listing: Listing) -> None:
    """What was written reads back as what was meant, or it is not kept."""
    faults: list[str] = []
    document = Document(written, str(path))
    read = fill(document, list[Listing], faults) if not document.faults else None
    if read != [listing]:
        raise SetupError(f"{path} would not read back as it was written.", "Give the list as CSV.")
