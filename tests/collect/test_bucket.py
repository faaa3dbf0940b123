"""S3 as a file system, against the embedded S3: whole objects or none."""

import io
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from generator.collect.bucket import Bucket

moto = pytest.importorskip("moto")
MIB = 1 << 20


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with moto.mock_aws():
        made = boto3.client("s3", region_name="us-east-1")
        made.create_bucket(Bucket="kept", ObjectLockEnabledForBucket=True)
        yield made


def test_what_is_written_is_listed_read_and_removed(client: Any) -> None:
    """Small ones at once, large ones in parts, both as any S3 client sees them."""
    bucket = Bucket(client)
    large = b"0123456789abcdef" * (MIB + 1)
    for path, raw in (("kept/a/small", b"small"), ("kept/a/large", large), ("kept/a/b/none", b"")):
        with bucket.open(path, "wb") as file:
            for at in range(0, len(raw), 3 * MIB):
                file.write(raw[at : at + 3 * MIB])
        assert client.get_object(Bucket="kept", Key=path.removeprefix("kept/"))["Body"].read() == raw
        with bucket.open(f"s3://{path}", "rb") as file:
            assert file.read() == raw
    assert client.head_object(Bucket="kept", Key="a/large")["ETag"].endswith('-2"')
    assert sorted(bucket.ls("kept/a", detail=False)) == ["kept/a/b", "kept/a/large", "kept/a/small"]
    assert bucket.info("kept/a/large")["size"] == len(large)
    assert bucket.info("kept/a")["type"] == "directory"
    with bucket.open("kept/a/large", "rb", block_size=MIB) as file:
        file.seek(5 * MIB)
        assert file.read(16) == b"0123456789abcdef"
    bucket.rm("kept/a/small")
    assert not bucket.exists("kept/a/small")
    with pytest.raises(FileNotFoundError):
        bucket.ls("kept/nothing")
    with pytest.raises(FileNotFoundError), bucket.open("kept/nothing", "rb") as file:
        file.read()


class Paged:
    """A client that lists three objects, one a page."""

    def list_objects_v2(self, **asked: Any) -> dict[str, Any]:
        number = int(asked.get("ContinuationToken", 0))
        more = {"IsTruncated": True, "NextContinuationToken": str(number + 1)} if number < 2 else {}
        return {"Contents": [{"Key": f"many/{number}", "Size": 1}], **more}


def test_many_objects_are_all_listed() -> None:
    """Page after page."""
    assert Bucket(Paged()).ls("kept/many", detail=False) == [f"kept/many/{number}" for number in range(3)]


def test_what_is_cut_in_the_middle_is_taken_back(client: Any) -> None:
    """Half an object is never seen, nor paid for."""
    bucket = Bucket(client)
    with suppress(RuntimeError), bucket.open("kept/cut/half", "wb") as file:
        file.write(b"x" * 9 * MIB)
        raise RuntimeError
    left = bucket.open("kept/cut/left", "wb")
    left.write(b"x" * 9 * MIB)
    del left

    assert "Contents" not in client.list_objects_v2(Bucket="kept", Prefix="cut/")
    assert "Uploads" not in client.list_multipart_uploads(Bucket="kept")


def test_encryption_and_object_lock_are_asked_for(client: Any) -> None:
    """Every object by the key; only what is sealed is locked."""
    key = "arn:aws:kms:us-east-1:123456789012:key/1"
    bucket = Bucket(client, kms_key=key, lock_mode="governance", lock_days=30)
    begun: list[dict[str, Any]] = []
    event = "provide-client-params.s3.CreateMultipartUpload"
    client.meta.events.register(event, lambda params, **_: begun.append(params))
    for name, size in (("sealed", 5), ("large", 9 * MIB)):
        with bucket.open(f"kept/{name}", "wb", locked=True) as file:
            file.write(b"x" * size)
    with bucket.open("kept/part", "wb") as file:
        file.write(b"part")

    told = {name: client.head_object(Bucket="kept", Key=name) for name in ("sealed", "large", "part")}
    assert {one["SSEKMSKeyId"] for one in told.values()} == {key}
    assert told["sealed"]["ObjectLockMode"] == "GOVERNANCE"
    assert begun[0]["ObjectLockMode"] == "GOVERNANCE"  # moto keeps no lock of an object that came in parts
    until = told["sealed"]["ObjectLockRetainUntilDate"] - datetime.now(UTC)
    assert timedelta(days=29) < until < timedelta(days=31)
    assert "ObjectLockMode" not in told["part"]


class Refusing:
    """A client whose every call fails in one way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        def refuse(**_params: Any) -> Any:
            raise self._error

        return refuse


def test_refusals_keep_the_words_of_aws() -> None:
    """As errors of a file system."""
    refused = ClientError(
        {"Error": {"Code": "AccessDenied", "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": 403}}, "X"
    )
    with pytest.raises(PermissionError, match="AccessDenied no"):
        Bucket(Refusing(refused)).ls("kept")
    with pytest.raises(OSError, match="Could not connect"):
        Bucket(Refusing(EndpointConnectionError(endpoint_url="https://x"))).rm_file("kept/x")
    with pytest.raises(PermissionError), Bucket(Refusing(refused)).open("kept/x", "wb") as file:
        file.write(io.BytesIO(b"x").read())
