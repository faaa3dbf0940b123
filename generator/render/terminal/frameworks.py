"""The mappings looked through by requirement: who carries it, by what it is shown, whom it serves beside."""

from collections.abc import Iterator
from difflib import get_close_matches

from generator.errors import ScopeError
from generator.model.catalog import AwsLine, Catalog, CustomerLine, Framework, Requirement, Source, When
from generator.model.lines import check_key, options_of, uses

_SHOWN = 12


def framework_lines(catalog: Catalog) -> list[str]:
    """The frameworks as text."""
    return [
        f"{one.id}: {one.name}, {one.version}, {len(one.requirements)} requirements"
        for one in catalog.frameworks.values()
    ]


def show_lines(catalog: Catalog, name: str, framework: str = "") -> list[str]:
    """A requirement, under each framework that has the id, or a framework; ScopeError when there is none such."""
    if framework and framework not in catalog.frameworks:
        raise ScopeError(f"There is no framework '{framework}'.", f"These: {', '.join(catalog.frameworks)}.")
    wanted, _, rest = name.partition(":")
    if rest and wanted in catalog.frameworks:
        framework, name = wanted, rest
    if name in catalog.frameworks and not framework:
        return list(_framework(catalog, catalog.frameworks[name]))
    among = [f for f in catalog.frameworks.values() if framework in ("", f.id)]
    found = [(f, r) for f in among for r in f.requirements if name in (r.id, *r.formerly)]
    if not found:
        ids = [r.id for f in among for r in f.requirements]
        near = get_close_matches(name, ids, 3) or [id_ for id_ in ids if name.lower() in id_.lower()][:3]
        hint = f"Near it: {', '.join(near)}." if near else f"Frameworks: {', '.join(catalog.frameworks)}."
        raise ScopeError(f"There is no requirement '{name[:60]}'.", hint)
    return [line for f, r in found for line in (*_requirement(catalog, f, r), "")][:-1]


def _framework(catalog: Catalog, one: Framework) -> Iterator[str]:
    rows = one.requirements
    yield f"{one.id}: {one.name}, {one.version} ({one.publisher})"
    yield (
        f"  {len(rows)} requirements: {sum(bool(r.aws) for r in rows)} with an AWS part, "
        f"{sum(bool(_checks(catalog, r)) for r in rows)} with checks, "
        f"{sum(bool(r.customer) and not _checks(catalog, r) for r in rows)} that only people can show"
    )
    dates = [
        f"in force since {one.effective}" if one.effective else "",
        f"until {one.retired}" if one.retired else "",
    ]
    yield from (
        f"  {line}"
        for line in (", ".join(d for d in dates if d), one.url, one.obtain, one.text_licence)
        if line
    )
    for asked in options_of(catalog, one.id):
        option = catalog.options[asked]
        yield f"  option {asked}: {option.question} {' | '.join(option.values)} (default: {', '.join(option.default)})"
    yield from (f"  not covered: {line}" for line in one.not_covered)
    for family in dict.fromkeys(r.family for r in rows):
        ids = [r.id for r in rows if r.family == family]
        yield f"  {family}: {ids[0]} to {ids[-1]} ({len(ids)})"


def _checks(catalog: Catalog, one: Requirement) -> list[str]:
    return list(dict.fromkeys(check_key(use) for line in one.customer for use in uses(catalog, line)))


def _requirement(catalog: Catalog, framework: Framework, one: Requirement) -> Iterator[str]:
    yield f"{framework.id} {framework.version}  {one.id}  {one.title}"
    former = f"; formerly {', '.join(one.formerly)}" if one.formerly else ""
    yield f"  {one.family}; {_who(one)}{former}"
    facts = (
        one.text,
        one.applies_to and f"applies to: {one.applies_to}",
        one.timeframe and f"how often: {one.timeframe}",
    )
    yield from (f"  {fact}" for fact in (*facts, _when(one.when)) if fact)
    yield f"  source: {_source(one.source)}; reviewed {one.reviewed or 'never'}"
    if one.aws:
        yield "AWS part:"
    yield from (line for part in one.aws for line in _aws(part))
    if one.customer:
        yield "Customer part:"
    yield from (line for part in one.customer for line in _customer(catalog, part))
    yield from _served(catalog, framework, one)


def _who(one: Requirement) -> str:
    if one.aws and one.customer:
        return "shared"
    return "AWS alone" if one.aws else "the customer's alone"


def _aws(line: AwsLine) -> Iterator[str]:
    yield f"  - [{line.kind}] {line.statement}{_when(line.when, ' ')}"
    yield f"      rests on {' or '.join(line.reports)}{' and ' if line.reports and line.agreements else ''}{', '.join(line.agreements)}"


def _customer(catalog: Catalog, line: CustomerLine) -> Iterator[str]:
    objective = catalog.objectives.get(line.objective)
    asked = catalog.requests.get(line.request)
    words = line.statement or (objective.statement if objective else asked.title if asked else "")
    name = f"objective {line.objective}: " if line.objective else ""
    yield f"  - {name}{words}{_when(line.when, ' ')}"
    yield from (f"      check {check_key(use)}" for use in uses(catalog, line))
    for id_ in (*(objective.requests if objective else ()), *([line.request] if line.request else [])):
        yield f"      request {id_}: {catalog.requests[id_].title}"


def _served(catalog: Catalog, framework: Framework, one: Requirement) -> Iterator[str]:
    """Requirements of other frameworks that one of its objectives serves as well."""
    own = {line.objective for line in one.customer if line.objective}
    for other in catalog.frameworks.values():
        if other.id == framework.id:
            continue
        ids = [r.id for r in other.requirements if own & {line.objective for line in r.customer}]
        if ids:
            more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
            yield f"Serves {other.id} too: {', '.join(ids[:_SHOWN])}{more}"


def _when(when: When | None, before: str = "") -> str:
    if when is None:
        return ""
    named = [*when.models, *when.services, *(f"{n}={'/'.join(a)}" for n, a in when.options.items())]
    return f"{before}(only where {', '.join(named)})" if named else ""


def _source(source: Source | None) -> str:
    return f"{source.page} {source.section}".strip() if source else "none"
