"""The workbook."""

import io
import re
from dataclasses import replace
from zipfile import ZipFile

import madeup
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from generator.celltext import CELL_LIMIT, CUT, book_cell, clean
from generator.model.answers import CLEAR, FORMS, RESULTS
from generator.render.book import sheets, workbook
from generator.render.book.sanitise import put_text
from generator.render.rows import findings
from generator.render.view import View
from generator.render.words import REVIEW

ORDER = [
    "Cover", "Summary", "Requirements", "Responsibility", "Parts", "Findings", "Evidence", "Populations", "AWS reports",
    "CUECs", "Requests", "Services", "Layers", "Crosswalk", "Coverage and blind spots", "Not covered", "Dictionary", "Lists",
]  # fmt: skip
TABLES = ORDER[2:-1]
NASTY = ["=cmd|' /C calc'!A0", "a|b", "<script>", "../x", "a\x00b", "x" * 40_000, "\ud800", "+1", "-1", "@x", "\tx", "#N/A", "_x0041_", "\u202egnp.exe", "{=1}"]  # fmt: skip


def head(ws) -> list[str]:
    return [cell.value for cell in ws[1]]


def column(ws, name: str) -> list:
    number = head(ws).index(name) + 1
    return [ws.cell(row, number) for row in range(2, ws.max_row + 1)]


def test_sheets(book):
    """The sheets stand in their order; only the lists are hidden."""
    assert ORDER == book.sheetnames
    assert ["Lists"] == [ws.title for ws in book if ws.sheet_state == "hidden"]


@pytest.mark.parametrize("name", TABLES)
def test_ready_to_use(book, name):
    """Each table has a frozen head, a filter, widths, heights, and is set up for paper."""
    ws = book[name]
    assert re.fullmatch(r"[A-Z]+2", ws.freeze_panes)
    assert f"A1:{ws.dimensions.partition(':')[2]}" == ws.auto_filter.ref
    assert all(ws.column_dimensions[c.column_letter].width >= 8 for c in ws[1])
    assert all(19 <= ws.row_dimensions[row].height <= 409 for row in range(1, ws.max_row + 1))
    assert ("landscape", 1, 0) == (
        ws.page_setup.orientation,
        ws.page_setup.fitToWidth,
        ws.page_setup.fitToHeight,
    )
    assert "$1:$1" == ws.print_title_rows
    assert "Page &P of &N" == ws.oddFooter.right.text
    assert "Acme Health && Sons" in ws.oddFooter.left.text


@pytest.mark.parametrize("name", TABLES)
def test_twelve_columns_on_paper(book, name):
    """No more than twelve columns are printed: more cannot be read on one sheet of paper."""
    (area,) = book[name].print_area if isinstance(book[name].print_area, list) else [book[name].print_area]
    first, last = re.findall(r"\$([A-Z]+)\$", area)
    from openpyxl.utils import column_index_from_string as index

    assert index(last) - index(first) < 12


def test_formulas_only_where_meant(book):
    """Only the Summary calculates; no other cell is a formula or an error."""
    for ws in book:
        kinds = {cell.data_type for row in ws.iter_rows() for cell in row if cell.value is not None}
        assert kinds <= ({"s", "n", "f"} if ws.title == "Summary" else {"s", "n"}), ws.title


def test_review_columns(book):
    """Only what people fill in is unlocked, under an amber head; filters and widths stay usable; no password."""
    for name, form in FORMS.items():
        if name not in book.sheetnames:
            continue  # nothing was drawn: test_render_samples.py
        ws, unlocked = book[name], [c.head for c in form.columns]
        assert unlocked == [
            c.value for c, below in zip(ws[1], ws[2], strict=True) if not below.protection.locked
        ]
        amber = [c.value for c in ws[1] if c.fill.start_color.rgb.endswith("F5B83D")]
        assert unlocked == amber
        assert ws.protection.sheet
        assert not ws.protection.password
        assert not (ws.protection.autoFilter)
        assert not (ws.protection.sort)
        assert not (ws.protection.formatColumns)
        assert all(cell.value is None for name in unlocked for cell in column(ws, name))


def test_dates_are_dates(book):
    """Only dates go into the date columns; notes stay text, whatever is typed."""
    ws = book["Requirements"]
    rules = {str(v.sqref) for v in ws.data_validations.dataValidation if v.type == "date"}
    for head in ("Date", "Follow-up due"):
        cells = column(ws, head)
        assert f"{cells[0].coordinate}:{cells[-1].coordinate}" in rules
        assert {"yyyy-mm-dd"} == {c.number_format for c in cells}
    assert len(rules) == 2
    assert {"@"} == {c.number_format for c in column(ws, "Reviewer note")}


def test_heads_are_not_broken(view):
    """No column is too narrow for the longest word of its head."""
    from generator.render.book.heights import PADDING, _measure

    for sheet in sheets.tables(view):
        for field in sheet.columns:
            widest = max(_measure(word) for word in field.head.split(" "))
            assert widest * 1.08 / 1000 * 10 * 96 / 72 <= field.width * 7 - PADDING, (sheet.title, field.head)


def test_reviewer_chooses_from_a_list(book):
    """A result is one of the list's words, over exactly the rows that there are; an assessor may write others."""
    ws, lists = book["Requirements"], book["Lists"]
    rules = {str(v.sqref): v for v in ws.data_validations.dataValidation if v.type == "list"}
    assert len(rules) == 2
    for head, column_, strict in (("Reviewer result", "A", True), ("Assessor result", "B", False)):
        letter = column(ws, head)[0].column_letter
        rule = rules[f"{letter}2:{letter}{ws.max_row}"]
        assert strict == rule.showErrorMessage
        words = [c.value for c in lists[column_] if c.value]
        assert words[0] == head
        assert rule.formula1.removeprefix("=") == f"Lists!${column_}$2:${column_}${len(words)}"
    assert list(REVIEW) == list(RESULTS)
    assert [*RESULTS, CLEAR] == [c.value for c in lists["A"] if c.value][1:]


def test_row_keys(whole, book):
    """Each requirement keeps its key in a hidden column, so that a review is read back by it."""
    ws = book["Requirements"]
    assert ws.column_dimensions["A"].hidden
    assert [r.row_key for r in whole.of("hipaa")] == [c.value for c in column(ws, "row_key")]


def test_links_lead_to_the_row_and_back(book):
    """A finding's link lands on its evidence, and that row's link lands on a finding that names it."""
    places = 0
    for cell in column(book["Findings"], "Evidence"):
        sheet, _, place = cell.hyperlink.location.partition("!")
        target = book[sheet.strip("'")][place]
        assert target.value == cell.value
        back_sheet, _, back = target.hyperlink.location.partition("!")
        row = book[back_sheet.strip("'")][back].row
        assert target.value == column(book["Findings"], "Evidence")[row - 2].value
        places += 1
    assert places == len(column(book["Findings"], "Evidence")) > 100


def test_requirement_links(book):
    """The links of Requirements and Responsibility land on rows that name the same thing."""
    for cell in column(book["Requirements"], "Evidence"):
        if cell.hyperlink:
            assert book["Evidence"][cell.hyperlink.location.partition("!")[2]].value == cell.value
    for cell in column(book["Responsibility"], "Requirement"):
        assert book["Requirements"][cell.hyperlink.location.partition("!")[2]].value == cell.value


def test_worst_first(book):
    """Findings start with what fails, the most severe first; nothing passed stands above them."""
    ws = book["Findings"]
    order = ["failed", "no data", "exception", "passed", "not applicable"]
    ranks = [order.index(c.value) for c in column(ws, "Status")]
    assert sorted(ranks) == ranks
    severities = [["critical", "high", "medium", "low"].index(c.value) for c in column(ws, "Severity")]
    failed = severities[: ranks.count(0)]
    assert sorted(failed) == failed


def test_cut_is_said(small, monkeypatch):
    """Where rows are left out, the last row says how many and where they are."""
    monkeypatch.setattr(findings, "LIMIT", 5)
    view = View(small, small.frameworks[0])
    ws = load_workbook(io.BytesIO(workbook(view)))["Findings"]
    assert f"{len(view.findings) - 5} more in tables/findings.csv" == ws.cell(7, 1).value
    assert ws.auto_filter.ref.endswith("6")


def test_everything_is_explained(book):
    """Each column of each table, each word and each check has its entry in the Dictionary."""
    ws = book["Dictionary"]
    entries = {(k.value, n.value) for k, n in zip(column(ws, "Kind"), column(ws, "Name"), strict=True)}
    for name in TABLES[:-1]:
        assert {(f"column of {name}", text) for text in head(book[name])} <= entries
    names = {name for _, name in entries}
    assert set(madeup.CHECKS) <= names
    assert {"deviations", "inherited", "report gap", "not tried", "exception"} <= names


def test_numbers_agree_with_the_tables(whole, book):
    """The Summary's numbers are those of the Requirements sheet, written beside their formulas."""
    ws = book["Requirements"]
    values = load_workbook(io.BytesIO(_bytes(book)), data_only=False)["Summary"]
    assert values["C9"].value.startswith("=COUNTIFS('Requirements'!$I$2:$I$")
    assert "deviations" == values["B9"].value
    counted = [c.value for c in column(ws, "Customer status")].count("deviations")
    assert sum(r.customer_status == "deviations" for r in whole.of("hipaa")) == counted


def _bytes(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_results_are_written_beside_formulas(files):
    """Viewers that do not calculate show every number: no formula is without its result."""
    with ZipFile(io.BytesIO(files["hipaa.xlsx"])) as zipped:
        xml = zipped.read("xl/worksheets/sheet2.xml").decode()
    found = re.findall(r"<f>[^<]*</f><v>([^<]+)</v>", xml)
    assert xml.count("<f>") == len(found) > 60
    ws = load_workbook(io.BytesIO(files["hipaa.xlsx"]), data_only=True)["Summary"]
    assert (7, "7 of 15 (46 %)", "unchanged") == (ws["C9"].value, ws["D9"].value, ws["F9"].value)


def test_cover(book):
    """The Cover says whose, when, how much, who decides and how to verify."""
    text = "\n".join(str(c.value) for row in book["Cover"].iter_rows() for c in row if c.value is not None)
    for words in (
        "Acme Health & Sons", "2026Q3", "HIPAA", "111122223333 (management)", "eu-west-1", "evidencemap 0.1.0", "EvidenceReader",
        "This workbook states what was observed; whether a requirement is met is the assessor's decision.",
        "sha256sum -c manifest-sha256.txt", "evidencemap verify PACK", "Prepared by", "Approved by",
    ):  # fmt: skip
        assert words in text
    unlocked = [c for row in book["Cover"].iter_rows() for c in row if not c.protection.locked]
    assert len(unlocked) == 21


def test_never_the_word(book):
    """Nothing says that somebody is compliant: an assessor decides that."""
    for ws in book:
        for row in ws.iter_rows():
            assert not [c.coordinate for c in row if "compliant" in str(c.value).lower()]


@settings(max_examples=150, deadline=None, database=None)
@given(st.lists(st.text(max_size=60) | st.sampled_from(NASTY), min_size=1, max_size=20))
def test_any_text_survives(texts):
    """Any text comes back from a cell as text, whole up to Excel's limit."""
    wb = Workbook()
    for row, text in enumerate(texts, 1):
        put_text(wb.active.cell(row, 1), text)
    ws = load_workbook(io.BytesIO(_bytes(wb))).active
    for row, text in enumerate(texts, 1):
        cell = ws.cell(row, 1)
        assert (cell.value or "") == book_cell(text)
        assert cell.data_type == ("s" if text else "n")


@given(st.integers(0, CELL_LIMIT + 50), st.integers(0, CELL_LIMIT), st.booleans())
@settings(max_examples=60, deadline=None, database=None)
def test_long_text_is_cut_and_says_so(narrow, wide, first):
    """No cell is longer than Excel takes, counted as Excel counts; what is cut says so."""
    text = "a" * narrow + "😀" * wide if first else "😀" * wide + "a" * narrow
    cut = book_cell(text)
    assert len(cut.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert cut == clean(text) or cut.endswith(CUT)


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text(small, text):
    """Whatever AWS, YAML or people call things, the workbook opens and holds it as text."""
    named = madeup.with_name(small, text)
    book = load_workbook(io.BytesIO(workbook(View(named, named.frameworks[0]))))
    rows = column(book["Findings"], "What was seen")
    assert book_cell(text) in [cell.value for cell in rows]
    for ws in book:
        kinds = {cell.data_type for row in ws.iter_rows() for cell in row if cell.value is not None}
        assert kinds <= ({"s", "n", "f"} if ws.title == "Summary" else {"s", "n"})


def test_formula_leads_are_quoted(small):
    """Editing a cell that looks like a formula makes no formula of it."""
    book = load_workbook(io.BytesIO(workbook(View(madeup.with_name(small, "=1+1"), small.frameworks[0]))))
    cells = [c for c in column(book["Findings"], "What was seen") if c.value == "=1+1"]
    assert cells
    assert all(c.quotePrefix for c in cells)


def test_empty(small):
    """Nothing found, nothing asked, nothing read: the workbook still stands."""
    bare = replace(
        small, requirements=(), findings=(), populations=(), calls=(), families=(), reports=(), services=(), requests=(),
        blind_spots=(), checks=(), accounts=(), regions=(), callers=(),
    )  # fmt: skip
    book = load_workbook(io.BytesIO(workbook(View(bare, bare.frameworks[0]))))
    assert ORDER == book.sheetnames


def test_footer_is_never_too_long(small):
    """The footer stays below the 255 characters that Excel takes, whatever the organisation is called."""
    named = replace(small, organisation="&" * 300, period=replace(small.period, name="&" * 300))
    ws = load_workbook(io.BytesIO(workbook(View(named, named.frameworks[0]))))["Findings"]
    assert len(str(ws.oddFooter)) < 255


def test_few_links(view, monkeypatch):
    """A sheet never holds more links than Excel keeps."""
    from generator.render.book import table

    monkeypatch.setattr(table, "LINKS", 7)
    ws = load_workbook(io.BytesIO(workbook(view)))["Findings"]
    assert 7 == sum(1 for row in ws.iter_rows() for cell in row if cell.hyperlink)


def test_places_are_shared(view):
    """The sheets' rows and columns come from the same tables as the CSV."""
    named = {sheet.title: sheet for sheet in sheets.tables(view)}
    assert view.requirements == named["Requirements"].rows
    assert len(view.findings) == len(named["Findings"].rows)
