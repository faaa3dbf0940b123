"""A Scope that can be meant: days, accounts, regions and roles looked over, narrowed by the command line."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from generator.errors import ScopeError
from generator.model.scope import Account, LeftOutAccount, Organization, Period, Scope
from generator.scope.reaches import REGION, check_reach
from generator.scope.reaches import held as held_reach

_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+", re.ASCII)
_ROLE_NAME = re.compile(r"/?([\w+=,.@-]+/)*[\w+=,.@-]{1,64}", re.ASCII)  # with its path
_PATTERN = re.compile(r"arn:aws[a-z-]*:iam::\{account\}:role/[\w+=,.@/-]+", re.ASCII)
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
_SESSION = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_LASTS = (1_800, 43_200)  # seconds; botocore renews a session 15 minutes before its end, so not at every call
_SHOWN = 20  # accounts in a message
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
    _check_organization(scope.organization)
    if not scope.regions:
        raise ScopeError("'regions' is an empty list.", "Name at least one region, or write 'enabled'.")
    for region in () if isinstance(scope.regions, str) else scope.regions:
        if not REGION.fullmatch(region):
            raise ScopeError(f"'{region}' is no region.", "Write it as AWS does: us-east-1.")
    check_reach(scope)
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
        if not _is_account(id_):
            raise ScopeError(
                f"'{id_}' is no account id.",
                'An account id has 12 digits; write it in quotes: "111122223333".',
            )
    if len(set(ids)) != len(ids):
        twin = next(id_ for id_ in ids if ids.count(id_) > 1)
        raise ScopeError(f"The account {twin} is listed twice.", "Keep one.")
    outside = [a for reach in scope.reach.values() for a in reach.accounts if ids and a not in ids]
    if outside and not scope.waits:
        _check_left_out(scope, outside[0])
        raise ScopeError(
            f"'scope' names the account {outside[0]}, which 'accounts' does not.", "Add it to 'accounts'."
        )
    for account in scope.accounts:
        if account.role and not _ROLE.fullmatch(account.role):
            raise ScopeError(
                f"The role '{account.role}' is no ARN.",
                f'Write it whole: "arn:aws:iam::{account.id}:role/EvidenceReader".',
            )
        _check_external_id(account.external_id)


def _check_left_out(scope: Scope, id_: str) -> None:
    why = next((one.why for one in scope.left_out_accounts if one.id == id_), "")
    if why:
        raise ScopeError(
            f"'scope' names the account {id_}, which is not read: {why}.", "Take it out of 'scope'."
        )


def _check_external_id(text: str) -> None:
    if text and not _EXTERNAL_ID.fullmatch(text):
        raise ScopeError(
            "An 'external_id' cannot be sent as it is written.",
            "It has 2 to 1,224 letters, digits and + = , . @ : / - without spaces.",
        )


def _check_organization(one: Organization | None) -> None:
    """Role, session and ids as AWS takes them."""
    if one is None:
        return
    if one.role.startswith("arn:") and "{account}" not in one.role:
        raise ScopeError(
            f"The role '{one.role}' is of one account.",
            'Write its name, or an ARN with {account}: "arn:aws:iam::{account}:role/EvidenceReader".',
        )
    if not (_PATTERN if one.role.startswith("arn:") else _ROLE_NAME).fullmatch(one.role):
        raise ScopeError(
            f"The role '{one.role}' is no name of a role.",
            'Write its name, with its path if it has one: "audit/EvidenceReader".',
        )
    _check_external_id(one.external_id)
    if not _SESSION.fullmatch(one.session_name):
        raise ScopeError(
            f"The session name '{one.session_name}' cannot be used.",
            "It has 2 to 64 letters, digits and + = , . @ - without spaces.",
        )
    if not _LASTS[0] <= one.duration <= _LASTS[1]:
        raise ScopeError(
            f"A session of {one.duration} seconds cannot be used.",
            f"Give a 'duration' from {_LASTS[0]} to {_LASTS[1]} seconds.",
        )
    if one.id and not re.fullmatch(r"o-[a-z0-9]{10,32}", one.id):
        raise ScopeError(f"'{one.id}' is no id of an organisation.", "It begins with o-.")
    for id_ in one.except_:
        if not _is_account(id_):
            raise ScopeError(f"'{id_}' is no account id.", "'except' names accounts by their 12 digits.")
    if not all(name.strip() for name in one.ous):
        raise ScopeError("'ous' names an OU without a name.", "Write its name, its path or its id.")


def _is_account(id_: str) -> bool:
    return len(id_) == 12 and id_.isascii() and id_.isdigit()


def narrowed(
    scope: Scope, accounts: Sequence[str], regions: Sequence[str], frameworks: Sequence[str]
) -> Scope:
    """The scope held to the accounts, regions and frameworks of the command line, where given."""
    kept = tuple(a for a in scope.accounts if not accounts or a.id in accounts or a.name in accounts)
    unknown = set(accounts) - {a.id for a in kept} - {a.name for a in kept}
    if unknown and scope.accounts:
        raise _no_account(scope, min(unknown))
    for name in accounts:
        twins = [a.id for a in kept if a.name == name and a.id != name]
        if len(twins) > 1:
            raise ScopeError(
                f"'{name}' is the name of {len(twins)} accounts.",
                f"Write the id of the one that is meant: {_some(twins)}.",
            )
    if not scope.accounts:
        kept = tuple(Account(id=id_) for id_ in accounts)
    held = replace(
        scope,
        accounts=kept,
        left_out_accounts=(*scope.left_out_accounts, *_not_chosen(scope, kept)),
        regions=tuple(regions) or scope.regions,
        frameworks=tuple(frameworks) or scope.frameworks,
    )
    fewer = (accounts and scope.accounts) or regions
    return checked(_reached(held, asked=frameworks) if fewer else held)


def _not_chosen(scope: Scope, kept: Sequence[Account]) -> tuple[LeftOutAccount, ...]:
    """Accounts of the organisation that the command line leaves out: named, so that a part never passes for the whole."""
    ids = {account.id for account in kept}
    why = "not among the accounts that the command line names"
    return tuple(
        LeftOutAccount(id=a.id, name=a.name, why=why)
        for a in scope.accounts
        if scope.organization_id and a.id not in ids
    )


def _no_account(scope: Scope, name: str) -> ScopeError:
    left = next((one for one in scope.left_out_accounts if name in (one.id, one.name)), None)
    if left:
        return ScopeError(f"The account '{name}' is not read: {left.why}.", "Name another.")
    source = f"The organisation {scope.organization_id}" if scope.organization_id else "The configuration"
    return ScopeError(
        f"{source} has no account '{name}'.", f"It lists {_some([a.id for a in scope.accounts])}."
    )


def _some(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return ", ".join(ids[:_SHOWN]) + more


def _reached(scope: Scope, asked: Sequence[str]) -> Scope:
    """The same with each framework held to those of its accounts and regions that were chosen.

    One that has none of them is left out.
    """
    reach, lost = held_reach(scope)
    frameworks = tuple(name for name in scope.frameworks if name not in lost)
    wanted = [name for name in lost if name in asked or not scope.frameworks]
    if wanted or (scope.frameworks and not frameworks):
        raise ScopeError(
            f"'{(wanted or lost)[0]}' reaches none of the chosen accounts or regions.",
            "Look at 'scope' in the configuration, or name other accounts or frameworks.",
        )
    return replace(scope, reach=reach, frameworks=frameworks)
