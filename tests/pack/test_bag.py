"""A sealed pack: BagIt that coreutils can check, equal for equal files, put in place in one step."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.errors import SetupError
from generator.pack import bag, seal, swap_in, verify

FILES = {
    "index.md": "# Index\n",
    "tables/findings.csv": "check,title\r\n",
    "evidence/111122223333.jsonl.gz": "\x1f\x8b\x00",
    "mappings/overlay-1/objectives/Zusätze und mehr.yaml": "[]\n",
    "empty.txt": "",
}
INFO = {"Source-Organization": "Acme\nPayload-Oxum: 0.0", "Bagging-Date": "2026-10-01"}


def make(folder: Path, files: dict[str, str] = FILES) -> Path:
    """A sealed pack of these files."""
    for name, text in files.items():
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    seal(folder, INFO)
    return folder


def _coreutils(folder: Path, manifest: str) -> int:
    return subprocess.run(
        ["sha256sum", "--strict", "--quiet", "-c", manifest], cwd=folder, capture_output=True, check=False
    ).returncode


def test_what_was_sealed_verifies(tmp_path: Path) -> None:
    """Every file is counted, none differs."""
    assert verify(make(tmp_path)) == (len(FILES), [])


@pytest.mark.parametrize("manifest", [bag.PAYLOAD, bag.TAGS])
def test_coreutils_agree(manifest: str, tmp_path: Path) -> None:
    """An assessor needs no tool of ours: ``sha256sum -c`` reads both manifests, and sees a change."""
    folder = make(tmp_path)
    before = _coreutils(folder, manifest)
    first = (folder / manifest).read_text().splitlines()[0].split("  ")[1]
    (folder / first).write_text("changed")

    assert (before, _coreutils(folder, manifest)) == (0, 1)


def test_the_manifest_is_sorted_and_holds_each_file_once(tmp_path: Path) -> None:
    """Two packs can be compared by eye."""
    names = [line.split("  ", 1)[1] for line in (make(tmp_path) / bag.PAYLOAD).read_text().splitlines()]

    assert names == sorted(f"data/{name}" for name in FILES)


def test_two_seals_give_equal_bytes(tmp_path: Path) -> None:
    """Whenever and wherever, in whatever order the files were written."""
    one = make(tmp_path / "one")
    two = make(tmp_path / "two", dict(reversed(FILES.items())))
    read = [
        {p.relative_to(f).as_posix(): p.read_bytes() for p in f.rglob("*") if p.is_file()} for f in (one, two)
    ]

    assert read[0] == read[1]


def test_sealing_again_changes_nothing(tmp_path: Path) -> None:
    """The manifests are not in themselves."""
    folder = make(tmp_path)
    before = (folder / bag.PAYLOAD).read_bytes(), (folder / bag.TAGS).read_bytes()
    seal(folder, INFO)

    assert ((folder / bag.PAYLOAD).read_bytes(), (folder / bag.TAGS).read_bytes()) == before


def test_the_seal_is_the_hash_of_the_manifest(tmp_path: Path) -> None:
    """The one number to write down elsewhere: another file, another number."""
    one = make(tmp_path / "one")
    other = make(tmp_path / "two", {**FILES, "index.md": "# Other\n"})

    assert seal(one, INFO) == bag.sha256(one / bag.PAYLOAD)
    assert seal(one, INFO) != seal(other, INFO)


def test_the_declaration_is_bagit(tmp_path: Path) -> None:
    """Version and encoding as RFC 8493 wants them; sizes told; a name with a line end adds no line of its own."""
    folder = make(tmp_path)
    size = sum(len(text.encode()) for text in FILES.values())

    assert (folder / "bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert (folder / "bag-info.txt").read_text().splitlines() == [
        "Source-Organization: Acme Payload-Oxum: 0.0",
        "Bagging-Date: 2026-10-01",
        f"Payload-Oxum: {size}.{len(FILES)}",
    ]


def test_a_pack_is_put_in_place(tmp_path: Path) -> None:
    """Nothing of the earlier one is left, nothing beside it either."""
    make(tmp_path / "target", {"old.md": "old"})
    swap_in(make(tmp_path / "target.partial"), tmp_path / "target")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["target"]
    assert verify(tmp_path / "target") == (len(FILES), [])
    assert not (tmp_path / "target" / "data" / "old.md").exists()


def test_the_first_pack_is_put_in_place(tmp_path: Path) -> None:
    """Where there was none."""
    swap_in(make(tmp_path / "new"), tmp_path / "target")

    assert verify(tmp_path / "target") == (len(FILES), [])


@pytest.mark.parametrize("failing", [1, 2])
def test_the_earlier_pack_stays_where_the_rename_fails(
    failing: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of the two renames it is; the new one is kept too, and the message says where."""
    earlier = make(tmp_path / "target", {"old.md": "old"})
    staging = make(tmp_path / "target.partial")
    renames = iter(range(1, 9))
    replace = os.replace

    def sometimes(source: Path, target: Path) -> None:
        if next(renames) == failing:
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", sometimes)
    with pytest.raises(SetupError, match="No space left on device") as told:
        swap_in(staging, earlier)

    assert (earlier / "data" / "old.md").read_text() == "old"
    assert (verify(earlier), verify(staging)) == ((1, []), (len(FILES), []))
    assert str(staging) in told.value.hint


def test_a_pack_that_a_crash_left_aside_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between the renames, the earlier pack is the only one: it is deleted only after the new one stands."""
    make(tmp_path / "target.earlier", {"old.md": "old"})
    staging = make(tmp_path / "target.partial")

    def never(source: Path, target: Path) -> None:
        if source == staging:
            raise OSError(30, "Read-only file system")
        shutil.move(source, target)

    monkeypatch.setattr(os, "replace", never)
    with pytest.raises(SetupError):
        swap_in(staging, tmp_path / "target")

    assert (tmp_path / "target" / "data" / "old.md").read_text() == "old"


def test_a_pack_that_a_crash_left_aside_goes_when_the_new_one_stands(tmp_path: Path) -> None:
    """Nothing is left lying about."""
    make(tmp_path / "target.earlier", {"old.md": "old"})
    swap_in(make(tmp_path / "target.partial"), tmp_path / "target")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["target"]
