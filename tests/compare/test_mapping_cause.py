"""What the mappings did is told from all else: an easier mapping is never a better world."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pairs
from pairs import (
    base,
    catalog,
    crossed,
    denied,
    held,
    judged,
    kinds,
    moment,
    narrow,
    records,
    without_reports,
    words,
)

from generator.model.catalog import Catalog, CheckUse, Requirement
from generator.model.side import Side


def _objectives(change: Callable[[Any], Any]) -> Catalog:
    return replace(
        catalog(), digest="1" * 64, objectives={id_: change(o) for id_, o in catalog().objectives.items()}
    )


def _framework(name: str, change: Callable[[Requirement], Requirement | None]) -> Catalog:
    one = catalog().frameworks[name]
    kept = tuple(made for r in one.requirements if (made := change(r)))
    frameworks: Mapping[str, Any] = {**catalog().frameworks, name: replace(one, requirements=kept)}
    return replace(catalog(), digest="1" * 64, frameworks=frameworks)


def _without(check: str) -> Catalog:
    """Mappings that ask for a check no more."""
    return _objectives(lambda o: replace(o, checks=tuple(c for c in o.checks if c != check)))


def test_an_easier_mapping_is_seen_as_such() -> None:
    """A failing check is dropped: what is better for it is better by the mappings alone, in row and totals."""
    check = _only_deviation()
    easier = _without(check)
    made = crossed(base(), judged(easier), easier)
    better = [r for r in made.requirements if r.change == "better"]

    assert better
    assert kinds(made) == {"mapping"}
    assert {r.by_mapping for r in made.requirements} == {"alone"}
    assert f"checks: {check} went" in words(made)
    assert sum(t.alone["better"] for t in made.totals) == len(better)
    assert made.findings == ()
    assert "The mappings are others" in "".join(made.notes)


def _only_deviation() -> str:
    """A check whose findings are all that fails in some requirement."""
    for row in base().assessment.requirements:
        failing = {
            f.check for f in base().assessment.findings
            if f.status == "failed" and f"{row.framework}:{row.requirement}" in f.requirements
        }  # fmt: skip
        if row.customer_status == "deviations" and len(failing) == 1:
            return failing.pop()
    raise AssertionError("no requirement deviates by one check alone")


def test_both_are_named_where_both_did_something() -> None:
    """In part by the mappings; where one undoes the other the row stays, since the score hides it."""
    check = _only_deviation()
    easier = _without(check)
    closed = [denied(r) if r.service == "kms" else r for r in records()]
    made = crossed(base(), judged(easier, evidence=closed), easier)

    assert kinds(made) == {"mapping", "permissions"}
    assert {r.by_mapping for r in made.requirements} >= {"alone", ""}
    assert all(
        (r.by_mapping == "") == ("mapping" not in r.kinds)
        and (r.by_mapping == "alone") == (r.kinds == ("mapping",))
        for r in made.requirements
    )


def test_what_the_mappings_did_is_shown_though_something_undid_it() -> None:
    """The requirement stands as before; without this row nobody would see that the mappings are easier."""
    made = base().assessment
    row = next(r for r in made.requirements if r.customer_status == "deviations" and r.checks)
    easier = pairs.replaced(made, row.framework, row.requirement, customer_status="supported")
    told = pairs.compare(base(), Side(assessment=easier, scope=base().scope), base())

    assert [(r.requirement, r.change, r.before == r.after) for r in told.requirements] == [
        (row.requirement, "other", True)
    ]
    assert "mapping" in told.requirements[0].kinds
    assert told.requirements[0].by_mapping == "in part"


def test_evidence_that_nobody_asked_for_is_never_the_worlds_doing() -> None:
    """A new check's calls are not in the old pack: no data by the mappings, and so is what they show now."""
    single, call = _single()
    poorer = _without(single)
    evidence = [r for r in records() if r.call != call]
    old = judged(poorer, evidence=evidence)
    made = crossed(old, base(), catalog(), evidence)
    assert kinds(made) == {"mapping"}
    assert "the mappings ask for evidence that the old pack did not collect" in words(made)
    assert {f.kind for f in made.findings} == {"mapping"}

    # Refused as well: then the mappings are not alone.
    closed = judged(evidence=[denied(r) if r.call == call else r for r in records()])
    both = crossed(old, closed, catalog(), evidence)
    assert kinds(both) == {"mapping", "permissions"}
    assert "alone" not in {r.by_mapping for r in both.requirements}


def _single() -> tuple[str, str]:
    """A check, and a call that it alone needs."""
    plan = pairs.planned(catalog(), pairs.scope())
    collected = {r.call for r in records() if r.readable}
    for call in plan.calls:
        check = plan.needed_by[call.id][0]
        alone = len(plan.needed_by[call.id]) == 1 and call.id in collected
        if alone and any(check in o.checks for o in catalog().objectives.values()):
            return check, call.id
    raise AssertionError("no call is needed by one check alone")


def test_requirements_that_the_mappings_dropped_added_or_renamed() -> None:
    """Gone and come by the mappings; a renamed one is the same one; a dated one holds from its day."""
    victim = next(r for r in base().assessment.requirements if r.customer_status == "deviations")
    name = victim.framework

    dropped = _framework(name, lambda r: None if r.id == victim.requirement else r)
    made = crossed(base(), judged(dropped), dropped)
    assert [(r.requirement, r.presence, r.change, r.by_mapping) for r in made.requirements] == [
        (victim.requirement, "went", "other", "alone")
    ]
    back = pairs.lawful(pairs.compare(judged(dropped), base(), base()), judged(dropped), base())
    assert [(r.presence, r.kinds) for r in back.requirements] == [("came", ("mapping",))]

    renamed = _framework(
        name,
        lambda r: replace(r, id="new-id", formerly=(r.id,)) if r.id == victim.requirement else r,
    )
    assert crossed(base(), judged(renamed), renamed).requirements == ()

    told = crossed(base(), judged(renamed, evidence=[denied(r) for r in records()]), renamed)
    assert [r.was for r in told.requirements if r.requirement == "new-id"] == [victim.requirement]

    tomorrow = moment().date() + timedelta(days=1)
    dated = _framework(name, lambda r: replace(r, from_=tomorrow) if r.id == victim.requirement else r)
    came = _dated(dated, tomorrow)
    assert [(r.requirement, r.presence, r.kinds) for r in came.requirements] == [
        (victim.requirement, "came", ("mapping",))
    ]
    assert f"holds from {tomorrow}" in words(came)


def _dated(mappings: Catalog, day: date) -> Any:
    old, new = judged(mappings), judged(mappings, mappings_of=day)
    between = judged(mappings, mappings_of=day)
    return pairs.lawful(pairs.compare(old, between, new), old, new)


def test_an_aws_line_or_a_threshold_that_changed_is_the_mappings_doing() -> None:
    """What carries AWS's part, and how much a check asks, stand in the mappings."""
    carried = next(r for r in held().assessment.requirements if r.aws_status == "inherited")
    other = _framework(
        carried.framework,
        lambda r: (
            replace(r, aws=tuple(replace(x, reports=("c5",), agreements=()) for x in r.aws))
            if r.id == carried.requirement
            else r
        ),
    )
    made = crossed(held(), judged(other, narrow()), other)
    assert [(r.requirement, r.change, r.kinds) for r in made.requirements] == [
        (carried.requirement, "worse", ("mapping",))
    ]
    assert "AWS's reports: c5 came" in words(made)

    length = "iam.password_length"
    asked = _objectives(
        lambda o: replace(
            o,
            checks=tuple(
                CheckUse(check=length, params={"minimum": "99"}) if c == length else c for c in o.checks
            ),
        )
    )
    made = crossed(base(), judged(asked), asked)
    assert kinds(made) == {"mapping"}
    assert f"checks: {length}(minimum=99) came, {length} went" in words(made)


def test_the_same_mappings_over_changed_evidence_blame_nobody_else() -> None:
    """Judged twice by equal mappings, the old evidence gives the same: no row is the mappings' doing."""
    evidence = without_reports("")
    made = crossed(held(), judged(where=narrow(), evidence=evidence), catalog())

    assert kinds(made) == {"reports"}
    assert {r.by_mapping for r in made.requirements} == {""}
