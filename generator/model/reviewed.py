"""What came of a workbook that was read back: answers taken in, and everything that was not."""

from collections.abc import Mapping
from typing import Literal

from generator.model.assessment import ReviewCell
from generator.model.plain import plain
from generator.model.work import Answer

Came = Literal["new", "changed", "erased", "the same as another's", "unchanged", "emptied"]
CAME: tuple[Came, ...] = ("new", "changed", "erased", "the same as another's", "unchanged", "emptied")


@plain
class Typed:
    """A text and where it stands."""

    place: str  # Requirements!H12
    head: str
    text: str


@plain
class Refused:
    """A generated cell that was typed over: what stood there, and what stands there now."""

    place: str
    head: str
    ours: str
    theirs: str


@plain
class Merged:
    """What came of one copy. ``answers`` are to be added to reviews.jsonl; all else is told."""

    name: str
    answers: tuple[Answer, ...]
    counts: Mapping[Came, int]
    refused: tuple[Refused, ...] = ()
    clashes: tuple[ReviewCell, ...] = ()
    orphans: tuple[Answer, ...] = ()  # of the answers, those whose row the pack no longer has
    strays: tuple[Typed, ...] = ()  # texts in rows and columns that are not ours
    missing: int = 0  # rows of the pack that the copy lacks
    remarks: tuple[str, ...] = ()


@plain
class Elsewhere:
    """Texts typed into sheets that nobody fills in, and sheets that are somebody's own."""

    typed: tuple[Typed, ...] = ()
    more: int = 0  # texts beyond those that are told
    added: tuple[tuple[str, int], ...] = ()  # a sheet's title, how many different texts it holds
