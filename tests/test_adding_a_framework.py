"""docs/adding-a-framework.md: its files load, and lead to a workbook over recorded evidence, as the page says."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fences import blocks
from golden import make

from generator import pipeline
from generator.assess import worded
from generator.errors import MappingError
from generator.mapping import load
from generator.model.assessment import Assessment, RequirementResult
from generator.model.catalog import Catalog
from generator.model.scope import Plan
from generator.pack import read_run
from generator.render.book import workbook
from generator.render.terminal import explain_lines, show_lines
from generator.render.view import View
from generator.scope import Config, plan, read_config, read_wording

EXAMPLES = blocks(Path(__file__).parent.parent / "docs" / "adding-a-framework.md")
OURS, FILES = "acme-data-rules", (".yaml", ".csv")
QUARTER, LATER = date(2026, 11, 24), date(2027, 1, 1)


def written(folder: Path) -> Path:
    """The files of the page as they stand there."""
    for name, body in EXAMPLES.items():
        if name.endswith(FILES):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("acme"))


@pytest.fixture(scope="module")
def config(folder: Path) -> Config:
    return read_config(folder / "evidencemap.yaml")[1]


@pytest.fixture(scope="module")
def catalog(folder: Path, config: Config) -> Catalog:
    return load(*(folder / name for name in config.mappings))


def planned(
    catalog: Catalog, config: Config, day: date, *frameworks: str, **answers: tuple[str, ...]
) -> Plan:
    """The plan over the accounts of the recorded evidence."""
    options = {name: (a,) if isinstance(a, str) else a for name, a in config.options.items()} | answers
    scope = replace(read_run(make.PACK).scope, frameworks=frameworks or config.frameworks, options=options)
    return plan(catalog, scope, day)


@pytest.fixture(scope="module")
def assessment(catalog: Catalog, config: Config) -> Assessment:
    return pipeline.judge(planned(catalog, config, QUARTER), make.PACK)


@pytest.fixture(scope="module")
def book(assessment: Assessment) -> Any:
    return opened(assessment)


def opened(assessment: Assessment) -> Any:
    """The workbook of the framework."""
    framework = next(f for f in assessment.frameworks if f.id == OURS)
    return openpyxl.load_workbook(io.BytesIO(workbook(View(assessment, framework))))


def rows(book: Any, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by the heads of its columns."""
    head, *body = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body if any(row)]


def row(book: Any, sheet: str, requirement: str) -> dict[str, Any]:
    """The row of a requirement."""
    return next(one for one in rows(book, sheet) if one["Requirement"] == requirement)


def ids(results: Sequence[RequirementResult]) -> list[str]:
    return [one.requirement for one in results]


# -- the files ---------------------------------------------------------------------------------------------


def test_the_files_load_without_python(catalog: Catalog) -> None:
    """Nothing but YAML, six requirements in two families, in the order that is written."""
    found = [(one.family, one.id) for one in catalog.frameworks[OURS].requirements]

    assert not [name for name in EXAMPLES if name.endswith(".py")]
    assert found == [
        ("Keeping data", "D1"),
        ("Keeping data", "D2"),
        ("Keeping data", "D3"),
        ("Giving data away", "S1"),
        ("Giving data away", "S2"),
        ("Giving data away", "S3"),
    ]


def test_every_requirement_is_whole(catalog: Catalog) -> None:
    """A kind that is explained, a source, a day of review: what we ask of the frameworks that ship."""
    framework = catalog.frameworks[OURS]

    assert {one.kind for one in framework.requirements} == set(framework.kinds)
    assert all(one.source and one.reviewed for one in framework.requirements)


def test_every_request_and_option_of_the_page_is_used(catalog: Catalog) -> None:
    """Nothing stands there that leads nowhere."""
    own = {id_ for id_ in catalog.requests if id_.startswith("acme-")}
    lines = [line for one in catalog.frameworks[OURS].requirements for line in one.customer]
    asked = {name for one in catalog.frameworks[OURS].requirements if one.when for name in one.when.options}

    assert {line.request for line in lines if line.request} == own
    assert {id_ for id_ in catalog.options if id_.startswith("acme_")} == asked


def test_a_requirement_is_shown_as_told(catalog: Catalog) -> None:
    """'frameworks show D3' prints what the page shows; the old id D4 shows S1."""
    assert show_lines(catalog, "D3") == EXAMPLES["D3"].splitlines()
    assert show_lines(catalog, "D4") == show_lines(catalog, "S1")


def test_a_slip_is_told_as_the_page_says(tmp_path: Path) -> None:
    """With file, line and what was meant."""
    folder = written(tmp_path)
    path = folder / "our-mappings" / "frameworks" / OURS / "sharing.yaml"
    path.write_text(path.read_text().replace("acme_residency", "acme_residence"))
    with pytest.raises(MappingError) as caught:
        load(folder / "our-mappings")

    assert [fault.replace(f"{folder}/", "") for fault in caught.value.faults] == [EXAMPLES["fault"].strip()]


# -- options and dates -------------------------------------------------------------------------------------


def test_the_answer_decides_whether_s2_applies(catalog: Catalog, config: Config) -> None:
    """Left out under 'no', there under 'yes' and where nobody answers."""
    under = {
        answer: [
            r.id for r in planned(catalog, config, QUARTER, **given).catalog.frameworks[OURS].requirements
        ]
        for answer, given in {
            "no": {},
            "yes": {"acme_residency": ("yes",)},
            "none": {"acme_residency": ()},
        }.items()
    }

    assert under == {
        "no": ["D1", "D2", "D3", "S1"],
        "yes": ["D1", "D2", "D3", "S1", "S2"],
        "none": ["D1", "D2", "D3", "S1", "S2"],
    }


def test_dates_decide_which_lines_hold(catalog: Catalog, config: Config) -> None:
    """90 days to the end of 2026, 45 from the first day of 2027, when S3 comes too."""

    def keys(day: date) -> set[str]:
        checks = planned(catalog, config, day, OURS).checks
        return {one.key for one in checks if one.check == "iam.unused_credentials_disabled"}

    assert keys(date(2026, 12, 31)) == {"iam.unused_credentials_disabled"}
    assert keys(LATER) == {"iam.unused_credentials_disabled(days=45)"}
    later = planned(catalog, config, LATER).catalog.frameworks[OURS].requirements
    assert [one.id for one in later] == ["D1", "D2", "D3", "S1", "S3"]


# -- what comes out ----------------------------------------------------------------------------------------


def test_recorded_evidence_judges_it(assessment: Assessment) -> None:
    """Both parts stand somewhere, over resources that were really seen."""
    found = {one.requirement: one for one in assessment.of(OURS)}

    assert ids(assessment.of(OURS)) == ["D1", "D2", "D3", "S1"]
    assert {id_: one.responsibility for id_, one in found.items()} == {
        "D1": "shared", "D2": "shared", "D3": "customer", "S1": "customer",
    }  # fmt: skip
    assert all(one.customer_status and one.counts.population for one in found.values())
    assert all(one.aws_status for one in found.values() if one.aws)


def test_a_later_day_judges_the_same_evidence(catalog: Catalog, config: Config) -> None:
    """As 'assess --as-of' does: the shorter time makes nothing better."""
    now, later = (pipeline.judge(planned(catalog, config, day), make.PACK) for day in (QUARTER, LATER))
    failed = [next(r for r in made.of(OURS) if r.requirement == "D3").counts.failed for made in (now, later)]

    assert failed[1] >= failed[0] > 0
    assert ids(later.of(OURS))[-1] == "S3"


def test_the_workbook_holds_the_requirements(book: Any) -> None:
    """By id, with how often, the words, and the kind's short word."""
    found = rows(book, "Requirements")

    assert [(one["Requirement"], one["How often"]) for one in found] == [
        ("D1", "–"), ("D2", "every month"), ("D3", "every 3 months"), ("S1", "–"),
    ]  # fmt: skip
    assert {one["Kind"] for one in found} == {"rule"}
    assert found[0]["What it asks"] == "Data of customers is encrypted wherever it lies, copies included."


def test_the_workbook_splits_by_service_model(book: Any) -> None:
    """For D2, what differs where servers and where databases run, on both sides."""
    found = row(book, "Responsibility", "D2")

    assert found["Where it is infrastructure"].startswith("We: Operating systems")
    assert "AWS: AWS patches the operating system under databases" in found["Where it is platform"]
    assert "We: Databases take minor engine versions" in found["Where it is platform"]
    assert found["Where it is managed"] == "–"


def test_the_workbook_has_every_line(book: Any) -> None:
    """D3 has two of its three: the third holds from 2027 on."""
    lines = [one for one in rows(book, "Parts") if one["Requirement"] == "D3"]

    assert len(lines) == 2
    assert not [one for one in lines if "45 days" in str(one)]


def test_the_workbook_asks_people(book: Any) -> None:
    """Its own request, and the one that came with an objective of ours."""
    assert [one["Request"] for one in rows(book, "Requests")] == ["acme-access-review", "patch-records"]


def test_the_workbook_shows_what_is_shared(book: Any) -> None:
    """HIPAA has a column, and rests on what D1, D2 and S1 rest on."""
    (hipaa,) = [head for head in rows(book, "Crosswalk")[0] if head.startswith("HIPAA")]
    shared = {one["Requirement"] for one in rows(book, "Crosswalk") if one[hipaa] not in (None, "–")}

    assert shared == {"D1", "D2", "S1"}


def test_the_workbook_says_what_is_left_out(book: Any) -> None:
    """S2 with question and answer, S3 with its day; the Cover names option, answer and number."""
    left = {
        one["Requirements that rest on it"]: one["Why"]
        for one in rows(book, "Coverage and blind spots")
        if one["Kind"] == "left out"
    }
    cover = {str(cell.value) for line in book["Cover"].iter_rows() for cell in line}

    assert left["S2"].startswith("option acme_residency: no (Was it promised")
    assert left["S3"] == "holds from 2027-01-01"
    assert {"acme_residency: no", "2 requirements: see Coverage and blind spots"} <= cover


def test_old_ids_explain_the_present_one(assessment: Assessment) -> None:
    """'explain D4' prints the chain of S1, down to records."""
    lines = explain_lines(assessment, "D4")

    assert lines == explain_lines(assessment, "S1")
    assert any("sha256" in line for line in lines)


def test_the_original_text_is_laid_over(folder: Path, assessment: Assessment, catalog: Catalog) -> None:
    """Where the file has a row; the others keep our words."""
    laid = read_wording(catalog, {OURS: folder / "acme-wording.csv"})
    shown = opened(worded(assessment, {one.framework: one.texts for one in laid}))

    assert row(shown, "Requirements", "D1")["What it asks"].startswith("Data of customers shall be encrypted")
    assert row(shown, "Requirements", "S1")["What it asks"].startswith("Nothing that holds data")
    assert row(shown, "Requirements", "D2")["What it asks"] == "Systems are patched"
