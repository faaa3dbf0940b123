"""YAML as text: nothing is guessed, every fault has its line, hostile files end in a sentence."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model.catalog import Call, Family, Objective
from generator.yamltext import MAX_BYTES, MAX_DEPTH, Document, fill


def _read(folder: Path, text: str | bytes) -> Document:
    path = folder / "x.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Document(path, "x.yaml")


def _faults(folder: Path, text: str | bytes, kind: Any = list[Call]) -> list[str]:
    document = _read(folder, text)
    faults = list(document.faults)
    if not faults:
        fill(document, kind, faults)
    return faults


@pytest.mark.parametrize(
    "text", ["1.10", "no", "0o17", "1e3", "2026-07-01", "null", "~", "012345678901", "0x1f", ".inf", "Yes"]
)
def test_a_scalar_stays_what_was_written(text: str, tmp_path: Path) -> None:
    """Requirement 1.10 must not become 1.1, nor an account id a number."""
    assert {"id": text} == _read(tmp_path, f"id: {text}").data


def test_a_field_gives_its_type(tmp_path: Path) -> None:
    """Text becomes what the field it fills is made of."""
    document = _read(
        tmp_path, "title: t\norder: '7'\nrequirements:\n - {id: 1.10, title: no, reviewed: 2026-07-01}\n"
    )
    family = fill(document, Family, [])

    assert (7, "1.10", "no", date(2026, 7, 1)) == (
        family.order,
        family.requirements[0].id,
        family.requirements[0].title,
        family.requirements[0].reviewed,
    )


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    """Some editors write one."""
    assert _read(tmp_path, "\ufeff- {id: a}\n").data == [{"id": "a"}]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- {id: a, call: B, id: c}", "x.yaml:1: the key 'id' stands twice; keep one"),
        ("- id: a\n  call: B\n  call: C", "x.yaml:3: the key 'call' stands twice; keep one"),
        (
            "- id: a\n  call: B\n- id: b\n  cal: X",
            "x.yaml:4: there is no field 'cal' here; see mappings/schema for the fields",
        ),
        ("- id: a\n  call: B\n\n- id: b\n", "x.yaml:4: 'call' is missing; add it"),
        ("id: a", "x.yaml:1: 'the file': a list is wanted here; it is \"{'id': 'a'}\""),
        ("- a", "x.yaml:1: 'the file': fields (name: value) are wanted here; it is 'a'"),
        (
            "- id: a\n  call: B\n  scope: everywhere",
            "x.yaml:3: 'scope' is 'everywhere'; write 'global' or 'regional'",
        ),
        ("- id: a\n  call: B\n  absent: X", "x.yaml:3: 'absent': a list is wanted here; it is 'X'"),
        ("- id: a\n  call: B\n  resources: {kind: X}", "x.yaml:3: 'arn' is missing; add it"),
        (
            "- <<: {id: a}\n  call: B",
            "x.yaml:1: there is no field '<<' here; see mappings/schema for the fields",
        ),
        ("- id: a\n- b: [", "x.yaml:3: not YAML: did not find expected node content"),
        ("a: 1\n---\nb: 2", "x.yaml:2: not YAML: but found another document"),
        ("a:\n\t- b", "x.yaml:2: not YAML: found character that cannot start any token"),
        (b"\xff\xfea", "x.yaml: not UTF-8; save it as UTF-8"),
        ("a: *nobody", "x.yaml:1: not YAML: found undefined alias"),
        ("&a [*a]", "x.yaml: nested too deeply; flatten it"),
    ],
)
def test_a_fault_names_file_and_line(text: str | bytes, fault: str, tmp_path: Path) -> None:
    """Who mends it is led to the line, and told what to write."""
    assert fault in _faults(tmp_path, text)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """One run shows them all, not one a run."""
    faults = _faults(tmp_path, "- id: a\n- id: b\n  cal: X\n- {id: c, call: D, chunk: many}\n")

    assert sorted(int(fault.split(":")[1]) for fault in faults) == [1, 2, 3, 4]


def test_a_slip_in_a_check_use_is_told_once(tmp_path: Path) -> None:
    """A check may be written as text or with thresholds; the reading that fits less far is kept quiet."""
    faults = _faults(
        tmp_path, "- {id: a, statement: s, checks: [{check: x, parms: {a: b}}]}", list[Objective]
    )

    assert faults == ["x.yaml:1: there is no field 'parms' here; see mappings/schema for the fields"]


def test_a_thing_that_is_no_check_use_is_told(tmp_path: Path) -> None:
    """Where no reading of the union fits, the place is still named."""
    faults = _faults(tmp_path, "- {id: a, statement: s, checks: [[x]]}", list[Objective])

    assert sorted({": ".join(fault.split(": ")[:2]) for fault in faults}) == ["x.yaml:1: 'checks'"]


def test_tags_make_no_objects(tmp_path: Path) -> None:
    """A tag is not obeyed."""
    marker = tmp_path / "made"
    document = _read(tmp_path, f"- !!python/object/apply:pathlib.Path.touch [{marker}]\n")

    assert ([[str(marker)]], False) == (document.data, marker.exists())


def test_a_bomb_of_aliases_ends_in_a_sentence(tmp_path: Path) -> None:
    """Ten aliases of ten aliases of ten ... are not unfolded."""
    names = "abcdefg"
    rows = [f"{names[0]}: &{names[0]} [{','.join('x' * 10)}]"]
    rows += [f"{n}: &{n} [{','.join(['*' + before] * 10)}]" for before, n in pairwise(names)]

    assert _read(tmp_path, "\n".join(rows)).faults == ["x.yaml: not YAML: more than 400,000 values"]


@pytest.mark.parametrize("text", ["[" * 300_000, "- " * 300_000 + "x", "{a: " * 100_000, "? " * 300_000])
def test_deep_nesting_ends_in_a_sentence(text: str, tmp_path: Path) -> None:
    """libyaml's composer would take the whole process down."""
    assert _read(tmp_path, text).faults == ["x.yaml: nested too deeply; flatten it"]


def test_nesting_that_people_write_is_read(tmp_path: Path) -> None:
    """The limit is far from real files."""
    assert _read(tmp_path, "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)).faults == []


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """Its size is looked at first."""
    assert [f"x.yaml: larger than {MAX_BYTES:,} bytes; split it"] == _read(
        tmp_path, b"#" * (MAX_BYTES + 1)
    ).faults


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    """Not a traceback."""
    document = Document(tmp_path / "no.yaml", "no.yaml")

    assert document.faults == [
        "no.yaml: cannot be read (No such file or directory); check the path and its rights"
    ]


@given(st.binary(max_size=200))
def test_any_bytes_are_data_or_a_fault(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """Whatever is in a file, reading it raises nothing."""
    document = _read(tmp_path_factory.getbasetemp(), raw)
    faults = _faults(tmp_path_factory.getbasetemp(), raw)

    assert all(fault.startswith("x.yaml") for fault in faults)
    assert document.data is None or not document.faults or any("twice" in fault for fault in document.faults)
