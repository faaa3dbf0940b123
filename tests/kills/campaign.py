"""Collections that are killed with SIGKILL at seeded random moments, again and again, and then left to end.

    python tests/kills/campaign.py --tries 100

Each try ends with the same evidence as a run that nothing happened to (times, request ids and attempts aside), byte
for byte, and no call was asked twice but those that were in flight: at most as many a kill as there are threads,
and the lists whose second page was still to come.
Half of the kills come at a moment, half in the middle of a call of a given number. Ends with 1 where a try fails.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from kills.tiny import REGIONS, TABLES, Tiny, plan_of, tiny  # noqa: E402

from generator.collect import Access, Settings  # noqa: E402
from generator.gather import gather  # noqa: E402
from generator.model.evidence import Record  # noqa: E402
from generator.store import accounts_in, read_account, write_shard  # noqa: E402

ACCOUNTS, THREADS, LATENCY = 3, 8, 0.004
DISTINCT = ACCOUNTS * len(REGIONS) * (2 + 2 * TABLES)


def child(access: Access, folder: Path) -> int:
    """Collect into a folder, in a process of its own."""
    pid = os.fork()
    if pid:
        return pid
    try:
        gather(plan_of(ACCOUNTS), access, folder, lambda _: None)
    except BaseException as error:  # noqa: BLE001 - nothing may get out of the child
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def ended(pid: int) -> int:
    """How a child ended: 0, 1, or minus the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def told(record: Record) -> Record:
    """A record without what differs from run to run."""
    return replace(record, started="", ended="", request_ids=(), attempts=0)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Each account's shard, as bytes, without what differs from run to run."""
    found = {}
    for account in accounts_in(folder):
        target = folder.with_name(f"told-{account}")
        write_shard(target, map(told, read_account(folder, account)))
        found[account] = target.read_bytes()
    return found


def asked_twice(calls: Counter[str]) -> int:
    """Repeated calls; the pages of a list count as one."""
    lists: Counter[str] = Counter()
    for call, times in calls.items():
        name = call.split(" {")[0] if " ListTables " in call else call
        lists[name] = max(times, lists[name])
    return sum(times - 1 for times in lists.values())


def between_pages(calls: Counter[str]) -> int:
    """Lists that were begun oftener than their second page was asked for."""
    begun: Counter[str] = Counter()
    for call, times in calls.items():
        if " ListTables " in call:
            begun[call.split(" {")[0]] += -times if "ExclusiveStartTableName" in call else times
    return sum(begun.values())


def one(
    tiny_aws: Tiny, access: Access, chance: random.Random, seconds: float, want: dict[str, bytes]
) -> list[str]:
    """One try: faults, and none where all is as it must be."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "evidence"
        tiny_aws.reset()
        kills = flight = 0
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            at_call = chance.random() < 0.5
            before = sum(tiny_aws.calls().values())
            pid = child(access, folder)
            if at_call:
                tiny_aws.kill(pid, before + chance.randrange(1, max(2, DISTINCT - before)))
            else:
                time.sleep(chance.uniform(0, seconds))
                os.kill(pid, 9)
            if ended(pid) == -9:
                kills += 1
                flight += THREADS
            tiny_aws.kill(0, 0)
        faults = [] if ended(child(access, folder)) == 0 else ["the last run failed"]
        twice = asked_twice(tiny_aws.calls())
        flight += between_pages(tiny_aws.calls())
        if twice > flight:
            faults.append(f"{twice} calls twice after {kills} kills with {flight} in flight")
        if not faults and bytes_of(folder) != want:
            faults.append("the evidence differs from that of a run which nothing happened to")
        if left := [p.name for p in folder.iterdir() if not p.name.endswith(".jsonl.gz")]:
            faults.append(f"left behind: {left}")
        COUNTS.update(kills=kills, twice=twice, flight=flight, calls=sum(tiny_aws.calls().values()))
        return faults


COUNTS: Counter[str] = Counter()


def main(arguments: Iterable[str] | None = None) -> int:
    """Run the campaign; 1 where a try failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args(arguments if arguments is None else list(arguments))
    chance = random.Random(asked.seed)
    begun, bad = time.monotonic(), 0
    with tiny(LATENCY) as aws, tempfile.TemporaryDirectory() as name:
        os.environ.update(aws.environment)
        access = Access.base(Settings(workers=THREADS))
        whole = Path(name) / "evidence"
        start = time.monotonic()
        assert ended(child(access, whole)) == 0
        seconds = time.monotonic() - start
        assert len(aws.calls()) == DISTINCT, (len(aws.calls()), DISTINCT)
        want = bytes_of(whole)
        for number in range(1, asked.tries + 1):
            for fault in one(aws, access, chance, seconds, want):
                bad += 1
                print(f"try {number}: {fault}")
    print(
        f"{asked.tries} tries with seed {asked.seed}: {COUNTS['kills']} kills, {COUNTS['calls']} calls, "
        f"{COUNTS['twice']} of them twice (at most {COUNTS['flight']} were in flight), {bad} faults, "
        f"{time.monotonic() - begun:.0f} s; a run that nothing happens to makes {DISTINCT} calls in {seconds:.1f} s"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
