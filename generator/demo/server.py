"""moto and the front, started, filled and stopped."""

import json
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from moto.moto_api._internal import mock_random
from moto.moto_api._internal.models import moto_api_backend
from moto.server import ThreadedMotoServer

from generator.demo import Demo, DemoAccount, clock
from generator.demo.front import Front
from generator.demo.story import tell
from generator.demo.story.exceptions import exceptions
from generator.demo.story.hand import Hand
from generator.demo.story.lists import write_lists
from generator.demo.world import MANAGEMENT, PRODUCTION, REGIONS, SANDBOX, World
from generator.mapping import load

ACCOUNTS = (
    DemoAccount(MANAGEMENT, "management"),
    DemoAccount(PRODUCTION, "production", f"arn:aws:iam::{PRODUCTION}:role/EvidenceReader"),
    DemoAccount(SANDBOX, "sandbox", f"arn:aws:iam::{SANDBOX}:role/EvidenceReader"),
)


@contextmanager
def running(period: tuple[date, date], now: datetime) -> Iterator[Demo]:
    """The embedded AWS for the length of the block."""
    # moto tells of each request, and of each call that it lacks with a traceback.
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    world = World(period, now)
    with _moto() as address, _front(world, address) as front:
        moto_api_backend.reset()
        mock_random.seed(20)
        hand = Hand(world, f"http://{address[0]}:{address[1]}")
        with clock.held(now):
            tell(hand, front)
        hand.close()
        with tempfile.TemporaryDirectory(prefix="embedded-aws-") as folder:
            mappings = Path(folder) / "mappings"
            write_lists(mappings, load().services, now.date() - timedelta(days=30))
            (Path(folder) / "exceptions.yaml").write_text(exceptions(now.date()), encoding="utf-8")
            config = _config(period, Path(folder))
            yield Demo(front.endpoint, ACCOUNTS, _environment(front, hand), config, front)


@contextmanager
def _moto() -> Iterator[tuple[str, int]]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        yield server.get_host_and_port()
    finally:
        server.stop()
        # stop() leaves the listening socket open.
        if server._server is not None:  # noqa: SLF001
            server._server.server_close()  # noqa: SLF001


@contextmanager
def _front(world: World, moto: tuple[str, int]) -> Iterator[Front]:
    front = Front(world, moto)
    world.endpoint = front.endpoint
    front.start()
    try:
        yield front
    finally:
        front.stop()


def _environment(front: Front, hand: Hand) -> dict[str, str]:
    key, secret = hand.reader_key
    proxied = any(os.environ.get(name) for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"))
    past = ",".join(filter(None, [os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), "127.0.0.1"]))
    # Behind a proxy, loopback has to be named, or the tools would ask the proxy for it.
    direct = {"NO_PROXY": past, "no_proxy": past} if proxied else {}
    return {
        **direct,
        "AWS_ACCESS_KEY_ID": key,
        "AWS_SECRET_ACCESS_KEY": secret,
        "AWS_DEFAULT_REGION": REGIONS[0],
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": front.endpoint,
    }


def _config(period: tuple[date, date], folder: Path) -> str:
    start, end = period
    accounts = [{"id": a.id, "name": a.name} | ({"role": a.role} if a.role else {}) for a in ACCOUNTS]
    lines = [
        "organisation: Acme Health",
        f"period: {{name: {_name(start, end)}, from: {start}, to: {end}}}",
        "frameworks: [pci-dss, hipaa, soc-2, gdpr]",
        "regions: enabled",
        "accounts:",
        *(f"  - {json.dumps(account)}" for account in accounts),
        'trusted_accounts: ["999900001111"]',
        "scope:",
        f'  pci-dss: {{accounts: ["{PRODUCTION}"]}}',  # cards are taken there alone
        f'  soc-2: {{accounts: ["{PRODUCTION}", "{SANDBOX}"]}}',
        f'  gdpr: {{accounts: ["{PRODUCTION}"]}}',
        f"mappings: [{json.dumps(str(folder / 'mappings'))}]",
        f"exceptions: {json.dumps(str(folder / 'exceptions.yaml'))}",
        "options:",
        "  service_provider: yes",
        "  categories: [security, availability, confidentiality, privacy]",
        "  role: both",
        "  premises: no",
        "  outposts: no",
    ]
    return "\n".join(lines) + "\n"


def _name(start: date, end: date) -> str:
    """A quarter is called by its name, any other period by its days."""
    quarter = (start.month - 1) // 3 + 1
    first = date(start.year, quarter * 3 - 2, 1)
    last = (date(start.year, quarter * 3, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return f"{start.year}Q{quarter}" if (start, end) == (first, last) else f"{start}--{end}"
