"""Verdicts over a region or an account: they rest on everything that they were given."""

from typing import Any

import pytest
from builders import ACCOUNT, REGION, denied, record
from judges import findings, judged, made_check, told

from generator.model.evidence import GLOBAL
from generator.model.verdict import passed


@pytest.mark.parametrize("of", ["region", "account"])
def test_a_whole_verdict_is_one_finding(of: Any) -> None:
    """Over a region or an account, named as such."""
    check = made_check(
        lambda *values: passed("all"), "x.get-setting" if of == "account" else "x.list-others", of=of
    )
    records = (record("x.get-setting", {"On": True}, region=GLOBAL), record("x.list-others", {"Others": []}))
    (finding,) = findings(check, *records)

    assert (finding.status, finding.kind) == ("passed", "AWS::Account" if of == "account" else "AWS::Region")
    assert (ACCOUNT in finding.resource, (REGION in finding.resource) == (of == "region")) == (True, True)


@pytest.mark.parametrize("missing", ["x.list-others", "x.get-setting"])
@pytest.mark.parametrize("how", ["denied", "failed", "not tried", "gone"])
def test_a_whole_verdict_rests_on_every_call(missing: str, how: str) -> None:
    """One that was not read makes it no data, with the record that says so."""
    check = made_check(lambda *values: passed("all"), "x.list-others", "x.get-setting", of="region")
    seen = {
        "x.list-others": record("x.list-others", {}),
        "x.get-setting": record("x.get-setting", {}, region=GLOBAL),
    }
    bad = record(missing, region=seen[missing].region, outcome=how)
    records = [r for name, r in seen.items() if name != missing] + ([bad] if how != "gone" else [])
    (one,) = judged(check, *records)

    assert (one.findings[0].status, one.complete) == ("no data", False)
    assert (bad.evidence in one.findings[0].evidence) == (how != "gone")


def test_an_account_verdict_over_regions_needs_each_region() -> None:
    """A silent region may hold what would fail."""
    check = made_check(lambda replies: passed(f"{len(list(replies))} regions"), "x.list-others", of="account")
    one, two = record("x.list-others", {}), record("x.list-others", {}, region="eu-west-1")

    assert [f.reason for f in findings(check, one, two, regions=(REGION, "eu-west-1"))] == ["2 regions"]
    assert told(check, one, regions=(REGION, "eu-west-1")) == [(f"account {ACCOUNT}", "no data")]


def test_a_whole_verdict_names_all_that_it_rests_on() -> None:
    """Each record once, and the oldest of their times."""
    check = made_check(
        lambda *values: passed("all"), "x.list-others", "x.get-setting", "x.list-others", of="region"
    )
    one = record("x.list-others", {"Others": []}, ended="2026-10-01T10:00:05Z")
    two = record("x.get-setting", {}, region=GLOBAL, ended="2026-10-01T10:00:03Z")
    (whole,) = judged(check, one, two)

    assert (whole.findings[0].evidence, whole.findings[0].observed_at) == (
        (one.evidence, two.evidence),
        "2026-10-01T10:00:03Z",
    )
    assert (whole.complete, whole.why_incomplete, whole.aws_owned) == (True, "", 0)


def test_a_whole_verdict_that_is_no_data_says_what_is_incomplete() -> None:
    """In the words of its finding."""
    check = made_check(lambda value: passed("all"), "x.list-others", of="region")
    (whole,) = judged(check, denied("x.list-others"))

    assert (whole.complete, whole.why_incomplete) == (False, whole.findings[0].reason)
    assert "not authorised" in whole.why_incomplete
