"""Scope and Catalog -> Plan: the fewest calls that the wanted requirements need, and the checks to run."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from generator.checks import all_checks
from generator.errors import ScopeError
from generator.model.catalog import Call, Catalog, CheckUse
from generator.model.lines import check_key, uses
from generator.model.scope import Plan, PlannedCheck, Scope
from generator.scope.applied import answered, applied

REGIONS_CALL = "ec2.describe-regions"
ARTIFACT_CALLS = (
    "artifact.list-reports",
    "artifact.list-report-versions",
    "artifact.get-report-metadata",
    "artifact.list-customer-agreements",
)
# An agreement may be accepted for an organisation: who is in it, and since when.
ORGANIZATION_CALLS = ("organizations.describe-organization", "organizations.list-accounts")
# Global resources are tagged in us-east-1: asked there on its own where the scope does not read that region.
TAGS_CALL = "resourcegroupstaggingapi.get-resources"
TAGS_GLOBAL = f"{TAGS_CALL}.global"
# Lists over all services: they find what no list call of its own finds.
INVENTORY_CALLS = (TAGS_CALL, "config.select-resource-config.counts")


def plan(catalog: Catalog, scope: Scope, day: date | None = None) -> Plan:
    """The calls and checks that the wanted frameworks need, by the mappings that hold on ``day``.

    Raises ScopeError on an unknown framework, option or answer.
    """
    answers = answered(catalog.options, scope.options)
    catalog = applied(catalog, answers, day)
    wanted = tuple(dict.fromkeys(scope.frameworks or catalog.frameworks))
    for name in (*wanted, *scope.reach):
        if name not in catalog.frameworks:
            there = ", ".join(catalog.frameworks)
            raise ScopeError(f"There is no framework '{name}'.", f"These ship: {there}.")
    regions = scope.regions if isinstance(scope.regions, str) else tuple(dict.fromkeys(scope.regions))
    scope = replace(scope, frameworks=wanted, regions=regions)
    checks = _planned_checks(catalog, wanted)
    needed_by = _needs(catalog, wanted, checks, scope)
    calls = _ordered(catalog.calls, needed_by)
    return Plan(
        scope=scope,
        catalog=catalog,
        calls=calls,
        checks=checks,
        needed_by=needed_by,
        answers=answers,
        day=day,
    )


def _planned_checks(catalog: Catalog, wanted: Iterable[str]) -> tuple[PlannedCheck, ...]:
    found: dict[str, tuple[CheckUse, list[str]]] = {}
    for name in wanted:
        for requirement in catalog.frameworks[name].requirements:
            for line in requirement.customer:
                for use in uses(catalog, line):
                    serves = found.setdefault(check_key(use), (use, []))[1]
                    if f"{name}:{requirement.id}" not in serves:
                        serves.append(f"{name}:{requirement.id}")
    return tuple(
        PlannedCheck(key=key, check=use.check, params=use.params, requirements=tuple(serves))
        for key, (use, serves) in sorted(found.items())
    )


def _needs(
    catalog: Catalog, wanted: Sequence[str], checks: Sequence[PlannedCheck], scope: Scope
) -> dict[str, tuple[str, ...]]:
    """Call id -> what needs it; parents are needed by what their children are needed by."""
    needs: dict[str, dict[str, None]] = {}
    for call, why in (*_wanted_calls(catalog, wanted, checks), *_scope_calls(catalog, scope)):
        waiting = [call]
        while waiting:
            name = waiting.pop()
            if why not in needs.setdefault(name, {}):
                needs[name][why] = None
                row = catalog.calls[name]
                waiting += [parent for parent in (row.for_each, row.after, row.same_reply_as) if parent]
    _second_sources(catalog, needs)
    return {call: tuple(sorted(why)) for call, why in sorted(needs.items())}


def _second_sources(catalog: Catalog, needs: dict[str, dict[str, None]]) -> None:
    """What the planned lists are held against is planned with them."""
    needed = set(needs)
    for row in catalog.calls.values():
        for source in (
            row.resources.counted_by if row.resources and {row.id, row.same_reply_as} & needed else ()
        ):
            for call in (source.call, source.only_while.call if source.only_while else ""):
                if call:
                    needs.setdefault(call, {})[f"second source of {row.id}"] = None


def _wanted_calls(
    catalog: Catalog, wanted: Iterable[str], checks: Sequence[PlannedCheck]
) -> Iterator[tuple[str, str]]:
    """Each call that something needs, and what needs it."""
    registry = all_checks()
    yield from ((call, planned.key) for planned in checks for call in registry[planned.check].calls)
    for service in catalog.services.values():
        yield from ((call, f"service {service.id}") for call in service.found_by)
    yield from ((call, "aws reports") for call in ARTIFACT_CALLS if call in catalog.calls)
    requirements = [one for name in wanted for one in catalog.frameworks[name].requirements]
    if any(line.agreements for one in requirements for line in one.aws):
        yield from ((call, "aws reports") for call in ORGANIZATION_CALLS if call in catalog.calls)
    yield from ((call, "services in use") for call in INVENTORY_CALLS if call in catalog.calls)
    if REGIONS_CALL in catalog.calls:
        yield REGIONS_CALL, "regions"


def _scope_calls(catalog: Catalog, scope: Scope) -> Iterator[tuple[str, str]]:
    """Where a rule goes by tags, they are read: once a region, and once for global resources."""
    if any(scope.reach[name].tags for name in scope.frameworks if name in scope.reach):
        apart = not isinstance(scope.regions, str) and "us-east-1" not in scope.regions
        for call in (TAGS_CALL, TAGS_GLOBAL) if apart else (TAGS_CALL,):
            if call in catalog.calls:
                yield call, "scope"


def _ordered(calls: Mapping[str, Call], needed: Iterable[str]) -> tuple[Call, ...]:
    """Parents before children, else by id; views of another reply are no calls of their own."""
    done: dict[str, Call] = {}

    def put(id_: str) -> None:
        row = calls[id_]
        for parent in (row.same_reply_as, row.for_each, row.after):
            if parent and parent not in done:
                put(parent)
        done.setdefault(id_, row)

    for id_ in sorted(needed):
        put(id_)
    return tuple(done.values())
