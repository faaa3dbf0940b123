"""Two packs on disk: what the command reads, what it writes, how bad input ends."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from golden import make

from generator.chain import Since, chain_of
from generator.checks import registry
from generator.cli import main
from generator.errors import ScopeError
from generator.ledger import append
from generator.mapping import mapping_files, shipped
from generator.model.work import Answer
from generator.pack import read_run, seal, write_run
from generator.store import read, write_shard
from generator.workfolder import REVIEWS, beside

CHECK = '''
"""A check of our own."""

from generator.checks.registry import check
from generator.model.verdict import Verdict, {word}


@check("s3.list-buckets", severity="low", remediation="r", source="https://docs.aws.amazon.com/x")
def own_check(bucket: object) -> Verdict:
    """Each bucket is ours."""
    return {word}("said so")
'''


def run(*args: Any) -> Any:
    result = CliRunner().invoke(main, ["compare", *map(str, args)], catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


def pack(folder: Path, **info: Any) -> Path:
    """A pack over the recorded evidence; of its files only those that it is judged from."""
    shutil.copytree(make.PACK, folder)
    kept = folder / "data" / "mappings" / "shipped"
    for path in mapping_files(shipped()):
        target = kept / path.relative_to(shipped())
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    known = read_run(folder)
    given = {k: v for k, v in info.items() if k != "organisation"}
    named = info.get("organisation", known.scope.organisation)
    write_run(
        folder, replace(known, scope=replace(known.scope, organisation=named, frameworks=("hipaa",)), **given)
    )
    seal(folder, {})
    return folder


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack(tmp_path_factory.mktemp("old") / "2026Q4")


def overlay(folder: Path, name: str, text: str) -> None:
    """A file of an overlay in a pack, which is sealed again."""
    path = folder / "data" / "mappings" / "overlay-2" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    seal(folder, {})


def test_a_pack_beside_itself_changed_nothing(old: Path) -> None:
    """In words and in JSON; nothing is written."""
    before = sorted(old.rglob("*"))
    result = run(old, old)

    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "Nothing changed.")
    assert json.loads(run(old, old, "--json").stdout)["requirements"] == []
    assert sorted(old.rglob("*")) == before


def test_the_new_packs_own_overlay_judges_the_old_evidence(old: Path, tmp_path: Path) -> None:
    """An overlay that asks less is told as the mappings' doing, in text, JSON and pages."""
    new = pack(tmp_path / "2027Q1")
    overlay(new, "objectives/ours.yaml", _easier())
    made = json.loads(run(old, new, "--json").stdout)

    assert {c["kind"] for r in made["requirements"] for c in r["causes"]} == {"mapping"}
    assert {r["by_mapping"] for r in made["requirements"]} == {"alone"}
    assert made["findings"] == []

    result = run(old, new, "--output", tmp_path / "told")
    assert result.stdout.split() == [str(tmp_path / "told" / name) for name in ("changes.md", "changes.html")]
    assert "! by the mappings alone: " in result.stderr
    assert "by the mappings alone" in (tmp_path / "told" / "changes.md").read_text()


def _easier() -> str:
    """The objective of passwords without its checks, as a user's overlay would write it."""
    from generator.mapping import load

    one = load().objectives["authentication.passwords"]
    request = next(iter(load().requests))
    return f"- id: {one.id}\n  statement: {one.statement}\n  requests: [{request}]\n"


def test_checks_of_two_packs_do_not_meet(tmp_path: Path) -> None:
    """Each pack is judged by its own file; they run only when asked for, and are forgotten between."""
    packs = []
    objective = _easier().partition("  requests")[0] + "  checks: [ours.own_check]\n"
    for name, word in (("a", "failed"), ("b", "passed")):
        made = pack(tmp_path / name)
        overlay(made, "checks/ours.py", CHECK.format(word=word))
        overlay(made, "objectives/ours.yaml", objective)
        packs.append(made)
    before = dict(registry._CHECKS)
    try:
        refused = run(*packs)
        result = run(*packs, "--run-pack-checks", "--json")
    finally:
        registry._CHECKS.clear()
        registry._CHECKS.update(before)

    assert refused.exit_code == 4
    assert "--run-pack-checks" in refused.output
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)["requirements"]
    assert {c["kind"] for r in rows for c in r["causes"]} == {"mapping"}


def test_bad_input_ends_in_a_sentence(old: Path, tmp_path: Path) -> None:
    """Another organisation, a changed pack, no pack, a folder inside a pack."""
    other = pack(tmp_path / "other", organisation="Other Ltd")
    result = run(old, other)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "two organisations: 'Acme Health' and 'Other Ltd'" in result.stderr
    with pytest.raises(ScopeError, match="two organisations"):
        Since(old).fits("Other Ltd")
    Since(old, renamed=True).fits("Other Ltd")
    result = run(old, other, "--renamed")
    assert result.exit_code == 0, result.output
    told = "The organisation was named Acme Health in the first pack; it is Other Ltd now."
    assert result.stdout.splitlines()[1:] == [f"  note: {told}", "Nothing changed."]

    shard = min((other / "data" / "evidence").glob("*.gz"))
    write_shard(
        shard, [r for r in read(other / "data" / "evidence") if r.account == shard.name.partition(".")[0]][1:]
    )
    result = run(other, other)
    assert result.exit_code == 4
    assert "has changed since it was sealed" in result.stderr

    result = run(old, tmp_path / "none")
    assert result.exit_code == 4
    assert "is no pack" in result.stderr

    result = run(old, old, "--output", old / "data" / "told")
    assert result.exit_code == 2
    assert "nothing is written into it" in result.stderr
    assert not (old / "data" / "told").exists()


def test_versions_and_order_are_told(old: Path, tmp_path: Path) -> None:
    """A pack that another version judged, and an older pack given second."""
    new = pack(tmp_path / "new", version="0.0.9", now="2027-01-20T00:00:00Z")
    told, back = run(old, new).stdout, run(new, old).stdout

    assert "0.0.9 did before: what its checks see otherwise is no change here." in told
    assert "55 days" in told or "54 days" in told
    assert "is the later one" in back


def test_words_follow_a_framework_into_its_next_version(old: Path, tmp_path: Path) -> None:
    """Row keys hold the version: what was written is found by requirement, and must be looked at again."""
    first = pack(tmp_path / "2026Q3")
    named = first / "data" / "mappings" / "shipped" / "frameworks" / "hipaa" / "_framework.yaml"
    named.write_text(named.read_text().replace('version: "2013"', 'version: "2003"'))
    seal(first, {})
    now = chain_of(old)
    since = Since(first)
    was, there = since.made.of("hipaa")[5], now.of("hipaa")[5]
    assert (was.requirement, was.row_key != there.row_key) == (there.requirement, True)
    answer = Answer(
        framework="hipaa", sheet="Requirements", key=was.row_key, field="review_note", value="fine", by="Anna",
        at="2026-09-01T00:00:00Z", source="x", base=0,
    )  # fmt: skip
    append(beside(first) / REVIEWS, [answer])
    (carried,) = since.answers(now)
    assert (carried.key, carried.value, carried.by) == (there.row_key, "fine", "Anna")
    assert carried.source.endswith("; look again: the framework's version changed (2003, now 2013)")
    assert run(first, old).stdout.splitlines()[-1] == "Nothing changed."
