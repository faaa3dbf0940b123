"""LibreOffice without a screen: opens workbooks, edits cells as a person would, saves them as .xlsx."""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(not OFFICE, reason="LibreOffice Calc is not installed (soffice)")
FILTER = "Calc MS Excel 2007 XML"
# Without it the first start would lay its own empty macros over ours.
_SET_UP = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:{kind} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{kind}.dtd">
<library:{kind} xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink" {more}
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">{code}</script:module>
"""
_CODE = """
Sub Work
{calls}
    StarDesktop.terminate
End Sub

Function Opened(url)
    Dim how(0) As New com.sun.star.beans.PropertyValue
    how(0).Name = "Hidden"
    how(0).Value = True
    Opened = StarDesktop.loadComponentFromURL(url, "_blank", 0, how())
End Function

Sub Typed(doc, sheet, place, text)
    Dim cells, frame, dispatcher
    Dim where(0) As New com.sun.star.beans.PropertyValue
    Dim what(0) As New com.sun.star.beans.PropertyValue
    cells = doc.Sheets.getByName(sheet)
    If cells.isProtected Then cells.unprotect("")
    doc.CurrentController.setActiveSheet(cells)
    frame = doc.CurrentController.Frame
    dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
    where(0).Name = "ToPoint"
    where(0).Value = place
    dispatcher.executeDispatch(frame, ".uno:GoToCell", "", 0, where())
    what(0).Name = "StringName"
    what(0).Value = text
    dispatcher.executeDispatch(frame, ".uno:EnterString", "", 0, what())
End Sub

Sub Entered(doc, sheet, place)
    Typed doc, sheet, place, doc.Sheets.getByName(sheet).getCellRangeByName(place).getString()
End Sub

Sub Saved(doc, url)
    Dim how(0) As New com.sun.star.beans.PropertyValue
    how(0).Name = "FilterName"
    how(0).Value = "{filter}"
    doc.storeToURL(url, how())
    doc.close(True)
End Sub
"""


@dataclass(frozen=True)
class Edit:
    """Type a text into a cell as a keyboard does; with None: what stands there already (F2, Enter)."""

    sheet: str
    place: str
    text: str | None = None


@dataclass(frozen=True)
class Job:
    """A workbook to open, what to edit in it, and where to save it."""

    source: Path
    target: Path
    edits: Sequence[Edit] = ()


def office(folder: Path, jobs: Sequence[Job]) -> None:
    """Do all jobs in one start of LibreOffice; ``folder`` holds its profile."""
    calls = "\n".join(line for job in jobs for line in _calls(job))
    start(folder, _CODE.replace("{calls}", calls).replace("{filter}", FILTER))
    missing = [job.target.name for job in jobs if not job.target.exists()]
    assert not missing, f"LibreOffice did not save {missing}"


def start(folder: Path, basic_code: str) -> None:
    """Start LibreOffice for the macro ``Work``, which ends it again; ``folder`` holds its profile."""
    profile = folder / "profile"
    basic = profile / "user" / "basic" / "Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SET_UP, encoding="utf-8")
    own = 'library:name="Standard" library:readonly="false" library:passwordprotected="false">'
    for name, element in (("script", '<library:element library:name="Module1"/>'), ("dialog", "")):
        entry = '<library:library library:name="Standard" library:link="false"/>'
        listed = _LIBRARY.format(kind="libraries", more=f">{entry}</library:libraries>")
        (basic.parent / f"{name}.xlc").write_text(listed, encoding="utf-8")
        library = _LIBRARY.format(kind="library", more=f"{own}{element}</library:library>")
        (basic / f"{name}.xlb").write_text(library, encoding="utf-8")
    (basic / "Module1.xba").write_text(_MODULE.format(code=escape(basic_code)), encoding="utf-8")
    subprocess.run(
        [str(OFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "macro:///Standard.Module1.Work"],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip


def _calls(job: Job) -> list[str]:
    lines = [f"    doc = Opened({basic_text(job.source.as_uri())})"]
    for edit in job.edits:
        where = f"doc, {basic_text(edit.sheet)}, {basic_text(edit.place)}"
        lines.append(
            f"    Entered({where})" if edit.text is None else f"    Typed({where}, {basic_text(edit.text)})"
        )
    return [*lines, f"    Saved(doc, {basic_text(job.target.as_uri())})"]


def basic_text(text: str) -> str:
    """A text in Basic."""
    quoted = text.replace('"', '""')
    return '"' + quoted.replace("\n", '" & Chr(10) & "') + '"'
