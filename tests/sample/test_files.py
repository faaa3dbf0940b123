"""The folder of a draw: the same bytes again, never over others, and shell lines that draw it again."""

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pools import HOSTILE, ONE, TWO, assessment, finding, population, volumes, wanted

from generator.errors import PackError, SetupError
from generator.model.assessment import CheckInfo
from generator.sample import copy_samples, make, others, read_samples, sample_rows, write
from generator.sample.how import FILES


def written(work: Path, made: Any, **fields: Any) -> tuple[Path, bool]:
    return write(work, *make(made, wanted(**{"size": 5, **fields})))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def by_shell(folder: Path) -> bytes:
    """What anybody gets who has only sh, sha256sum, sort and head; in a locale that sorts otherwise."""
    tools = folder.parent / "bin"
    tools.mkdir(exist_ok=True)
    for name in ("sha256sum", "sort", "head"):
        if not (tools / name).exists():
            (tools / name).symlink_to(f"/usr/bin/{name}")
    env = {"PATH": str(tools), "LANG": "C.UTF-8", "HOME": os.devnull}
    done = subprocess.run(["/bin/sh", "how.txt"], cwd=folder, env=env, capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout


def test_coreutils_draw_the_same(tmp_path: Path) -> None:
    """Names and engagement as hostile as they come: the same lines, and nothing in them is run."""
    resources = [finding(name) for name in HOSTILE] + [finding("plain", TWO)]
    made = assessment([*resources, *volumes(20)])
    for engagement in ("Acme 2026Q3", "'; touch pwned; '$(touch pwned)`touch pwned`", "Société \\n %s -n"):
        folder, _ = written(tmp_path, made, engagement=engagement, size=12)

        assert by_shell(folder) == (folder / "sample.txt").read_bytes()
        assert len((folder / "sample.txt").read_bytes().splitlines()) == 12
        assert sorted(contents(folder)) == sorted(FILES)


def test_coreutils_draw_all_and_nothing(tmp_path: Path) -> None:
    """A size above the population, and an empty population."""
    whole, _ = written(tmp_path, assessment(volumes(7)), size=100)
    empty, _ = written(tmp_path, assessment([], [population()]), size=0)

    assert sorted(by_shell(whole).splitlines()) == (whole / "population.txt").read_bytes().splitlines()
    assert by_shell(empty) == (empty / "sample.txt").read_bytes() == b""
    assert "NOT OCCURRING" in (empty / "how.txt").read_text()


def test_the_hash_is_that_of_sha256sum(tmp_path: Path) -> None:
    """The number in sample.json is the one that anybody counts over population.txt, which sort leaves as it is."""
    folder, _ = written(tmp_path, assessment(volumes(30)))
    counted = subprocess.run(
        ["sha256sum", "population.txt"], cwd=folder, capture_output=True, text=True, check=True
    )
    text = (folder / "population.txt").read_bytes()

    assert counted.stdout.split()[0] == json.loads((folder / "sample.json").read_text())["population_sha256"]
    assert (
        subprocess.run(["sort"], input=text, env={"LC_ALL": "C"}, capture_output=True, check=True).stdout
        == text
    )


def test_a_changed_population_is_told_by_the_lines(tmp_path: Path) -> None:
    """The shell lines say so before they draw something else."""
    folder, _ = written(tmp_path, assessment(volumes(9)))
    with (folder / "population.txt").open("a") as file:
        file.write("zzz\n")
    done = subprocess.run(["sh", "how.txt"], cwd=folder, capture_output=True, text=True, check=True)

    assert "has changed" in done.stderr


def test_the_same_draw_is_written_once(tmp_path: Path) -> None:
    """Equal bytes in another place and another order; nothing is touched the second time."""
    made = assessment(volumes(30))
    folder, new = written(tmp_path / "one", made)
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    mirrored = assessment(list(reversed(made.findings)))
    other, _ = written(tmp_path / "two", mirrored)

    assert new
    assert contents(folder) == contents(other)
    assert folder.name == other.name
    assert written(tmp_path / "one", mirrored) == (folder, False)
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_a_differing_folder_is_left_alone(tmp_path: Path) -> None:
    """Whatever somebody changed in it, or took out of it; a note beside the four files is welcome."""
    made = assessment(volumes(30))
    folder, _ = written(tmp_path, made)
    (folder / "note.txt").write_text("tested")
    assert written(tmp_path, made) == (folder, False)
    for name in FILES:
        kept = (folder / name).read_bytes()
        (folder / name).write_bytes(kept + b"mine\n")
        with pytest.raises(SetupError, match="left alone"):
            written(tmp_path, made)
        assert (folder / name).read_bytes() == kept + b"mine\n"
        (folder / name).write_bytes(kept)
    (folder / "how.txt").unlink()
    with pytest.raises(SetupError):
        written(tmp_path, made)


def test_every_draw_has_a_folder_and_knows_the_others(tmp_path: Path) -> None:
    """Who draws under names until it pleases leaves a folder for each, and is told of them."""
    made = assessment(volumes(30))
    names = {written(tmp_path, made, engagement=f"try {n}", size=5)[0].name for n in range(3)}
    names.add(written(tmp_path, made, size=6)[0].name)
    last, _ = make(made, wanted(size=7))

    assert len(names) == 4
    assert set(others(tmp_path, last)) == names


def test_what_was_cut_is_begun_anew(tmp_path: Path) -> None:
    """A folder that a death left half written is none."""
    made = assessment(volumes(30))
    folder, _ = written(tmp_path, made)
    cut = folder.with_name(folder.name + ".partial")
    folder.rename(cut)
    (cut / "how.txt").unlink()

    assert read_samples(tmp_path) == ()
    assert written(tmp_path, made) == (folder, True)
    assert not cut.exists()


def test_a_folder_stays_inside(tmp_path: Path) -> None:
    """A check's id from a pack of anybody's leads nowhere else."""
    for check in ("../../etc/x", "..", "a/b\x00c", "." * 300):
        made = assessment([finding("a", check=check)], [population(check=check)])
        folder, _ = written(tmp_path, made, check=check)

        assert folder.parent == tmp_path / "samples"
        assert by_shell(folder) == b"a\n"


def test_draws_are_read_back(tmp_path: Path) -> None:
    """As they were made, and into a pack that is being made too."""
    made = assessment([*volumes(30), *(finding(name) for name in HOSTILE)])
    drawn = [make(made, wanted(size=n))[0] for n in (3, 9)]
    for n in (3, 9):
        written(tmp_path / "work", made, size=n)
    copy_samples(tmp_path / "work", tmp_path / "staging")

    assert sorted(read_samples(tmp_path / "work"), key=lambda s: s.size) == drawn
    assert read_samples(tmp_path / "staging" / "data" / "work") == read_samples(tmp_path / "work")
    assert read_samples(tmp_path / "nothing") == ()


def test_a_draw_that_was_changed_is_not_read(tmp_path: Path) -> None:
    """Another resource, another size, another name, a population that lost a line, and plain damage."""
    made = assessment(volumes(30))
    folder, _ = written(tmp_path, made)
    path, text = folder / "sample.json", (folder / "sample.json").read_text()
    first = make(made, wanted(size=5))[0].drawn[0].line
    changes = (
        text.replace(f'"line": "{first}"', '"line": "other"'),
        text.replace(f'"resource": "{first}"', '"resource": "other"'),
        text.replace('"place": 1,', '"place": 9,'),
        text.replace('"size": 5', '"size": 4'),
        text.replace('"engagement": "Acme', '"engagement": "Acne'),
        text.replace('"holes": []', '"holes": [{"account": "", "region": "", "why": ""}]'),
        "{}",
        "no JSON",
    )
    for changed in changes:
        assert changed != text
        path.write_text(changed)
        with pytest.raises(PackError):
            read_samples(tmp_path)
    path.write_text(text)
    population_ = folder / "population.txt"
    population_.write_bytes(population_.read_bytes().split(b"\n", 1)[1])
    with pytest.raises(PackError):
        read_samples(tmp_path)


def test_marks_stand_in_how_txt(tmp_path: Path) -> None:
    """An incomplete population is said loudly, and AWS's words stay in their comment."""
    made = assessment(volumes(4), [population(ONE), population(TWO, why="denied\ntouch pwned")])
    folder, _ = written(tmp_path, made, incomplete=True)
    text = (folder / "how.txt").read_text()

    assert "# INCOMPLETE" in text
    assert by_shell(folder) == (folder / "sample.txt").read_bytes()
    assert not (folder / "pwned").exists()


def test_rows_say_what_the_pack_says_now(tmp_path: Path) -> None:
    """The draw stays; status and reason are those of the findings at hand, and nothing where there is none."""
    made = assessment(volumes(4))
    sample = make(made, wanted(size=2))[0]
    first = sample.drawn[0]
    info = CheckInfo(
        key=sample.check, check=sample.check, params="", title="Encrypted.", rationale="", remediation="",
        severity="high", source="", same_as=(), calls=(),
    )  # fmt: skip
    now = [f for f in made.findings if f.key == first.finding]
    rows = sample_rows([sample], now, [info])

    assert [(r.place, r.size, r.population, r.title) for r in rows] == [
        (1, 2, 4, "Encrypted."),
        (2, 2, 4, "Encrypted."),
    ]
    assert [r.status for r in rows] == ["passed", ""]
    assert len({r.row_key for r in rows}) == 2


def test_a_row_never_shows_another_resources_result() -> None:
    """A key of a finding that was changed by hand leads nowhere."""
    made = assessment([finding("bad", status="failed"), finding("good")])
    sample = make(made, wanted(size=2))[0]
    good = next(d.finding for d in sample.drawn if d.resource == "good")
    forged = replace(sample, drawn=tuple(replace(d, finding=good) for d in sample.drawn))

    assert {r.resource: r.status for r in sample_rows([forged], made.findings, ())} == {
        "good": "passed",
        "bad": "",
    }
