"""The command that writes the matrix for customers: what it reads, where it writes, how bad input ends."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from golden import make
from openpyxl import load_workbook

from generator import pipeline
from generator.cli import main
from generator.pack import read_run, seal, write_run
from generator.staging import keep_mappings

OVERLAY = Path(__file__).parent / "mappings" / "good" / "shares-requirements-outward"
CONFIG = {
    "organisation": "Acme/Payments",
    "period": {"name": "2026Q4", "from": "2026-10-01", "to": "2026-12-31"},
    "options": {"service_provider": "yes", "premises": "no", "outposts": "no"},
    "mappings": ["ours"],
}


def run(*args: Any) -> Any:
    result = CliRunner().invoke(main, ["responsibility", *map(str, args)], catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


def sealed(folder: Path, organisation: str) -> Path:
    """A pack over recorded evidence; of its files only those that it is judged from."""
    shutil.copytree(make.PACK, folder)
    info = read_run(folder)
    write_run(folder, replace(info, scope=replace(info.scope, organisation=organisation)))
    keep_mappings(pipeline.plan_of(folder, mappings=pipeline.INSTALLED), folder)
    seal(folder, {})
    return folder


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def configured(here: Path) -> Path:
    shutil.copytree(OVERLAY, here / "ours")
    (here / "evidencemap.yaml").write_text(json.dumps(CONFIG))
    return here


def test_both_files_are_written_and_their_paths_printed(configured: Path) -> None:
    """Under a name that is safe as a file's; what waits is said on stderr; the overlay's words are in them."""
    result = run("--framework", "pci-dss", "--as-of", "2026-12-01")
    paths = result.stdout.splitlines()

    assert result.exit_code == 0
    assert [re.sub("[0-9a-f]{8}", "#", path) for path in paths] == [
        "output/Acme-Payments-#-pci-dss-responsibility.xlsx",
        "output/Acme-Payments-#-pci-dss-responsibility.md",
    ]
    assert result.stderr == "DRAFT: 271 of 280 rows not stated yet.\n"
    assert "We run on AWS alone." in Path(paths[1]).read_text()
    assert load_workbook(paths[0])["Cover"]["B3"].value == "Acme/Payments · as of 2026-12-01"


def test_without_a_configuration_nobody_is_named(here: Path) -> None:
    """The mappings alone, into the folder asked for; what is missing and what is left out is said."""
    result = run("--framework", "pci-dss", "--output", "there")

    assert result.stdout.split() == [f"there/pci-dss-responsibility{end}" for end in (".xlsx", ".md")]
    assert "DRAFT: 255 of 255 rows not stated yet." in result.stderr
    assert "No organisation is named" in result.stderr
    assert (
        "25 requirements left out, look whether that is right: option service_provider: no" in result.stderr
    )


def test_a_pack_gives_its_services_and_not_its_account(here: Path) -> None:
    """A run without configuration calls the organisation by the account's number: that goes to nobody."""
    pack = sealed(here / "pack", "account 111122223333")
    result = run("--framework", "pci-dss", "--pack", pack)
    page = Path("output/pci-dss-responsibility.md").read_text()

    assert result.exit_code == 0
    assert "111122223333" not in page
    assert "| AWS services | 40 found on 2026-11-26 |" in page

    (here / "evidencemap.yaml").write_text(json.dumps(CONFIG | {"mappings": []}))
    mixed = run("--framework", "pci-dss", "--pack", pack)
    assert mixed.exit_code == 2
    assert "the configuration of 'Acme/Payments'" in mixed.stderr

    (pack / "data" / "run.json").write_text("{}")
    assert run("--framework", "pci-dss", "--pack", pack).exit_code == 4


def test_a_template_is_written_once(configured: Path) -> None:
    """It states nothing, and one that somebody has filled in is never written over."""
    result = run("--framework", "pci-dss", "--template", "ours/outward/more.yaml")

    assert result.stdout == "ours/outward/more.yaml\n"
    assert not Path("output").exists()
    written = Path("ours/outward/more.yaml").read_bytes()
    assert run("--framework", "pci-dss").stderr == "DRAFT: 271 of 280 rows not stated yet.\n"
    again = run("--framework", "pci-dss", "--template", "ours/outward/more.yaml")
    assert again.exit_code == 2
    assert "ours/outward/more.yaml is there and is left alone." in again.stderr
    assert Path("ours/outward/more.yaml").read_bytes() == written


def test_bad_input_ends_in_one_sentence(configured: Path) -> None:
    """Exit 2 (4 where a pack is none), and nothing is written."""
    (configured / "file").write_text("")
    for arguments, code, said in (
        (("--framework", "pci"), 2, "There is no framework 'pci'."),
        ((), 2, "Missing option '--framework'"),
        (("--framework", "pci-dss", "--as-of", "soon"), 2, "'soon' does not match the format"),
        (("--framework", "pci-dss", "--pack", "nowhere"), 4, "nowhere"),
        (("--framework", "pci-dss", "-c", "nowhere.yaml"), 2, "nowhere.yaml"),
        (("--framework", "pci-dss", "--template", "x.yml"), 2, "x.yml does not end in .yaml."),
        (("--framework", "pci-dss", "--template", "no/x.yaml"), 2, "no/x.yaml: No such file or directory."),
        (("--framework", "pci-dss", "--output", "file"), 2, "file: File exists."),
    ):
        result = run(*arguments)
        assert (result.exit_code, said in result.stderr) == (code, True), (arguments, result.stderr)
        assert result.stdout == ""
    assert not (configured / "output").exists()
