"""moto's replies as plain values, and plain values as replies.

A reply that has to be mended or cut is read with botocore's own parser and written again, so that what a
client sees always has the shape that AWS's model gives it.
"""

from collections.abc import Mapping
from typing import Any

from botocore.awsrequest import HeadersDict
from botocore.parsers import create_parser
from moto.core.serialize import SerializationContext, get_serializer_class

from generator.demo.faults import Answer
from generator.demo.wire import Call, service_model

Json = dict[str, Any]


def read(call: Call, answer: Answer) -> Json:
    """What a successful answer says."""
    reply = {"headers": HeadersDict(answer.headers), "status_code": answer.status, "body": answer.body}
    parsed = create_parser(call.protocol).parse(reply, call.model.output_shape)
    parsed.pop("ResponseMetadata", None)
    return dict(parsed)


def write(call: Call, reply: Mapping[str, Any], request: str) -> Answer:
    """A reply, in the protocol of the call."""
    kind = get_serializer_class(service_model(call.service).service_name, call.protocol)
    made = kind(call.model, SerializationContext(request)).serialize(dict(reply))
    body = made["body"]
    headers = {name: str(value) for name, value in made["headers"].items()}
    headers.setdefault("x-amzn-RequestId", request)
    raw = body if isinstance(body, bytes) else str(body or "").encode()
    return Answer(int(made["status_code"]), headers, raw)


def fit(call: Call, reply: Mapping[str, Any]) -> None:
    """Hold a reply written by hand against the model: a slip is loud here instead of silent there."""
    _fit(call.model.output_shape, reply, call.operation)


def _fit(shape: Any, value: Any, where: str) -> None:
    if shape.type_name == "structure" and isinstance(value, Mapping):
        strange = set(value) - set(shape.members)
        missing = set(shape.required_members) - set(value)
        if strange or missing:
            raise TypeError(f"{where}: unknown {sorted(strange)}, missing {sorted(missing)}")
        for name, part in value.items():
            _fit(shape.members[name], part, f"{where}.{name}")
    elif shape.type_name == "list" and isinstance(value, list):
        for part in value:
            _fit(shape.member, part, f"{where}[]")
    elif shape.type_name == "map" and isinstance(value, Mapping):
        for part in value.values():
            _fit(shape.value, part, f"{where}{{}}")
    elif shape.type_name in {"structure", "list", "map"}:
        raise TypeError(f"{where}: a {shape.type_name} is wanted, not {value!r}")
