"""Conditions of policies: which of them really hold a statement to principals and networks that are known.

A condition narrows only where a request *without* the key is refused and every value is known.
So ``...IfExists``, ``ForAllValues:``, ``Null`` and negated operators never narrow, nor do wildcards
in the part of a value that says who is meant, nor ``sts:ExternalId`` (a secret that is shared, not
an identity), ``aws:userid`` (the account of a unique id is not told), ``aws:Referer`` or tags.

Organisation, VPC and VPC endpoint ids do not tell whose they are: a literal id is taken as the
customer's own declaration. ``aws:SourceIp`` narrows a statement for everyone while all its ranges
together hold no more than a /8 (IPv4) or a /32 (IPv6), beyond which S3 calls a policy public, too.
Private ranges count nothing: no public request comes from them.

Identity providers that serve many customers (GitHub, Google, Cognito) vouch for all of them: a role
that trusts one is open unless a claim says whose identity is meant.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

Conditions = Mapping[str, Mapping[str, frozenset[str]]]
Judge = Callable[[str, str, frozenset[str]], bool]  # base operator, value, trusted

ACCOUNT = re.compile(r"[0-9]{12}")
_ORGANISATION = re.compile(r"o-[a-z0-9]{10,32}")
_VPC = re.compile(r"vpc-([0-9a-f]{8}|[0-9a-f]{17})")
_ENDPOINT = re.compile(r"vpce-([0-9a-f]{8}|[0-9a-f]{17})")
_TEXT = frozenset({"stringequals", "stringequalsignorecase", "stringlike"})
_ARN = frozenset({"arnequals", "arnlike"})
_WIDEST_4, _WIDEST_6 = 2**24, 2**96  # addresses in a /8, in a /32
_MAPPED = IPv6Network("::ffff:0:0/96")  # all of IPv4, written as IPv6


def by_identity(conditions: Conditions, trusted: frozenset[str]) -> bool:
    """Whether a condition holds it to trusted accounts or to a named organisation."""
    return _any_narrows(conditions, trusted, _IDENTITY)


def by_network(conditions: Conditions) -> bool:
    """Whether a condition holds it to named VPCs, VPC endpoints or address ranges."""
    return _any_narrows(conditions, frozenset(), _NETWORK) or any(
        _few_addresses(values)
        for operator, keys in conditions.items()
        if base_operator(operator) == "ipaddress"
        for key, values in keys.items()
        if key == "aws:sourceip"
    )


def base_operator(operator: str) -> str:
    """The operator without ``ForAnyValue:``; "" with ``ForAllValues:``, which an absent key meets.

    ``...IfExists`` stays part of the name, so that it equals no operator that narrows.
    """
    quantifier, _, name = operator.rpartition(":")
    return name if quantifier in ("", "foranyvalue") else ""


def arn_account(arn: str) -> str:
    """The account part of an ARN; "" where it has none."""
    parts = arn.split(":", 5)
    return parts[4] if len(parts) == 6 and parts[0] == "arn" else ""


def _any_narrows(conditions: Conditions, trusted: frozenset[str], judges: Mapping[str, Judge]) -> bool:
    return any(
        bool(values) and all(judges[key](base_operator(operator), value, trusted) for value in values)
        for operator, keys in conditions.items()
        for key, values in keys.items()
        if key in judges
    )


def _account(operator: str, value: str, trusted: frozenset[str]) -> bool:
    return operator in _TEXT and (value in trusted or value.lower() == "${aws:resourceaccount}")


def _arn(operator: str, value: str, trusted: frozenset[str]) -> bool:
    if operator not in _TEXT | _ARN or arn_account(value) not in trusted:
        return False
    # StringLike sees no parts: a wildcard before the account could reach over it.
    return operator in _ARN or not set("*?") & set(":".join(value.split(":", 5)[:5]))


def _organisation(operator: str, value: str, trusted: frozenset[str]) -> bool:
    return operator in _TEXT and bool(
        _ORGANISATION.fullmatch(value) or value.lower() == "${aws:resourceorgid}"
    )


def _organisation_path(operator: str, value: str, trusted: frozenset[str]) -> bool:
    return operator in _TEXT and bool(_ORGANISATION.fullmatch(value.partition("/")[0]))


def _vpc(operator: str, value: str, trusted: frozenset[str]) -> bool:
    return operator in _TEXT and bool(_VPC.fullmatch(value))


def _endpoint(operator: str, value: str, trusted: frozenset[str]) -> bool:
    return operator in _TEXT and bool(_ENDPOINT.fullmatch(value))


def _few_addresses(values: Iterable[str]) -> bool:
    """Whether all the ranges together are small; text that is no range makes them wide."""
    try:
        networks = [ip_network(value, strict=False) for value in values]
    except ValueError:
        return False
    four = [n for n in networks if isinstance(n, IPv4Network) and not any(n.subnet_of(p) for p in _RFC1918)]
    six = [n for n in networks if isinstance(n, IPv6Network)]
    return (
        bool(networks)
        and sum(n.num_addresses for n in collapse_addresses(four)) <= _WIDEST_4
        and sum(n.num_addresses for n in collapse_addresses(six)) <= _WIDEST_6
        and not any(n.overlaps(_MAPPED) for n in six)
    )


def open_providers(federated: Iterable[str], conditions: Conditions) -> frozenset[str]:
    """The providers shared by many customers of which no claim says whose people are meant."""
    return frozenset(name for name in federated if not _held_provider(name, conditions))


def _held_provider(provider: str, conditions: Conditions) -> bool:
    """SAML providers and OIDC providers of one's own vouch only for people one knows."""
    issuer = provider.partition(":oidc-provider/")[2] or provider
    claims = _CLAIMS.get(issuer.lower())
    if claims is None:
        return provider.startswith("arn:")
    return any(
        bool(values) and all(_names_someone(base_operator(operator), value, claim) for value in values)
        for operator, keys in conditions.items()
        for claim in claims
        for key, values in keys.items()
        if key == f"{issuer.lower()}:{claim}"
    )


def _names_someone(operator: str, value: str, claim: str) -> bool:
    """A literal value, or a pattern whose beginning spells the organisation out: ``repo:acme/*``."""
    if operator not in _TEXT:
        return False
    if operator != "stringlike" or not set("*?") & set(value):
        return True
    return bool(_TENANT[claim].match(value)) if claim in _TENANT else False


_RFC1918 = tuple(IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
_IDENTITY: Mapping[str, Judge] = {
    "aws:principalaccount": _account,
    "aws:sourceaccount": _account,
    "aws:sourceowner": _account,
    "aws:vpceaccount": _account,
    "kms:calleraccount": _account,
    "s3:dataaccesspointaccount": _account,
    "aws:principalarn": _arn,
    "aws:sourcearn": _arn,
    "s3:dataaccesspointarn": _arn,
    "aws:principalorgid": _organisation,
    "aws:sourceorgid": _organisation,
    "aws:vpceorgid": _organisation,
    "aws:principalorgpaths": _organisation_path,
    "aws:sourceorgpaths": _organisation_path,
    "aws:vpceorgpaths": _organisation_path,
}
_PATH = re.compile(r"[^:/*?]+/")
_TENANT = {
    "sub": re.compile(r"[^:/*?]+:[^:/*?]+[:/]"),
    "job_workflow_ref": _PATH,
    "repository": _PATH,
}
_PIPELINE = ("sub",)
_CLAIMS: Mapping[str, tuple[str, ...]] = {
    "token.actions.githubusercontent.com": (
        "sub",
        "job_workflow_ref",
        "repository",
        "repository_id",
        "repository_owner",
        "repository_owner_id",
    ),
    "gitlab.com": _PIPELINE,
    "app.terraform.io": _PIPELINE,
    "agent.buildkite.com": _PIPELINE,
    "api.pulumi.com/oidc": _PIPELINE,
    "oidc.codefresh.io": _PIPELINE,
    "accounts.google.com": ("aud", "oaud", "sub"),
    "graph.facebook.com": ("app_id", "id"),
    "www.amazon.com": ("app_id", "user_id"),
    "cognito-identity.amazonaws.com": ("aud", "sub"),
}
_NETWORK: Mapping[str, Judge] = {"aws:sourcevpc": _vpc, "aws:sourcevpce": _endpoint}
