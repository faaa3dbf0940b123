"""How far a collection is, for people on a terminal, for a log, and for machines (a JSON object a line)."""

import json
import sys
import time
from collections import Counter as Outcomes
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Literal, Self, TextIO

from generator.model.evidence import Record
from generator.model.progress import Tally

Format = Literal["text", "json", "quiet"]
_FEW = 20  # accounts that a log names one by one
_EVERY = {"terminal": 0.2, "text": 30.0, "json": 1.0, "quiet": float("inf")}  # seconds between two lines


class Progress:
    """Counts records and shows tallies on stderr: one line rewritten on a terminal, few lines in a log."""

    def __init__(
        self,
        form: Format = "text",
        *,
        names: Mapping[str, str] | None = None,
        to: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._to = to or sys.stderr
        self._names = names or {}
        self._json = form == "json"
        self._live = form == "text" and self._to.isatty()
        self._few = form == "text" and not self._live and len(self._names) <= _FEW
        self._every = _EVERY["terminal" if self._live else form]
        self._clock = clock
        self._last = clock()
        self._outcomes: Outcomes[str] = Outcomes()
        self._tally: Tally | None = None
        self._told: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __call__(self, record: Record) -> None:
        """Count a record; a log is told when an account's first one comes."""
        self._outcomes[record.outcome] += 1
        if record.account not in self._told:
            self._told.add(record.account)
            if self._few:
                self._to.write(f"reading account {self._named(record.account)}\n")
        if self._live and self._tally is None:
            self._rewrite(self.line())

    def watch(self, tally: Tally) -> None:
        """Show how far it is, where the last look is long enough ago."""
        self._tally = tally
        now = self._clock()
        if now - self._last < self._every:
            return
        self._last = now
        if self._json:
            self._object("progress", tally)
        elif self._live:
            self._rewrite(self.line())
        else:
            self._to.write(self.line() + "\n")

    def line(self) -> str:
        """The counts in words."""
        total = sum(self._outcomes.values())
        each = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self._outcomes.items()))
        words = [f"{total} calls: {each}"]
        if self._tally:
            words += self._pace(self._tally)
        return "; ".join(words)

    def _pace(self, tally: Tally) -> list[str]:
        words = [f"{tally.rate:.0f} requests a second"]
        words += [f"{tally.throttled} throttled"] if tally.throttled else []
        if tally.accounts > 1:
            words.append(f"{tally.done} of {tally.accounts} accounts done")
        if tally.done < tally.accounts:
            words += [f"about {_time(tally.left)} left"] if tally.left is not None else []
            names = [self._named(account) for account in tally.open[:2]]
            words += [f"reading {', '.join(names)}{' ...' * (len(tally.open) > 2)}"] if names else []
        return words

    def _named(self, account: str) -> str:
        name = self._names.get(account, "")
        return f"{account} {name}" if name and name != account else account

    def _rewrite(self, text: str) -> None:
        self._to.write(f"\r{text[:150]}\x1b[K")
        self._to.flush()

    def _object(self, event: str, tally: Tally | None) -> None:
        told: dict[str, object] = {"event": event, "outcomes": dict(sorted(self._outcomes.items()))}
        if tally:
            told |= {
                "accounts": tally.accounts,
                "accounts_done": tally.done,
                "accounts_open": list(tally.open),
                "requests": tally.requests,
                "requests_per_second": round(tally.rate, 1),
                "throttled": tally.throttled,
                "unread": tally.unread,
                "waiting": tally.waiting,
                "seconds": round(tally.seconds, 1),
                "seconds_left": None if tally.left is None else round(tally.left, 1),
            }
        self._to.write(json.dumps(told) + "\n")
        self._to.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._json:
            self._object("interrupted" if kind else "collected", self._tally)
        elif self._outcomes:
            start, end = ("\r", "\x1b[K") if self._live else ("", "")
            self._to.write(f"{start}{self._sum()}{end}\n")

    def _sum(self) -> str:
        tally = self._tally
        if tally is None or not tally.requests:
            return self.line()
        total = sum(self._outcomes.values())
        each = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self._outcomes.items()))
        came = f"{tally.requests} requests in {_time(tally.seconds)} ({tally.rate:.0f} a second)"
        return f"{total} calls: {each}; {came}, {tally.throttled} throttled"


def _time(seconds: float | None) -> str:
    whole = round(seconds or 0)
    if whole < 100:
        return f"{whole} s"
    return f"{whole // 60} min" if whole < 6000 else f"{whole / 3600:.1f} h"


__all__ = ["Format", "Progress"]
