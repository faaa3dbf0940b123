"""The simulated AWS over HTTP: one loop, answers after a latency, throttles, counters, and a page that tells of them.

``GET /_simulated/stats`` gives the counters; ``POST /_simulated/set`` takes ``{"latency": 0.05, "pace": 1}``
and begins to count anew.
"""

import asyncio
import http.client
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # a process of its own
    sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from simulated.answering import Answering, Found, Request, as_call
from simulated.organisation import Organisation
from simulated.recording import FILE, Recording
from simulated.throttle import Bucket, refusal

from generator.demo.faults import Answer

_SCOPE = re.compile(rb"Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_HEADS = re.compile(rb"\r\n([^:\r]+): *([^\r]*)")
_CONTROL = "/_simulated/"


@dataclass(frozen=True)
class Cut:
    """The line ends after so many bytes of the answer; below 0 it is reset."""

    after: int = 0
    answer: Answer | None = None


@dataclass(frozen=True)
class Drip:
    """The answer comes so many bytes at a time, with a pause before each."""

    answer: Answer
    pause: float = 0.05
    size: int = 1


@dataclass(frozen=True)
class Late:
    """The answer comes so many seconds later."""

    answer: Answer
    seconds: float


Hook = Callable[[Any, Answer], "Answer | Cut | Drip | Late | None"]


@dataclass
class Counters:
    """What was asked since the start, or since ``set``."""

    calls: int = 0
    throttled: int = 0
    open: int = 0
    most_open: int = 0
    first: float = 0.0
    last: float = 0.0
    accounts: dict[str, list[int]] = field(default_factory=dict)  # calls, throttles
    buckets: dict[tuple[str, str, str, str], Bucket] = field(default_factory=dict)
    pages: dict[tuple[str, str, str, str], int] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """Counters as JSON. The rate limit is that of the bucket that needs longest."""
        worst = max(self.buckets.items(), key=lambda item: item[1].least, default=None)
        return {
            "calls": self.calls,
            "throttled": self.throttled,
            "seconds": round(self.last - self.first, 3),
            "most_at_once": self.most_open,
            "accounts": self.accounts,
            "operations": len({place[2:] for place in self.buckets}),
            "rate_bound": round(worst[1].least, 3) if worst else 0.0,
            "rate_bound_at": " ".join(worst[0]) if worst else "",
            "rate_bound_calls": worst[1].passed if worst else 0,
            "rate_bound_from": round(worst[1].first - self.first, 2) if worst else 0.0,
            "rate_bound_to": round(worst[1].last - self.first, 2) if worst else 0.0,
        }


@dataclass
class Service:
    """Everything that the lines share."""

    answering: Answering
    latency: float = 0.05
    pace: float = 1.0  # of the published throttles; 0: none
    fault: Hook | None = None
    counters: Counters = field(default_factory=Counters)
    lines: set["Line"] = field(default_factory=set)

    def reply(self, request: Request, now: float) -> Answer | Cut | Drip | Late:
        """The answer, counted; a throttle where too many came."""
        found = self.answering.answer(request)
        passed = self._count(found, request.region, now)
        answer = found.answer if passed else refusal(found.service, found.protocol)
        if self.fault is None:
            return answer
        return self.fault(as_call(request, found, self.answering.organisation), answer) or answer

    def _count(self, found: Found, region: str, now: float) -> bool:
        counters, place = self.counters, (found.account, region, found.service, found.operation)
        bucket = counters.buckets.get(place)
        if bucket is None:
            bucket = counters.buckets[place] = Bucket.of(found.service, found.operation, now, self.pace)
        mine = counters.accounts.setdefault(found.account, [0, 0])
        passed = bucket.take(now)
        counters.calls += 1
        mine[0] += 1
        counters.first = counters.first or now
        counters.last = now
        if not passed:
            counters.throttled += 1
            mine[1] += 1
        elif found.page > counters.pages.get(place, 0):
            counters.pages[place] = found.page
        return passed

    def control(self, method: str, target: str, body: bytes) -> Answer:
        """The page for whoever runs the simulation."""
        if method == "POST":
            wanted = json.loads(body or b"{}")
            self.latency = float(wanted.get("latency", self.latency))
            self.pace = float(wanted.get("pace", self.pace))
            self.counters = Counters(open=self.counters.open)
            self.answering.strange.clear()
        told: dict[str, Any] = self.counters.told() | {
            "latency": self.latency,
            "unrecorded": len(self.answering.strange),
            "unrecorded_first": self.answering.strange[:20],
        }
        if target.endswith("pages"):
            told["pages"] = [[*place, pages] for place, pages in self.counters.pages.items()]
        return Answer(200, {"Content-Type": "application/json"}, json.dumps(told).encode())


class Line(asyncio.Protocol):
    """One connection: requests one after another, each answered after the latency."""

    def __init__(self, service: Service, loop: asyncio.AbstractEventLoop) -> None:
        self._service, self._loop = service, loop
        self._heard = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._service.lines.add(self)

    def connection_lost(self, _error: Exception | None) -> None:
        self._service.lines.discard(self)

    def end(self) -> None:
        """No more comes from here."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while (end := self._heard.find(b"\r\n\r\n")) >= 0:
            head = self._heard[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._heard) < whole:
                return
            body, self._heard = self._heard[end + 4 : whole], self._heard[whole:]
            self._request(head, body)

    def _request(self, head: bytes, body: bytes) -> None:
        line, _, _ = head.partition(b"\r\n")
        method, target, _ = line.decode("latin-1").split(" ", 2)
        service = self._service
        if target.startswith(_CONTROL):
            self._send(service.control(method, target, body))
            return
        service.counters.open += 1
        service.counters.most_open = max(service.counters.most_open, service.counters.open)
        reply = service.reply(self._read(method, target, head, body), self._loop.time())
        self._loop.call_later(service.latency, self._finish, reply, method == "HEAD")

    def _read(self, method: str, target: str, head: bytes, body: bytes) -> Request:
        scope = _SCOPE.search(head)
        who = tuple(part.decode() for part in scope.groups()) if scope else ("", "us-east-1", "sts")
        heads = _HEADS.findall(head)
        named = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in heads)
        return Request(method, target, named, body, *who)

    def _finish(self, reply: Answer | Cut | Drip | Late, bare: bool) -> None:
        self._service.counters.open -= 1
        if isinstance(reply, Late):
            self._loop.call_later(reply.seconds, self._send, reply.answer, bare)
        elif isinstance(reply, Drip):
            self._drip(_wire(reply.answer, bare), reply)
        elif isinstance(reply, Cut):
            self._cut(reply)
        else:
            self._send(reply, bare)

    def _send(self, answer: Answer, bare: bool = False) -> None:
        if not self._transport.is_closing():
            self._transport.write(_wire(answer, bare))

    def _drip(self, left: bytes, how: Drip) -> None:
        if left and not self._transport.is_closing():
            self._transport.write(left[: how.size])
            self._loop.call_later(how.pause, self._drip, left[how.size :], how)

    def _cut(self, how: Cut) -> None:
        if how.after < 0:
            self._transport.abort()
            return
        if how.answer:
            self._transport.write(_wire(how.answer)[: how.after])
        self._transport.close()


def _wire(answer: Answer, bare: bool = False) -> bytes:
    """The bytes of an answer. Headers may promise another length than comes: that is a fault to order."""
    phrase = http.client.responses.get(answer.status, "Unknown")
    promised = {"Content-Length": str(len(answer.body)), **answer.headers}
    heads = "".join(f"{name}: {value}\r\n" for name, value in promised.items())
    head = f"HTTP/1.1 {answer.status} {phrase}\r\n{heads}\r\n".encode("latin-1")
    return head if bare else head + answer.body


async def listen(service: Service, port: int = 0) -> asyncio.Server:
    """The server, answering on loopback."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: Line(service, loop), "127.0.0.1", port, backlog=512)


async def _serve(told: dict[str, Any]) -> None:
    organisation = (
        Organisation.made(told["accounts"], told["regions"], seed=told["seed"], heavy=told["heavy"])
        if told["accounts"]
        else Organisation.recorded()
    )
    answering = Answering(Recording.load(Path(told.get("recording") or FILE)), organisation)
    server = await listen(Service(answering, told["latency"], told["pace"]))
    print(server.sockets[0].getsockname()[1], flush=True)
    # It ends with whoever started it: then nothing holds the other end of the pipe.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(json.loads(sys.argv[1])))
