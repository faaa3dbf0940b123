"""All entries of the mappings, and where each stands."""

from collections.abc import Sequence
from typing import Any

from generator.model.plain import plain
from generator.yamltext import Document

KINDS = (
    "calls",
    "services",
    "families",
    "requests",
    "objectives",
    "frameworks",
    "options",
    "limits",
    "cuecs",
    "listings",
    "outward",
)


@plain
class Entry:
    """A mapping entry and where it stands."""

    value: Any
    document: Document
    path: tuple[Any, ...]

    def at(self, path: Sequence[Any], fault: str) -> str:
        """The fault with file and line."""
        return self.document.at((*self.path, *path), fault)


class Index:
    """All entries by kind and id; a later directory replaces, one directory may not hold an id twice."""

    def __init__(self) -> None:
        self.kinds: dict[str, dict[str, Entry]] = {kind: {} for kind in KINDS}
        self.requirements: dict[str, dict[str, Entry]] = {}

    def add(self, kind: str, entry: Entry, faults: list[str]) -> None:
        """Put an entry in; an equal id in the same directory is a fault."""
        _put(self.kinds[kind], entry, faults)

    def add_requirement(self, framework: str, entry: Entry, faults: list[str]) -> None:
        """Put a requirement in under its framework."""
        _put(self.requirements.setdefault(framework, {}), entry, faults)


def _put(known: dict[str, Entry], entry: Entry, faults: list[str]) -> None:
    there = known.get(entry.value.id)
    if there is not None and there.document.origin == entry.document.origin:
        faults.append(entry.at(("id",), f"'{entry.value.id}' is also in {there.document.shown}; keep one"))
    known[entry.value.id] = entry
