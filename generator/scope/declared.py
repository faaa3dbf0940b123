"""A Scope that can be meant: days, accounts, regions and roles looked over, narrowed by the command line."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from generator.errors import ScopeError
from generator.model.scope import Account, Period, Scope

_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d{1,2}")
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+", re.ASCII)
_LONGEST = 3 * 366  # days: no audit period is longer


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
    held = replace(
        scope,
        accounts=kept,
        regions=tuple(regions) or scope.regions,
        frameworks=tuple(frameworks) or scope.frameworks,
    )
    return checked(_reached(held, asked=frameworks) if accounts and scope.accounts else held)


def _reached(scope: Scope, asked: Sequence[str]) -> Scope:
    """The same with each framework held to those of its accounts that were chosen; one that has none is left out.

    An empty reach would mean every account: a framework that reaches none of them must never get there.
    """
    ids = {account.id for account in scope.accounts}
    reach = {n: replace(r, accounts=tuple(a for a in r.accounts if a in ids)) for n, r in scope.reach.items()}
    lost = [name for name, before in scope.reach.items() if before.accounts and not reach[name].accounts]
    frameworks = tuple(name for name in scope.frameworks if name not in lost)
    wanted = [name for name in lost if name in asked or not scope.frameworks]
    if wanted or (scope.frameworks and not frameworks):
        raise ScopeError(
            f"'{(wanted or lost)[0]}' reaches none of the chosen accounts.",
            "Look at 'scope' in the configuration, or name other accounts or frameworks.",
        )
    return replace(scope, reach={n: r for n, r in reach.items() if n not in lost}, frameworks=frameworks)
