"""Policy documents read as sets: who may do what on which resource, and under which condition.

Each question is answered on the careful side: an Allow reaches as far as its text can, a Deny only
as far as it must. An explicit Deny is never subtracted from an Allow: what a Deny might take back
stays reported, because whether it does depends on the request. A document of another shape than
AWS's grammar raises NoData.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

from generator.checks.reading import NoData
from generator.checks.trust import (
    ACCOUNT,
    Conditions,
    arn_account,
    base_operator,
    by_identity,
    by_network,
    open_providers,
)
from generator.model.plain import Json, plain

_ELEMENTS = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
)
_PRINCIPALS = frozenset({"AWS", "Service", "Federated", "CanonicalUser"})
_ANY = "\uffff"  # stands for a name that no pattern spells out
_NAMES = (_ANY * 3, _ANY * 64)  # action names are no shorter and no longer
_PARTITIONS = (_ANY, "aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-eusc")
_COMPARED = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"})
_TAGS = ("aws:resourcetag/", "aws:requesttag/")
V = TypeVar("V")
_TAKES_THE_REST = tuple(
    f"iam:{name}"
    for name in ("AttachUserPolicy", "AttachRolePolicy", "AttachGroupPolicy", "PutUserPolicy", "PutRolePolicy",
                 "PutGroupPolicy", "CreatePolicyVersion")
)  # fmt: skip


@plain
class Statement:
    """One statement, its principals sorted by kind, its conditions in lower case."""

    sid: str
    allows: bool
    everyone: bool
    accounts: frozenset[str]
    services: frozenset[str]
    federated: frozenset[str]
    canonical: frozenset[str]
    conditions: Conditions
    actions: tuple[str, ...]
    other_actions: bool  # NotAction: all but those named
    resources: tuple[str, ...] | None  # None: the policy's own resource, as in a role's trust
    other_resources: bool  # NotResource

    def covers(self, action: str) -> bool:
        """Whether it speaks of this action."""
        return self.other_actions != any(glob(pattern, action.lower()) for pattern in self.actions)

    def covers_every_action(self, prefix: str = "*") -> bool:
        """Whether it speaks of every action, or of every action of one service."""
        service = _ANY * 2 if prefix == "*" else prefix.lower()
        if self.other_actions:
            return not any(prefix == "*" or _touches(pattern, service) for pattern in self.actions)
        names = [f"{service}:{name}" for name in _NAMES]
        return any(all(glob(pattern, name) for name in names) for pattern in self.actions)

    def reaches(self, arn: str) -> bool:
        """Whether it speaks of this resource. Policy variables count against the careful answer."""
        if self.resources is None:
            return True
        generous = self.allows != self.other_resources
        named = any(_glob_with_variables(pattern, arn, generous=generous) for pattern in self.resources)
        return named != self.other_resources

    def reaches_everything(self) -> bool:
        """Whether it speaks of every resource."""
        if self.resources is None:
            return True
        named = any(_all_of(pattern, _ANY) for pattern in self.resources)
        return not self.resources if self.other_resources else named

    def narrowed(self, trusted: frozenset[str]) -> bool:
        """Whether a condition holds it to known accounts, a named organisation or named networks."""
        return self.narrowed_to_known(trusted) or by_network(self.conditions)

    def narrowed_to_known(self, trusted: frozenset[str]) -> bool:
        """The same without networks: who asks is known, not only where from."""
        return by_identity(self.conditions, trusted)


def statements(document: Json, effect: str | None = None) -> tuple[Statement, ...]:
    """The statements of a policy, or those of one effect. NoData on another shape."""
    if not isinstance(document, dict):
        raise NoData("the policy is of another shape: empty, cut, or no JSON")
    if "Statement" not in document:
        raise NoData("the policy has no statements")
    found = document["Statement"]
    every = tuple(_statement(one) for one in (found if isinstance(found, list) else [found]))
    return every if effect is None else tuple(one for one in every if one.allows == (effect == "Allow"))


def grants_full_admin(document: Json) -> bool:
    """Whether it allows every action on every resource.

    A condition on who asks, when, where from or through what (MFA, an address, a region,
    CloudFormation) leaves it full administration; one on what is touched (tags, a service's own
    key) does not.
    ``NotAction`` counts as every action while something in the document lets its holder attach
    policies and so take the rest; ``NotResource`` counts as every resource.
    """
    wide = [
        one for one in statements(document, "Allow") if _nearly_everything(one) and not _held_to_part(one)
    ]
    if any(one.covers_every_action() for one in wide):
        return True
    return any(one.other_actions for one in wide) and any(
        one.covers(action) for one in wide for action in _TAKES_THE_REST
    )


def strangers(document: Json, trusted: frozenset[str]) -> frozenset[str]:
    """Accounts outside ``trusted`` that an Allow reaches, ``*`` for everyone; AWS services are none.

    A network condition narrows what everyone may do, but does not make a named account known.
    Identities that do not tell their account are given as ``unknown:<principal>``.
    """
    found: set[str] = set()
    for one in statements(document, "Allow"):
        if one.everyone and not one.narrowed(trusted):
            found.add("*")
        if not one.narrowed_to_known(trusted):
            providers = {arn_account(name) for name in one.federated} - {""}
            unknown = one.canonical | open_providers(one.federated, one.conditions)
            found |= (one.accounts | providers | {f"unknown:{name}" for name in unknown}) - trusted
    return frozenset(found)


def open_to_everyone(document: Json, trusted: frozenset[str]) -> bool:
    """Whether an Allow is for everyone and nothing narrows it. A Deny beside it changes nothing."""
    return any(one.everyone and not one.narrowed(trusted) for one in statements(document, "Allow"))


def several(names: Iterable[str], most: int = 5) -> str:
    """Names for a reason: sorted, each once, and how many more there are."""
    every = sorted(set(names))
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more


@lru_cache(maxsize=4096)
def glob(pattern: str, text: str) -> bool:
    """Whether ``*`` and ``?`` make the pattern fit the whole text; quick on hostile patterns, too."""
    at = star = 0
    here, after_star = 0, -1
    while at < len(text):
        if here < len(pattern) and pattern[here] == "*":
            here += 1
            star, after_star = at, here
        elif here < len(pattern) and pattern[here] in ("?", text[at]):
            at, here = at + 1, here + 1
        elif after_star >= 0:
            star += 1
            at, here = star, after_star
        else:
            return False
    return set(pattern[here:]) <= {"*"}


def _glob_with_variables(pattern: str, text: str, *, generous: bool) -> bool:
    """A pattern with ``${...}`` fits whatever the variable may hold, or nothing."""
    if "${" not in pattern:
        return glob(pattern, text)
    head, *rest = pattern.split("${")
    return generous and glob("*".join([head, *(part.partition("}")[2] for part in rest)]), text)


def _touches(pattern: str, service: str) -> bool:
    """Whether a pattern may fit an action of the service."""
    name, colon, _ = pattern.partition(":")
    return not colon or glob(name, service)


def _all_of(pattern: str, partition: str) -> bool:
    return glob(pattern, f"arn:{partition}:" + ":".join([_ANY] * 4))


def _nearly_everything(one: Statement) -> bool:
    """Every resource of some partition, or all but some."""
    if one.resources is None:
        return True
    named = any(_all_of(pattern, partition) for pattern in one.resources for partition in _PARTITIONS)
    return named != one.other_resources


def _held_to_part(one: Statement) -> bool:
    """Whether a condition holds it to some resources, by their tags or by a key of one service."""
    return any(
        base_operator(operator) in _COMPARED
        and (key.startswith(_TAGS) or _is_of_a_service(key))
        and bool(values)
        and not any(set(value) <= {"*"} for value in values)
        for operator, keys in one.conditions.items()
        for key, values in keys.items()
    )


def _is_of_a_service(key: str) -> bool:
    """Whether only some requests carry the key; those that tell who asks come with any request."""
    prefix = key.partition(":")[0]
    return "." not in prefix and prefix not in ("aws", "saml", "sts")


def _statement(one: Json) -> Statement:
    if not isinstance(one, dict) or set(one) - _ELEMENTS or one.get("Effect") not in ("Allow", "Deny"):
        raise NoData("a statement is not of the shape that AWS documents")
    allows = one["Effect"] == "Allow"
    actions, other_actions = _either(one, "Action", "NotAction")
    resources, other_resources = _either(one, "Resource", "NotResource")
    if actions is None:
        raise NoData("a statement names no action")
    everyone, who = _principals(one, allows=allows)
    return Statement(
        sid=str(one.get("Sid", "")),
        allows=allows,
        everyone=everyone,
        accounts=frozenset(_account(name) for name in who.get("AWS", frozenset()) if name != "*"),
        services=who.get("Service", frozenset()) - {"*"},
        federated=who.get("Federated", frozenset()) - {"*"},
        canonical=who.get("CanonicalUser", frozenset()) - {"*"},
        conditions=_conditions(one.get("Condition", {})),
        actions=tuple(action.lower() for action in actions),
        other_actions=other_actions,
        resources=resources,
        other_resources=other_resources,
    )


def _either(one: dict[str, Json], name: str, negated: str) -> tuple[tuple[str, ...] | None, bool]:
    """The texts of an element or of its negation, and which of the two it was."""
    if name in one and negated in one:
        raise NoData(f"a statement has both {name} and {negated}")
    if negated in one:
        return _texts(one[negated]), True
    return (_texts(one[name]), False) if name in one else (None, False)


def _texts(value: Json) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in values):
        raise NoData("a policy element holds something else than text")
    return tuple(values)


def _principals(one: dict[str, Json], *, allows: bool) -> tuple[bool, Mapping[str, frozenset[str]]]:
    """Whether everyone is meant, and the named principals by kind."""
    if "NotPrincipal" in one:
        if "Principal" in one:
            raise NoData("a statement has both Principal and NotPrincipal")
        return allows, {}
    if "Principal" not in one:
        return False, {}
    given = one["Principal"]
    if given == "*":
        return True, {}
    if not isinstance(given, dict) or not given or set(given) - _PRINCIPALS:
        raise NoData("a principal is not of the shape that AWS documents")
    who = {kind: frozenset(_texts(value)) for kind, value in given.items()}
    return "*" in who.get("AWS", ()) or (allows and _wide(who)), who


def _wide(who: Mapping[str, frozenset[str]]) -> bool:
    """Whether a kind is meant as a whole, which anybody's account may have, or a pattern of accounts."""
    return any("*" in names for names in who.values()) or any(
        set("*?") & set(arn_account(name)) for name in who.get("AWS", frozenset())
    )


def _account(principal: str) -> str:
    """The account of an AWS principal; ``unknown:<principal>`` where it does not tell."""
    account = principal if ACCOUNT.fullmatch(principal) else arn_account(principal)
    return account if ACCOUNT.fullmatch(account) else f"unknown:{principal}"


def _conditions(given: Json) -> Conditions:
    if not isinstance(given, dict) or not all(isinstance(keys, dict) for keys in given.values()):
        raise NoData("a condition is not of the shape that AWS documents")
    return _lower({operator: _lower(_value_sets(keys)) for operator, keys in given.items()})


def _value_sets(keys: dict[str, Json]) -> dict[str, frozenset[str]]:
    return {
        key: frozenset(_value(value) for value in (values if isinstance(values, list) else [values]))
        for key, values in keys.items()
    }


def _value(value: Json) -> str:
    if not isinstance(value, str | int | float):
        raise NoData("a condition compares with something else than text")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lower(named: dict[str, V]) -> dict[str, V]:
    """Names in lower case; two that become one would be read as OR where AWS reads AND."""
    lower = {str(name).lower(): value for name, value in named.items()}
    if len(lower) != len(named):
        raise NoData("a condition names the same key twice")
    return lower
