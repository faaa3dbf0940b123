"""Has anything in a pack changed since it was sealed? Bytes, files gone, files added, manifests cut."""

import re
from pathlib import Path

from generator.errors import PackError
from generator.pack.bag import PAYLOAD, TAGS, sha256

_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_TAG_FILES = {"bagit.txt", "bag-info.txt", PAYLOAD}


def verify(folder: Path) -> tuple[int, list[str]]:
    """How many files were checked, and each difference; PackError where the folder is no pack."""
    if not (folder / PAYLOAD).is_file():
        raise PackError(f"{folder} is no pack: it has no {PAYLOAD}.", "Give the folder that holds bagit.txt.")
    payload, faults = _read(folder, PAYLOAD)
    tags, tag_faults = _read(folder, TAGS) if (folder / TAGS).is_file() else ({}, [f"{TAGS}: gone"])
    faults += tag_faults
    for name, expected in {**tags, **payload}.items():
        faults += _compare(folder, name, expected)
    known = set(payload) | set(tags) | {TAGS}
    faults += [f"{name}: not in the tag manifest" for name in sorted(_TAG_FILES - set(tags))]
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() and (path.is_dir() or name not in known):
            faults.append(f"{name}: a link, which leads out of the pack")
        elif not path.is_dir() and name not in known:
            faults.append(f"{name}: added since")
    return len(payload), faults


def _read(folder: Path, manifest: str) -> tuple[dict[str, str], list[str]]:
    found: dict[str, str] = {}
    faults: list[str] = []
    for line in (folder / manifest).read_text(encoding="utf-8", errors="replace").split("\n"):
        if not line:
            continue
        match = _LINE.fullmatch(line)
        if match is None or ".." in Path(match[2]).parts or Path(match[2]).is_absolute():
            faults.append(f"{manifest}: a line is no manifest line: {line[:80]!r}")
        elif match[2] in found:
            faults.append(f"{manifest}: {match[2]} stands twice")
        else:
            found[match[2]] = match[1]
    return found, faults


def _compare(folder: Path, name: str, expected: str) -> list[str]:
    path = folder / name
    if path.is_symlink() or not path.is_file():
        return [f"{name}: gone"]
    return [] if sha256(path) == expected else [f"{name}: changed"]
