"""From a raw request to its answer: by the print of its bytes, or, from another botocore, by what it says."""

import base64
import json
import re
from dataclasses import dataclass, field
from typing import Any

from simulated.organisation import Organisation
from simulated.own import KEY, asked, own, topic_of
from simulated.recording import Exchange, Recording, key, raw_print

from generator.demo.faults import Answer, Fault, write

_REPORT = re.compile(rb"(?<=<Content>)[^<]+")
_PROTOCOLS = {"organizations": "json", "ec2": "ec2"}


@dataclass(frozen=True)
class Request:
    """What came over the wire; header names are lower case."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    key: str  # the access key, region and service of the signature
    region: str
    signer: str

    def header(self, name: str) -> str:
        """The value of a header; "" where there is none."""
        return next((value for given, value in self.headers if given == name), "")


@dataclass(frozen=True)
class Found:
    """An answer and what it answers; ``page`` counts along a list."""

    account: str
    service: str
    operation: str
    protocol: str
    page: int
    answer: Answer
    exchange: Exchange | None = None


@dataclass
class Answering:
    """Answers of one organisation out of one recording."""

    recording: Recording
    organisation: Organisation
    strange: list[str] = field(default_factory=list)  # what nobody recorded
    _read: dict[str, Exchange | None] = field(default_factory=dict)

    def account(self, access_key: str) -> str:
        """Whose key it is; keys that nobody gave out are the management account's."""
        told = access_key.removeprefix(KEY)
        return told if told in self.organisation.by_id else self.organisation.management.id

    def answer(self, request: Request) -> Found:
        """The answer as this account would get it."""
        account = self.account(request.key)
        ask = asked(account, request.region, request.signer, request.header("x-amz-target"), request.body)
        if made := own(self.organisation, ask):
            protocol = _PROTOCOLS.get(made.service, "query")
            return Found(account, made.service, ask.operation, protocol, made.page, made.answer)
        topic = topic_of(request.body) if self.organisation.is_heavy(account, request.region) else b""
        one = self._recorded(request, account, topic)
        if one is None:
            return self._unknown(request, account)
        answer = self._own(one, account, request.region, topic)
        return Found(account, one.service, one.operation, one.protocol, one.page, answer, one)

    def _recorded(self, request: Request, account: str, topic: bytes) -> Exchange | None:
        """The exchange of the account that this one is a copy of, asked the same."""
        here = self.organisation
        body = here.recorded_text(request.body, account, request.region)
        body = body.replace(topic, topic[:-6]) if topic else body
        target = here.recorded_text(request.target.encode(), account, request.region).decode()
        headers = request.headers
        if any(account in value for name, value in headers if name.startswith("x-amz")):
            like = here.by_id[account].like
            headers = tuple((name, value.replace(account, like)) for name, value in headers)
        place = (here.by_id[account].like, here.stand_in(request.region), request.signer)
        known = raw_print(place, request.method, target, headers, body)
        found = self.recording.by_print.get(known) or self._read.get(known)
        if found is None and known not in self._read:
            found = self._by_reading(place, Request(request.method, target, headers, body, *place))
            self._read[known] = found
        return found

    def _by_reading(self, place: tuple[str, str, str], request: Request) -> Exchange | None:
        from generator.demo.wire import recognise

        call = recognise(request.method, request.target, _heads(request), request.body)
        return self.recording.by_key.get(key(place[0], place[1], call.service, call.operation, call.params))

    def _own(self, one: Exchange, account: str, region: str, topic: bytes) -> Answer:
        here = self.organisation
        body = one.answer.body
        if one.operation == "GetCredentialReport":
            # The only answer that hides the account's id: a table in Base64.
            body = _REPORT.sub(
                lambda found: base64.b64encode(here.own_text(base64.b64decode(found[0]), account, region)),
                body,
            )
        body = here.own_text(body, account, region)
        if topic:
            body = body.replace(b":" + topic[:-6], b":" + topic)
        return one.answer if body is one.answer.body else Answer(one.answer.status, one.answer.headers, body)

    def _unknown(self, request: Request, account: str) -> Found:
        from generator.demo.wire import recognise

        call = recognise(request.method, request.target, _heads(request), request.body)
        asked_for = json.dumps(dict(call.params), default=str, sort_keys=True)
        self.strange.append(f"{account} {request.region} {call.service} {call.operation} {asked_for}")
        fault = Fault("NotRecorded", f"Nobody recorded {call.operation}: run tests/simulated/record.py")
        answer = write(fault, call.service, call.protocol, "unknown")
        return Found(account, call.service, call.operation, call.protocol, 1, answer)


def as_call(request: Request, found: Found, organisation: Organisation) -> Any:
    """The request as ``generator.demo.wire.Call``: what a fault hook is asked with."""
    from generator.demo.wire import Call, recognise

    if found.exchange is None:
        call = recognise(request.method, request.target, _heads(request), request.body)
        return Call(**{**call.__dict__, "account": found.account})
    params = json.dumps(dict(found.exchange.params)).encode()
    told = json.loads(organisation.own_text(params, found.account, request.region))
    if topic := topic_of(request.body):
        told = {name: _named(value, topic.decode()) for name, value in told.items()}
    return Call(
        service=found.service,
        operation=found.operation,
        region=request.region,
        key=request.key,
        method=request.method,
        target=request.target,
        headers=_heads(request),
        body=request.body,
        account=found.account,
        params=told,
    )


def _named(value: Any, topic: str) -> Any:
    return value.replace(":" + topic[:-6], ":" + topic) if isinstance(value, str) else value


def _heads(request: Request) -> Any:
    from botocore.awsrequest import HeadersDict

    return HeadersDict(dict(request.headers))
