"""The workbook at its limits: no word of repair, every reader sees the same, every sheet bounded, nobody left out."""

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import excelrules
import madeup
import pytest
from golden import make
from office import Edit, Job, needs_office, office
from openpyxl import load_workbook
from planted import PLANTED, planted
from python_calamine import CalamineWorkbook
from test_render_samples import row as sample_row

from generator.mapping import load
from generator.model.assessment import Assessment, ExceptionRow
from generator.render import outward, words
from generator.render.book import sheets, workbook
from generator.render.book.styles import TINT
from generator.render.outward.words import CARRIED
from generator.render.requestbook import request_book
from generator.render.rows import calls, findings
from generator.render.view import View, check_key

MANY = 3  # a framework, the matrix for customers, the list of requests
DAY = date(2026, 12, 1)
LEADS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil")',
    "+1",
    "-1",
    "@x",
    "\tx",
    "{=1}",
    "#N/A",
    "'=1",
)
# Sheets whose rows are the mappings' (or what a person wrote): no number of resources makes them longer.
BOUNDED = {
    *("Requirements", "Responsibility", "Parts", "CUECs", "Requests", "Layers", "Crosswalk", "Not covered"),
    "Dictionary",
}  # fmt: skip


@cache
def books() -> Mapping[str, bytes]:
    """The demo's workbooks, the matrix for customers of one's own, and the list of requests."""
    made = make.assessed()
    catalog = load()
    matrix = outward.matrix(catalog, catalog.frameworks["pci-dss"], "Acme", DAY, version="1")
    return {
        **{f.id: workbook(View(made, f)) for f in made.frameworks},
        "responsibility": outward.files(matrix)[".xlsx"],
        "requests": request_book(made, made.requests, DAY),
    }


@cache
def loaded() -> Mapping[str, Any]:
    """One of each kind, as openpyxl reads it."""
    return {
        name: load_workbook(io.BytesIO(books()[name])) for name in ("hipaa", "responsibility", "requests")
    }


def bare(small: Assessment) -> bytes:
    """A small workbook with something in every sheet."""
    shown = small.findings[:20]
    cited = {evidence for finding in shown for evidence in finding.evidence}
    few = replace(
        small,
        findings=shown,
        calls=tuple(c for c in small.calls if c.evidence in cited),
        populations=small.populations[:5],
    )
    return workbook(View(few, few.frameworks[0]))


# -- opens without a word of repair ------------------------------------------------------------------------


def test_no_workbook_needs_repair() -> None:
    """Nothing in any workbook of the demo is beyond what Excel takes, or points to what is not there."""
    for name, data in books().items():
        assert excelrules.faults(data) == [], name


def test_no_text_makes_a_workbook_need_repair(small: Assessment) -> None:
    """Whatever AWS, YAML or people call things: long, broken into lines, an address, a command of a footer."""
    for text in (
        "x" * 40_000,
        "a\n" * 500,
        "https://a/" + "x" * 3_000,
        "&" * 300,
        "\x00\ud800\ufffe_x0041_",
        *LEADS[:3],
    ):
        named = madeup.with_name(small, text)
        view = View(named, named.frameworks[0])
        assert excelrules.faults(workbook(view)) == [], text[:20]
        assert excelrules.faults(request_book(named, named.requests, DAY)) == [], text[:20]


def test_the_check_finds_what_is_planted(small: Assessment) -> None:
    """A check that finds nothing shows nothing: each fault that Excel would repair is found by its words."""
    data = bare(small)
    assert excelrules.faults(data) == []
    for words_, plant in PLANTED.items():
        found = excelrules.faults(planted(data, plant))
        assert any(words_ in one for one in found), (words_, found[:5])


# -- other readers see the same ------------------------------------------------------------------------------


def told(value: Any) -> str:
    """A cell's value as text, the same for a number that a reader gives as 3 or as 3.0."""
    return "" if value is None else f"{value:g}" if isinstance(value, int | float) else str(value)


def by_calamine(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Texts by sheet, row and column, as python-calamine reads them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found = {}
    for title in book.sheet_names:
        rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        cells = ((r, c, told(v)) for r, row in enumerate(rows, 1) for c, v in enumerate(row, 1))
        found[title] = {(r, c): text for r, c, text in cells if text}
    return found


def by_openpyxl(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """The same as openpyxl reads them."""
    book = load_workbook(io.BytesIO(data), data_only=True)
    cells = {ws.title: (cell for row in ws.iter_rows() for cell in row) for ws in book}
    return {
        title: {(c.row, c.column): text for c in found if (text := told(c.value))}
        for title, found in cells.items()
    }


def test_calamine_reads_the_same() -> None:
    """A reader that shares no line with our writer finds the same text in every cell, numbers of formulas too."""
    for name, data in books().items():
        ours, theirs = by_openpyxl(data), by_calamine(data)
        assert ours.keys() == theirs.keys(), name
        for title, cells in ours.items():
            assert cells == theirs[title], (name, title)


@pytest.mark.office
@needs_office
def test_office_keeps_every_text(small: Assessment, tmp_path: Path) -> None:
    """LibreOffice opens and saves them all: each cell is as it was, and no text has become a formula.

    In one, cells that look like a formula are gone into and left again, and such notes are typed.
    """
    nasty, edits = hostile(small)
    jobs = []
    # The frameworks' workbooks are made alike: one of them, and each of the others.
    wanted = {name: data for name, data in books().items() if name not in ("pci-dss", "hipaa", "gdpr")}
    assert len(wanted) >= MANY
    for name, data in {**wanted, "nasty": nasty}.items():
        source = tmp_path / f"{name}.xlsx"
        source.write_bytes(data)
        jobs.append(Job(source, tmp_path / "saved" / source.name, edits if name == "nasty" else ()))
    (tmp_path / "saved").mkdir()
    office(tmp_path, jobs)
    for job in jobs[:-1]:
        before, after = by_calamine(job.source.read_bytes()), by_calamine(job.target.read_bytes())
        for title, cells in before.items():
            assert cells == after[title], (job.source.name, title)
    changed(jobs[-1])


def hostile(small: Assessment) -> tuple[bytes, list[Edit]]:
    """A workbook whose findings start like formulas, and edits of them and of notes beside."""
    rows = tuple(
        replace(small.findings[0], key=f"{n:012x}", reason=text, resource=text)
        for n, text in enumerate(LEADS)
    )
    data = workbook(View(replace(small, findings=rows, organisation="=1+1"), small.frameworks[0]))
    book = load_workbook(io.BytesIO(data))
    looks = [c for row in book["Findings"].iter_rows(min_row=2) for c in row if c.value in LEADS]
    assert len(looks) == 2 * len(LEADS)
    (note,) = (c.column_letter for c in book["Requirements"][1] if c.value == "Reviewer note")
    return data, [
        *(Edit("Findings", cell.coordinate) for cell in looks),
        Edit("Cover", "B3"),
        *(Edit("Requirements", f"{note}{row}", text) for row, text in ((2, '=HYPERLINK("http://x")'), (3, "two\n=lines"))),
    ]  # fmt: skip


def changed(job: Job) -> None:
    """All texts are still texts after the edits, and the notes stand where they were typed."""
    before, after = (load_workbook(path) for path in (job.source, job.target))
    typed = {(edit.sheet, edit.place): edit.text for edit in job.edits if edit.text is not None}
    for ws in after:
        for row in ws.iter_rows():
            for cell in row:
                was = before[ws.title][cell.coordinate]
                assert cell.data_type == "f" if was.data_type == "f" else cell.data_type in "sn", cell
                if was.data_type != "f":
                    assert cell.value == typed.get((ws.title, cell.coordinate), was.value), cell


# -- every sheet is bounded ----------------------------------------------------------------------------------


def exception(number: int) -> ExceptionRow:
    texts = (
        "risk",
        "reason",
        "compensating_control",
        "ticket",
        "owner",
        "approver",
        "approved",
        "opened",
        "expires",
    )
    lists = ("notes", "checks", "resources", "accounts", "failing", "covered", "requirements")
    return ExceptionRow(
        id=f"EX-{number}", state="unused", why="Nothing that fails is in its reach.", broad=False, days_left=3,
        **dict.fromkeys(texts, "x"), **dict.fromkeys(lists, ()),
    )  # fmt: skip


def test_a_sheet_that_grows_says_what_it_left_out(whole: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a limit of five rows each sheet that grows with resources keeps to it, and its last row says so."""
    for module in (findings, calls, sheets):
        monkeypatch.setattr(module, "LIMIT", 5)
    one = View(whole, whole.frameworks[0]).findings[0]
    drawn = tuple(sample_row(one, place, check=check_key(one)) for place in range(1, 10))
    many = replace(whole, samples=drawn, exceptions=tuple(exception(n) for n in range(9)))
    view = View(many, many.frameworks[0])
    shown = {sheet.title: sheet for sheet in sheets.tables(view)}
    data = workbook(view)
    assert excelrules.faults(data) == []
    book = load_workbook(io.BytesIO(data))
    for title, sheet in shown.items():
        if title in BOUNDED:
            continue
        assert len(sheet.rows) <= 5, title
        last = [c.value for c in book[title][book[title].max_row] if c.value]
        assert re.fullmatch(r"[\d,]+ more in .*(\.csv|\.txt)", last[0]), (title, last)
    assert shown.keys() - BOUNDED == {
        *("Findings", "Evidence", "Populations", "AWS reports", "Samples", "Exceptions", "Services"),
        "Coverage and blind spots",
    }  # fmt: skip


def test_what_is_left_out_by_an_answer_is_never_cut(
    whole: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requirements that an answer leaves out stay in Coverage however many blind spots there are."""
    view = View(whole, whole.frameworks[0])
    (sheet,) = (s for s in sheets.tables(view) if s.title == "Coverage and blind spots")
    out = [row for row in sheet.rows if row.kind == "left out"]
    assert out
    monkeypatch.setattr(sheets, "LIMIT", len(out))
    (cut,) = (s for s in sheets.tables(view) if s.title == "Coverage and blind spots")
    assert list(cut.rows) == out
    assert cut.cut == f"{len(sheet.rows) - len(out):,} more in tables/blind_spots.csv and tables/calls.csv"


def test_a_mapping_sheet_does_not_grow_with_resources(whole: Assessment) -> None:
    """Ten times the findings, calls, services and accounts' reports: the sheets that claim to be bounded are as long."""
    n = 10
    more = replace(
        whole,
        findings=tuple(replace(f, key=f"{k}-{f.key}", resource=f"{f.resource}-{k}") for k in range(n) for f in whole.findings),
        calls=tuple(replace(c, evidence=f"{c.evidence}-{k}") for k in range(n) for c in whole.calls),
        services=tuple(replace(s, region=f"{s.region}-{k}") for k in range(n) for s in whole.services),
        populations=tuple(replace(p, region=f"{p.region}-{k}") for k in range(n) for p in whole.populations),
        blind_spots=whole.blind_spots * n,
    )  # fmt: skip
    one, two = (
        {s.title: len(s.rows) for s in sheets.tables(View(a, a.frameworks[0])) if s.title in BOUNDED}
        for a in (whole, more)
    )
    assert one == two
    assert one.keys() == BOUNDED


# -- for a keyboard, and for ears ------------------------------------------------------------------------------


def test_each_table_can_be_walked_by_keyboard_and_ear() -> None:
    """A head that stays and is printed on each page, nothing merged, no empty row or column within the table."""
    for name, book in loaded().items():
        seen = 0
        for ws in book:
            if not ws.auto_filter.ref:
                continue
            seen += 1
            first, last = ws.auto_filter.ref.split(":")
            assert first == "A1"
            heads = [c.value for c in ws[1]]
            assert all(heads), (name, ws.title)
            assert len(set(heads)) == len(heads), (name, ws.title)
            assert re.fullmatch(r"[A-Z]+2", ws.freeze_panes), (name, ws.title)
            assert ws.print_title_rows == "$1:$1"
            assert not ws.merged_cells.ranges, (name, ws.title)
            end = int(re.sub(r"\D", "", last))
            empty = [
                row[0].row for row in ws.iter_rows(min_row=2, max_row=end) if not any(c.value for c in row)
            ]
            assert not empty or len(empty) == end - 1, (name, ws.title, empty[:3])
        assert seen >= (1 if name in ("requests", "responsibility") else 15), name


def test_colour_is_never_alone() -> None:
    """Each tinted cell holds a word of ours; the Cover's big numbers have theirs in the same tint right beneath."""
    tables = [table for table in vars(words).values() if isinstance(table, dict)]
    known = {w.word for table in tables for w in table.values() if isinstance(w, words.Word)}
    known |= {*CARRIED, "not reviewed yet"}
    tints = {f"00{colour}": tone for tone, colour in TINT.items()}
    seen = set()
    for name, book in loaded().items():
        for ws in book:
            covered = {at for area in ws.merged_cells.ranges for at in list(area.cells)[1:]}
            for row in ws.iter_rows():
                for cell in row:
                    colour = cell.fill.start_color.rgb if cell.fill.fill_type else ""
                    if colour not in tints or (cell.row, cell.column) in covered:
                        continue
                    seen.add(tints[colour])
                    said = {str(cell.value)}
                    if ws.title == "Cover":
                        below = ws.cell(cell.row + 1, cell.column)
                        said |= {str(below.value)} if below.fill.start_color.rgb == colour else set()
                    at_all = (
                        ws.title in ("Cover", "Summary") and len(str(cell.value)) > 20
                    )  # a notice, a draft
                    assert said & known or at_all, (name, ws.title, cell.coordinate, cell.value)
    assert seen == set(TINT)


def test_each_chart_is_told_in_words(files: Mapping[str, bytes]) -> None:
    """What a screen reader reads out for a chart holds each number that is drawn, family by family."""
    with ZipFile(io.BytesIO(files["hipaa.xlsx"])) as zipped:
        root = ET.fromstring(zipped.read("xl/drawings/drawing1.xml"))
    said = [text for one in root.iter() if (text := one.get("descr"))]
    ws = load_workbook(io.BytesIO(files["hipaa.xlsx"]), data_only=True)["Summary"]
    for title, known, text in zip(("Our part", "AWS's part"), (words.CUSTOMER, words.AWS), said, strict=True):
        assert text.startswith(f"{title} by family, as stacked bars; the table beneath holds the same. ")
        row = next(c.row for c in ws["B"] if c.value == f"{title} by family") + 1
        heads = {c.value: c.column for c in reversed(ws[row]) if c.value in known}
        assert heads.keys() == known.keys()
        drawn = 0
        while name := ws.cell(row := row + 1, 2).value:
            bar = text.partition(f"{name}: ")[2].partition(";")[0]
            shown = {word: n for word, column in heads.items() if (n := ws.cell(row, column).value)}
            assert all(f"{n:,} {word}" in bar for word, n in shown.items()), (name, bar, shown)
            drawn += len(shown)
        assert drawn > 3


def test_a_chart_in_words_stays_short() -> None:
    """Fifty families with long names: the words end in a mark and still fit."""
    from generator.render.book.charts import TOLD
    from generator.render.book.charts import told as chart_told

    text = chart_told("Our part", {"f" * 200 + str(n): [1] * 7 for n in range(50)}, words.CUSTOMER)
    assert len(text) <= TOLD
    assert text.endswith("…")


def test_lines_beyond_what_a_cell_takes_go_on_in_its_last(small: Assessment) -> None:
    """Excel counts 253 breaks in a cell; no word is lost beyond them."""
    from generator.celltext import BREAKS, book_cell

    lines = [f"line {n}" for n in range(400)]
    made = book_cell("\n".join(lines))
    assert made.count("\n") == BREAKS
    assert re.split("\n|; ", made) == lines
    assert book_cell(made) == made
