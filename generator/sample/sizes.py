"""The table of sample sizes: data with its source, never a standard's."""

from functools import cache
from pathlib import Path
from typing import Literal

from generator.errors import ScopeError, SetupError
from generator.model.plain import plain
from generator.yamltext import Document, fill

_FILE = Path(__file__).with_name("sizes.yaml")


@plain
class Size:
    """A row: so many for a control of this frequency, where the population has up to so many."""

    frequency: str
    size: int | Literal["all"]
    up_to: int | None = None


@plain
class Sizes:
    """The table and where it comes from."""

    source: str
    url: str
    commit: str
    published: str
    sizes: tuple[Size, ...]


@cache
def table() -> Sizes:
    """The table that ships; SetupError where it cannot be read."""
    document = Document(_FILE, _FILE.name)
    faults = list(document.faults)
    found: Sizes | None = None if faults else fill(document, Sizes, faults)
    if found is None:
        raise SetupError(f"The table of sample sizes is damaged: {'; '.join(faults)}", "Install anew.")
    return found


def frequencies() -> tuple[str, ...]:
    """The frequencies that the table has, in its order."""
    return tuple(dict.fromkeys(one.frequency for one in table().sizes))


def size_for(frequency: str, population: int) -> tuple[int, str]:
    """How many to draw, and the row and source that say so."""
    sizes, least = table(), 0
    for one in sizes.sizes:
        if one.frequency != frequency:
            continue
        if one.up_to is None or population <= one.up_to:
            span = f", {least + 1:,} to {one.up_to:,}" if one.up_to else f", over {least:,}" if least else ""
            return (population if one.size == "all" else one.size), (
                f"{one.size} for '{frequency}'{span}; {sizes.source}, {sizes.published}"
            )
        least = one.up_to
    raise ScopeError(
        f"The table has no size for '{frequency[:40]}'.", f"Write one of: {', '.join(frequencies())}"
    )
