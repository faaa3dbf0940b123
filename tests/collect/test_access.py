"""The way into an account: the role's session as declared, renewed in time, clients shared and dropped."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import botocore.session
import pytest
from builders import ACCOUNT, OTHER
from fake_aws import LOADER

from generator.collect import Access, Settings
from generator.errors import AwsError
from generator.model.scope import Account

ROLE = f"arn:aws:iam::{OTHER}:role/audit/Reader"
_ASSUMED = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>{key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
<Expiration>{until}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"""
_WHO = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:sts::{account}:assumed-role/Reader/x</Arn><Account>{account}</Account></GetCallerIdentityResult>
</GetCallerIdentityResponse>"""
_REFUSED = """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Code>{code}</Code>
<Message>{words}</Message></Error></ErrorResponse>"""


class Sts:
    """An STS over HTTP: who signed what, with sessions that last as long as a test wants."""

    def __init__(self) -> None:
        self.lasts = [3600]  # seconds of the sessions to come; the last one stays
        self.refuses: list[tuple[int, str, str]] = []  # status, code, words of the answers to come
        self.assumed: list[dict[str, str]] = []
        self.signed: list[str] = []  # access keys that asked who they are
        self.endpoint = ""

    def answer(self, asked: dict[str, str], key: str) -> tuple[int, str]:
        if self.refuses:
            status, code, words = self.refuses.pop(0)
            return status, _REFUSED.format(code=code, words=words)
        if asked["Action"] == "AssumeRole":
            lasts = self.lasts.pop(0) if len(self.lasts) > 1 else self.lasts[0]
            self.assumed.append(asked | {"signed": key})
            until = (datetime.now(UTC) + timedelta(seconds=lasts)).strftime("%Y-%m-%dT%H:%M:%SZ")
            return 200, _ASSUMED.format(key=f"ASIA{len(self.assumed)}", until=until)
        self.signed.append(key)
        return 200, _WHO.format(account=OTHER if key.startswith("ASIA") else ACCOUNT)


@contextmanager
def _serving(sts: Sts) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            key = self.headers["Authorization"].partition("Credential=")[2].partition("/")[0]
            status, text = sts.answer({k: v[0] for k, v in parse_qs(body).items()}, key)
            raw = text.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    sts.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sts]:
    """One that is asked instead of AWS's."""
    one = Sts()
    with _serving(one):
        monkeypatch.setenv("AWS_ENDPOINT_URL", one.endpoint)
        yield one


def _base(**settings: Any) -> Access:
    session = botocore.session.Session()
    session.register_component("data_loader", LOADER)
    session.set_config_variable("region", "us-east-1")
    return Access(session, Settings(backoff=0.001, **settings))


def test_a_role_is_taken_as_declared_and_once(sts: Sts) -> None:
    """Session name, external id and duration go to AWS; the session serves every call until it nears its end."""
    base = _base(session_name="quarter-4", duration=7200)
    access = base.into(Account(id=OTHER, role=ROLE, external_id="evidence-7"))
    access.identify()
    access.identify()

    (asked,) = sts.assumed
    assert {
        k: asked[k] for k in ("RoleArn", "RoleSessionName", "ExternalId", "DurationSeconds", "signed")
    } == {
        "RoleArn": ROLE,
        "RoleSessionName": "quarter-4",
        "ExternalId": "evidence-7",
        "DurationSeconds": "7200",
        "signed": "testing",
    }
    assert (sts.signed, access.account) == (["ASIA1", "ASIA1"], OTHER)
    base.into(Account(id=OTHER, role=ROLE)).identify()
    assert "ExternalId" not in sts.assumed[-1]


def test_a_session_is_renewed_before_it_runs_out(sts: Sts) -> None:
    """Threads that ask meanwhile wait for the one renewal; none asks with a session that is about to end."""
    sts.lasts = [300, 3600]
    access = _base().into(Account(id=OTHER, role=ROLE))
    access.identify()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: access.ask("sts", "us-east-1", "get_caller_identity", {}), range(24)))

    assert len(sts.assumed) == 2
    assert set(sts.signed[1:]) == {"ASIA2"}


def test_accounts_share_clients_and_keep_their_own_credentials(sts: Sts) -> None:
    """However their requests mix: each is signed for the account that asks, and a role's session by the base."""
    base = _base()
    roles = [base.into(Account(id=OTHER, role=f"{ROLE}{n}")) for n in range(4)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: (roles[n % 4] if n % 5 else base).identify(), range(40)))

    assert base.account == ACCOUNT
    assert {one.account for one in roles} == {OTHER}
    assert {asked["signed"] for asked in sts.assumed} == {"testing"}
    assert len({id(one.clients) for one in [base, *roles]}) == 1
    assert len(base.clients._made) == 1


def test_a_passing_fault_is_tried_again_and_a_refusal_is_not(sts: Sts) -> None:
    """Whoever asks once gets it at once; AWS's words stay, with what to do about them."""
    refused = (403, "AccessDenied", "User is not authorized to perform: sts:AssumeRole")
    long = (
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    )
    access = _base().into(Account(id=OTHER, role=ROLE))
    sts.refuses = [(503, "ServiceUnavailable", "busy"), (400, "Throttling", "Rate exceeded")]
    access.identify()
    assert access.account == OTHER
    for answer, words, hint in (
        (refused, "sts:AssumeRole", "external id"),
        (long, "DurationSeconds", "'duration'"),
    ):
        sts.refuses = [answer]
        with pytest.raises(AwsError, match=f"The role could not be assumed: .*{words}") as told:
            _base().into(Account(id=OTHER, role=ROLE)).identify()
        assert hint in told.value.hint
    sts.refuses = [(503, "ServiceUnavailable", "busy")]
    with pytest.raises(AwsError, match="AWS does not say who we are: busy"):
        _base().identify(once=True)
    with pytest.raises(AwsError, match="not of ours"):
        _base().into(Account(id=OTHER, role=ROLE, stop="not of ours"))


def test_a_finished_account_drops_its_clients(sts: Sts) -> None:
    """Their connections are closed; what accounts share stays, and a client that is wanted again is made again."""
    base = _base()
    access = base.into(Account(id=OTHER, role=ROLE))
    first = access.client("sts", "us-east-1")
    assert access.client("sts", "us-east-1") is first
    first.get_caller_identity()
    access.identify()
    pools = first._endpoint.http_session._manager.pools
    assert len(pools) == 1
    access.close()

    assert (len(pools), access._clients, len(base.clients._made)) == (0, {}, 1)
    assert access.client("sts", "us-east-1") is not first
    access.identify()
    access.close()
    access.close()


def test_clients_share_what_was_read_and_hold_enough_connections(sts: Sts) -> None:
    """Reading the models again for each account would cost ten times the client; each has a connection a worker."""
    base = _base(workers=7)
    ways = [base.into(Account(id=OTHER, role=f"{ROLE}{n}")) for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda way: way.client("sts", "us-east-1"), ways))

    assert len({id(one) for one in made}) == 8
    assert {one.meta.config.max_pool_connections for one in made} == {7}
    assert {id(way._session) for way in [base, *ways]} == {id(base._session)}
    for client in made[:3]:
        client.get_caller_identity()
    base.client("sts", "us-east-1").get_caller_identity()
    assert sts.signed == ["ASIA1", "ASIA2", "ASIA3", "testing"]
    assert base.operations is ways[0].operations
