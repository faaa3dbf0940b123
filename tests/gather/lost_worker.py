"""A collection on two local workers, one of which is killed in the middle; tells what came of it as JSON."""

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

ACCOUNTS, THREADS, LATENCY = 4, 8, 0.01


def state_of(dask_scheduler: Any) -> str:
    """All that the scheduler holds and has logged, as text."""
    events = [list(one) for one in dask_scheduler.get_events().values()]
    tasks = [(repr(t.run_spec), repr(t)) for t in dask_scheduler.tasks.values()]
    return repr(dask_scheduler._to_dict()) + repr(events) + repr(tasks)


def main() -> None:
    import psutil
    from kills.campaign import asked_twice, bytes_of
    from kills.tiny import SECRET, TOKEN, plan_of, tiny

    from generator.collect import Access, Settings
    from generator.gather import How, cluster, gather, wider
    from generator.gather.errand import Errand

    found: dict[str, Any] = {"states": 0, "secrets": 0, "killed": 0}
    real, errands = cluster._client, []

    def worked(aws: Any, client: Any, ended: threading.Event) -> None:
        """Kills one worker once much of its work is done; looks at the scheduler now and then."""
        while not ended.wait(0.1):
            text = client.run_on_scheduler(state_of)
            found["states"] += "evidencemap-" in text
            found["secrets"] += SECRET in text or TOKEN in text
            if not found["killed"] and sum(aws.calls().values()) > 60:
                info = client.scheduler_info(n_workers=-1)["workers"].values()
                pids = [p.pid for p in psutil.Process().children(recursive=True)]
                found["workers"] = len(info)
                busy = client.run(os.getpid)
                os.kill(next(pid for pid in busy.values() if pid in pids), 9)
                found["killed"] = 1

    with tiny(LATENCY) as aws, tempfile.TemporaryDirectory() as name:
        os.environ.update(aws.environment)
        settings = Settings(workers=THREADS)

        @contextmanager
        def watched(*args: Any) -> Iterator[Any]:
            ended = threading.Event()
            with real(*args) as client:
                thread = threading.Thread(target=worked, args=(aws, client, ended))
                thread.start()
                try:
                    yield client
                finally:
                    ended.set()
                    thread.join()

        cluster._client = watched
        kept = Errand.__init__
        Errand.__init__ = lambda self, **fields: (errands.append(fields), kept(self, **fields))[1]
        whole, folder = Path(name) / "whole", Path(name) / "evidence"
        access = Access.base(settings)
        told = gather(plan_of(ACCOUNTS), access, whole, lambda _: None)
        aws.reset()
        begun, tallies = time.monotonic(), []
        how = How(workers=2, settings=settings)
        again = gather(plan_of(ACCOUNTS), access, folder, lambda _: None, how=how, watch=tallies.append)
        import pickle

        wire = pickle.dumps([{**errands[0], "plan": wider.calls_of(plan_of(ACCOUNTS))}]).decode("latin-1")
        found |= {
            "same": bytes_of(whole) == bytes_of(folder),
            "sums": [told.records, told.readable, told.callers]
            == [again.records, again.readable, again.callers],
            "twice": asked_twice(aws.calls()),
            "threads": THREADS,
            "in the graph": SECRET in wire or TOKEN in wire or "AKIATINY" in wire,
            "done": tallies[-1].done,
            "seconds": round(time.monotonic() - begun, 1),
            "left": sorted(p.name for p in folder.iterdir() if not p.name.endswith(".jsonl.gz")),
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
