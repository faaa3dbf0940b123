"""Our placing of checks beside AWS's own: agreement where it is earned, a reason where it is not."""

import csv
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))

from agreement import DATA, agreement_page, compare, differences  # noqa: E402 - beside the docs that it writes

from generator.mapping import load  # noqa: E402 - after the path

CATALOG = load()
FRAMEWORKS = ("pci-dss", "hipaa")
FOUND = {framework: compare(CATALOG, framework, "aws") for framework in FRAMEWORKS}


def test_nine_in_ten_of_awss_pairs_agree() -> None:
    """Of those whose rule we have a check for, over both of AWS's packs."""
    agreed = sum(len(found.agreed) for found in FOUND.values())
    whole = agreed + sum(len(found.theirs) for found in FOUND.values())

    assert whole > 650
    assert agreed / whole >= 0.9


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_each_pair_that_is_left_out_has_a_reason(framework: str) -> None:
    """No more and no fewer: a reason for a pair that agrees by now would be a lie."""
    why = differences()
    told = {(requirement, rule) for f, requirement, rule in why if f == framework}
    left_out = {(requirement, name.removeprefix("config:")) for requirement, name in FOUND[framework].theirs}

    assert left_out == told
    assert all(reason for reason in why.values())


def test_the_facts_beside_ours_are_whole() -> None:
    """744 pairs of PCI DSS and the page's 564 of HIPAA, before ours is held against them."""
    with (DATA / "pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["source"] == "aws"]
    sizes = {f: sum(len(r["requirements"].split()) for r in rows if r["framework"] == f) for f in FRAMEWORKS}

    assert sizes == {"pci-dss": 744, "hipaa": 564}


def test_the_page_names_every_difference() -> None:
    """And no table cell stands empty."""
    page = list(agreement_page(CATALOG))

    assert [line for line in page if line.endswith("|  |")] == []
    assert sum(len(found.theirs) for found in FOUND.values()) <= len(page)
