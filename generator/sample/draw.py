"""The draw itself: text to text, without a choice in it.

``population.txt`` has an item a line, sorted by bytes. The rank of an item is SHA-256 of engagement, SHA-256 of
that file and the item, with a line feed between them; the lowest ranks are drawn. ``sha256sum`` and ``sort`` do the same.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Sequence

from generator.errors import ScopeError

NAME_LIMIT = 200


def escaped(text: str) -> str:
    """Text as one line of plain ASCII, JSON's escapes for all else: no two texts share a line."""
    return json.dumps(text)[1:-1]


def item(resource: str, account: str = "", region: str = "") -> str:
    """The line of a resource; with account and region where its name alone stands for several.

    A tab cannot be in an escaped name, so that the parts are told apart.
    """
    place = (account, region) if account or region else ()
    return "\t".join(escaped(part) for part in (resource, *place))


def population_text(items: Iterable[str]) -> bytes:
    """population.txt: each item once, sorted, a line feed after each."""
    return "".join(f"{one}\n" for one in sorted(set(items))).encode("ascii")


def population_hash(items: Iterable[str]) -> str:
    """SHA-256 of population.txt, in hex."""
    return hashlib.sha256(population_text(items)).hexdigest()


def rank(engagement: str, population: str, one: str) -> str:
    """The rank of an item, in hex."""
    return hashlib.sha256(f"{engagement}\n{population}\n{one}".encode()).hexdigest()


def draw(items: Sequence[str], engagement: str, size: int) -> list[tuple[str, str]]:
    """Rank and item of the lowest ranks, whatever order the items came in; all where there are fewer."""
    population = population_hash(items)
    return sorted((rank(engagement, population, one), one) for one in set(items))[:size]


def engagement_name(text: str) -> str:
    """The name as it enters the ranks: spaces joined, one way to write each letter; ScopeError on an unfit one."""
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not name or len(name) > NAME_LIMIT or not name.isprintable():
        raise ScopeError(
            f"The engagement's name must be printable and have 1 to {NAME_LIMIT} characters.",
            "Give it with --name, as both sides write it.",
        )
    return name
