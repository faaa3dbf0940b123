"""The auditor's columns of the sheet Samples: answers like any other, by draw and line."""

from dataclasses import replace
from functools import cache

import pytest
from openpyxl import load_workbook
from packs import AT, column, edited, known, put, rendered, small

from generator.errors import ReviewError
from generator.model.sampling import Drawn, Sample, SampleRow, row_key
from generator.model.work import Answer
from generator.render.view import View, check_key
from generator.review import carried, merge, pack_rows, read_copy
from generator.review.state import state

DRAW = "a" * 64


@cache
def drawn():
    """The small pack with a draw of three lines."""
    base = small()
    finding = View(base, base.frameworks[0]).findings[0]
    rows = tuple(
        SampleRow(
            row_key=row_key(DRAW, line), sample=DRAW[:8], check=check_key(finding), title=finding.title,
            engagement="Acme 2026Q3", place=place, size=3, line=line, resource=line, account=finding.account,
            region=finding.region, status="passed", reason="seen", evidence=(), population=30,
            population_sha256="0" * 64, complete=True, why_incomplete="",
        )
        for place, line in enumerate(("vol-1", "vol-2", "vol-3"), 1)
    )  # fmt: skip
    return replace(base, samples=rows)


KEYS = tuple(row_key(DRAW, line) for line in ("vol-1", "vol-2", "vol-3"))


def copy(tmp_path, name, answers=(), **cells):
    """A copy with words in the second line of the draw; heads are written with underscores."""

    def change(book):
        for head, text in cells.items():
            put(book["Samples"], 3, head.replace("_", " ").replace("Auditors", "Auditor's"), text)

    return read_copy(edited(rendered(answers, drawn())["hipaa.xlsx"], tmp_path / name, change))


def test_words_of_an_auditor_come_back(tmp_path):
    """By draw and line, whoever's framework shows it; by the name under Tested by; shown when rendered again."""
    pack = known(rendered((), drawn()), tmp_path)
    first = merge(
        copy(tmp_path, "a.xlsx", Auditors_result="holds", Tested_on="31.10.2026", Tested_by="Eve"),
        pack, (), "anna", AT,
    )  # fmt: skip
    assert {(a.framework, a.sheet, a.key, a.field, a.value, a.by) for a in first.answers} == {
        ("", "Samples", KEYS[1], "auditor_result", "holds", "Eve"),
        ("", "Samples", KEYS[1], "auditor_date", "2026-10-31", "Eve"),
        ("", "Samples", KEYS[1], "auditor", "Eve", "Eve"),
    }
    assert (first.refused, first.strays, first.orphans, first.remarks) == ((), (), (), ())

    again = tmp_path / "again.xlsx"
    again.write_bytes(rendered(first.answers, drawn())["hipaa.xlsx"])
    sheet = load_workbook(again)["Samples"]
    assert [sheet.cell(n, column(sheet, "Auditor's result")).value for n in (2, 3, 4)] == [
        None,
        "holds",
        None,
    ]
    assert not merge(read_copy(again), pack, first.answers, "anna", AT).answers

    second = merge(copy(tmp_path, "b.xlsx", Auditors_result="deviates"), pack, first.answers, "ben", AT)
    (clash,) = second.clashes
    assert [one.value for one in (*clash.others, clash)] == ["holds", "deviates"]
    cleared = merge(
        copy(tmp_path, "c.xlsx", (*first.answers, *second.answers), Auditors_result="(clear)"),
        pack, (*first.answers, *second.answers), "ben", AT,
    )  # fmt: skip
    assert (cleared.counts["erased"], cleared.clashes) == (1, ())


def test_what_is_generated_is_refused_and_a_draw_that_is_gone_is_kept(tmp_path):
    """A status that was typed over is listed; words on a draw that was moved away are orphans, not lost."""
    pack = known(rendered((), drawn()), tmp_path)
    told = merge(copy(tmp_path, "a.xlsx", Status="failed", Auditors_note="odd"), pack, (), "anna", AT)
    (refused,) = told.refused
    assert (refused.head, refused.ours, refused.theirs) == ("Status", "passed", "failed")

    bare = known(rendered(), tmp_path)
    kept = merge(copy(tmp_path, "b.xlsx", Auditors_note="odd"), bare, (), "anna", AT)
    assert [(a.key, a.value) for a in kept.orphans] == [(KEYS[1], "odd")]
    with pytest.raises(ReviewError, match="the pack has no row 'mine'"):
        merge(copy(tmp_path, "c.xlsx", Row_key="mine", Auditors_note="odd"), bare, (), "anna", AT)


def test_people_read_what_was_drawn_and_a_new_quarter_draws_anew():
    """The pack's own draws give the rows their names; an auditor's words are never carried."""
    one = Drawn(place=1, rank="0", line="vol-2", resource="vol-2", account="1", region="r", finding="f")
    sample = Sample(
        id=DRAW, check="ec2.volumes_encrypted", engagement="Acme 2026Q3", organisation="Acme", period="2026Q3",
        accounts=(), regions=(), narrowed=(), population=1, population_sha256="0", aws_owned=0, holes=(),
        size=1, source="s", drawn=(one,),
    )  # fmt: skip
    files = rendered()
    rows = pack_rows(files["tables/requirements.csv"], files["tables/requests.csv"], [sample])
    assert rows.has("Samples", KEYS[1])
    assert not rows.has("Samples", KEYS[0])
    assert rows.name("Samples", KEYS[1]) == "ec2.volumes_encrypted vol-2 (drawn for Acme 2026Q3)"

    said = Answer(
        framework="", sheet="Samples", key=KEYS[1], field="auditor_note", value="odd", by="Eve", at=AT, source="s",
        base=0,
    )  # fmt: skip
    assert state([said])
    assert carried([said], {}, {}, "2026Q3", drawn().period.start)[0] == ()
