"""Each check against its cases, and the laws that hold for all of them."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from casebook import read_cases, run
from rows import each
from shapes import item_shape, output_shape, unknown_members

from generator.checks import all_checks
from generator.checks.reading import NoData

CASES = read_cases()
EVIDENCE = Path(__file__).parent.parent / "mappings" / "evidence"
ROWS = {
    row["id"]: row
    for path in sorted(EVIDENCE.glob("*.yaml"))
    for row in yaml.safe_load(path.read_text()) or []
}
SHAPE_FAULTS = (NoData, KeyError, TypeError, ValueError, IndexError, AttributeError)
STATUS = {"pass": "passed", "fail": "failed", "not applicable": "not applicable"}


@each(CASES, lambda row: " / ".join(row[:3]), spread=True)
def test_case(check: str, outcome: str, name: str, case: dict[str, Any]) -> None:
    """A check answers its case as written, and says why."""
    if outcome == "no data":
        with pytest.raises(SHAPE_FAULTS):
            run(check, case)
        return
    verdict = run(check, case)

    assert (STATUS[outcome], True) == (verdict.status, bool(verdict.reason.strip())), verdict


@pytest.mark.parametrize("check", sorted(all_checks()))
def test_every_check_has_a_pass_and_a_fail(check: str) -> None:
    """No check ships that was never seen to pass and to fail."""
    outcomes = {outcome for id_, outcome, _, _ in CASES if id_ == check}

    assert {"pass", "fail"} <= outcomes


@pytest.mark.parametrize("check", sorted({case[0] for case in CASES}))
def test_replies_are_of_the_shape_that_aws_gives(check: str) -> None:
    """A slip in a member's name would make a case prove nothing."""
    calls = all_checks()[check].calls
    judged = all_checks()[check].of == "resource"
    faults: list[str] = []
    for _, outcome, name, case in (c for c in CASES if c[0] == check):
        if outcome == "no data":
            continue
        for position, (call, value) in enumerate(zip(calls, case["args"], strict=True)):
            item = judged and position == 0
            faults += [f"{outcome}, {name}: {call}: {fault}" for fault in _faults(call, value, item=item)]

    assert faults == []


def _faults(call: str, value: Any, *, item: bool) -> list[str]:
    row = ROWS[call]
    shape = output_shape(row.get("service") or call.split(".", maxsplit=1)[0], row["call"])
    opened = frozenset(p.replace("[]", "").split(".")[-1] for p in row.get("json", []) + row.get("csv", []))
    if isinstance(value, dict) and set(value) == {"replies"}:
        replies = [entry["reply"] for entry in value["replies"] if "reply" in entry]
        return [fault for reply in replies for fault in unknown_members(reply, shape, opened)]
    items = row.get("resources", {}).get("items", "")
    if item and items:
        return unknown_members(value, item_shape(shape, items), opened)
    whole = unknown_members(value, shape, opened)
    return min(whole, unknown_members(value, item_shape(shape, items), opened), key=len) if items else whole


@pytest.mark.parametrize("check", sorted(all_checks()))
def test_words_are_there(check: str) -> None:
    """Title, rationale, remediation and the AWS page belong to every check."""
    words = all_checks()[check]

    assert words.title.endswith(".")
    assert all((words.rationale, words.remediation, words.source.startswith("https://docs.aws.amazon.com/")))
