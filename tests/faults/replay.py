"""The recorded demo as an AWS on loopback: each record's pages, written again as AWS's protocols write them.

What is read back through it is the recorded evidence; a hook may change, cut or hold up any answer.
"""

import io
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from botocore.awsrequest import HeadersDict
from faults.answers import asked, page_of, refusal, said, shelf, written

from generator.demo.faults import Answer
from generator.demo.wire import Call, recognise
from generator.model.catalog import Catalog
from generator.model.evidence import GLOBAL, Record

HOME = "us-east-1"


@dataclass(frozen=True)
class Cut:
    """The line ends after these bytes of the answer; none at all when ``after`` is 0."""

    answer: Answer
    after: int = 0


@dataclass(frozen=True)
class Drip:
    """The answer comes in so many small pieces; unless it is ``whole``, half of it, and then silence."""

    answer: Answer
    pieces: int
    every: float
    whole: bool = True


@dataclass(frozen=True)
class Silence:
    """Nothing comes for so many seconds, then the line ends."""

    seconds: float


Said = Answer | Cut | Drip | Silence


@dataclass(frozen=True)
class Heard:
    """A question, the page of the record that answers it (None: nothing recorded), and the plain answer."""

    call: Call
    record: Record | None
    page: int
    answer: Answer


Hook = Callable[[Heard], Said]


class Replay:
    """Answers requests out of records; ``hook`` may change each answer, and sees every call."""

    def __init__(self, records: Iterable[Record], catalog: Catalog, management: str) -> None:
        self.hook: Hook | None = None
        self.calls: list[tuple[str, str, str, str]] = []
        self._management = management
        self._keys: dict[str, str] = {}
        self._catalog = catalog
        self._known: dict[tuple[str, str, str, str], list[Record]] = {}
        for record in records:
            if record.outcome != "not tried":
                region = str(record.context.get("_region") or "")
                region = region or (HOME if record.region == GLOBAL else record.region)
                key = (record.account, region, shelf(record), asked(record.params))
                self._known.setdefault(key, []).append(record)
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.replay = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    @property
    def environment(self) -> dict[str, str]:
        """What a process exports to reach it."""
        return {
            "AWS_ACCESS_KEY_ID": f"AKIA{self._management}",
            "AWS_SECRET_ACCESS_KEY": "made-up",
            "AWS_DEFAULT_REGION": HOME,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self._http.server_address[1]}",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }

    def answer(self, method: str, target: str, headers: HeadersDict, body: bytes) -> Said:
        """What goes back for one request."""
        call = recognise(method, target, headers, body)
        account = self._management if call.key[:4] == "AKIA" else call.key[4:16]
        call = Call(**{**call.__dict__, "account": account})
        self.calls.append((account, call.region, call.service, call.operation))
        heard = self._heard(call)
        return self.hook(heard) if self.hook else heard.answer

    def _heard(self, call: Call) -> Heard:
        if call.service == "sts":
            return Heard(call, None, 0, said(call, self._identity(call)))
        found = self._known.get((call.account, call.region, shelf(call), asked(call.params)), ())
        if not found:
            words = "There is no such thing in the recording."
            return Heard(call, None, 0, refusal(call, "ResourceNotFoundException", words, 404))
        record = found[0]
        if not record.pages:
            status = 404 if record.readable else 403
            return Heard(call, record, 0, refusal(call, record.error_code, record.message, status))
        page = page_of(call, record)
        return Heard(call, record, page, said(call, written(record, page, self._catalog)))

    def _identity(self, call: Call) -> dict[str, Any]:
        if call.operation == "AssumeRole":
            role = str(call.params["RoleArn"])
            account, name = role.split(":")[4], role.rpartition("/")[2]
            key = {"AccessKeyId": f"ASIA{account}", "SecretAccessKey": "made-up", "SessionToken": "made-up"}
            arn = f"arn:aws:sts::{account}:assumed-role/{name}/evidencemap"
            who = {"AssumedRoleId": "AROAMADEUP:evidencemap", "Arn": arn}
            return {
                "Credentials": key | {"Expiration": datetime(2999, 1, 1, tzinfo=UTC)},
                "AssumedRoleUser": who,
            }
        arn = f"arn:aws:iam::{call.account}:user/evidence-reader"
        if call.account != self._management:
            arn = f"arn:aws:sts::{call.account}:assumed-role/EvidenceReader/evidencemap"
        return {"Account": call.account, "Arn": arn, "UserId": "AIDAMADEUP"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    replay: Replay

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what many faults are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        said = self.server.replay.answer(self.command, self.path, HeadersDict(self.headers.items()), body)
        if isinstance(said, Silence):
            time.sleep(said.seconds)
            self._end()
        elif isinstance(said, Answer):
            self._head(said)
            self.wfile.write(said.body)
        elif isinstance(said, Cut):
            if said.after:
                self._head(said.answer)
                self.wfile.write(said.answer.body[: said.after])
                self.wfile.flush()
            self._end()
        else:
            self._drip(said)

    def _head(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def _drip(self, said: Drip) -> None:
        self._head(said.answer)
        self.wfile.flush()
        body = said.answer.body
        size = max(1, len(body) // said.pieces)
        for at in range(0, len(body) if said.whole else len(body) // 2, size):
            self.wfile.write(body[at : at + size])
            self.wfile.flush()
            time.sleep(said.every)
        if not said.whole:
            time.sleep(1)
            self._end()

    def _end(self) -> None:
        """Reset: whoever waits at the other side learns at once."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.wfile = io.BytesIO()
        self.connection.close()

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PATCH = _answer  # noqa: N815 - the names http.server calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gives it
        """Say nothing."""
