"""Sign-off: three roles, three people, one state of the pack."""

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fences import FENCE
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.cli import main
from generator.errors import ScopeError
from generator.model.work import Signature
from generator.pack import seal
from generator.pack.signing import ROLES, manifest_hash, person, signed, standing

AT = "2026-10-05T12:00:00Z"
STATE, OTHER = "a" * 64, "b" * 64
THREE = (("preparer", "Jane Doe"), ("reviewer", "Raj Patel"), ("approver", "Ana Núñez"))


def record(*names: tuple[str, str], manifest: str = STATE) -> tuple[Signature, ...]:
    return tuple(Signature(role=r, name=n, at=AT, manifest=manifest) for r, n in names)  # type: ignore[arg-type]


def refused(before: Sequence[Signature], role: Any, name: str, note: str = "") -> str:
    with pytest.raises(ScopeError) as told:
        signed(before, role, name, STATE, at=AT, note=note)
    return told.value.message


# -- the rules ---------------------------------------------------------------------------------------------


def test_three_people_sign_in_turn() -> None:
    """Each line carries what was given, and the state; then nothing is missing."""
    lines: tuple[Signature, ...] = ()
    for role, name in THREE:
        made = signed(lines, role, f" {name} ", STATE, at=AT, note="seen\nall")  # type: ignore[arg-type]
        assert made == Signature(role=role, name=name, at=AT, manifest=STATE, note="seen all")  # type: ignore[arg-type]
        lines = (*lines, made)

    assert standing(lines, STATE).missing == ()


def test_no_role_signs_before_its_turn() -> None:
    """The reviewer looks at what a preparer stands for, the approver at what a reviewer saw: of this state."""
    assert "No preparer" in refused((), "reviewer", "Raj")
    assert "No reviewer" in refused(record(THREE[0]), "approver", "Ana")
    assert "No preparer" in refused(record(*THREE, manifest=OTHER), "reviewer", "Raj Patel")


def test_no_role_signs_after_its_turn() -> None:
    """A second preparer behind the reviewer's back is refused; a second reviewer before the approver is not."""
    assert "would come after" in refused(record(*THREE[:2]), "preparer", "Zoe")
    assert "would come after" in refused(record(*THREE), "reviewer", "Zoe")
    assert signed(record(*THREE[:2]), "reviewer", "Zoe", STATE, at=AT)


def test_one_person_has_one_role() -> None:
    """However the name is written."""
    for name in ("jane doe", "JANE  DOE", "JaneDoe", "Ｊａｎｅ　Ｄｏｅ", "Jane\u200b Doe", "Jane\u00a0Doe"):
        told = refused(record(THREE[0]), "reviewer", name)
        assert "Jane Doe has signed" in told or "can be seen" in told
    assert "cannot be its approver too" in refused(record(*THREE[:2]), "approver", "raj patel")
    assert signed(record(THREE[0]), "reviewer", "Jane Roe", STATE, at=AT)
    joined = "علی\u200cرضا"  # a name as it is written in Persian
    assert signed((), "preparer", joined, STATE, at=AT)
    assert "cannot be" in refused(record(("preparer", joined)), "reviewer", joined.replace("\u200c", ""))


def test_signing_again_adds_nothing() -> None:
    """The same person, role and state; after all three have signed too. Another state is signed anew."""
    for role, name in THREE:
        assert signed(record(*THREE), role, name.upper(), STATE, at=AT) is None  # type: ignore[arg-type]
    assert signed(record(*THREE), "preparer", "Jane Doe", OTHER, at=AT)


def test_roles_may_change_with_the_state() -> None:
    """Who prepared an earlier state may review this one."""
    before = (*record(*THREE, manifest=OTHER), *record(("preparer", "Raj Patel")))

    assert signed(before, "reviewer", "Jane Doe", STATE, at=AT)


def test_a_name_can_be_seen() -> None:
    """Nothing, spaces, marks without a shape, controls, a page of text: no name. A note has an end too."""
    for name in ("", "  ", "\u200b", "\u2066", "a\x1b[2Jb", "a\u202eb", "\ud800", "\x00", "x" * 201):
        assert "can be seen" in refused((), "preparer", name)
    assert "4,000" in refused((), "preparer", "Jane", "x" * 4_001)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(ROLES),
            st.sampled_from(["Ana", "ANA", "Raj", "Zoe", "z oe"]),
            st.sampled_from([STATE, OTHER]),
        ),
        max_size=14,
    )
)
def test_no_order_of_signing_makes_a_false_sign_off(steps: list[Any]) -> None:
    """Whatever is tried: where nothing is missing, three different people signed this state in turn."""
    lines: list[Signature] = []
    for role, name, state in steps:
        try:
            made = signed(lines, role, name, state, at=AT)
        except ScopeError:
            continue
        lines += [made] if made else []
    for state in (STATE, OTHER):
        here = [one for one in lines if one.manifest == state]
        held = {person(one.name): one.role for one in here}
        full = set(held.values()) == set(ROLES)

        assert len(held) == len(here)
        assert (standing(lines, state).missing == ()) == full


# -- a record that a hand wrote ----------------------------------------------------------------------------


def test_a_record_is_held_to_the_rules_when_it_is_read() -> None:
    """Lines written past the command: one person twice, out of turn, no name, another state."""
    twice = record(("preparer", "Jane"), ("reviewer", "Raj"), ("approver", "JANE"))

    assert standing(twice, STATE).missing == ("one person is preparer and approver",)
    assert "another order" in standing(record(*reversed(THREE)), STATE).missing[0]
    assert "no name" in standing(record(("preparer", " "), *THREE[1:]), STATE).missing[0]
    assert len(standing(record(*THREE, manifest=OTHER), STATE).missing) == 3
    assert standing((), STATE).missing[0] == "no preparer has signed this state"


# -- the commands ------------------------------------------------------------------------------------------


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "2026Q3"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "index.md").write_text("# Index\n")
    seal(folder, {"Source-Organization": "Acme"})
    return folder


def run(*args: Any) -> Any:
    return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)


def sign(pack: Path, role: str, name: str, *more: str) -> Any:
    return run("sign", pack, "--as", role, "--name", name, *more)


def lines_of(pack: Path) -> list[Any]:
    path = pack.with_name(pack.name + ".work") / "signatures.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_a_pack_is_signed_and_verified(pack: Path) -> None:
    """From nobody to all three: what 'verify' says, and what it ends with when all are demanded."""
    assert "Nobody has signed it." in run("verify", pack).output
    assert run("verify", pack, "--signed").exit_code == 4
    for role, name in THREE:
        assert run("verify", pack, "--signed").exit_code == 4
        assert sign(pack, role, name, "--note", "all rows").exit_code == 0
    ended = run("verify", pack, "--signed")

    assert ended.exit_code == 0
    for role, name in THREE:
        assert f"{role}: {name} (all rows)" in ended.output
    assert "not a cryptographic signature" in ended.output
    assert [(one["role"], one["name"], one["manifest"]) for one in lines_of(pack)] == [
        (*three, manifest_hash(pack)) for three in THREE
    ]
    assert run("verify", pack).exit_code == 0  # the pack itself has nothing added


def test_signing_twice_is_told(pack: Path) -> None:
    """Nothing is added; a refusal adds nothing either."""
    sign(pack, "preparer", "Jane Doe")
    again, wrong = sign(pack, "preparer", "JANE DOE"), sign(pack, "reviewer", "jane doe")

    assert again.exit_code == 0
    assert "nothing added" in again.output
    assert wrong.exit_code == 2
    assert "Traceback" not in wrong.output
    assert len(lines_of(pack)) == 1


def test_a_pack_that_changed_cannot_be_signed(pack: Path) -> None:
    """Nor is what was signed before shown beside it, as if it held."""
    sign(pack, "preparer", "Jane Doe")
    (pack / "data" / "index.md").write_text("# Other\n")
    ended, shown = sign(pack, "reviewer", "Raj Patel"), run("verify", pack)

    assert ended.exit_code == 4
    assert "data/index.md: changed" in ended.output
    assert len(lines_of(pack)) == 1
    assert shown.exit_code == 4
    assert "signed" not in shown.output


def test_a_pack_rendered_again_is_not_signed(pack: Path) -> None:
    """It verifies; the names stand under the state that they signed; demanded, they are missing."""
    for role, name in THREE:
        sign(pack, role, name)
    before = manifest_hash(pack)
    (pack / "data" / "index.md").write_text("# Rendered again\n")
    seal(pack, {"Source-Organization": "Acme"})
    told = run("verify", pack)

    assert told.exit_code == 0
    assert told.output.count(f"signed an earlier state (manifest {before[:12]}...)") == 3
    assert "signed this state" not in told.output.replace("has signed this state", "")
    assert run("verify", pack, "--signed").exit_code == 4
    assert sign(pack, "approver", "Ana Núñez").exit_code == 2
    assert sign(pack, "preparer", "Jane Doe").exit_code == 0


def test_a_damaged_record_is_told(pack: Path) -> None:
    """With its line; the pack's own state is said before."""
    sign(pack, "preparer", "Jane Doe")
    path = pack.with_name(pack.name + ".work") / "signatures.jsonl"
    kept = path.read_text()
    for damage in ('{"role": "auditor"}\n', "no JSON\n", kept.replace("preparer", "owner"), "[]\n"):
        path.write_text(kept + damage)
        ended = run("verify", pack)

        assert ended.exit_code == 4
        assert "signatures.jsonl:2" in ended.output
        assert "files unchanged" in ended.output


def test_what_a_hand_wrote_moves_no_terminal(pack: Path) -> None:
    """Names and notes of the record are shown without controls and with unseen marks written out."""
    sign(pack, "preparer", "Jane Doe")
    path = pack.with_name(pack.name + ".work") / "signatures.jsonl"
    path.write_text(path.read_text().replace("Jane Doe", "Ja\\u001b[2Jne\\u202e"))
    told = run("verify", pack).output

    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "[U+202E]" in told


def test_a_folder_that_is_no_pack_is_told(tmp_path: Path) -> None:
    """Exit 4, one sentence, nothing written beside it."""
    (tmp_path / "empty").mkdir()
    ended = sign(tmp_path / "empty", "preparer", "Jane")

    assert ended.exit_code == 4
    assert "is no pack" in ended.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty"]


# -- keys, by hand -----------------------------------------------------------------------------------------


@pytest.mark.skipif(
    not (shutil.which("ssh-keygen") and shutil.which("openssl")), reason="needs ssh-keygen and openssl"
)
def test_keys_sign_as_documented(pack: Path) -> None:
    """The lines of docs/sign-off.md, run as they stand: they verify, leave the pack whole, and see a change."""
    folder = pack.parent
    pack.with_name(pack.name + ".work").mkdir()

    def sh(command: str) -> int:
        return subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, check=False).returncode

    made = [
        sh("ssh-keygen -q -t ed25519 -N '' -f id_ed25519 && printf 'jane@acme.example ' > allowed_signers"),
        sh("cat id_ed25519.pub >> allowed_signers"),
        sh("openssl ecparam -name prime256v1 -genkey -noout -out key.pem"),
        sh("openssl pkey -in key.pem -pubout -out public.pem"),
    ]
    page = (Path(__file__).parents[2] / "docs" / "sign-off.md").read_text(encoding="utf-8")
    told = [line for found in FENCE.finditer(page) for line in found[3].splitlines()]
    lines = [
        re.sub(r"\bPACK\b", pack.name, line).replace("~/.ssh/", "")
        for line in told
        if not line.startswith("evidencemap")
    ]

    assert made == [0, 0, 0, 0]
    assert len(lines) == 5
    assert [sh(line) for line in lines] == [0] * 5
    assert run("verify", pack).exit_code == 0
    (pack / "tagmanifest-sha256.txt").write_text("changed\n")
    checks = [line for line in lines if " verify" in line or "-verify" in line or "sha256sum" in line]
    assert len(checks) == 3
    assert 0 not in [sh(line) for line in checks]
