"""A simulated AWS organisation to run against: started as a process of its own, or in a thread where a test bends its answers.

``with Simulated(accounts=20, regions=4) as aws:`` - then ``aws.environment`` points any client at it, and
``aws.config()`` is an evidencemap.yaml that fits. ``accounts=0`` gives the three recorded accounts under their own ids.
"""

import asyncio
import http.client
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from simulated.answering import Answering
from simulated.organisation import Organisation
from simulated.recording import FILE, Exchange, Recording
from simulated.server import Cut, Drip, Hook, Late, Service, listen

from generator.demo.faults import Answer

__all__ = [
    "FILE",
    "Answer",
    "Cut",
    "Drip",
    "Exchange",
    "Hook",
    "Late",
    "Organisation",
    "Recording",
    "Simulated",
]
_SERVER = Path(__file__).with_name("server.py")


class Simulated:
    """A running organisation. ``fault`` bends answers and wants ``thread``; ``latency`` is in seconds, ``pace`` of the published throttles."""

    def __init__(
        self,
        accounts: int = 0,
        regions: int = 2,
        *,
        seed: int = 1,
        heavy: int = 0,
        latency: float = 0.05,
        pace: float = 1.0,
        thread: bool = False,
        fault: Hook | None = None,
        recording: Recording | None = None,
    ) -> None:
        self.organisation = (
            Organisation.made(accounts, regions, seed=seed, heavy=heavy)
            if accounts
            else Organisation.recorded()
        )
        self._told = {
            "accounts": accounts,
            "regions": regions,
            "seed": seed,
            "heavy": heavy,
            "latency": latency,
            "pace": pace,
        }
        self._thread = thread or fault is not None
        self._fault, self._recording = fault, recording
        self.port = 0
        self.service: Service | None = None  # in a thread: its counters and its hook can be reached
        self._stop: Any = lambda: None

    def __enter__(self) -> Self:
        self._start_thread() if self._thread else self._start_process()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    @property
    def endpoint(self) -> str:
        """Where clients find every service."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What to export to reach it, as the management account."""
        return {
            "AWS_ACCESS_KEY_ID": f"AKIASIMU{self.organisation.management.id}",
            "AWS_SECRET_ACCESS_KEY": "simulated",
            "AWS_DEFAULT_REGION": self.organisation.regions[0],
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_ENDPOINT_URL": self.endpoint,
            "NO_PROXY": "127.0.0.1",
        }

    def config(self, *, regions: str = "enabled", frameworks: str = "pci-dss, hipaa, soc-2, gdpr") -> str:
        """An evidencemap.yaml of all active accounts, one by one."""
        accounts = [
            {"id": one.id, "name": one.name} | ({"role": one.role} if one.role else {})
            for one in self.organisation.active
        ]
        lines = [
            "organisation: Simulated",
            "period: {name: 2026Q4, from: 2026-10-01, to: 2026-12-31}",
            f"frameworks: [{frameworks}]",
            f"regions: {regions}",
            "accounts:",
            *(f"  - {json.dumps(one)}" for one in accounts),
        ]
        return "\n".join(lines) + "\n"

    def stats(self) -> dict[str, Any]:
        """Counters: calls, throttles, the rate limit's bound."""
        return self._control("GET", "stats")

    def pages(self) -> dict[tuple[str, str, str, str], int]:
        """Account, region, service, operation -> the most pages of one list."""
        return {tuple(row[:4]): row[4] for row in self._control("GET", "pages")["pages"]}

    def set(self, **wanted: Any) -> None:
        """Change ``latency`` or ``pace``, and count anew with full buckets."""
        self._control("POST", "set", json.dumps(wanted))

    def _control(self, method: str, what: str, body: str = "") -> dict[str, Any]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(method, f"/_simulated/{what}", body)
            return dict(json.loads(line.getresponse().read()))
        finally:
            line.close()

    def _start_process(self) -> None:
        server = subprocess.Popen(
            [sys.executable, str(_SERVER), json.dumps(self._told)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert server.stdout is not None
        self.port = int(server.stdout.readline())

        def stop() -> None:
            server.kill()
            server.wait()
            for pipe in (server.stdin, server.stdout):
                pipe.close()

        self._stop = stop

    def _start_thread(self) -> None:
        answering = Answering(self._recording or Recording.load(), self.organisation)
        self.service = service = Service(answering, self._told["latency"], self._told["pace"], self._fault)
        loop = asyncio.new_event_loop()
        server = loop.run_until_complete(listen(service))
        self.port = server.sockets[0].getsockname()[1]
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()

        def stop() -> None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            server.close()
            for line in list(service.lines):
                line.end()
            loop.run_until_complete(asyncio.sleep(0.01))
            loop.close()

        self._stop = stop
