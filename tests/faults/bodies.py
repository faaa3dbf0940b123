"""Answers as bytes, changed where botocore's models say that a member stands: JSON and AWS's kinds of XML."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from xml.etree import ElementTree as ET

from generator.demo.faults import Answer
from generator.demo.wire import Call

Path = tuple[str, ...]  # member names of the model; "[]" steps into the items of a list
_HOLDERS = ("structure", "map", "list")
_GONE = object()
_EXTRA = "ZzAddedNextYear"


def paths(shape: Any, value: Any, depth: int = 4, at: Path = ()) -> Iterator[Path]:
    """Where a reply has members, down to so many names."""
    if shape.type_name == "structure" and isinstance(value, Mapping):
        for name, item in value.items():
            if name in shape.members:
                yield (*at, name)
                if depth > 1:
                    yield from paths(shape.members[name], item, depth - 1, (*at, name))
    elif shape.type_name == "list" and isinstance(value, list):
        for item in value:
            yield from paths(shape.member, item, depth, (*at, "[]"))


def without(value: Any, path: Path) -> Any:
    """A reply without the member that the path leads to, wherever it leads."""
    step, rest = path[0], path[1:]
    if step == "[]":
        return [without(item, rest) for item in value] if isinstance(value, list) else value
    if not isinstance(value, Mapping) or step not in value:
        return value
    if not rest:
        return {name: item for name, item in value.items() if name != step}
    return {**value, step: without(value[step], rest)}


def bare(call: Call, answer: Answer) -> Answer:
    """An answer of the right form in which nothing is said."""
    if call.protocol in ("json", "rest-json"):
        return _with(answer, b"{}")
    root = ET.fromstring(answer.body)
    for child in list(root):
        root.remove(child)
    return _with(answer, _xml(root))


def extended(call: Call, answer: Answer) -> Answer:
    """The answer with a member more in every structure: AWS adds some each month."""
    return _walked(call, answer, _more_json, _more_xml)


def mistyped(call: Call, answer: Answer, path: Path) -> Answer | None:
    """The answer with a value of another type where the path leads; None where it leads nowhere in the body."""
    return _at(call, answer, path, _other_json, _other_xml)


def lessened(call: Call, answer: Answer, path: Path) -> Answer | None:
    """The answer without the member that the path leads to; None where it leads nowhere in the body."""
    return _at(call, answer, path, lambda _shape: _GONE, lambda _shape, node, parent: parent.remove(node))


def _at(
    call: Call, answer: Answer, path: Path, in_json: Callable[..., Any], in_xml: Callable[..., Any]
) -> Answer | None:
    met: list[Path] = []
    made = _walked(call, answer, _turned_json(path, in_json, met), _turned_xml(path, in_xml, met))
    return made if met else None


def _walked(call: Call, answer: Answer, in_json: Callable[..., Any], in_xml: Callable[..., Any]) -> Answer:
    shape = call.model.output_shape
    payload = shape.serialization.get("payload")
    if payload:
        shape = shape.members[payload]
    if shape.type_name != "structure":
        return answer
    at = (payload,) if payload else ()
    if call.protocol in ("json", "rest-json"):
        return _with(answer, json.dumps(in_json(shape, json.loads(answer.body or b"{}"), at)).encode())
    root = ET.fromstring(answer.body)
    wrapper = call.model.output_shape.serialization.get("resultWrapper")
    for node in [one for one in root if _tag(one) == wrapper] if wrapper else [root]:
        in_xml(shape, node, at)
    return _with(answer, _xml(root))


def _with(answer: Answer, body: bytes) -> Answer:
    headers = {name: value for name, value in answer.headers.items() if name.lower() != "content-length"}
    return Answer(answer.status, headers, body)


def _xml(root: Any) -> bytes:
    return bytes(ET.tostring(root, encoding="utf-8"))


def _tag(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]


def _wire(name: str, shape: Any) -> str:
    return str(shape.serialization.get("name", name))


# -- a member more -------------------------------------------------------------------------------------


def _more_json(shape: Any, node: Any, at: Path) -> Any:
    if shape.type_name == "structure" and isinstance(node, dict):
        inner = {_wire(name, one): one for name, one in shape.members.items()}
        made = {key: _more_json(inner[key], item, at) if key in inner else item for key, item in node.items()}
        return {**made, _EXTRA: {"Deep": [1, "two"]}} if not shape.metadata.get("union") else made
    if shape.type_name == "list" and isinstance(node, list):
        return [_more_json(shape.member, item, at) for item in node]
    if shape.type_name == "map" and isinstance(node, dict):
        return {key: _more_json(shape.value, item, at) for key, item in node.items()}
    return node


def _more_xml(shape: Any, node: Any, at: Path) -> None:
    if shape.type_name == "structure":
        for name, one in shape.members.items():
            for child in _children(node, name, one):
                _more_xml(one.member if one.type_name == "list" else one, child, at)
        extra = ET.SubElement(node, node.tag.rpartition("}")[0] + "}" * ("}" in node.tag) + _EXTRA)
        ET.SubElement(extra, "Deep").text = "two"


def _tags(name: str, shape: Any) -> set[str]:
    """How the elements of a member are called: a flattened list has none of its own."""
    flat = shape.type_name == "list" and shape.serialization.get("flattened")
    return {_wire(name, shape), *({_wire("member", shape.member)} if flat else ())}


def _children(node: Any, name: str, shape: Any) -> list[Any]:
    """The elements of a member: for a list, those of its items."""
    if shape.type_name != "list":
        return [one for one in node if _tag(one) == _wire(name, shape)]
    if shape.serialization.get("flattened"):
        return [one for one in node if _tag(one) in _tags(name, shape)]
    return [item for one in node if _tag(one) == _wire(name, shape) for item in one]


# -- one member changed -----------------------------------------------------------------------------------


def _turned_json(path: Path, change: Callable[[Any], Any], met: list[Path]) -> Callable[..., Any]:
    def turn(shape: Any, node: Any, at: Path) -> Any:
        if at == path:
            met.append(at)
            return change(shape)
        if shape.type_name == "structure" and isinstance(node, dict):
            inner = {_wire(name, one): (name, one) for name, one in shape.members.items()}
            made = {
                key: turn(inner[key][1], item, (*at, inner[key][0])) if key in inner else item
                for key, item in node.items()
            }
            return {key: item for key, item in made.items() if item is not _GONE}
        if shape.type_name == "list" and isinstance(node, list):
            return [turn(shape.member, item, (*at, "[]")) for item in node]
        return node

    return turn


def _turned_xml(path: Path, change: Callable[..., None], met: list[Path]) -> Callable[..., Any]:
    def turn(shape: Any, node: Any, at: Path) -> None:
        for name, one in shape.members.items() if shape.type_name == "structure" else ():
            here = (*at, name)
            if here == path:
                for found in [child for child in node if _tag(child) in _tags(name, one)]:
                    met.append(here)
                    change(one, found, node)
            elif path[: len(here)] == here:
                many = one.type_name == "list"
                for child in _children(node, name, one):
                    turn(one.member if many else one, child, (*here, "[]") if many else here)

    return turn


def _other_json(shape: Any) -> Any:
    return {"un": "expected"} if shape.type_name not in _HOLDERS else "unexpected"


def _other_xml(shape: Any, node: Any, _parent: Any) -> None:
    for child in list(node):
        node.remove(child)
    if shape.type_name in _HOLDERS:
        node.text = "unexpected"
    else:
        node.text = None
        ET.SubElement(node, "un").text = "expected"
