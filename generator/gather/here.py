"""Collected in this process: a few accounts at once, each sealed when it is done."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from generator.collect import Access, collect
from generator.gather.summing import Gathered, Sum
from generator.model.evidence import Record
from generator.model.progress import Tally
from generator.model.scope import Account, Plan
from generator.store import Store

Watch = Callable[[Tally], None]
_AT_ONCE = 16  # accounts of a cut run whose index is held at the same time


def here(
    plan: Plan,
    access: Access,
    store: Store,
    *,
    progress: Callable[[Record], None],
    sealed: Callable[[str], None],
    watch: Watch | None = None,
    step: Callable[[], None] = lambda: None,
) -> Gathered:
    """Read the plan's accounts into ``store``; ``sealed`` is told of each account whose shard stands.

    ``step`` is called after each record that was kept: it may raise to end the work.
    """
    total, done = Sum(), 0

    def finished(account: str) -> None:
        store.close(account)
        sealed(account)

    try:
        for accounts, begun in _batches(plan.scope.accounts, set(store.accounts())):
            part = replace(plan, scope=replace(plan.scope, accounts=tuple(accounts)))
            known = store.known(*begun) if begun else None
            told = _further(watch, done, len(plan.scope.accounts)) if watch else None
            with closing(collect(part, access, known=known, finished=finished, watch=told)) as records:
                for record in records:
                    store.add(record)
                    total.take(record)
                    progress(record)
                    step()
            done += len(accounts)
    finally:
        store.release()
    return total.told()


def _batches(accounts: Sequence[Account], begun: set[str]) -> Iterator[tuple[list[Account], list[str]]]:
    """Accounts that were begun, a few at a time; the last few of them together with all that were not."""
    old = [account for account in accounts if account.id in begun]
    new = [account for account in accounts if account.id not in begun]
    while len(old) > _AT_ONCE:
        some, old = old[:_AT_ONCE], old[_AT_ONCE:]
        yield some, [account.id for account in some]
    if old or new:
        yield old + new, [account.id for account in old]


def _further(watch: Watch, done: int, accounts: int) -> Watch:
    """The progress of one batch as that of all."""
    return lambda tally: watch(replace(tally, accounts=accounts, done=done + tally.done))
