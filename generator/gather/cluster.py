"""Accounts as tasks of a Dask cluster: local worker processes, or a scheduler that is there."""

import logging
import pickle
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from queue import Empty, Queue
from typing import Any

from dask import config as dask_config
from distributed import Client, KilledWorker, LocalCluster, Security, WorkerPlugin

from generator.errors import AwsError, SetupError
from generator.gather.errand import Done, Errand, StoppedError, read_account, topic
from generator.gather.how import How
from generator.model.progress import Tally
from generator.model.scope import Account

_LOOK = 0.5  # seconds between two looks at the progress
_CONNECT = 15  # seconds
_LOST = 10  # how many workers an account may lose before it is given up


def on_workers(
    how: How,
    errand: Errand,
    accounts: Sequence[Account],
    took: Callable[[Done], None],
    watch: Callable[[Tally], None] | None,
) -> None:
    """Have workers read the accounts; ``took`` is called for each once its shard stands.

    All accounts are gone through before the first error is raised: AwsError, SetupError, or what a worker met.
    """
    with _client(how, len(accounts)) as client:
        progress = _Progress(len(accounts))
        client.subscribe_topic(topic(errand.run), progress.heard)
        # Once on the wire for all accounts, and made anew by Dask where the worker that had it is lost.
        told = client.submit(pickle.loads, pickle.dumps(errand), key=f"{topic(errand.run)}-plan", pure=False)
        futures = [
            client.submit(read_account, told, one, key=f"{topic(errand.run)}-{one.id}", pure=False)
            for one in accounts
        ]
        try:
            errors = list(_awaited(futures, took, progress, watch))
        except BaseException:
            client.cancel(futures, force=True)
            raise
    if errors:
        raise errors[0]


def _awaited(
    futures: Sequence[Any],
    took: Callable[[Done], None],
    progress: "_Progress",
    watch: Callable[[Tally], None] | None,
) -> Iterator[Exception]:
    """Takes results as they come; gives what went wrong."""
    ended: Queue[Any] = Queue()
    for future in futures:
        future.add_done_callback(ended.put)
    left = len(futures)
    while left:
        try:
            future = ended.get(timeout=_LOOK)
        except Empty:
            future = None
        if future is not None:
            left -= 1
            progress.done += 1
            if future.status == "finished":
                took(future.result())
            else:
                yield _told(future)
        if watch:
            watch(progress.tally())


def _told(future: Any) -> Exception:
    """What went wrong with a task, in our words."""
    error = (
        future.exception() if future.status == "error" else StoppedError("The cluster cancelled an account.")
    )
    if isinstance(error, KilledWorker):
        return SetupError(
            f"Workers were lost again and again over one account ({error.task}).",
            "Look at their memory and logs; run the same command: it goes on where it stopped.",
        )
    if isinstance(error, ImportError):
        return SetupError(
            f"A worker lacks a module: {error}.", "Install the same version of evidencemap on all workers."
        )
    return error if isinstance(error, Exception) else AwsError(str(error))


class _Progress:
    """How far all accounts are, from what their workers last said."""

    def __init__(self, accounts: int) -> None:
        self.done = 0
        self._accounts, self._began = accounts, time.monotonic()
        self._last: dict[str, dict[str, Any]] = {}

    def heard(self, event: Any) -> None:
        """A worker's word; from the client's own thread."""
        told = event[1]
        self._last[told["account"]] = told["tally"]

    def tally(self) -> Tally:
        """All of them as one."""
        last = dict(self._last)
        added = {
            name: sum(int(one[name]) for one in last.values())
            for name in ("records", "requests", "throttled", "unread", "waiting")
        }
        return Tally(
            accounts=self._accounts,
            done=self.done,
            open=tuple(account for account, one in last.items() if not one["done"]),
            seconds=time.monotonic() - self._began,
            **added,
        )


@contextmanager
def _client(how: How, accounts: int) -> Iterator[Any]:
    if how.cluster:
        with _remote(how.cluster) as client:
            yield client
        return
    with (
        tempfile.TemporaryDirectory(prefix="evidencemap-", ignore_cleanup_errors=True) as scratch,
        _settings(),
        # Any process of this machine could hand code to an open scheduler: this one wants a certificate that
        # exists in memory alone.
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=min(how.workers, accounts),
            threads_per_worker=1,
            memory_limit=0,
            dashboard_address="127.0.0.1:0",  # else its pages are on port 8787 of every interface
            local_directory=scratch,
            security=Security.temporary(),  # type: ignore[no-untyped-call]
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,  # type: ignore[no-untyped-call]
    ):
        client.register_plugin(_Calm())
        yield client


class _Calm(WorkerPlugin):
    """Ctrl-C reaches every process of a terminal: local workers leave it to the one that started them."""

    name = "calm"

    def setup(self, worker: Any) -> None:  # noqa: ARG002 - the name Dask gives it
        """In each worker, also in one that takes a lost one's place."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _remote(address: str) -> Iterator[Any]:
    try:
        client = Client(address, timeout=_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise SetupError(
            f"No Dask scheduler answers at {address}.", "Look at the address, and whether it wants tls://."
        ) from error
    with client:
        if not client.scheduler_info(n_workers=1)["workers"]:
            raise SetupError(
                f"The Dask cluster at {address} has no workers.", "Start some: dask worker ADDRESS"
            )
        yield client


@contextmanager
def _settings() -> Iterator[None]:
    """Of a cluster of our own: accounts are tried again where workers are lost."""
    with dask_config.set({"distributed.scheduler.allowed-failures": _LOST}):
        yield
