"""run.json: read back strictly, written with sorted keys."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from generator.errors import PackError
from generator.model.scope import RunInfo, told

_MAX_BYTES = 10_000_000


def write_run(folder: Path, info: RunInfo) -> None:
    """Write ``data/run.json`` of a pack."""
    fields = asdict(replace(info, scope=told(info.scope)), dict_factory=_written)
    text = json.dumps(fields, indent=1, sort_keys=True, default=str, ensure_ascii=False)
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "data" / "run.json").write_text(text + "\n", encoding="utf-8")


def _written(fields: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Names as they are read back: ``except_`` is written ``except``."""
    return {name.rstrip("_"): value for name, value in fields}


def read_run(folder: Path) -> RunInfo:
    """``data/run.json`` of a pack; PackError where the folder is no pack."""
    path = folder / "data" / "run.json"
    hint = "Give the folder that 'evidencemap run' printed: it holds bagit.txt and data/."
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise PackError(f"{path} is too large to be a run.json.", hint)
        return TypeAdapter(RunInfo).validate_json(path.read_bytes())
    except OSError as error:
        raise PackError(
            f"{folder} is no pack: data/run.json cannot be read ({error.strerror}).", hint
        ) from error
    except ValidationError as error:
        raise PackError(f"{path} is damaged: {error.error_count()} faults in it.", hint) from error
