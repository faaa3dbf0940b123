"""What AWS Artifact listed, row by row, and what is cited of it."""

from typing import Any

import pytest
from builders import ACCOUNT, OTHER, REGION, call, catalog, record, scope, view

from generator.assess.artifact import Artifact
from generator.model.catalog import ReportFamily, ReportRule
from generator.model.evidence import GLOBAL, Record

CALLS = [
    call(f"artifact.{name}", scope="global")
    for name in ("list-reports", "get-report-metadata", "list-customer-agreements")
]
FAMILIES = tuple(
    ReportFamily(
        id=id_,
        name=id_.upper(),
        kind=kind,
        rules=(ReportRule(id=f"{id_}-rule", name=f"^{id_}$"),),
        attests="x",
    )
    for id_, kind in (("soc", "report"), ("baa", "agreement"), ("nda", "agreement"))
)
REPORT = {
    "id": "report-1", "name": "soc", "version": 3, "state": "PUBLISHED", "companyName": "AWS",
    "periodStart": "2026-07-11T00:00:00Z", "periodEnd": "2026-12-31T00:00:00Z",
}  # fmt: skip
BAA = {"id": "agreement-1", "name": "baa", "state": "ACTIVE", "effectiveStart": "2020-01-01T00:00:00Z"}


def _artifact(*records: Record, calls: Any = CALLS, accounts: tuple[str, ...] = (ACCOUNT,)) -> Artifact:
    return Artifact(view(catalog(calls=calls, families=FAMILIES), *records, where=scope(accounts=accounts)))


def _listed(*items: Any) -> Record:
    return record("artifact.list-reports", {"reports": list(items)}, region=GLOBAL)


def _agreed(*items: Any, account: str = ACCOUNT) -> Record:
    return record(
        "artifact.list-customer-agreements",
        {"customerAgreements": list(items)},
        region=GLOBAL,
        account=account,
    )


def test_a_report_is_told_as_it_is_listed() -> None:
    """Every column of its row."""
    answer = _listed(REPORT)
    (row,) = [found.row for found in _artifact(answer).reports]

    assert (row.family, row.family_name, row.kind, row.rule, row.used, row.note) == (
        "soc",
        "SOC",
        "report",
        "soc-rule",
        True,
        "",
    )
    assert (row.id, row.name, row.version, row.company, row.state) == (
        "report-1",
        "soc",
        "3",
        "AWS",
        "PUBLISHED",
    )
    assert (row.period_from, row.period_to, row.covers, row.gap_days) == (
        "2026-07-11",
        "2026-12-31",
        "part",
        10,
    )
    assert (row.account, row.evidence, row.read_at, row.sha256) == (
        ACCOUNT,
        answer.evidence,
        answer.ended,
        answer.sha256,
    )


def test_an_agreement_is_told_as_it_is_listed() -> None:
    """An open end stays open."""
    answer = _agreed({**BAA, "effectiveStart": "2026-07-03T00:00:00Z"})
    (row,) = [found.row for found in _artifact(answer).agreements]

    assert (row.family, row.family_name, row.kind, row.rule, row.used) == (
        "baa",
        "BAA",
        "agreement",
        "baa-rule",
        True,
    )
    assert (row.id, row.name, row.state, row.period_from, row.period_to) == (
        "agreement-1",
        "baa",
        "ACTIVE",
        "2026-07-03",
        "",
    )
    assert (row.covers, row.gap_days, row.account, row.evidence) == ("part", 2, ACCOUNT, answer.evidence)


@pytest.mark.parametrize(
    ("end", "told"),
    [("2026-08-31T00:00:00Z", "2026-08-31"), ("9999-12-31T00:00:00Z", "9999-12-31"), (None, "")],
)
def test_the_end_of_an_agreement_is_told_where_it_has_one(end: Any, told: str) -> None:
    """And days after it are not covered."""
    (row,) = [found.row for found in _artifact(_agreed({**BAA, "effectiveEnd": end})).agreements]

    assert (row.period_to, row.gap_days) == (told, 30 if told == "2026-08-31" else 0)


def test_what_is_no_report_is_passed_over() -> None:
    """Hostile entries do not stop the reading of the others."""
    rows = [
        found.row
        for found in _artifact(
            _listed("x", None, 7, [], {}, {**REPORT, "name": None, "id": None}, REPORT)
        ).reports
    ]

    assert [(row.name, row.used) for row in rows if row.used] == [("soc", True)]
    assert {(row.id, row.name, row.state, row.covers) for row in rows if not row.used} == {
        ("", "", "", "none"),
        ("", "", "PUBLISHED", "part"),
    }


def test_an_agreement_is_cited_for_the_accounts_that_have_it() -> None:
    """Those in force, of this family, of these accounts: and no others."""
    records = [
        _agreed(
            BAA,
            {**BAA, "id": "old", "state": "AWS_TERMINATED", "effectiveEnd": "2026-01-01T00:00:00Z"},
            {**BAA, "name": "nda"},
        ),
        _agreed({**BAA, "effectiveEnd": "2026-12-31T00:00:00Z"}, account=OTHER),
    ]
    both = _artifact(*records, accounts=(ACCOUNT, OTHER))

    assert both.family("baa", (ACCOUNT, OTHER)).reports == (
        f"baa, 2020-01-01 to open, account {ACCOUNT}",
        f"baa, 2020-01-01 to 2026-12-31, account {OTHER}",
    )
    one = both.family("baa", (OTHER,))
    assert (one.reports, one.evidence) == (
        (f"baa, 2020-01-01 to 2026-12-31, account {OTHER}",),
        (records[1].evidence,),
    )


def test_mappings_without_artifact_show_nothing_of_aws() -> None:
    """No call, no report: no data, not a fault."""
    bare = _artifact(calls=[call("ec2.describe-regions", scope="global")])

    assert (bare.reports, bare.agreements) == ([], [])
    assert {bare.family(id_, (ACCOUNT,)).status for id_ in ("soc", "baa")} == {"no data"}


def test_a_catalog_without_the_metadata_call_cites_the_list() -> None:
    """The better citation is a bonus."""
    (found,) = _artifact(_listed(REPORT), calls=[CALLS[0], CALLS[2]]).reports

    assert found.row.evidence == _listed(REPORT).evidence


def test_artifact_is_read_once_an_account() -> None:
    """A record that claims another region is not its own."""
    assert _artifact(record("artifact.list-reports", {"reports": [REPORT]}, region=REGION)).reports == []
