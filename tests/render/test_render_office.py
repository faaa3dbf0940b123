"""The workbook in LibreOffice, the page in Chromium."""

import io
import re
import shutil
import subprocess
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook

OFFICE = shutil.which("soffice")
CHROMIUM = shutil.which("chromium")
needs_office = pytest.mark.skipif(not OFFICE, reason="LibreOffice Calc is not installed (soffice)")
needs_browser = pytest.mark.skipif(
    not (CHROMIUM and shutil.which("pdftotext")), reason="Chromium or pdftotext is not installed"
)


def without_results(workbook: bytes) -> bytes:
    """The same workbook as if no formula had ever been calculated."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(workbook)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/"):
                data = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", data)
            new.writestr(name, data)
    return out.getvalue()


@pytest.fixture(scope="module")
def calculated(files, tmp_path_factory):
    """The Summary as LibreOffice calculates it."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "in.xlsx").write_bytes(without_results(files["hipaa.xlsx"]))
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
         "--outdir", str(folder / "out"), str(folder / "in.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return load_workbook(folder / "out" / "in.xlsx", data_only=True)


@pytest.mark.office
@needs_office
def test_office_calculates_the_same(files, calculated):
    """LibreOffice opens the workbook, and every formula gives what we wrote beside it."""
    ours = load_workbook(io.BytesIO(files["hipaa.xlsx"]), data_only=True)["Summary"]
    formulas = load_workbook(io.BytesIO(files["hipaa.xlsx"]))["Summary"]
    cells = [c.coordinate for row in formulas.iter_rows() for c in row if c.data_type == "f"]
    assert len(cells) > 60
    theirs = calculated["Summary"]
    assert {c: ours[c].value for c in cells} == {c: theirs[c].value for c in cells}


@pytest.mark.office
@needs_office
def test_office_keeps_what_a_review_needs(calculated):
    """After a save in LibreOffice the keys, heads, lists and unlocked cells are still there."""
    ws = calculated["Requirements"]
    assert "row_key" == ws["A1"].value
    assert re.fullmatch("[0-9a-f]{12}", ws["A2"].value)
    heads = [c.value for c in ws[1]]
    assert not ws.cell(2, heads.index("Reviewer result") + 1).protection.locked
    assert "list" in {v.type for v in ws.data_validations.dataValidation}


@pytest.mark.browser
@needs_browser
def test_print_shows_what_is_folded(files, tmp_path):
    """On paper the folded tables are open: every resource that fails is there to be read."""
    (tmp_path / "hipaa.html").write_bytes(files["hipaa.html"])
    out = tmp_path / "out.pdf"
    subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer", f"--print-to-pdf={out}",
         (tmp_path / "hipaa.html").as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = subprocess.run(["pdftotext", str(out), "-"], check=True, capture_output=True, text=True).stdout
    assert "sg0c3" in re.sub(r"[-\s]", "", text)  # a line may break at the hyphen
    assert "164.312(e)(1)" in text
