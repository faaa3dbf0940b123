"""What AWS Organizations lists: accounts, roots and organisational units, all pages. Plain values, no choice made."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from generator.celltext import clean
from generator.collect.access import Access, ExpiredError
from generator.collect.outcome import EXPIRED, classify
from generator.errors import AwsError
from generator.model.plain import plain

ACTIONS = (
    "organizations:DescribeOrganization",
    "organizations:ListAccounts",
    "organizations:ListAccountsForParent",
    "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListRoots",
)
_MOST = 100_000  # accounts and units: ten times the largest organisation that AWS allows
_LONGEST = 200  # characters of a name
_WAYS = (
    "Run with the management account or with a delegated administrator of AWS Organizations, with "
    "the actions that 'evidencemap policy' prints; or list the accounts by hand under 'accounts'."
)


@plain
class Member:
    """An account of the organisation, as listed."""

    id: str
    name: str
    state: str  # ACTIVE, SUSPENDED, PENDING_CLOSURE ...: as AWS writes it


@plain
class Unit:
    """A root or an organisational unit with the accounts right in it."""

    id: str
    path: tuple[str, ...]  # names from below the root; empty: the root
    accounts: tuple[Member, ...]


@plain
class Tree:
    """An organisation: its accounts as one list and, a second time, by unit."""

    id: str
    management: str
    accounts: tuple[Member, ...]
    units: tuple[Unit, ...]


def read_tree(access: Access) -> Tree:
    """The whole organisation of the credentials; AwsError where any part of it cannot be read."""
    ask = _asker(access)
    organization = ask("describe_organization", {}).get("Organization")
    if not isinstance(organization, Mapping):
        raise _odd("DescribeOrganization")
    accounts = tuple(_member(one) for one in _all(ask, "list_accounts", "Accounts", {}))
    units = tuple(_units(ask))
    if not accounts:
        raise AwsError("AWS Organizations lists no account, where there is always one.", _WAYS)
    return Tree(
        id=_text(organization, "Id"),
        management=_text(organization, "MasterAccountId"),
        accounts=accounts,
        units=units,
    )


Asker = Callable[[str, dict[str, str]], Mapping[str, Any]]


def _asker(access: Access) -> Asker:
    client = access.client("organizations", access.home)

    def ask(method: str, params: dict[str, str]) -> Mapping[str, Any]:
        try:
            reply = getattr(client, method)(**params)
        except (ClientError, BotoCoreError) as error:
            raise _refused(error, method) from error
        return reply if isinstance(reply, Mapping) else {}

    return ask


def _refused(error: Exception, method: str) -> AwsError:
    told = classify(error, regional=False)
    action = "organizations:" + "".join(word.capitalize() for word in method.split("_"))
    if told.error_code in EXPIRED:
        return ExpiredError(
            f"The credentials have expired ({told.error_code}).", "Sign in again and run the same command."
        )
    if told.error_code == "AWSOrganizationsNotInUseException":
        return AwsError(
            "The account of the current credentials belongs to no organisation.",
            "Take 'organization' out of evidencemap.yaml and list the accounts by hand, or use other credentials.",
        )
    words = clean(told.message) or told.cause
    return AwsError(f"The accounts of the organisation could not be read ({action}): {words}", _WAYS)


def _units(ask: Asker) -> Iterator[Unit]:
    """Each root with all that is below it, parents first."""
    top: tuple[str, ...] = ()
    waiting = [(_text(one, "Id"), top) for one in _all(ask, "list_roots", "Roots", {})]
    if not waiting:
        raise _odd("ListRoots")
    seen: set[str] = set()
    while waiting:
        id_, path = waiting.pop(0)
        if id_ in seen:
            raise _odd("ListOrganizationalUnitsForParent")  # a unit below itself, or below two others
        seen.add(id_)
        parent = {"ParentId": id_}
        accounts = tuple(_member(one) for one in _all(ask, "list_accounts_for_parent", "Accounts", parent))
        yield Unit(id=id_, path=path, accounts=accounts)
        below = _all(ask, "list_organizational_units_for_parent", "OrganizationalUnits", parent)
        waiting += [(_text(one, "Id"), (*path, _name(one))) for one in below]


def _all(ask: Asker, method: str, key: str, params: dict[str, str]) -> list[Mapping[str, Any]]:
    """The items of all pages. A page may be empty and not be the last; a token that comes back is a fault."""
    found: list[Mapping[str, Any]] = []
    seen: set[str] = set()
    token = ""
    while True:
        reply = ask(method, params | ({"NextToken": token} if token else {}))
        items = reply.get(key)
        if not isinstance(items, list) or not all(isinstance(one, Mapping) for one in items):
            raise _odd(method)
        found += items
        token = str(reply.get("NextToken") or "")
        if not token:
            return found
        if token in seen or len(found) > _MOST or len(seen) > _MOST:
            raise AwsError(
                f"The pages of the organisation's {key} do not end (organizations {method}).",
                "Run the same command again; if it stays so, list the accounts by hand under 'accounts'.",
            )
        seen.add(token)


def _member(one: Mapping[str, Any]) -> Member:
    id_ = _text(one, "Id")
    if not (len(id_) == 12 and id_.isascii() and id_.isdigit()):
        raise _odd("ListAccounts")
    # State takes the place of Status, which AWS gives up.
    return Member(id=id_, name=_name(one), state=str(one.get("State") or one.get("Status") or ""))


def _name(one: Mapping[str, Any]) -> str:
    return " ".join(clean(str(one.get("Name") or "")).split())[:_LONGEST]


def _text(one: Mapping[str, Any], key: str) -> str:
    value = one.get(key)
    if not isinstance(value, str) or not value:
        raise _odd(f"{key} is missing")
    return value


def _odd(what: str) -> AwsError:
    return AwsError(
        f"AWS Organizations answered in another shape than it documents ({what}).",
        "Run the same command again; if it stays so, list the accounts by hand under 'accounts'.",
    )
