"""The sheet of samples: what was drawn, what the pack says of it, and columns that stay the auditor's."""

from dataclasses import replace
from typing import Any

from generator.model.assessment import Assessment
from generator.model.sampling import SampleRow
from generator.render.rows import samples
from generator.render.rows.fields import TO_FILL, pick, shown
from generator.render.view import View, check_key


def row(finding: Any, place: int, **fields: Any) -> SampleRow:
    given: dict[str, Any] = {
        "row_key": f"{place:012x}", "sample": "0123abcd", "check": check_key(finding), "title": finding.title,
        "engagement": "Acme 2026Q3", "place": place, "size": 3, "line": finding.resource,
        "resource": finding.resource, "account": finding.account, "region": finding.region,
        "status": finding.status, "reason": finding.reason, "evidence": finding.evidence, "population": 1_234,
        "population_sha256": "0" * 64, "complete": True, "why_incomplete": "", **fields,
    }  # fmt: skip
    return SampleRow(**given)


def test_a_framework_shows_the_draws_of_its_checks(whole: Assessment) -> None:
    """In the accounts that it reaches; a draw of another framework's check stays out."""
    view = View(whole, whole.frameworks[0])
    own = row(view.findings[0], 1)
    made = replace(
        whole, samples=(own, replace(own, check="none.such"), replace(own, account="000000000000"))
    )

    assert samples.samples(View(made, made.frameworks[0])) == (own,)


def test_columns_read_well_and_leave_the_auditors_empty(whole: Assessment) -> None:
    """Each column is there once and explained; those to fill in are empty, whatever the pack says."""
    view = View(whole, whole.frameworks[0])
    one = row(view.findings[0], 2, complete=False, why_incomplete="denied", status="")
    columns = pick((*samples.FIELDS, *samples.joined(view), *samples.REVIEW), *samples.COLUMNS)
    cells = {f.name: shown(f, one) for f in columns}

    assert len({f.name for f in columns}) == len({f.head for f in columns}) == len(columns)
    assert all(f.says.endswith(".") for f in columns)
    assert {f.name for f in columns if f.look in TO_FILL} == {f.name for f in samples.REVIEW}
    assert [f.value(one) for f in samples.REVIEW] == [""] * len(samples.REVIEW)
    assert cells["drawn"] == "2 of 3, from 1,234"
    assert cells["complete"] == "no"
    assert cells["status"] == "–"
