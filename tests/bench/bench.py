"""Speed as ratios in one run: CPU time a call beside bare botocore, calls made beside the fewest possible,
workbooks written and read beside plain openpyxl (``workbooks.py``).

Both sides make the same calls to the same embedded AWS, which runs in a process of its own; ours also
shapes, hashes and stores every reply. Run with ``make bench``.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
ROUNDS = 3
STARTS = {
    "python": ("-c", "pass"),
    "help": (
        "-c",
        "import sys; sys.argv = ['evidencemap', '--help']; from generator.cli import main; main()",
    ),
    "mappings": ("-c", "from generator.mapping import load; load()"),
}
_SERVER = """
import json, sys
from datetime import UTC, date, datetime

from generator.demo import embedded_aws
with embedded_aws((date(2026, 10, 1), date(2026, 12, 31)), datetime.now(UTC)) as aws:
    print(json.dumps({"environment": aws.environment, "config": aws.config}), flush=True)
    sys.stdin.read()
"""


class Served:
    """The embedded AWS as another process told of it."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.environment = told["environment"]
        self.config = told["config"]


def main() -> None:
    """Print the ratios as text and JSON."""
    import workbooks  # first: the memory of a child is counted from what its parent held

    written = workbooks.report()
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert server.stdout is not None
        aws = Served(json.loads(server.stdout.readline()))
        os.environ.update(aws.environment)
        report(aws, written)
    finally:
        server.terminate()


def starts() -> dict[str, float]:
    """CPU seconds of a cold process: Python alone, --help, all mappings loaded."""
    least = {}
    for name, arguments in STARTS.items():
        spent = []
        for _ in range(5):
            before = _children()
            subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
            spent.append(_children() - before)
        least[name] = min(spent)
    return least


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report(aws: Served, more: dict[str, Any]) -> None:
    """Measure each side in turn, several times, and take the least CPU time of each."""
    ours, bare, records = [], [], []
    for _ in range(ROUNDS):
        spent, records = ours_once(aws)
        ours.append(spent)
        bare.append(bare_once(aws, records))
    made = sum(max(1, len(record.pages)) for record in records if record.outcome != "not tried")
    distinct = {
        (r.account, r.region, r.service, r.operation, json.dumps(r.params, sort_keys=True, default=str))
        for r in records
        if r.outcome != "not tried"
    }
    calls = sum(record.outcome != "not tried" for record in records)
    started = starts()
    result = {
        "help_cpu_s": round(started["help"], 3),
        "mappings_cpu_s": round(started["mappings"], 3),
        "python_cpu_s": round(started["python"], 3),
        "help_over_python": round(started["help"] / started["python"], 1),
        "mappings_over_python": round(started["mappings"] / started["python"], 1),
        "calls": calls,
        "pages": made,
        "ours_cpu_ms_per_page": round(1000 * min(ours) / made, 2),
        "bare_cpu_ms_per_page": round(1000 * min(bare) / made, 2),
        "cpu_ratio": round(min(ours) / min(bare), 2),
        "calls_over_fewest": round(calls / len(distinct), 3),
        **more,
    }
    print(f"{calls} calls, {made} pages")
    print(
        f"CPU time a page: ours {result['ours_cpu_ms_per_page']} ms, bare botocore {result['bare_cpu_ms_per_page']} ms, ratio {result['cpu_ratio']}"
    )
    print(f"calls made over the fewest possible (distinct questions): {result['calls_over_fewest']}")
    print(
        f"CPU time of a cold start: --help {result['help_cpu_s']} s, all mappings {result['mappings_cpu_s']} s, "
        f"'python -c pass' {result['python_cpu_s']} s: ratios {result['help_over_python']} and {result['mappings_over_python']}"
    )
    print(json.dumps(result))


def ours_once(aws: Served) -> tuple[float, list[Any]]:
    """CPU seconds to collect and store, and the records."""
    from generator.cli import demo_plan
    from generator.collect import collect
    from generator.store import Store

    plan, access = demo_plan(aws)
    with tempfile.TemporaryDirectory() as folder:
        store, records = Store(Path(folder)), []
        before = time.process_time()
        for record in collect(plan, access):
            store.add(record)
            records.append(record)
        store.seal()
        return time.process_time() - before, records


def bare_once(aws: Served, records: list[Any]) -> float:
    """CPU seconds for bare botocore to make the same calls, page for page, and do nothing with the replies."""
    from generator.cli import demo_plan
    from generator.collect.asking import _page_size, method_name, typed_params

    plan, access = demo_plan(aws)
    before = time.process_time()
    ways = {account.id: access.into(account) for account in plan.scope.accounts}
    for way in ways.values():
        way.identify()
    for record in records:
        if record.outcome != "not tried":
            way, row = ways[record.account], plan.catalog.calls[record.call]
            place = str(record.context.get("_region") or "") or (
                way.home if record.region == "global" else record.region
            )
            client = way.client(record.service, place)
            model = client.meta.service_model.operation_model(record.operation)
            typed = typed_params(model.input_shape, record.params)
            method = method_name(record.operation)
            try:
                if client.can_paginate(method) and not row.until:
                    for _ in client.get_paginator(method).paginate(**typed, **_page_size(client, row, typed)):
                        pass
                else:
                    getattr(client, method)(**typed)
            except Exception:  # noqa: BLE001 - refusals cost the same on both sides
                pass
    return time.process_time() - before


if __name__ == "__main__":
    main()
