"""Each report taken out of the evidence in turn: exactly what rests on it is no longer inherited."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from golden import make

from generator import __version__, pipeline
from generator.assess import assess
from generator.model.assessment import Assessment, AwsLineResult
from generator.model.evidence import Record
from generator.model.scope import Document, Plan, Reach
from generator.pack import read_run
from generator.store import read

LISTS = {
    "artifact.list-reports": "reports",
    "artifact.list-report-versions": "reports",
    "artifact.list-customer-agreements": "customerAgreements",
}
PRODUCTION = "222233334444"


@pytest.fixture(scope="module")
def ground() -> tuple[Plan, Sequence[Record], datetime]:
    """The recorded demo, each framework held to production, where every program lists what runs."""
    plan = pipeline.plan_of(make.PACK, mappings="installed")
    here = {name: Reach(accounts=(PRODUCTION,)) for name in plan.scope.frameworks}
    plan = replace(plan, scope=replace(plan.scope, reach=here))
    now = datetime.fromisoformat(read_run(make.PACK).now)
    return plan, read(make.PACK / "data" / "evidence"), now


def _assessed(ground: Any, records: Sequence[Record]) -> Assessment:
    plan, _, now = ground
    return assess(plan, records, now, __version__)


def _without(records: Iterable[Record], key: tuple[str, str]) -> list[Record]:
    """The same answers, had AWS Artifact never held this version."""
    return [_cut(one, key) if one.call in LISTS else one for one in records]


def _cut(one: Record, key: tuple[str, str]) -> Record:
    member = LISTS[one.call]
    pages = tuple(
        {**page, member: [item for item in page.get(member, []) if _key(item) != key]} for page in one.pages
    )
    return replace(one, pages=pages)


def _key(item: Any) -> tuple[str, str]:
    return str(item.get("id")), str(item.get("version") or "")


def _lines(made: Assessment) -> dict[tuple[str, str, int], AwsLineResult]:
    return {(r.framework, r.requirement, n): line for r in made.requirements for n, line in enumerate(r.aws)}


def _stands(line: AwsLineResult, framework: str, standing: set[tuple[str, str]], kinds: Any) -> bool:
    """One of the reports that it cites is whole, and each of its agreements."""
    whole = {family: (framework, family) in standing for family in line.families}
    reports = [ok for family, ok in whole.items() if kinds[family].kind != "agreement"]
    agreements = [ok for family, ok in whole.items() if kinds[family].kind == "agreement"]
    return (not reports or any(reports)) and all(agreements)


def test_exactly_the_requirements_that_rest_on_a_report_lose_it(ground: Any) -> None:
    """A line rests on a document where its family needs it and no other family that the line cites is whole."""
    plan, records, _ = ground
    kinds = plan.catalog.families
    whole = _assessed(ground, records)
    before, seen = _lines(whole), {}
    for row in [r for r in whole.reports if r.id]:
        after = _assessed(ground, _without(records, (row.id, row.version)))
        now = _lines(after)
        standing = {(f.framework, f.family) for f in after.families if f.status == "inherited"}
        held = {at for at, line in before.items() if line.status == "inherited"}
        lost = {at for at in held if now[at].status != "inherited"}
        assert lost == {at for at in held if not _stands(before[at], at[0], standing, kinds)}, row.name
        # The document itself is what is missing: each line that lost it had cited it by name and days.
        assert all(f"{row.name}" in before[at].citation for at in lost), row.name
        assert all(row.period_from in before[at].citation for at in lost), row.name
        assert not any(now[at].citation for at in lost), row.name
        others = {at for at, line in now.items() if line != before[at]} - lost
        assert all(row.family in before[at].families for at in others if row.kind != "bridge"), row.name
        assert after.findings == whole.findings, row.name
        assert [r.customer_status for r in after.requirements] == [
            r.customer_status for r in whole.requirements
        ]
        seen[row.family, row.version] = len(lost)

    assert {family for (family, _), lost in seen.items() if lost} == {
        *("pci-aoc", "pci-responsibility", "soc-2", "soc-bridge", "aws-baa"),
    }
    # Neither the vendor's report, nor the draft, nor an earlier version carries anything.
    assert (seen["", "1"], seen["soc-2", "1"], seen["soc-1", "1"]) == (0, 0, 0)
    assert seen["soc-2", "2"] == seen["soc-bridge", "1"] > 50


def test_the_hash_of_a_fetched_report_is_cited(ground: Any) -> None:
    """Beside the very version; both hashes where a version changed between two fetches; nothing else changes."""
    plan, records, now = ground
    soc = next(r for r in _assessed(ground, records).reports if (r.family, r.version) == ("soc-2", "2"))
    common = {
        "report": soc.id, "version": "2", "name": soc.name, "file": "r.pdf", "size": 1, "caller": "c",
        "account": PRODUCTION, "url": "https://x/y", "terms_sha256": "t",
    }  # fmt: skip
    documents = [
        Document(**common, sha256="bb", fetched_at="2026-11-02T00:00:00Z"),
        Document(**common, sha256="aa", fetched_at="2026-11-01T00:00:00Z"),
    ]
    made = assess(plan, records, now, __version__, documents=documents)

    assert {(r.id, r.version): r.document for r in made.reports if r.document} == {(soc.id, "2"): "aa; bb"}
