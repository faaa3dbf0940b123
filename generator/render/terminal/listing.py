"""The mappings looked through: checks and services."""

from collections.abc import Iterable, Mapping
from datetime import date

from generator.checks import all_checks
from generator.errors import ScopeError
from generator.model.catalog import Catalog
from generator.model.lines import uses
from generator.model.listings import Standing, standing
from generator.model.plain import Json
from generator.render.terminal.text import safe

_LONG = 2_000  # characters of a line: notes of four programs stand in it
_IMPORT = "import a fresh list with 'evidencemap services import'"


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


def service_rows(catalog: Catalog, day: date, program: str = "") -> dict[str, Json]:
    """Each service with its standing in each program on ``day``, and the programs whose lists are old or missing."""
    programs = _programs(catalog, program)
    found = {s.id: {p: standing(s.programs, p, day) for p in programs} for s in catalog.services.values()}
    return {
        "day": str(day),
        "old": _old(found, programs),
        "services": [
            {
                "service": one.id,
                "name": one.name,
                "model": one.model,
                "programs": [_standing_row(p, known) for p, known in found[one.id].items()],
            }
            for one in catalog.services.values()
        ],
    }


def service_lines(catalog: Catalog, day: date, program: str = "") -> list[str]:
    """The services as text: lists that are old first, then a line a service."""
    rows = service_rows(catalog, day, program)
    lines = list(rows["old"])
    for row in rows["services"]:
        known = "; ".join(f"{p['program']}: {p['words']}" for p in row["programs"])
        lines.append(safe(f"{row['service']:<22} {row['model']:<15} {known or 'no program'}", _LONG))
    return [*lines, f"{len(rows['services'])} services, as of {day}. --json gives sources and since when."]


def _programs(catalog: Catalog, program: str) -> list[str]:
    """The programs that a service, a framework or a report family names; ScopeError where none is the one asked for."""
    named = [p.program for s in catalog.services.values() for p in s.programs]
    named += [f.program for f in catalog.frameworks.values()]
    named += [f.program for f in catalog.families.values()]
    known = sorted({*named} - {""})
    if program and program not in known:
        raise ScopeError(f"There is no program '{safe(program, 60)}'.", f"These: {', '.join(known)}.")
    return [program] if program else known


def _old(found: Mapping[str, Mapping[str, Standing]], programs: Iterable[str]) -> list[str]:
    """A line for each program with lists too old to go by without a word, or with none."""
    lines = []
    for program in programs:
        held = [own[program] for own in found.values() if own[program].as_of]
        old = [one for one in held if one.old]
        if not held:
            lines.append(f"{program}: no list at hand: {_IMPORT}")
        elif old:
            days = min(one.days for one in old)
            last = max(str(one.as_of) for one in old)
            few = "" if len(old) == len(held) else f"{len(old)} of {len(held)} services go by a list of "
            lines.append(safe(f"{program}: {few}{last}, {days:,} days old: {_IMPORT}"))
    return lines


def _standing_row(program: str, known: Standing) -> dict[str, Json]:
    age = f" ({known.days:,} days old)" if known.as_of else ""
    return {
        "program": program,
        "state": known.state,
        "words": f"{known.words}{age}" + (f" [{known.note}]" if known.note else ""),
        "as_of": str(known.as_of) if known.as_of else None,
        "since": str(known.since) if known.since else None,
        "days": known.days if known.as_of else None,
        "old": known.old,
        "note": known.note,
        "source": known.source,
    }
