"""evidencemap.yaml and options -> Scope; Scope and Catalog -> Plan: the fewest calls that are needed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from generator.checks import all_checks
from generator.errors import ScopeError
from generator.model.catalog import Call, Catalog, CheckUse, check_key, uses
from generator.model.plain import plain
from generator.model.scope import Account, Period, Plan, PlannedCheck, Reach, Scope
from generator.yamltext import Document, fill

REGIONS_CALL = "ec2.describe-regions"
ARTIFACT_CALLS = (
    "artifact.list-reports",
    "artifact.get-report-metadata",
    "artifact.list-customer-agreements",
)
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d{1,2}")
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+", re.ASCII)
_LONGEST = 3 * 366  # days: no audit period is longer


@plain
class Config:
    """evidencemap.yaml as written."""

    organisation: str
    period: Mapping[str, str]
    frameworks: tuple[str, ...] = ()
    regions: tuple[str, ...] | Literal["enabled"] = "enabled"
    accounts: tuple[Account, ...] = ()
    scope: Mapping[str, Reach] = field(default_factory=dict)
    trusted_accounts: tuple[str, ...] = ()
    mappings: tuple[str, ...] = ()
    profile: str = ""


def read_config(path: Path) -> tuple[Scope, Config]:
    """The scope that a configuration file declares; raises ScopeError with every fault and its line."""
    document = Document(path, str(path))
    faults = list(document.faults)
    if document.data is None and not faults:
        faults = [f"{path}: empty"]
    config: Config | None = None if faults else fill(document, Config, faults)
    if config is None:
        raise ScopeError(
            "\n".join(faults), "Mend evidencemap.yaml; 'evidencemap init' writes one with comments."
        )
    if not config.organisation.strip():
        at = document.at(("organisation",), "'organisation' is empty")
        raise ScopeError(at, "Name the organisation that is audited.")
    scope = Scope(
        organisation=config.organisation,
        period=_period(config.period, document),
        frameworks=config.frameworks,
        accounts=config.accounts,
        regions=config.regions,
        reach=config.scope,
        trusted_accounts=config.trusted_accounts,
    )
    return checked(scope), config


def _period(written: Mapping[str, str], document: Document) -> Period:
    unknown = set(written) - {"name", "from", "to"}
    try:
        start, end = date.fromisoformat(written["from"]), date.fromisoformat(written["to"])
    except (KeyError, ValueError):
        at = document.at(("period",), "give 'from' and 'to' as days: 2026-07-01")
        raise ScopeError(at, "An audit period has a first and a last day, both included.") from None
    if unknown:
        at = document.at(("period", min(unknown)), f"there is no field '{min(unknown)}' here")
        raise ScopeError(at, "A period has name, from and to.")
    return Period(name=written.get("name") or f"{start}_{end}", start=start, end=end)


def default_scope(frameworks: Sequence[str], today: date) -> Scope:
    """The account of the current credentials, over the quarter that ``today`` is in."""
    quarter = (today.month - 1) // 3
    start = date(today.year, 3 * quarter + 1, 1)
    following = date(today.year + (quarter == 3), 1 if quarter == 3 else 3 * quarter + 4, 1)
    period = Period(name=f"{today.year}Q{quarter + 1}", start=start, end=following - timedelta(days=1))
    return Scope(organisation="", period=period, frameworks=tuple(frameworks), accounts=())


def checked(scope: Scope) -> Scope:
    """The same scope; raises ScopeError where it cannot be meant."""
    _check_period(scope.period)
    _check_accounts(scope)
    if not scope.regions:
        raise ScopeError("'regions' is an empty list.", "Name at least one region, or write 'enabled'.")
    for region in () if isinstance(scope.regions, str) else scope.regions:
        if not _REGION.fullmatch(region):
            raise ScopeError(f"'{region}' is no region.", "Write it as AWS does: us-east-1.")
    return scope


def _check_period(period: Period) -> None:
    if period.end < period.start:
        raise ScopeError(
            f"The period ends on {period.end}, before it starts on {period.start}.", "Swap 'from' and 'to'."
        )
    if period.days > _LONGEST:
        raise ScopeError(f"The period has {period.days} days.", "Give a period of at most three years.")


def _check_accounts(scope: Scope) -> None:
    ids = [account.id for account in scope.accounts]
    known = [*ids, *scope.trusted_accounts, *(a for reach in scope.reach.values() for a in reach.accounts)]
    for id_ in known:
        if not (len(id_) == 12 and id_.isascii() and id_.isdigit()):
            raise ScopeError(
                f"'{id_}' is no account id.",
                'An account id has 12 digits; write it in quotes: "111122223333".',
            )
    if len(set(ids)) != len(ids):
        twin = next(id_ for id_ in ids if ids.count(id_) > 1)
        raise ScopeError(f"The account {twin} is listed twice.", "Keep one.")
    outside = [a for reach in scope.reach.values() for a in reach.accounts if ids and a not in ids]
    if outside:
        raise ScopeError(
            f"'scope' names the account {outside[0]}, which 'accounts' does not.", "Add it to 'accounts'."
        )
    for account in scope.accounts:
        if account.role and not _ROLE.fullmatch(account.role):
            raise ScopeError(
                f"The role '{account.role}' is no ARN.",
                f'Write it whole: "arn:aws:iam::{account.id}:role/EvidenceReader".',
            )


def narrowed(
    scope: Scope, accounts: Sequence[str], regions: Sequence[str], frameworks: Sequence[str]
) -> Scope:
    """The scope held to the accounts, regions and frameworks of the command line, where given."""
    kept = tuple(a for a in scope.accounts if not accounts or a.id in accounts or a.name in accounts)
    unknown = set(accounts) - {a.id for a in kept} - {a.name for a in kept}
    if unknown and scope.accounts:
        listed = ", ".join(a.id for a in scope.accounts)
        raise ScopeError(f"The configuration has no account '{min(unknown)}'.", f"It lists {listed}.")
    if not scope.accounts:
        kept = tuple(Account(id=id_) for id_ in accounts)
    return checked(
        replace(
            scope,
            accounts=kept,
            regions=tuple(regions) or scope.regions,
            frameworks=tuple(frameworks) or scope.frameworks,
        )
    )


def plan(catalog: Catalog, scope: Scope) -> Plan:
    """The calls and checks that the wanted frameworks need; raises ScopeError on an unknown framework."""
    wanted = tuple(dict.fromkeys(scope.frameworks or catalog.frameworks))
    for name in (*wanted, *scope.reach):
        if name not in catalog.frameworks:
            there = ", ".join(catalog.frameworks)
            raise ScopeError(f"There is no framework '{name}'.", f"These ship: {there}.")
    regions = scope.regions if isinstance(scope.regions, str) else tuple(dict.fromkeys(scope.regions))
    scope = replace(scope, frameworks=wanted, regions=regions)
    checks = _planned_checks(catalog, wanted)
    needed_by = _needs(catalog, checks)
    calls = _ordered(catalog.calls, needed_by)
    return Plan(scope=scope, catalog=catalog, calls=calls, checks=checks, needed_by=needed_by)


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


def _needs(catalog: Catalog, checks: Sequence[PlannedCheck]) -> dict[str, tuple[str, ...]]:
    """Call id -> what needs it; parents are needed by what their children are needed by."""
    needs: dict[str, dict[str, None]] = {}
    for call, why in _wanted_calls(catalog, checks):
        waiting = [call]
        while waiting:
            name = waiting.pop()
            if why not in needs.setdefault(name, {}):
                needs[name][why] = None
                row = catalog.calls[name]
                waiting += [parent for parent in (row.for_each, row.after, row.same_reply_as) if parent]
    return {call: tuple(sorted(why)) for call, why in sorted(needs.items())}


def _wanted_calls(catalog: Catalog, checks: Sequence[PlannedCheck]) -> Iterator[tuple[str, str]]:
    """Each call that something needs, and what needs it."""
    registry = all_checks()
    yield from ((call, planned.key) for planned in checks for call in registry[planned.check].calls)
    for service in catalog.services.values():
        yield from ((call, f"service {service.id}") for call in service.found_by)
    yield from ((call, "aws reports") for call in ARTIFACT_CALLS if call in catalog.calls)
    if REGIONS_CALL in catalog.calls:
        yield REGIONS_CALL, "regions"


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
