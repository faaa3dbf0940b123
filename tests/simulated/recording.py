"""What the embedded AWS answered, once: each question with its answer, kept in one file.

A question is known by account, region, service, operation and parameters as AWS's models read them, so a file
outlives the botocore that asked. Beside it stands a short print of the raw request: where the same botocore asks
again, an answer is found without reading the request at all.
"""

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from generator.demo.faults import Answer

FILE = Path(__file__).with_name("recording.jsonl.gz")
# Members that ask for a page: without them, all pages of a list are one question.
TOKENS = frozenset(
    {"NextToken", "nextToken", "Marker", "NextMarker", "marker", "ContinuationToken", "position", "PageToken"}
    | {"pageToken", "ExclusiveStartTableName", "ExclusiveStartStreamName", "LastEvaluatedTableName"}
)
# How much of a list is wanted at once: answers are as long as they were recorded, whatever is wanted.
SIZES = frozenset(
    {
        "MaxResults",
        "maxResults",
        "MaxItems",
        "maxItems",
        "Limit",
        "limit",
        "MaxRecords",
        "MaxBuckets",
        "PageSize",
    }
)
# Headers that differ from call to call and say nothing of what is asked.
_NOISE = frozenset({"x-amz-date", "x-amz-content-sha256", "x-amz-security-token", "x-amz-user-agent"})


@dataclass(frozen=True)
class Exchange:
    """One question and its answer; ``page`` counts from 1 along the tokens of a list."""

    account: str
    region: str
    service: str
    operation: str
    params: Mapping[str, Any]
    protocol: str
    raw: str
    answer: Answer
    page: int = 1

    @cached_property
    def key(self) -> str:
        return key(self.account, self.region, self.service, self.operation, self.params)


@dataclass
class Recording:
    """All exchanges, found by question or by the print of the raw request."""

    exchanges: tuple[Exchange, ...]
    at: str = ""  # when they were recorded: ages in the answers are measured from here
    by_key: dict[str, Exchange] = field(init=False, repr=False)
    by_print: dict[str, Exchange] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.by_key = {one.key: one for one in self.exchanges}
        self.by_print = {one.raw: one for one in self.exchanges}

    @classmethod
    def load(cls, file: Path = FILE) -> "Recording":
        """Read the file again."""
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            head = json.loads(next(lines))
            return cls(tuple(_read(json.loads(line)) for line in lines), head["recorded"])

    def save(self, file: Path = FILE) -> None:
        """Write one line an exchange; the same exchanges give the same bytes."""
        rows = [{"recorded": self.at}, *(_row(one) for one in sorted(self.exchanges, key=lambda e: e.key))]
        text = "".join(json.dumps(row, sort_keys=True, separators=(",", ":")) + "\n" for row in rows)
        file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))

    def regions(self, account: str) -> frozenset[str]:
        """Where this account was asked."""
        return frozenset(one.region for one in self.exchanges if one.account == account)


def key(account: str, region: str, service: str, operation: str, params: Mapping[str, Any]) -> str:
    """A question as text, equal for equal questions, however long the pages are to be."""
    told = {name: value for name, value in params.items() if name not in SIZES}
    asked = json.dumps(told, sort_keys=True, separators=(",", ":"), default=_plain)
    return f"{account} {region} {service} {operation} {asked}"


def without_token(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a list, whatever page is asked for."""
    return {name: value for name, value in params.items() if name not in TOKENS}


def raw_print(
    place: tuple[str, str, str], method: str, target: str, headers: Iterable[tuple[str, str]], body: bytes
) -> str:
    """A short print of a raw request. ``place`` is account, region and signing name; header names are lower case."""
    telling = sorted(
        f"{name}:{value}"
        for name, value in headers
        if name.startswith(("x-amz", "smithy-protocol")) and name not in _NOISE
    )
    said = "\n".join((*place, method, target, *telling, "")).encode()
    return hashlib.blake2b(said + body, digest_size=9).hexdigest()


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else str(value)


def _row(one: Exchange) -> dict[str, Any]:
    row = {**one.__dict__, "status": one.answer.status, "headers": one.answer.headers}
    row = {name: value for name, value in row.items() if name not in {"answer", "key"}}
    row["params"] = json.loads(json.dumps(one.params, default=_plain))
    try:
        return {**row, "body": one.answer.body.decode()}
    except UnicodeDecodeError:
        return {**row, "base64": base64.b64encode(one.answer.body).decode()}


def _read(row: dict[str, Any]) -> Exchange:
    coded, text = row.pop("base64", ""), row.pop("body", "")
    body = base64.b64decode(coded) if coded else text.encode()
    return Exchange(answer=Answer(row.pop("status"), row.pop("headers"), body), **row)
