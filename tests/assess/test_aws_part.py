"""AWS's part of a requirement: carried by a current report whose scope holds what is in use, or not."""

from typing import Any

import pytest
from builders import ACCOUNT, OTHER, denied, scope
from grounds import agreements, in_use, judge, reports, service
from hypothesis import given
from hypothesis import strategies as st

from generator.assess.artifact import RANK
from generator.model.assessment import RequirementResult
from generator.model.catalog import AwsLine, CustomerLine, When
from generator.model.evidence import GLOBAL

SOC = AwsLine(statement="AWS guards its sites.", kind="inherited", reports=("soc",))
NO = denied("artifact.list-reports", region=GLOBAL)
NO_AGREEMENT = denied("artifact.list-customer-agreements", region=GLOBAL)
RDS, EC2 = service("rds", "platform"), service("ec2", "infrastructure")


def _status(*lines: AwsLine, **named: Any) -> tuple[str, bool]:
    result = judge(*lines, **named)
    return result.aws_status, bool(result.aws and result.aws[0].citation)


def test_a_current_report_is_inherited_and_cited() -> None:
    """By name, version and days."""
    result = judge(SOC, evidence=[reports("soc")])

    assert (result.aws_status, result.responsibility, result.reports) == ("inherited", "aws", ("soc",))
    assert result.aws[0].citation == "soc, version 1, 2026-01-01 to 2026-12-31"


@pytest.mark.parametrize(
    ("evidence", "status"), [([reports("pci")], "no report"), ([NO], "no data"), ([], "no data")]
)
def test_what_is_not_shown_is_not_inherited(evidence: Any, status: str) -> None:
    """And nothing is cited for it."""
    assert _status(SOC, evidence=evidence) == (status, False)


@pytest.mark.parametrize(
    ("listed", "state", "status", "out"),
    [
        ("yes", "yes", "inherited", ()),
        ("no", "yes", "service out of scope", ("rds",)),
        ("unknown", "yes", "no data", ()),
        (None, "yes", "no data", ()),
        ("no", "unknown", "no data", ()),
        ("yes", "unknown", "inherited", ()),
    ],
)
def test_the_reports_scope_holds_the_services_in_use(
    listed: Any, state: Any, status: str, out: tuple[str, ...]
) -> None:
    """One that is not on the program's list is named; one that no list tells of, or may be in use, is not let by."""
    one = service("rds", "platform", listed)
    result = judge(SOC, evidence=[reports("soc")], services=[one], rows=[in_use("rds", "platform", state)])

    assert (result.aws_status, result.aws[0].out_of_scope) == (status, out)
    assert bool(result.aws[0].citation) == (status == "inherited")


@pytest.mark.parametrize(("evidence", "status"), [([reports()], "no report"), ([NO], "no data")])
def test_a_service_out_of_scope_does_not_hide_a_missing_report(evidence: Any, status: str) -> None:
    """The worse of the two is told."""
    services, rows = [service("rds", "platform", "no")], [in_use("rds", "platform")]

    assert _status(SOC, evidence=evidence, services=services, rows=rows) == (status, False)


def test_a_family_without_a_list_is_not_held_against_one() -> None:
    """PCI in this catalog names no program."""
    line = AwsLine(statement="x", reports=("pci",))
    rows = [in_use("rds", "platform")]

    assert _status(
        line, evidence=[reports("pci")], services=[service("rds", "platform", "no")], rows=rows
    ) == ("inherited", True)


def test_reports_are_alternatives() -> None:
    """One current report is enough."""
    line = AwsLine(statement="x", reports=("soc", "pci"))

    assert _status(line, evidence=[reports("pci")]) == ("inherited", True)


def test_every_agreement_is_needed_beside_a_report() -> None:
    """The worst of them decides, and a report alone is not cited for both."""
    line = AwsLine(statement="x", reports=("soc",), agreements=("baa",))

    assert _status(line, evidence=[reports("soc"), agreements("baa")]) == ("inherited", True)
    assert _status(line, evidence=[reports("soc"), agreements()]) == ("no report", False)
    assert _status(line, evidence=[reports("soc"), NO_AGREEMENT]) == ("no data", False)
    assert _status(line, evidence=[reports(), agreements("baa")]) == ("no report", False)


def test_an_agreement_is_needed_in_each_account_that_the_framework_reaches() -> None:
    """Not in the others."""
    line = AwsLine(statement="x", agreements=("baa",))
    both = scope(accounts=(ACCOUNT, OTHER))

    assert _status(line, evidence=[agreements("baa")], where=both) == ("no data", False)
    assert _status(line, evidence=[agreements("baa")]) == ("inherited", True)


WHEN = AwsLine(statement="AWS patches the engine.", reports=("soc",), when=When(models=("platform",)))


@pytest.mark.parametrize(
    ("rows", "status", "lines"),
    [
        ([in_use("rds", "platform")], "inherited", 1),
        ([in_use("ec2", "infrastructure")], "", 0),
        ([], "", 0),
        ([in_use("rds", "platform", "unknown")], "no data", 1),
        ([in_use("rds", "platform", "unknown", OTHER)], "", 0),
    ],
)
def test_a_line_holds_where_its_services_run(rows: Any, status: str, lines: int) -> None:
    """Where that could not be read, it is no data, not left out."""
    result = judge(WHEN, evidence=[reports("soc")], services=[RDS, EC2], rows=rows)

    assert (result.aws_status, len(result.aws)) == (status, lines)


def test_a_line_looks_at_its_own_services() -> None:
    """EC2's listing says nothing of RDS."""
    services = [RDS, service("ec2", "infrastructure", "no")]
    rows = [in_use("rds", "platform"), in_use("ec2", "infrastructure")]

    assert _status(WHEN, evidence=[reports("soc")], services=services, rows=rows) == ("inherited", True)
    assert _status(SOC, evidence=[reports("soc")], services=services, rows=rows) == (
        "service out of scope",
        False,
    )


def test_the_worst_line_decides() -> None:
    """A requirement is carried only where each line is."""
    result = judge(SOC, AwsLine(statement="y", reports=("pci",)), evidence=[reports("soc")])

    assert ([line.status for line in result.aws], result.aws_status) == (
        ["inherited", "no report"],
        "no report",
    )


@pytest.mark.parametrize(
    ("lines", "responsibility"),
    [
        ((SOC,), "aws"),
        ((SOC, CustomerLine(request="policy")), "shared"),
        ((CustomerLine(request="policy"),), "customer"),
    ],
)
def test_who_carries_it_is_what_the_requirement_says(lines: Any, responsibility: str) -> None:
    """Not what the evidence happens to show."""
    result = judge(*lines)

    assert result.responsibility == responsibility
    assert (result.aws_status == "", result.customer_status == "") == (
        responsibility == "customer",
        responsibility == "aws",
    )


def test_one_part_never_speaks_for_the_other() -> None:
    """An inherited part does not answer a request, and the other way round."""
    result: RequirementResult = judge(SOC, CustomerLine(request="policy"), evidence=[reports("soc")])
    other = judge(SOC, CustomerLine(request="policy"), evidence=[NO], received=["policy"])

    assert (result.aws_status, result.customer_status) == ("inherited", "evidence requested")
    assert (other.aws_status, other.customer_status) == ("no data", "supported")


ROWS = st.lists(
    st.tuples(st.sampled_from(["rds", "ec2"]), st.sampled_from(["yes", "unknown"])).map(
        lambda one: in_use(one[0], "platform" if one[0] == "rds" else "infrastructure", one[1])
    ),
    max_size=3,
)
LISTED = st.sampled_from(["yes", "no", "unknown", None])


@given(ROWS, LISTED, LISTED, st.sampled_from([(), ("soc",)]))
def test_a_denied_call_never_makes_it_better(rows: Any, rds: Any, ec2: Any, names: tuple[str, ...]) -> None:
    """Neither Artifact's nor the one that lists a service: what was in use becomes unknown, not unused."""
    services = [service("rds", "platform", rds), service("ec2", "infrastructure", ec2)]
    shown = judge(SOC, WHEN, evidence=[reports(*names)], services=services, rows=rows)
    no_reports = judge(SOC, WHEN, evidence=[NO], services=services, rows=rows)
    unknown = [in_use(row.service, row.model, "unknown") for row in rows]
    no_lists = judge(SOC, WHEN, evidence=[reports(*names)], services=services, rows=unknown)

    assert RANK[no_reports.aws_status] >= RANK[shown.aws_status]
    assert RANK[no_lists.aws_status] >= RANK[shown.aws_status]
    assert shown.aws_status != "inherited" or names == ("soc",)
