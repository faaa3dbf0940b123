"""The same Assessment gives the same bytes."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from generator.render import render

PRINT = (
    "import hashlib, madeup; from generator.render import render;"
    "[print(hashlib.sha256(b).hexdigest(), n) for n, b in sorted(render(madeup.assessment()))]"
)


def elsewhere(seed: str) -> list[str]:
    here = Path(__file__).parent
    path = os.pathsep.join([str(here), str(here.parents[1])])
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path, "TZ": f"UTC{seed}"}
    done = subprocess.run([sys.executable, "-c", PRINT], env=env, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_same_bytes(files):
    """Every file has the same bytes in another process, hash seed and time zone."""
    here = [f"{hashlib.sha256(data).hexdigest()} {name}" for name, data in sorted(files.items())]
    assert here == elsewhere("1")
    assert here == elsewhere("7")


def test_files(whole, files):
    """Each framework has its three files; the front page and the tables stand beside them."""
    own = {f"{f.id}.{ending}" for f in whole.frameworks for ending in ("xlsx", "md", "html")}
    names = (
        "findings",
        "requirements",
        "populations",
        "calls",
        "reports",
        "services",
        "requests",
        "cuecs",
        "blind_spots",
        "scope",
        "exceptions",
    )
    assert own | {"index.md", "index.html"} | {f"tables/{n}.csv" for n in names} == set(files)


def test_names_stay_in_the_folder(small):
    """A framework's id from a user's own mappings never leads out of the pack."""
    from dataclasses import replace

    framework = replace(small.frameworks[0], id="../../etc/x")
    moved = tuple(replace(r, framework=framework.id) for r in small.requirements)
    names = {name for name, _ in render(replace(small, frameworks=(framework,), requirements=moved))}
    assert {"etc-x.xlsx", "etc-x.md", "etc-x.html"} < names
