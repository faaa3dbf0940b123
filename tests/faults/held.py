"""A cell held to the faultless run: its class, and what is wrong with it."""

from dataclasses import dataclass

from faults.answers import tokens_of
from faults.parts import before, part, says_the_same
from faults.silences import LEFT_OUT
from faults.trouble import TROUBLES, Cell, Trouble
from faults.verdicts import PLAN, Compared, compare, judged

from generator.collect.operations import service_of
from generator.model.evidence import Record

CLASSES = ("no data", "unchanged", "as said", "stopped", "gone", "noticed", "not noticeable", "WRONG")


@dataclass(frozen=True)
class Result:
    """What came of a cell."""

    cell: Cell
    ended: str  # one of CLASSES
    wrong: tuple[str, ...] = ()
    better: int = 0  # findings and requirements that came out better
    reds: int = 0  # findings that failed and had not failed before
    lost: int = 0
    notes: tuple[str, ...] = ()


def held(
    cell: Cell, trouble: Trouble, records: list[Record], stopped: str, touched: frozenset[str]
) -> Result:
    """The cell's class. ``stopped`` says why the run stopped; ``touched`` is what was asked again."""
    if trouble.must == "as said":
        return _as_said(cell, records, stopped, touched)
    words = () if trouble.must in ("lost", "gone") else trouble.words
    found = compare(before(), judged(records), touched, cell.call, words)
    if trouble.must == "stops":
        said = any(word in stopped for word in trouble.words)
        wrong = [] if said else [f"the run should stop and say so: {stopped or 'it went on'}"]
        wrong += [] if found.same else ["what came of going on differs from an undisturbed run"]
        return _result(cell, "stopped", wrong, found)
    if stopped:
        return _result(cell, "stopped", [f"the run stopped: {stopped}"], found)
    if trouble.must == "lost":
        return _result(cell, "noticed" if found.incomplete > 0 else "not noticeable", [], found)
    return _MUST[trouble.must](cell, found)


def _as_said(cell: Cell, records: list[Record], stopped: str, touched: frozenset[str]) -> Result:
    """The answer itself says something else: that may cost, and must never help."""
    if not stopped and says_the_same(cell.call, records):
        return Result(cell, "unchanged")
    found = compare(before(cell.call), judged(records, part(cell.call)), touched, cell.call, ())
    if stopped:
        return _result(cell, "stopped", [f"the run stopped: {stopped}"], found)
    if found.better and cell.fault in ("missing", "bare") and _may_lack(cell):
        return _result(cell, "not noticeable", [], found)
    ended = "unchanged" if found.same else "no data" if found.lost and not found.false_reds else "as said"
    return _result(cell, ended, [*found.better, *_strays(found)], found)


def _may_lack(cell: Cell) -> bool:
    """Whether AWS itself leaves the key out: where there is nothing, or after the last page."""
    if cell.fault == "bare":
        return any(call == cell.call and "[" not in key for call, key in LEFT_OUT)
    row = PLAN.catalog.calls[cell.call]
    _sent, given, more = tokens_of(service_of(row), row.call)
    return (cell.call, cell.variant) in LEFT_OUT or (cell.variant == given and not more)


def _unchanged(cell: Cell, found: Compared) -> Result:
    wrong = [*found.better, *_strays(found), *([] if found.same else ["something changed"])]
    return _result(cell, "unchanged", wrong, found)


def _no_data(cell: Cell, found: Compared) -> Result:
    wrong = [
        *found.better,
        *_strays(found),
        *(f"still stands: {one}" for one in found.standing),
        *(f"the fault is not named: {one}" for one in found.unsaid),
        *(f"false red: {one}" for one in found.false_reds),
    ]
    return _result(cell, "no data" if found.lost else "unchanged", wrong, found)


def _gone(cell: Cell, found: Compared) -> Result:
    if cell.variant in PLAN.catalog.calls[cell.call].absent:
        # AWS says it in the same words as "there is none".
        return _result(cell, "not noticeable", [], found)
    wrong = [*found.better, *_strays(found), *(f"false red: {one}" for one in found.false_reds)]
    wrong += [f"passes though gone: {one}" for one in found.standing if "-> passed" in one]
    return _result(cell, "no data" if found.lost and not found.standing else "gone", wrong, found)


_MUST = {"unchanged": _unchanged, "no data": _no_data, "gone": _gone}


def _strays(found: Compared) -> list[str]:
    return [f"changed though untouched: {one}" for one in found.strays]


def _result(cell: Cell, ended: str, wrong: list[str], found: Compared) -> Result:
    notes = (*found.false_reds, *found.better, *found.standing)
    ended = "WRONG" if wrong else ended
    return Result(
        cell, ended, tuple(wrong[:8]), len(found.better), len(found.false_reds), found.lost, notes[:20]
    )


__all__ = ["CLASSES", "TROUBLES", "Result", "held"]
