"""A scope by tags, VPC and region over the recorded demo: what it cuts, how that is shown, how it compares."""

import csv
import io
from dataclasses import replace
from typing import Any

from pairs import PRODUCTION, against, judged, kinds, records, rewritten, scope, words

from generator.assess.requirements import WORST
from generator.model.assessment import Assessment
from generator.model.scope import Reach, Scope
from generator.model.side import Side
from generator.render.book import sheets
from generator.render.csvfile import tables
from generator.render.facts import facts
from generator.render.rows import coverage
from generator.render.view import View

TAGS_CALL = "resourcegroupstaggingapi.get-resources"
ASSETS, RECORDS = "arn:aws:s3:::acme-app-assets", "arn:aws:s3:::acme-patient-records"
VPC = "vpc-2fec77e3b87f4862a"
BASTION = "arn:aws:ec2:*:*:instance/i-2cd12300778ea0d71"


def where(reach: Reach | None = None) -> Scope:
    return replace(scope(), frameworks=("hipaa",), reach={"hipaa": reach} if reach else {})


def decided(page: Any) -> Any:
    """Somebody tagged the bucket of assets as public."""
    items = page["ResourceTagMappingList"]
    public = [{"Key": "data", "Value": "public"}]
    return {"ResourceTagMappingList": [
        {**i, "Tags": public} if i["ResourceARN"] == ASSETS else i for i in items
    ]}  # fmt: skip


def greener(before: Assessment, after: Assessment) -> list[str]:
    """Requirements that stand better, and whose findings in scope do not say why."""
    was = {r.requirement: r for r in before.requirements}
    return [r.requirement for r in after.requirements if WORST[r.customer_status] < WORST[was[r.requirement].customer_status]
            and r.counts.failed == was[r.requirement].counts.failed]  # fmt: skip


def test_a_scope_by_tags_over_the_demo() -> None:
    """The bucket that was decided on is out; it is counted, listed, shown, and named when packs are compared."""
    evidence = rewritten(TAGS_CALL, decided)
    plain = judged(where=where(), evidence=evidence)
    cut = judged(where=where(Reach(tags={"data": ("phi",)})), evidence=evidence)
    made, view = cut.assessment, View(cut.assessment, cut.assessment.frameworks[0])
    gone = {f.key for f in plain.assessment.findings} - {f.key for f in made.findings}

    assert gone == {f.key for f in plain.assessment.findings if f.resource == ASSETS}
    standing = {row.resource: row.standing for row in made.scope}
    assert (standing[ASSETS], standing[RECORDS], "out" in {*standing.values()} - {standing[ASSETS]}) == (
        "out", "in", False,
    )  # fmt: skip
    assert sum(p.counts.out_of_scope for p in made.populations) == len(gone)
    assert not greener(plain.assessment, made)

    written = {
        name: list(csv.DictReader(io.StringIO(data.decode()))) for name, data in dict(tables(made)).items()
    }
    assert [r["why"] for r in written["scope"] if r["standing"] == "out"] == ["data = public"]
    (row,) = [p for p in written["populations"] if p["check"] == "s3.tls_only" and p["account"] == PRODUCTION]
    before = next(
        p for p in plain.assessment.populations if p.check == "s3.tls_only" and p.account == PRODUCTION
    )
    assert (int(row["population"]), row["out_of_scope"], row["out_of_scope_by"]) == (
        before.counts.population - 1, "1", "hipaa: 1 by tags",
    )  # fmt: skip
    said = dict(facts(view))["Scope"]
    assert said.startswith(f"tags data = phi ({len(made.scope)} resources: 1 in scope, 1 out by tags, ")
    shown = coverage.coverage(view)
    assert ("scope", said.partition("(")[2].rstrip(")")) in {
        (c.kind, c.what.removesuffix(" (tables/scope.csv)")) for c in shown
    }
    assert {"in scope until decided"} == {c.kind for c in shown if c.what.startswith("arn:")}
    populations = next(sheet for sheet in sheets.tables(view) if sheet.title == "Populations")
    column = next(f for f in populations.columns if f.head == "Out of scope")
    assert sum(1 for p in populations.rows if column.value(p) == ("1 by tags",)) == len(gone)

    told = against(plain, cut)
    assert kinds(told) == {"scope"}
    assert "out of the scope of hipaa by tags now" in words(told)
    assert told.scope == ("hipaa reaches tags data = phi, before every resource",)
    assert kinds(against(cut, plain)) == {"scope"}


def test_tags_that_were_refused_put_nothing_out_of_the_demo() -> None:
    """Every finding stays, and Coverage says why."""
    evidence = [
        replace(r, outcome="denied", error_code="AccessDenied", message="no", pages=())
        if r.call == TAGS_CALL
        else r
        for r in records()
    ]
    plain = judged(where=where(), evidence=evidence)
    cut = judged(where=where(Reach(tags={"data": ("phi",)})), evidence=evidence)

    assert cut.assessment.findings == plain.assessment.findings
    assert [r.customer_status for r in cut.assessment.requirements] == [
        r.customer_status for r in plain.assessment.requirements
    ]
    assert "scope not known" in {s.kind for s in cut.assessment.blind_spots}


def test_a_scope_by_vpc_and_region_over_the_demo() -> None:
    """What is proved to be in another VPC or region is out; a connected system and what has no VPC are in."""
    cut: Side = judged(where=where(Reach(vpcs=(VPC,), regions=("us-east-1",), connected=(BASTION,))))
    plain = judged(where=where())
    rows = {row.resource: row for row in cut.assessment.scope}
    kept = {f.resource for f in cut.assessment.findings}

    assert {"regions", "VPCs"} == {row.rule for row in rows.values() if row.standing == "out"}
    assert {rows[RECORDS].standing, rows[ASSETS].standing} == {"in"}
    assert [r.why for r in rows.values() if r.standing == "connected"] == ["named as a connected system"]
    assert not {r.resource for r in rows.values() if r.standing == "out"} & kept
    assert not greener(plain.assessment, cut.assessment)
    told = against(plain, cut)
    assert kinds(told) == {"scope"}
