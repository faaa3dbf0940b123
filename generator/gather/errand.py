"""One account read by a worker, with credentials that it finds itself: the task of a Dask cluster."""

import contextlib
import hashlib
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from threading import Lock
from typing import Any

from generator import __version__
from generator.collect import Access, Settings
from generator.errors import SetupError
from generator.gather.here import here
from generator.gather.how import Keeping
from generator.gather.places import Place, place_of
from generator.gather.summing import Gathered
from generator.model.plain import plain
from generator.model.progress import Tally
from generator.model.scope import Account, Plan
from generator.store import Keep, Store

_BEAT = 0.5  # seconds between two words to the client
_PART = 8 << 20  # bytes, and seconds, after which what was read is put elsewhere
_EVERY = 60.0
_PATIENCE = 60.0  # seconds for a worker that was taken for lost to let go of the shard


@plain
class Errand:
    """What every task of a run is told. Credentials are no part of it: each worker finds its own."""

    run: str  # names this run
    plan: Plan  # the calls alone; accounts are named by each task
    settings: Settings
    keep: Keep
    folder: str  # where shards grow, where workers see it; "" where they do not
    mark: str  # hash of run.json beside it, by which a worker knows that it sees the same folder
    keeping: Keeping
    place: str
    version: str = __version__


@plain
class Done:
    """What an account came to."""

    account: str
    gathered: Gathered
    sha256: str  # of its sealed shard


class StoppedError(SetupError):
    """Nobody waits for the account any more."""


def mark_of(folder: Path) -> str:
    """The hash of a run's description beside its evidence; "" where there is none."""
    with contextlib.suppress(OSError):
        return hashlib.sha256((folder.parent / "run.json").read_bytes()).hexdigest()
    return ""


def sha256_of(folder: Path, account: str) -> str:
    """SHA-256 of a sealed shard."""
    with (folder / f"{account}.jsonl.gz").open("rb") as shard:
        return hashlib.file_digest(shard, "sha256").hexdigest()


def read_account(errand: Errand, account: Account) -> Done:
    """Read one account into its shard, going on with what is there; what a Dask worker runs."""
    if errand.version != __version__:
        raise SetupError(
            f"A worker has evidencemap {__version__}, this one is {errand.version}.",
            "Install the same version on all workers.",
        )
    access = _access(errand.run, errand.settings)
    place = place_of(errand.keeping, access, errand.place) if errand.keeping.url else None
    with _folder(errand, place, account.id) as folder:
        return _read(errand, account, access, folder, place)


def _read(errand: Errand, account: Account, access: Access, folder: Path, place: Place | None) -> Done:
    store = Store(folder, errand.keep, patience=_PATIENCE)
    told = _Telling(errand.run, account.id)
    parts = _Parts(place, store, folder, account.id) if place and not errand.folder else None

    def step() -> None:
        told.step()
        if parts:
            parts.step()

    gathered = here(
        replace(errand.plan, scope=replace(errand.plan.scope, accounts=(account,))),
        access,
        store,
        progress=lambda _: None,
        sealed=lambda id_: place.give(folder, id_) if place else None,
        watch=told.watch,
        step=step,
    )
    return Done(account=account.id, gathered=gathered, sha256=sha256_of(folder, account.id))


@contextlib.contextmanager
def _folder(errand: Errand, place: Place | None, account: str) -> Iterator[Path]:
    """Where the shard grows: the run's own folder, or one of this machine, begun with what is kept elsewhere."""
    if errand.folder:
        if mark_of(Path(errand.folder)) != errand.mark:
            raise SetupError(
                f"A worker does not see {errand.folder}.",
                "Give --evidence s3://bucket/prefix, or --output in a folder that all workers share.",
            )
        yield Path(errand.folder)
        return
    worker = _worker()
    with tempfile.TemporaryDirectory(
        prefix="evidence-", dir=worker.local_directory if worker else None, ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        if place:
            place.take(folder, account)
            place.take_parts(folder, account)
        yield folder


class _Parts:
    """Puts what was read elsewhere now and then, so that a machine that is lost takes little with it."""

    def __init__(self, place: Place, store: Store, folder: Path, account: str) -> None:
        self._place, self._store, self._account = place, store, account
        self._path = folder / f"{account}.jsonl"
        self._given = self._path.stat().st_size if self._path.exists() else 0
        self._last = time.monotonic()

    def step(self) -> None:
        """Give the new lines, where they are many or some time has passed."""
        new = self._store.size(self._account) - self._given
        if new >= _PART or (new and time.monotonic() - self._last >= _EVERY):
            with self._path.open("rb") as shard:
                shard.seek(self._given)
                self._place.give_part(self._account, shard.read(new))
            self._given += new
            self._last = time.monotonic()


class _Telling:
    """Tells the client how far an account is, and asks Dask whether anybody still waits for it."""

    def __init__(self, run: str, account: str) -> None:
        self._run, self._account = run, account
        self._worker = _worker()
        self._key = self._worker.get_current_task() if self._worker else ""
        self._told = self._asked = 0.0

    def watch(self, tally: Tally) -> None:
        """Say how far it is."""
        if self._worker and (time.monotonic() - self._told >= _BEAT or tally.done):
            self._told = time.monotonic()
            self._worker.log_event(topic(self._run), {"account": self._account, "tally": asdict(tally)})

    def step(self) -> None:
        """Raise StoppedError once the task was cancelled, or its client is gone."""
        if not self._worker or time.monotonic() - self._asked < _BEAT:
            return
        self._asked = time.monotonic()
        task = self._worker.state.tasks.get(self._key)
        if task is None or task.state != "executing":
            raise StoppedError("Nobody waits for this account any more.", "Run the same command to go on.")


def topic(run: str) -> str:
    """The name under which workers tell how far they are."""
    return f"evidencemap-{run}"


def _worker() -> Any:
    """The Dask worker that this runs in; None outside of one."""
    from distributed import get_worker  # noqa: PLC0415 - of an extra

    try:
        return get_worker()
    except ValueError:
        return None


_ways: dict[str, Access] = {}
_making = Lock()


def _access(run: str, settings: Settings) -> Access:
    """This worker's own way into AWS, made once a run: models and clients are shared by its accounts."""
    with _making:
        if run not in _ways:
            _ways.clear()
            _ways[run] = Access.base(settings)
        return _ways[run]
