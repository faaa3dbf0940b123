"""'evidencemap sample' over a sealed pack of the recorded demo."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.cli.sample import FREQUENCIES
from generator.mapping import mapping_files, shipped
from generator.pack import seal, verify
from generator.sample import frequencies, read_samples

GOLDEN = Path(__file__).parent / "golden" / "pack"
CHECK = "vpc.subnets_give_no_public_address"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's recorded evidence with the mappings of today. Only what lies beside it changes."""
    folder = shutil.copytree(GOLDEN, tmp_path_factory.mktemp("sampled") / "pack")
    for path in mapping_files(shipped()):
        target = folder / "data" / "mappings" / "shipped" / path.relative_to(shipped())
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    seal(folder, {"Source-Organization": "Acme"})
    return folder


def run(*args: Any) -> Any:
    ended = CliRunner().invoke(main, ["sample", *map(str, args)], catch_exceptions=False)
    assert "Traceback" not in ended.output
    return ended


def folder_in(output: str) -> Path:
    return Path(re.findall(r"written: (.+)", output)[0])


def test_a_sample_can_be_drawn_again_by_what_was_printed(pack: Path) -> None:
    """The lines on the screen, pasted into a shell in the folder, give sample.txt; drawing again writes nothing."""
    ended = run(pack, "--check", CHECK, "--size", "table")
    folder = folder_in(ended.output)
    _, _, told = ended.output.partition("to draw it again, in the folder below:\n")
    lines = "\n".join(line.removeprefix("  ") for line in told.splitlines() if line.startswith("  "))
    shell = subprocess.run(["sh"], input=lines, cwd=folder, capture_output=True, text=True, check=True)

    assert ended.exit_code == 0
    assert shell.stdout == (folder / "sample.txt").read_text()
    assert 0 < len(shell.stdout.splitlines()) < len((folder / "population.txt").read_text().splitlines())
    assert "Chiaro" in ended.output
    assert folder.parent == pack.with_name("pack.work") / "samples"
    assert verify(pack)[1] == []
    assert "nothing written" in run(pack, "--check", CHECK, "--size", "table").output
    assert read_samples(pack.with_name("pack.work"))[0].engagement == "Acme Health 2026Q4"


def test_bad_wishes_end_with_words(pack: Path) -> None:
    """An unknown check, account, region, size, frequency; an incomplete population. Nothing is written."""
    before = sorted(path.name for path in pack.with_name("pack.work").rglob("*"))
    hole = "accessanalyzer.no_external_findings"
    for args, words in {
        ("--check", "vpc.subnet", "--size", "3"): "judges no such check",
        ("--check", CHECK, "--size", "0"): "from 1 to",
        ("--check", CHECK, "--size", "-3"): "from 1 to",
        ("--check", CHECK, "--size", "9" * 5_000): "from 1 to",
        ("--check", CHECK, "--size", "²"): "from 1 to",
        ("--check", CHECK, "--size", "3", "--account", "x"): "no account",
        ("--check", CHECK, "--size", "3", "--region", "x"): "no region",
        ("--check", CHECK, "--size", "3", "--frequency", "daily"): "goes with --size table",
        ("--check", CHECK, "--size", "table", "--frequency", "hourly"): "hourly",
        ("--check", CHECK, "--size", "3", "--name", "a\x1bb"): "must be printable",
        ("--check", hole, "--size", "3"): "The population is incomplete",
    }.items():
        ended = run(pack, *args)
        assert ended.exit_code == 2, args
        assert words in ended.output
    assert sorted(path.name for path in pack.with_name("pack.work").rglob("*")) == before


def test_an_incomplete_population_is_marked(pack: Path) -> None:
    """Asked for, it is drawn from, and says so first."""
    ended = run(pack, "--check", "accessanalyzer.no_external_findings", "--size", "2", "--incomplete")

    assert ended.output.startswith("INCOMPLETE: ")
    assert "# INCOMPLETE" in (folder_in(ended.output) / "how.txt").read_text()


def test_other_draws_are_told(pack: Path) -> None:
    """Whoever draws the same population under another name sees what stands there already."""
    first = folder_in(run(pack, "--check", "s3.tls_only", "--size", "2", "--name", "one").output)
    second = run(pack, "--check", "s3.tls_only", "--size", "2", "--name", "two")

    assert f"other draws of this check: {first.name}" in second.output


def test_a_pack_that_changed_is_not_drawn_from(pack: Path, tmp_path: Path) -> None:
    """Evidence that is no longer what was sealed is no population."""
    changed = shutil.copytree(pack, tmp_path / "pack")
    info = changed / "data" / "run.json"
    info.write_text(info.read_text() + "\n")

    assert run(changed, "--check", CHECK, "--size", "3").exit_code == 4


def test_frequencies_are_those_of_the_table() -> None:
    """The command's choices are written out, so that --help needs no table."""
    assert frequencies() == FREQUENCIES
