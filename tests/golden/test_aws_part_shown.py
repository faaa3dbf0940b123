"""What the demo's AWS Artifact holds is seen in the right cell: workbook, Markdown, HTML, CSV and requirement rows."""

import csv
import html
import io
import re
from functools import cache
from typing import Any

import openpyxl
import pytest

from generator.render import book, csvfile, markdown
from generator.render import html as page
from generator.render.view import View
from golden import make

SHORT = "40 days of the period uncovered (2026-11-22 to 2026-12-31)"
BRIDGED = "covers the whole period with a bridge letter to 2027-01-02"
OUTSIDE = "Amazon MemoryDB (not listed as of"
DENIED = "ListCustomerAgreements denied (no identity policy)"
UNSIGNED = "has none that is active"
VENDOR = "a report of CloudVendor Inc., so it cannot carry AWS's part"


@cache
def _made() -> Any:
    return make.assessed()


@cache
def _view(framework: str) -> View:
    return View(_made(), next(f for f in _made().frameworks if f.id == framework))


@cache
def _book(framework: str) -> Any:
    return openpyxl.load_workbook(io.BytesIO(book.workbook(_view(framework))))


def _rows(framework: str, sheet: str) -> list[dict[str, str]]:
    head, *rows = _book(framework)[sheet].iter_rows(values_only=True)
    return [{h: str(v or "") for h, v in zip(head, row, strict=True)} for row in rows]


@cache
def _pages(framework: str) -> tuple[str, str]:
    """The Markdown and the HTML page as a reader sees their text."""
    plain = re.sub(r"\\([^\w\s])", r"\1", markdown.page(_view(framework)).decode())
    text = html.unescape(re.sub(r"<[^>]+>", " ", page.page(_view(framework)).decode()))
    return " ".join(plain.split()), " ".join(text.split())


@cache
def _table() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csvfile.tables(_made())["reports"].decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("framework", "family", "document", "status", "words", "status_of_requirements"),
    [
        (
            "pci-dss",
            "pci-aoc",
            "PCI DSS Attestation",
            "inherited",
            "valid over the whole period",
            "inherited",
        ),
        ("gdpr", "iso-27018", "ISO 27018", "report gap", SHORT, "report gap"),
        ("gdpr", "soc-2", "SOC 2 Type II Report, version 2", "inherited", BRIDGED, "inherited"),
        (
            "soc-2",
            "soc-2",
            "SOC 2 Type II Report, version 2",
            "service out of scope",
            OUTSIDE,
            "service out of scope",
        ),
        ("hipaa", "aws-baa", "", "no data", DENIED, "no data"),
        ("hipaa", "aws-baa", "", "no data", UNSIGNED, "no data"),
    ],
)
def test_each_is_seen_where_a_reader_looks(
    framework: str, family: str, document: str, status: str, words: str, status_of_requirements: str
) -> None:
    """Its row among AWS's reports, both pages, and the rows of the requirements that rest on it."""
    shown = [
        r for r in _rows(framework, "AWS reports") if r["Family"] == family and document in r["Document"]
    ]
    assert any(r["AWS status"] == status and words in "\n".join(r.values()) for r in shown)

    resting = {
        r.requirement
        for r in _view(framework).requirements
        if any(
            family in line.families and set(line.families) <= {family, "pci-package", "c5"} for line in r.aws
        )
    }
    rows = [r for r in _rows(framework, "Requirements") if r["Requirement"] in resting]
    assert len(rows) == len(resting) > 0
    assert {r["AWS status"] for r in rows} == {status_of_requirements}
    assert any(words in r["AWS part"] for r in rows) or status == "inherited"
    if status == "inherited":
        assert all(document.split(",", maxsplit=1)[0] in r["AWS part"] for r in rows)
    assert all(words in text for text in _pages(framework))

    listed = [r for r in _table() if r["family"] == family]
    assert listed
    assert all(f"{framework}:" in r["requirements"] for r in listed)


def test_the_table_says_of_each_document_what_it_covers() -> None:
    """As a script reads it."""
    table = {(r["family"], r["version"], r["account"]): r for r in _table()}
    told = {
        key: (row["covers"], row["gap_days"], row["bridged_to"], row["used"])
        for key, row in table.items()
        if key[0] in ("pci-aoc", "iso-27018", "soc-2", "aws-baa")
    }

    assert told == {
        ("pci-aoc", "1", "222233334444"): ("whole", "0", "", "yes"),
        ("iso-27018", "1", "222233334444"): ("part", "40", "", "yes"),
        ("soc-2", "1", "222233334444"): ("none", "92", "", "yes"),
        ("soc-2", "2", "222233334444"): ("part", "61", "2027-01-02", "yes"),
        ("aws-baa", "", "111122223333"): ("none", "92", "", "no"),
        ("aws-baa", "", "222233334444"): ("whole", "0", "", "yes"),
        ("aws-baa", "", "333344445555"): ("none", "92", "", "no"),
    }
    baa = {key[2]: row["note"] for key, row in table.items() if key[0] == "aws-baa"}
    assert DENIED in baa["111122223333"]
    assert UNSIGNED in baa["333344445555"]
    vendor = next(r for r in _table() if r["company"] == "CloudVendor Inc.")
    assert (vendor["family"], vendor["used"], VENDOR in vendor["note"]) == ("", "no", True)


@pytest.mark.parametrize("framework", ["pci-dss", "hipaa", "soc-2", "gdpr"])
def test_a_vendors_report_is_shown_and_carries_nothing(framework: str) -> None:
    """In every workbook and page, with the reason; no requirement cites it."""
    rows = [r for r in _rows(framework, "AWS reports") if "CloudVendor" in "\n".join(r.values())]

    assert [(r["Used"], VENDOR in r["Note"]) for r in rows] == [("no", True)]
    assert all(VENDOR in text for text in _pages(framework))
    assert not any("CloudVendor" in r["AWS part"] for r in _rows(framework, "Requirements"))


def test_the_first_lines_name_services_outside() -> None:
    """Before any figure: Summary, both pages; PCI's old list is named as old."""
    for framework, words in (
        ("hipaa", "not on AWS's list for 'hipaa-eligible': Amazon MemoryDB"),
        ("hipaa", "AWS::FraudDetector"),
        ("pci-dss", "of 2022-07-15, which is older than 120 days"),
    ):
        cells = [
            str(c.value) for row in _book(framework)["Summary"].iter_rows(max_row=8) for c in row if c.value
        ]
        assert any(words in cell for cell in cells), cells
        plain, text = _pages(framework)
        assert words in plain[: plain.index("At a glance", 600) + 4000]
        assert words in text
