"""Which report family an entry of AWS Artifact belongs to: by its company first, then by the rules."""

import re
from collections.abc import Mapping, Sequence

from generator.model.catalog import ReportFamily, ReportRule
from generator.model.plain import Json


def recognised(families: Mapping[str, ReportFamily], item: Json) -> tuple[str, str, str]:
    """Family, rule and note of a report. Artifact also lists the reports of vendors: theirs are told, not used."""
    matches = _matching([f for f in families.values() if f.kind != "agreement"], item)
    if not matches:
        return "", "", "no rule recognises it"
    company = str(item.get("companyName") or "").strip()
    ours = [m for m in matches if company and re.search(m[0].company, company, re.IGNORECASE)]
    if not ours:
        whose = f"a report of {company}" if company else "its company is not given"
        return "", matches[0][1], f"not used: {whose}, so it cannot carry AWS's part"
    return _one(ours)


def recognised_agreement(families: Mapping[str, ReportFamily], item: Json) -> tuple[str, str, str]:
    """Family, rule and note of an agreement, which is always with AWS."""
    matches = _matching([f for f in families.values() if f.kind == "agreement"], item)
    return _one(matches) if matches else ("", "", "no rule recognises it")


def _matching(families: Sequence[ReportFamily], item: Json) -> list[tuple[ReportFamily, str]]:
    return [(family, rule.id) for family in families for rule in family.rules if _matches(rule, item)]


def _one(matches: Sequence[tuple[ReportFamily, str]]) -> tuple[str, str, str]:
    """The one family that all matches name; two are told, not guessed between."""
    names = sorted({family.id for family, _ in matches})
    if len(names) > 1:
        return "", matches[0][1], f"not used: ambiguous, the rules of {' and '.join(names)} recognise it"
    return names[0], matches[0][1], ""


def _matches(rule: ReportRule, item: Json) -> bool:
    """Every field that the rule gives matches (regular expression, without case)."""
    given = {"name": rule.name, "series": rule.series, "category": rule.category}
    for field, pattern in given.items():
        if pattern and not re.search(pattern, _line(item.get(field)), re.IGNORECASE):
            return False
    name = _line(item.get("name"))
    return not (rule.not_name and re.search(rule.not_name, name, re.IGNORECASE))


def _line(value: Json) -> str:
    """Text with single spaces: Artifact's own model allows letters, digits, strokes and space only."""
    return " ".join(str(value or "").split())
