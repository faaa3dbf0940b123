"""Answers that cannot be what AWS said: empty, cut in two, or a value of another kind where a list was due.

botocore reads such an answer as one in which nothing is there: no volumes, no rules, not public. Here it is
an answer of another shape, so that nothing is judged on it. Numbers and words are not told apart.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.parsers import ResponseParserError

_CONTAINERS = {"structure": dict, "map": dict, "list": list}
_JSON = ("json", "rest-json")
_REFUSED = 300
_BOOLEANS = (b"true", b"false", b"1", b"0")
# Name, whether it is closed at once, the text that follows, whether an end comes next.
_ELEMENT = re.compile(rb"<(?:[\w-]+:)?([\w-]+)(?:\s[^<>]*?)?(/)?>([^<]*)(?=<(/|!)?)")


def watch(client: Any) -> None:
    """Hold each answer of a client against the model before it is read."""
    client.meta.events.register("before-parse", _look)


def _look(operation_model: Any, response_dict: dict[str, Any], **_others: Any) -> None:
    shape, body = _due(operation_model), response_dict["body"]
    if response_dict["status_code"] >= _REFUSED or shape is None or not isinstance(body, bytes):
        return
    if not body.strip():
        raise ResponseParserError("the answer is empty")
    if operation_model.service_model.resolved_protocol in _JSON:
        _look_at_json(shape, body)
    else:
        _look_at_xml(shape, body)


def _due(operation_model: Any) -> Any:
    """The shape of what stands in the body; None where nothing has to, or where it is no JSON and no XML."""
    shape = operation_model.output_shape
    if shape is None or operation_model.has_streaming_output:
        return None
    payload = shape.serialization.get("payload")
    if payload:
        shape = shape.members[payload]
    if shape.type_name != "structure":
        return None
    return shape if any("location" not in one.serialization for one in shape.members.values()) else None


def _look_at_json(shape: Any, body: bytes) -> None:
    try:
        said = json.loads(body)
    except ValueError as error:
        raise ResponseParserError(f"the answer is not JSON, or cut: {error}") from None
    if wrong := _unfit(shape, said):
        raise ResponseParserError(f"{wrong} is of another type")


def _unfit(shape: Any, value: Any) -> str:
    """Where a value does not fit; "" where all does. What AWS leaves out or adds is no matter."""
    if value is None:
        return ""
    kind = shape.type_name
    if kind in _CONTAINERS:
        if not isinstance(value, _CONTAINERS[kind]):
            return "it"
        return _unfit_inside(kind, shape, value)
    if kind == "boolean":
        return "" if isinstance(value, bool) else "it"
    return "it" if isinstance(value, (dict, list)) and not shape.serialization.get("jsonvalue") else ""


def _unfit_inside(kind: str, shape: Any, value: Any) -> str:
    if kind == "list":
        return next((f"an item: {wrong}" for item in value if (wrong := _unfit(shape.member, item))), "")
    if kind == "map":
        return next(
            (f"{key}: {wrong}" for key, item in value.items() if (wrong := _unfit(shape.value, item))), ""
        )
    inner = _by_wire_name(shape)
    for name, item in value.items():
        if name in inner and (wrong := _unfit(inner[name], item)):
            return name if wrong == "it" else f"{name}: {wrong}"
    return ""


@cache
def _by_wire_name(shape: Any) -> dict[str, Any]:
    return {str(one.serialization.get("name", name)): one for name, one in shape.members.items()}


def _look_at_xml(shape: Any, body: bytes) -> None:
    """Text in what holds others, others in what holds text, and a boolean that is neither true nor false."""
    kinds = _kinds(shape)
    for found in _ELEMENT.finditer(body):
        name, closed, text, next_ends = found.groups()
        kind = kinds.get(name)
        if kind is None:
            continue
        text = text.strip()
        if kind == "holder":
            wrong = bool(text) and not closed
        else:
            inner = not closed and next_ends is None
            wrong = inner or (kind == "boolean" and text.lower() not in _BOOLEANS)
        if wrong:
            raise ResponseParserError(f"{name.decode()} is of another type")


@cache
def _kinds(shape: Any) -> dict[bytes, str]:
    """Element names of an answer that always hold the same: others ("holder"), a boolean, or text."""
    kinds: dict[str, set[str]] = {}
    for name, kind in _elements(shape, set()):
        kinds.setdefault(name, set()).add("holder" if kind in _CONTAINERS else kind)
    found = {}
    for name, those in kinds.items():
        if len(those) == 1 or "holder" not in those:
            found[name.encode()] = those.pop() if len(those) == 1 else "text"
    return found


def _elements(shape: Any, seen: set[str]) -> Iterator[tuple[str, str]]:
    """Element names of an XML answer, each with what it holds."""
    if shape.name in seen:
        return
    seen.add(shape.name)
    for name, one in shape.members.items() if shape.type_name == "structure" else ():
        yield from _element(name, one, seen)


def _element(name: str, shape: Any, seen: set[str]) -> Iterator[tuple[str, str]]:
    wire, kind = str(shape.serialization.get("name", name)), shape.type_name
    if kind == "list":
        item = str(shape.member.serialization.get("name", "member"))
        if shape.serialization.get("flattened"):
            yield from _element(
                wire if "name" not in shape.member.serialization else item, shape.member, seen
            )
            return
        yield wire, kind
        yield from _element(item, shape.member, seen)
    elif kind == "map":
        yield wire, kind
        yield from _element("value", shape.value, seen)
        yield from _element("key", shape.key, seen)
    else:
        yield wire, kind
        yield from _elements(shape, seen)
