"""Progress on stderr: a line on a terminal, few lines in a log, an object a line for machines."""

import io
import json
from dataclasses import replace

import pytest
from builders import ACCOUNT, OTHER, record

from generator.model.progress import Tally
from generator.render.terminal import Progress

TALLY = Tally(
    accounts=4,
    done=1,
    open=(ACCOUNT, OTHER),
    records=20,
    requests=100,
    throttled=3,
    unread=1,
    waiting=9,
    seconds=10.0,
)


class Clock:
    """Time by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    """Where lines are rewritten."""

    def isatty(self) -> bool:
        return True


def _run(form: str, to: io.StringIO, looks: int = 3) -> list[str]:
    clock = Clock()
    with Progress(form, names={ACCOUNT: "production"}, to=to, clock=clock) as progress:
        for number in range(looks):
            progress(record("ec2.describe-volumes", outcome="denied" if number else "seen"))
            clock.now += 20
            progress.watch(TALLY)
        progress.watch(replace(TALLY, done=4, open=()))
    return to.getvalue().replace("\x1b[K", "\n").splitlines()


def test_a_terminal_sees_one_line_rewritten() -> None:
    """Counts, rate, throttles, accounts, time left, and where it is."""
    lines = _run("text", Terminal())

    assert (
        "2 calls: 1 denied, 1 seen; 10 requests a second; 3 throttled; 1 of 4 accounts done; about 30 s left; "
        in " ".join(lines)
    )
    assert f"reading {ACCOUNT} production, {OTHER}" in " ".join(lines)
    assert [line for line in lines if line][-1].endswith(
        "3 calls: 2 denied, 1 seen; 100 requests in 10 s (10 a second), 3 throttled"
    )


def test_a_log_has_few_lines() -> None:
    """Each account once, and how far it is every half minute; no control characters."""
    to = io.StringIO()
    lines = _run("text", to)

    assert lines[0] == f"reading account {ACCOUNT} production"
    assert [line.split(":")[0] for line in lines[1:]] == ["2 calls", "3 calls"]
    assert not set("\r\x1b") & set(to.getvalue())


def test_machines_read_objects() -> None:
    """Each line stands alone; the last one says that it has ended, and how."""
    lines = [json.loads(line) for line in _run("json", io.StringIO())]

    assert [line["event"] for line in lines] == ["progress", "progress", "progress", "collected"]
    assert lines[-1]["outcomes"] == {"denied": 2, "seen": 1}
    assert (lines[-1]["accounts_done"], lines[0]["seconds_left"], lines[0]["throttled"]) == (4, 30.0, 3)
    cut = io.StringIO()
    with pytest.raises(KeyboardInterrupt), Progress("json", to=cut):
        raise KeyboardInterrupt
    assert json.loads(cut.getvalue())["event"] == "interrupted"


def test_quiet_is_one_line() -> None:
    """The sum."""
    assert len(_run("quiet", io.StringIO())) == 1
