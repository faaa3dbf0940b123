"""``evidencemap demo --serve``, told over its standard input what to refuse and what to break.

A process of its own, because moto's state belongs to the process and other tests start one too.
"""

import json
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

import generator.demo
from generator.cli import main
from generator.demo import replies
from generator.demo.faults import Answer, Fault
from generator.demo.guards import Cut
from generator.demo.world import MANAGEMENT

HALF = "x-half"
PAGE_TOKENS = {"NextToken", "nextToken", "Marker", "marker", "ContinuationToken"}


class Control:
    """Commands, one JSON line each, over a running front."""

    def __init__(self, demo: Any) -> None:
        self.demo, self.front = demo, demo.front
        self.rules: list[Any] = []
        self.tricks: list[dict[str, Any]] = []
        self.calls: Counter[tuple[str, ...]] = Counter()
        self._guard, self._reply = self.front.guards.pass_or_raise, self.front._reply
        self.front.guards.pass_or_raise, self.front._reply = self._seen, self._tricked
        self.secrets: list[str] = []
        # The story refuses Artifact to the management account; here each test says what is refused.
        told = self.front.guards.rules
        self.front.forget(
            *(rule for rule in told if (rule.account, rule.service) == (MANAGEMENT, "artifact"))
        )
        self._learn, self.front._learn = self.front._learn, self._learned

    def _learned(self, reply: dict[str, Any]) -> None:
        given = reply["Credentials"]
        self.secrets += [given["SecretAccessKey"], given["SessionToken"]]
        self._learn(reply)

    def _seen(self, call: Any) -> None:
        self.calls[call.account, call.region, call.service, call.operation] += 1
        for trick in self._of(call, "deny role"):
            if call.operation == "AssumeRole" and trick["role"] in str(call.params):
                raise Fault(
                    "AccessDenied", "User: x is not authorized to perform: sts:AssumeRole on resource: y", 403
                )
        for trick in self._of(call, "expire"):
            self.front.expire(call.account)
            self.tricks.remove(trick)
        self._guard(call)

    def _tricked(self, call: Any, request: str) -> Answer:
        for trick in self._of(call, "slow"):
            time.sleep(trick["seconds"])
        for _ in self._of(call, "cut page 2"):
            if PAGE_TOKENS & set(call.params):
                raise Cut
        for _ in self._of(call, "html"):
            return Answer(502, {"Content-Type": "text/html"}, b"<html><body>502 Bad Gateway</body></html>")
        answer = self._reply(call, request)
        for _ in self._of(call, "half of page 2"):
            if PAGE_TOKENS & set(call.params):
                return replace(answer, headers={**answer.headers, HALF: "yes"})
        for trick in self._of(call, "say"):
            if answer.status == 200:
                answer = self._said(call, answer, request, trick)
        for _ in self._of(call, "other shape"):
            return replies.write(call, {}, request)
        return answer

    def _said(self, call: Any, answer: Answer, request: str, trick: dict[str, Any]) -> Answer:
        """The reply with other values, in the structure or in each item of the list at ``member``."""
        reply = replies.read(call, answer)
        inside = reply[trick["member"]]
        for one in inside if isinstance(inside, list) else [inside]:
            one.update(trick["values"])
        return replies.write(call, reply, request)

    def _of(self, call: Any, kind: str) -> list[dict[str, Any]]:
        return [
            t
            for t in self.tricks
            if t["kind"] == kind
            and all(
                t.get(key) in (None, getattr(call, key))
                for key in ("account", "service", "operation", "region")
            )
        ]

    def do(self, command: str, *args: Any, **named: Any) -> Any:
        return getattr(self, f"do_{command}")(*args, **named)

    def do_tell(self) -> dict[str, Any]:
        return {"config": self.demo.config, "accounts": [asdict(a) for a in self.demo.accounts]}

    def do_deny(self, *args: Any) -> None:
        self.rules.append(self.front.deny(*args))

    def do_fail(self, *args: Any, **named: Any) -> None:
        self.rules.append(self.front.fail(*args, **named))

    def do_order(self, *args: Any, **named: Any) -> None:
        self.front.documents.order(*args, **named)

    def do_trick(self, **named: Any) -> None:
        self.tricks.append(named)

    def do_calls(self) -> list[list[Any]]:
        return [[*call, times] for call, times in sorted(self.calls.items())]

    def do_secrets(self) -> list[str]:
        return self.secrets

    def do_left(self) -> list[int]:
        return list(self.front.guards.left.values())

    def do_reset(self) -> None:
        self.front.forget(*self.rules)
        self.front.guards.expired.clear()
        self.rules, self.tricks = [], []
        self.front.documents.reset()
        self.calls.clear()


def break_lines(handler: Any) -> None:
    """Teach the server to break the line in the middle of an answer that was promised whole."""
    send = handler._send

    def half(self: Any, answer: Answer) -> None:
        if HALF not in answer.headers:
            send(self, answer)
            return
        self.send_response_only(answer.status)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2])
        self.close_connection = True

    handler._send = half


def listen(demo: Any) -> None:
    """Answer each command with a line; the parent reads them one by one."""
    control = Control(demo)
    for line in sys.stdin:
        command, args, named = json.loads(line)
        print(json.dumps(control.do(command, *args, **named)), flush=True)


@contextmanager
def controlled(*when: Any) -> Iterator[Any]:
    with REAL(*when) as demo:
        break_lines(demo.front._http.RequestHandlerClass)
        threading.Thread(target=listen, args=(demo,), daemon=True).start()
        yield demo


# What was started in the background of a script ignores Ctrl-C, and so would this.
signal.signal(signal.SIGINT, signal.default_int_handler)
REAL = generator.demo.embedded_aws
generator.demo.embedded_aws = controlled
main(["demo", "--serve"])
