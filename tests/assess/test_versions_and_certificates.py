"""Versions that follow one another, certificates that run out, letters that go on: against a day-by-day oracle."""

from datetime import date, timedelta
from typing import Any

from builders import ACCOUNT, catalog, denied, record, scope, view
from hypothesis import given
from hypothesis import strategies as st
from test_reports_over_a_period import CALLS, FAMILIES, _family, _item, _listed

from generator.assess.artifact import Artifact
from generator.model.assessment import FamilyResult
from generator.model.catalog import Cadence
from generator.model.evidence import GLOBAL, Record

DAY = timedelta(days=1)
START, END = date(2026, 7, 1), date(2026, 9, 30)  # the period of builders.scope
VERSIONS = "artifact.list-report-versions"
ISO = _family(
    "iso", point_in_time=True, valid_months=12, cadence=Cadence(months=12, days_after=30, source="s")
)
HALF = _family("soc", cadence=Cadence(months=6, days_after=45, source="s"))
LETTER = next(f for f in FAMILIES if f.id == "letter")


def _artifact(*records: Record, families: Any = (HALF, LETTER, ISO)) -> Artifact:
    made = catalog(calls=[*CALLS, *VERSION_CALLS], families=families)
    return Artifact(view(made, *records, where=scope()))


VERSION_CALLS = [type(CALLS[0])(id=VERSIONS, call="ListReportVersions", scope="global")]


def _versions(*items: Any) -> Record:
    return record(VERSIONS, {"reports": list(items)}, region=GLOBAL, params={"reportId": "r"})


def _soc(*records: Record) -> FamilyResult:
    return _artifact(*records).family("soc", (ACCOUNT,))


LATEST = _item("soc", "2026-08-01", "2027-01-31", id="r", version=2)
EARLIER = _item("soc", "2026-02-01", "2026-07-31", id="r", version=1)


def test_an_earlier_version_covers_its_own_days() -> None:
    """The list shows the latest alone; without the others the first month would be uncovered."""
    assert (_soc(_listed(LATEST)).status, _soc(_listed(LATEST)).gaps) == (
        "report gap",
        ("2026-07-01 to 2026-07-31",),
    )
    whole = _soc(_listed(LATEST), _versions(LATEST, EARLIER))

    assert (whole.status, len(whole.reports)) == ("inherited", 2)
    assert whole.next_expected == "about 2027-09-14 (for the days to 2027-07-31)"


def test_versions_that_could_not_be_read_are_named_where_days_are_missing() -> None:
    """They might have covered them."""
    refused = denied(VERSIONS, region=GLOBAL)

    assert "earlier versions could not be read" in _soc(_listed(LATEST), refused).reason
    assert "could not" not in _soc(_listed(_item("soc", "2026-01-01", "2026-12-31")), refused).reason


def test_a_version_of_the_same_days_takes_the_place_of_an_earlier_one() -> None:
    """As one that holds all of its days; one that goes on in part does not. Numbers count as numbers."""
    same = [_item("soc", "2026-07-01", "2026-09-30", id="r", version=v) for v in (9, 10)]
    wider = _item("soc", "2026-01-01", "2026-12-31", id="r", version=11)
    partly = _item("soc", "2025-10-01", "2026-03-31", id="r", version=1)
    rows = {f.row.version: f.row for f in _artifact(_listed(*same, wider, partly)).reports}

    assert {v: row.used for v, row in rows.items()} == {"1": True, "9": False, "10": False, "11": True}
    assert rows["9"].note == rows["10"].note == "not used: version 11 supersedes it"
    other = _artifact(_listed(same[0], {**same[1], "id": "another"})).reports
    assert all(f.row.used for f in other)
    withdrawn = _artifact(_listed(same[0], {**same[1], "state": "UNPUBLISHED"})).reports
    assert {f.row.version: f.row.used for f in withdrawn} == {"9": True, "10": False}


def test_two_answers_about_one_version_are_told_and_not_used() -> None:
    """Nobody can say which one holds; equal answers are one."""
    longer = {**EARLIER, "periodEnd": "2026-12-31T00:00:00Z"}
    doubted = _artifact(_listed(EARLIER, longer)).reports

    assert [(f.row.used, f.row.note) for f in doubted] == [
        (False, "not used: AWS Artifact says two things of this version")
    ]
    assert [f.row.used for f in _artifact(_listed(EARLIER), _versions(EARLIER)).reports] == [True]


def test_a_certificate_is_relied_on_for_its_months() -> None:
    """From its first day; what it claims beyond is told, not used."""
    artifact = _artifact(_listed(_item("iso", "2025-09-01", "2028-08-31")))
    shown, row = artifact.family("iso", (ACCOUNT,)), artifact.reports[0].row

    assert (shown.status, shown.gaps, row.valid_to) == (
        "report gap",
        ("2026-09-01 to 2026-09-30",),
        "2026-08-31",
    )
    assert (row.used, row.note) == (True, "given as of 2025-09-01: relied on until 2026-08-31")
    assert shown.next_expected == "about 2026-10-01 (given about 2026-09-01)"
    whole = _artifact(_listed(_item("iso", "2026-05-01", "2027-04-30"))).family("iso", (ACCOUNT,))
    assert (whole.status, whole.reason) == ("inherited", "valid over the whole period")


def test_a_letter_that_goes_on_for_long_is_named() -> None:
    """About three months are usual."""
    report = _item("soc", "2026-01-01", "2026-06-30")
    usual, long = (_item("letter", "2026-07-01", end) for end in ("2026-10-01", "2026-10-02"))

    assert "unusual" not in _soc(_listed(report, usual)).reason
    assert "94 days, which is unusual" in _soc(_listed(report, long)).reason
    assert _soc(_listed(report, long)).status == "inherited"


def test_the_row_of_a_report_shows_how_far_letters_carry_it() -> None:
    """Its own, not those of another report."""
    artifact = _artifact(
        _listed(
            _item("soc", "2026-01-01", "2026-06-30", id="a"),
            _item("soc", "2025-01-01", "2025-12-31", id="b"),
            _item("letter", "2026-07-01", "2026-08-31"),
        )
    )
    rows = {f.row.id: artifact.bridged_row(f.row).bridged_to for f in artifact.reports}

    assert (rows["a"], rows["b"]) == ("2026-08-31", "")


SPANS = st.tuples(st.sampled_from(["soc", "letter"]), st.integers(-120, 100), st.integers(0, 120))


@given(st.lists(SPANS, max_size=5))
def test_days_covered_are_those_that_an_oracle_counts(made: list[tuple[str, int, int]]) -> None:
    """Day by day: a report's days count; a letter's count from where something led up to it."""
    items = [
        _item(kind, str(START + first * DAY), str(START + (first + more) * DAY), id=f"{kind}{n}")
        for n, (kind, first, more) in enumerate(made)
    ]
    days: set[int] = set()
    held = [(f, f + m) for kind, f, m in made if kind == "soc"]
    for _ in made:  # until nothing more joins
        for kind, first, more in made:
            if kind == "letter" and any(start <= first <= end + 1 for start, end in held):
                held.append((first, first + more))
    for first, last in held:
        days |= set(range(first, last + 1))
    left = [n for n in range((END - START).days + 1) if n not in days]
    shown = _soc(_listed(*items))

    if any(kind == "soc" for kind, _, _ in made):
        assert (shown.gap_days, shown.status) == (len(left), "report gap" if left else "inherited")
    else:
        assert (shown.status, shown.gap_days) == ("no report", 92)


def test_ten_thousand_reports_are_read() -> None:
    """Over many pages, of which one is AWS's."""
    vendors = [
        _item("soc", "2026-07-01", "2026-09-30", id=f"v{n}", companyName=f"Vendor {n}") for n in range(10_000)
    ]
    listed = [vendors[n : n + 100] for n in range(0, 10_000, 100)]
    pages = tuple({"reports": page} for page in [*listed, [LATEST]])
    artifact = _artifact(record("artifact.list-reports", region=GLOBAL, pages=pages))

    assert len(artifact.reports) == 10_001
    assert [f.row.name for f in artifact.reports if f.row.used] == ["soc"]
