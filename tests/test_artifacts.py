"""The families of AWS Artifact: each says what it shows, and no name leads to two of them."""

import csv
from pathlib import Path
from typing import Any

import yaml

from generator.assess.recognition import recognised, recognised_agreement
from generator.mapping import load
from generator.model.catalog import ReportFamily

HERE = Path(__file__).parent
CATALOG = load()
FAMILIES = CATALOG.families
NAMES = [
    (row["name"], row["family"])
    for row in csv.DictReader((HERE / "data/report_names.csv").read_text(encoding="utf-8").splitlines())
]
AWS = "Amazon Web Services, Inc."
ATTESTED = "Certifications And Attestations"
# Where the name alone does not tell: (name, series, category, family).
SERIES = [
    ("Report - Current", "SOC 2", "", "soc-2"),
    ("Type I Report", "SOC 2", "", ""),
    ("Privacy Report", "SOC 2", "", ""),
    ("Report - Current", "soc 1", "", "soc-1"),
    ("Report - Current", "SOC", "", ""),
    ("Continued Operations Letter", "SOC", "", "soc-bridge"),
    ("Continued Operations Letter", "SOC 1", "", "soc-1-bridge"),
    ("Continued Operations Letter", "SOC 2", "", "soc-2-bridge"),
    ("C5 Continued Operations Letter", "SOC", "", ""),
    ("SOC 1 Continued Operations Letter", "SOC 2", "", "soc-1-bridge"),
    ("Attestation of Compliance (AOC)", "PCI DSS", "", "pci-aoc"),
    ("Attestation of Compliance (AOC)", "PCI", "", ""),
    ("3DS Attestation of Compliance (AOC)", "PCI DSS", "", ""),
    ("Responsibility Summary", "PCI DSS", "", "pci-responsibility"),
    ("Statement of Applicability", "ISO", "", "iso-soa"),
    *(
        (f"ISO/IEC {number}:2022", "ISO", ATTESTED, f"iso-{family}")
        for number, family in (
            *((str(n), str(n)) for n in (27001, 27017, 27018, 27701, 22301, 9001, 42001)),
            ("20000-1", "20000-1"),
        )
    ),
    ("ISO/IEC 27001:2022", "ISO", "Whitepapers", ""),
    ("ISO 27001 and 27017", "ISO", ATTESTED, ""),
    ("ISO/IEC 27001:2022 SoA", "ISO", ATTESTED, "iso-soa"),
]


def _told(name: str, series: str = "", category: str = "") -> tuple[str, str, str]:
    """Family, rule and note of a report of AWS, or of an agreement."""
    item: Any = {"name": name, "series": series, "category": category, "companyName": AWS}
    found = recognised(FAMILIES, item)
    return found if found[0] or found[1] else recognised_agreement(FAMILIES, item)


def _cited() -> set[str]:
    lines = [line for f in CATALOG.frameworks.values() for r in f.requirements for line in r.aws]
    return {family for line in lines for family in (*line.reports, *line.agreements)}


def _lacking(family: ReportFamily) -> list[str]:
    """What a family does not say of itself."""
    wanted = {
        "what it attests": len(family.attests) > 60,
        "who may see it": bool(family.access),
        "a public page": bool(family.source)
        and str(family.source and family.source.page).startswith("https://"),
        "the day of its review": family.reviewed is not None,
        "a source of its cadence": family.cadence is None or family.cadence.source.startswith("https://"),
        "a cadence of some months": family.cadence is None or 1 <= family.cadence.months <= 12,
        "a source of its regions": family.regions is None or family.regions.source.startswith("https://"),
        "an end without a beginning": not family.valid_months or family.point_in_time,
        "which reports it carries on": (family.kind == "bridge") == bool(family.bridges),
        "a program that AWS lists services of": family.program
        in ("", "soc", "pci-dss", "iso", "hipaa-eligible"),
        "no moment for an agreement": family.kind == "report" or not family.point_in_time,
    }
    return [what for what, given in wanted.items() if not given]


def test_every_family_says_what_it_shows_and_whence_it_is_known() -> None:
    """A family without a source is a rumour."""
    assert {id_: _lacking(family) for id_, family in FAMILIES.items() if _lacking(family)} == {}


def test_what_a_framework_rests_on_runs_out() -> None:
    """A certificate that a requirement cites has a longest time, so that an old one does not carry it for ever."""
    cited = {id_: FAMILIES[id_] for id_ in _cited()}

    assert {id_ for id_, f in cited.items() if f.point_in_time and not f.valid_months} == set()
    assert {id_ for id_, f in cited.items() if f.kind == "report"} > {"soc-2", "pci-aoc", "iso-27018"}


def test_what_shows_nothing_carries_nothing() -> None:
    """Lists, letters, designs on a day, other standards and AWS's own answers are known, and cited nowhere."""
    shows_nothing = {
        *("soc-2-type-1", "soc-2-privacy", "soc-3", "c5-type-1", "iso-soa", "csa-caiq", "vendor-rating"),
        *("pci-3ds", "pci-pin", "pci-p2pe", "european-sovereign-cloud", "aws-gdpr-dpa", "aws-nda"),
        *(id_ for id_, family in FAMILIES.items() if family.kind == "bridge"),
    }

    assert shows_nothing <= set(FAMILIES)
    assert shows_nothing & _cited() == set()


def test_each_name_leads_to_its_family_in_any_letters() -> None:
    """To one at most: a name that two families claim is told as ambiguous, and carries nothing."""
    cases = [(written, family) for name, family in NAMES for written in (name, name.upper(), name.lower())]
    told = [(written, _told(written), family) for written, family in cases]

    assert [(name, found[0], family) for name, found, family in told if found[0] != family] == []
    assert [name for name, found, _ in told if "ambiguous" in found[2]] == []
    assert len(NAMES) == len({name for name, _ in NAMES}) > 150


def test_series_and_category_decide_where_the_name_does_not() -> None:
    """Both by a whole word: a series that names several standards decides nothing."""
    told = {case: _told(*case[:3])[0] for case in SERIES}

    assert {case: found for case, found in told.items() if found != case[3]} == {}


def test_no_rule_is_dead() -> None:
    """Each is the one that some name is recognised by."""
    used = {_told(name)[1] for name, _ in NAMES} | {_told(*case[:3])[1] for case in SERIES}

    assert {rule.id for family in FAMILIES.values() for rule in family.rules} - used == set()


def test_a_company_that_only_looks_like_aws_is_refused_whatever_the_name() -> None:
    """Every report that a rule knows: under a vendor's name it has no family, and the note says whose it is."""
    for name, family in NAMES:
        if family and FAMILIES[family].kind != "agreement":
            item: Any = {"name": name, "companyName": "AWS Partner Ltd", "series": "SOC"}
            found = recognised(FAMILIES, item)
            assert (found[0], "AWS Partner Ltd" in found[2]) == ("", True), name


def test_the_file_that_ships_is_the_one_that_is_read() -> None:
    """Aliases in it are read by any YAML reader to the same families."""
    plain = yaml.safe_load((HERE.parent / "mappings/artifacts.yaml").read_text(encoding="utf-8"))

    assert {f["id"]: f["access"].strip() for f in plain} == {
        id_: f.access.strip() for id_, f in FAMILIES.items()
    }
