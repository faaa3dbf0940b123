"""What is read from a list, before anything is matched; and how hostile text becomes a name."""

import re
from typing import Literal

from generator.errors import MappingError
from generator.model.plain import plain

Listed = Literal["yes", "no", "unknown"]
MAX_ROWS = 5_000
MAX_NAME = 300
MAX_NOTE = 1_000
# Controls, marks that turn the reading order or cannot be seen, private and odd characters: never part of a name.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe0e\ufe0f\ufeff\ud800-\udfff"
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)


@plain
class Row:
    """A row of a list as it was written, with what its mark says."""

    name: str
    listed: Listed
    place: str  # "line 12", "item 3": for words about it
    service: str = ""  # an id that the file itself gives
    note: str = ""


@plain
class Found:
    """What a file holds for one program."""

    rows: tuple[Row, ...]
    shape: str  # how it was read, for words
    told: tuple[str, ...] = ()  # what was passed over, and what looks odd


def tidy(text: str) -> str:
    """One line without unseen characters; every kind of space is one space."""
    return " ".join(_UNSEEN.sub("", text).split())


def refused(message: str, hint: str, faults: list[str] | tuple[str, ...] = ()) -> MappingError:
    """The error for a list that is not read; at most ten faults are told."""
    more = (f"and {len(faults) - 10} more",) if len(faults) > 10 else ()
    return MappingError(message, hint, (*tuple(faults)[:10], *more))
