"""The shelf of AWS Artifact: the same for every account."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

Json = dict[str, Any]

AWS = "Amazon Web Services, Inc."
ATTESTED = "Certifications And Attestations"


def shelf(start: date, end: date, now: datetime) -> list[Json]:
    """Reports around an audit period: AWS's SOC reports end before it does and a letter goes on, a certificate ends."""
    soc_end = _month_end(end - timedelta(days=75))
    soc_start = (soc_end - timedelta(days=175)).replace(day=1)
    before = soc_start - timedelta(days=1)
    bridge = end + timedelta(days=2)
    short = (start - timedelta(days=1000), end - timedelta(days=40))
    year = (start - timedelta(days=90), end + timedelta(days=185))
    three = (start - timedelta(days=400), start + timedelta(days=695))
    soc2, soc1, soc3 = "AWS SOC 2 Type II Report", "AWS SOC 1 Type II Report", "AWS SOC 3 Report"
    letter = "AWS SOC Continued Operations Letter"
    aoc, matrix = "PCI DSS Attestation of Compliance (AOC)", "PCI DSS Responsibility Summary"
    rows = [
        _report(1, 1, soc2, "SOC 2", _half_year_to(before), acceptanceType="EXPLICIT"),
        _report(1, 2, soc2, "SOC 2", (soc_start, soc_end), acceptanceType="EXPLICIT"),
        _report(2, 1, soc1, "SOC 1", (soc_start, soc_end), acceptanceType="EXPLICIT"),
        _report(3, 1, soc3, "SOC 3", (soc_start, soc_end)),
        _report(4, 1, letter, "SOC", (soc_end + timedelta(days=1), bridge)),
        _report(5, 1, "AWS ISO 27001:2022 Certification", "ISO", three),
        _report(6, 1, "AWS ISO 27017:2015 Certification", "ISO", three),
        _report(7, 1, "AWS ISO 27018:2019 Certification", "ISO", short),
        _report(8, 1, "AWS ISO 27701:2019 Certification", "ISO", three),
        _report(9, 1, aoc, "PCI", year),
        _report(10, 1, matrix, "PCI", year),
        _report(11, 1, "AWS HITRUST CSF Certification Letter", "HITRUST", year),
        _report(12, 1, "AWS C5 Type II Report", "C5", (soc_start, soc_end), acceptanceType="EXPLICIT"),
        # A vendor's report looks better than AWS's own: it must never carry AWS's part.
        _report(
            13, 1, "SOC 2 Type II Report", "SOC 2", (start, end), companyName="CloudVendor Inc.",
            productName="CloudVendor Observability", acceptanceType="EXPLICIT",
        ),
        _report(14, 1, "AWS SOC 2 Type II Report (draft)", "SOC 2", (start, end), state="UNPUBLISHED"),
    ]  # fmt: skip
    for row in rows:
        row["createdAt"] = row["lastModifiedAt"] = min(row["periodStart"] + timedelta(days=240), now)
    return rows


def _half_year_to(end: date) -> tuple[date, date]:
    return (end - timedelta(days=175)).replace(day=1), end


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _report(
    number: int, version: int, name: str, series: str, period: tuple[date, date], **other: str
) -> Json:
    identity = f"report-ACME{number:012d}"
    arn = f"arn:aws:artifact:us-east-1::report/{identity}:{version}"
    begins, ends = (datetime.combine(day, time(), UTC) for day in period)
    return {
        "id": identity, "arn": arn, "version": version, "name": name, "series": series,
        "description": f"{name}, {begins:%d %B %Y} to {ends:%d %B %Y}", "category": ATTESTED,
        "companyName": AWS, "productName": "Amazon Web Services", "state": "PUBLISHED",
        "uploadState": "COMPLETE", "acceptanceType": "PASSTHROUGH", "periodStart": begins,
        "periodEnd": ends, "termArn": "arn:aws:artifact:us-east-1::term/term-ACME000000000001",
        "sequenceNumber": version, **other,
    }  # fmt: skip
