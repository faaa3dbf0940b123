"""The matrix that our users hand to their own customers: AWS, us, our customer, requirement by requirement."""

from generator.render.outward.offering import Offering, offering
from generator.render.outward.rows import Matrix, matrix, remarks


def files(made: Matrix) -> dict[str, bytes]:
    """The matrix by the ending of each file. The same matrix gives the same bytes."""
    # Imported here: openpyxl and jinja2 would slow every other command down.
    from generator.render.outward import book, page  # noqa: PLC0415

    return {".xlsx": book.workbook(made), ".md": page.page(made)}


def cut(made: Matrix) -> tuple[str, ...]:
    """Requirements whose texts need a higher row than a workbook can have: paper would cut them."""
    from generator.render.outward import book  # noqa: PLC0415

    return book.cut(made)


__all__ = ["Matrix", "Offering", "cut", "files", "matrix", "offering", "remarks"]
