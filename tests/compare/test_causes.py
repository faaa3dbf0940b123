"""One thing is changed, and exactly it is named; the laws of `pairs.lawful` hold over every pair."""

from dataclasses import replace
from datetime import date
from typing import Any

import pairs
from pairs import (
    PRODUCTION,
    SANDBOX,
    against,
    base,
    denied,
    held,
    judged,
    kinds,
    narrow,
    records,
    rewritten,
    scope,
    without_reports,
    words,
)

from generator.model.scope import Period, Reach
from generator.model.side import Side


def test_the_same_pack_changed_nothing() -> None:
    """Neither a row nor a finding, call, family or word of scope."""
    made = against(base(), base())

    assert made.same
    assert (made.notes, made.populations) == ((), ())
    assert {t.unchanged for t in made.totals} == {len(base().assessment.of(t.framework)) for t in made.totals}


def test_a_setting_that_changed_is_the_worlds_doing() -> None:
    """It is named with the resource; the other way round it is better, by the same cause."""
    passing = [
        f for f in base().assessment.findings
        if f.check == "s3.versioning" and f.status == "passed" and f.account == PRODUCTION
    ]  # fmt: skip
    bucket = passing[0].resource.rpartition(":")[2]
    evidence = rewritten(
        "s3.get-bucket-versioning", lambda _: {"Status": "Suspended"}, lambda r: r.params["Bucket"] == bucket
    )

    after = judged(evidence=evidence)
    made, back = against(base(), after), against(after, base())

    assert kinds(made) == kinds(back) == {"world"}
    assert {r.change for r in made.requirements} == {"worse"}
    assert {r.change for r in back.requirements} == {"better"}
    assert f"passed → failed: 1 finding on {passing[0].resource}" in words(made)
    assert {(f.key, f.by_age) for f in made.findings} == {(passing[0].key, False)}
    assert [made.calls, made.families, made.scope] == [(), (), ()]


def test_resources_that_came_or_went_are_the_worlds_doing() -> None:
    """A bucket less, with all calls about it, and a bucket more."""
    name = "acme-sandbox-scratch"

    def without(page: Any) -> Any:
        return {**page, "Buckets": [b for b in page["Buckets"] if b["Name"] != name]}

    evidence = [r for r in rewritten("s3.list-buckets", without) if r.params.get("Bucket") != name]
    assert len(evidence) < len(records())
    after = judged(evidence=evidence)
    made, back = against(base(), after), against(after, base())

    assert kinds(made) == kinds(back) == {"world"}
    assert all(f.words.startswith("gone: was") for f in made.findings if name in f.resource)
    assert all(f.words.startswith("came: ") for f in back.findings if name in f.resource)
    assert "gone: was failed: " in words(made)
    shrunk = [p for p in made.populations if p.check == "s3.tls_only"]
    assert [
        (p.before.population - p.after.population, p.complete) for p in shrunk if p.before and p.after
    ] == [(1, True)]


def test_what_only_aged_is_told_as_age() -> None:
    """The same bytes at another moment; where the bytes differ nobody says so."""
    after = judged(days=60)
    made = against(base(), after)

    assert {(f.kind, f.by_age) for f in made.findings} == {("world", True)}
    assert kinds(made) <= {"world", "reports"}
    assert "by age: passed → failed, on the same answers" in words(made)
    assert made.notes == ("60 days lie between the moments that ages are measured at.",)

    touched = [replace(r, sha256="0" * 64) if r.outcome == "seen" else r for r in records()]
    other = against(base(), judged(evidence=touched, days=60))
    assert {(f.kind, f.by_age) for f in other.findings} == {("world", False)}


def test_a_refused_call_is_the_permissions_doing() -> None:
    """It is never better, whatever was seen before; once it can be read, nothing is worse for being seen."""
    after = judged(evidence=[denied(r) if r.service == "s3" else r for r in records()])
    made, back = against(base(), after), against(after, base())

    assert kinds(made) == kinds(back) == {"permissions"}
    assert {r.change for r in made.requirements} == {"worse"}
    assert {r.customer for r in (x.before for x in made.requirements) if r} >= {"deviations"}
    lost = {(c.account, c.call) for c in made.calls if not c.readable}
    assert {(PRODUCTION, "s3.list-buckets"), (SANDBOX, "s3.list-buckets")} <= lost
    assert {(c.account, c.call) for c in back.calls if c.readable} == lost
    assert "cannot be listed now" in words(made)
    assert "can be read now, before not" in words(back)

    blind = judged(evidence=[denied(r) if r.service == "artifact" else r for r in records()])
    told = against(base(), blind)
    assert kinds(told) == {"permissions"}
    assert {r.after.aws for r in told.requirements if r.after} == {"no data"}


def test_another_scope_is_the_scopes_doing() -> None:
    """Accounts, regions, reach, frameworks, answers to options: each is named, and never the world."""
    fewer = replace(scope(), accounts=tuple(a for a in scope().accounts if a.id != SANDBOX))
    one_region = replace(scope(), regions=("eu-west-1",))
    reached = replace(scope(), reach={"hipaa": Reach(accounts=(PRODUCTION,))})
    cases = {
        "account 333344445555": judged(where=fewer, evidence=[r for r in records() if r.account != SANDBOX]),
        "region us-east-1": judged(
            where=one_region, evidence=[r for r in records() if r.region in ("global", "eu-west-1")]
        ),
        "hipaa reaches other accounts": judged(where=reached),
        "soc-2 is not asked for any more": judged(where=replace(scope(), frameworks=("pci-dss", "hipaa"))),
        "option service_provider: no": judged(
            where=replace(scope(), options={**scope().options, "service_provider": ("no",)})
        ),
    }
    for said, after in cases.items():
        for made in (against(base(), after), against(after, base())):
            assert kinds(made) == {"scope"}, said
            assert made.scope, said
        assert said in words(against(base(), after)), said
    went = against(base(), cases["soc-2 is not asked for any more"]).requirements
    assert {(r.framework, r.presence, r.change) for r in went} == {("soc-2", "went", "other")}


def test_a_report_that_went_is_its_own_cause() -> None:
    """So is the same report over another period, and a list of services that grew old."""
    after = judged(where=narrow(), evidence=without_reports("SOC 2"))
    made, back = against(held(), after), against(after, held())

    assert kinds(made) == kinds(back) == {"reports"}
    assert "AWS SOC 2 Type 2: inherited → no report" in words(made)
    assert "soc-2" in {f.family for f in made.families}
    assert made.findings == ()
    # A line that cites other reports too may stand at another of them.
    assert {r.change for r in made.requirements} == {"worse"}
    assert {r.change for r in back.requirements} == {"better"}

    later = replace(narrow(), period=Period(name="2027Q1", start=date(2027, 1, 1), end=date(2027, 3, 31)))
    moved = against(held(), judged(where=later))
    assert kinds(moved) == {"reports"}
    assert "the same documents, held against 2027Q1" in words(moved)

    old = against(base(), judged(days=200))
    lists = [r for r in old.requirements if "reports" in r.kinds]
    assert lists
    assert "the lists of services in scope say otherwise by now" in words(old)


def test_what_people_did_is_named() -> None:
    """An exception that runs out, a request that is answered, a review that says not applicable."""
    none = judged(done=pairs.Work())
    ended = against(base(), none)
    began = against(none, base())
    assert kinds(ended) == kinds(began) == {"people"}
    assert " ended: " in words(ended)
    assert " began: " in words(began)

    made = base().assessment
    asked = next(r for r in made.requirements if r.customer_status == "evidence requested")
    lines = tuple(
        replace(x, status="supported") if x.status == "evidence requested" else x for x in asked.customer
    )
    names = {q for line in asked.customer for q in line.requests}
    rows = tuple(
        replace(q, status="received", state="accepted") if q.request in names else q for q in made.requests
    )
    answered = pairs.replaced(
        replace(made, requests=rows),
        asked.framework,
        asked.requirement,
        customer_status="supported",
        customer=lines,
    )
    given = against(base(), Side(assessment=answered, scope=base().scope))
    assert [(r.requirement, r.change, r.kinds) for r in given.requirements] == [
        (asked.requirement, "better", ("people",))
    ]
    assert "requested → accepted" in words(given)

    bad = next(r for r in made.requirements if r.customer_status == "deviations")
    said = pairs.replaced(
        made, bad.framework, bad.requirement, customer_status="not applicable", customer_reason="none here"
    )
    review = against(base(), Side(assessment=said, scope=base().scope))
    assert [(r.change, r.kinds) for r in review.requirements] == [("other", ("people",))]
    assert "a reviewer decided that it does not apply (none here)" in words(review)
