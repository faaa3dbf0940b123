"""Records on disk: one shard an account, a line a page, sealed when complete."""

import gzip
import json
import shutil
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

from generator.errors import PackError
from generator.model.evidence import Outcome, Record, canonical, digest
from generator.model.plain import Json

_MAX_LINE = 512_000_000
_MAX_SHARD = 8_000_000_000
_TUPLES = ("request_ids",)
_KINDS = {f.name: str for f in fields(Record) if f.type in (str, Outcome)} | {"params": dict, "context": dict}


class Store:
    """Evidence in a folder: grows line by line, so that a killed run goes on where it stopped."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, record: Record) -> None:
        """Append a record to its account's open shard and hand it to the system."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f"{record.account}.jsonl").open(
            "a", encoding="utf-8", errors="surrogatepass"
        ) as shard:
            shard.writelines(f"{line}\n" for line in _lines(record))

    def seal(self) -> None:
        """Turn each open shard into one compressed file, sorted, equal for equal records."""
        for path in sorted(self._folder.glob("*.jsonl")):
            records = {r.evidence: r for r in _read_lines(path)}
            ordered = sorted(records.values(), key=lambda r: (r.call, r.region, canonical(dict(r.params))))
            target = path.with_suffix(".jsonl.gz")
            write_shard(target, ordered)
            path.unlink()

    def open_records(self) -> dict[str, Record]:
        """Readable records of a run that was cut, by evidence id.

        Open shards keep these alone: a torn line would spoil the next, and what was refused is asked again.
        """
        found: dict[str, Record] = {}
        for path in [*sorted(self._folder.glob("*.jsonl.gz")), *sorted(self._folder.glob("*.jsonl"))]:
            whole = {r.evidence: r for r in _read_lines(path, torn=True) if r.readable}
            found |= whole
            if path.suffix == ".jsonl" and not whole:
                path.unlink()
            elif path.suffix == ".jsonl":
                kept = path.with_name(path.name + ".kept")
                lines = (f"{line}\n" for record in whole.values() for line in _lines(record))
                kept.write_text("".join(lines), encoding="utf-8", errors="surrogatepass")
                kept.replace(path)
        return found

    def discard(self) -> None:
        """Forget what was collected."""
        shutil.rmtree(self._folder, ignore_errors=True)


def write_shard(target: Path, records: Iterable[Record]) -> None:
    """Write a sealed shard; the same records give the same bytes."""
    with target.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as shard:
        for record in records:
            for line in _lines(record):
                shard.write(line.encode("utf-8", "surrogatepass") + b"\n")


def read(folder: Path) -> tuple[Record, ...]:
    """All records of a folder's sealed shards, sorted; PackError when there is none or one is damaged."""
    shards = sorted(folder.glob("*.jsonl.gz"))
    if not shards:
        raise PackError(f"There is no evidence in {folder}.", "Run 'evidencemap collect' first.")
    return tuple(record for path in shards for record in _read_lines(path))


def _lines(record: Record) -> Iterator[str]:
    head = {field.name: getattr(record, field.name) for field in fields(record) if field.name != "pages"}
    pages: tuple[Json, ...] = record.pages or (None,)
    for number, page in enumerate(pages, start=1):
        yield canonical({**head, "page": number, "of": len(record.pages), "reply": page})


def _read_lines(path: Path, *, torn: bool = False) -> Iterator[Record]:
    """Records of a shard; ``torn`` forgives a last line that was cut while it was written."""
    pages: list[Json] = []
    size = 0
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", errors="surrogatepass") as shard:
        try:
            while line := shard.readline(_MAX_LINE + 1):
                size += len(line)
                if len(line) > _MAX_LINE or size > _MAX_SHARD:
                    raise PackError(f"{path.name} is larger than a shard can be.", "Collect again.")
                entry = json.loads(line)
                pages.append(entry["reply"])
                _expect(entry["page"] == len(pages), f"page {len(pages)} of {entry['call']} is not there")
                if entry["page"] >= entry["of"]:
                    yield _record(entry, pages if entry["of"] else [], path)
                    pages = []
            _expect(not pages, "the last pages are not there")
            _expect(size > 0, "it is empty")
        except (ValueError, KeyError, TypeError, EOFError, OSError, RecursionError, zlib.error) as error:
            if not torn:
                raise PackError(
                    f"{path.name} is damaged: {error}", "Collect again, or take the pack from a copy."
                ) from error


def _expect(holds: bool, words: str) -> None:
    if not holds:
        raise ValueError(words)


def _record(entry: dict[str, Any], pages: list[Json], path: Path) -> Record:
    given = {name: value for name, value in entry.items() if name not in ("page", "of", "reply")}
    for name in _TUPLES:
        given[name] = tuple(given[name])
    record = Record(**given, pages=tuple(pages))
    typed = all(isinstance(getattr(record, name), kind) for name, kind in _KINDS.items())
    typed = typed and all(isinstance(page, dict) for page in pages)
    _expect(typed and record.outcome in get_args(Outcome), f"a field of {record.evidence} is of another type")
    if digest(list(record.pages)) != record.sha256:
        raise PackError(
            f"The reply of {record.evidence} in {path.name} is not the one that was hashed.",
            "Somebody changed it; take the pack from a copy.",
        )
    return record


__all__ = ["Store", "read", "write_shard"]
