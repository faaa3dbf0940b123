"""A reviewer at LibreOffice: finds rows and columns by what they read, types, sorts, filters, hides, inserts, renames, saves.

Every step is a line of Basic that works on the open document; what is typed goes in as from a keyboard.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "render"))

from office import FILTER, basic_text, needs_office, start

__all__ = ["Do", "Visit", "Write", "needs_office", "sit_down"]

_CODE = """
Dim HeadRow As Long

Sub Work
    On Error GoTo Failed
    Dim doc
{calls}
    StarDesktop.terminate
    Exit Sub
Failed:
    Dim file
    file = FreeFile
    Open {trouble} For Output As #file
    Print #file, Error$ & " in line " & Erl
    Close #file
    StarDesktop.terminate
End Sub

Function Opened(url)
    Dim how(0) As New com.sun.star.beans.PropertyValue
    how(0).Name = "Hidden"
    how(0).Value = True
    Opened = StarDesktop.loadComponentFromURL(url, "_blank", 0, how())
End Function

Sub Saved(doc, url)
    Dim how(0) As New com.sun.star.beans.PropertyValue
    how(0).Name = "FilterName"
    how(0).Value = "{filter}"
    doc.storeToURL(url, how())
    doc.close(True)
End Sub

Function ColumnOf(cells, head) As Long
    Dim r, c
    For r = 0 To 9
        For c = 0 To 60
            If cells.getCellByPosition(c, r).getString() = head Then
                HeadRow = r
                ColumnOf = c
                Exit Function
            End If
        Next c
    Next r
    Error 1000
End Function

Function LastRow(cells) As Long
    Dim cursor
    cursor = cells.createCursor()
    cursor.gotoEndOfUsedArea(False)
    LastRow = cursor.RangeAddress.EndRow
End Function

Function RowOf(cells, named, row) As Long
    Dim at, r
    at = ColumnOf(cells, named)
    For r = HeadRow + 1 To LastRow(cells)
        If cells.getCellByPosition(at, r).getString() = row Then
            RowOf = r
            Exit Function
        End If
    Next r
    Error 1001
End Function

Function Table(cells)
    Dim cursor
    cursor = cells.createCursor()
    cursor.gotoEndOfUsedArea(False)
    Table = cells.getCellRangeByPosition(0, HeadRow, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
End Function

Sub Typed(doc, cells, cell, what)
    Dim frame, dispatcher
    Dim where(0) As New com.sun.star.beans.PropertyValue
    Dim entry(0) As New com.sun.star.beans.PropertyValue
    doc.CurrentController.setActiveSheet(cells)
    frame = doc.CurrentController.Frame
    dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
    where(0).Name = "ToPoint"
    where(0).Value = cell.AbsoluteName
    dispatcher.executeDispatch(frame, ".uno:GoToCell", "", 0, where())
    entry(0).Name = "StringName"
    entry(0).Value = what
    dispatcher.executeDispatch(frame, ".uno:EnterString", "", 0, entry())
End Sub

Sub Wrote(doc, sheet, named, row, head, what)
    Dim cells, r
    cells = doc.Sheets.getByName(sheet)
    r = RowOf(cells, named, row)
    Typed doc, cells, cells.getCellByPosition(ColumnOf(cells, head), r), what
End Sub

Sub WroteAt(doc, sheet, place, what)
    Dim cells
    cells = doc.Sheets.getByName(sheet)
    Typed doc, cells, cells.getCellRangeByName(place), what
End Sub

Sub Unprotected(doc, sheet)
    doc.Sheets.getByName(sheet).unprotect("")
End Sub

Sub Sorted(doc, sheet, head)
    Dim cells
    Dim field(0) As New com.sun.star.table.TableSortField
    Dim how(1) As New com.sun.star.beans.PropertyValue
    cells = doc.Sheets.getByName(sheet)
    field(0).Field = ColumnOf(cells, head)
    field(0).IsAscending = False
    how(0).Name = "SortFields"
    how(0).Value = field()
    how(1).Name = "ContainsHeader"
    how(1).Value = True
    Table(cells).sort(how())
End Sub

Sub Filtered(doc, sheet, head, what)
    Dim cells, range, wanted
    Dim field(0) As New com.sun.star.sheet.TableFilterField
    cells = doc.Sheets.getByName(sheet)
    field(0).Field = ColumnOf(cells, head)
    field(0).Operator = com.sun.star.sheet.FilterOperator.EQUAL
    field(0).StringValue = what
    range = Table(cells)
    wanted = range.createFilterDescriptor(True)
    wanted.ContainsHeader = True
    wanted.setFilterFields(field())
    range.filter(wanted)
End Sub

Sub Hid(doc, sheet, head)
    Dim cells
    cells = doc.Sheets.getByName(sheet)
    cells.Columns.getByIndex(ColumnOf(cells, head)).IsVisible = False
End Sub

Sub RowsAbove(doc, sheet)
    doc.Sheets.getByName(sheet).Rows.insertByIndex(0, 2)
End Sub

Sub ColumnBefore(doc, sheet, head, own)
    Dim cells, at
    cells = doc.Sheets.getByName(sheet)
    at = ColumnOf(cells, head)
    cells.Columns.insertByIndex(at, 1)
    Typed doc, cells, cells.getCellByPosition(at, HeadRow), own
End Sub

Sub Renamed(doc, sheet, title)
    doc.Sheets.getByName(sheet).Name = title
End Sub
"""

NAMED = {"Requests": "Request"}  # the column that names the rows for a reader; else Requirement


@dataclass(frozen=True)
class Write:
    """A text typed into a row's cell; ``title`` is the sheet's name by then, where somebody renamed it."""

    sheet: str
    row: str
    head: str
    text: str
    title: str = ""


@dataclass(frozen=True)
class Do:
    """Anything else: a Sub of the macro and what it is given after the document."""

    sub: str
    given: tuple[str, ...]


@dataclass(frozen=True)
class Visit:
    """A workbook opened, worked on, and saved under another name."""

    source: Path
    target: Path
    steps: Sequence[Write | Do]


def sit_down(folder: Path, visits: Sequence[Visit]) -> None:
    """All visits in one start of LibreOffice; ``folder`` holds its profile."""
    trouble = folder / "trouble.txt"
    calls = "\n".join(line for visit in visits for line in _calls(visit))
    code = _CODE.replace("{filter}", FILTER).replace("{trouble}", basic_text(str(trouble)))
    start(folder, code.replace("{calls}", calls))
    assert not trouble.exists(), trouble.read_text(encoding="utf-8")
    assert all(visit.target.exists() for visit in visits)


def _calls(visit: Visit) -> list[str]:
    lines = [f"    doc = Opened({basic_text(visit.source.as_uri())})"]
    for step in visit.steps:
        if isinstance(step, Write):
            named = NAMED.get(step.sheet, "Requirement")
            sub, given = "Wrote", (step.title or step.sheet, named, step.row, step.head, step.text)
        else:
            sub, given = step.sub, step.given
        lines.append(f"    {sub}(doc, {', '.join(basic_text(one) for one in given)})")
    return [*lines, f"    Saved(doc, {basic_text(visit.target.as_uri())})"]
