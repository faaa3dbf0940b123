"""A bucket as a file system: what evidence needs of S3, through botocore (s3fs wants another version of it).

An object is there whole or not at all: what is cut in the middle of an upload is taken back.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from fsspec import AbstractFileSystem
from fsspec.spec import AbstractBufferedFile

_BLOCK = 8 << 20  # bytes of a part: S3 wants 5 MiB at least, and takes 10,000 of them
_GONE = {"404", "NoSuchKey", "NotFound"}


class Bucket(AbstractFileSystem):  # type: ignore[misc] # fsspec has no types
    """S3 through ``client``: ls, info, open for reading and writing, rm.

    Objects are encrypted with ``kms_key`` where one is given. Those written with ``locked=True`` are kept under
    Object Lock for ``lock_days``. Errors are OSErrors with AWS's words: FileNotFoundError, PermissionError, OSError.
    """

    protocol = "s3"
    cachable = False

    def __init__(self, client: Any, *, kms_key: str = "", lock_mode: str = "", lock_days: int = 0) -> None:
        super().__init__()
        self._client = client
        self._encryption = (
            {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key, "BucketKeyEnabled": True}
            if kms_key
            else {}
        )
        self._lock_mode, self._lock_days = lock_mode, lock_days

    def asked(self, method: str, path: str, **params: Any) -> Any:
        """One request on the object at ``path``; raises OSError with AWS's words."""
        bucket, _, key = path.partition("/")
        return said(path, getattr(self._client, method), Bucket=bucket, Key=key, **params)

    def written_with(self, *, locked: bool) -> dict[str, Any]:
        """What a new object is made with."""
        if not locked or not self._lock_mode:
            return dict(self._encryption)
        until = datetime.now(UTC) + timedelta(days=self._lock_days)
        lock = {"ObjectLockMode": self._lock_mode.upper(), "ObjectLockRetainUntilDate": until}
        return {**self._encryption, **lock}

    def ls(self, path: str, detail: bool = True, **_options: Any) -> list[Any]:
        """The objects and folders right below ``path``."""
        path = self._strip_protocol(path).rstrip("/")
        bucket, _, prefix = path.partition("/")
        found: list[dict[str, Any]] = []
        token: dict[str, str] = {}
        while True:
            below = f"{prefix}/" if prefix else ""
            page = said(
                path, self._client.list_objects_v2, Bucket=bucket, Prefix=below, Delimiter="/", **token
            )
            found += [_file(bucket, one["Key"], one["Size"]) for one in page.get("Contents", [])]
            found += [
                {"name": f"{bucket}/{one['Prefix'].rstrip('/')}", "size": 0, "type": "directory"}
                for one in page.get("CommonPrefixes", [])
            ]
            if not page.get("IsTruncated"):
                break
            token = {"ContinuationToken": page["NextContinuationToken"]}
        if not found:
            raise FileNotFoundError(path)
        return found if detail else [one["name"] for one in found]

    def info(self, path: str, **_options: Any) -> dict[str, Any]:
        """Name, size and type of an object, or of a folder that has objects."""
        path = self._strip_protocol(path).rstrip("/")
        bucket, _, key = path.partition("/")
        if key:
            with suppress(FileNotFoundError):
                return _file(bucket, key, self.asked("head_object", path)["ContentLength"])
        self.ls(path)
        return {"name": path, "size": 0, "type": "directory"}

    def rm_file(self, path: str) -> None:
        """Delete an object; where the bucket keeps versions, they stay."""
        self.asked("delete_object", self._strip_protocol(path))

    def _open(
        self, path: str, mode: str = "rb", block_size: Any = None, autocommit: bool = True, **options: Any
    ) -> "BucketFile":
        locked = bool(options.pop("locked", False))
        size = block_size if isinstance(block_size, int) else _BLOCK
        return BucketFile(self, path, mode, block_size=size, autocommit=autocommit, locked=locked, **options)


def _file(bucket: str, key: str, size: int) -> dict[str, Any]:
    return {"name": f"{bucket}/{key}", "size": size, "type": "file"}


def said(path: str, method: Callable[..., Any], **params: Any) -> Any:
    """A request; OSError with AWS's words where it is refused or gets no answer."""
    try:
        return method(**params)
    except ClientError as error:
        told = error.response.get("Error", {})
        words = f"{told.get('Code', '')} {told.get('Message', '')}".strip()
        if told.get("Code") in _GONE:
            raise FileNotFoundError(2, words, path) from error
        denied = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 403
        raise (PermissionError(13, words, path) if denied else OSError(5, words, path)) from error
    except BotoCoreError as error:
        raise OSError(5, str(error), path) from error


class BucketFile(AbstractBufferedFile):  # type: ignore[misc]
    """An object that is read in ranges, or written at once, or in parts where it is large."""

    def __init__(self, fs: Bucket, path: str, mode: str, *, locked: bool = False, **options: Any) -> None:
        self._upload = ""
        self._parts: list[dict[str, Any]] = []
        self._with = fs.written_with(locked=locked)
        super().__init__(fs, path, mode, **options)

    def _fetch_range(self, start: int, end: int) -> bytes:
        reply = self.fs.asked("get_object", self.path, Range=f"bytes={start}-{end - 1}")
        found: bytes = said(self.path, reply["Body"].read)
        return found

    def _initiate_upload(self) -> None:
        if not self.forced:  # more will come; what ends here is put at once
            self._upload = self.fs.asked("create_multipart_upload", self.path, **self._with)["UploadId"]

    def _upload_chunk(self, final: bool = False) -> bool:
        raw = self.buffer.getvalue()
        try:
            if not self._upload:
                self.fs.asked("put_object", self.path, Body=raw, **self._with)
                return True
            if raw:
                number = len(self._parts) + 1
                part = {"UploadId": self._upload, "PartNumber": number}
                reply = self.fs.asked("upload_part", self.path, Body=raw, **part)
                self._parts.append({"PartNumber": number, "ETag": reply["ETag"]})
            if final:
                whole = {"UploadId": self._upload, "MultipartUpload": {"Parts": self._parts}}
                self.fs.asked("complete_multipart_upload", self.path, **whole)
                self._upload = ""
        except BaseException:
            self.discard()
            raise
        return True

    def discard(self) -> None:
        """Take back what was uploaded; no object comes of it."""
        self.closed = True
        if self._upload:
            with suppress(OSError):
                self.fs.asked("abort_multipart_upload", self.path, UploadId=self._upload)
            self._upload = ""

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is not None and self.mode != "rb":
            self.discard()
        self.close()

    def __del__(self) -> None:
        if not getattr(self, "closed", True) and self.mode != "rb":
            self.discard()  # left in the middle: half a file is none
