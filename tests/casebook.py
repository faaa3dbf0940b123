"""The cases of ``tests/cases/*.yaml``: read, and turned into a check's arguments."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from generator.checks import all_checks
from generator.checks.reading import Missing, Replies, Reply
from generator.model.verdict import Check

CASES = Path(__file__).parent / "cases"
OUTCOMES = ("pass", "fail", "not applicable", "no data")
NOW = datetime.fromisoformat("2026-11-24T12:00:00+00:00")
DEFAULTS: dict[str, Any] = {
    "now": NOW,
    "resource": "arn:aws:test:us-east-1:111122223333:thing/one",
    "account": "111122223333",
    "region": "us-east-1",
    "trusted": frozenset({"111122223333"}),
    "declared": frozenset({"111122223333"}),
}


def read_cases() -> list[tuple[str, str, str, dict[str, Any]]]:
    """Every case as (check id, outcome, name, case)."""
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        for function, outcomes in (yaml.safe_load(path.read_text()) or {}).items():
            for outcome, cases in outcomes.items():
                assert outcome in OUTCOMES, f"{path.name}: {function}: '{outcome}' is none of {OUTCOMES}"
                found += [
                    (f"{path.stem}.{function}", outcome, name, case) for name, case in (cases or {}).items()
                ]
    return found


def argument(value: Any) -> Any:
    """A reply as written, or Replies from ``{replies: [...]}``."""
    if not (isinstance(value, dict) and set(value) == {"replies"}):
        return value
    return Replies(entries=tuple(_entry(entry) for entry in value["replies"]))


def _entry(entry: dict[str, Any]) -> Reply | Missing:
    shared = {
        "region": entry.get("region", "us-east-1"),
        "params": entry.get("params", {}),
        "context": entry.get("context", {}),
    }
    if "missing" in entry:
        return Missing(why=entry["missing"], **shared)
    return Reply(value=entry["reply"], **shared)


def keywords(check: Check, given: dict[str, Any]) -> dict[str, Any]:
    """Context and thresholds for a call of the check's function."""
    values = {**DEFAULTS, **given}
    if isinstance(values["now"], str):
        values["now"] = datetime.fromisoformat(values["now"])
    for name in ("trusted", "declared"):
        values[name] = frozenset(str(account) for account in values[name])
    wanted = {name: values[name] for name in check.context}
    return wanted | {name: given[name] for name in check.params if name in given}


def run(check_id: str, case: dict[str, Any]) -> Any:
    """The verdict of a case."""
    check = all_checks()[check_id]
    args = [argument(value) for value in case["args"]]
    return check.function(*args, **keywords(check, case.get("with", {})))
