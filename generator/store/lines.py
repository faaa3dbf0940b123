"""Records as lines: one JSON line a page, canonical, so that equal records give equal bytes."""

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, BinaryIO, get_args

from generator.errors import PackError
from generator.model.evidence import Outcome, Record, canonical, digest
from generator.model.plain import Json, plain

MAX_LINE = 512_000_000
MAX_SHARD = 8_000_000_000
_TUPLES = ("request_ids",)
_HEAD = tuple(field.name for field in fields(Record) if field.name != "pages")
_KINDS = {f.name: str for f in fields(Record) if f.type in (str, Outcome)} | {"params": dict, "context": dict}


@plain
class Placed:
    """A record, and where its lines stand in the shard."""

    record: Record
    at: int
    size: int


def encoded(record: Record) -> bytes:
    """A record's lines as they are written."""
    head = {name: getattr(record, name) for name in _HEAD}
    pages: tuple[Json, ...] = record.pages or (None,)
    lines = (
        canonical({**head, "page": number, "of": len(record.pages), "reply": page})
        for number, page in enumerate(pages, start=1)
    )
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")


def decoded(raw: bytes) -> Record:
    """The record that ``encoded`` wrote; its hash was looked at when the shard was read through."""
    entries = [json.loads(line.decode("utf-8", "surrogatepass")) for line in raw.splitlines()]
    return _record(entries[-1], [entry["reply"] for entry in entries] if entries[-1]["of"] else [])


def placed(shard: BinaryIO, name: str) -> Iterator[Placed | str]:
    """A shard's records in order; the evidence id alone of one whose reply was changed since it was hashed.

    Raises ValueError, KeyError, TypeError or RecursionError where a line is damaged or missing, PackError where
    one is longer than any reply.
    """
    pages: list[Json] = []
    begin = at = 0
    while line := shard.readline(MAX_LINE + 1):
        at += len(line)
        if len(line) > MAX_LINE or at > MAX_SHARD:
            raise PackError(f"{name} is larger than a shard can be.", "Collect again.")
        expect(line.endswith(b"\n"), "its last line is cut")
        entry = json.loads(line.decode("utf-8", "surrogatepass"))
        pages.append(entry["reply"])
        expect(entry["page"] == len(pages), f"page {len(pages)} of {entry['call']} is not there")
        if entry["page"] >= entry["of"]:
            yield _placed(entry, pages if entry["of"] else [], begin, at)
            pages, begin = [], at
    expect(not pages, "the last pages are not there")


def _placed(entry: dict[str, Any], pages: list[Json], begin: int, end: int) -> Placed | str:
    record = _record(entry, pages)
    if digest(list(record.pages)) != record.sha256:
        return record.evidence
    return Placed(record=record, at=begin, size=end - begin)


def expect(holds: bool, words: str) -> None:
    """ValueError with these words where it does not hold."""
    if not holds:
        raise ValueError(words)


def _record(entry: dict[str, Any], pages: list[Json]) -> Record:
    given = {name: value for name, value in entry.items() if name not in ("page", "of", "reply")}
    for name in _TUPLES:
        given[name] = tuple(given[name])
    record = Record(**given, pages=tuple(pages))
    typed = all(isinstance(getattr(record, name), kind) for name, kind in _KINDS.items())
    typed = typed and all(isinstance(page, dict) for page in pages)
    expect(typed and record.outcome in get_args(Outcome), f"a field of {record.evidence} is of another type")
    return record
