"""Names that want to be formulas, scripts, paths or too much: harmless in every file, inside the output folder."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from e2e.conftest import Aws, Ended
from markdown_it import MarkdownIt

EVIL = "=cmd()|<script>alert(1)</script>'\"`&{{7*7}}](javascript:alert(1))"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture
def evil(
    run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> tuple[Ended, Path]:
    """A run in which the organisation, its period, its accounts and AWS itself say what they should not."""
    monkeypatch.chdir(tmp_path)
    long = EVIL + "A" * 40_000
    ec2 = {"kind": "say", "service": "ec2", "operation": "DescribeVolumes", "member": "Volumes"}
    kms = {"kind": "say", "service": "kms", "operation": "DescribeKey", "member": "KeyMetadata"}
    aws.do("trick", **ec2, values={"KmsKeyId": long, "VolumeId": EVIL})
    aws.do("trick", **kms, values={"KeySpec": f"{EVIL}\0\x1b[31m\u202e\r\n../../x"})
    agreements = {
        "service": "artifact",
        "operation": "ListCustomerAgreements",
        "member": "customerAgreements",
    }
    aws.do("trick", kind="say", **agreements, values={"name": EVIL})
    accounts = [{**aws.accounts[0], "name": EVIL}, {**aws.accounts[1], "name": "../" + EVIL}]
    name = f"../../{EVIL}\0\n\u202e{long}"
    wanted = config(
        *accounts,
        organisation=name,
        period={"name": f"../../../{name}", "from": "2026-10-01", "to": "2026-12-31"},
    )
    return run("run", "-c", wanted), tmp_path


def files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def test_pack_of_evil_names(run: Any, evil: tuple[Ended, Path]) -> None:
    """The run ends well, every file of it lies inside output/, and every format holds the names as text."""
    ended, root = evil

    assert ended.code == 0, ended.err
    made = [path for path in files(root) if path.name != "evidencemap.yaml"]
    assert made
    assert all(path.is_relative_to(root / "output") for path in made)
    pack = next(path.parent for path in made if path.name == "bagit.txt")
    assert pack.parent.parent == root / "output"
    assert ended.out.strip() == str(pack.relative_to(root))
    assert run("verify", pack).code == 0
    _bag_info_is_plain(pack)
    _tables_start_no_formula(pack)
    _workbook_opens(pack)
    _page_runs_nothing(pack)
    _terminal_is_safe(ended)
    _again(run, pack)


def _bag_info_is_plain(pack: Path) -> None:
    lines = (pack / "bag-info.txt").read_text(encoding="utf-8").splitlines()
    assert all(":" in line for line in lines)
    assert not any(ord(char) < 32 for line in lines for char in line)


def _tables_start_no_formula(pack: Path) -> None:
    seen = 0
    for path in (pack / "data" / "tables").glob("*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))
        assert {len(row) for row in rows} == {len(rows[0])}, path.name
        for row in rows:
            seen += sum("cmd()" in cell for cell in row)
            bad = [cell[:40] for cell in row if cell.startswith(FORMULA) and not cell.lstrip("-").isdigit()]
            assert bad == [], path.name
            assert not any("\0" in cell or "\x1b" in cell for cell in row), path.name
    assert seen > 3
    assert b"'=cmd()" in (pack / "data" / "tables" / "reports.csv").read_bytes()


def _workbook_opens(pack: Path) -> None:
    data = (pack / "data" / "hipaa.xlsx").read_bytes()
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    evil = [cell for cell in cells if "cmd()" in str(cell.value)]
    assert len(evil) > 3
    assert {cell.data_type for cell in evil} == {"s"}
    assert max(len(str(cell.value)) for cell in cells) <= 32_767
    assert not any("\0" in str(cell.value) for cell in cells)


def _page_runs_nothing(pack: Path) -> None:
    for name in ("hipaa.html", "index.html"):
        page = (pack / "data" / name).read_text(encoding="utf-8")
        assert "cmd()" in page
        assert "<script" not in page.lower()
        assert 'href="javascript:' not in page.lower()
        assert "\0" not in page
    for name in ("hipaa.md", "index.md"):
        source = (pack / "data" / name).read_text(encoding="utf-8")
        page = MarkdownIt("commonmark", {"html": True}).enable("table").render(source)
        assert "<script" not in page.lower()
        assert "\0" not in source


def _terminal_is_safe(ended: Ended) -> None:
    assert not any(ord(char) < 32 and char not in "\n\r" for char in ended.out + ended.err)


def _again(run: Any, pack: Path) -> None:
    told = run("explain", "1.1", pack)
    assert told.code == 0
    assert "cmd()" in told.out
    assert not any(ord(char) < 32 and char != "\n" for char in told.out)
    assert max(map(len, told.out.splitlines())) < 5_000


@pytest.mark.parametrize(
    ("one", "other"),
    [("Acme/1", "Acme-1"), ("株式会社", "有限公司"), ("../x", "..\\x"), ("a" * 90, "a" * 91), ("...", "\0")],
)
def test_different_names_have_different_folders(one: str, other: str) -> None:
    """Two organisations never share a folder, however their names are made safe."""
    from generator.staging import folder_name

    made = {folder_name(one), folder_name(other)}

    assert len(made) == 2
    assert all(len(name.encode()) <= 120 and "/" not in name and not name.startswith(".") for name in made)


def test_plain_names_stay_as_they_are() -> None:
    """What is safe already is the folder's name, letter by letter."""
    from generator.staging import folder_name

    assert folder_name("Acme Health") == "Acme Health"
    assert folder_name("2026Q4") == "2026Q4"
