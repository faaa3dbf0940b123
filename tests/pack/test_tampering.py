"""Whatever is done to a sealed pack afterwards, verifying names it."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders import scope
from hypothesis import given, settings
from hypothesis import strategies as st
from test_bag import FILES, make

from generator.errors import PackError
from generator.model.scope import Reach, RunInfo
from generator.pack import bag, read_run, verify, write_run

ONE = "data/index.md"


def _edit(name: str, change: Callable[[str], str]) -> Callable[[Path], object]:
    def edit(folder: Path) -> None:
        (folder / name).write_text(change((folder / name).read_text()))

    return edit


def _link(folder: Path) -> None:
    outside = folder.parent / "outside.md"
    outside.write_bytes((folder / ONE).read_bytes())
    (folder / ONE).unlink()
    (folder / ONE).symlink_to(outside)


def _link_folder(folder: Path) -> None:
    (folder / "data" / "tables").rename(folder.parent / "tables")
    (folder / "data" / "tables").symlink_to(folder.parent / "tables")


def _without(line: str) -> Callable[[str], str]:
    return lambda text: "".join(one for one in text.splitlines(keepends=True) if line not in one)


def _move(folder: Path) -> None:
    (folder / ONE).rename(folder / "data" / "moved.md")


def _swap(folder: Path) -> None:
    one, two = folder / ONE, folder / "data" / "tables" / "findings.csv"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def _first_line(change: Callable[[str], str]) -> Callable[[Path], object]:
    def edit(text: str) -> str:
        first, rest = text.split("\n", 1)
        return f"{change(first)}\n{rest}"

    return _edit(bag.PAYLOAD, edit)


TAMPERED: dict[str, tuple[Callable[[Path], object], str]] = {
    "a byte changed": (_edit(ONE, lambda text: text.replace("I", "i")), f"{ONE}: changed"),
    "a byte more": (_edit(ONE, lambda text: text + " "), f"{ONE}: changed"),
    "a file emptied": (_edit(ONE, lambda _: ""), f"{ONE}: changed"),
    "an empty file filled": (_edit("data/empty.txt", lambda _: "x"), "data/empty.txt: changed"),
    "a file removed": (lambda f: (f / ONE).unlink(), f"{ONE}: gone"),
    "a file moved": (_move, f"{ONE}: gone"),
    "two files swapped": (_swap, f"{ONE}: changed"),
    "a file added": (lambda f: (f / "data" / "new.md").write_text("x"), "data/new.md: added since"),
    "a hidden file added": (
        lambda f: (f / "data" / ".new").write_text("x"),
        "data/.new: added since",
    ),
    "a file added at the top": (
        lambda f: (f / "notes.txt").write_text("x"),
        "notes.txt: added since",
    ),
    "a file that is a link": (_link, f"{ONE}: gone"),
    "a folder that is a link": (_link_folder, "data/tables: a link"),
    "a link added": (lambda f: (f / "data" / "l").symlink_to("/etc/passwd"), "data/l: a link"),
    "a link to nothing added": (lambda f: (f / "data" / "l").symlink_to("nowhere"), "data/l: a link"),
    "a folder in place of a file": (
        lambda f: ((f / ONE).unlink(), (f / ONE).mkdir()),
        f"{ONE}: gone",
    ),
    "a manifest line dropped": (_edit(bag.PAYLOAD, _without("index.md")), f"{bag.PAYLOAD}: changed"),
    "a manifest line twice": (
        _edit(bag.PAYLOAD, lambda text: text + text.splitlines()[0] + "\n"),
        f"{bag.PAYLOAD}: data/empty.txt stands twice",
    ),
    "a manifest line of another kind": (
        _first_line(lambda _: "hello"),
        f"{bag.PAYLOAD}: a line is no manifest line",
    ),
    "a manifest line that leads out": (
        _first_line(lambda line: line[:66] + "../../etc/passwd"),
        f"{bag.PAYLOAD}: a line is no manifest line",
    ),
    "a manifest line that leads to the root": (
        _first_line(lambda line: line[:66] + "/etc/passwd"),
        f"{bag.PAYLOAD}: a line is no manifest line",
    ),
    "the manifest emptied": (_edit(bag.PAYLOAD, lambda _: ""), f"{bag.PAYLOAD}: changed"),
    "a tag manifest line dropped": (
        _edit(bag.TAGS, _without("bag-info")),
        "bag-info.txt: not in the tag manifest",
    ),
    "the tag manifest emptied": (_edit(bag.TAGS, lambda _: ""), f"{bag.PAYLOAD}: not in the tag manifest"),
    "the tag manifest removed": (lambda f: (f / bag.TAGS).unlink(), f"{bag.TAGS}: gone"),
    "the declaration changed": (
        _edit("bagit.txt", lambda text: text.replace("1.0", "0.97")),
        "bagit.txt: changed",
    ),
    "the information changed": (
        _edit("bag-info.txt", lambda text: text.replace("Acme", "Other")),
        "bag-info.txt: changed",
    ),
    "the information removed": (lambda f: (f / "bag-info.txt").unlink(), "bag-info.txt: gone"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_done_is_named(name: str, tmp_path: Path) -> None:
    """The file, and whether it was changed, lost or added."""
    folder = make(tmp_path / "pack")
    act, fault = TAMPERED[name]
    act(folder)
    _, faults = verify(folder)

    assert any(told.startswith(fault) for told in faults), faults


def test_a_change_with_its_line_mended_is_still_told(tmp_path: Path) -> None:
    """Who changes a file and its hash must change the tag manifest too."""
    folder = make(tmp_path)
    old = hashlib.sha256((folder / ONE).read_bytes()).hexdigest()
    (folder / ONE).write_text("# Better\n")
    new = hashlib.sha256((folder / ONE).read_bytes()).hexdigest()
    _edit(bag.PAYLOAD, lambda text: text.replace(old, new))(folder)

    assert verify(folder)[1] == [f"{bag.PAYLOAD}: changed"]


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(f"data/{name}" for name, text in FILES.items() if text)),
    st.integers(0, 10_000),
    st.integers(1, 255),
)
def test_any_changed_byte_is_told(
    tmp_path_factory: pytest.TempPathFactory, name: str, at: int, by: int
) -> None:
    """Of any file, at any place."""
    folder = make(tmp_path_factory.mktemp("p"))
    raw = bytearray((folder / name).read_bytes())
    raw[at % len(raw)] ^= by
    (folder / name).write_bytes(raw)

    assert verify(folder)[1] == [f"{name}: changed"]


@pytest.mark.parametrize(
    "name", ["a\u2028b.md", "a\x85b.md", "a\x0bb.md", "a%0Ab.md", " a .md", "ä.md", "a\\b.md"]
)
def test_odd_names_are_no_tampering(name: str, tmp_path: Path) -> None:
    """What was sealed verifies, whatever its name."""
    assert verify(make(tmp_path, {name: "x"})) == (1, [])


def test_a_folder_that_is_no_pack_is_told(tmp_path: Path) -> None:
    """Not a list of differences."""
    with pytest.raises(PackError, match="is no pack"):
        verify(tmp_path)


RUN = RunInfo(
    scope=replace(
        scope(frameworks=("hipaa",), reach={"hipaa": Reach(accounts=("111122223333",))}),
        trusted_accounts=("999900001111",),
    ),
    now="2026-10-01T10:00:00Z",
    started="2026-10-01T09:00:00Z",
    version="1.0",
    mapping_digest="0" * 64,
    libraries={"boto3": "1.40"},
    callers=("arn:aws:sts::1:assumed-role/r/s",),
)


@pytest.mark.parametrize("regions", ["enabled", ("eu-west-1",)])
def test_what_was_asked_comes_back(regions: str | tuple[str, ...], tmp_path: Path) -> None:
    """Judging again starts from it: days are days, lists are lists."""
    info = replace(RUN, scope=replace(RUN.scope, regions=regions))
    write_run(tmp_path, info)

    assert read_run(tmp_path) == info
    assert read_run(tmp_path).scope.period.start == date(2026, 7, 1)


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    """Sorted keys."""
    write_run(tmp_path / "a", RUN)
    write_run(tmp_path / "b", replace(RUN, libraries=dict(RUN.libraries)))

    assert (tmp_path / "a/data/run.json").read_bytes() == (tmp_path / "b/data/run.json").read_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        json.dumps({"scope": 1}),
        '{"verdict": "passed"}',
        "\ufeff{}",
        "[" * 100_000,
        " " * 10_000_001,
    ],
    ids=[
        "empty",
        "cut",
        "a list",
        "nothing in it",
        "another scope",
        "another field",
        "a mark",
        "deep",
        "large",
    ],
)
def test_a_run_of_another_shape_is_told(text: str, tmp_path: Path) -> None:
    """Never a traceback."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "run.json").write_text(text)

    with pytest.raises(PackError):
        read_run(tmp_path)


def test_a_folder_without_a_run_is_no_pack(tmp_path: Path) -> None:
    """And the hint says which folder to give."""
    with pytest.raises(PackError, match="is no pack") as told:
        read_run(tmp_path)

    assert "bagit.txt" in told.value.hint
