"""Laws over every check that ships: never green by absence, whatever call it is that is missing."""

import copy
from dataclasses import replace
from typing import Any

import pytest
from casebook import argument, keywords, read_cases
from rows import each
from synthetic import Evidence, catalog, first_passes

from generator.checks import all_checks
from generator.model.evidence import GLOBAL

CASES = read_cases()
CHECKS = sorted(
    id_ for id_, check in all_checks().items() if check.function.__module__.startswith("generator.")
)
CALLS = [(id_, call) for id_ in CHECKS for call in Evidence(id_).bases()]
SILENT = "sa-east-1"
OUTCOMES = ["denied", "failed", "not tried", "gone"]
# What is asked for each item is due only where the list names the item: see test_view for those that are gone.
LOST = [
    (c, call, o) for c, call in CALLS for o in OUTCOMES if o != "gone" or not catalog().calls[call].for_each
]


@each(CHECKS)
def test_the_evidence_of_a_pass_case_passes(check: str) -> None:
    """The engine gives the check what its case says, out of records as AWS gives them: the laws below begin here."""
    made = Evidence(check)

    assert [finding.status for finding in made.findings(made.records)] == ["passed"]


@each(LOST, lambda row: " / ".join(row[:2]), spread=True)
def test_a_call_that_was_not_read_is_no_data(check: str, call: str, outcome: Any) -> None:
    """Each call of each check: no verdict stands that rests on it, and the resource keeps its row."""
    made = Evidence(check)
    before = made.findings(made.records)
    after = made.findings(made.without(call, outcome))

    assert {finding.status for finding in after} == {"no data"}
    assert all(finding.reason for finding in after)
    named = {finding.resource for finding in before}
    assert {finding.resource for finding in after} <= named | {"*"}
    first = made.bases()[0]
    if call not in (first, catalog().calls[first].for_each):  # without those, how many there are is not known
        assert {finding.resource for finding in after} == named


@pytest.mark.parametrize(
    ("check", "call", "outcome"),
    [
        (c, call, o)
        for c, call in CALLS
        if (parent := catalog().calls[call].for_each)
        for o in OUTCOMES
        if o != "gone" or not catalog().calls[parent].for_each
    ],
)
def test_a_call_whose_list_was_not_read_is_no_data(check: str, call: str, outcome: Any) -> None:
    """Where the list that it is asked from is missing, so is everything that would have been asked."""
    made = Evidence(check)
    base = catalog().calls[call]
    parent = catalog().calls[base.for_each].same_reply_as or base.for_each
    records = [r for r in made.without(parent, outcome) if r.call != call]
    after = made.findings(records)

    assert after
    assert {finding.status for finding in after} == {"no data"}


@each(CHECKS)
def test_the_refused_records_are_the_evidence_of_no_data(check: str) -> None:
    """Who asks why is led to the call that was refused."""
    made = Evidence(check)
    call = made.bases()[-1]
    records = made.without(call, "denied")
    refused = {r.evidence for r in records if r.call == call}

    assert all(set(finding.evidence) & refused for finding in made.findings(records))


@each([c for c in CHECKS if any(r.region != GLOBAL for r in Evidence(c).records)])
def test_a_silent_region_does_not_pass_with_the_others(check: str) -> None:
    """A second region that was asked and did not answer: what judges regions or all of them is no data there."""
    made = Evidence(check)
    refused = [
        replace(r, region=SILENT, outcome="denied", pages=()) for r in made.records if r.region != GLOBAL
    ]
    after = made.findings([*made.records, *refused], SILENT)

    assert {f.status for f in after if SILENT in (f.region, f.resource)} <= {"no data"}
    assert "no data" in {finding.status for finding in after}
    if all_checks()[check].of == "account":
        assert {finding.status for finding in after} == {"no data"}


@each(CHECKS)
def test_a_check_leaves_its_evidence_as_it_was(check: str) -> None:
    """One reply is given to many checks: none of them may write into it."""
    for id_, outcome, _, case in CASES:
        if id_ != check or outcome == "no data":
            continue
        args = [argument(value) for value in case["args"]]
        before = copy.deepcopy(args)
        all_checks()[check].function(*args, **keywords(all_checks()[check], case.get("with", {})))
        assert args == before


@each(CHECKS)
def test_a_check_says_the_same_twice(check: str) -> None:
    """No clock, no chance, nothing remembered."""
    made = Evidence(check)

    assert made.findings(made.records) == made.findings(made.records)


def test_every_check_has_a_case_to_begin_with() -> None:
    """A pass case whose replies are all there."""
    assert sorted(set(CHECKS) - set(first_passes())) == []
