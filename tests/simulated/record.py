"""Records the embedded AWS again: ``python tests/simulated/record.py``, after new calls or a new story."""

import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from simulated.recording import FILE, Exchange, Recording, key, raw_print, without_token  # noqa: E402

from generator.demo.faults import Answer  # noqa: E402 - the path comes first

PERIOD = (date(2026, 10, 1), date(2026, 12, 31))
# The sender's affairs, and a sum over bytes that change with the account's id.
_DROP = {"connection", "content-length", "date", "server", "transfer-encoding", "x-amz-crc32"}


class Listener:
    """Stands before the front and keeps what passes; of a question asked twice, the last answer."""

    def __init__(self, front: Any) -> None:
        self._front, self._answer, self._lock = front, front.answer, threading.Lock()
        self.heard: dict[str, Exchange] = {}
        front.answer = self.answer

    def answer(self, method: str, target: str, headers: Any, body: bytes) -> Answer:
        """The front's answer, kept."""
        from generator.demo.wire import recognise

        answer: Answer = self._answer(method, target, headers, body)
        call = recognise(method, target, headers, body)
        account = self._front.guards.caller(call.key).account
        lowered = [(name.lower(), value) for name, value in headers.items()]
        place = (account, call.region, signer(dict(lowered)))
        one = Exchange(
            account=account,
            region=call.region,
            service=call.service,
            operation=call.operation,
            params=call.params,
            protocol=call.protocol,
            raw=raw_print(place, method, target, lowered, body),
            answer=replace(
                answer, headers={n: v for n, v in answer.headers.items() if n.lower() not in _DROP}
            ),
            page=self._page(account, call),
        )
        with self._lock:
            self.heard[one.key] = one
        return answer

    def _page(self, account: str, call: Any) -> int:
        """One more than what was heard of the same list: pages are asked in order."""
        place = (account, call.region, call.service, call.operation)
        rest = without_token(call.params)
        if len(rest) == len(call.params):
            return 1
        mine, list_of = key(*place, call.params), key(*place, rest)
        with self._lock:
            before = [one for one in self.heard.values() if one.key != mine]
        same = [one for one in before if one.operation == call.operation and one.service == call.service]
        return 1 + sum(
            key(o.account, o.region, o.service, o.operation, without_token(o.params)) == list_of for o in same
        )


def signer(headers: Mapping[str, str]) -> str:
    """The service as the signature names it."""
    from generator.demo.wire import SCOPE

    found = SCOPE.search(headers.get("authorization", ""))
    return found["service"] if found else ""


def record() -> Recording:
    """Ask the embedded AWS everything that the demo asks."""
    from generator.cli import demo_environment, demo_plan
    from generator.collect import collect
    from generator.demo import embedded_aws

    now = datetime.now(UTC)
    with embedded_aws(PERIOD, now) as aws, demo_environment(aws.environment):
        listener = Listener(aws.front)
        plan, access = demo_plan(aws)
        made = list(collect(plan, access))
        heard = list(listener.heard.values())
        print(f"{len(made)} records")
        assert all(aws.endpoint.encode() not in one.answer.body for one in heard), (
            "an answer names this run's port"
        )
    kept = [one for one in heard if one.service != "sts"]
    return Recording(tuple(kept), now.isoformat().replace("+00:00", "Z"))


def main() -> None:
    """Write the file."""
    made = record()
    made.save()
    print(f"{len(made.exchanges)} exchanges, {FILE.stat().st_size:,} bytes: {FILE}")


if __name__ == "__main__":
    main()
