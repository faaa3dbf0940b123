"""The accounts of an organisation: those to read, each with the role to enter it, and those that are not, with why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from generator.collect.access import Access
from generator.collect.tree import Member, Tree, Unit, read_tree
from generator.errors import AwsError, ScopeError
from generator.items import partition_of
from generator.model.evidence import NO_MEMBER
from generator.model.plain import plain
from generator.model.scope import Account, LeftOutAccount, Organization

_SHUT = {
    "SUSPENDED": "suspended: AWS lets nobody read it",
    "CLOSED": "closed",
    "PENDING_CLOSURE": "about to be closed",
    "PENDING_ACTIVATION": "not yet activated",
}
_SHOWN = 12  # names in a message


@plain
class Members:
    """What the organisation comes to."""

    id: str
    accounts: tuple[Account, ...]  # to be read, by id
    left_out: tuple[LeftOutAccount, ...]  # by id


def members(
    access: Access,
    organization: Organization,
    by_hand: Sequence[Account] = (),
    narrowed: Sequence[str] = (),
) -> Members:
    """The organisation's accounts as declared; ``by_hand`` name or enter some of them otherwise.

    ``narrowed`` are OUs of the command line: an account must be in one of those, too. ``access`` has identified.

    Raises:
        AwsError: the organisation cannot be read, or is another than the declared one.
        ScopeError: an OU or an excepted account is not there, an OU's name is that of several, or nothing is left.
    """
    tree = read_tree(access)
    if organization.id and organization.id != tree.id:
        raise AwsError(
            f"The credentials belong to the organisation {tree.id}, and {organization.id} is declared.",
            "Name the right profile, or mend 'organization: {id: ...}' in evidencemap.yaml.",
        )
    found = _everyone(tree)
    _check_there(tree, found, organization, access.account)
    places = {member.id: unit for unit in tree.units for member in unit.accounts}
    rules = _Rules(
        organization=organization,
        management=tree.management,
        by_hand=frozenset(account.id for account in by_hand),
        ous=_below(tree.units, organization.ous),
        narrowed=_below(tree.units, narrowed),
    )
    why = {id_: _why_not(rules, member, places.get(id_)) for id_, member in sorted(found.items())}
    accounts = {id_: _account(found[id_], places.get(id_), rules, access) for id_ in why if not why[id_]}
    left = tuple(LeftOutAccount(id=id_, name=found[id_].name, why=w) for id_, w in why.items() if w)
    for hand in by_hand:
        if hand.id in accounts:
            accounts[hand.id] = _over(accounts[hand.id], hand, access.account)
        elif hand.id not in found:
            accounts[hand.id] = replace(hand, stop=f"the organisation {tree.id}, {NO_MEMBER}")
    if not any(not account.stop for account in accounts.values()):
        raise ScopeError(
            f"None of the organisation's {len(found)} accounts is left to be read.",
            f"The first is left out since it is {left[0].why}.",
        )
    return Members(id=tree.id, accounts=tuple(a for _, a in sorted(accounts.items())), left_out=left)


@plain
class _Rules:
    """What decides whether an account is read; ``ous`` and ``narrowed`` are ids of units, None: all of them."""

    organization: Organization
    management: str
    by_hand: frozenset[str]
    ous: frozenset[str] | None
    narrowed: frozenset[str] | None


def _everyone(tree: Tree) -> dict[str, Member]:
    """Accounts of both lists, each once: one that lost a page does not take an account with it."""
    by_unit = {member.id: member for unit in tree.units for member in unit.accounts}
    return {**by_unit, **{member.id: member for member in tree.accounts}}


def _check_there(tree: Tree, found: Mapping[str, Member], organization: Organization, caller: str) -> None:
    for id_ in (tree.management, caller):
        if id_ not in found:
            raise AwsError(
                f"AWS Organizations lists {len(found)} accounts without {id_}, which is one of them.",
                "The list is not whole: run the same command again, or list the accounts by hand.",
            )
    for id_ in organization.except_:
        if id_ not in found:
            raise ScopeError(
                f"'except' names the account {id_}, which the organisation {tree.id} does not have.",
                "Mend the id: a slip in it would have the account that is meant read. If it is gone, take it out.",
            )


def _below(units: Sequence[Unit], names: Sequence[str]) -> frozenset[str] | None:
    """The ids of the units that are named, or are below one that is; None where none is named."""
    tops = [_unit(units, name).path for name in names]
    return frozenset(u.id for u in units if any(u.path[: len(t)] == t for t in tops)) if names else None


def _unit(units: Sequence[Unit], name: str) -> Unit:
    """The unit of an id, a path or a name; ScopeError where there is none, or more than one."""
    whole = name.startswith(("/", "Root/"))  # a path from the root, and no bare name
    asked = name.removeprefix("Root").strip("/") if whole else name
    meant = [u for u in units if u.id == name or (u.path and "/".join(u.path) == asked)]
    if not whole:
        meant += [u for u in units if u.path[-1:] == (asked,) and u not in meant]
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise ScopeError(f"The organisation has no OU '{name}'.", f"It has {_some(units)}.")
    raise ScopeError(
        f"'{name}' is the name of {len(meant)} OUs.",
        f"Write the id of the one that is meant: {_some(meant)}.",
    )


def _some(units: Sequence[Unit]) -> str:
    names = [f"{'/'.join(unit.path) or 'the root'} ({unit.id})" for unit in units]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _why_not(rules: _Rules, member: Member, place: Unit | None) -> str:
    """Why an account is not read; "" where it is. Written by hand, it is read wherever it lies."""
    if member.id in rules.organization.except_:
        return "excepted in the configuration"
    if member.state in _SHUT:
        return _SHUT[member.state]
    if member.id == rules.management and not rules.organization.management:
        return "the management account, which the configuration leaves out"
    ous = None if member.id in rules.by_hand else rules.ous
    for units, told in ((ous, "the configuration"), (rules.narrowed, "the command line")):
        if units is not None and place is None:
            return f"in an OU that AWS does not tell, and {told} names OUs"
        if units is not None and place is not None and place.id not in units:
            return f"in {'/'.join(place.path) or 'the root'}, outside the OUs that {told} names"
    return ""


def _account(member: Member, place: Unit | None, rules: _Rules, access: Access) -> Account:
    """How to enter it. The management account needs no role where the current credentials are its own."""
    own = member.id == rules.management == access.account
    return Account(
        id=member.id,
        name=member.name,
        role="" if own else role_arn(rules.organization.role, member.id, partition_of(access.home)),
        external_id="" if own else rules.organization.external_id,
        ou=place.path if place else (),
    )


def role_arn(role: str, account: str, partition: str) -> str:
    """The role's ARN in an account; ScopeError where the pattern is of another partition."""
    if not role.startswith("arn:"):
        return f"arn:{partition}:iam::{account}:role/{role.strip('/')}"
    if role.split(":")[1] != partition:
        raise ScopeError(
            f"The role '{role}' is of the partition {role.split(':')[1]}, the credentials are of {partition}.",
            "Write just the role's name: its ARN is then made for each account.",
        )
    return role.replace("{account}", account)


def _over(listed: Account, hand: Account, caller: str) -> Account:
    """By hand and without a role, the account of the current credentials is read with them."""
    own = listed.id == caller and not hand.role
    return replace(
        listed,
        name=hand.name or listed.name,
        role="" if own else hand.role or listed.role,
        external_id="" if own else hand.external_id or listed.external_id,
    )
