"""The customer's part of a requirement: worst first, and nothing makes it better than it is."""

from typing import Any

import pytest
from builders import ACCOUNT, OTHER, objective, scope
from grounds import CHECK, finding, in_use, judge
from hypothesis import given
from hypothesis import strategies as st

from generator.assess.requirements import WORST
from generator.model.catalog import CustomerLine, When
from generator.model.counting import count
from generator.model.scope import Reach
from generator.model.status import Status

LINE = CustomerLine(check=CHECK)
STATUSES: list[Status] = ["passed", "failed", "no data", "exception", "not applicable"]
FINDINGS = st.lists(st.sampled_from(STATUSES), max_size=6)


def _judged(statuses: list[Status], **named: Any) -> Any:
    return judge(LINE, findings=[finding(status, n) for n, status in enumerate(statuses, 1)], **named)


@pytest.mark.parametrize(
    ("statuses", "status", "reason"),
    [
        (["passed", "passed"], "supported", "2 of 2 hold"),
        (["passed", "failed"], "deviations", "1 of 2 deviate"),
        (["failed", "no data", "passed"], "deviations", "1 of 3 deviate, 1 could not be read"),
        (["passed", "no data"], "no data", "1 of 2 could not be read"),
        (["passed", "not applicable"], "supported", "1 of 1 hold"),
        (["passed", "exception"], "exceptions", "1 of 2 hold; 1 deviates under an approved exception"),
        (["exception", "exception"], "exceptions", "0 of 2 hold; 2 deviate under an approved exception"),
        (["exception", "failed"], "deviations", "1 of 2 deviate"),
        (["exception", "no data"], "no data", "1 of 2 could not be read"),
        (["not applicable"], "not occurring", "none of 1 found is one that the check speaks of"),
        ([], "not occurring", "every population was seen empty"),
    ],
)
def test_the_worst_finding_decides(statuses: list[Status], status: str, reason: str) -> None:
    """And the reason says how many of how many; 0 of 0 is never good."""
    result = _judged(statuses)

    assert (result.customer_status, result.customer_reason) == (status, f"{CHECK}: {reason}")


@given(FINDINGS, st.sampled_from(["failed", "no data"]), st.integers(0, 6))
def test_one_more_bad_finding_never_makes_it_better(statuses: list[Status], more: Status, at: int) -> None:
    """Nor the place at which it stands."""
    worse = [*statuses[:at], more, *statuses[at:]]

    assert WORST[_judged(worse).customer_status] >= WORST[_judged(statuses).customer_status]
    assert _judged(worse).customer_status in {"deviations", "no data"}


@given(FINDINGS, st.randoms(use_true_random=False))
def test_the_order_of_findings_says_nothing(statuses: list[Status], random: Any) -> None:
    """Two runs are equal."""
    mixed = random.sample(statuses, len(statuses))

    assert (_judged(mixed).customer_status, _judged(mixed).counts) == (
        _judged(statuses).customer_status,
        _judged(statuses).counts,
    )


@given(FINDINGS.filter(bool), st.data())
def test_no_finding_that_turns_to_no_data_makes_it_better(statuses: list[Status], data: Any) -> None:
    """A call that is denied on the next run must not help."""
    at = data.draw(st.integers(0, len(statuses) - 1))
    denied: list[Status] = [*statuses[:at], "no data", *statuses[at + 1 :]]
    before, after = _judged(statuses).customer_status, _judged(denied).customer_status

    if statuses[at] == "failed":  # a deviation that can no longer be seen is still no good news
        assert after in {"deviations", "no data"}
    else:
        assert WORST[after] >= WORST[before]


@given(FINDINGS)
def test_counts_add_up(statuses: list[Status]) -> None:
    """Every finding is counted once, as what it is."""
    counts = count([finding(status, n) for n, status in enumerate(statuses, 1)])

    assert counts.population == len(statuses)
    assert (
        counts.population
        == counts.passed + counts.failed + counts.no_data + counts.exceptions + counts.not_applicable
    )


@given(FINDINGS)
def test_supported_is_earned(statuses: list[Status]) -> None:
    """Only where something was found, and none of it failed, could not be read or stands under an exception."""
    supported = _judged(statuses).customer_status == "supported"

    assert supported == ("passed" in statuses and not {"failed", "no data", "exception"} & set(statuses))


@pytest.mark.parametrize(
    ("statuses", "received", "status"),
    [
        (["passed"], [], "evidence requested"),
        (["passed"], ["policy"], "evidence requested"),
        (["passed"], ["policy", "minutes"], "supported"),
        ([], ["policy", "minutes"], "not occurring"),
        ([], [], "evidence requested"),
        (["failed"], ["policy", "minutes"], "deviations"),
        (["failed"], [], "deviations"),
        (["no data"], [], "no data"),
    ],
)
def test_what_a_person_must_give_is_waited_for(
    statuses: list[Status], received: list[str], status: str
) -> None:
    """Every request, whatever the checks show."""
    one = objective("o", checks=(CHECK,), requests=("policy", "minutes"))
    found = [finding(s, n) for n, s in enumerate(statuses, 1)]

    assert (
        judge(
            CustomerLine(objective="o"), findings=found, objectives=[one], received=received
        ).customer_status
        == status
    )


@pytest.mark.parametrize(("received", "status"), [([], "evidence requested"), (["policy"], "supported")])
def test_a_request_alone_is_answered_or_not(received: list[str], status: str) -> None:
    """And has its title where no words are given."""
    result = judge(CustomerLine(request="policy"), received=received)

    assert (result.customer_status, result.customer[0].statement) == (status, "Title policy")


def test_the_worst_line_decides() -> None:
    """A requirement is as good as its worst duty."""
    lines = [LINE, CustomerLine(check="s3.versioning"), CustomerLine(request="policy")]
    found = [finding("passed", 1), finding("no data", 2, "s3.versioning")]
    result = judge(*lines, findings=found)

    assert [line.status for line in result.customer] == ["supported", "no data", "evidence requested"]
    assert (result.customer_status, result.counts.population) == ("no data", 2)
    assert result.customer_reason == "s3.versioning: 1 of 1 could not be read"
    assert judge(CustomerLine(request="policy")).customer_reason == "policy: waits for policy"


WHEN = When(models=("platform",))


@pytest.mark.parametrize(
    ("rows", "statuses", "status", "applies"),
    [
        ([in_use("rds", "platform")], ["passed"], "supported", True),
        ([in_use("rds", "platform")], ["failed"], "deviations", True),
        ([in_use("rds", "platform", "unknown")], ["passed"], "no data", True),
        ([in_use("rds", "platform", "unknown")], [], "no data", True),
        ([in_use("rds", "platform", "unknown")], ["failed"], "deviations", True),
        ([in_use("s3", "managed")], ["passed"], "not occurring", False),
        ([in_use("rds", "platform", account=OTHER)], ["passed"], "not occurring", False),
        ([in_use("s3", "managed", "unknown")], [], "not occurring", False),
        ([], [], "not occurring", False),
        ([in_use("rds", "platform", "unknown"), in_use("ecs", "platform")], ["passed"], "supported", True),
    ],
)
@pytest.mark.parametrize("place", ["line", "objective"])
def test_a_line_holds_where_its_services_run(
    rows: Any, statuses: list[Status], status: str, applies: bool, place: str
) -> None:
    """Where that could not be read, the line is not left out: it is no data."""
    line = CustomerLine(check=CHECK, when=WHEN) if place == "line" else CustomerLine(objective="o")
    found = [finding(s, n) for n, s in enumerate(statuses, 1)]
    result = judge(line, findings=found, rows=rows, objectives=[objective("o", checks=(CHECK,), when=WHEN)])

    assert (result.customer_status, result.customer[0].applies) == (status, applies)
    assert result.counts.population == (len(statuses) if applies else 0)
    (told,) = result.customer
    assert told.status == status
    assert (told.reason == "", told.why_not != "") == (not applies, not applies)


def test_both_conditions_must_hold() -> None:
    """The line's own and its objective's."""
    line = CustomerLine(objective="o", when=When(services=("s3",)))
    duty = objective("o", checks=(CHECK,), when=WHEN)
    result = judge(line, findings=[finding("passed")], rows=[in_use("s3", "managed")], objectives=[duty])

    assert (result.customer_status, result.customer[0].why_not) == (
        "not occurring",
        "no platform service is in use",
    )


def test_a_framework_sees_the_accounts_that_it_reaches() -> None:
    """What fails elsewhere is not its business; what it reaches is."""
    found = [finding("passed", 1), finding("failed", 2, account=OTHER)]
    both = scope(accounts=(ACCOUNT, OTHER))

    assert judge(LINE, findings=found, where=both).customer_status == "deviations"
    held = scope(accounts=(ACCOUNT, OTHER), reach={"made": Reach(accounts=(ACCOUNT,))})
    assert judge(LINE, findings=found, where=held).customer_status == "supported"


def test_what_aws_owns_is_told_beside_the_population() -> None:
    """It is not judged."""
    result = judge(LINE, findings=[finding("passed")], aws_owned=3)

    assert (result.customer[0].counts.population, result.customer[0].counts.aws_owned) == (1, 3)


def test_a_line_has_its_own_words_or_its_objectives() -> None:
    """Never none where there are some."""
    duty = objective("o", checks=(CHECK,))
    own = judge(CustomerLine(objective="o", statement="In our words."), objectives=[duty])

    assert own.customer[0].statement == "In our words."
    assert judge(CustomerLine(objective="o"), objectives=[duty]).customer[0].statement == "Duty o."
    assert judge(CustomerLine(request="policy", statement="Ours.")).customer[0].statement == "Ours."


def test_a_requirement_names_its_evidence() -> None:
    """Of the findings that it rests on, and since when."""
    result = judge(
        LINE, findings=[finding("passed", 2), finding("failed", 1), finding("failed", 3, "s3.versioning")]
    )

    assert (result.evidence, result.oldest_evidence) == (("e2", "e1"), "2026-10-02T00:00:00Z")
    assert (result.responsibility, result.checks, len(result.row_key)) == ("customer", (CHECK,), 12)
