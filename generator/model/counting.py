"""Findings counted by what they ended as."""

from collections.abc import Iterable

from generator.model.assessment import Finding
from generator.model.status import Counts


def count(findings: Iterable[Finding], aws_owned: int = 0, out_of_scope: int = 0) -> Counts:
    """How many findings of each status."""
    found = [finding.status for finding in findings]
    return Counts(
        population=len(found),
        passed=found.count("passed"),
        failed=found.count("failed"),
        no_data=found.count("no data"),
        exceptions=found.count("exception"),
        not_applicable=found.count("not applicable"),
        aws_owned=aws_owned,
        out_of_scope=out_of_scope,
    )
