"""Each sheet becomes XML as soon as it is done, and its cells are let go: memory holds one large sheet, not all."""

from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter


class Early:
    """The sheets of one workbook that were written before it is saved, each in a file of openpyxl's own."""

    def __init__(self) -> None:
        self._written: dict[Any, WorksheetWriter] = {}

    def write(self, ws: Any) -> None:
        """Write a sheet that is done and has no drawing; its cells cannot be read any more."""
        writer = WorksheetWriter(ws)
        writer.write()
        self._written[ws] = writer
        # A cell takes half a kilobyte: a hundred times its text's share of the zip.
        ws._cells.clear()  # noqa: SLF001 # openpyxl has no public way to let cells go
        ws._hyperlinks.clear()  # noqa: SLF001
        ws.row_dimensions.clear()

    def save(self, book: Any, out: Any) -> None:
        """Save the workbook. It is packed once more afterwards, so that this zip need not be small."""
        _Writer(book, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1), self._written).save()


class _Writer(ExcelWriter):  # type: ignore[misc] # openpyxl has no types
    """openpyxl's own, which takes those sheets as they were written."""

    def __init__(self, book: Any, archive: ZipFile, written: dict[Any, WorksheetWriter]) -> None:
        super().__init__(book, archive)
        self._written = written

    def write_worksheet(self, ws: Any) -> None:
        """Put one sheet into the zip."""
        writer = self._written.pop(ws, None)
        if writer is None:
            super().write_worksheet(ws)
            return
        ws._drawing = SpreadsheetDrawing()  # noqa: SLF001 # as openpyxl does
        ws._rels = writer._rels  # noqa: SLF001
        self._archive.write(writer.out, ws.path[1:])
        self.manifest.append(ws)
        writer.cleanup()
