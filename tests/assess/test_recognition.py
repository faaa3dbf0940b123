"""Which entry of AWS Artifact carries AWS's part: never a vendor's, never a guess."""

from typing import Any

import pytest
from builders import ACCOUNT, OTHER, call, catalog, record, scope, view

from generator.assess.artifact import Artifact
from generator.mapping import load
from generator.model.assessment import ReportRow
from generator.model.catalog import ReportFamily, ReportRule
from generator.model.evidence import GLOBAL, Record

AWS = "Amazon Web Services, Inc."
CALLS = [
    call(f"artifact.{name}", scope="global")
    for name in ("list-reports", "get-report-metadata", "list-customer-agreements")
]
AMBIGUOUS = "not used: ambiguous, the rules of one and two recognise it"
FAMILIES = tuple(load().families.values())
WHOLE = {"periodStart": "2026-04-01T00:00:00Z", "periodEnd": "2026-12-31T00:00:00Z"}


def _report(name: str, **fields: Any) -> dict[str, Any]:
    made = {
        "id": "report-1",
        "name": name,
        "version": 1,
        "state": "PUBLISHED",
        "companyName": AWS,
        "series": "SOC",
        **WHOLE,
    }
    return {**made, **fields}


def _agreement(name: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": "customer-agreement-1",
        "name": name,
        "state": "ACTIVE",
        "effectiveStart": "2020-01-01T00:00:00Z",
        **fields,
    }


def _reports(*items: Any, families: Any = FAMILIES) -> list[ReportRow]:
    made = catalog(calls=CALLS, families=families)
    answer = record("artifact.list-reports", {"reports": list(items)}, region=GLOBAL)
    return [found.row for found in Artifact(view(made, answer)).reports]


def _agreements(*items: Any, families: Any = FAMILIES) -> list[ReportRow]:
    made = catalog(calls=CALLS, families=families)
    answer = record("artifact.list-customer-agreements", {"customerAgreements": list(items)}, region=GLOBAL)
    return [found.row for found in Artifact(view(made, answer)).agreements]


@pytest.mark.parametrize(
    ("name", "series", "family"),
    [
        ("AWS SOC 2 Type II Report", "SOC 2", "soc-2"),
        ("AWS SOC 2 Type II Report", "SOC", "soc-2"),
        ("System and Organization Controls (SOC) 2 Report", "SOC", "soc-2"),
        ("AWS SOC 1 Type II Report", "SOC 1", "soc-1"),
        ("System and Organization Controls  SOC  2 Report - Current", "SOC", "soc-2"),
        ("PCI DSS Attestation of Compliance  AOC  and Responsibility Summary", "PCI", "pci-package"),
        ("AWS SOC 3 Report", "SOC", "soc-3"),
        ("AWS SOC Continued Operations Letter", "SOC", "soc-bridge"),
        ("SOC 1 and SOC 2 Bridge Letter", "SOC", "soc-bridge"),
        ("AWS ISO 27001:2022 Certification", "ISO", "iso-27001"),
        ("PCI DSS Attestation of Compliance (AOC)", "PCI", "pci-aoc"),
        ("PCI DSS Responsibility Summary", "PCI", "pci-responsibility"),
        ("AWS C5 Type II Report", "C5", "c5"),
        ("AWS SOC 2 Type I Report", "SOC 2", "soc-2-type-1"),
        ("AWS SOC 2 Type II Report (draft)", "SOC 2", ""),
        ("AWS SOC 2 Mapping to HIPAA", "SOC 2", ""),
        ("AWS SOC 2 Privacy Type II Report", "SOC 2", "soc-2-privacy"),
        ("PCI 3DS Attestation of Compliance", "PCI", "pci-3ds"),
        ("", "SOC 2", ""),
    ],
)
def test_a_report_is_recognised_by_its_name_and_series(name: str, series: str, family: str) -> None:
    """As public pages show them; what no rule knows is listed and not used."""
    (row,) = _reports(_report(name, series=series))

    assert (row.family, row.used, bool(row.note)) == (family, bool(family), not family)


@pytest.mark.parametrize(
    "company",
    [AWS, "Amazon Web Services", "AWS", "amazon web services, inc", "Amazon Web Services EMEA SARL", " AWS "],
)
def test_aws_is_known_by_its_name(company: str) -> None:
    """However it is written."""
    (row,) = _reports(_report("AWS SOC 2 Type II Report", companyName=company))

    assert (row.family, row.used) == ("soc-2", True)


@pytest.mark.parametrize(
    "company",
    [
        "CloudVendor Inc.",
        "AWS Partner Consulting Ltd",
        "Amazon Web Services Partner GmbH",
        "AWSome Security",
        "Not AWS",
        "My Amazon Web Services, Inc.",
        "AWS\nVendor",
        "AWS Inc Reseller",
    ],
)
def test_a_vendors_report_never_carries_aws_part(company: str) -> None:
    """However good it looks: Artifact lists vendors' reports beside AWS's own."""
    (row,) = _reports(_report("AWS SOC 2 Type II Report", companyName=company, series="SOC 2"))

    assert (row.family, row.used, f"a report of {company}" in row.note, row.company) == (
        "",
        False,
        True,
        company,
    )


@pytest.mark.parametrize("company", [None, "", "   "])
def test_a_report_of_nobody_is_not_used(company: Any) -> None:
    """An unknown company is told, not guessed."""
    (row,) = _reports(_report("AWS SOC 2 Type II Report", companyName=company))

    assert (row.family, row.used, "its company is not given" in row.note) == ("", False, True)


@pytest.mark.parametrize("state", ["UNPUBLISHED", None, "", "published", 1])
def test_only_a_published_report_is_used(state: Any) -> None:
    """A draft or a withdrawn one proves nothing; its family is told all the same."""
    (row,) = _reports(_report("AWS SOC 2 Type II Report", state=state))

    assert (row.family, row.used, "its state is" in row.note) == ("soc-2", False, True)


@pytest.mark.parametrize(
    "days",
    [
        {"periodStart": None},
        {"periodEnd": None},
        {"periodStart": "soon"},
        {"periodEnd": "2026-02-30T00:00:00Z"},
        {"periodEnd": 20261231},
        {"periodEnd": "2026-12-310000"},
    ],
)
def test_a_report_without_its_days_is_not_used(days: dict[str, Any]) -> None:
    """Nobody can say what it covers."""
    (row,) = _reports(_report("AWS SOC 2 Type II Report", **days))

    assert (row.used, row.note, row.covers) == (False, "not used: Artifact gives no period for it", "none")


def test_a_period_the_wrong_way_round_is_told() -> None:
    """With its days."""
    (row,) = _reports(_report("AWS SOC 2 Type II Report", periodStart="2027-01-01T00:00:00Z"))

    words = "not used: its period is the wrong way round (2027-01-01 to 2026-12-31)"
    assert (row.used, row.note, row.covers) == (False, words, "none")


def _family(id_: str, name: str, kind: Any = "report", **fields: Any) -> ReportFamily:
    return ReportFamily(
        id=id_,
        name=id_,
        kind=kind,
        rules=(ReportRule(id=f"{id_}-by-name", name=name),),
        attests="x",
        **fields,
    )


def test_a_report_that_two_families_claim_is_told_not_guessed() -> None:
    """A rule that is too wide must not decide in silence."""
    (row,) = _reports(
        _report("AWS SOC 2 Type II Report"), families=[_family("one", "SOC"), _family("two", "SOC 2")]
    )

    assert (row.family, row.used, row.note) == ("", False, AMBIGUOUS)


def test_two_rules_of_one_family_are_no_doubt() -> None:
    """They say the same."""
    family = ReportFamily(
        id="one",
        name="one",
        kind="report",
        rules=(ReportRule(id="a", name="SOC"), ReportRule(id="b", series="SOC")),
        attests="x",
    )
    (row,) = _reports(_report("AWS SOC 2"), families=[family])

    assert (row.family, row.rule, row.used) == ("one", "a", True)


def test_every_field_of_a_rule_must_match() -> None:
    """Name, series and category together; what must not be in the name wins."""
    rule = ReportRule(id="r", name="soc", series="^SOC$", category="^Certifications", not_name="draft")
    family = ReportFamily(id="one", name="one", kind="report", rules=(rule,), attests="x")
    given = {"name": "AWS SOC 2", "series": "SOC", "category": "Certifications And Attestations"}
    told = [
        _reports(_report(**{**given, **change}), families=[family])[0].family
        for change in ({}, {"name": "x"}, {"series": "SOCK"}, {"category": ""}, {"name": "SOC Draft"})
    ]

    assert told == ["one", "", "", "", ""]


@pytest.mark.parametrize(
    ("fields", "used", "words"),
    [
        ({}, True, ""),
        ({"effectiveEnd": "2027-01-01T00:00:00Z"}, True, ""),
        ({"state": "CUSTOMER_TERMINATED"}, False, "its state is CUSTOMER_TERMINATED"),
        ({"state": "AWS_TERMINATED"}, False, "its state is AWS_TERMINATED"),
        ({"state": None}, False, "its state is not given"),
        ({"effectiveStart": None}, False, "the days that it is in force"),
        ({"effectiveEnd": "soon"}, False, "the days that it is in force"),
        ({"effectiveEnd": "2019-01-01T00:00:00Z"}, False, "the days that it is in force"),
    ],
)
def test_an_agreement_is_used_while_it_is_in_force(fields: dict[str, Any], used: bool, words: str) -> None:
    """Active, from a day that is known, to a day that is known or open."""
    (row,) = _agreements(_agreement("AWS Business Associate Addendum", **fields))

    assert (row.family, row.used, words in row.note, bool(row.note)) == ("aws-baa", used, True, not used)


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("AWS Business Associate Addendum", "aws-baa"),
        ("Organizations Business Associate Addendum", "aws-baa"),
        ("AWS Customer Agreement", "aws-customer-agreement"),
        ("Business Associate Addendum to the AWS Customer Agreement", "aws-baa"),
        ("Mutual Non-Disclosure Agreement", ""),
        ("", ""),
    ],
)
def test_an_agreement_is_recognised_by_its_name(name: str, family: str) -> None:
    """The customer agreement alone gives none of the assurances of a business associate."""
    (row,) = _agreements(_agreement(name))

    assert (row.family, row.used) == (family, bool(family))


def test_an_agreement_that_two_families_claim_is_told_not_guessed() -> None:
    """As with reports."""
    (row,) = _agreements(
        _agreement("A B"), families=[_family("one", "A", "agreement"), _family("two", "B", "agreement")]
    )

    assert (row.family, row.used, row.note) == ("", False, AMBIGUOUS)


def test_a_report_is_no_agreement() -> None:
    """Nor an agreement a report, whatever they are named."""
    assert _reports(_report("AWS Business Associate Addendum"))[0].family == ""
    assert _agreements(_agreement("AWS SOC 2 Type II Report"))[0].family == ""


def test_the_metadata_of_the_same_version_is_cited() -> None:
    """The better citation, of this version and no other."""
    made = catalog(calls=CALLS, families=FAMILIES)
    answers: list[Record] = [
        record(
            "artifact.list-reports",
            {"reports": [_report("AWS SOC 2", version=v) for v in (1, 2, 3)]},
            region=GLOBAL,
        )
    ]
    answers += [
        record(
            "artifact.get-report-metadata",
            {"reportDetails": {}},
            region=GLOBAL,
            params={"reportId": "report-1", "reportVersion": v},
            outcome=o,
        )
        for v, o in ((1, "seen"), (2, "denied"))
    ]
    found = {f.row.version: f.row.evidence for f in Artifact(view(made, *answers)).reports}

    assert found == {"1": answers[1].evidence, "2": answers[0].evidence, "3": answers[0].evidence}


def test_a_report_seen_from_two_accounts_is_one() -> None:
    """AWS's reports are the same for everybody."""
    made = catalog(calls=CALLS, families=FAMILIES)
    answers = [
        record("artifact.list-reports", {"reports": [_report("AWS SOC 2")]}, region=GLOBAL, account=a)
        for a in (ACCOUNT, OTHER)
    ]

    assert len(Artifact(view(made, *answers, where=scope(accounts=(ACCOUNT, OTHER)))).reports) == 1
