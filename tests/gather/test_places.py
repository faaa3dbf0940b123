"""A folder or bucket where evidence meets: whole objects, parts in order, uploads that are cut are done again."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ConnectionClosedError
from builders import ACCOUNT, record

from generator.collect.bucket import Bucket
from generator.errors import SetupError
from generator.gather.how import Keeping
from generator.gather.places import Place, place_of
from generator.store import Store, read, write_shard

moto = pytest.importorskip("moto")
RECORDS = [record("s3.list-buckets", {"Buckets": [number]}, params={"n": number}) for number in range(3)]


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with moto.mock_aws():
        made = boto3.client("s3", region_name="us-east-1")
        made.create_bucket(Bucket="kept")
        yield made


def _sealed(folder: Path) -> Path:
    folder.mkdir()
    write_shard(folder / f"{ACCOUNT}.jsonl.gz", RECORDS)
    return folder


def test_shards_and_parts_meet_in_a_folder_and_in_a_bucket(client: Any, tmp_path: Path) -> None:
    """What a lost worker put there is gone on with by another; sealing takes the parts away."""
    (tmp_path / "kept").mkdir()
    places = (
        place_of(Keeping(url=str(tmp_path / "kept")), None, "Org/Q/run"),  # type: ignore[arg-type]
        Place(Bucket(client), "kept/prefix/Org/Q/run"),
    )
    here = _sealed(tmp_path / "here")
    store = Store(tmp_path / "open")
    for one in RECORDS:
        store.add(one)
    store.release()
    lines = (tmp_path / "open" / f"{ACCOUNT}.jsonl").read_bytes()
    for number, place in enumerate(places):
        there = tmp_path / f"there-{number}"
        assert not place.take(there, ACCOUNT)
        assert not place.has(here, ACCOUNT)
        place.give_part(ACCOUNT, lines[:100])
        place.give_part(ACCOUNT, lines[100:])
        assert place.parts(ACCOUNT) == [f"{ACCOUNT}.part{n:06}.jsonl.gz" for n in (1, 2)]
        place.take_parts(there, ACCOUNT)
        assert (there / f"{ACCOUNT}.jsonl").read_bytes() == lines
        place.give(here, ACCOUNT)
        assert place.parts(ACCOUNT) == []
        assert place.has(here, ACCOUNT)
        assert place.take(there, ACCOUNT)
        assert read(there) == tuple(RECORDS)


def test_an_upload_that_is_cut_is_done_again(
    client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a shard is never seen; what cannot be put there at all is one sentence."""
    here, cuts = _sealed(tmp_path / "here"), [2]
    place = Place(Bucket(client), "kept/cut")
    real = client.put_object

    def cut(**asked: Any) -> Any:
        assert "Contents" not in client.list_objects_v2(Bucket="kept", Prefix="cut/")
        if cuts[0]:
            cuts[0] -= 1
            raise ConnectionClosedError(endpoint_url="https://s3")
        return real(**asked)

    monkeypatch.setattr(client, "put_object", cut)
    place.give(here, ACCOUNT)
    assert place.has(here, ACCOUNT)
    client.delete_object(Bucket="kept", Key=f"cut/{ACCOUNT}.jsonl.gz")
    cuts[0] = 3
    with pytest.raises(SetupError, match="cannot be kept at kept/cut: Connection was closed"):
        place.give(here, ACCOUNT)


def test_a_damaged_part_counts_for_nothing(tmp_path: Path) -> None:
    """What it held is asked again."""
    place = place_of(Keeping(url=str(tmp_path)), None, "run")  # type: ignore[arg-type]
    place.give_part(ACCOUNT, b"one\n")
    (tmp_path / "run" / f"{ACCOUNT}.part000002.jsonl.gz").write_bytes(gzip.compress(b"two\n" * 99)[:20])
    place.take_parts(tmp_path / "there", ACCOUNT)

    assert (tmp_path / "there" / f"{ACCOUNT}.jsonl").read_bytes() == b"one\n"


def test_an_address_of_nothing_is_told() -> None:
    """A scheme that no library here speaks."""
    with pytest.raises(SetupError, match="cannot be kept at nowhere://x"):
        place_of(Keeping(url="nowhere://x"), None, "run")  # type: ignore[arg-type]
