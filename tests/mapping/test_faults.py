"""Overlays that must not load, each with the exact faults: a folder dropped into bad/ is a test."""

import subprocess
import sys
from pathlib import Path

import pytest

from generator.errors import MappingError
from generator.mapping import load

BAD = Path(__file__).parent.parent / "mappings" / "bad"


@pytest.mark.parametrize("name", sorted(path.name for path in BAD.iterdir()))
def test_the_faults_are_told_exactly(name: str) -> None:
    """File, line, what is wrong, what to write: nothing more, nothing less."""
    with pytest.raises(MappingError) as told:
        load(BAD / name)
    faults = [fault.replace(str(BAD / name), "overlay") for fault in told.value.faults]

    assert faults == (BAD / name / "expected.txt").read_text().splitlines()


def test_the_faults_are_counted_in_the_message() -> None:
    """The one line that is always shown says how many there are."""
    with pytest.raises(MappingError, match="3 faults in the mappings"):
        load(BAD / "bad-jmespath")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A slip in 'mappings:' must not mean no overlay."""
    with pytest.raises(MappingError) as told:
        load(tmp_path / "no")

    assert told.value.faults == (
        f"{tmp_path / 'no'}: no such directory; give the folder that holds the mappings",
    )


def test_an_overlay_never_takes_a_name_of_ours_first() -> None:
    """In a fresh process too, where the overlay could be read before our own checks."""
    code = f"from pathlib import Path; from generator.mapping import load; load(Path({str(BAD / 'check-of-our-name')!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "generator.errors.MappingError: 1 faults in the mappings" in done.stderr, done.stderr
