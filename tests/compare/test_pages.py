"""A comparison as people read it: whatever AWS or a file said stays text, and the mappings' doing stands out."""

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from markdown_it import MarkdownIt
from pairs import against, base, denied, judged, records

from generator.compare import compare
from generator.errors import ScopeError
from generator.model.comparison import Comparison
from generator.model.side import Side
from generator.render.comparison import files
from generator.render.rows.changes import FIELDS, alone, by_mapping, commonest
from generator.render.terminal import compare_lines

HOSTILE = "=cmd|'x'!A1 <script>alert(1)</script> \x1b[31m | `a` [b](javascript:c) \u202eevil\nnext"


@pytest.fixture(scope="module")
def made() -> Comparison:
    """Refusals in words that mean harm, and half of the rows by the mappings alone."""
    closed = [replace(denied(r), message=HOSTILE) if r.service == "s3" else r for r in records()]
    found = against(base(), judged(evidence=closed))
    rows = [
        replace(r, by_mapping="alone", title=HOSTILE) if n % 2 else r
        for n, r in enumerate(found.requirements)
    ]
    totals = tuple(replace(t, alone={"worse": 0, "better": 2, "other": 1}) for t in found.totals)
    return replace(found, organisation=HOSTILE, requirements=tuple(rows), totals=totals, notes=(HOSTILE,))


def test_the_terminal_gets_safe_lines_with_the_mappings_first(made: Comparison) -> None:
    """One line each without controls; what the mappings alone did is told before any row."""
    lines = compare_lines(made)
    text = "\n".join(lines)

    assert not any(c < " " or c in {"\x7f", "\u202e"} for line in lines for c in line)
    assert "! by the mappings alone: 2 better, 1 other; this shows nothing about the accounts" in text
    assert text.index("by the mappings alone") < text.index("\nWorse: ")
    assert "[by the mappings alone]" in text
    assert "Calls that cannot be read now: " in text
    assert compare_lines(against(base(), base()))[-1] == "Nothing changed."


def test_the_pages_hold_every_row_and_nothing_that_runs(made: Comparison) -> None:
    """Both name each changed requirement; no tag, link or control of a hostile text is alive."""
    pages = files(made)
    html, text = pages["changes.html"].decode(), pages["changes.md"].decode()
    rendered = MarkdownIt("commonmark").enable("table").render(text)

    assert sorted(pages) == ["changes.html", "changes.md"]
    for page in (html, rendered):
        assert "<script" not in page
        assert 'href="javascript' not in page
        assert "\x1b" not in page
        assert "by the mappings alone: 2 better, 1 other." in page
        assert "Old evidence" not in page  # columns that only the workbook has
        for row in made.requirements:
            assert f">{row.requirement}<" in page, row.requirement
    assert "\u202e" not in html + text
    assert pages == files(made)
    assert "Nothing changed." in files(against(base(), base()))["changes.md"].decode()


def test_the_sheets_columns_give_cells(made: Comparison) -> None:
    """Each field gives a cell for each row, the mappings' doing in a column of its own; JSON takes the rest."""
    names = [f.name for f in FIELDS]
    assert len(set(names)) == len(names)
    assert {"by_mapping", "causes", "why", "between", "row_key"} <= set(names)
    for row in made.requirements:
        for field in FIELDS:
            cell = field.value(row)
            assert isinstance(cell, (str, int, tuple)), field.name
    assert {by_mapping(r) for r in made.requirements} == {"", "by the mappings alone"}
    assert alone(made.totals[0]) == "2 better, 1 other"
    assert commonest(made, 3)[0].rows >= commonest(made, 3)[-1].rows > 0
    assert json.loads(json.dumps(asdict(made), default=str))["totals"]


def test_two_organisations_are_refused_and_an_older_second_pack_is_told() -> None:
    """The organisation in words; the order as a note, since the figures stand all the same."""
    foreign = Side(assessment=replace(base().assessment, organisation="Other"), scope=base().scope)
    with pytest.raises(ScopeError, match="two organisations: 'Acme Health' and 'Other'"):
        compare(base(), base(), foreign)

    later = judged(days=60)
    noted: Any = compare(later, later, base()).notes
    assert noted[0].startswith("The first pack (2026Q4) is the later one")
