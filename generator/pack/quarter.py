"""What a pack keeps of the quarters before it: changes since the last, and the figures of the last four."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from generator.errors import PackError
from generator.model.comparison import Comparison, PackTally

CHANGES, FIGURES = "changes.json", "figures.json"
_MAX_BYTES = 100_000_000
T = TypeVar("T")


def write_changes(folder: Path, made: Comparison) -> None:
    """Write ``data/changes.json``."""
    _write(folder / "data" / CHANGES, asdict(made))


def read_changes(folder: Path) -> Comparison | None:
    """``data/changes.json``; None where the pack was made without the one before it."""
    return _read(folder / "data" / CHANGES, TypeAdapter(Comparison))


def write_figures(folder: Path, packs: Sequence[PackTally]) -> None:
    """Write ``data/figures.json``, oldest first."""
    _write(folder / "data" / FIGURES, [asdict(one) for one in packs])


def read_figures(folder: Path) -> tuple[PackTally, ...]:
    """``data/figures.json``; nothing in a pack of an earlier version."""
    return _read(folder / "data" / FIGURES, TypeAdapter(tuple[PackTally, ...])) or ()


def _write(path: Path, value: Any) -> None:
    text = json.dumps(value, indent=1, sort_keys=True, default=str, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", errors="surrogatepass")


def _read(path: Path, shape: TypeAdapter[T]) -> T | None:
    if not path.is_file():
        return None
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise PackError(f"{path} is too large.", "Take the pack from a copy.")
        return shape.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise PackError(f"{path} is damaged.", "Take the pack from a copy.") from error
