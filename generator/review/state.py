"""The lines of reviews.jsonl -> how each cell stands. The lines are the truth; this is a view of them."""

import re
from collections.abc import Mapping, Sequence

from generator.celltext import CELL_LIMIT, book_cell, decoded
from generator.model.assessment import ReviewCell, Said
from generator.model.work import Answer

Cell = tuple[str, str, str, str]  # framework, sheet, key, field
CARRIED = "carried: "
_AGAIN = "; look again: "
_CARRIED = re.compile(re.escape(CARRIED) + r"(.*?)(?:" + re.escape(_AGAIN) + r"(.*))?", re.DOTALL)
# A word of this quarter in one of these says that the row was looked at again.
LOOKED = ("review_result", "review_note", "answer")


def cell_of(answer: Answer) -> Cell:
    """The cell that an answer stands in."""
    return (answer.framework, answer.sheet, answer.key, answer.field)


def state(answers: Sequence[Answer]) -> Mapping[Cell, ReviewCell]:
    """How each cell stands after all answers. One that was written without knowing another clashes with it."""
    live = standing(answers)
    looked = {
        cell[:3]
        for cell, words in live.items()
        if cell[3] in LOOKED and any(not _origin(a)[0] for _, a in words)
    }
    return {cell: _cell(cell, [a for _, a in one], looked=cell[:3] in looked) for cell, one in live.items()}


def standing(answers: Sequence[Answer]) -> Mapping[Cell, Sequence[tuple[int, Answer]]]:
    """Of each cell the answers that no later one replaced, with their place among all."""
    live: dict[Cell, list[tuple[int, Answer]]] = {}
    for number, answer in enumerate(answers):
        cell = cell_of(answer)
        kept = [one for one in live.get(cell, ()) if not replaces(answer, *one)]
        live[cell] = [*kept, (number, answer)]
    return live


def replaces(answer: Answer, number: int, earlier: Answer) -> bool:
    """Whether an answer takes an earlier one's place: its copy knew it, or is a later save of the same copy."""
    return number < answer.base or bool(answer.over and answer.over == earlier.source)


def _cell(cell: Cell, words: Sequence[Answer], *, looked: bool) -> ReviewCell:
    """The newest word, and what stands against it; the same word of two people is no clash."""
    by_value = {answer.value: answer for answer in words}
    *others, newest = sorted(by_value.values(), key=words.index)
    period, again = _origin(newest)
    framework, sheet, key, field = cell
    return ReviewCell(
        framework=framework,
        sheet=sheet,
        key=key,
        field=field,
        value=newest.value,
        by=newest.by,
        at=newest.at,
        others=tuple(Said(value=a.value, by=a.by, at=a.at) for a in others),
        carried=period,
        look_again="" if looked else again,
    )


def origin(period: str, again: str) -> str:
    """The source of an answer that was carried over, with what changed in its row."""
    return f"{CARRIED}{period}{_AGAIN if again else ''}{again}"


def _origin(answer: Answer) -> tuple[str, str]:
    """The period that an answer was carried from and what changed since; nothing where it was not."""
    found = _CARRIED.fullmatch(answer.source)
    return (found[1], found[2] or "") if found else ("", "")


def as_read(text: str) -> str:
    """A text as it comes back out of a cell that it was written into."""
    if text.isascii() and text.isprintable() and "_x" not in text and len(text) <= CELL_LIMIT:
        return text.strip()  # nothing in it changes on the way: by far the most texts
    return decoded(book_cell(text)).strip()
