"""What a workbook that came back says, before anything is made of it."""

from collections.abc import Iterator, Mapping
from dataclasses import field

from generator.model.plain import plain
from generator.model.reviewed import Typed
from generator.review.grid import letters


@plain
class Identity:
    """Which pack a workbook was rendered for, and how much of reviews.jsonl it knew."""

    schema: int
    organisation: str
    framework: str  # "" for a list of requests over all frameworks
    period: str
    mappings: str
    revision: int  # lines of reviews.jsonl
    given: int = -1  # lines of requests.jsonl; -1 where it does not say


@plain
class Line:
    """A row of a sheet that people fill in."""

    form: str  # the sheet as it was made: Requirements, Requests
    title: str  # as it is called in the file
    row: int
    key: str  # "" where it was taken out
    filled: Mapping[str, str]  # field -> what stands in its cell; blank cells are left out
    cells: tuple[str, ...]  # what the row holds, column by column
    columns: Mapping[str, int]  # field -> column
    heads: Mapping[int, str]  # column -> its head as it is compared, of columns that nobody fills in
    written: Mapping[int, str]  # column -> its head as it stands in the sheet
    taken: frozenset[int]  # the columns of the key and of what people fill in

    def place(self, field_: str) -> str:
        """Where a field stands: ``Requirements!H12``."""
        return at(self.title, self.row, self.columns.get(field_, 0))

    def text(self, column: int) -> str:
        """What a column (from 1) holds."""
        return self.cells[column - 1] if 0 < column <= len(self.cells) else ""

    def others(self) -> Iterator[tuple[int, str]]:
        """Column and text of all cells that nobody fills in."""
        for column, text in enumerate(self.cells, 1):
            if text and column not in self.taken:
                yield column, text

    def at(self, column: int) -> str:
        """Where a column stands in the row."""
        return at(self.title, self.row, column)


@plain
class Copy:
    """A workbook that came back, or the one in the pack that it is held against."""

    name: str
    sha256: str
    identity: Identity
    lines: tuple[Line, ...] = ()
    strays: tuple[Typed, ...] = ()  # texts that belong to no row and no column of ours
    remarks: tuple[str, ...] = ()
    elsewhere: Mapping[str, frozenset[int]] = field(default_factory=dict)  # other sheets: hashes of texts


def at(title: str, row: int, column: int) -> str:
    """A cell's place for people."""
    return f"{title}!{letters(column)}{row}"
