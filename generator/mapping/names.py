"""Faults that every kind of entry can have: a name that is none, a pattern that is none."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from generator.mapping.index import Entry


def known_name(entry: Entry, path: Sequence[Any], name: str, known: Iterable[str], what: str) -> list[str]:
    """A fault where the name is none of the known ones, with the nearest of them."""
    if name in known:
        return []
    near = get_close_matches(name, list(known), 1)
    return [entry.at(path, f"there is no {what} '{name}'" + (f"; did you mean '{near[0]}'?" if near else ""))]


def known_names(
    entry: Entry, path: Sequence[Any], names: Sequence[str], known: Iterable[str], what: str
) -> list[str]:
    """The faults of several names."""
    return [
        f for number, name in enumerate(names) for f in known_name(entry, (*path, number), name, known, what)
    ]


def pattern(entry: Entry, path: Sequence[Any], expression: str) -> list[str]:
    """A fault where it is no regular expression."""
    try:
        re.compile(expression)
    except re.error as error:
        return [entry.at(path, f"not a regular expression: {error}")]
    return []
