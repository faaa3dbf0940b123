"""The page that holds our placing of checks against AWS's own and two open projects'."""  # noqa: INP001 - beside the script that uses it

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.checks import all_checks
from generator.model.catalog import Catalog, Requirement
from generator.model.lines import uses

DATA = Path(__file__).parent / "data"
Pair = tuple[str, str]  # requirement, name elsewhere
SOURCES = {
    "aws": "AWS's conformance packs",
    "prowler": "Prowler",
    "powerpipe": "the Powerpipe AWS compliance mod",
}


@dataclass(frozen=True)
class Agreement:
    """Pairs of requirement and control, for one framework and one source."""

    agreed: frozenset[Pair]
    theirs: frozenset[Pair]  # theirs only, where we have a check for the control
    ours: frozenset[Pair]  # ours only, for controls that they name somewhere
    unchecked: int  # pairs of theirs for whose control we have no check

    @property
    def share(self) -> float:
        """Of their pairs whose control we have a check for, how many we have too."""
        whole = len(self.agreed) + len(self.theirs)
        return len(self.agreed) / whole if whole else 1.0


def compare(catalog: Catalog, framework: str, source: str) -> Agreement:
    """Our placing beside theirs."""
    elsewhere = _elsewhere(source, framework)
    names = _names()
    placed = {one.id: _checks(catalog, one) for one in catalog.frameworks[framework].requirements}
    agreed, theirs, unchecked = set(), set(), 0
    for name, requirements in elsewhere.items():
        for requirement in requirements:
            if name not in names:
                unchecked += 1
            elif names[name] & _under(placed, requirement):
                agreed.add((requirement, name))
            else:
                theirs.add((requirement, name))
    ours = {
        (id_, name)
        for id_, checks in placed.items()
        for name, same in names.items()
        if name in elsewhere and same & checks and not _there(id_, elsewhere[name])
    }
    return Agreement(frozenset(agreed), frozenset(theirs), frozenset(ours), unchecked)


def _elsewhere(source: str, framework: str) -> Mapping[str, tuple[str, ...]]:
    with (DATA / "pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if (r["source"], r["framework"]) == (source, framework)]
    return {row["name"]: tuple(row["requirements"].split()) for row in rows}


def _names() -> dict[str, frozenset[str]]:
    """Name elsewhere -> our checks that are the same control."""
    found: dict[str, set[str]] = {}
    for check in all_checks().values():
        for name in check.same_as:
            found.setdefault(name, set()).add(check.id)
    return {name: frozenset(ids) for name, ids in found.items()}


def _checks(catalog: Catalog, one: Requirement) -> frozenset[str]:
    return frozenset(use.check for line in one.customer for use in uses(catalog, line))


def _under(placed: Mapping[str, frozenset[str]], requirement: str) -> frozenset[str]:
    """Checks under a requirement; elsewhere an id may stand for all of its parts (Art.32, 164.314(b)(2))."""
    return frozenset().union(*(checks for id_, checks in placed.items() if _part(id_, requirement)))


def _part(id_: str, whole: str) -> bool:
    return id_ == whole or id_.startswith(whole + "(")


def _there(id_: str, requirements: tuple[str, ...]) -> bool:
    return any(_part(id_, requirement) for requirement in requirements)


def differences() -> Mapping[tuple[str, str, str], str]:
    """(framework, requirement, name) -> why we leave the pair out."""
    with (DATA / "differences.csv").open(encoding="utf-8", newline="") as file:
        return {(r["framework"], r["requirement"], r["rule"]): r["reason"] for r in csv.DictReader(file)}


def agreement_page(catalog: Catalog) -> Iterator[str]:
    """The page, line by line."""
    yield "# Agreement with others"
    yield ""
    yield from INTRODUCTION.strip().splitlines()
    yield ""
    known = [f for f in ("pci-dss", "hipaa", "soc-2", "gdpr") if f in catalog.frameworks]
    yield "| framework | beside | agreed | theirs only | ours only | theirs without a check of ours | agreed of those that we can check |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    for framework in known:
        for source, title in SOURCES.items():
            found = compare(catalog, framework, source)
            if found.agreed or found.theirs or found.unchecked:
                cells = (len(found.agreed), len(found.theirs), len(found.ours), found.unchecked)
                numbers = " | ".join(str(n) for n in cells)
                yield f"| {framework} | {title} | {numbers} | {100 * found.share:.0f} % |"
    yield ""
    for framework in known:
        yield from _aws(catalog, framework)
    for framework in known:
        yield from _peers(catalog, framework)


def _aws(catalog: Catalog, framework: str) -> Iterator[str]:
    """Each difference from AWS's pack, with a word why."""
    found = compare(catalog, framework, "aws")
    if not (found.agreed or found.theirs):
        return
    why = differences()
    yield f"## {framework}: differences from AWS's conformance pack"
    yield ""
    yield "Theirs only:"
    yield ""
    yield "| requirement | rule | why it stands |"
    yield "| --- | --- | --- |"
    for requirement, name in sorted(found.theirs):
        rule = name.removeprefix("config:")
        yield f"| {requirement} | {rule} | {why.get((framework, requirement, rule), '')} |"
    yield ""
    yield from _ours(framework, found)


def _ours(framework: str, found: Agreement) -> Iterator[str]:
    yield "Ours only (a check may stand under more requirements than AWS names it for):"
    yield ""
    yield "| requirement | rules | why |"
    yield "| --- | --- | --- |"
    by: dict[str, list[str]] = {}
    for requirement, name in sorted(found.ours):
        by.setdefault(requirement, []).append(name.removeprefix("config:"))
    named = {r for names in _elsewhere("aws", framework).values() for r in names}
    for requirement, rules in by.items():
        why = (
            "AWS's pack has other rules here; ours come with the objective that they belong to"
            if any(_part(requirement, r) for r in named)
            else "AWS's pack leaves this requirement out"
        )
        yield f"| {requirement} | {', '.join(rules)} | {why} |"
    yield ""


def _peers(catalog: Catalog, framework: str) -> Iterator[str]:
    """What the two projects place where we do not, by requirement, with a word why."""
    rows = {one.id: one for one in catalog.frameworks[framework].requirements}
    gone: dict[str, set[str]] = {}
    for source in ("prowler", "powerpipe"):
        for requirement, name in compare(catalog, framework, source).theirs:
            gone.setdefault(requirement, set()).add(name.removeprefix("prowler:"))
    if not gone:
        return
    yield f"## {framework}: placed here by Prowler or Powerpipe, not by us"
    yield ""
    yield "| requirement | checks | why |"
    yield "| --- | --- | --- |"
    for requirement, names in sorted(gone.items()):
        ours = [one for id_, one in rows.items() if _part(id_, requirement)]
        yield f"| {requirement} | {', '.join(sorted(names))} | {_why(catalog, ours)} |"
    yield ""


def _why(catalog: Catalog, ours: list[Requirement]) -> str:
    if not ours:
        return "the framework has no such requirement"
    if not any(_checks(catalog, one) for one in ours):
        return "a document, a decision or a practice: asked of people, since no setting proves it"
    return "does not prove what the requirement asks; the checks that do stand under it"


INTRODUCTION = """
Who else says which control belongs to which requirement, and where we say otherwise. A pair is a requirement and a control that
one of our checks equals (its `same_as`). The facts beside ours, and where they come from, are in [`data/`](data/README.md).

A requirement's customer part needs each of its lines, so a check more makes a result stricter, never greener; a check that does not
prove anything of the requirement would still mislead who reads it. Pairs of AWS's that we leave out have a reason beside them.
"""
