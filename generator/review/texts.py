"""The texts that a workbook keeps once and its cells point to."""

from generator.celltext import decoded
from generator.review.bounds import Budget, damaged

MAX_CELL = 2_000_000  # characters of one cell; Excel takes 32,767
Attributes = dict[str, str]


def local(tag: str) -> str:
    """A name without its prefix."""
    return tag.rpartition(":")[2] if ":" in tag else tag


class Texts:
    """Handlers for the part sharedStrings; reading aids (furigana) are left out."""

    def __init__(self, name: str, budget: Budget) -> None:
        self.found: list[str] = []
        self._name, self._budget = name, budget
        self._parts: list[str] = []
        self._length = 0
        self._aid = self._taking = False

    def start(self, tag: str, _: Attributes) -> None:
        """An element begins."""
        tag = local(tag)
        if tag == "si":
            self._parts, self._length = [], 0
        self._aid = self._aid or tag == "rPh"
        self._taking = tag == "t" and not self._aid

    def end(self, tag: str) -> None:
        """An element ends."""
        tag = local(tag)
        self._taking = False
        if tag == "rPh":
            self._aid = False
        elif tag == "si":
            self._budget.take(8)
            self.found.append(self._budget.text(decoded("".join(self._parts))))

    def data(self, text: str) -> None:
        """Characters between."""
        if self._taking:
            self._parts.append(text)
            self._length += len(text)
            if self._length > MAX_CELL:
                raise damaged(self._name)
