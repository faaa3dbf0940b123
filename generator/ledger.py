"""A file of JSON lines that is only ever added to: what people did, each line on the disk before the next."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from generator.errors import PackError, SetupError

T = TypeVar("T")
MAX_BYTES = 200_000_000
_LINE = 4_000_000


def append(path: Path, entries: list[Any]) -> None:
    """Add entries (dataclasses) in order; a line that an earlier death cut is taken away first."""
    lines = "".join(json.dumps(asdict(one), sort_keys=True, ensure_ascii=False) + "\n" for one in entries)
    data = lines.encode("utf-8", "surrogatepass")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            _cut_torn(file)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise SetupError(
            f"{path} cannot be written: {error.strerror}.", "Free space, or check its rights."
        ) from error


def _cut_torn(file: Any) -> None:
    """Leave whole lines only."""
    end = file.seek(0, os.SEEK_END)
    position = end
    while position > 0:
        start = max(0, position - 65_536)
        file.seek(start)
        newline = file.read(position - start).rfind(b"\n")
        if newline >= 0:
            position = start + newline + 1
            break
        position = start
    if position != end:
        file.truncate(position)
    file.seek(0, os.SEEK_END)


def read(path: Path, shape: type[T]) -> tuple[T, ...]:
    """All entries, oldest first; none where there is no file. A last line without its end is left out.

    Raises PackError with the line's number where a line is none of ours.
    """
    if not path.is_file():
        return ()
    if path.stat().st_size > MAX_BYTES:
        raise PackError(f"{path} is larger than {MAX_BYTES:,} bytes.", "Take it from a copy.")
    adapter = TypeAdapter(shape)
    return tuple(_entry(adapter, path, number, line) for number, line in _lines(path))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.endswith(b"\n") and line.strip():
                yield number, line


def _entry(adapter: Any, path: Path, number: int, line: bytes) -> Any:
    try:
        return adapter.validate_python(_object(line))
    except (ValueError, ValidationError, RecursionError) as error:
        hint = "It was changed by hand or damaged; take it from a copy."
        raise PackError(f"{path}:{number}: not a line that evidencemap wrote.", hint) from error


def _object(line: bytes) -> dict[str, Any]:
    found = json.loads(line.decode("utf-8", "surrogatepass")) if len(line) <= _LINE else None
    if not isinstance(found, dict):
        raise ValueError("no JSON object")  # noqa: TRY004 - one kind of error for every line
    return found
