"""Services and regions in use against what a program reaches, the notices that follow, and what is expected of us."""

from dataclasses import replace
from datetime import date
from typing import Any

from builders import ACCOUNT, OTHER, REGION, scope
from grounds import CHECK, DAY, agreements, finding, in_use, judge, reports, service
from grounds import ground as make_ground

from generator.assess.cuecs import cuec_rows
from generator.assess.notices import notices
from generator.assess.requirements import family_results, judge_framework
from generator.assess.scoped import some
from generator.model.assessment import CuecRow, Notice
from generator.model.catalog import AwsLine, Cuec, CustomerLine, Objective, RegionLimit, When
from generator.model.scope import Reach

SOC = AwsLine(statement="AWS guards its sites.", kind="inherited", reports=("soc",))
RDS, OLD = service("rds", "platform"), service("rds", "platform", as_of=date(2022, 7, 15))


def test_an_old_list_that_holds_a_service_is_named_beside_what_is_inherited() -> None:
    """It counts, and says so; one that lacks it says nothing."""
    rows = [in_use("rds", "platform")]
    held = judge(SOC, evidence=[reports("soc")], services=[OLD], rows=rows).aws[0]
    lacking = service("rds", "platform", "no", as_of=date(2022, 7, 15))
    unknown = judge(SOC, evidence=[reports("soc")], services=[lacking], rows=rows).aws[0]

    assert held.status == "inherited"
    assert held.reason.endswith("by a list of services in scope of 2022-07-15, older than 120 days")
    assert (unknown.status, unknown.citation) == ("no data", "")
    assert (
        "not known to be in its scope: RDS (unknown: the list of 2022-07-15 is old and lacks it)"
        in unknown.reason
    )
    fresh = judge(SOC, evidence=[reports("soc")], services=[RDS], rows=rows).aws[0]
    assert "list of services" not in fresh.reason


def test_what_is_outside_is_named_beside_what_is_unknown() -> None:
    """The worse status, both reasons."""
    services = [service("rds", "platform", "no"), service("ec2", "infrastructure", None)]
    rows = [in_use("rds", "platform"), in_use("ec2", "infrastructure")]
    line = judge(SOC, evidence=[reports("soc")], services=services, rows=rows).aws[0]

    assert (line.status, line.out_of_scope) == ("no data", ("rds",))
    assert "EC2 (unknown: no list at hand)" in line.reason
    assert "in use outside its scope: RDS (not listed as of 2026-01-01)" in line.reason


def test_a_region_that_a_program_does_not_reach_is_outside() -> None:
    """What is global is everywhere; a family that names no regions is not held against any."""
    limit = RegionLimit(only=("eu-central-1",), as_of=date(2026, 1, 1), source="s")
    rows = [in_use("rds", "platform"), replace(in_use("rds", "platform"), region="global")]
    limited = judge(SOC, evidence=[reports("soc")], services=[RDS], rows=rows, regions={"soc": limit})
    reached = replace(limit, only=(REGION,))
    within = judge(SOC, evidence=[reports("soc")], services=[RDS], rows=rows, regions={"soc": reached})

    assert limited.aws_status == "service out of scope"
    assert f"region {REGION} (not reached as of 2026-01-01)" in limited.aws_reason
    assert within.aws_status == "inherited"


def test_what_could_not_be_read_is_no_data_for_a_family_without_a_list_too() -> None:
    """Whether a service of the line's kind runs; and where, for a program that is held to regions."""
    line = AwsLine(statement="x", reports=("pci",), when=When(models=("platform",)))
    unknown = judge(line, evidence=[reports("pci")], rows=[in_use("rds", "platform", "unknown")])
    assert (unknown.aws_status, unknown.aws[0].citation) == ("no data", "")
    alone = AwsLine(statement="x", reports=("pci",))
    limit = RegionLimit(only=(REGION,), as_of=date(2026, 1, 1), source="s")
    nowhere = [replace(in_use("rds", "platform", "unknown"), region="*")]
    found = [
        judge(alone, evidence=[reports("pci")], rows=rows, regions={"pci": limit}).aws_status
        for rows in (nowhere, [in_use("rds", "platform")])
    ]

    assert found == ["no data", "inherited"]


def _notices(services: Any, rows: Any, **named: Any) -> tuple[Notice, ...]:
    made = make_ground(SOC, services=services, rows=rows, program="soc", **named)
    return notices(made.catalog.frameworks["made"], made)


def test_services_outside_come_first_then_those_unknown_then_an_old_list() -> None:
    """In the accounts that the framework reaches, and only there."""
    services = [
        service("rds", "platform", "no"),
        service("ec2", "infrastructure", None),
        service("s3", "managed", as_of=date(2022, 7, 15)),
    ]
    rows = [in_use(s.id, s.model) for s in services]
    told = _notices(services, rows)

    assert [n.what for n in told] == ["services outside", "services unknown", "list old"]
    assert "RDS (not listed as of 2026-01-01)" in told[0].text
    assert "EC2 (unknown: no list at hand)" in told[1].text
    assert "2022-07-15" in told[2].text
    assert _notices([RDS], [in_use("rds", "platform")]) == ()
    elsewhere = [in_use("rds", "platform", account=OTHER)]
    here = scope(accounts=(ACCOUNT, OTHER), reach={"made": Reach(accounts=(ACCOUNT,))})
    assert _notices(services[:1], elsewhere, where=here) == ()


def test_a_framework_without_a_program_has_no_notices() -> None:
    """The GDPR names none."""
    made = make_ground(SOC, services=[service("rds", "platform", "no")], rows=[in_use("rds", "platform")])

    assert notices(made.catalog.frameworks["made"], made) == ()


def test_a_familys_result_names_services_and_lists() -> None:
    """Over all services of the framework's accounts, whatever lines are held to."""
    services = [service("rds", "platform", "no"), service("s3", "managed")]
    rows = [in_use(s.id, s.model) for s in services]
    made = make_ground(SOC, services=services, rows=rows, evidence=[reports("soc")])
    one = made.catalog.frameworks["made"]
    (result,) = family_results(one, judge_framework(one, made), made)

    assert (result.framework, result.family, result.status) == ("made", "soc", "inherited")
    assert result.not_listed == ("RDS (not listed as of 2026-01-01)",)
    assert (result.unlisted, result.lists) == ((), ("2026-01-01",))


def test_many_names_are_cut_with_their_number() -> None:
    """None vanishes unseen."""
    assert some("abc", 3) == "a, b, c"
    assert some("abcd", 3) == "a, b, c and 1 more"


# -- what reports expect of us -----------------------------------------------------------------------------

KEYS = Objective(id="keys", statement="Keys are ours.", checks=(CHECK,))
POLICY = Objective(id="policy", statement="There is one.", requests=("policy",))


def _cuec(*objectives: str, **fields: Any) -> Cuec:
    return Cuec(
        id="keys", reports=("soc",), topic="Keys", statement="Keep your keys.", section="CUECs",
        objectives=objectives, **fields,
    )  # fmt: skip


def _row(cuec: Cuec, *lines: Any, **named: Any) -> list[CuecRow]:
    made = make_ground(SOC, *lines, objectives=[KEYS, POLICY], cuecs=[cuec], **named)
    one = made.catalog.frameworks["made"]
    return list(cuec_rows(one, judge_framework(one, made), made))


def test_what_is_expected_of_us_stands_as_its_worst_objective() -> None:
    """With resources, evidence, requests and the requirements that ask for it."""
    lines = [CustomerLine(objective="keys"), CustomerLine(objective="policy")]
    (row,) = _row(_cuec("keys", "policy"), *lines, findings=[finding("passed"), finding("failed", 2)])

    assert (row.status, row.counts.passed, row.counts.failed) == ("deviations", 1, 1)
    assert row.reason == "keys: 1 of 2 deviate"
    assert (row.evidence, row.requests, row.requirements) == (("e1", "e2"), ("policy",), ("R1",))
    (open_,) = _row(_cuec("keys", "policy"), *lines, findings=[finding("passed")])
    assert open_.status == "evidence requested"
    (whole,) = _row(_cuec("keys", "policy"), *lines, findings=[finding("passed")], received=["policy"])
    assert whole.status == "supported"


def test_an_objective_that_nobody_asks_for_is_never_met() -> None:
    """Not judged, or not in full; what is bad stays bad."""
    lines = [CustomerLine(objective="keys")]
    (none,) = _row(_cuec("policy"), *lines, findings=[finding("passed")])
    (part,) = _row(_cuec("keys", "policy"), *lines, findings=[finding("passed")])
    (bad,) = _row(_cuec("keys", "policy"), *lines, findings=[finding("failed")])

    assert (none.status, none.reason) == ("", "not judged: no requirement here asks for policy")
    assert (part.status, part.reason) == ("", "not judged in full: no requirement here asks for policy")
    assert bad.status == "deviations"


def test_one_held_to_a_service_waits_for_it() -> None:
    """Not occurring where it does not run; no data where that could not be read."""
    lines, cuec = [CustomerLine(objective="keys")], _cuec("keys", services=("rds",))
    told = [
        _row(cuec, *lines, findings=[finding("passed")], services=[RDS], rows=rows)[0].status
        for rows in ([], [in_use("rds", "platform")], [in_use("rds", "platform", "unknown")])
    ]

    assert told == ["not occurring", "supported", "no data"]


def test_only_reports_that_the_framework_cites_expect_something() -> None:
    """PCI's summary is nothing to one that does not rest on it."""
    assert _row(replace(_cuec("keys"), reports=("pci",)), CustomerLine(objective="keys")) == []


def test_an_agreement_is_held_against_its_list_too() -> None:
    """A service that is not eligible is outside the addendum's use."""
    line = AwsLine(statement="x", agreements=("baa",))
    services, rows = [service("rds", "platform", "no")], [in_use("rds", "platform")]
    result = judge(line, evidence=[agreements("baa")], services=services, rows=rows, programs={"baa": "soc"})

    assert (result.aws_status, DAY > date(2026, 1, 1)) == ("service out of scope", True)
