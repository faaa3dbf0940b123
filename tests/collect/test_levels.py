"""Nothing that is asked of AWS changes anything: each action is of level Read or List in a public data set."""

import ast
import csv
from pathlib import Path

from botocore import xform_name
from botocore.session import Session

from generator.collect.permissions import ROLE_CHECK_ACTIONS
from generator.collect.rolecheck import write_actions
from generator.collect.tree import ACTIONS as ORGANIZATION_ACTIONS

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
# What is asked beside the planned calls, all of it in generator/collect.
OWN = {
    *ORGANIZATION_ACTIONS,
    *ROLE_CHECK_ACTIONS,
    "artifact:GetReport",
    "artifact:GetReportMetadata",
    "artifact:GetTermForReport",
    "artifact:ListReports",
    "sts:AssumeRole",
    "sts:GetCallerIdentity",
}
# The only ones of another level, each with why it may stand.
EXCEPTIONS = {
    "sts:AssumeRole": "enters an account; nothing in it changes",
}
# Services that generator/collect asks by itself, whatever the mappings say.
ASKED = ("artifact", "iam", "organizations", "s3", "sts")
STORING = {"bucket.py"}  # writes evidence, into the bucket that the user names for it and nowhere else


def _planned() -> set[str]:
    """Those of the planned calls, and some more: ``tests/test_catalog.py`` holds the mappings against this list."""
    lines = (DATA / "iam_actions.txt").read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def wanted() -> set[str]:
    """Every action whose level has to be known."""
    return {*_planned(), *OWN, *write_actions()}


def _levels() -> dict[str, str]:
    lines = (DATA / "iam_levels.csv").read_text(encoding="utf-8").splitlines()
    return dict(csv.reader(line for line in lines if not line.startswith("#")))


def test_everything_that_is_asked_only_reads() -> None:
    """By AWS's own levels, not by the operation's name; an action without a level is a fault of its own."""
    levels = _levels()

    assert sorted(wanted() - set(levels)) == [], "run tests/data/make_iam_levels.py"
    others = {a for a in _planned() | OWN if levels[a] not in ("Read", "List")}
    assert others == set(EXCEPTIONS)


def test_no_operation_of_ours_is_forgotten() -> None:
    """Each operation that the collector's code names by itself is among those whose level is held."""
    session = Session()
    names = {}
    for service in ASKED:
        model = session.get_service_model(service)
        for operation in model.operation_names:
            names[operation] = names[xform_name(operation)] = f"{model.signing_name}:{operation}"
    found = set()
    for path in (p for p in (ROOT / "generator" / "collect").glob("*.py") if p.name not in STORING):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            word = getattr(node, "attr", None) or getattr(node, "value", None)
            found |= {names[word]} if isinstance(word, str) and word in names else set()

    assert found == OWN


def test_a_role_is_asked_about_actions_that_change_something() -> None:
    """A read among them would have every role told as too wide."""
    levels = _levels()

    assert {levels[action] for action in write_actions()} == {"Write", "Permissions management"}
    assert not set(write_actions()) & (_planned() | OWN)
