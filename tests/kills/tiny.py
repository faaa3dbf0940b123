"""A tiny AWS over HTTP, in a process of its own: three operations of DynamoDB in any number of accounts.

It counts its calls, and can kill a process in the middle of one. ``tiny.py LATENCY`` prints its address.
"""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs

REGIONS = ("us-east-1", "eu-west-1")
TABLES = 12
SECRET = "wJalrXUtnFEMI-tiny-SECRET"
TOKEN = "tiny-session-TOKEN"
_STS = "https://sts.amazonaws.com/doc/2011-06-15/"


def accounts(count: int) -> list[str]:
    """Account ids."""
    return [f"{100_000_000_000 + number}" for number in range(1, count + 1)]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    latency = 0.0
    lock = threading.Lock()
    calls: ClassVar[Counter[str]] = Counter()
    kill: tuple[int, int] | None = None  # the process to kill, and at which call

    def log_message(self, *_args: Any) -> None:
        pass

    def do_GET(self) -> None:
        cls = type(self)
        with self.lock:
            if self.path.startswith("/_kill/"):
                pid, after = self.path.split("/")[2:]
                cls.kill = (int(pid), int(after)) if int(pid) else None
            told = dict(self.calls)
            if self.path == "/_reset":
                self.calls.clear()
        self._send(json.dumps(told).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        key, region = re.search(r"Credential=(\w+)/\d+/([\w-]+)/", self.headers["Authorization"]).groups()
        account = key[-12:] if key.startswith("ASIA") else accounts(1)[0]
        target = self.headers.get("X-Amz-Target", "")
        if target:
            params = json.loads(body or b"{}")
            self._count(f"{account} {region} {target.split('.')[1]} {json.dumps(params, sort_keys=True)}")
            time.sleep(self.latency)
            self._send(*self._answer(account, region, target.split(".")[1], params))
        else:
            self._send(self._sts(account, {k: v[0] for k, v in parse_qs(body.decode()).items()}))

    def _count(self, call: str) -> None:
        with self.lock:
            self.calls[call] += 1
            kill = type(self).kill
            if kill and sum(self.calls.values()) >= kill[1]:
                type(self).kill = None
                os.kill(kill[0], signal.SIGKILL)

    @staticmethod
    def _sts(account: str, asked: dict[str, str]) -> bytes:
        action = asked["Action"]
        arn = f"arn:aws:sts::{account}:assumed-role/Reader/me"
        inner = f"<Arn>{arn}</Arn><UserId>x</UserId><Account>{account}</Account>"
        if action == "AssumeRole":
            into = asked["RoleArn"].split(":")[4]
            inner = (
                f"<Credentials><AccessKeyId>ASIA{into}</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey>"
                f"<SessionToken>{TOKEN}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>"
            )
        return f'<{action}Response xmlns="{_STS}"><{action}Result>{inner}</{action}Result></{action}Response>'.encode()

    @staticmethod
    def _answer(account: str, region: str, operation: str, params: dict[str, Any]) -> tuple[bytes, int]:
        if operation == "ListTables":
            names = [f"{region}-{number}" for number in range(TABLES)]
            if "ExclusiveStartTableName" in params:
                return json.dumps({"TableNames": names[TABLES // 2 :]}).encode(), 200
            half = names[: TABLES // 2]
            return json.dumps({"TableNames": half, "LastEvaluatedTableName": half[-1]}).encode(), 200
        name = params.get("TableName", "")
        if operation == "DescribeContinuousBackups" and name.endswith("3"):
            told = {"__type": "AccessDeniedException", "message": f"User: {account} is not authorized"}
            return json.dumps(told).encode(), 400
        if operation == "DescribeContinuousBackups":
            return b'{"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED"}}', 200
        return json.dumps(
            {"Table": {"TableName": name, "TableArn": f"arn:{account}", "Note": "x" * 2000}}
        ).encode(), 200

    def _send(self, body: bytes, status: int = 200) -> None:
        try:
            self.send_response(status)
            self.send_header("x-amzn-RequestId", f"r-{time.monotonic_ns()}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # whoever asked was killed


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, *_args: Any) -> None:
        """A client that was killed is no fault of the server."""


class Tiny:
    """The server seen from outside."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.environment = {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "AKIATINY",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }

    def calls(self) -> Counter[str]:
        """How often each call was asked: account, region, operation and parameters."""
        return Counter(json.loads(self._get("_calls")))

    def reset(self) -> None:
        self._get("_reset")

    def kill(self, pid: int, after: int) -> None:
        """Have a process killed at the call of this number."""
        self._get(f"_kill/{pid}/{after}")

    def _get(self, path: str) -> bytes:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{self.url}/{path}", timeout=10) as reply:
            return reply.read()


@contextmanager
def tiny(latency: float) -> Iterator[Tiny]:
    """A tiny AWS for the length of the block."""
    command = [sys.executable, Path(__file__), str(latency)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Tiny(process.stdout.readline().strip())
        finally:
            process.kill()


def plan_of(count: int) -> Any:
    """A plan of three calls in two regions of so many accounts: a list of two pages, and two calls an item."""
    from datetime import date

    from builders import call, catalog

    from generator.model.scope import Account, Period, Plan, Scope

    lists = call("dynamodb.list-tables")
    each = {"for_each": lists.id, "items": "TableNames[].{TableName: @}"}
    rows = (
        lists,
        call("dynamodb.describe-table", **each),
        call("dynamodb.describe-continuous-backups", **each),
    )
    first, *others = accounts(count)
    scope = Scope(
        organisation="Tiny",
        period=Period(name="2026Q4", start=date(2026, 10, 1), end=date(2026, 12, 31)),
        frameworks=(),
        accounts=(
            Account(id=first),
            *(Account(id=one, role=f"arn:aws:iam::{one}:role/Reader") for one in others),
        ),
        regions=REGIONS,
    )
    return Plan(scope=scope, catalog=catalog(calls=rows), calls=rows, checks=(), needed_by={})


if __name__ == "__main__":
    Handler.latency = float(sys.argv[1])
    server = Server(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
