"""The CSV tables."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.celltext import clean
from generator.render.csvfile import table, tables
from generator.render.escape import csv_cell
from generator.render.rows import findings
from generator.render.rows.fields import Field

CONTRACT = {
    "requirements": "framework, version, requirement, title, responsibility, aws_status, customer_status, reports, "
    "objectives, checks, population, passed, failed, no_data, exceptions, not_applicable, requests, row_key, "
    "timeframe, applies_to",
    "findings": "check, title, severity, account, region, service, resource, status, reason, evidence, observed_at, "
    "exception, requirements",
    "populations": "check, account, region, population, passed, failed, no_data, exceptions, not_applicable, "
    "complete, why_incomplete, out_of_scope, out_of_scope_by, second_source",
    "calls": "evidence, service, operation, account, region, parameters, outcome, error_code, pages, items, caller, "
    "request_id, started, ended, sha256, needed_by",
    "reports": "family, id, name, version, period_from, period_to, state, covers, gap_days, bridged_to, read_at, sha256, "
    "kind, valid_to, used, note, company, account, rule, requirements, gaps, services_outside, services_unknown, "
    "regions_outside, next_expected, document_sha256",
    "services": "service, model, account, region, resources, programs, calls_made, blind_spots, "
    "layer, features, logging, seen_by",
    "requests": "request, requirement, objective, wording, owner, due, status, evidence, received_at, "
    "state, why_open, observed, covers_from, covers_to, valid_until, given_by, accepted_by, accepted_on, file, sha256, "
    "assigned, remarks",
    "scope": "framework, account, region, kind, resource, standing, rule, why",
    "blind_spots": "kind, account, region, what, why, requirements",
    "cuecs": "framework, cuec, topic, reports, section, objectives, status, population, passed, failed, no_data, "
    "requests, requirements, reason",
    "exceptions": "id, state, why, notes, reason, risk, compensating_control, checks, resources, accounts, broad, "
    "owner, approver, approved, opened, expires, days_left, ticket, findings, failing, requirements, keys, "
    "pci_constraints, pci_definition, pci_objective, pci_risk, pci_validation, pci_maintenance, pci_customized_approach",
}
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # fmt: skip


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


@pytest.mark.parametrize("name", CONTRACT)
def test_columns(name, files):
    """Each table has exactly the columns of the contract, in its order."""
    head = files[f"tables/{name}.csv"].decode().split("\r\n")[0]
    assert CONTRACT[name].split(", ") == head.split(",")


def test_one_row_a_thing(whole, files):
    """No row is lost or doubled, and lists are joined by a semicolon and a space."""
    counted = {name: len(rows(data)) for name, data in tables(whole).items()}
    assert {name: len(getattr(whole, name)) for name in CONTRACT} == counted
    first = rows(files["tables/findings.csv"])[0]
    assert "; ".join(whole.findings[0].requirements) == first["requirements"]
    assert "; ".join(whole.findings[0].evidence) == first["evidence"]


def test_numbers_stay_numbers():
    """A number is written as it is, a negative one too."""
    field = Field(name="n", head="", says="", value=lambda n: n)
    assert b"n\r\n-3\r\n" == table((field,), [-3])


def test_thresholds_are_part_of_the_check(whole, files):
    """A check with thresholds of its own is named with them in every table."""
    key = "iam.password_length(minimum=12)"
    for name in ("findings", "populations"):
        assert key in {row["check"] for row in rows(files[f"tables/{name}.csv"])}
    assert any(key in row["checks"] for row in rows(files["tables/requirements.csv"]))


@settings(max_examples=200, deadline=None, database=None)
@given(
    st.text()
    | st.builds(str.__add__, st.sampled_from(STARTS), st.text())
    | st.text("\ud800\udfff\x00\r=\"',")
)
def test_any_text_survives(text):
    """Any text comes back from the CSV as one cell of one row, never starting a formula."""
    field = Field(name="a", head="", says="", value=lambda t: t)
    (row,) = rows(table((field,), [text])) or [{"a": ""}]
    assert csv_cell(text) == row["a"]
    assert not row["a"].startswith(STARTS)
    assert row["a"] in (clean(text), "'" + clean(text))


def test_hostile_resource(whole):
    """A resource named like a formula is led by a quote, in UTF-8 that every reader takes."""
    nasty = replace(whole.findings[0], resource="=cmd|' /C calc'!A0\x00\ud800,\"\n")
    (row,) = rows(table(findings.FIELDS, [nasty]))
    assert "'=cmd|' /C calc'!A0\ufffd\ufffd,\"\n" == row["resource"]
