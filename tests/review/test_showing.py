"""What people wrote, in the next workbook: the value in its cell, never a formula, a clash with both names."""

import io
from datetime import datetime

from openpyxl import load_workbook
from packs import AT, column, known, rendered, small, taken

from generator.celltext import CELL_LIMIT
from generator.model.work import Answer
from generator.render.terminal.reviewing import review_lines
from generator.review import ordered, pack_rows, read_copy
from generator.review.state import state

NASTY = (
    "=cmd|' /C calc'!A0",
    "+1",
    "@SUM(1)",
    "#N/A",
    "\tx",
    "_x000D_",
    "a\u202eb",
    "🏥",
    "x" * 40_000,
    "שלום",
)


def answer(key, field, value, **more):
    named = {
        "framework": "hipaa",
        "sheet": "Requirements",
        "by": "anna",
        "at": AT,
        "source": "0" * 64,
        "base": 0,
    }
    return Answer(key=key, field=field, value=value, **(named | more))


def test_amber_cells_show_the_answers(tmp_path):
    """Text stays text, a day is a day, and reading the workbook back finds nothing new."""
    keys = [r.row_key for r in small().of("hipaa")]
    texts = dict(zip(keys, NASTY, strict=True))
    log = tuple(answer(key, "review_note", text) for key, text in texts.items())
    log += (answer(keys[0], "review_date", "2026-10-01"), answer(keys[1], "review_date", "soon"))
    files = rendered(log)
    ws = load_workbook(io.BytesIO(files["hipaa.xlsx"]))["Requirements"]
    cells = [ws.cell(n, column(ws, "Reviewer note")) for n in range(2, 2 + len(texts))]
    assert {c.data_type for c in cells} == {"s"}
    assert all(len(c.value) <= CELL_LIMIT for c in cells)
    days = [ws.cell(n, column(ws, "Date")) for n in (2, 3)]
    assert [c.value for c in days] == [datetime(2026, 10, 1), "soon"]  # noqa: DTZ001
    assert not days[0].protection.locked
    (tmp_path / "copy.xlsx").write_bytes(files["hipaa.xlsx"])
    merged = taken(tmp_path / "copy.xlsx", known(files, tmp_path), log)
    assert not merged.answers
    assert not merged.refused
    assert not merged.remarks
    assert read_copy(tmp_path / "copy.xlsx").identity.revision == len(log)


def test_a_clash_and_the_count_of_results():
    """Both values stand in the cell; the Summary counts what stands, and a clash as not reviewed."""
    keys = [r.row_key for r in small().of("hipaa")]
    log = (
        answer(keys[0], "review_result", "agreed"),
        answer(keys[1], "review_result", "agreed"),
        answer(keys[1], "review_result", "not agreed", by="ben"),
        answer("PBC-1", "answer", "yes", framework="", sheet="Requests"),
    )
    book = load_workbook(io.BytesIO(rendered(log)["hipaa.xlsx"]), data_only=True)
    ws = book["Requirements"]
    results = [ws.cell(n, column(ws, "Reviewer result")).value for n in (2, 3, 4)]
    assert results == ["agreed", "⟂ 'agreed' (anna, 2026-10-05) / 'not agreed' (ben, 2026-10-05)", None]
    summary = {row[1].value: row[2].value for row in book["Summary"].iter_rows() if row[1].value}
    assert (summary["agreed"], summary["not agreed"], summary["not reviewed yet"]) == (1, 0, len(keys) - 1)


def test_a_frameworks_workbook_shows_its_own_answers_only():
    """Another framework's answers stay out of it; those to requests are shared."""
    asked = small().requests[0].request
    log = (
        answer("0" * 12, "review_note", "foreign secret", framework="soc-2"),
        answer(asked, "answer", "shared words", framework="", sheet="Requests"),
    )
    files = rendered(log)
    texts = {
        str(c.value)
        for ws in load_workbook(io.BytesIO(files["hipaa.xlsx"]))
        for row in ws.iter_rows()
        for c in row
    }
    assert "shared words" in texts
    assert "foreign secret" not in texts


def test_answers_are_shown_in_the_order_of_the_sheets():
    """By sheet, framework, row, field and time, whatever the order they were written in; look again once a row."""
    rows = pack_rows(
        b"row_key,framework,requirement\nbbb,hipaa,1\naaa,hipaa,2\nccc,soc-2,1\n",
        b"request\nPBC-2\nPBC-1\n",
    )
    source = "carried: 2026Q3; look again: AWS status inherited -> no report"
    log = (
        answer("PBC-1", "answer", "last", framework="", sheet="Requests"),
        answer("ccc", "review_note", "sixth", framework="soc-2"),
        answer("zzz", "review_note", "gone"),
        answer("aaa", "review_note", "third"),
        answer("bbb", "follow_up", "second", source=source),
        answer("bbb", "review_note", "first", source=source),
        answer("PBC-2", "answer", "seventh", framework="", sheet="Requests"),
    )
    lines = review_lines(ordered(tuple(state(log).values())[::-1], rows), rows.name, rows.has)
    assert [line.partition(" (anna")[0].strip() for line in lines] == [
        "7 answers, 0 clashes, 1 orphans",
        "Requirements, hipaa 1",
        "look again (from 2026Q3): AWS status inherited -> no report",
        "Reviewer note: 'first'",
        "Follow-up: 'second'",
        "Requirements, hipaa 2",
        "Reviewer note: 'third'",
        "Requirements, soc-2 1",
        "Reviewer note: 'sixth'",
        "Requests, PBC-2",
        "Answer: 'seventh'",
        "Requests, PBC-1",
        "Answer: 'last'",
        "Orphans: the pack no longer has these rows",
        "Requirements, zzz",
        "Reviewer note: 'gone'",
    ]
