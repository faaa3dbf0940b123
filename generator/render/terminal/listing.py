"""The mappings looked through: checks and services."""

from generator.checks import all_checks
from generator.model.catalog import Catalog
from generator.model.lines import uses
from generator.model.plain import Json


def check_rows(catalog: Catalog) -> list[dict[str, Json]]:
    """Each check with its words, its equals elsewhere, and the requirements it serves."""
    serves: dict[str, list[str]] = {}
    for framework in catalog.frameworks.values():
        for requirement in framework.requirements:
            for line in requirement.customer:
                for use in uses(catalog, line):
                    serves.setdefault(use.check, []).append(f"{framework.id}:{requirement.id}")
    return [
        {
            "check": check.id,
            "title": check.title,
            "severity": check.severity,
            "rationale": check.rationale,
            "remediation": check.remediation,
            "source": check.source,
            "same_as": list(check.same_as),
            "calls": list(check.calls),
            "judges": check.of,
            "thresholds": {name: str(value) for name, value in check.params.items()},
            "requirements": list(dict.fromkeys(serves.get(check.id, []))),
        }
        for check in all_checks().values()
    ]


def check_lines(catalog: Catalog) -> list[str]:
    """The checks as text."""
    rows = check_rows(catalog)
    lines = [f"{row['check']:<46} {row['severity']:<9} {row['title']}" for row in rows]
    return [*lines, f"{len(rows)} checks. --json gives rationale, remediation, source and equals elsewhere."]


def service_lines(catalog: Catalog) -> list[str]:
    """The services as text."""
    lines = []
    for service in catalog.services.values():
        listed = ", ".join(f"{p.program} {p.listed} ({p.as_of})" for p in service.programs)
        lines.append(f"{service.id:<22} {service.model:<15} {listed or 'no list at hand'}")
    return lines
