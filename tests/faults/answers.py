"""Answers as AWS writes them: a recorded page, a refusal; and by what a question is known."""

import base64
import csv
import io
import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from generator.collect.operations import token_member
from generator.collect.shape import DROPPED, changed, steps
from generator.demo import replies
from generator.demo.faults import Answer, Fault, write
from generator.demo.wire import Call, loader, operation_model
from generator.model.catalog import Catalog
from generator.model.evidence import Record, canonical

_SIZES = {"MaxResults", "maxResults", "MaxItems", "Limit", "limit", "MaxRecords", "MaxBuckets", "PageSize"}
_TOKENS = {
    "NextToken",
    "nextToken",
    "Marker",
    "marker",
    "NextMarker",
    "ContinuationToken",
    "position",
    "PageToken",
    "pageToken",
    "PaginationToken",
    "ExclusiveStartTableName",
    "ExclusiveStartStreamName",
}


def said(call: Call, reply: Mapping[str, Any]) -> Answer:
    """A reply in the protocol of the call."""
    return replies.write(call, reply, _id())


def refusal(call: Call, code: str, message: str, status: int) -> Answer:
    """A refusal in the protocol of the call."""
    return write(Fault(code, message, status), call.service, call.protocol, _id())


def asked(params: Mapping[str, Any]) -> str:
    """What is asked for, without page size and token, equal for what YAML and the wire write differently."""
    kept = {name: _loose(value) for name, value in params.items() if name not in _SIZES | _TOKENS}
    return canonical({name: value for name, value in kept.items() if value not in (None, [])})


def _loose(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _loose(item) for key, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [_loose(item) for item in value]
    return str(value).lower() if isinstance(value, (bool, int, float)) else value


def tokens_of(service: str, operation: str) -> tuple[str, str, str]:
    """The members that carry a page's token in and out, and the one that says that more is there; "" for none."""
    try:
        spec = loader().load_service_model(service, "paginators-1")["pagination"][operation]
    except Exception:  # noqa: BLE001 - botocore raises of its own where a service has no file
        spec = {}
    if spec:
        first = [v[0] if isinstance(v, list) else v for v in (spec["input_token"], spec["output_token"])]
        return first[0], first[1].split(" || ")[0], str(spec.get("more_results") or "")
    token = token_member(operation_model(service, operation))
    return token, token, ""


def page_of(call: Call, record: Record) -> int:
    """The page that the call's token leads to."""
    sent, given, _more = tokens_of(record.service, record.operation)
    token = call.params.get(sent)
    if not token:
        return 0
    for number, page in enumerate(record.pages[:-1], start=1):
        if page.get(given) == token:
            return number
    return len(record.pages) - 1


def written(record: Record, number: int, catalog: Catalog) -> Any:
    """A page as AWS would have said it: what was opened is text again, times are times."""
    row, page = catalog.calls[record.call], record.pages[number]
    for path in row.json:
        page = changed(page, steps(path), _closed)
    for path in row.csv:
        page = changed(page, steps(path), _as_csv)
    shape = operation_model(record.service, record.operation).output_shape
    return typed(shape, page)


def _closed(value: Any) -> Any:
    return value if isinstance(value, str) else json.dumps(value)


def _as_csv(rows: Any) -> Any:
    out = io.StringIO()
    if rows:
        made = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        made.writeheader()
        made.writerows(rows)
    return out.getvalue().encode()


def typed(shape: Any, value: Any) -> Any:
    """Plain JSON in the types of botocore's model; what was dropped gets an empty value of its type."""
    kind = shape.type_name if shape is not None else ""
    if value == DROPPED and kind not in ("string", ""):
        return {"structure": {}, "map": {}, "list": [], "blob": b"x", "timestamp": datetime.now(UTC)}.get(
            kind, 0
        )
    if kind == "structure" and isinstance(value, Mapping):
        return {name: typed(shape.members.get(name), item) for name, item in value.items()}
    if kind == "map" and isinstance(value, Mapping):
        return {name: typed(shape.value, item) for name, item in value.items()}
    if kind == "list" and isinstance(value, Sequence) and not isinstance(value, str):
        return [typed(shape.member, item) for item in value]
    if kind == "string" and isinstance(value, (Mapping, list)):
        return quote(json.dumps(value))  # policies of IAM, which botocore opens itself
    if kind == "timestamp" and isinstance(value, str):
        return datetime.fromisoformat(value)
    if kind == "blob" and isinstance(value, str):
        return base64.b64decode(value)
    return value


def _id() -> str:
    return str(uuid.uuid4())


def shelf(one: Call | Record) -> str:
    """Where an answer is kept: RDS, Neptune and DocumentDB are one on the wire."""
    return f"{'rds' if one.service in ('neptune', 'docdb') else one.service} {one.operation}"
