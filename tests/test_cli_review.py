"""'evidencemap review' over a sealed pack: what it writes, prints and ends with."""

import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

sys.path.append(str(Path(__file__).parent / "review"))

from packs import edited, put, rendered, small

from generator.cli import main
from generator.pack import seal


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with a workbook and its tables, never changed."""
    folder = tmp_path_factory.mktemp("reviewed") / "pack"
    for name, data in rendered().items():
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    seal(folder, {"Source-Organization": "Acme"})
    return folder


@pytest.fixture
def pack(sealed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sealed, tmp_path / "output" / "Acme" / "2026Q3")


def run(*args: Any) -> Any:
    ended = CliRunner().invoke(main, ["review", *map(str, args)], catch_exceptions=False)
    assert "Traceback" not in ended.output
    return ended


def copy_of(pack: Path, name: str, **notes: str) -> Path:
    """A copy with a note in the second row, and whatever else is written into columns of that row."""

    def change(book: Any) -> None:
        for head, text in notes.items():
            put(book["Requirements"], 2, head.replace("_", " "), text)

    return edited((pack / "data" / "hipaa.xlsx").read_bytes(), pack.parent / name, change)


def lines(pack: Path) -> list[dict[str, Any]]:
    path = pack.with_name(pack.name + ".work") / "reviews.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_answers_come_back_beside_the_pack(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two reviewers' copies: lines with who, what and the file's hash; the clash and the next step are told."""
    before = {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()}
    anna = copy_of(pack, "anna.xlsx", Reviewer_note="fine", Title="my title", Reviewer_result="agreed")
    ben = copy_of(pack, "ben.xlsx", Reviewer_note="not\nfine")
    row = small().of("hipaa")[0]

    tried = run("import", "--pack", pack, anna, "--by", "Anna", "--dry-run")
    assert "2 answers would be added; nothing written." in tried.output
    assert not lines(pack)

    first = run("import", "--pack", pack, anna, "--by", "Anna")
    assert first.exit_code == 0
    assert "anna.xlsx: 2 new" in first.output
    assert f"Requirements!D2 (Title): here 'my title'; in the pack '{row.title}'" in first.output
    assert f"2 answers added. 'evidencemap report {pack}' shows them." in first.output
    assert {(one["key"], one["field"], one["value"], one["by"]) for one in lines(pack)} == {
        (row.row_key, "review_note", "fine", "Anna"),
        (row.row_key, "review_result", "agreed", "Anna"),
    }
    assert {one["source"] for one in lines(pack)} == {hashlib.sha256(anna.read_bytes()).hexdigest()}

    monkeypatch.chdir(pack.parents[2])  # where output/ is, the workbook says itself which pack it belongs to
    second = run("import", ben, "--by", " Ben  B. ")
    assert "Clashes, 1" in second.output
    said = f"{row.framework} {row.requirement}, Reviewer note: 'fine' (Anna, "
    assert said in second.output
    assert "/ 'not ⏎ fine' (Ben B., " in second.output

    shown = run("show", pack)
    assert shown.output.startswith("2 answers, 1 clashes, 0 orphans\n")
    assert f"Requirements, {row.framework} {row.requirement}\n" in shown.output

    again = run("import", "--pack", pack, anna, ben, "--by", "Anna")
    assert "Nothing new; nothing written." in again.output
    assert len(lines(pack)) == 3
    assert before == {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()}


def test_all_or_nothing(pack: Path, tmp_path: Path) -> None:
    """Where one of several files cannot be read, none is taken in; the exit code is 2, or 4 for a changed pack."""
    good = copy_of(pack, "good.xlsx", Reviewer_note="fine")
    bad = tmp_path / "bad.xlsx"
    bad.write_text("row_key,Reviewer note\n")
    ended = run("import", "--pack", pack, good, bad, "--by", "Anna")
    assert (ended.exit_code, lines(pack)) == (2, [])
    assert "bad.xlsx is text (CSV perhaps), not a workbook." in ended.output

    assert run("import", "--pack", pack, good, "--by", "  ").exit_code == 2
    assert run("import", "--pack", pack, good).exit_code == 2
    nowhere = run("import", good, "--by", "Anna")
    assert nowhere.exit_code == 2
    assert "Name the pack of the workbook with --pack." in nowhere.output

    (pack / "data" / "hipaa.xlsx").write_bytes(good.read_bytes())
    ended = run("import", "--pack", pack, good, "--by", "Anna")
    assert (ended.exit_code, lines(pack)) == (4, [])
    assert "has changed since it was sealed" in ended.output
    assert run("show", tmp_path).exit_code == 4


def test_orphans_and_terminal_tricks(pack: Path) -> None:
    """Words on rows that are gone are shown as orphans; what would move a terminal's cursor is not printed."""
    work = pack.with_name(pack.name + ".work")
    work.mkdir()
    line = {
        "framework": "hipaa", "sheet": "Requirements", "key": "0123456789ab", "field": "review_note",
        "value": "old \x1b[31mwords", "by": "Eve\x07", "at": "2026-07-01T00:00:00Z", "source": "carried: 2026Q2",
        "base": 0,
    }  # fmt: skip
    (work / "reviews.jsonl").write_text(json.dumps(line) + "\n")
    shown = run("show", pack)
    assert "1 answers, 0 clashes, 1 orphans" in shown.output
    assert "Requirements, 0123456789ab\n  Reviewer note: 'old �[31mwords'" in shown.output
    assert "[carried over from 2026Q2]" in shown.output
    assert "\x1b" not in shown.output
    (work / "reviews.jsonl").write_text('{"framework": 1}\n')
    assert run("show", pack).exit_code == 4
