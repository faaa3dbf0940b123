"""Workbooks as people and programs leave them: rows are found by key, columns by head, never by position."""

import io
import itertools
import random
import re
import shutil
import subprocess
from dataclasses import replace
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from packs import column, edited, known, put, rendered, small, taken

from generator.errors import ReviewError
from generator.review import read_copy
from generator.review.days import day
from generator.review.grid import column_of, letters, number
from generator.review.package import shows_dates

FILES = rendered()
OFFICE = shutil.which("soffice")
NOTE = "Zeile 1\nשלום עולם 🏥 «ok» _x000D_ <b>&amp;"


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return known(FILES, tmp_path_factory.mktemp("pack"))


def fill(book):
    """What a person wrote: row 2 and 4 of Requirements, row 3 of Requests."""
    ws = book["Requirements"]
    put(ws, 2, "Reviewer note", NOTE.replace("_x", "_x005F_x"))  # as Excel writes it
    put(ws, 4, "Reviewer result", "not agreed")
    put(ws, 4, "Date", "2026-10-02")
    put(book["Requests"], 3, "Answer", "=1+1")
    book["Requests"].cell(3, column(book["Requests"], "Answer")).data_type = "s"


def expected() -> set[tuple[str, str, str]]:
    rows = small().of("hipaa")
    asked = [r.request for r in small().requests]
    return {
        (rows[0].row_key, "review_note", NOTE),
        (rows[2].row_key, "review_result", "not agreed"),
        (rows[2].row_key, "review_date", "2026-10-02"),
        (asked[1], "answer", "=1+1"),
    }


def said(merged) -> set[tuple[str, str, str]]:
    return {(a.key, a.field, a.value) for a in merged.answers}


def reorder(ws, order) -> None:
    """Rows in another order, as sorting leaves them."""
    rows = [[cell.value for cell in row] for row in ws.iter_rows(min_row=2)]
    for number_, source in enumerate(order, 2):
        for column_, value in enumerate(rows[source], 1):
            cell = ws.cell(number_, column_)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"


def shuffled(book):
    ws = book["Requirements"]
    order = list(range(ws.max_row - 1))
    random.Random(1).shuffle(order)
    reorder(ws, order)


def moved(book):
    """A title and an empty row above, a column of one's own at the left, columns of one's own between."""
    for ws in (book["Requirements"], book["Requests"]):
        ws.insert_rows(1, 2)
        ws["A1"] = "For Ben"
        ws.insert_cols(1)
        ws.insert_cols(5)


def hidden(book):
    ws = book["Requirements"]
    ws.row_dimensions[2].hidden = True
    ws.column_dimensions["B"].hidden = True
    ws.auto_filter.add_filter_column(1, ["x"])
    ws.sheet_state = "hidden"


def renamed(book):
    book["Requirements"].title = "Anforderungen Q3"
    book["Requests"].title = "PBC"
    book.create_sheet("Notes", 0)["A1"] = "mine"
    for ws in (book["Anforderungen Q3"], book["PBC"]):
        for cell in ws[1]:
            cell.value = f"  {cell.value.upper()} "


def lost_key(book):
    book["Requirements"].delete_cols(1)


def fewer(book):
    ws = book["Requirements"]
    ws.delete_rows(3)
    del book["Summary"]
    del book["Evidence"]


def test_a_person_may_do_all_this(pack, tmp_path):
    """Sorting, moving, hiding, renaming, deleting, a lost key column: the same answers on the same rows."""
    for change in (shuffled, moved, hidden, renamed, lost_key, fewer):

        def both(book, change=change):
            fill(book)
            change(book)

        merged = taken(edited(FILES["hipaa.xlsx"], tmp_path / "copy.xlsx", both), pack)
        assert said(merged) == expected(), change
        assert not merged.refused, change
        assert ("For Ben" in {s.text for s in merged.strays}) == (change is moved)
        assert merged.missing == (change is fewer)
        assert any("found by the requirement's id" in r for r in merged.remarks) == (change is lost_key)


def google(data: bytes) -> bytes:
    """As another program writes it: no properties, shared texts, prefixed names, no places at cells, a new theme."""
    out, texts = io.BytesIO(), []

    def share(found: re.Match[str]) -> str:
        texts.append(found[2])
        return f'<c{found[1]} t="s"><v>{len(texts) - 1}</v></c>'

    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "docProps/custom.xml":
                continue
            if name.startswith("xl/worksheets/sheet"):
                xml = re.sub(
                    r'<c((?: [rs]="[^"]*")*) t="inlineStr"><is>(.*?)</is></c>',
                    share,
                    text.decode(),
                    flags=re.DOTALL,
                )
                xml = re.sub(r"<(/?)(row|c|v|f|sheetData)\b", r"<\1x:\2", xml)
                text = xml.replace(
                    "<worksheet ", '<worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main" '
                ).encode()
            elif name == "_rels/.rels":
                text = re.sub(rb"<Relationship [^>]*custom-properties[^>]*/>", b"", text)
            elif name == "xl/_rels/workbook.xml.rels":
                more = b'<Relationship Type="x/sharedStrings" Target="sharedStrings.xml" Id="g1"/></Relationships>'
                text = text.replace(b"</Relationships>", more)
            new.writestr(name, text)
        aided = '<si><r><rPr/>{}</r><rPh sb="0" eb="1"><t>aid</t></rPh></si>'
        rich = "".join((aided if n % 2 else "<si>{}</si>").replace("{}", one) for n, one in enumerate(texts))
        new.writestr("xl/sharedStrings.xml", f"<sst>{rich}</sst>")
    return out.getvalue()


def test_another_program_may_write_it_its_own_way(pack, tmp_path):
    """Shared and rich texts, prefixed names, lost properties: the hidden sheet still says whose it is."""
    path = edited(FILES["hipaa.xlsx"], tmp_path / "a.xlsx", fill)
    (tmp_path / "g.xlsx").write_bytes(google(path.read_bytes()))
    merged = taken(tmp_path / "g.xlsx", pack)
    assert said(merged) == expected()
    assert not merged.refused


@pytest.mark.office
@pytest.mark.skipif(not OFFICE, reason="LibreOffice Calc is not installed (soffice)")
def test_libreoffice_may_save_it_again(pack, tmp_path):
    """After a save in LibreOffice every answer, key and property is there, and nothing counts as typed over."""
    edited(FILES["hipaa.xlsx"], tmp_path / "in.xlsx", fill)
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"), str(tmp_path / "in.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    from generator.review import typed_elsewhere

    path = tmp_path / "out" / "in.xlsx"
    merged = taken(path, pack)
    assert said(merged) == expected()
    assert not merged.refused
    assert not merged.strays
    assert not typed_elsewhere(path, read_copy(path), pack.sealed).typed


def test_comments_and_other_texts_are_told(pack, tmp_path):
    """What was typed where nobody looks is not lost: comments, columns and rows of one's own, other sheets."""
    from openpyxl.comments import Comment

    from generator.review import typed_elsewhere

    def change(book):
        ws = book["Requirements"]
        ws["D3"].comment = Comment("see ticket 7", "Anna")
        ws.cell(1, ws.max_column + 1).value = "My column"
        ws.cell(2, ws.max_column).value = "my words"
        ws.cell(ws.max_row + 2, column(ws, "Reviewer note")).value = "below the table"
        book["Findings"]["D3"] = "not so bad"
        book["Cover"]["C40"] = "Anna"
        for row in range(1, 4):
            book["Notes"].cell(row, 1).value = f"note {row}"

    def all_(book):
        book.create_sheet("Notes")
        change(book)

    path = edited(FILES["hipaa.xlsx"], tmp_path / "a.xlsx", all_)
    merged = taken(path, pack)
    assert {(s.head, s.text) for s in merged.strays} == {
        ("comment", "see ticket 7"), ("My column", "my words"), ("Reviewer note", "below the table"),
    }  # fmt: skip
    elsewhere = typed_elsewhere(path, read_copy(path), pack.sealed)
    assert {(t.place, t.text) for t in elsewhere.typed} == {
        ("Findings!D3", "not so bad"),
        ("Cover!C40", "Anna"),
    }
    assert elsewhere.added == (("Notes", 3),)
    assert not merged.answers


def properties(**values):
    def change(book):
        for one in book.custom_doc_props.props:
            one.value = values.get(one.name.removeprefix("evidencemap."), one.value)

    return change


def doubled(book, text="two"):
    ws = book["Requirements"]
    put(ws, 3, "Reviewer note", "one")
    ws.append([cell.value for cell in ws[3]])
    put(ws, ws.max_row, "Reviewer note", text)


def doubled_column(book):
    ws = book["Requirements"]
    put(ws, 2, "Reviewer note", "one")
    ws.cell(1, ws.max_column + 1).value = "Reviewer note"
    ws.cell(2, ws.max_column).value = "two"


def unknown(book):
    book["Requirements"]["A3"] = "0123456789ab"


def no_heads(book):
    for name in ("Requirements", "Requests"):
        book[name].delete_rows(1)


def no_request(book):
    book["Requests"].delete_cols(1)


def test_what_cannot_be_told_apart_stops(pack, tmp_path):
    """Unknown and doubled keys, lost heads, a doubled column, another pack, a later version: words, nothing taken."""

    for change, words in (
        (unknown, "the pack has no row '0123456789ab'"),
        (doubled, "say two things under 'Reviewer note': 'one' and 'two'"),
        (doubled_column, "has the column 'Reviewer note' twice"),
        (no_heads, "has no sheet with columns that people fill in"),
        (no_request, "has lost its column 'Request'"),
        (properties(organisation="Other Ltd"), "its organisation is 'Other Ltd', this pack's is 'Acme'"),
        (properties(framework="soc-2"), "its framework is 'soc-2'"),
        (properties(period="2026Q2"), "its period is '2026Q2'"),
        (properties(schema="99"), "later version"),
        (properties(schema="x"), "later version"),
        (properties(revision="7"), "was rendered with 7 answers; reviews.jsonl holds 0"),
    ):
        path = edited(FILES["hipaa.xlsx"], tmp_path / "a.xlsx", change)
        with pytest.raises(ReviewError, match=re.escape(words)) as error:
            taken(path, pack)
        assert error.value.hint

    same = edited(FILES["hipaa.xlsx"], tmp_path / "a.xlsx", lambda book: doubled(book, "one"))
    assert [a.value for a in taken(same, pack).answers] == ["one"]


def test_a_workbook_that_is_not_ours_says_so(tmp_path):
    """Any other workbook, or our sheets in another one."""
    from openpyxl import Workbook

    Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(ReviewError, match="does not say which pack"):
        read_copy(tmp_path / "a.xlsx")


def test_rows_that_later_mappings_took_away_are_orphans(pack, tmp_path):
    """A copy that was judged by other mappings may answer rows that are gone: kept, and listed."""

    def change(book):
        book["Requirements"]["A3"] = "0123456789ab"
        put(book["Requirements"], 3, "Reviewer note", "still mine")
        for one in book.custom_doc_props.props:
            one.value = "older" if one.name == "evidencemap.mappings" else one.value

    merged = taken(edited(FILES["hipaa.xlsx"], tmp_path / "a.xlsx", change), pack)
    assert [(a.key, a.value) for a in merged.orphans] == [("0123456789ab", "still mine")]
    assert merged.orphans == merged.answers


def test_days_as_people_write_them():
    """Only what can mean one day is one."""
    for text, meant in (
        ("2026-12-31", "2026-12-31"), ("2026-12-31 00:00:00", "2026-12-31"), ("2026/3/1", "2026-03-01"),
        ("31.12.2026", "2026-12-31"), ("1. 2. 2026", "2026-02-01"), ("12/31/2026", "2026-12-31"),
        ("31/12/2026", "2026-12-31"), ("05/06/2026", ""), ("05/05/2026", "2026-05-05"), ("46387", "2026-12-31"),
        ("31.02.2026", ""), ("2026", ""), ("tomorrow", ""), ("", ""), ("0000-00-00", ""), ("31/12/26", ""),
    ):  # fmt: skip
        assert day(text) == meant, text


def test_numbers_and_columns():
    """Equal numbers are equal texts; days come out of both calendars; columns go there and back."""
    for written, kinds, meant in (
        ("12", {}, "12"), ("12.0", {}, "12"), ("1.2E1", {}, "12"), ("0.1", {}, "0.1"),
        ("0.30000000000000004", {}, "0.3"), ("nonsense", {}, "nonsense"), ("46387", {"dated": True}, "2026-12-31"),
        ("44925", {"dated": True, "old": True}, "2026-12-31"), ("46387.5", {"dated": True}, "2026-12-31 12:00:00"),
        ("0.25", {"dated": True}, "06:00:00"), ("1e300", {"dated": True}, "1e+300"), ("59", {"dated": True}, "1900-02-28"),
        ("61", {"dated": True}, "1900-03-01"), ("-1", {"dated": True}, "-1"),
    ):  # fmt: skip
        assert number(written, **kinds) == meant, written
    assert [column_of(c) for c in ("A1", "Z9", "AA1", "XFD1048576", "1", "", "ABCD1")] == [
        1,
        26,
        27,
        16384,
        0,
        0,
        0,
    ]
    assert all(column_of(letters(n)) == n for n in range(1, 17_000, 7))
    dates = {"yyyy-mm-dd": True, "General": False, "@": False, "#,##0": False, '0.0"d"': False, "[$-409]d-mmm": True,
             "[Red]0": False, "[h]:mm": True, "m/d/yy;@": True, 'General;"day"': False}  # fmt: skip
    assert {code: shows_dates(code) for code in dates} == dates


def test_days_that_can_mean_only_one():
    """As people write them in several languages; what can mean two, or none, is no day."""
    for text, found in (
        ("2026-11-05", "2026-11-05"), ("5.11.2026", "2026-11-05"), ("13/11/2026", "2026-11-13"),
        ("11/13/2026", "2026-11-13"), ("5 Nov 2026", "2026-11-05"), ("5. November 2026", "2026-11-05"),
        ("Nov 5, 2026", "2026-11-05"), ("5-Nov-2026", "2026-11-05"), ("5 de noviembre de 2026", "2026-11-05"),
        ("5 août 2026", "2026-08-05"), ("1. März 2026", "2026-03-01"), ("2026年11月5日", "2026-11-05"),
        ("05/11/2026", ""), ("11月5日", ""), ("5-Nov-26", ""), ("5/11/26", ""), ("31 Feb 2026", ""), ("5 x 2026", ""),
    ):  # fmt: skip
        assert day(text) == found, text


def test_a_workbooks_own_marks_are_nothing_typed(pack, tmp_path):
    """Each workbook says itself how many answers it knew: another figure than the pack's was typed by nobody."""
    from generator.review import typed_elsewhere

    path = edited(FILES["hipaa.xlsx"], tmp_path / "a.xlsx", properties(**{"evidencemap.given": "0"}))

    def lists(book):
        ws = book["Lists"]
        for row in ws.iter_rows():
            for cell, after in itertools.pairwise(row):
                if cell.value == "evidencemap.given":
                    after.value = "7777"

    path = edited(path.read_bytes(), tmp_path / "b.xlsx", lists)
    assert typed_elsewhere(path, read_copy(path), pack.sealed).typed == ()


def test_a_sheet_without_rows_says_so_and_is_no_row(tmp_path):
    """Where nothing is asked of people a sentence stands in the place of rows; the rest of the copy is taken."""
    bare = replace(small(), requests=())
    files = rendered(base=bare)

    def write(book):
        put(book["Requirements"], 2, "Reviewer note", "looks right")
        assert "Nothing is asked" in str([cell.value for row in book["Requests"].iter_rows() for cell in row])

    path = edited(files["hipaa.xlsx"], tmp_path / "copy.xlsx", write)

    assert [answer.value for answer in taken(path, known(files, tmp_path)).answers] == ["looks right"]

    def below(book):
        book["Requirements"].cell(book["Requirements"].max_row + 1, 1).value = "please look at this too"

    beside = edited(files["hipaa.xlsx"], tmp_path / "beside.xlsx", below)
    with pytest.raises(ReviewError, match="the pack has no row 'please look"):
        taken(beside, known(files, tmp_path))
