"""The plan carried out: a few accounts at a time, each call once, as fast as AWS lets them be made.

One loop decides; threads only make requests. Nothing waits in a thread: what was throttled lies in the queue
until its time, so that one account, region or service never holds up another.
"""

import random
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import Empty, SimpleQueue
from typing import Protocol

from generator.collect.access import Access
from generator.collect.account import AccountRun, Chains, not_entered
from generator.collect.asking import Asking, Task
from generator.collect.entering import Entering
from generator.collect.outcome import TRANSIENT, Refusal
from generator.collect.pacing import Budget, Silence, pause
from generator.collect.schedule import Key, Queue, Step
from generator.errors import AwsError
from generator.model.evidence import Record
from generator.model.plain import plain
from generator.model.progress import Tally
from generator.model.scope import Account, Plan

_OPEN = 16  # accounts that are read at the same time: memory follows them, not the organisation
_LOOK = 0.2  # seconds between two looks at the progress


class Known(Protocol):
    """Records that need not be asked for, by evidence id."""

    def get(self, evidence: str, /) -> Record | None:
        """The record, or None where it must be asked for."""
        ...


def collect(
    plan: Plan,
    base: Access,
    *,
    workers: int | None = None,
    known: Known | None = None,
    once: bool = False,
    finished: Callable[[str], None] | None = None,
    watch: Callable[[Tally], None] | None = None,
    seed: int | None = None,
) -> Generator[Record, None, None]:
    """Make every planned call and yield a Record for each, whatever came of it, in the order of the answers.

    ``known`` are readable records of a run that was cut: they are yielded and not asked again. ``once`` tries each
    call a single time, in one region and for one item, first page only. ``finished`` is told an account's id once
    its last record was taken; ``watch`` is shown the progress a few times a second. ``seed`` fixes the chance in
    the pauses between tries.

    An account that cannot be entered, or whose credentials belong to another one, gives *not tried* records.
    Raises AwsError when the credentials expire on the way: everything after would be refused.
    """
    loop = _Loop(plan, base, workers or base.workers, known or {}, once=once, seed=seed)
    last = time.monotonic()
    try:
        for one in loop.run():
            if isinstance(one, Record):
                yield one
            elif finished:
                finished(one)
            if watch and time.monotonic() - last >= _LOOK:
                last = time.monotonic()
                watch(loop.tally())
        if watch:
            watch(loop.tally())
    finally:
        loop.close()


@plain
class _Asked:
    """What a step is of."""

    run: AccountRun
    asking: Asking


class _Loop:
    """All that is under way. Only the thread that runs the generator touches it."""

    def __init__(
        self, plan: Plan, base: Access, workers: int, known: Known, *, once: bool, seed: int | None
    ) -> None:
        self._plan, self._base, self._workers, self._known, self._once = plan, base, workers, known, once
        self._chains = Chains(plan)
        self._chance = random.Random(seed)  # noqa: S311 - spreads tries, guards nothing
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="aws")
        self._came: SimpleQueue[tuple[Step, object]] = SimpleQueue()
        self._queue = Queue(time.monotonic)
        self._budgets: dict[tuple[str, str, str], Budget] = {}
        self._silences: dict[Key, Silence] = {}
        self._unmade: dict[
            tuple[str, str], list[Step]
        ] = {}  # steps that wait for the client of a service and region
        self._made: set[tuple[str, str]] = set()
        self._left = deque(plan.scope.accounts)
        self._open: dict[str, AccountRun | Entering] = {}
        self._out: deque[Record | str] = deque()
        self._stopped: BaseException | None = None
        self._under_way = 0
        self._began = time.monotonic()
        self._done = self._records = self._requests = self._throttled = self._unread = 0

    def close(self) -> None:
        """Nothing more is begun; what is under way is waited for."""
        self._pool.shutdown(cancel_futures=True)

    def tally(self) -> Tally:
        """How far it is."""
        return Tally(
            accounts=len(self._plan.scope.accounts),
            done=self._done,
            open=tuple(self._open),
            records=self._records,
            requests=self._requests,
            throttled=self._throttled,
            unread=self._unread,
            waiting=len(self._queue),
            seconds=time.monotonic() - self._began,
        )

    def run(self) -> Iterator[Record | str]:
        """Records, and the id of each account after its last one."""
        while self._left or self._open or self._out:
            while self._left and len(self._open) < _OPEN:
                self._enter(self._left.popleft())
            while self._out:  # before more is asked: a kill costs no more calls than there are threads
                yield self._out.popleft()
            if self._stopped:
                raise self._stopped
            self._send()
            if self._under_way or self._queue.wait() is not None:
                self._receive()

    def _enter(self, account: Account) -> None:
        entering = Entering(self._base, account)
        self._open[account.id] = entering
        self._queue.push(self._step_of(entering))

    def _step_of(self, entering: Entering) -> Step:
        return Step(key=("", self._base.home, "sts", "AssumeRole"), rank=99, run=entering.step, tag=entering)

    def _send(self) -> None:
        """Steps go to threads while there are threads and steps."""
        while self._under_way < self._workers and (step := self._queue.pop()):
            if isinstance(step.tag, _Asked):
                if self._given_up(step, step.tag) or not self._has_client(step, step.tag.asking):
                    continue
                step.tag.asking.sent = time.monotonic()
            self._requests += 1
            self._begin(step)

    def _begin(self, step: Step) -> None:
        self._under_way += 1
        self._pool.submit(self._work, step)

    def _has_client(self, step: Step, asking: Asking) -> bool:
        """Whether the step can go. Clients are made one at a time, in one thread: the others go on asking."""
        place = (asking.service, asking.region)
        if place in self._made:
            return True
        waiting = self._unmade.setdefault(place, [])
        waiting.append(step)
        if len(self._unmade) == 1 and len(waiting) == 1:
            self._make(place)
        return False

    def _make(self, place: tuple[str, str]) -> None:
        self._begin(
            Step(
                key=("", place[1], place[0], ""), rank=99, run=partial(self._base.prepare, *place), tag=place
            )
        )

    def _prepared(self, place: tuple[str, str]) -> None:
        """A client is there, or could not be made: then each call that wants it says so."""
        self._made.add(place)
        for step in self._unmade.pop(place):
            self._queue.push(step)
        if self._unmade:
            self._make(next(iter(self._unmade)))

    def _work(self, step: Step) -> None:
        try:
            self._came.put((step, step.run()))
        except BaseException as error:  # noqa: BLE001 - the loop raises it
            self._came.put((step, error))

    def _receive(self) -> None:
        """Waits for an answer, or until a step is due; takes all answers that are there."""
        try:
            found = [self._came.get(timeout=self._queue.wait())]
        except Empty:
            return
        while not self._came.empty():
            found.append(self._came.get())
        for step, came in found:
            self._under_way -= 1
            if isinstance(came, BaseException):
                self._stopped = self._stopped or came
            elif isinstance(step.tag, tuple):
                self._prepared(step.tag)
            elif isinstance(step.tag, Entering):
                self._entered(step.tag, step)
            elif isinstance(step.tag, _Asked):
                self._answered(step, step.tag, str(came))

    def _entered(self, entering: Entering, step: Step) -> None:
        account = entering.account
        if entering.access is not None:
            run = AccountRun(self._plan, self._chains, entering.access, once=self._once)
            self._open[account.id] = run
            self._follow(run, run.begin())
            return
        if entering.cause in TRANSIENT and entering.tries < self._base.attempts:
            if entering.cause == "throttled":
                self._throttled += 1
                self._queue.bucket(step.key).slowed(time.monotonic(), time.monotonic())
            self._queue.push(step, after=self._pause(entering.tries))
            return
        for record in not_entered(self._plan, account.id, account.role, entering.why):
            self._take(record)
        self._finish(account.id)

    def _answered(self, step: Step, asked: _Asked, came: str) -> None:
        asking, bucket = asked.asking, self._queue.bucket(step.key)
        budget = self._budgets.setdefault(step.key[:3], Budget())
        silence = self._silences.setdefault(step.key, Silence())
        if came in ("done", "more", "later"):
            bucket.eased()
            budget.answered()
            silence.broken()
            if came == "done":
                self._record(asked)
            else:
                self._queue.push(
                    step, after=asking.retry_after * self._base.backoff if came == "later" else 0.0
                )
            return
        cause = asking.refusal.cause if asking.refusal else ""
        if cause == "throttled":
            self._throttled += 1
            bucket.slowed(time.monotonic(), asking.sent, asking.retry_after)
            if (
                silence.answers > asking.answers_before
            ):  # it answers others: this one waits its turn, at no cost
                asking.answers_before = silence.answers
                asking.tries -= 1
                self._queue.push(step, after=max(self._pause(1), asking.retry_after))
                return
        if cause not in TRANSIENT:
            budget.answered()
            silence.broken()
        elif asking.tries < self._base.attempts and (cause == "throttled" or budget.again()):
            self._queue.push(step, after=max(self._pause(asking.tries), asking.retry_after))
            return
        else:
            silence.longer()
        self._record(asked)

    def _pause(self, tries: int) -> float:
        return pause(tries, self._base.backoff, self._chance)

    def _given_up(self, step: Step, asked: _Asked) -> bool:
        """An API that gave nothing for long is asked no more: its calls are *not tried*, and say so."""
        asking, silence = asked.asking, self._silences.get(step.key)
        if silence is None or not silence.whole or asking.tries:
            return False
        why = f"{asking.task.row.call} in {asking.region} had not answered {Silence.MOST} calls in a row"
        asking.refusal = Refusal(outcome="not tried", cause="not tried", error_code="", message=why)
        self._record(asked)
        return True

    def _record(self, asked: _Asked) -> None:
        record = asked.asking.record()
        self._take(record)
        if record.cause == "credentials expired":
            self._stopped = self._stopped or AwsError(
                f"The credentials expired while account {record.account} was read.",
                "Sign in again and run the same command: it goes on where it stopped.",
            )
            return
        self._follow(asked.run, asked.run.took(record))

    def _follow(self, run: AccountRun, made: list[Task | Record]) -> None:
        """Tasks become steps, save those that are known; records lead to further ones."""
        account = run.access.account
        left = deque(made)
        while left:
            one = left.popleft()
            if isinstance(one, Task):
                asking = Asking(run.access, one, first_page=self._once)
                known = self._known.get(asking.evidence)
                if known is None:
                    key = (account, asking.region, asking.service, one.row.call)
                    rank = self._chains.rank(one.row.id)
                    self._queue.push(
                        Step(key=key, rank=rank, run=asking.step, tag=_Asked(run=run, asking=asking))
                    )
                    continue
                one = known
            self._take(one)
            left.extend(run.took(one))
        if run.done:
            self._finish(account)

    def _take(self, record: Record) -> None:
        self._records += 1
        self._unread += not record.readable
        self._out.append(record)

    def _finish(self, account: str) -> None:
        run = self._open.pop(account, None)
        if run is None:
            return
        if isinstance(run, AccountRun) and run.access is not self._base:
            run.access.close()
        self._done += 1
        self._out.append(account)
        self._queue.forget(account)
        self._budgets = {key: one for key, one in self._budgets.items() if key[0] != account}
        self._silences = {key: one for key, one in self._silences.items() if key[0] != account}
