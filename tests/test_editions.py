"""The auditor's edition: the same results, and nothing that people wrote for themselves, in no hidden place."""

import io
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from golden import make

from generator import pipeline
from generator.cli import main
from generator.editions import since_then
from generator.ledger import append, read
from generator.model.work import Answer, Given
from generator.pack import read_run, verify, write_run
from generator.staging import keep_mappings
from generator.workfolder import REQUESTS, REVIEWS, beside

SECRET = "Between-Ourselves"
TESTED = "Tested by"
OPEN = "In Place, says the assessor"


def _answer(key: str, field: str, value: str, sheet: str = "Requirements") -> Answer:
    framework = "hipaa" if sheet == "Requirements" else ""
    return Answer(
        framework=framework, sheet=sheet, key=key, field=field, value=value, by="Anna",
        at="2026-11-26T10:00:00Z", source="x", base=0,
    )  # fmt: skip


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of one framework with people's work beside it, rendered again with that."""
    folder = tmp_path_factory.mktemp("edition") / "2026Q4"
    staging = folder.with_name("staging")
    shutil.copytree(make.PACK, staging)
    info = read_run(staging)
    write_run(staging, replace(info, scope=replace(info.scope, frameworks=("hipaa",))))
    plan = pipeline.plan_of(staging, mappings=pipeline.INSTALLED)
    keep_mappings(plan, staging)
    first, second, third = (r.row_key for r in pipeline.judge(plan, staging).requirements[:3])
    append(
        beside(folder) / REVIEWS,
        [
            _answer(first, "review_note", f"{SECRET} note"),
            _answer(first, "assignee", f"{SECRET} person"),
            _answer(first, "assessor_result", OPEN),
            _answer(second, "review_note", f"{SECRET} first thoughts"),
            _answer(second, "review_result", "not applicable"),
            replace(_answer(second, "review_note", "We run no such thing."), base=4),
            _answer(third, "review_result", "not agreed"),
            _answer(third, "follow_up", f"{SECRET} task"),
            _answer("access-policy", "request_owner", f"{SECRET} owner", "Requests"),
            _answer("access-policy", "answer", "See the attached policy.", "Requests"),
            _answer("0123456789ab", "auditor_note", f"{TESTED} the auditor", "Samples"),
            _answer("0123456789ab", "none_of_the_forms", f"{SECRET} field", "Samples"),
        ],
    )
    one = {"request": "access-policy", "by": "Ben", "at": "2026-11-26T11:00:00Z"}
    append(
        beside(folder) / REQUESTS, [Given(state="submitted", note=f"{SECRET} words", sha256="0" * 64, **one)]
    )
    pipeline._keep_work(beside(folder), staging, None)
    pipeline.publish(plan, staging, folder)
    return folder


def _texts(folder: Path) -> dict[str, bytes]:
    """Every file of a pack, and every part inside its workbooks."""
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    for name, data in list(found.items()):
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                found |= {f"{name}!{part}": book.read(part) for part in book.namelist()}
    return found


def _report(*arguments: Any) -> Any:
    return CliRunner().invoke(main, ["report", *map(str, arguments)])


def test_nothing_internal_is_anywhere_in_it(pack: Path, tmp_path: Path) -> None:
    """Not in a hidden column, a property, the lines that it is judged with, or a page; results stay the same."""
    own = _texts(pack)
    assert {name for name, data in own.items() if SECRET.encode() in data} >= {"data/work/reviews.jsonl"}
    assert any(SECRET.encode() in data for name, data in own.items() if "hipaa.xlsx!" in name)

    made = _report(pack, "--for", "auditor", "--output", tmp_path / "out")
    assert made.exit_code == 0, made.output
    theirs = _texts(tmp_path / "out")
    assert [name for name, data in theirs.items() if SECRET.encode() in data] == []
    assert verify(tmp_path / "out")[1] == []
    # What results rest on, and what is the assessor's own, is there.
    assert b"We run no such thing." in theirs["data/tables/requirements.csv"] or any(
        b"We run no such thing." in data for name, data in theirs.items() if "hipaa.xlsx!" in name
    )
    assert any(OPEN.encode() in data for name, data in theirs.items() if "hipaa.xlsx!" in name)
    for table in ("requirements", "findings", "populations", "calls"):
        assert theirs[f"data/tables/{table}.csv"] == own[f"data/tables/{table}.csv"]
    fields = {one.field for one in read(tmp_path / "out" / "data" / "work" / REVIEWS, Answer)}
    assert fields == {"assessor_result", "review_result", "review_note", "answer", "auditor_note"}
    assert "came after the pack was rendered" not in made.output
    assert since_then(pack) == 0
    late = shutil.copytree(beside(pack), beside(tmp_path / "late")) / REVIEWS
    append(late, [_answer("x", "assessor_note", "late")])
    shutil.copytree(pack / "data" / "work", tmp_path / "late" / "data" / "work")
    assert since_then(tmp_path / "late") == 1
    assert _texts(pack) == own


def test_it_never_takes_the_packs_place(pack: Path) -> None:
    """And its options belong together."""
    for arguments in (
        ("--for", "auditor"),
        ("--output", pack.with_name("x")),
        ("--for", "auditor", "--output", pack),
    ):
        refused = _report(pack, *arguments)
        assert refused.exit_code == 2, refused.output
        assert "Traceback" not in refused.output
    assert not pack.with_name("x").exists()
