"""What a pack from somebody else, or one that somebody worked in, is protected by."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from e2e.conftest import Aws, bytes_of

from generator.pack import seal

pytestmark = pytest.mark.usefixtures("no_workbook")
PLANTED = 'from pathlib import Path\n\nPath("{mark}").write_text("ran")\n'


@pytest.fixture
def made(small: Path, tmp_path: Path) -> Path:
    """A pack that stands already."""
    return shutil.copytree(small, tmp_path / "pack")


def plant(pack: Path, mark: Path) -> None:
    """Python checks in a pack's mappings, sealed in as by somebody who sends it."""
    checks = pack / "data" / "mappings" / "overlay-1" / "checks"
    checks.mkdir(parents=True)
    (checks / "theirs.py").write_text(PLANTED.format(mark=mark))


@pytest.mark.parametrize("command", [["report"], ["assess"], ["explain", "1.1"]])
def test_python_in_a_pack_is_not_run_unasked(
    run: Any, made: Path, tmp_path: Path, command: list[str]
) -> None:
    """A sealed pack that carries Python runs none of it, and says how to allow it."""
    plant(made, tmp_path / "mark")
    seal(made, {})

    ended = run(*command, made)

    assert (4, False) == (ended.code, (tmp_path / "mark").exists()), ended.err
    assert "--run-pack-checks" in ended.err


@pytest.mark.parametrize("command", [["report"], ["assess"], ["explain", "1.1"]])
def test_python_added_to_a_pack_is_not_run_at_all(
    run: Any, made: Path, tmp_path: Path, command: list[str]
) -> None:
    """What was added after sealing is named, and not run even where running was asked for."""
    plant(made, tmp_path / "mark")

    ended = run(*command, "--run-pack-checks", made)

    assert (4, False) == (ended.code, (tmp_path / "mark").exists()), ended.err
    assert "theirs.py: added since" in ended.err


def test_python_in_a_pack_runs_when_asked_for(run: Any, made: Path, tmp_path: Path) -> None:
    """One's own checks go with one's own pack."""
    plant(made, tmp_path / "mark")
    seal(made, {})

    assert run("explain", "1.1", "--run-pack-checks", made).code == 0
    assert (tmp_path / "mark").exists()


@pytest.mark.parametrize("command", ["report", "assess"])
def test_changed_pack_is_not_sealed_again(run: Any, made: Path, command: str) -> None:
    """Judging again never turns a changed pack into one that verifies."""
    (made / "data" / "tables" / "findings.csv").write_text("all is well\n")
    before = bytes_of(made)

    ended = run(command, made)

    assert (4, before) == (ended.code, bytes_of(made))
    assert "data/tables/findings.csv: changed" in ended.err


def test_run_does_not_replace_what_a_reviewer_wrote(
    run: Any, config: Any, made: Path, mini: Path, aws: Aws
) -> None:
    """A pack that somebody worked in stays, and nothing is asked of AWS before that is said."""
    (made / "data" / "notes.txt").write_text("agreed with the assessor on Tuesday\n")
    before = bytes_of(made)

    ended = run("run", "-c", config(aws.accounts[0]), "--output", made)

    assert (4, before) == (ended.code, bytes_of(made))
    assert "data/notes.txt: added since" in ended.err
    assert "calls:" not in ended.err
