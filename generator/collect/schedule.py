"""Which step is next: the one with the most still to come behind it, none before its time or without a token."""

import heapq
from collections.abc import Callable
from itertools import count

from generator.collect.pacing import Bucket, limit_of
from generator.model.plain import plain

Key = tuple[str, str, str, str]  # account, region, service, operation


@plain
class Step:
    """A request to make; ``rank`` is how many calls wait behind it, one after the other."""

    key: Key
    rank: int
    run: Callable[[], object]
    tag: object


class Queue:
    """Steps by API. One API never holds up another: each has its own line and its own bucket."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets: dict[Key, Bucket] = {}
        self._lines: dict[Key, list[tuple[int, int, Step]]] = {}
        self._tickets: list[tuple[float, int, Key]] = []  # lines that may have a step to give
        self._parked: list[tuple[float, int, Key]] = []  # lines whose bucket is empty until then
        self._asleep: set[Key] = set()
        self._later: list[tuple[float, int, Step]] = []
        self._order = count()

    def __len__(self) -> int:
        return sum(len(line) for line in self._lines.values()) + len(self._later)

    def push(self, step: Step, after: float = 0.0) -> None:
        """A step that is due, or due ``after`` seconds."""
        if after > 0:
            heapq.heappush(self._later, (self._clock() + after, next(self._order), step))
            return
        line = self._lines.setdefault(step.key, [])
        heapq.heappush(line, (-step.rank, next(self._order), step))
        if step.key not in self._asleep:
            self._ticket(step.key)

    def pop(self) -> Step | None:
        """The next step, its token taken; None while there is none to make."""
        now = self._clock()
        self._wake(now)
        while self._tickets:
            _, _, key = heapq.heappop(self._tickets)
            line = self._lines.get(key)
            if not line or key in self._asleep:
                continue
            wait = self.bucket(key).wait(now)
            if wait > 0:
                self._asleep.add(key)
                heapq.heappush(self._parked, (now + wait, next(self._order), key))
                continue
            self.bucket(key).take()
            step = heapq.heappop(line)[2]
            if line:
                self._ticket(key)
            else:
                del self._lines[key]
            return step
        return None

    def wait(self) -> float | None:
        """Seconds until a step is due; None when none is waiting for its time."""
        due = [heap[0][0] for heap in (self._parked, self._later) if heap]
        return max(0.0, min(due) - self._clock()) if due else None

    def bucket(self, key: Key) -> Bucket:
        """The bucket of an API."""
        if key not in self._buckets:
            self._buckets[key] = Bucket(limit_of(key[2], key[3]), self._clock())
        return self._buckets[key]

    def forget(self, account: str) -> None:
        """Let go of what was kept of an account that is done."""
        for key in [key for key in self._buckets if key[0] == account and key not in self._lines]:
            del self._buckets[key]

    def _wake(self, now: float) -> None:
        while self._later and self._later[0][0] <= now:
            self.push(heapq.heappop(self._later)[2])
        while self._parked and self._parked[0][0] <= now:
            key = heapq.heappop(self._parked)[2]
            self._asleep.discard(key)
            if self._lines.get(key):
                self._ticket(key)

    def _ticket(self, key: Key) -> None:
        """The line with the most time still to come goes first: calls behind its head, and its length at its pace."""
        line = self._lines[key]
        left = -line[0][0] * 0.1 + len(line) / self.bucket(key).rate
        heapq.heappush(self._tickets, (-left, next(self._order), key))


__all__ = ["Key", "Queue", "Step"]
