"""The fault campaign: each call of the recorded demo under each fault, over HTTP, judged and held to the faultless run.

python tests/faults/campaign.py                      all of it, on all cores; exit 1 on any improvement
python tests/faults/campaign.py --call s3.list-buckets --fault throttle      one cell, told in full
python tests/faults/campaign.py --sample 200 --seed 7                         a seeded part
python tests/faults/campaign.py --page docs/reliability.md                    all of it, the table into the page
"""

import argparse
import multiprocessing
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent)]

from faults.held import Result, held  # noqa: E402
from faults.parts import before  # noqa: E402
from faults.replay import Heard, Replay, Said  # noqa: E402 - the path comes first
from faults.table import lost_lists, markdown, table, text  # noqa: E402
from faults.trouble import SLOW, TROUBLES, Cell  # noqa: E402
from faults.verdicts import (  # noqa: E402
    BY_ID,
    MANAGEMENT,
    PLAN,
    RECORDS,
    REGIONS,
    leads_to,
    rests_on,
)

from generator.collect import Access, Settings, collect  # noqa: E402
from generator.errors import AwsError  # noqa: E402
from generator.model.evidence import Record  # noqa: E402
from generator.model.scope import Account  # noqa: E402

SETTINGS = Settings(attempts=2, backoff=0.001, connect_timeout=2, read_timeout=SLOW, workers=16)

_BEGIN, _END = "<!-- campaign -->", "<!-- end of campaign -->"
_FEW = 5


class Held(Access):
    """Accounts are entered once for many cells."""

    def into(self, account: Account) -> Access:
        """The way that was made before."""
        kept: dict[str, Access] = self.__dict__.setdefault("kept", {})
        if account.id not in kept:
            kept[account.id] = super().into(account)
        return kept[account.id]


class Bench:
    """One replay and one way in, for all cells that a process runs."""

    def __init__(self) -> None:
        self.replay = Replay(RECORDS, PLAN.catalog, MANAGEMENT)

    def __enter__(self) -> Self:
        self.replay.__enter__()
        self._outside = {name: os.environ.get(name) for name in self.replay.environment}
        os.environ.update(self.replay.environment)
        self.access = Held.base(SETTINGS)
        return self

    def __exit__(self, *args: object) -> None:
        for name, value in self._outside.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)
        self.replay.__exit__(*args)

    def run(self, cell: Cell) -> Result:
        """Ask again what the cell is about, under its fault, and hold the verdicts to the faultless ones."""
        trouble = TROUBLES[cell.fault]
        touched = [r for r in records_of(cell.call) if trouble.applies(r, cell.variant)]
        ids = {(r.account, r.evidence) for r in touched}
        met: set[str] = set()

        def hook(heard: Heard) -> Said:
            if heard.record is None or (heard.record.account, heard.record.evidence) not in ids:
                return heard.answer
            answer = trouble.do(heard, cell.variant, PLAN.catalog)
            if answer is not heard.answer:
                met.add(heard.record.evidence)
            return answer

        self.replay.hook = hook
        known = {r.evidence: r for r in RECORDS if (r.account, r.evidence) not in ids}
        records, stopped = _asked(self.access, cell.call, known)
        if not met:
            return Result(cell, "WRONG", ("the fault changed nothing",))
        if stopped and trouble.must == "stops":
            # The command is given again after signing in: what was read is not asked for twice.
            self.replay.hook = None
            known = {r.evidence: r for r in records if r.readable}
            records, again = _asked(self.access, cell.call, known)
            stopped += f"; and again: {again}" if again else ""
        records = [_with_old_times(one) for one in records]
        return held(cell, trouble, records, stopped, frozenset(r.evidence for r in touched))


def records_of(call: str) -> list[Record]:
    """The records of a call that AWS answered in the faultless run."""
    return _by_call().get(call, [])


@cache
def _by_call() -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for record in RECORDS:
        if record.readable:
            found[record.call].append(record)
    return dict(found)


def _asked(access: Access, call: str, known: dict[str, Record]) -> tuple[list[Record], str]:
    """All records of a run in which only ``call`` is asked again, and why it stopped, if it did."""
    wanted = rests_on(call) | leads_to(call) | {call, REGIONS}
    plan = replace(PLAN, calls=tuple(row for row in PLAN.calls if row.id in wanted))
    asked = {row.id for row in plan.calls}
    records = [record for record in RECORDS if record.call not in asked]
    try:
        records.extend(collect(plan, access, known=known))
    except AwsError as error:
        return records, str(error)
    return records, ""


def _with_old_times(record: Record) -> Record:
    """A record with the times of the faultless run: only what was said is compared."""
    old = BY_ID.get((record.account, record.evidence))
    if old is None or old is record:
        return record
    return replace(
        record,
        started=old.started,
        ended=old.ended,
        request_ids=old.request_ids,
        caller=old.caller,
        attempts=old.attempts,
    )


# -- all cells -------------------------------------------------------------------------------------------


def cells(calls: Iterable[str] = (), faults: Iterable[str] = ()) -> list[Cell]:
    """Every cell, by call and fault."""
    made = []
    for call in sorted(calls or _by_call()):
        row, records = PLAN.catalog.calls[call], records_of(call)
        for fault in faults or TROUBLES:
            trouble = TROUBLES[fault]
            made += [
                Cell(call, fault, variant)
                for variant in trouble.variants(row, records)
                if any(trouble.applies(record, variant) for record in records)
            ]
    return made


def run_all(wanted: Sequence[Cell], workers: int, told: Any = None) -> list[Result]:
    """Results in the order of the cells; each process takes whole calls, so that it needs few clients."""
    by_call: dict[str, list[Cell]] = defaultdict(list)
    for cell in wanted:
        by_call[cell.call].append(cell)
    before()
    parts = [some for _, mine in sorted(by_call.items()) for some in _parts(mine)]
    found: dict[Cell, Result] = {}
    if workers < 2:
        for done in _run_parts(parts):
            found |= {one.cell: one for one in done}
            if told:
                told(done, len(found), len(wanted))
        return [found[cell] for cell in wanted]
    # A process that dies ends the campaign with BrokenProcessPool: a Pool would wait for its cells for ever.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), _begin) as pool:
        for future in as_completed([pool.submit(_run_part, part) for part in parts]):
            done = future.result()
            found |= {one.cell: one for one in done}
            if told:
                told(done, len(found), len(wanted))
    return [found[cell] for cell in wanted]


def _parts(mine: list[Cell], most: int = 40) -> list[list[Cell]]:
    return [mine[at : at + most] for at in range(0, len(mine), most)]


_BENCH: list[Bench] = []


def _begin() -> None:
    _BENCH.append(Bench().__enter__())


def _run_part(part: list[Cell]) -> list[Result]:
    return [_safe(_BENCH[0], cell) for cell in part]


def _run_parts(parts: list[list[Cell]]) -> Iterator[list[Result]]:
    with Bench() as bench:
        for part in parts:
            yield [_safe(bench, cell) for cell in part]


def _safe(bench: Bench, cell: Cell) -> Result:
    try:
        return bench.run(cell)
    except Exception as error:  # noqa: BLE001 - a fault that breaks the run is a result
        return Result(cell, "WRONG", (f"{type(error).__name__}: {error}",))


def main() -> int:
    """Run, print, and say by the exit code whether anything came out wrong."""
    asked = _options()
    began = time.monotonic()
    wanted = cells(asked.call, asked.fault)
    if asked.variant:
        wanted = [cell for cell in wanted if cell.variant == asked.variant]
    if asked.sample:
        wanted = random.Random(asked.seed).sample(wanted, min(asked.sample, len(wanted)))
    few = len(wanted) <= _FEW
    results = run_all(wanted, min(asked.workers, len(wanted)), None if few else _progress)
    for result in results if few else ():
        print(f"{result.ended}: {result.cell.name}", *result.wrong, *result.notes, sep="\n    ")
    print(text(table(results)))
    seconds = time.monotonic() - began
    print(f"{len(results):,} cells in {seconds:.0f} s")
    if asked.page:
        told = f"{len(results):,} cells, {datetime.now(UTC).date()}, {seconds / 60:.0f} minutes on {asked.workers} cores."
        write_page(asked.page, f"{told}\n\n{markdown(table(results))}\n\n{lost_lists(results)}")
    return int(any(result.ended == "WRONG" for result in results))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--call", action="append", default=[])
    parser.add_argument("--fault", action="append", default=[], choices=list(TROUBLES))
    parser.add_argument("--variant", default="")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--page", type=Path)
    return parser.parse_args()


def write_page(page: Path, made: str) -> None:
    """Put the table between the page's marks."""
    before_, rest = page.read_text(encoding="utf-8").split(_BEGIN)
    after = rest.split(_END)[1]
    page.write_text(f"{before_}{_BEGIN}\n\n{made}\n\n{_END}{after}", encoding="utf-8")


def _progress(part: Sequence[Result], done: int, of: int) -> None:
    for result in part:
        if result.ended == "WRONG":
            print(f"WRONG: {result.cell.name}", *result.wrong, sep="\n    ", flush=True)
    if sys.stderr.isatty():
        print(f"\r{done} of {of} cells ", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
