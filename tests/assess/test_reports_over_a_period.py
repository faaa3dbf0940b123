"""What AWS's reports show for our period: days, bridge letters, agreements account by account."""

from datetime import date, timedelta
from typing import Any

import pytest
from builders import ACCOUNT, OTHER, call, catalog, denied, record, scope, view
from hypothesis import given
from hypothesis import strategies as st

from generator.assess.artifact import RANK, Artifact
from generator.model.assessment import FamilyResult
from generator.model.catalog import ReportFamily, ReportRule
from generator.model.evidence import GLOBAL, Record

CALLS = [
    call(f"artifact.{name}", scope="global")
    for name in ("list-reports", "get-report-metadata", "list-customer-agreements")
]


def _family(id_: str, kind: Any = "report", **fields: Any) -> ReportFamily:
    return ReportFamily(
        id=id_,
        name=id_.upper(),
        kind=kind,
        rules=(ReportRule(id="r", name=f"^{id_}$"),),
        attests="x",
        **fields,
    )


FAMILIES = (
    _family("soc"),
    _family("letter", "bridge", bridges=("soc",)),
    _family("pci"),
    _family("baa", "agreement"),
)


def _item(name: str, start: str, end: str, **fields: Any) -> dict[str, Any]:
    days = {"periodStart": f"{start}T00:00:00Z", "periodEnd": f"{end}T00:00:00Z"}
    return {
        "id": f"{name}-{start}",
        "name": name,
        "version": 1,
        "state": "PUBLISHED",
        "companyName": "AWS",
        **days,
        **fields,
    }


def _listed(*items: Any, account: str = ACCOUNT) -> Record:
    return record("artifact.list-reports", {"reports": list(items)}, region=GLOBAL, account=account)


def _shown(family: str, *records: Record, accounts: tuple[str, ...] = (ACCOUNT,)) -> FamilyResult:
    made = catalog(calls=CALLS, families=FAMILIES)
    return Artifact(view(made, *records, where=scope(accounts=accounts))).family(family, accounts)


def _soc(*items: Any) -> FamilyResult:
    return _shown("soc", _listed(*items))


@pytest.mark.parametrize(
    ("start", "end", "status", "covers", "gap"),
    [
        ("2026-07-01", "2026-09-30", "inherited", "whole", 0),
        ("2025-10-01", "2026-12-31", "inherited", "whole", 0),
        ("2026-04-01", "2026-09-29", "report gap", "part", 1),
        ("2026-07-02", "2026-09-30", "report gap", "part", 1),
        ("2025-10-01", "2026-06-30", "report gap", "none", 92),
        ("2026-08-15", "2026-08-15", "report gap", "part", 91),
        ("2026-10-01", "2026-12-31", "report gap", "none", 92),
    ],
)
def test_a_report_covers_the_days_that_it_speaks_of(
    start: str, end: str, status: str, covers: str, gap: int
) -> None:
    """The period is 1 July to 30 September 2026, both days included."""
    shown = _soc(_item("soc", start, end))

    assert (shown.status, shown.covers, shown.gap_days) == (status, covers, gap)
    assert shown.reports == (f"soc, version 1, {start} to {end}",)
    assert ("covers the whole period" in shown.reason) == (gap == 0)


def test_reports_together_cover_what_none_covers_alone() -> None:
    """Half-year reports over a year."""
    shown = _soc(_item("soc", "2026-02-01", "2026-07-31"), _item("soc", "2026-08-01", "2027-01-31"))

    assert (shown.status, len(shown.reports)) == ("inherited", 2)


def test_a_gap_between_reports_is_told_day_by_day() -> None:
    """From, to, how many."""
    shown = _soc(_item("soc", "2026-02-01", "2026-07-31"), _item("soc", "2026-08-03", "2027-01-31"))

    assert (shown.status, shown.gap_days, shown.gap_from, shown.gap_to) == (
        "report gap",
        2,
        "2026-08-01",
        "2026-08-02",
    )
    assert shown.reason == "2 days of the period uncovered (2026-08-01 to 2026-08-02)"


REPORT = _item("soc", "2026-02-01", "2026-07-31")


@pytest.mark.parametrize(
    ("letters", "status", "gap", "bridged"),
    [
        ([("2026-08-01", "2026-09-30")], "inherited", 0, "2026-09-30"),
        ([("2026-07-01", "2026-12-31")], "inherited", 0, "2026-12-31"),
        ([("2026-08-01", "2026-09-10")], "report gap", 20, "2026-09-10"),
        ([("2026-08-01", "2026-08-31"), ("2026-09-01", "2026-09-30")], "inherited", 0, "2026-09-30"),
        ([("2026-08-02", "2026-09-30")], "report gap", 61, ""),
        ([("2026-02-01", "2026-09-30")], "inherited", 0, "2026-09-30"),
        ([("2026-10-01", "2026-12-31")], "report gap", 61, ""),
        ([("2026-06-01", "2026-07-31")], "report gap", 61, ""),
        ([], "report gap", 61, ""),
    ],
)
def test_a_bridge_letter_goes_on_from_a_report(
    letters: list[tuple[str, str]], status: str, gap: int, bridged: str
) -> None:
    """It fills the days after; it does not stand where no report led up to it."""
    shown = _soc(REPORT, *(_item("letter", *days) for days in letters))

    assert (shown.status, shown.gap_days, shown.bridged_to) == (status, gap, bridged)
    assert (bridged in shown.reason, len(shown.reports) > 1) == (True, bool(bridged))


def test_a_letter_alone_is_no_report() -> None:
    """Nor after a report of years ago."""
    letter = _item("letter", "2026-07-01", "2026-09-30")

    assert _soc(letter).status == "no report"
    assert _soc(letter, _item("soc", "2020-01-01", "2020-12-31")).status == "report gap"


def test_a_letter_before_the_report_is_no_bridge() -> None:
    """It goes on from a report, it does not lead up to one."""
    shown = _soc(_item("letter", "2026-07-01", "2026-07-31"), _item("soc", "2026-08-01", "2027-01-31"))

    assert (shown.status, shown.gap_days, shown.bridged_to) == ("report gap", 31, "")


def test_a_letter_serves_only_its_families() -> None:
    """PCI has no bridge letters of SOC."""
    records = _listed(_item("pci", "2026-01-01", "2026-07-31"), _item("letter", "2026-08-01", "2026-09-30"))

    assert _shown("pci", records).status == "report gap"


def test_the_latest_report_is_cited_where_none_reaches_the_period() -> None:
    """The reader sees how old it is."""
    shown = _soc(
        _item("soc", "2024-01-01", "2024-12-31", id="a"),
        _item("soc", "2025-01-01", "2025-12-31", id="b"),
        _item("soc", "2023-01-01", "2023-12-31", id="c"),
    )

    assert shown.reports == ("soc, version 1, 2025-01-01 to 2025-12-31",)


@pytest.mark.parametrize(
    ("records", "status", "words"),
    [
        ((_listed(),), "no report", "lists no such published report"),
        ((_listed(_item("pci", "2026-01-01", "2026-12-31")),), "no report", "lists no such published report"),
        ((_listed(_item("soc", "2026-01-01", "2026-12-31", companyName="Vendor")),), "no report", "of AWS"),
        ((_listed(_item("soc", "2026-01-01", "2026-12-31", state="UNPUBLISHED")),), "no report", "published"),
        ((denied("artifact.list-reports", region=GLOBAL),), "no data", "could not be read"),
        ((record("artifact.list-reports", {}, region=GLOBAL),), "no data", "another shape"),
        ((record("artifact.list-reports", {"reports": "x"}, region=GLOBAL),), "no data", "another shape"),
        ((), "no data", "not collected"),
    ],
)
def test_no_report_is_not_no_data(records: tuple[Record, ...], status: str, words: str) -> None:
    """One is known, the other is not; neither covers a day."""
    shown = _shown("soc", *records)

    assert (shown.status, words in shown.reason, shown.covers, shown.gap_days) == (status, True, "none", 92)


def test_one_account_that_may_read_artifact_is_enough() -> None:
    """AWS's reports are the same for every account."""
    records = (
        denied("artifact.list-reports", region=GLOBAL),
        _listed(_item("soc", "2026-01-01", "2026-12-31"), account=OTHER),
    )

    assert _shown("soc", *records, accounts=(ACCOUNT, OTHER)).status == "inherited"


DAYS = st.integers(0, 400)
START = date(2026, 1, 1)
SPANS = st.tuples(st.sampled_from(["soc", "letter"]), DAYS, st.integers(0, 200)).map(
    lambda s: _item(
        s[0], str(START + timedelta(days=s[1])), str(START + timedelta(days=s[1] + s[2])), id=str(s)
    )
)


@given(st.lists(SPANS, max_size=4), SPANS)
def test_one_more_report_never_makes_it_worse(items: list[Any], more: Any) -> None:
    """And days left are told truly: none left is inherited, and only that."""
    before, after = _soc(*items), _soc(*items, more)

    assert RANK[after.status] <= RANK[before.status]
    assert after.gap_days <= before.gap_days
    assert (after.gap_days == 0) == (after.status == "inherited")


@given(st.lists(SPANS, max_size=4))
def test_a_vendors_report_changes_nothing(items: list[Any]) -> None:
    """Whatever days it speaks of."""
    vendors = [{**item, "companyName": "CloudVendor Inc.", "id": f"v-{item['id']}"} for item in items]

    assert _soc(*vendors).status == "no report"
    assert _soc(*items, *vendors).status == _soc(*items).status


def _agreed(account: str, *items: Any) -> Record:
    made = [
        {"id": "a", "name": "baa", "state": "ACTIVE", "effectiveStart": "2020-01-01T00:00:00Z", **item}
        for item in items
    ]
    return record(
        "artifact.list-customer-agreements", {"customerAgreements": made}, region=GLOBAL, account=account
    )


@pytest.mark.parametrize(
    ("other", "status", "words"),
    [
        (_agreed(OTHER, {}), "inherited", "active over the whole period"),
        (_agreed(OTHER), "no report", f"account {OTHER} has none that is active"),
        (_agreed(OTHER, {"state": "CUSTOMER_TERMINATED"}), "no report", f"account {OTHER} has none"),
        (
            _agreed(OTHER, {"effectiveStart": "2026-07-03T00:00:00Z"}),
            "report gap",
            f"account {OTHER}: 2 days",
        ),
        (
            _agreed(OTHER, {"effectiveEnd": "2026-09-29T00:00:00Z"}),
            "report gap",
            f"account {OTHER}: 1 day of",
        ),
        (
            denied("artifact.list-customer-agreements", region=GLOBAL, account=OTHER),
            "no data",
            "not authorised",
        ),
        (
            record("artifact.list-customer-agreements", {}, region=GLOBAL, account=OTHER),
            "no data",
            "another shape",
        ),
        (None, "no data", f"account {OTHER}: not collected"),
    ],
)
def test_every_account_needs_its_own_agreement(other: Record | None, status: str, words: str) -> None:
    """One account's agreement says nothing of another's: the worst counts."""
    records = [_agreed(ACCOUNT, {}), *([other] if other else [])]
    shown = _shown("baa", *records, accounts=(ACCOUNT, OTHER))

    assert (shown.status, words in shown.reason) == (status, True), shown.reason
    assert (shown.gap_days == 0) == (status == "inherited")


def test_agreements_of_no_account_are_no_data() -> None:
    """Nothing was asked."""
    assert _shown("baa", accounts=()).status == "no data"
