"""The columns of ``reports.csv``: beside each document what its family shows to each framework."""

from collections.abc import Callable

from generator.model.assessment import Assessment, FamilyResult, ReportRow
from generator.render.rows import reports
from generator.render.rows.fields import Cell, Field


def fields(assessment: Assessment) -> tuple[Field, ...]:
    """The columns of the CSV contract. What holds for a family under a framework is led by the framework's id."""
    by_family: dict[str, list[FamilyResult]] = {}
    for family in assessment.families:
        by_family.setdefault(family.family, []).append(family)
    resting: dict[str, list[str]] = {}
    for result in assessment.requirements:
        for id_ in result.reports:
            resting.setdefault(id_, []).append(f"{result.framework}:{result.requirement}")

    def each(name: str, says: str, value: Callable[[FamilyResult], tuple[str, ...]]) -> Field:
        def cell(row: ReportRow) -> Cell:
            found = by_family.get(row.family, ())
            return tuple(f"{one.framework}: {text}" for one in found for text in value(one) if text)

        return Field(name=name, head=name, says=says, value=cell)

    def next_expected(row: ReportRow) -> Cell:
        return tuple(dict.fromkeys(f.next_expected for f in by_family.get(row.family, ()) if f.next_expected))

    return (
        *reports.FIELDS,
        Field(
            name="requirements",
            head="requirements",
            says="The requirements that cite its family.",
            value=lambda r: tuple(resting.get(r.family, ())),
        ),
        each("gaps", "Days that all current documents of its family leave uncovered.", lambda f: f.gaps),
        each("services_outside", "Services in use that its programme's list lacks.", lambda f: f.not_listed),
        each("services_unknown", "Services in use of which no list says enough.", lambda f: f.unlisted),
        each("regions_outside", "Regions in use that its programme does not reach.", lambda f: f.outside),
        Field(
            name="next_expected",
            head="next_expected",
            says="When the next of its family usually appears.",
            value=next_expected,
        ),
        Field(
            name="document_sha256",
            head="document_sha256",
            says="SHA-256 of the document that a person fetched; empty where nobody has.",
            value=lambda r: r.document,
        ),
    )
