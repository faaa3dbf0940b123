"""'evidencemap requests' over a sealed pack of the recorded demo: from asked to accepted, and out as a workbook."""

import hashlib
import io
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from generator import workfiles
from generator.cli import main
from generator.ledger import read
from generator.mapping import mapping_files, shipped
from generator.model.answers import REQUESTS
from generator.model.work import Given
from generator.pack import seal, verify

GOLDEN = Path(__file__).parent / "golden" / "pack"
POLICY = "access-policy"


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's recorded evidence with the mappings of today. Only what lies beside it changes."""
    folder = shutil.copytree(GOLDEN, tmp_path_factory.mktemp("asked") / "pack")
    for path in mapping_files(shipped()):
        target = folder / "data" / "mappings" / "shipped" / path.relative_to(shipped())
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    seal(folder, {"Source-Organization": "Acme"})
    return folder


@pytest.fixture
def pack(sealed: Path) -> Iterator[Path]:
    """The pack, with nothing beside it."""
    yield sealed
    shutil.rmtree(beside(sealed), ignore_errors=True)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.pdf"
    path.write_bytes(b"%PDF who may do what")
    return path


def beside(pack: Path) -> Path:
    return pack.with_name("pack.work")


def run(*args: Any) -> Any:
    ended = CliRunner().invoke(main, ["requests", *map(str, args)], catch_exceptions=False)
    assert "Traceback" not in ended.output
    return ended


def attach(pack: Path, file: Path, *more: Any, request: str = POLICY, by: str = "Ann Lee") -> Any:
    return run("attach", request, file, "--pack", pack, "--by", by, *more)


def put(pack: Path, state: str, by: str, *more: Any, request: str = POLICY) -> Any:
    return run("set", request, "--pack", pack, "--state", state, "--by", by, *more)


def lines(pack: Path) -> tuple[Given, ...]:
    return read(beside(pack) / "requests.jsonl", Given)


def test_a_file_is_kept_beside_the_pack_and_counts_once_somebody_else_accepts_it(
    pack: Path, policy: Path
) -> None:
    """Its hash is its name, its three days stay apart; the pack itself is not touched."""
    today = datetime.now(UTC).date()
    first = attach(
        pack, policy, "--observed", today, "--covers", "2026-10-01..2026-12-31", "--valid-until", today + timedelta(400)
    )  # fmt: skip
    sha256 = hashlib.sha256(policy.read_bytes()).hexdigest()
    kept = beside(pack) / "files" / sha256
    asked = run("list", pack, "--open").output
    own = put(pack, "accepted", "ann lee")
    accepted = put(
        pack, "accepted", "Bo Chen", "--note", "complete", "--owner", "Dana Ruiz", "--due", "2026-12-01"
    )
    listed = run("list", pack).output

    assert (first.exit_code, own.exit_code, accepted.exit_code) == (0, 2, 0)
    assert f"{POLICY}: submitted (nobody has accepted it)" in first.output
    assert f"'evidencemap report {pack}' shows it." in first.output
    assert kept.read_bytes() == policy.read_bytes()
    assert [path.name for path in kept.parent.iterdir()] == [sha256]
    assert kept.stat().st_mode & 0o133 == 0
    assert "cannot be accepted: accepted by ann lee, who gave it" in own.output
    given, step = lines(pack)
    assert (given.file, given.sha256, given.size) == ("policy.pdf", sha256, policy.stat().st_size)
    assert (given.observed, given.received, given.covers_to) == (str(today), str(today), "2026-12-31")
    assert (step.state, step.by, step.owner, step.due) == ("accepted", "Bo Chen", "Dana Ruiz", "2026-12-01")
    assert f"{POLICY}  submitted" in asked
    assert f"{POLICY}  accepted, due 2026-12-01, Dana Ruiz" in listed
    assert "accepted by Bo Chen" in listed
    assert "1 of " in listed.splitlines()[-1]
    assert POLICY + "  " not in run("list", pack, "--open").output
    assert verify(pack)[1] == []


def test_the_same_file_again_is_told(pack: Path, policy: Path) -> None:
    """It may serve another request, and be given anew with other days; the same line is not written twice."""
    attach(pack, policy)
    again, other = attach(pack, policy), attach(pack, policy, request="access-review")
    renewed = attach(pack, policy, "--valid-until", "2099-01-01")

    assert "nothing added" in again.output
    assert "given for access-policy." in other.output
    assert "to note: valid until 2099-01-01, longer than yearly allows" in renewed.output
    assert [line.request for line in lines(pack)] == [POLICY, "access-review", POLICY]
    assert len(list((beside(pack) / "files").iterdir())) == 1
    put(pack, "returned", "Bo Chen")
    assert (
        "submitted" in attach(pack, policy, "--valid-until", "2099-01-01").output
    )  # given back, given again


def test_what_cannot_be_meant_is_refused_with_words(
    pack: Path, policy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written, and nothing is kept."""
    link, empty = tmp_path / "link.pdf", tmp_path / "empty.pdf"
    link.symlink_to(policy)
    empty.touch()
    tomorrow = datetime.now(UTC).date() + timedelta(2)
    monkeypatch.setattr(workfiles, "MOST", 30)
    large = tmp_path / "large.pdf"
    large.write_bytes(b"x" * 31)
    for ended, word in (
        (attach(pack, policy, "--observed", "2026-02-30"), "'2026-02-30' is no day; write it as 2026-10-05"),
        (attach(pack, policy, "--received", "5.10.2026"), "is no day"),
        (attach(pack, policy, "--observed", tomorrow), "cannot be observed on"),
        (attach(pack, policy, "--covers", "2026-10-01"), "is no span of days"),
        (attach(pack, policy, "--covers", "2026-10-02..2026-10-01"), "ends before it begins"),
        (attach(pack, policy, "--valid-until", "2020-01-01"), "before it came on"),
        (attach(pack, policy, "--received", "2020-02-01", "--valid-until", "2020-01-01"), "before it came on 2020"),
        (attach(pack, policy, "--note", "x" * 4_001), "at most 4,000"),
        (attach(pack, policy, by=" "), "A name must have"),
        (attach(pack, policy, by="Ann\x1b[2J"), "A name must have"),
        (attach(pack, policy, request="acess-policy"), "Did you mean access-policy"),
        (attach(pack, policy, request="no-such-thing-at-all"), "Nothing in this pack asks for"),
        (attach(pack, link), "is a symlink"),
        (attach(pack, empty), "is empty"),
        (attach(pack, large), "is larger than 30 bytes"),
        (attach(pack, tmp_path), "is a folder"),
        (attach(pack, tmp_path / "none.pdf"), "cannot be read: No such file"),
        (attach(pack, Path("/dev/null")), "is no file"),
        (attach(tmp_path, policy), "is no pack"),
        (put(pack, "accepted", "Bo Chen"), "nothing was given"),
        (put(pack, "finished", "Bo Chen"), "is not one of"),
        (put(tmp_path, "accepted", "Bo Chen"), "is no pack"),
        (run("list", tmp_path), "is no pack"),
        (run("export", pack, "--output", tmp_path / "r.csv"), "does not end in .xlsx"),
        (run("export", pack, "--output", tmp_path / "r.xlsx", "--owner", "Nobody"), "Nothing is asked of 'Nobody'"),
    ):  # fmt: skip
        assert (ended.exit_code in {2, 4}, word in " ".join(ended.output.split())) == (True, True), (
            ended.output
        )
    assert lines(pack) == ()
    assert not beside(pack).exists() or not list((beside(pack) / "files").iterdir())


def test_what_ran_out_is_told_and_cannot_be_accepted(pack: Path, policy: Path) -> None:
    """On the day that the pack is judged on."""
    now = date.fromisoformat(json.loads((pack / "data" / "run.json").read_text())["now"][:10])
    past = now - timedelta(30)
    ended = attach(pack, policy, "--received", past, "--valid-until", now - timedelta(1))

    assert f"{POLICY}: expired (expired on {now - timedelta(1)}; nobody has accepted it)" in ended.output
    assert "cannot be accepted: expired on" in put(pack, "accepted", "Bo Chen").output
    assert f"{POLICY}  expired" in run("list", pack).output


def test_the_list_goes_out_as_a_workbook_of_its_own(pack: Path, policy: Path, tmp_path: Path) -> None:
    """One sheet by key and head, with whose it is; no results, no account, no note of ours."""
    attach(pack, policy, "--note", "for our eyes")
    put(
        pack,
        "returned",
        "Bo Chen",
        "--note",
        "=page 2 is cut",
        "--owner",
        "Dana Ruiz",
        request="access-review",
    )
    whole, hers = tmp_path / "sent" / "requests.xlsx", tmp_path / "hers.xlsx"
    ended = run("export", pack, "--output", whole)
    run("export", pack, "--output", hers, "--owner", "dana  ruiz")
    book = load_workbook(whole)
    sheet = book["Requests"]
    heads = [cell.value for cell in sheet[1]]
    rows = {
        row[0]: dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)
    }
    about = {p.name: p.value for p in book.custom_doc_props.props}
    accounts = [a["id"] for a in json.loads((pack / "data" / "run.json").read_text())["scope"]["accounts"]]
    text = "".join(
        str(cell) for ws in book.worksheets for row in ws.iter_rows(values_only=True) for cell in row if cell
    )

    assert ended.stdout.strip() == str(whole)
    assert [ws.title for ws in book.worksheets if ws.sheet_state == "visible"] == ["Requests"]
    assert len(heads) == len(set(heads))
    assert {REQUESTS.key, *(column.head for column in REQUESTS.columns)} <= set(heads)
    assert (about["evidencemap.organisation"], about["evidencemap.framework"]) == ("Acme Health", "–")
    assert (about["evidencemap.revision"], about["evidencemap.given"]) == ("0", "2")
    assert {"evidencemap.schema", "evidencemap.period", "evidencemap.mappings"} <= about.keys()
    assert rows[POLICY]["State"] == "submitted"
    assert rows["access-review"]["Note"] == "=page 2 is cut"
    assert "hipaa: 164.308(a)(4)(i)" in rows[POLICY]["Serves"]
    assert "pci-dss: " in rows[POLICY]["Serves"]
    assert not [
        word for word in (*accounts, "for our eyes", "evidence requested", "inherited") if word in text
    ]
    assert sheet.protection.sheet
    answer = sheet.cell(2, heads.index("Answer") + 1)
    assert (answer.protection.locked, sheet["A2"].protection.locked) == (False, True)
    assert [row[0] for row in load_workbook(hers)["Requests"].iter_rows(min_row=2, values_only=True)] == [
        "access-review"
    ]
    assert load_workbook(io.BytesIO(whole.read_bytes()))["Requests"].max_row == len(rows) + 1
