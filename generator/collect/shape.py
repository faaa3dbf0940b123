"""A reply made plain: secrets dropped, JSON and CSV text opened, times and bytes as text."""

import base64
import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from generator.items import ShapeError, search
from generator.model.catalog import Call
from generator.model.plain import Json

_STEP = re.compile(r"\[\?[^\]]*\]|\[\]|[^.\[\]]+")
DROPPED = "(dropped)"
_MAX_CSV_ROWS = 1_000_000


def plain_reply(row: Call, reply: dict[str, Any]) -> Json:
    """The reply as plain JSON. Secrets go first, so that nothing later can carry them."""
    kept: Any = {key: value for key, value in reply.items() if key != "ResponseMetadata"}
    for path in row.drop:
        kept = changed(kept, steps(path), lambda _: DROPPED)
    for path in row.csv:
        kept = changed(kept, steps(path), _opened_csv)
    kept = _text(kept)
    for path in row.json:
        kept = changed(kept, steps(path), _opened_json)
    return kept


def steps(path: str) -> list[str]:
    """``A[].B.*`` as its steps: A, [], B, *; ``[?x]`` are the items of a list for which JMESPath x holds."""
    return _STEP.findall(path)


def changed(value: Any, path: list[str], change: Callable[[Any], Any]) -> Any:
    """A copy with ``change`` made at ``path``; what the path does not lead to is left alone."""
    if not path:
        return change(value)
    step, rest = path[0], path[1:]
    if step.startswith("["):
        found = value if isinstance(value, list) else []
        each = [changed(item, rest, change) if _meant(step, item) else item for item in found]
        return each if isinstance(value, list) else value
    if not isinstance(value, dict):
        return value
    keys: Iterable[str] = value if step == "*" else (step,)
    return {**value, **{key: changed(value[key], rest, change) for key in keys if key in value}}


def _meant(step: str, item: Any) -> bool:
    """Whether the step leads to this item of a list; where its condition does not fit, it does."""
    try:
        return step == "[]" or bool(search(step[2:-1], item))
    except ShapeError:
        return True


def _opened_json(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value  # a check that wants an object makes this "no data"


def _opened_csv(value: Any) -> Any:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    rows = csv.DictReader(io.StringIO(text))
    return [dict(row) for _, row in zip(range(_MAX_CSV_ROWS), rows, strict=False)]


def _text(value: Any) -> Json:
    if isinstance(value, dict):
        return {str(key): _text(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_text(item) for item in value]
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode("ascii")
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def moment(value: datetime) -> str:
    """A time that AWS gave: UTC, ISO 8601, to the microsecond where there are any."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")
