"""Never green by absence, never red by it: a seeded part of the fault campaign, over HTTP; all of it is ``make faults``."""

import random
from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("moto")

from faults import campaign, table
from faults.held import Result
from faults.parts import before
from faults.trouble import TROUBLES, Cell
from faults.verdicts import RECORDS, compare, judged

SEED = 20261126
SOME = 9
# Of two services, so that few clients have to be made: JSON and XML, lists, items of lists.
CALLS = ("kms.get-key-rotation-status", "kms.list-keys", "s3.get-bucket-policy", "s3.list-buckets")


def drawn() -> list[Cell]:
    """A cell of each of some faults, the same ones each time."""
    chance = random.Random(SEED)
    every = campaign.cells(CALLS)
    return [
        chance.choice([cell for cell in every if cell.fault == fault])
        for fault in chance.sample(sorted(TROUBLES), SOME)
    ]


@pytest.fixture(scope="module")
def bench() -> Any:
    with campaign.Bench() as made:
        yield made


def test_no_fault_makes_anything_better(bench: Any) -> None:
    """A cell of each of some faults: nothing greener, no false red, the reason said, what is untouched unchanged."""
    results = [bench.run(cell) for cell in drawn()]

    assert [(r.cell.name, r.wrong) for r in results if r.ended == "WRONG"] == []
    assert sum(r.lost for r in results)


def test_the_campaign_sees_what_it_looks_for() -> None:
    """A list that comes back empty, as the usual tools have it, is told: better findings, though nothing was read."""
    call = "ec2.describe-volumes"
    emptied = [replace(r, pages=({"Volumes": []},)) if r.call == call else r for r in RECORDS]
    gone = frozenset(r.evidence for r in RECORDS if r.call == call)
    denied = [
        replace(r, outcome="denied", cause="no identity policy", pages=()) if r.call == call else r
        for r in RECORDS
    ]
    empty, refused = (
        compare(before(), judged(rows), gone, call, ("denied by SCP",)) for rows in (emptied, denied)
    )

    assert empty.better_findings
    assert empty.standing
    assert (refused.better_findings, refused.standing) == ((), ())
    assert refused.unsaid  # the reason names another fault than the one that was looked for


def test_the_table_counts_each_cell_once() -> None:
    """What is printed adds up: the foot is the sum of the rows, and a wrong cell is seen in it."""
    made = [Result(cell, "no data") for cell in drawn()] + [
        Result(Cell("x", "denied"), "WRONG", ("y",), 2, 1)
    ]
    head, *rows, foot = table.table(made)

    assert [foot[0], foot[1]] == ["All", str(len(made))]
    assert sum(int(row[1]) for row in rows) == len(made)
    assert dict(zip(head, foot, strict=True))["WRONG"] == "1"
    assert foot[-2:] == ["1", "1"]
    assert table.markdown([head, foot]).count("|") == 3 * (len(head) + 1)
