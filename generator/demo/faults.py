"""Refusals, written as each AWS protocol writes them."""

import json
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

JSON = "application/x-amz-json-1.1"


@dataclass
class Fault(Exception):
    """A refusal by AWS, raised by whatever stands between a client and its answer."""

    code: str
    message: str
    status: int = 400
    extra: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What goes back over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


def write(fault: Fault, service: str, protocol: str, request: str) -> Answer:
    """The fault, in the form that clients of this service expect."""
    if protocol == "smithy-rpc-v2-cbor":
        return _cbor(fault, request)
    if protocol in {"json", "rest-json"}:
        return _json(fault, protocol, request)
    body = _xml(fault, service, protocol, request)
    headers = {"Content-Type": "text/xml", "x-amzn-RequestId": request, "x-amz-request-id": request}
    return Answer(fault.status, headers, body.encode())


def _json(fault: Fault, protocol: str, request: str) -> Answer:
    message = {"message": fault.message, **fault.extra}
    headers = {"x-amzn-RequestId": request, "Content-Type": "application/json"}
    if protocol == "rest-json":
        headers["x-amzn-ErrorType"] = fault.code
    else:
        headers["Content-Type"] = JSON
        message["__type"] = fault.code
    return Answer(fault.status, headers, json.dumps(message).encode())


def _xml(fault: Fault, service: str, protocol: str, request: str) -> str:
    code, message = escape(fault.code), escape(fault.message)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    if protocol == "ec2":
        inner = f"<Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
        return f"{head}<Response>{inner}<RequestID>{request}</RequestID></Response>"
    if service == "s3":
        inner = f"<Code>{code}</Code><Message>{message}</Message><RequestId>{request}</RequestId>"
        return f"{head}<Error>{inner}</Error>"
    kind = "Sender" if fault.status < 500 else "Receiver"
    inner = f"<Error><Type>{kind}</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    return f"{head}<ErrorResponse>{inner}<RequestId>{request}</RequestId></ErrorResponse>"


def _cbor(fault: Fault, request: str) -> Answer:
    """A map of two texts: all of CBOR that a refusal needs."""
    pairs = {"__type": fault.code, "message": fault.message}
    body = bytes([0xA0 + len(pairs)]) + b"".join(_text(k) + _text(v) for k, v in pairs.items())
    headers = {
        "Content-Type": "application/cbor",
        "Smithy-Protocol": "rpc-v2-cbor",
        "x-amzn-RequestId": request,
    }
    return Answer(fault.status, headers, body)


def _text(value: str) -> bytes:
    raw = value.encode()
    return b"\x79" + len(raw).to_bytes(2, "big") + raw
