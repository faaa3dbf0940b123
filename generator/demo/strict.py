"""A request or reply held against botocore's model in every detail: types, enums, patterns, lengths."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from generator.demo.wire import Call

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "boolean": (bool,),
    "timestamp": (datetime,),
    "list": (list,),
    "structure": (Mapping,),
    "map": (Mapping,),
}
# The model allows no comma, colon or bracket in them; names that AWS's own pages show have them all the same.
_FREE = frozenset({"name", "companyName", "productName", "series", "category"})


def asked_wrongly(call: Call) -> list[str]:
    """What is wrong with a request: a member that the model lacks, or a value that it refuses."""
    shape = call.model.input_shape
    members = shape.members if shape else {}
    known = {member.serialization.get("name", name) for name, member in members.items()}
    sent = dict(parse_qsl(urlsplit(call.target).query, keep_blank_values=True))
    strange = [f"{name}: no such parameter" for name in sent if name not in known]
    return [*strange, *(_faults(shape, dict(call.params), call.operation) if shape else ())]


def answered_wrongly(call: Call, reply: Mapping[str, Any]) -> list[str]:
    """What is wrong with a reply."""
    return list(_faults(call.model.output_shape, reply, call.operation))


def _faults(shape: Any, value: Any, where: str) -> Iterator[str]:
    kind = shape.type_name
    fits = isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
    if not fits:
        yield f"{where}: {type(value).__name__} in the place of {kind}"
    elif kind == "structure":
        yield from (f"{where}.{name}: not in the model" for name in value if name not in shape.members)
        yield from (f"{where}.{name}: missing" for name in shape.required_members if name not in value)
        for name, part in value.items():
            if name in shape.members:
                yield from _faults(shape.members[name], part, f"{where}.{name}")
    elif kind == "list":
        for part in value:
            yield from _faults(shape.member, part, f"{where}[]")
    elif kind == "map":
        for part in value.values():
            yield from _faults(shape.value, part, f"{where}{{}}")
    else:
        yield from _value_faults(shape.metadata, value, where)


def _value_faults(rules: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    size = len(value) if isinstance(value, str) else value
    if "min" in rules and size < rules["min"]:
        yield f"{where}: below {rules['min']}"
    if "max" in rules and size > rules["max"]:
        yield f"{where}: above {rules['max']}"
    if rules.get("enum") and value not in rules["enum"]:
        yield f"{where}: none of {', '.join(rules['enum'])}"
    free = where.rpartition(".")[2] in _FREE
    if "pattern" in rules and not free and not re.fullmatch(rules["pattern"], value):
        yield f"{where}: does not match {rules['pattern']}"
