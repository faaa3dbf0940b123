"""Evidence on disk: what was kept comes back, what was lost is told, a cut run goes on."""

import gzip
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from builders import ACCOUNT, OTHER, denied, record
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import PackError, SetupError
from generator.model.evidence import Record, digest
from generator.store import Keep, Store, accounts_in, held, lines, read, read_account, write_shard

ONE = record("s3.list-buckets", {"Buckets": [{"Name": "a"}]}, region="global")
MANY = record("ec2.describe-volumes", pages=[{"Volumes": [n]} for n in range(3)])
NONE = record("s3.get-bucket-policy", region="global", params={"Bucket": "a"})
REFUSED = denied("ec2.describe-vpcs", request_ids=("r-1", "r-2"))
EVERY = (ONE, MANY, NONE, REFUSED)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(alphabet=st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def _sealed(folder: Path, *records: Record) -> Path:
    made = Store(folder)
    for one in records:
        made.add(one)
    made.seal()
    return folder


def _shard(folder: Path) -> Path:
    return next(folder.glob("*.jsonl.gz"))


def _rewrite(folder: Path, change: Callable[[list[Any]], list[Any]]) -> None:
    lines = [json.loads(line) for line in gzip.decompress(_shard(folder).read_bytes()).decode().splitlines()]
    text = "".join(json.dumps(line) + "\n" for line in change(lines))
    _shard(folder).write_bytes(gzip.compress(text.encode()))


def test_what_was_added_comes_back(tmp_path: Path) -> None:
    """Every outcome, every page, every field."""
    assert sorted(read(_sealed(tmp_path, *EVERY)), key=lambda r: r.call) == sorted(
        EVERY, key=lambda r: r.call
    )


@settings(max_examples=40)
@given(
    st.lists(st.dictionaries(st.text(max_size=3), JSON, max_size=3), min_size=1, max_size=3),
    st.dictionaries(st.text(max_size=3), JSON, max_size=2),
)
def test_any_reply_comes_back(
    tmp_path_factory: pytest.TempPathFactory, pages: list[Any], params: dict[str, Any]
) -> None:
    """Line ends, lone surrogates, deep values: a line stays a line."""
    folder = tmp_path_factory.mktemp("any")
    one = record("x.list", pages=pages, params=params)

    assert read(_sealed(folder, one, ONE)) == (ONE, one)


def test_a_shard_an_account(tmp_path: Path) -> None:
    """So that an account's evidence can be given on its own."""
    _sealed(tmp_path, ONE, record("s3.list-buckets", {"Buckets": []}, account=OTHER))

    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{ACCOUNT}.jsonl.gz", f"{OTHER}.jsonl.gz"]


def test_the_order_of_arrival_does_not_change_the_bytes(tmp_path: Path) -> None:
    """Threads answer as they like."""
    one = _shard(_sealed(tmp_path / "one", *EVERY)).read_bytes()
    two = _shard(_sealed(tmp_path / "two", *reversed(EVERY))).read_bytes()

    assert one == two


def test_the_last_word_on_a_question_counts(tmp_path: Path) -> None:
    """A call that was refused, then answered, is answered."""
    before = denied("s3.list-buckets", region="global")

    assert read(_sealed(tmp_path, before, ONE)) == (ONE,)


def _known(store: Store, *records: Record) -> dict[str, Record]:
    """Which of these records need not be asked again."""
    index = store.known()
    found = {one.evidence: index.get(one.evidence) for one in records}
    return {id_: one for id_, one in found.items() if one}


def _begun(folder: Path, *records: Record) -> Path:
    """What a killed run leaves: an open shard."""
    begun = Store(folder)
    for one in records:
        begun.add(one)
    begun.release()
    return folder / f"{ACCOUNT}.jsonl"


def test_a_cut_run_goes_on(tmp_path: Path) -> None:
    """A line that was cut while it was written is forgiven, and nothing after it is lost."""
    shard = _begun(tmp_path, ONE, MANY)
    shard.write_bytes(shard.read_bytes()[:-7])
    again = Store(tmp_path)
    known = _known(again, *EVERY)
    for one in (*known.values(), MANY, NONE):
        again.add(one)
    again.seal()

    assert list(known.values()) == [ONE]
    assert {r.evidence: r for r in read(tmp_path)} == {r.evidence: r for r in (ONE, MANY, NONE)}


def test_a_run_may_be_cut_anywhere(tmp_path: Path) -> None:
    """Whatever was whole is known, and sealed as if nothing had been cut; the rest is asked again."""
    whole = _shard(_sealed(tmp_path / "whole", *EVERY)).read_bytes()
    written = _begun(tmp_path / "begun", *EVERY).read_bytes()
    for cut in range(0, len(written), 97):
        folder = tmp_path / str(cut)
        folder.mkdir()
        (folder / f"{ACCOUNT}.jsonl").write_bytes(written[:cut])
        again = Store(folder)
        known = _known(again, *EVERY)
        for one in EVERY:
            again.add(known.get(one.evidence, one))
        again.seal()

        assert all(known[one.evidence] == one for one in EVERY if one.evidence in known)
        assert _shard(folder).read_bytes() == whole


def test_what_gave_no_answer_is_asked_again_and_what_is_gone_does_not_stay(tmp_path: Path) -> None:
    """A refusal is an answer; a failure is none; what stood for a call that was not tried leaves no trace."""
    failed = record("ec2.describe-instances", outcome="failed", cause="throttled", message="slow down")
    waited = record("s3.get-bucket-policy", outcome="not tried", message="its list failed", params={"a": "b"})
    _begun(tmp_path, ONE, REFUSED, failed, waited)
    again = Store(tmp_path)
    known = _known(again, ONE, REFUSED, failed, waited)
    for one in (*known.values(), NONE):
        again.add(one)
    again.seal()

    assert known == {ONE.evidence: ONE, REFUSED.evidence: REFUSED}
    assert {r.evidence for r in read(tmp_path)} == {ONE.evidence, REFUSED.evidence, NONE.evidence}


def test_only_what_is_missing_is_asked_again_whatever_its_age(tmp_path: Path) -> None:
    """With refusals off, what AWS denied is too; with a limit, what ended before it is, record by record."""
    old, new = replace(ONE, ended="2026-10-01T10:00:00Z"), replace(NONE, ended="2026-10-02T10:00:01.5Z")
    _begun(tmp_path, old, new, replace(REFUSED, ended="2026-10-02T10:00:02Z"), replace(MANY, ended="soon"))
    limit = datetime(2026, 10, 2, 10, tzinfo=UTC)
    fresh = Store(tmp_path, Keep(since=limit))
    limited = _known(fresh, *EVERY)
    fresh.release()

    assert set(limited) == {NONE.evidence, REFUSED.evidence}
    assert set(_known(Store(tmp_path, Keep(refusals=False)), *EVERY)) == {
        r.evidence for r in (ONE, NONE, MANY)
    }


def test_a_run_that_left_nothing_whole_leaves_no_shard(tmp_path: Path) -> None:
    """Sealing a shard that holds nothing would be a damaged pack."""
    shard = _begun(tmp_path, ONE)
    shard.write_bytes(shard.read_bytes()[:-1])
    store = Store(tmp_path)

    assert _known(store, ONE) == {}
    store.seal()
    assert list(tmp_path.iterdir()) == []


def test_a_sealed_shard_is_known_and_what_is_added_after_it_comes_over_it(tmp_path: Path) -> None:
    """A run that was cut between two accounts, or in the middle of asking again for what a pack lacks."""
    _sealed(tmp_path, REFUSED, MANY, record("x.gone", {"A": 1}))
    before = _shard(tmp_path).read_bytes()
    answered = record("ec2.describe-vpcs", {"Vpcs": []})
    cut = Store(tmp_path, Keep(refusals=False))
    assert set(_known(cut, *EVERY)) == {MANY.evidence}
    cut.add(answered)
    cut.release()
    assert _shard(tmp_path).read_bytes() == before
    again = Store(tmp_path, Keep(refusals=False))
    for one in _known(again, MANY, answered).values():
        again.add(one)
    again.close(ACCOUNT)

    assert read(tmp_path) == (MANY, answered)
    assert [path.name for path in tmp_path.iterdir()] == [f"{ACCOUNT}.jsonl.gz"]


def test_a_changed_or_damaged_reply_of_a_cut_run_is_asked_again(tmp_path: Path) -> None:
    """What does not match its hash is known neither from an open shard nor from a sealed one."""
    shard = _begun(tmp_path / "open", ONE, MANY)
    shard.write_text(shard.read_text().replace('"Name":"a"', '"Name":"b"'))
    _sealed(tmp_path / "sealed", ONE)
    _shard(tmp_path / "sealed").write_bytes(_shard(tmp_path / "sealed").read_bytes()[:-30])

    assert set(_known(Store(tmp_path / "open"), ONE, MANY)) == {MANY.evidence}
    assert _known(Store(tmp_path / "sealed"), ONE) == {}


def test_a_full_disk_is_told_and_what_was_whole_stays(tmp_path: Path) -> None:
    """The disk takes half of a line: one sentence, the half is taken back, and the run goes on later."""
    store = Store(tmp_path)
    store.add(ONE)
    size = (tmp_path / f"{ACCOUNT}.jsonl").stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50, before[1]))
    try:
        with pytest.raises(SetupError, match="cannot be written") as told:
            store.add(MANY)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert "goes on where it stopped" in told.value.hint
    assert (tmp_path / f"{ACCOUNT}.jsonl").stat().st_size == size
    store.add(MANY)
    store.seal()
    assert read(tmp_path) == (MANY, ONE)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").write_text("mine")

    with pytest.raises(SetupError, match="cannot be written"):
        Store(tmp_path / "file" / "evidence").add(ONE)
    with pytest.raises(SetupError, match="cannot be written"), held(tmp_path / "file" / "pack"):
        pass


def test_a_shard_is_written_by_one_process_at_a_time(tmp_path: Path) -> None:
    """A worker that was taken for lost, and lives: the one that takes its place waits, then says so."""
    first = Store(tmp_path)
    first.add(ONE)
    with pytest.raises(SetupError, match="Another process writes"):
        Store(tmp_path, patience=0.05).add(MANY)
    first.close(ACCOUNT)
    after = Store(tmp_path)
    after.add(MANY)

    assert set(_known(after, *EVERY)) == {ONE.evidence}


def test_two_runs_into_one_folder_are_kept_apart(tmp_path: Path) -> None:
    """The second says who has it; what a killed run left does not block; nothing is left afterwards."""
    code = "import sys; from pathlib import Path; from generator.store import held; l = held(Path(sys.argv[1]))\n"
    code += "l.__enter__(); print('held', flush=True); sys.stdin.read()"
    target = tmp_path / "pack"
    with subprocess.Popen(
        [sys.executable, "-c", code, target], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(SetupError) as told, held(target):
            pass
        other.kill()
    assert f"process {other.pid} on " in told.value.message
    assert "since 20" in told.value.message
    assert (tmp_path / ".pack.lock").exists()
    with held(target):
        pass
    assert list(tmp_path.iterdir()) == []


def test_each_account_is_read_on_its_own(tmp_path: Path) -> None:
    """Judging goes shard by shard."""
    other = record("s3.list-buckets", {"Buckets": []}, account=OTHER)
    _sealed(tmp_path, *EVERY, other)

    assert accounts_in(tmp_path) == (ACCOUNT, OTHER)
    assert read_account(tmp_path, OTHER) == (other,)
    assert read(tmp_path) == (*read_account(tmp_path, ACCOUNT), other)
    with pytest.raises(PackError, match="no evidence of account"):
        read_account(tmp_path, "000000000000")


def test_no_evidence_is_told(tmp_path: Path) -> None:
    """An empty folder is not an empty population."""
    with pytest.raises(PackError, match="There is no evidence"):
        read(tmp_path)


CHANGES: dict[str, Callable[[list[Any]], list[Any]]] = {
    "a reply": lambda lines: [{**lines[0], "reply": {"Volumes": []}}, *lines[1:]],
    "the last page gone": lambda lines: lines[:-1],
    "a middle page gone": lambda lines: [lines[0], lines[2]],
    "the first page gone": lambda lines: lines[1:],
    "pages changed about": lambda lines: [lines[1], lines[0], lines[2]],
    "the last page gone, another call after it": lambda lines: [
        *lines[:-1],
        {**lines[0], "of": 1, "page": 1},
    ],
    "fewer pages": lambda lines: [{**line, "of": 2} for line in lines[:2]],
    "no pages": lambda lines: [{**lines[0], "of": 0}],
    "another outcome": lambda lines: [{**line, "outcome": "fine"} for line in lines],
    "a field of another type": lambda lines: [{**line, "region": 5} for line in lines],
    "parameters of another type": lambda lines: [{**line, "params": []} for line in lines],
    "a page that is no structure": lambda lines: [
        {**line, "reply": [], "sha256": digest([[], [], []])} for line in lines
    ],
    "a field gone": lambda lines: [{k: v for k, v in line.items() if k != "call"} for line in lines],
    "a field more": lambda lines: [{**line, "verdict": "passed"} for line in lines],
    "a line of another kind": lambda lines: [*lines, ["x"]],
    "a line of text": lambda lines: [*lines, "x"],
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_shard_is_told(name: str, tmp_path: Path) -> None:
    """A page that was changed, or lost, never goes by as the whole reply."""
    _rewrite(_sealed(tmp_path, MANY), CHANGES[name])

    with pytest.raises(PackError):
        read(tmp_path)


def test_every_cut_and_every_flipped_byte_is_told(tmp_path: Path) -> None:
    """A damaged file ends in a sentence, or reads the same (bytes of the gzip header mean nothing)."""
    whole = _shard(_sealed(tmp_path, MANY)).read_bytes()
    flipped = [whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :] for at in range(0, len(whole), 3)]
    cut = [whole[:at] for at in range(0, len(whole) - 1, 11)]
    for raw in [*flipped, *cut]:
        _shard(tmp_path).write_bytes(raw)
        try:
            found = read(tmp_path)
        except PackError:
            continue
        assert found == (MANY,)


def test_a_line_longer_than_any_reply_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file may unpack to a very large one."""
    write_shard(tmp_path / "x.jsonl.gz", [record("x.list", {"A": "a" * 5_000})])
    monkeypatch.setattr(lines, "MAX_LINE", 1_000)

    with pytest.raises(PackError, match="larger than a shard can be"):
        read(tmp_path)


def test_nesting_that_no_reply_has_is_told(tmp_path: Path) -> None:
    """Not a traceback."""
    (tmp_path / "x.jsonl.gz").write_bytes(
        gzip.compress(b'{"page":1,"of":1,"reply":' + b"[" * 100_000 + b"\n")
    )

    with pytest.raises(PackError, match="damaged"):
        read(tmp_path)


def test_discarding_forgets(tmp_path: Path) -> None:
    """A run that begins afresh."""
    Store(_sealed(tmp_path / "e", ONE)).discard()

    assert not (tmp_path / "e").exists()
