"""Where frameworks reach, looked over: a slip here would leave out what should be judged."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.errors import ScopeError
from generator.model.covering import is_pattern
from generator.model.scope import Account, Reach, Scope

REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d{1,2}")
_VPC = re.compile(r"vpc-[0-9a-z]{3,32}", re.ASCII)
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_KEY, _VALUE = 128, 256  # characters, as AWS has them


def check_reach(scope: Scope) -> None:
    """Raises ScopeError on the first of its faults, with the framework that it stands under."""
    for framework, reach in scope.reach.items():
        for fault, hint in _faults(scope, reach):
            raise ScopeError(f"'scope' of {framework}: {fault}", hint)


def _faults(scope: Scope, reach: Reach) -> Iterator[tuple[str, str]]:
    yield from _ous(scope, reach)
    yield from _regions(scope, reach)
    yield from _tags(reach.tags)
    for vpc in reach.vpcs:
        if not _VPC.fullmatch(vpc):
            yield f"'{vpc}' is no id of a VPC.", "It begins with vpc-."
    yield from _connected(scope, reach)


def _ous(scope: Scope, reach: Reach) -> Iterator[tuple[str, str]]:
    for ou in reach.ous:
        if not ou.strip() or ou.startswith("/") or ou.endswith("/"):
            yield (
                f"'{ou}' is no path of an OU.",
                "Write the names from below the root down: Workloads/Cardholder.",
            )
    if not reach.ous or scope.waits or not scope.accounts:
        return
    if scope.organization is None:
        for account in scope.accounts:
            if not account.ou and account.id not in reach.accounts:
                yield (
                    f"it goes by OUs, and that of the account {account.id} is not known.",
                    "Take the accounts from 'organization', or write 'ou' beside the account: [Workloads].",
                )
    for ou in reach.ous:
        if not _holds(ou, scope.accounts):
            yield (
                f"no account that is read is in the OU '{ou}'.",
                "Write its path as AWS Organizations shows it.",
            )


def _holds(ou: str, accounts: tuple[Account, ...]) -> bool:
    return any(Reach(ous=(ou,)).holds(account) for account in accounts)


def _regions(scope: Scope, reach: Reach) -> Iterator[tuple[str, str]]:
    for region in reach.regions:
        if not REGION.fullmatch(region):
            yield f"'{region}' is no region.", "Write it as AWS does: us-east-1."
        if not isinstance(scope.regions, str) and region not in scope.regions:
            yield f"it names the region {region}, which 'regions' does not.", "Add it to 'regions'."


def _tags(tags: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for key, values in tags.items():
        if not key.strip() or len(key) > _KEY:
            yield f"'{key[:40]}' is no key of a tag.", f"It has 1 to {_KEY} characters."
        if not values:
            yield f"the tag '{key}' has no value.", 'Name its values; ["*"] stands for any.'
        for value in values:
            if not value.strip() or len(value) > _VALUE:
                yield f"the tag '{key}' has an empty or too long value.", f"It has 1 to {_VALUE} characters."


def _connected(scope: Scope, reach: Reach) -> Iterator[tuple[str, str]]:
    ids = {account.id for account in scope.accounts if reach.holds(account)}
    for pattern in reach.connected:
        if not pattern.startswith("arn:") or not is_pattern(pattern):
            yield (
                f"'{pattern[:80]}' is no ARN of a connected system.",
                "Write it with six parts; * and ? stand for what is left open.",
            )
            continue
        owner = pattern.split(":")[4]
        if _ACCOUNT.fullmatch(owner) and ids and not scope.waits and owner not in ids:
            yield (
                f"the connected system '{pattern[:80]}' is in an account that it does not reach.",
                f"Add {owner} to its 'accounts'.",
            )


def held(scope: Scope) -> tuple[Mapping[str, Reach], tuple[str, ...]]:
    """Where frameworks reach among the accounts and regions that are left, and those that reach none of them.

    An empty rule would mean everywhere: what has lost all that a rule named must never get there.
    """
    ids = {account.id for account in scope.accounts}
    left: dict[str, Reach] = {}
    lost: list[str] = []
    for name, before in scope.reach.items():
        now = replace(
            before,
            accounts=tuple(a for a in before.accounts if a in ids),
            ous=tuple(ou for ou in before.ous if scope.waits or _holds(ou, scope.accounts)),
            regions=tuple(r for r in before.regions if isinstance(scope.regions, str) or r in scope.regions),
        )
        by_account = bool(before.accounts or before.ous) and not (now.accounts or now.ous)
        if by_account or (before.regions and not now.regions):
            lost.append(name)
        else:
            left[name] = replace(now, connected=_reached_systems(scope, now))
    return left, tuple(lost)


def _reached_systems(scope: Scope, reach: Reach) -> tuple[str, ...]:
    """Connected systems, without those in accounts that were not chosen."""
    ids = {account.id for account in scope.accounts if reach.holds(account)}
    owners = ((pattern, pattern.split(":")[4]) for pattern in reach.connected)
    return tuple(p for p, owner in owners if not _ACCOUNT.fullmatch(owner) or scope.waits or owner in ids)
