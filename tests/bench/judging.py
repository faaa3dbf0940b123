"""Memory of judging: many accounts' evidence, one account held at a time, beside all of it held at once.

The evidence is the demo's largest account again and again under other numbers. Each measure is a process of its own.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]
PACK = ROOT / "tests" / "golden" / "pack"
SOURCE = "222233334444"
COUNTS = (3, 50)


def accounts(count: int) -> list[str]:
    """So many account numbers, the demo's own the first."""
    return [str(int(SOURCE) + number) for number in range(count)]


def write(folder: Path, count: int) -> None:
    """A sealed shard for each account, the same but for its number."""
    from generator.model.evidence import Record, canonical, digest, evidence_id
    from generator.store import read, write_shard

    source = [r for r in read(PACK / "data" / "evidence") if r.account == SOURCE]
    texts = [canonical([dict(r.params), dict(r.context), list(r.pages), r.caller, r.message]) for r in source]

    def moved(account: str) -> Iterator[Record]:
        for record, text in zip(source, texts, strict=True):
            params, context, pages, caller, message = json.loads(text.replace(SOURCE, account))
            yield replace(
                record,
                account=account,
                evidence=evidence_id(account, record.region, record.call, params),
                params=params,
                context=context,
                pages=tuple(pages),
                sha256=digest(pages),
                caller=caller,
                message=message,
            )

    folder.mkdir(parents=True)
    for account in accounts(count):
        write_shard(folder / f"{account}.jsonl.gz", moved(account))


def measure(way: str, folder: Path, count: int) -> dict[str, float]:
    """Greatest memory and CPU time of judging in this process: ``shards``, ``whole``, or ``none`` for the start alone."""
    from generator.chain import plan_of
    from generator.model.scope import Account
    from generator.scope import plan

    made = plan_of(PACK, mappings="installed")
    scope = replace(made.scope, accounts=tuple(Account(id=one) for one in accounts(count)))
    wanted = plan(made.catalog, scope, made.day)
    now, before, findings = datetime.fromisoformat("2026-11-26T12:00:00+00:00"), time.process_time(), 0
    if way == "shards":
        from generator.assess import assess_shards
        from generator.store import accounts_in, read_account

        shards = ((account, read_account(folder, account)) for account in accounts_in(folder))
        findings = len(assess_shards(wanted, shards, now, "bench").findings)
    elif way == "whole":
        from generator.assess import assess
        from generator.store import read

        findings = len(assess(wanted, read(folder), now, "bench").findings)
    return {
        "cpu_s": round(time.process_time() - before, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "findings": findings,
    }


def main() -> None:
    """Print a line for each count of accounts (given, or few) and each way."""
    if len(sys.argv) == 4 and not sys.argv[1].isdecimal():
        print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
        return
    for count in [int(one) for one in sys.argv[1:]] or COUNTS:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "evidence"
            write(folder, count)
            for way in ("none", "shards", "whole"):
                ran = [sys.executable, __file__, way, str(folder), str(count)]
                told = subprocess.run(ran, check=True, capture_output=True, text=True).stdout
                print(f"judging {count} accounts, {way}: {told.strip()}", flush=True)


if __name__ == "__main__":
    main()
