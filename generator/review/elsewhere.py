"""What was typed into sheets that nobody fills in: told, so that it is not lost; never read in."""

from collections.abc import Sequence
from pathlib import Path

from generator.model.reviewed import Elsewhere, Typed
from generator.review.grid import Formula, grids
from generator.review.package import Package
from generator.review.shapes import Copy, at

SHOWN = 2_000  # texts that are told of one workbook
_OWN = 0.5  # a sheet with more than this of texts that we did not write is not ours


def typed_elsewhere(path: Path, copy: Copy, sealed: Sequence[Copy]) -> Elsewhere:
    """Texts of a copy that no workbook of the pack holds. Read a second time only where there are some."""
    ours = frozenset().union(*(one for book in sealed for one in book.elsewhere.values()))
    fresh = {title: texts - ours for title, texts in copy.elsewhere.items()}
    added = {
        title: len(copy.elsewhere[title])
        for title, texts in fresh.items()
        if len(texts) > _OWN * len(copy.elsewhere[title])
    }
    changed = {title: texts for title, texts in fresh.items() if texts and title not in added}
    typed: list[Typed] = []
    if changed:
        package = Package(path)
        try:
            for grid in grids(package):
                for row, cells in grid.rows() if grid.title in changed else ():
                    typed += [
                        Typed(place=at(grid.title, row, column), head="", text=text)
                        for column, text in cells.items()
                        if not isinstance(text, Formula) and hash(text.strip()) in changed[grid.title]
                    ]
        finally:
            package.close()
    return Elsewhere(typed=tuple(typed[:SHOWN]), more=max(0, len(typed) - SHOWN), added=tuple(added.items()))
