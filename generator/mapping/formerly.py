"""Old ids: a published id never vanishes. What was renamed is still found under every name that it had."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from generator.mapping.index import Entry, Index
from generator.model.catalog import AwsLine, CheckUse, CustomerLine, Objective, Requirement, When
from generator.model.verdict import Check

Names = Mapping[str, str]  # old id -> id
_KINDS = ("services", "families", "requests", "objectives", "cuecs")


def resolve(index: Index, checks: Mapping[str, Check]) -> list[str]:
    """Put each entry under its present id, and each reference to an old id; faults where an id has two owners."""
    faults: list[str] = []
    names: dict[str, Names] = {kind: _names(index.kinds[kind], faults) for kind in _KINDS}
    names["checks"] = {old: check.id for check in checks.values() for old in check.formerly}
    if not faults:
        _follow(index, names)
    for requirements in index.requirements.values():
        own = _names(requirements, faults)
        _move(requirements, own)
    return faults


def _names(entries: Mapping[str, Entry], faults: list[str]) -> Names:
    found: dict[str, str] = {}
    for id_, entry in entries.items():
        for old in entry.value.formerly:
            if old in entries and entries[old].document.origin == entry.document.origin:
                faults.append(
                    entry.at(("formerly",), f"'{old}' is the id of another entry; keep one of them")
                )
            elif old in found:
                fault = f"'{old}' was also the id of '{found[old]}'; it can lead to one"
                faults.append(entry.at(("formerly",), fault))
            else:
                found[old] = id_
    return found


def _move(entries: dict[str, Entry], names: Names) -> None:
    """What a user's overlay says of an old id is said of the present one, in its place."""
    for old, id_ in names.items():
        if old in entries:
            over = entries.pop(old)
            value = replace(over.value, id=id_, formerly=entries[id_].value.formerly)
            entries[id_] = Entry(value=value, document=over.document, path=over.path)


def _follow(index: Index, names: Mapping[str, Names]) -> None:
    for kind in _KINDS:
        _move(index.kinds[kind], names[kind])
    for entry_id, entry in index.kinds["objectives"].items():
        index.kinds["objectives"][entry_id] = _with(entry, _objective(entry.value, names))
    for requirements in index.requirements.values():
        for id_, entry in requirements.items():
            requirements[id_] = _with(entry, _requirement(entry.value, names))


def _with(entry: Entry, value: Any) -> Entry:
    return entry if value is entry.value else Entry(value=value, document=entry.document, path=entry.path)


def _now(ids: tuple[str, ...], names: Names) -> tuple[str, ...]:
    return tuple(names.get(id_, id_) for id_ in ids)


def _objective(one: Objective, names: Mapping[str, Names]) -> Objective:
    if not any(names.values()):
        return one
    uses = tuple(_use(use, names["checks"]) for use in one.checks)
    return replace(
        one, checks=uses, requests=_now(one.requests, names["requests"]), when=_when(one.when, names)
    )


def _use(use: CheckUse | str, names: Names) -> CheckUse | str:
    return (
        names.get(use, use) if isinstance(use, str) else replace(use, check=names.get(use.check, use.check))
    )


def _requirement(one: Requirement, names: Mapping[str, Names]) -> Requirement:
    if not any(names.values()):
        return one
    aws = tuple(_aws(line, names) for line in one.aws)
    return replace(one, aws=aws, customer=tuple(_customer(line, names) for line in one.customer))


def _aws(line: AwsLine, names: Mapping[str, Names]) -> AwsLine:
    families = names["families"]
    return replace(
        line,
        reports=_now(line.reports, families),
        agreements=_now(line.agreements, families),
        when=_when(line.when, names),
    )


def _customer(line: CustomerLine, names: Mapping[str, Names]) -> CustomerLine:
    return replace(
        line,
        objective=names["objectives"].get(line.objective, line.objective),
        check=names["checks"].get(line.check, line.check),
        request=names["requests"].get(line.request, line.request),
        when=_when(line.when, names),
    )


def _when(when: When | None, names: Mapping[str, Names]) -> When | None:
    return when and replace(when, services=_now(when.services, names["services"]))
