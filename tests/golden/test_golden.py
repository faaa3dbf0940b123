"""The reports over recorded evidence, byte by byte."""

import subprocess
import sys
from pathlib import Path

import pytest

from golden import make

NAMES = sorted(p.relative_to(make.EXPECTED).as_posix() for p in make.EXPECTED.rglob("*") if p.is_file())


@pytest.fixture(scope="module")
def rendered() -> dict[str, bytes]:
    return make.rendered()


def test_the_same_files_come_out(rendered: dict[str, bytes]) -> None:
    """No file is lost, none is added unseen."""
    assert sorted(rendered) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_file_is_as_golden(name: str, rendered: dict[str, bytes]) -> None:
    """What a reader sees changes only when somebody has read the difference ('make golden')."""
    expected = (make.EXPECTED / name).read_bytes()

    assert expected == rendered[name], f"{name} differs: run 'make golden' and read the difference"


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    """Assess and render are pure: other processes, other hash seeds, equal bytes for every file of a framework."""
    code = (
        "import hashlib, sys; sys.path[:0] = sys.argv[1:]; from golden import make; from generator.render import render\n"
        "from dataclasses import replace; made = make.assessed(); made = replace(made, frameworks=made.frameworks[1:2])\n"
        "for name, data in sorted(render(made)): print(name, hashlib.sha256(data).hexdigest())"
    )
    here = Path(__file__).parents[1]
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, str(here), str(here.parent)],
            env={"PYTHONHASHSEED": seed, "PATH": "", "TZ": zone, "LC_ALL": "C"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("7", "Asia/Tokyo"))
    ]

    assert runs[0] == runs[1]
    assert "hipaa.xlsx" in runs[0]
