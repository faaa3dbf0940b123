"""Records on disk: one shard an account, a line a page, sealed when complete."""

import gzip
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from generator.errors import PackError
from generator.model.evidence import Record, canonical, digest
from generator.model.plain import Json

_MAX_LINE = 512_000_000
_MAX_SHARD = 8_000_000_000
_TUPLES = ("request_ids",)


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
        """Readable records of a run that was cut, by evidence id."""
        shards = [*sorted(self._folder.glob("*.jsonl.gz")), *sorted(self._folder.glob("*.jsonl"))]
        found = (record for path in shards for record in _read_lines(path, torn=True))
        return {record.evidence: record for record in found if record.readable}

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
    head = {name: value for name, value in asdict(record).items() if name != "pages"}
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
            for line in shard:
                size += len(line)
                if len(line) > _MAX_LINE or size > _MAX_SHARD:
                    raise PackError(f"{path.name} is larger than a shard can be.", "Collect again.")
                entry = json.loads(line)
                pages = [*pages, entry["reply"]] if entry["page"] > 1 else [entry["reply"]]
                if entry["page"] >= entry["of"]:
                    yield _record(entry, pages if entry["of"] else [], path)
        except (ValueError, KeyError, TypeError, EOFError, OSError, RecursionError) as error:
            if not torn:
                raise PackError(
                    f"{path.name} is damaged: {error}", "Collect again, or take the pack from a copy."
                ) from error


def _record(entry: dict[str, Any], pages: list[Json], path: Path) -> Record:
    fields = {name: value for name, value in entry.items() if name not in ("page", "of", "reply")}
    for name in _TUPLES:
        fields[name] = tuple(fields[name])
    record = Record(**fields, pages=tuple(pages))
    if digest(list(record.pages)) != record.sha256:
        raise PackError(
            f"The reply of {record.evidence} in {path.name} is not the one that was hashed.",
            "Somebody changed it; take the pack from a copy.",
        )
    return record


__all__ = ["Store", "read", "write_shard"]
