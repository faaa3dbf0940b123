"""Collection from a simulated organisation (tests/simulated): time beside what AWS's limits allow, CPU beside bare botocore,
memory from 10 to 1,000 accounts, and two local workers beside one.

``python tests/bench/collecting.py`` prints all of it; with names of parts (``speed tight cpu growth workers``) those alone.
Each side runs in a process of its own, and the simulated AWS in another. Compare the ratios: both sides of each ran on
the same machine, one after the other.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
DAY = date(2026, 11, 26)  # of the recording
LATENCY = 0.05
FRAMEWORKS = "pci-dss, hipaa, soc-2, gdpr"
# What 1,000 accounts are asked for: fewer services, one region, so that it takes minutes and not hours.
FEW = frozenset({"ec2", "iam", "kms", "cloudtrail"})
PARTS = ("speed", "tight", "cpu", "growth", "workers")


def report(parts: tuple[str, ...] = PARTS) -> dict[str, Any]:
    """Print the figures; the process that asks must be small, for a child's memory is counted from its parent's."""
    print(f"load of this machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)
    figures: dict[str, Any] = {}
    for part in parts:
        figures |= globals()[part]()
    return figures


def speed() -> dict[str, Any]:
    """The wall time beside the two lower bounds: 20 accounts, 4 regions, one of them heavy."""
    ran = _child("collect", accounts=20, regions=4, heavy=1000)
    return _told(
        "speed", "20 accounts x 4 regions, 50 ms, EC2-like throttles, 1,000 topics in one of them", ran
    )


def tight() -> dict[str, Any]:
    """The same where throttles are half of what is published: the pace has to be found out."""
    ran = _child("collect", accounts=20, regions=4, heavy=500, pace=0.5)
    return _told("tight", "the same, 500 topics, where AWS allows half of what it publishes", ran)


def _told(name: str, what: str, ran: dict[str, Any]) -> dict[str, Any]:
    least = max(ran["path"], ran["rate"])
    ratio = round(ran["wall"] / least, 2)
    print(
        f"{what}:\n  {ran['calls']:,} requests ({ran['throttled']} throttled), {ran['records']:,} records ({ran['failed']} could not be read); wall {ran['wall']} s, "
        f"{ratio} times the larger of critical path {ran['path']} s and rate limit {ran['rate']} s (goal 1.3)\n"
        f"  {ran['rate_at']}; CPU {ran['cpu']} s; at most {ran['most_at_once']} at once; greatest memory {ran['peak']} MB\n"
        f"  calls over the fewest possible (distinct questions): {ran['over_fewest']}",
        flush=True,
    )
    return {f"{name}_{key}": value for key, value in ran.items()} | {f"{name}_ratio": ratio}


def cpu() -> dict[str, Any]:
    """CPU time a request, shaped, hashed and stored, beside bare botocore sending the very same requests."""
    with tempfile.TemporaryDirectory() as folder:
        asked = str(Path(folder) / "asked.json")
        least: dict[str, list[float]] = {"ours": [], "bare": [], "alone": []}
        for _ in range(2):
            ran = _child("collect", accounts=20, regions=4, pace=0, asked=asked)
            least["ours"].append(ran["cpu_ms"])
            least["bare"].append(_child("bare", accounts=20, regions=4, pace=0, asked=asked)["cpu_ms"])
        alone = _child("bare", accounts=20, regions=4, pace=0, asked=asked, latency=0.0, threads=1)
    ours, bare = min(least["ours"]), min(least["bare"])
    ratio = round(ours / bare, 2)
    print(
        f"CPU time a request: ours {ours} ms, bare botocore in 32 threads {bare} ms, ratio {ratio} (goal 1.5); "
        f"bare in one thread without latency {alone['cpu_ms']} ms",
        flush=True,
    )
    return {
        "request_ours_ms": ours,
        "request_bare_ms": bare,
        "request_ratio": ratio,
        "request_bare_alone_ms": alone["cpu_ms"],
    }


def growth() -> dict[str, Any]:
    """Calls, wall, CPU and memory as accounts grow, and the arithmetic on to 10,000 accounts."""
    rows = [
        *(("all services, 2 regions", n, {"accounts": n, "regions": 2}) for n in (10, 100)),
        *(
            (f"{len(FEW)} services, 1 region", n, {"accounts": n, "regions": 1, "few": 1})
            for n in (10, 100, 1000)
        ),
    ]
    figures: dict[str, Any] = {}
    print(
        "| asked for | accounts | requests | wall | CPU | requests a second | greatest memory |", flush=True
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for what, accounts, options in rows:
        ran = _child("collect", **options)
        name = f"growth_{'few' if 'few' in options else 'all'}_{accounts}"
        figures |= {f"{name}_{key}": ran[key] for key in ("calls", "wall", "cpu", "peak")}
        pace = ran["calls"] / ran["wall"]
        print(
            f"| {what} | {accounts:,} | {ran['calls']:,} | {ran['wall']} s | {ran['cpu']} s | {pace:,.0f} | {ran['peak']} MB |",
            flush=True,
        )
        if accounts == 100 and "few" not in options:
            print(f"  on to 10,000 accounts: {_onward(ran)}", flush=True)
    return figures


def _onward(ran: dict[str, Any]) -> str:
    """Each account costs the same, so the rest is multiplication; roles are assumed from one account, at 20 a second."""
    hours, least = ran["cpu"] * 100 / 3600, 10_000 / 20 / 60
    return (
        f"{ran['calls'] * 100:,} requests in 2 regions, {hours:.1f} hours of one processor, {hours * 60 / 8:.0f} minutes with 8 workers; "
        f"not below {least:.0f} minutes, which assuming 10,000 roles takes"
    )


def workers() -> dict[str, Any]:
    """Two local workers beside one, where CPU binds: next to no latency, no throttles."""
    many = 150  # so that starting a worker, some seconds, weighs little
    rounds = [
        {
            n: _child("collect", accounts=many, regions=2, pace=0, latency=0.002, workers=n)["wall"]
            for n in (1, 2)
        }
        for _ in range(2)
    ]
    ran = {n: min(one[n] for one in rounds) for n in (1, 2)}
    ratio = round(ran[1] / ran[2], 2)
    print(
        f"{many} accounts, 2 ms, no throttles: one worker {ran[1]} s, two {ran[2]} s: {ratio} times as fast (goal 1.7)"
    )
    return {"workers_1_s": ran[1], "workers_2_s": ran[2], "workers_ratio": ratio}


def _child(what: str, **options: Any) -> dict[str, Any]:
    command = [sys.executable, __file__, "--child", what, json.dumps(options)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return dict(json.loads(done.stdout.splitlines()[-1]))


# -- each of these runs in a process of its own ------------------------------------------------------------


@contextmanager
def _simulated(options: dict[str, Any]) -> Any:
    from simulated.replay import Simulated

    chosen = {name: options[name] for name in ("heavy", "pace") if name in options}
    latency = options.get("latency", LATENCY)
    with Simulated(options["accounts"], options["regions"], latency=latency, **chosen) as aws:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(aws.environment)
        yield aws


def collect(options: dict[str, Any]) -> dict[str, Any]:
    """Collect and store, as ``run`` does; the clock runs from the first account to the last sealed shard."""
    from simulated.bounds import critical_path, rate_limit

    from generator.gather import How, gather

    with _simulated(options) as aws, tempfile.TemporaryDirectory() as folder:
        plan, access = _plan(aws, few=bool(options.get("few")))
        asked = _listened(options.get("asked"))
        distinct: set[int] = set()
        made, failed = [0], [0]
        counted = bool(options.get("heavy"))  # a set of all questions is memory of this bench

        def progress(record: Any) -> None:
            failed[0] += record.outcome == "failed"
            if counted and record.outcome != "not tried":
                made[0] += 1
                distinct.add(
                    hash(
                        (record.account, record.region, record.service, record.operation, str(record.params))
                    )
                )

        before, spent = time.perf_counter(), _spent()
        how = How(workers=options.get("workers", 0))
        told = gather(plan, access, Path(folder) / "evidence", progress, how=how)
        wall, used = time.perf_counter() - before, _spent() - spent
        peak = round(
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        )  # before the counters are read
        stats = aws.stats()
        path = critical_path(plan, aws.pages(), stats["latency"])
        if asked is not None:
            Path(options["asked"]).write_text(json.dumps(asked), encoding="utf-8")
        if stats["unrecorded"]:
            print(f"  not recorded: {stats['unrecorded']}, {stats['unrecorded_first'][:3]}", file=sys.stderr)
        return {
            "records": told.records,
            "calls": stats["calls"],
            "throttled": stats["throttled"],
            "failed": failed[0],
            "most_at_once": stats["most_at_once"],
            "wall": round(wall, 1),
            "path": round(path, 2),
            "rate": round(rate_limit(stats), 1),
            "rate_at": f"the rate limit is that of {stats['rate_bound_calls']:,} x {stats['rate_bound_at']}",
            "cpu": round(used, 1),
            "cpu_ms": round(1000 * used / stats["calls"], 2),
            "over_fewest": round(made[0] / max(1, len(distinct)), 3),
            "peak": peak,
        }


def bare(options: dict[str, Any]) -> dict[str, Any]:
    """The same requests by botocore alone; nothing is done with the answers."""
    with _simulated(options) as aws:
        _, access = _plan(aws)
        roles = {one.id: replace(_account(), id=one.id, role=one.role) for one in aws.organisation.active}
        asked = json.loads(Path(options["asked"]).read_text(encoding="utf-8"))
        ways = {id_: access.into(account) for id_, account in roles.items()}
        spent = _spent()

        def send(one: list[Any]) -> None:
            account, service, region, method, params = one
            with suppress(Exception):  # refusals cost the same on both sides
                ways[account].ask(service, region, method, params)

        with ThreadPoolExecutor(options.get("threads", 32)) as pool:
            list(pool.map(send, asked))
        return {"cpu_ms": round(1000 * (_spent() - spent) / len(asked), 2)}


def _account() -> Any:
    from generator.model.scope import Account

    return Account(id="")


def _spent() -> float:
    """CPU seconds of this process and of its threads; workers of its own are counted once they have ended."""
    return time.process_time()


def _listened(wanted: str | None) -> list[Any] | None:
    """Every request of this process from now on, as it is asked of botocore; None where nobody wants it."""
    if not wanted:
        return None
    from generator.collect import Access

    heard: list[Any] = []
    ask = Access.ask

    def listening(self: Any, service: str, region: str, method: str, params: Any) -> Any:
        heard.append([self.account, service, region, method, dict(params)])
        return ask(self, service, region, method, params)

    Access.ask = listening  # type: ignore[method-assign]
    return heard


def _plan(aws: Any, *, few: bool = False) -> Any:
    """The plan for all active accounts, and the way in."""
    from generator import pipeline
    from generator.collect import Access
    from generator.scope import plan as make_plan
    from generator.scope import read_config

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "evidencemap.yaml"
        file.write_text(aws.config(frameworks=FRAMEWORKS), encoding="utf-8")
        scope, _ = read_config(file)
    made = make_plan(pipeline.catalog([]), scope, DAY)
    if few:
        made = replace(made, calls=tuple(row for row in made.calls if row.id.split(".")[0] in FEW))
    return made, Access.base(pipeline.settings())


def main() -> None:
    """All parts, or those that are named."""
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(globals()[sys.argv[2]](json.loads(sys.argv[3]))))
        return
    print(json.dumps(report(tuple(sys.argv[1:]) or PARTS)))


if __name__ == "__main__":
    main()
