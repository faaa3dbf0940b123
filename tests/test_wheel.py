"""What people install: a wheel that works outside the checkout, with its mappings and templates inside."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.pack import read_run, seal, write_run

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden" / "pack"


def go(*args: Any, cwd: Path, path: str = os.defpath) -> str:
    """The program's output; no variable of this process reaches it, PYTHONPATH least of all."""
    done = subprocess.run(
        [*map(str, args)], cwd=cwd, env={"PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built with the tools at hand: nothing is downloaded."""
    folder = tmp_path_factory.mktemp("dist")
    go(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in an environment of its own; libraries are those of this one, our code is not."""
    folder = tmp_path_factory.mktemp("venv")
    go(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    python = folder / "bin" / "python"
    go(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=folder,
    )
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "evidencemap"


def test_wheel_holds_mappings_and_templates(wheel: Path) -> None:
    """Every mapping and every template of the checkout is in the wheel, byte by byte, and nothing foreign is."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        for folder in ("mappings", "templates"):
            files = [p for p in (ROOT / folder).rglob("*") if p.is_file()]
            inside = {name for name in names if name.startswith(f"generator/_data/{folder}/")}
            assert inside == {f"generator/_data/{p.relative_to(ROOT).as_posix()}" for p in files}
            assert all(
                archive.read(f"generator/_data/{p.relative_to(ROOT).as_posix()}") == p.read_bytes()
                for p in files
            )
            assert len(files) > 3
    assert not [
        name for name in names if "__pycache__" in name or name.startswith(("tests", "docs", "output"))
    ]
    assert {name.split("/")[0].split("-")[0] for name in names} == {"generator", "evidencemap"}
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_installed_code_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    """The environment runs the wheel, not the checkout."""
    told = go(
        installed.with_name("python"), "-c", "import generator; print(generator.__file__)", cwd=tmp_path
    )

    assert Path(told.strip()).is_relative_to(installed.parents[1])


def test_installed_command_knows_its_mappings(installed: Path, tmp_path: Path) -> None:
    """frameworks, lint and init work anywhere."""
    assert "120 requirements" in go(installed, "frameworks", cwd=tmp_path)
    assert "No faults" in go(installed, "lint", cwd=tmp_path)
    go(installed, "init", cwd=tmp_path)
    assert (tmp_path / "evidencemap.yaml").is_file()


def test_installed_command_renders_a_pack(installed: Path, tmp_path: Path) -> None:
    """Recorded evidence is judged and rendered with the wheel's mappings and templates, then again with the pack's."""
    pack = shutil.copytree(GOLDEN, tmp_path / "pack")
    info = read_run(pack)
    write_run(pack, replace(info, scope=replace(info.scope, frameworks=("hipaa",))))
    seal(pack, {})

    go(installed, "assess", pack, cwd=tmp_path)
    files = {p: p.read_bytes() for p in pack.rglob("*") if p.is_file()}
    go(installed, "report", pack, cwd=tmp_path)

    assert {p: p.read_bytes() for p in pack.rglob("*") if p.is_file()} == files
    assert {"hipaa.xlsx", "hipaa.md", "hipaa.html", "index.html"} <= {p.name for p in files}
    assert "164.312(a)(1)" in (pack / "data" / "hipaa.html").read_text(encoding="utf-8")
    go(installed, "verify", pack, cwd=tmp_path)


def test_demo_without_moto_says_what_to_install(installed: Path, tmp_path: Path) -> None:
    """Without the demo's extra one sentence names it; nothing else needs moto."""
    code = "import sys; sys.modules['moto'] = None; sys.argv = ['evidencemap', 'demo']; from generator.cli import main; main()"
    done = subprocess.run(
        [installed.with_name("python"), "-c", code],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "evidencemap[demo]" in done.stderr
    assert "Traceback" not in done.stderr
