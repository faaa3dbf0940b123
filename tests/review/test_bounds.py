"""Files that are no workbook, or that no workbook should be: one clear sentence, and nothing is opened."""

import hashlib
import io
import struct
import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from packs import rendered

from generator.errors import ReviewError
from generator.review import bounds, read_copy

FILES = rendered()


def repacked(data: bytes, path: Path, change: dict[str, bytes | None], packing: int = ZIP_DEFLATED) -> Path:
    """The same workbook with parts changed, added, or (None) taken out."""
    with ZipFile(io.BytesIO(data)) as old, ZipFile(path, "w", packing) as new:
        for name in old.namelist():
            if name not in change:
                new.writestr(name, old.read(name))
        for name, content in change.items():
            if content is not None:
                new.writestr(name, content)
    return path


def part(data: bytes, name: str) -> str:
    with ZipFile(io.BytesIO(data)) as book:
        return book.read(name).decode()


def sheet_path(data: bytes, title: str) -> str:
    """Where the cells of a sheet lie: openpyxl numbers them in order."""
    sheets = part(data, "xl/workbook.xml").split("<sheet ")[1:]
    wanted = f'name="{title}"'
    return f"xl/worksheets/sheet{1 + next(n for n, text in enumerate(sheets) if wanted in text)}.xml"


def refused(path: Path) -> str:
    with pytest.raises(ReviewError) as error:
        read_copy(path)
    assert error.value.exit_code == 2
    assert error.value.hint
    return error.value.message


def test_what_is_no_workbook_is_told_by_name(tmp_path):
    """CSV, PDF, .xls, a password, an empty file, a folder, a broken zip: each says what it is."""
    data = FILES["hipaa.xlsx"]
    ole2 = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    cases = {
        "a.xlsx": (b"row_key,Reviewer note\n0,hello\n", "is text (CSV"),
        "b.xlsx": (b"%PDF-1.7 ...", "is a PDF"),
        "c.xls": (ole2 + "Workbook".encode("utf-16-le"), "old Excel format (.xls)"),
        "d.xlsx": (ole2 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        "e.xlsx": (b"", "is empty"),
        "f.xlsx": (b"\0\1\2\3\4\5\6\7\x08", "is not an Excel workbook"),
        "g.xlsx": (data[: len(data) // 2], "damaged"),
        "h.xlsx": (b"PK\3\4" + bytes(100), "damaged"),
    }
    for name, (content, words) in cases.items():
        (tmp_path / name).write_bytes(content)
        assert words in refused(tmp_path / name), name
    assert "is not a file" in refused(tmp_path)
    assert "is not a file" in refused(tmp_path / "missing.xlsx")


def test_other_packages_are_refused(tmp_path):
    """A zip of something else, .xlsb, OpenDocument: refused with what it is."""
    for names, words in (
        (["mimetype", "content.xml"], "not an Excel workbook"),
        (["[Content_Types].xml", "xl/workbook.bin"], ".xlsb"),
        (["[Content_Types].xml", "word/document.xml"], "damaged"),
    ):
        with ZipFile(tmp_path / "x.xlsx", "w") as package:
            for name in names:
                package.writestr(name, "<x/>")
        assert words in refused(tmp_path / "x.xlsx")


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    """Much in little, many parts, a huge file: the declared sizes already say no."""
    data = FILES["hipaa.xlsx"]
    bomb = repacked(data, tmp_path / "bomb.xlsx", {"xl/worksheets/sheet1.xml": b" " * 50_000_000})
    assert "would unpack to" in refused(bomb)
    many = {f"xl/extra/{n}.xml": b"" for n in range(bounds.MAX_ENTRIES)}
    assert "would unpack to" in refused(repacked(data, tmp_path / "many.xlsx", many))
    monkeypatch.setattr(bounds, "MAX_UNPACKED", 100_000)
    (tmp_path / "large.xlsx").write_bytes(data)
    assert "would unpack to" in refused(tmp_path / "large.xlsx")
    with (tmp_path / "sparse.xlsx").open("wb") as file:
        file.truncate(2_000_000_000)
    assert "2,000,000,000 bytes" in refused(tmp_path / "sparse.xlsx")


def with_texts(data: bytes, path: Path, texts: bytes, packing: int = ZIP_DEFLATED) -> Path:
    """The workbook with a table of texts, as Excel writes one (ours has none)."""
    relation = (
        '<Relationship Type="http://x/sharedStrings" Target="/xl/sharedStrings.xml" Id="t1"/></Relationships>'
    )
    relations = part(data, "xl/_rels/workbook.xml.rels").replace("</Relationships>", relation)
    return repacked(
        data, path, {"xl/sharedStrings.xml": texts, "xl/_rels/workbook.xml.rels": relations.encode()}, packing
    )


def test_a_lying_size_is_no_way_around(tmp_path):
    """A part that declares to be small gives no more than it declares; the workbook counts as damaged."""
    path = with_texts(FILES["hipaa.xlsx"], tmp_path / "lie.xlsx", b"<sst>" + b"<si/>" * 200_000 + b"</sst>")
    content = bytearray(path.read_bytes())
    at = content.rindex(b"xl/sharedStrings.xml") - 46  # its entry in the directory
    assert content[at : at + 4] == b"PK\1\2"
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    path.write_bytes(bytes(content))
    assert "damaged" in refused(path)


def test_entities_are_refused(tmp_path):
    """No part may declare entities: neither a file of ours nor a billion laughs come in."""
    dtd = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;&a;">]>'
    for name in ("xl/workbook.xml", "docProps/custom.xml", "xl/styles.xml", "xl/worksheets/sheet3.xml"):
        text = part(FILES["hipaa.xlsx"], name)
        begin = text.index("<", text.startswith("<?xml") and text.index("?>"))
        bad = repacked(
            FILES["hipaa.xlsx"], tmp_path / "x.xlsx", {name: (text[:begin] + dtd + text[begin:]).encode()}
        )
        assert "declares XML entities" in refused(bad), name
    bad = with_texts(
        FILES["hipaa.xlsx"], tmp_path / "x.xlsx", f"{dtd}<sst><si><t>&b;</t></si></sst>".encode()
    )
    assert "declares XML entities" in refused(bad)


def test_macros_and_links_are_told_and_left(tmp_path):
    """A workbook with macros and links to others is read; nothing runs, and the reader is told."""
    path = repacked(
        FILES["hipaa.xlsx"],
        tmp_path / "m.xlsm",
        {"xl/vbaProject.bin": b"\xd0\xcf", "xl/externalLinks/externalLink1.xml": b"<externalLink/>"},
    )
    copy = read_copy(path)
    assert len(copy.lines) > 4
    assert ["macros" in r or "links" in r for r in copy.remarks] == [True, True]


def test_a_cell_at_the_far_end_costs_nothing(tmp_path):
    """A lone cell at XFD1048576 is told, not walked to."""
    data = FILES["hipaa.xlsx"]
    name = sheet_path(data, "Requirements")
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row></sheetData>'
    begins = time.perf_counter()
    copy = read_copy(
        repacked(data, tmp_path / "far.xlsx", {name: part(data, name).replace("</sheetData>", far).encode()})
    )
    assert time.perf_counter() - begins < 2
    assert [(s.place, s.text) for s in copy.strays] == [("Requirements!XFD1048576", "far")]


MEASURED = """
import re, sys, time
sys.path[:0] = [{path!r}]
from pathlib import Path
from generator.errors import ReviewError
from generator.review import bounds, grid, read_copy
bounds.MAX_HELD //= 4
grid.MAX_CELLS //= 40
begins = time.process_time()
try:
    read_copy(Path({file!r}))
    print("read")
except ReviewError as error:
    print(error.message)
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(int(peak) // 1024, round(time.process_time() - begins))
"""


def test_memory_is_bounded(tmp_path):
    """The worst that passes the first look is told, in seconds; memory is as the bound says.

    With a quarter of the bound, for the sake of time; with all of it such files take 60 to 150 MB.
    """
    data = FILES["hipaa.xlsx"]
    name = sheet_path(data, "Findings")
    begin, end = '<worksheet xmlns="http://x"><sheetData>', "</sheetData></worksheet>"
    mixed = hashlib.shake_128(b"x").hexdigest(600_000)
    long_ = f'<row r="1"><c t="inlineStr"><is><t>{mixed * 2}</t></is></c></row>'
    digits = mixed.translate({ord(c): "1" for c in "abcdef"})
    cells = [f"<c><v>{n}</v></c>" for n in range(500_000)]
    numbers = "".join(f"<row>{''.join(cells[n : n + 10])}</row>" for n in range(0, len(cells), 10))
    made = {
        "different texts": with_texts(
            data,
            tmp_path / "1.xlsx",
            f"<sst>{''.join(f'<si><t>{n:x}</t></si>' for n in range(350_000))}</sst>".encode(),
        ),
        "one text": repacked(data, tmp_path / "2.xlsx", {name: f"{begin}{long_}{end}".encode()}),
        "one mark": repacked(
            data, tmp_path / "3.xlsx", {name: f'{begin}<row r="{digits * 8}"/>{end}'.encode()}
        ),
        "different numbers": repacked(data, tmp_path / "4.xlsx", {name: f"{begin}{numbers}{end}".encode()}),
        "blank cells": repacked(
            data,
            tmp_path / "5.xlsx",
            {name: f"{begin}{'<row><c/><c/></row>' * 80_000}{end}".encode()},
            ZIP_STORED,
        ),
    }
    for what, path in made.items():
        script = MEASURED.format(path=str(Path(__file__).parents[2]), file=str(path))
        done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
        said, figures = done.stdout.strip().splitlines()
        memory, seconds = map(int, figures.split())
        assert memory < 100, (what, said, memory)
        assert seconds < 10, (what, said, seconds)
        assert said != "read", what
        assert "would unpack" not in said, what
