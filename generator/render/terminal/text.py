"""Text from AWS made safe for a terminal."""

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str, most: int = 400) -> str:
    """One line without control characters, cut where it is long."""
    line = _CONTROL.sub("\ufffd", text).replace("\n", " ").replace("\t", " ")
    return line if len(line) <= most else line[: most - 1] + "…"


def some(names: tuple[str, ...] | list[str], most: int = 6) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
