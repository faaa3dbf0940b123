"""Overlays that must load: what a GRC engineer may add or replace without touching what ships."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from builders import scope

from generator.collect.offline import call_faults
from generator.mapping import load, mapping_files, shipped
from generator.mapping.load import _digest
from generator.scope import plan

GOOD = Path(__file__).parent.parent / "mappings" / "good"


@pytest.mark.parametrize("name", sorted(path.name for path in GOOD.iterdir()))
def test_a_good_overlay_loads_and_plans(name: str) -> None:
    """Each folder in good/ loads, over the shipped mappings and over all the others."""
    alone = load(GOOD / name)
    together = load(*sorted(GOOD.iterdir()))

    assert plan(alone, scope()).calls
    assert set(alone.calls) | set(alone.frameworks) <= set(together.calls) | set(together.frameworks)


def test_an_overlay_adds_a_framework() -> None:
    """Its files come in their own order, its ids stay as written, ours are still there."""
    plain, made = load(), load(GOOD / "adds-a-framework")
    house = made.frameworks["house"]

    assert set(made.frameworks) == {*plain.frameworks, "house"}
    assert [(r.id, r.family) for r in house.requirements] == [("1.1", "Sooner"), ("2.10", "Later")]
    assert house.version == "1.10"


def test_a_threshold_of_a_requirement_makes_a_check_of_its_own() -> None:
    """A stricter framework does not change what another one asks."""
    made = plan(load(GOOD / "adds-a-framework"), scope(frameworks=("house",)))

    assert [check.key for check in made.checks] == ["iam.password_length(minimum=20)", "s3.versioning"]


def test_an_overlay_replaces_a_requirement_in_its_place() -> None:
    """The other requirements stay, in the same order."""
    plain, made = load().frameworks["hipaa"], load(GOOD / "replaces-a-requirement").frameworks["hipaa"]
    changed = next(r for r in made.requirements if r.id == "164.312(b)")

    assert [r.id for r in made.requirements] == [r.id for r in plain.requirements]
    assert (changed.title, changed.aws) == ("Our own reading of audit controls", ())
    assert [r for r in made.requirements if r.id != changed.id] == [
        r for r in plain.requirements if r.id != changed.id
    ]


def test_an_overlay_adds_an_objective_with_a_python_check() -> None:
    """The check is planned with its own thresholds, and its requirement serves the framework."""
    made = plan(load(GOOD / "adds-an-objective-and-a-check"), scope())
    keys = {
        check.key: check.requirements for check in made.checks if check.check == "housekeeping.named_by_us"
    }

    assert keys == {
        "housekeeping.named_by_us": ("hipaa:house-1",),
        "housekeeping.named_by_us(prefix=pay-)": ("hipaa:house-1",),
    }


def test_an_overlay_adds_a_call() -> None:
    """It is planned because a service is found by it, and AWS has it."""
    made = load(GOOD / "adds-a-call")

    assert "service inspector2" in plan(made, scope()).needed_by["inspector2.batch-get-account-status"]
    assert (
        call_faults(replace(made, calls={k: v for k, v in made.calls.items() if k.startswith("inspector2.")}))
        == ()
    )


def test_the_checks_of_one_overlay_do_not_trouble_another() -> None:
    """Two configurations may be looked at in one process."""
    load(GOOD / "adds-an-objective-and-a-check")

    assert "housekeeping.named_by_us" not in {check.key for check in plan(load(), scope()).checks}


def test_what_ships_loads_the_same_twice() -> None:
    """Two loads are equal, down to the digest."""
    assert load() == load()


def test_the_digest_follows_every_byte(tmp_path: Path) -> None:
    """A pack names the mappings that judged it: a change, a new file or a move is another digest."""
    shutil.copytree(GOOD / "adds-a-framework", tmp_path / "m")
    seen = {_digest([tmp_path / "m"])}
    later = tmp_path / "m" / "frameworks" / "house" / "b-later.yaml"
    later.write_text(later.read_text() + "# a word\n")
    seen.add(_digest([tmp_path / "m"]))
    later.rename(later.with_name("b-last.yaml"))
    seen.add(_digest([tmp_path / "m"]))
    (tmp_path / "m" / "checks").mkdir()
    (tmp_path / "m" / "checks" / "x.py").write_text("")
    seen.add(_digest([tmp_path / "m"]))

    assert len(seen) == 4


def test_the_files_of_a_pack_are_the_files_that_were_read() -> None:
    """Schema and notes beside the mappings are not part of them."""
    names = [path.relative_to(shipped()).parts[0] for path in mapping_files(shipped())]

    assert set(names) == {
        "artifacts.yaml",
        "cuecs.yaml",
        "evidence",
        "frameworks",
        "limits.yaml",
        "objectives",
        "options.yaml",
        "requests",
        "services",
    }
