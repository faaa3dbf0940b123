"""The HTTP front: one endpoint for every AWS service, with moto behind it.

It answers what moto lacks, mends what moto says wrongly, cuts small pages and refuses what the story denies.
"""

import http.client
import json
import sys
import threading
import uuid
from dataclasses import replace
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from botocore.awsrequest import HeadersDict
from moto.backend_index import backend_url_patterns
from moto.backends import list_of_moto_modules

from generator.demo import analysis, artifact, edge, guards, inventory, pages, replies, trails, workloads  # noqa: F401 - some add to the tables
from generator.demo.documents import Documents
from generator.demo.faults import Answer, Fault, write
from generator.demo.gaps import GAPS, when_absent
from generator.demo.guards import Caller, Cause, Cut, Guards, Kind, Rule
from generator.demo.mends import MENDS
from generator.demo.wire import Call, recognise, service_model
from generator.demo.world import REGIONS, World

HOP = {"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"}


class Front:
    """Answers requests; ``deny``, ``fail`` and ``expire`` change how, while it runs."""

    def __init__(self, world: World, moto: tuple[str, int]) -> None:
        self.world = world
        self.moto = moto
        self.guards = Guards()
        self.documents = Documents()
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.front = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def endpoint(self) -> str:
        """Where clients find every service."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def start(self) -> None:
        """Listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and free the port."""
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def deny(self, account: str, service: str, operation: str, cause: Cause) -> Rule:
        """From now on refuse these calls; ``*`` stands for every account or operation."""
        return self._add(Rule(account, service, operation, cause=cause))

    def fail(
        self, service: str, operation: str, kind: Kind, *, account: str = "*", times: int | None = None
    ) -> Rule:
        """From now on (or so many times) let these calls go wrong: throttled, a server fault, a cut line."""
        rule = self._add(Rule(account, service, operation, kind=kind))
        if times is not None:
            self.guards.left[rule] = times
        return rule

    def expire(self, account: str) -> None:
        """Let every token that was given out for this account so far be expired."""
        self.guards.expired |= {key for key, who in self.guards.callers.items() if who.account == account}

    def forget(self, *rules: Rule) -> None:
        """Take back what ``deny`` and ``fail`` returned."""
        self.guards.rules = [rule for rule in self.guards.rules if rule not in rules]
        for rule in rules:
            self.guards.left.pop(rule, None)

    def answer(self, method: str, target: str, headers: HeadersDict, body: bytes) -> Answer:
        """Answer one request."""
        if target.startswith("/documents/"):
            return self.documents.answer(method, target, headers)
        request = str(uuid.uuid4())
        call = recognise(method, target, headers, body)
        call = replace(call, account=self.guards.caller(call.key).account)
        try:
            self.guards.pass_or_raise(call)
            return self._reply(call, request)
        except Fault as fault:
            return write(fault, call.service, call.protocol, request)

    def _add(self, rule: Rule) -> Rule:
        self.guards.rules.append(rule)
        return rule

    def _reply(self, call: Call, request: str) -> Answer:
        if not call.operation:
            raise guards.unknown(call)
        name = (call.service, call.operation)
        if name in GAPS and (reply := GAPS[name](call, self.world)) is not None:
            replies.fit(call, reply)
            return replies.write(call, pages.cut(call, reply), request)
        if not served(call.service):
            raise guards.unknown(call)
        answer = self._forward(pages.whole(call) if pages.paged(call) else call)
        if answer.body[:15].lower() == b"<!doctype html>":
            raise when_absent(call) or guards.unknown(call)
        if name == ("sts", "AssumeRole") and answer.status == http.client.OK:
            self._learn(replies.read(call, answer))
        if answer.status >= http.client.MULTIPLE_CHOICES or (name not in MENDS and not pages.paged(call)):
            return answer
        reply = replies.read(call, answer)
        if name in MENDS:
            reply = MENDS[name](reply, call, self.world)
        return replies.write(call, pages.cut(call, reply), request)

    def _forward(self, call: Call) -> Answer:
        line = http.client.HTTPConnection(*self.moto, timeout=60)
        try:
            headers = {k: v for k, v in call.headers.items() if k.lower() not in HOP}
            headers["x-moto-account-id"] = call.account
            line.request(call.method, call.target, body=call.body or None, headers=headers)
            heard = line.getresponse()
            kept = {k: v for k, v in heard.getheaders() if k.lower() not in HOP}
            return Answer(heard.status, kept, heard.read())
        finally:
            line.close()

    def _learn(self, reply: dict[str, Any]) -> None:
        arn = reply["AssumedRoleUser"]["Arn"]
        self.guards.callers[reply["Credentials"]["AccessKeyId"]] = Caller(arn.split(":")[4], arn)


@lru_cache
def served(service: str) -> bool:
    """Whether moto has anything for this service; asked in vain, it would write to the terminal."""
    host = f"http://{service_model(service).endpoint_prefix}.{REGIONS[0]}.amazonaws.com"
    known = service.replace("-", "") in list_of_moto_modules()
    return known or any(pattern.match(host) for _, pattern in backend_url_patterns)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    front: Front

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of a fault of ours; a client that was killed is none."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without it, headers and body go out as two segments and each small answer waits 40 ms.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = HeadersDict(self.headers.items())
        try:
            answer = self.server.front.answer(self.command, self.path, headers, body)
        except Cut:
            self.close_connection = True
            return
        except Exception as error:  # noqa: BLE001 - a slip of ours must reach the client as an answer
            answer = Answer(
                500, {"Content-Type": "application/json"}, json.dumps({"message": repr(error)}).encode()
            )
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        headers = {"Content-Length": str(len(answer.body)), **answer.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
            # A document that was cut to order: more was promised than comes.
            self.close_connection |= headers["Content-Length"] != str(len(answer.body))

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PATCH = _answer  # noqa: N815 - the names http.server calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gives it
        """Say nothing: requests are evidence elsewhere, not a log."""
