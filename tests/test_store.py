"""Evidence on disk: what was kept comes back, what was lost is told, a cut run goes on."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import ACCOUNT, OTHER, denied, record
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import store
from generator.errors import PackError
from generator.model.evidence import Record, digest
from generator.store import Store, read, write_shard

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


def test_a_cut_run_goes_on(tmp_path: Path) -> None:
    """A line that was cut while it was written is forgiven, and nothing after it is lost."""
    begun = Store(tmp_path)
    begun.add(ONE)
    begun.add(MANY)
    shard = tmp_path / f"{ACCOUNT}.jsonl"
    shard.write_bytes(shard.read_bytes()[:-7])
    known = Store(tmp_path).open_records()
    again = Store(tmp_path)
    for one in (*known.values(), MANY, NONE):
        again.add(one)
    again.seal()

    assert list(known.values()) == [ONE]
    assert {r.evidence: r for r in read(tmp_path)} == {r.evidence: r for r in (ONE, MANY, NONE)}


@pytest.mark.parametrize("cut", range(0, 400, 23))
def test_a_run_may_be_cut_anywhere(cut: int, tmp_path: Path) -> None:
    """Whatever was whole is known; the rest is asked again."""
    begun = Store(tmp_path)
    for one in EVERY:
        begun.add(one)
    shard = tmp_path / f"{ACCOUNT}.jsonl"
    shard.write_bytes(shard.read_bytes()[: -cut or None])
    again = Store(tmp_path)
    known = again.open_records()
    for one in EVERY:
        again.add(one)
    again.seal()

    assert all(one in EVERY and one.readable for one in known.values())
    assert {r.evidence for r in read(tmp_path)} == {r.evidence for r in EVERY}


def test_what_was_refused_is_asked_again(tmp_path: Path) -> None:
    """A permission may have been given since: what stood for the refusal must not stay in the pack."""
    begun = Store(tmp_path)
    begun.add(ONE)
    begun.add(
        record(
            "s3.get-bucket-policy",
            outcome="not tried",
            message="its list was throttled",
            params={"not": "tried"},
        )
    )
    again = Store(tmp_path)
    known = again.open_records()
    again.add(NONE)
    again.seal()

    assert list(known.values()) == [ONE]
    assert {r.evidence for r in read(tmp_path)} == {ONE.evidence, NONE.evidence}


def test_a_run_that_was_only_refused_is_begun_afresh(tmp_path: Path) -> None:
    """No shard is left that holds nothing: sealing it would be a damaged pack."""
    Store(tmp_path).add(REFUSED)

    assert (Store(tmp_path).open_records(), list(tmp_path.iterdir())) == ({}, [])


def test_sealed_shards_are_known_too(tmp_path: Path) -> None:
    """A run that was cut between two accounts."""
    assert Store(_sealed(tmp_path, ONE, REFUSED)).open_records() == {ONE.evidence: ONE}
    assert {record.evidence for record in read(tmp_path)} == {ONE.evidence, REFUSED.evidence}


def test_a_sealed_shard_of_refusals_is_left_alone(tmp_path: Path) -> None:
    """It says what was refused, and is whole."""
    found = Store(_sealed(tmp_path, REFUSED)).open_records()

    assert (found, read(tmp_path)) == ({}, (REFUSED,))


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
    monkeypatch.setattr(store, "_MAX_LINE", 1_000)

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
