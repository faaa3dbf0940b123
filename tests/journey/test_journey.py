"""A quarter and the next, as people go through them: workbooks out, edited in LibreOffice, back, carried over, signed."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import quarters
from click.testing import CliRunner
from desk import Visit, Write, needs_office, sit_down
from openpyxl import load_workbook
from people import (
    ANNA,
    ANNA_DID,
    ANNA_WROTE,
    ARABIC,
    BEN,
    BEN_DID,
    BEN_WROTE,
    CEM,
    EMOJI,
    FORMULA,
    HEBREW,
    LOOKED_AGAIN,
    OWN,
    SETTLED,
)

from generator.celltext import book_cell
from generator.chain import Since
from generator.cli import main
from generator.ledger import read
from generator.model.answers import FORMS
from generator.model.assessment import Assessment
from generator.model.work import Answer
from generator.pack import verify
from generator.render.terminal.text import safe
from generator.review.carrying import KEPT
from generator.review.days import day

BOOK = "data/hipaa.xlsx"
WAS, IS = quarters.FIRST.name, quarters.SECOND.name


@pytest.mark.office
@needs_office
def test_two_reviewers_and_two_quarters(tmp_path: Path) -> None:
    """Nothing that they typed is lost, what clashes is shown, what holds is carried, what does not is said."""
    first, second = tmp_path / WAS, tmp_path / IS
    was = quarters.conclude(first, quarters.FIRST)
    sealed = (first / "tagmanifest-sha256.txt").read_bytes()
    anna, ben = _edited(first, tmp_path)
    _as_they_left_them(anna, ben)
    _read_in(first, anna, ben)
    assert (first / "tagmanifest-sha256.txt").read_bytes() == sealed
    run("report", first)
    _clashes_stand_in_the_workbook(first)
    _settled(first, tmp_path)

    since = Since(first)
    made = quarters.conclude(second, quarters.SECOND, quarters.a_quarter_later, since)
    book = load_workbook(second / BOOK)
    _carried(first, second, book)
    _changes_are_told(first, second, book)
    _trend(book, (was, made))
    _signed(second, tmp_path)


def run(*args: Any, code: int = 0) -> str:
    """What the command says; it ends as it should."""
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exit_code == code, result.output
    return result.output


def _edited(pack: Path, folder: Path) -> tuple[Path, Path]:
    anna, ben = folder / "anna.xlsx", folder / "ben.xlsx"
    sit_down(
        folder,
        [
            Visit(pack / BOOK, anna, (*ANNA_WROTE, *ANNA_DID)),
            Visit(pack / BOOK, ben, (*BEN_DID, *BEN_WROTE)),
        ],
    )
    return anna, ben


def _as_they_left_them(anna: Path, ben: Path) -> None:
    """The copies are what the journey says: else it would show less than it seems to."""
    book = load_workbook(anna)
    rows = book["Requirements"]
    hidden = {rows[f"{letter}1"].value for letter, one in rows.column_dimensions.items() if one.hidden}
    assert rows.protection.sheet
    assert {"row_key", "Title", "Reviewer note"} <= hidden
    assert sum(one.hidden for one in rows.row_dimensions.values()) > 80
    book = load_workbook(ben)
    rows = book[OWN]
    heads = [cell.value for cell in rows[3]]
    titles = [row[heads.index("Title")] for row in rows.iter_rows(min_row=4, values_only=True)]
    assert "Requirements" not in book.sheetnames
    assert rows["B1"].value == "Copy of Ben, second try"
    assert heads[heads.index("Reviewer note") - 1] == "My remarks"
    assert titles[0][0] > titles[-1][0]


def _read_in(pack: Path, anna: Path, ben: Path) -> None:
    said = run("review", "import", anna, "--pack", pack, "--by", ANNA)
    assert said.startswith(f"anna.xlsx: {len(ANNA_WROTE)} new\n")
    assert "(Reviewer note): is a formula; kept as its text, not worked out." in said
    assert "(Date): '=TODAY()' is no day, or can mean two; kept as typed." in said
    assert said.count("\n") == 4
    said = run("review", "import", ben, "--pack", pack, "--by", BEN)
    lines = [line.strip() for line in said.splitlines()]
    assert lines[0] == "ben.xlsx: 3 new, 3 changed, 1 the same as another's"
    assert any(one.endswith("(Customer status): here 'supported'; in the pack 'deviations'") for one in lines)
    assert f"{OWN}!B1: 'Copy of Ben, second try'" in lines
    assert any(one.endswith("(My remarks): 'a remark of Ben's own'") for one in lines)
    assert sum(one.startswith("Clashes, 3;") for one in lines) == 1
    kept = _answers(pack)
    told = {("164.312(d)", "My remarks"), ("164.312(d)", "Customer status")}  # above
    assert {_line(pack, one, ANNA) for one in ANNA_WROTE} <= kept
    assert {_line(pack, one, BEN) for one in BEN_WROTE if (one.row, one.head) not in told} <= kept
    assert len(kept) == len(ANNA_WROTE) + len(BEN_WROTE) - len(told)
    assert "Nothing new; nothing written." in run("review", "import", ben, "--pack", pack, "--by", BEN)


def _answers(pack: Path) -> set[tuple[str, str, str, str]]:
    """Row, field, value, by whom: every line of reviews.jsonl."""
    return {
        (one.key, one.field, one.value, one.by)
        for one in read(pack.with_name(pack.name + ".work") / "reviews.jsonl", Answer)
    }


def _line(pack: Path, one: Write, by: str) -> tuple[str, str, str, str]:
    """The line that a typed text becomes."""
    column = next(c for c in FORMS[one.sheet].columns if c.head == one.head)
    value = (column.kind == "date" and day(one.text)) or one.text
    return _key(pack, one.row), column.field, value, CEM if one.row == "164.308(a)(3)(i)" else by


def _key(pack: Path, row: str) -> str:
    """A requirement's key; a request is its own."""
    with (pack / "data" / "tables" / "requirements.csv").open(encoding="utf-8", newline="") as file:
        return next((r["row_key"] for r in csv.DictReader(file) if r["requirement"] == row), row)


def _rows(book: Any, title: str) -> dict[str, dict[str, Any]]:
    """A sheet of a workbook: the row's name -> head -> text; no cell is a formula."""
    sheet = book[title]
    heads = [cell.value for cell in sheet[1]]
    named = "Request" if title == "Requests" else "Requirement"
    rows = list(sheet.iter_rows(min_row=2))
    assert not [cell.coordinate for row in rows for cell in row if cell.data_type == "f"]
    cells = [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in rows]
    return {row[named]: row for row in cells}


def _clashes_stand_in_the_workbook(pack: Path) -> None:
    said = run("review", "show", pack)
    assert said.startswith("22 answers, 3 clashes, 0 orphans\n")
    book = load_workbook(pack / BOOK)
    rows, asked = _rows(book, "Requirements"), _rows(book, "Requests")
    both = (
        (rows["164.312(e)(1)"], "Reviewer result", "not agreed", "agreed"),
        (rows["164.312(e)(1)"], "Reviewer note", HEBREW, ARABIC),
        (asked["access-policy"], "Answer", "In the wiki, page 12 ✅", "On paper, in the safe"),
    )
    for row, head, annas, bens in both:
        assert row[head].startswith(f"⟂ '{book_cell(annas)}' ({ANNA}, 20"), head
        assert f") / '{book_cell(bens)}' ({BEN}, 20" in row[head], head
        assert any(
            f"{head}: '" in line and safe(annas) in line and safe(bens) in line for line in said.splitlines()
        )
    assert rows["164.308(a)(1)(i)"]["Reviewer note"] == FORMULA
    assert rows["164.308(a)(1)(i)"]["Date"] == "=TODAY()"
    assert rows["164.306(e)"]["Reviewer note"] == EMOJI
    assert rows["164.312(d)"]["Customer status"] == "deviations"
    assert (rows["164.308(a)(3)(i)"]["Reviewer"], rows["164.308(a)(2)"]["Assignee"]) == (CEM, "Security")


def _settled(pack: Path, folder: Path) -> None:
    """In the workbook that shows them; the formulas and all else in it come back as nothing new."""
    path, before = folder / "settled.xlsx", _answers(pack)
    sit_down(folder, [Visit(pack / BOOK, path, SETTLED)])
    said = run("review", "import", path, "--pack", pack, "--by", ANNA)
    assert "Clashes" not in said
    assert said.splitlines()[0] == "settled.xlsx: 3 changed, 1 erased, 18 unchanged"
    settled = {_line(pack, one, ANNA) for one in SETTLED if one.text != "(clear)"}
    assert _answers(pack) - before == settled | {(_key(pack, "164.308(a)(2)"), "assignee", "", ANNA)}
    assert before < _answers(pack)
    said = run("review", "show", pack)
    assert said.startswith("21 answers, 0 clashes, 0 orphans\n")
    assert HEBREW not in said
    assert "164.308(a)(2)" not in said


def _carried(first: Path, second: Path, book: Any) -> None:
    lines = read(second.with_name(f"{IS}.work") / "reviews.jsonl", Answer)
    asked = {(one.key, one.field) for one in lines if one.sheet == "Requests"}
    assert {one.field for one in lines if one.sheet == "Requirements"} <= set(KEPT)
    assert asked == {
        ("access-policy", "answer"),
        ("access-policy", "request_owner"),
        ("access-policy", "valid_until"),
        ("access-review", "request_owner"),  # its answer ran out with the quarter
    }
    rows = _rows(book, "Requirements")
    held, changed = rows["164.306(e)"], rows["164.308(a)(8)"]
    assert (held["Reviewer note"], held["Assignee"]) == (EMOJI, "Anna")
    assert held["Carried over"] == f"from {WAS}"
    assert changed["Reviewer note"] == "Only one Region is checked; ticket SEC-12"
    assert str(changed["Follow-up due"])[:10] == "2027-02-15"
    assert changed["Carried over"].startswith(
        f"from {WAS}; look again: customer status deviations -> no data; customer part: '"
    )
    assert rows["164.308(a)(1)(i)"]["Reviewer note"] == FORMULA
    assert rows["164.308(a)(3)(i)"]["Carried over"] == f"from {WAS}"  # only more resources fail
    assert rows["164.312(e)(1)"]["Reviewer note"] == "We agreed to look at it together"
    assert (
        "'Buckets refuse requests that do not use TLS.' deviations -> supported"
        in (rows["164.312(e)(1)"]["Carried over"])
    )
    for name, row in rows.items():
        assert not any(row[head] for head in ("Reviewer result", "Reviewer", "Date")), name
    shown = run("review", "show", second)
    assert f"  look again (from {WAS}): customer status" in shown
    assert f"[carried over from {WAS}]" in shown
    assert verify(first)[1] == []
    late = run("review", "import", first.parent / "settled.xlsx", "--pack", second, "--by", ANNA, code=2)
    assert f"its period is '{WAS}', this pack's is '{IS}'" in late


def _changes_are_told(first: Path, second: Path, book: Any) -> None:
    rows = _rows(book, "Changes")
    refused, mended = rows["164.308(a)(8)"], rows["164.312(c)(2)"]
    assert (refused["Change"], refused["Causes"]) == ("worse", "permissions")
    assert "DescribeHub denied (denied by SCP)" in refused["Why"]
    assert (refused["Our part before"], refused["Our part now"]) == ("deviations", "no data")
    assert mended["Causes"].split() == ["world", "reports"]
    mends = ", ".join(f"arn:aws:s3:::{bucket}" for bucket in quarters.MENDED)
    assert f"failed → passed: 2 findings on {mends}" in mended["Why"]
    assert "AWS SOC 2 Type 2: inherited → report gap" in mended["Why"]
    assert rows["164.308(a)(3)(i)"]["Causes"].split() == ["people", "world"]  # an exception ran out
    assert f"passed → failed: 1 finding on arn:aws:s3:::{quarters.BARED}" in rows["164.314(b)(1)"]["Why"]
    told = json.loads(run("compare", first, second, "--json"))["requirements"]
    assert [one["requirement"] for one in told] == list(rows)


def _trend(book: Any, made: tuple[Assessment, Assessment]) -> None:
    """The Summary has a line for each of the two."""
    written = [
        [cell for cell in row if cell is not None] for row in book["Summary"].iter_rows(values_only=True)
    ]
    top = written.index(["The last packs"]) + 2
    for row, one in zip(written[top : top + 2], made, strict=True):
        ours = Counter(r.customer_status for r in one.requirements)
        theirs = Counter(r.aws_status for r in one.requirements)
        figures = [ours[word] for word in ("supported", "deviations", "no data", "evidence requested")]
        assert [row[0], row[1], *row[3:7]] == [one.period.name, *figures, theirs["inherited"]]
    assert written[top][1:] != written[top + 1][1:]


def _signed(pack: Path, folder: Path) -> None:
    """Three names over one state; what is written after it makes another state of it."""
    for role, name in (("preparer", "Petra Ruiz"), ("reviewer", ANNA), ("approver", "Ali Khan")):
        said = run("sign", pack, "--as", role, "--name", name)
    assert "All three have signed this state." in said
    assert run("verify", pack, "--signed").count(", signed this state\n") == 3
    path = folder / "looked-again.xlsx"
    sit_down(folder, [Visit(pack / BOOK, path, LOOKED_AGAIN)])
    run("review", "import", path, "--pack", pack, "--by", ANNA)
    assert "Signed off by three different names." in run("verify", pack, "--signed")
    run("report", pack)
    assert run("verify", pack).count(", signed an earlier state (manifest ") == 3
    said = run("verify", pack, "--signed", code=4)
    assert "Not signed off: no preparer has signed this state" in said
    row = _rows(load_workbook(pack / BOOK), "Requirements")["164.308(a)(8)"]
    assert [row[one.head] for one in LOOKED_AGAIN] == [one.text for one in LOOKED_AGAIN]
    assert row["Carried over"] == f"from {WAS}"  # the follow-up still is
    assert row["Follow-up"]
