"""What the sums hide: nothing is called better while something fails anew, and each line of AWS's part is looked at."""

from dataclasses import replace
from typing import Any

from pairs import PRODUCTION, against, base, held, judged, replaced, rewritten

from generator.compare.direction import direction
from generator.model.comparison import Comparison, Stand
from generator.model.side import Side
from generator.model.status import Counts
from generator.render.comparison import files
from generator.render.terminal import compare_lines

CHECK = "ec2.volumes_encrypted"


def volumes(mended: int, broken: int) -> Side:
    """So many volumes are encrypted that were not, and so many are not that were."""
    found = [f for f in base().assessment.findings if f.check == CHECK and f.account == PRODUCTION]
    ids = {
        status: [f.resource.rpartition("/")[2] for f in found if f.status == status]
        for status in ("failed", "passed")
    }
    turned = {*ids["failed"][:mended], *ids["passed"][:broken]}
    assert len(turned) == mended + broken

    def page(one: Any) -> Any:
        return {
            **one,
            "Volumes": [
                {**v, "Encrypted": not v["Encrypted"]} if v["VolumeId"] in turned else v
                for v in one["Volumes"]
            ],
        }

    return judged(evidence=rewritten("ec2.describe-volumes", page))


def test_three_mended_and_one_that_fails_anew_are_mixed() -> None:
    """The sum is better; the requirement is not called so, nor where as many fail as before and others do."""
    for mended, broken, wanted in ((3, 1, "mixed"), (1, 1, "mixed"), (1, 2, "worse"), (3, 0, "better")):
        made = against(base(), volumes(mended, broken))
        assert {r.change for r in made.requirements} == {wanted}, (mended, broken)
        assert {r.kinds for r in made.requirements} == {("world",)}
        told = {cause.words.partition(":")[0] for r in made.requirements for cause in r.causes}
        ways = {"failed → passed"} | ({"passed → failed"} if broken else set())
        assert told == ways, (mended, broken)
        assert [t.mixed for t in made.totals] == [t.worse + t.mixed + t.better for t in made.totals] or (
            wanted != "mixed"
        )


def test_it_is_told_as_mixed_everywhere() -> None:
    """In the terminal, in both pages, each with what it means."""
    made = against(base(), volumes(3, 1))
    rows = [r for r in made.requirements if r.framework == "pci-dss"]
    lines = compare_lines(made)
    assert f"Mixed: better in something, worse in something else: {len(made.requirements)}" in lines
    assert any(
        line.startswith("PCI DSS") and f" 0 worse, {len(rows)} mixed, 0 better" in line for line in lines
    )
    pages = files(made)
    for page in (pages["changes.md"].decode(), pages["changes.html"].decode()):
        assert f"Mixed: better in something, worse in something else ({len(rows)})" in page
        assert "a finding fails that held before or was not there" in page


def one_line(status: str, row: str = "") -> Side:
    """AWS's SOC 2 report shows ``status``, and the row as a whole ``row``."""
    assessment = held().assessment
    families = tuple(
        replace(f, status=status, reason="7 days uncovered")
        if (f.framework, f.family) == ("hipaa", "soc-2")
        else f
        for f in assessment.families
    )
    (result,) = [r for r in assessment.of("hipaa") if r.requirement == "164.308(a)(6)(ii)"]
    lines = tuple(
        replace(line, status=status if line.families == ("soc-2",) else "report gap") for line in result.aws
    )
    made = replaced(
        replace(assessment, families=families),
        "hipaa",
        result.requirement,
        aws=lines,
        aws_status=row or "report gap",
    )
    return Side(assessment=made, scope=held().scope)


def test_a_line_of_aws_part_is_seen_behind_an_equal_status() -> None:
    """One of two lines is carried no longer; the row stays a report gap. The reports did it, and it is worse."""

    def only(made: Comparison) -> tuple[str, tuple[str, ...], str]:
        (row,) = made.requirements
        assert row.before == row.after
        return row.change, row.kinds, row.causes[0].words

    good, gap = one_line("inherited"), one_line("report gap")
    words = "AWS SOC 2 Type 2: inherited → report gap; 7 days uncovered"
    assert only(against(good, gap))[:2] == ("worse", ("reports",))
    assert only(against(good, gap))[2].startswith(words)
    assert only(against(gap, good))[:2] == ("better", ("reports",))
    assert against(gap, gap).same


def test_lines_and_findings_decide_where_the_sums_do_not() -> None:
    """All ways that they meet: worse stays worse, better with anything worse in it is mixed."""
    failing = Stand(aws="report gap", customer="deviations", counts=Counts(failed=3, population=3))
    fewer = replace(failing, counts=Counts(failed=2, population=3))
    carried = replace(failing, aws="inherited")
    cases: list[tuple[Stand, Stand, dict[str, Any], str | None]] = [
        (failing, failing, {}, None),
        (failing, failing, {"anew": True, "mended": True}, "mixed"),
        (failing, failing, {"anew": True}, "worse"),
        (failing, failing, {"lines": ("worse",)}, "worse"),
        (failing, failing, {"lines": ("worse", "better")}, "mixed"),
        (failing, failing, {"lines": ("better",)}, "better"),
        (failing, failing, {"lines": ("other",)}, "other"),
        (failing, fewer, {"mended": True}, "better"),
        (failing, fewer, {"mended": True, "anew": True}, "mixed"),
        (failing, fewer, {"mended": True, "lines": ("worse",)}, "mixed"),
        (failing, carried, {"anew": True}, "mixed"),
        (fewer, failing, {"mended": True, "anew": True}, "worse"),
        (carried, failing, {"mended": True, "lines": ("better",)}, "worse"),
    ]
    for before, after, beneath, wanted in cases:
        assert direction(before, after, **beneath) == wanted, beneath
