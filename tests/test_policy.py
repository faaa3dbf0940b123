"""Policies as sets: tables of named policies, and the laws that hold for all of them."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.checks.policy import (
    glob,
    grants_full_admin,
    open_to_everyone,
    several,
    statements,
    strangers,
)
from generator.checks.reading import NoData
from generator.checks.trust import open_providers

OWN, FRIEND, STRANGER = "111122223333", "444455556666", "999988887777"
TRUSTED = frozenset({OWN, FRIEND})
ORG = "o-a1b2c3d4e5"
GITHUB = f"arn:aws:iam::{OWN}:oidc-provider/token.actions.githubusercontent.com"


def document(*found: dict[str, Any]) -> dict[str, Any]:
    """A policy of these statements."""
    return {"Version": "2012-10-17", "Statement": list(found)}


def allow(**elements: Any) -> dict[str, Any]:
    """An Allow; everything on everything unless told otherwise."""
    action = {} if "NotAction" in elements else {"Action": "*"}
    resource = {} if "NotResource" in elements else {"Resource": "*"}
    return {"Effect": "Allow", **action, **resource, **elements}


def public(**condition: Any) -> dict[str, Any]:
    """A policy that lets everyone in under a condition."""
    return document(allow(Principal="*", Condition=condition))


# Principals


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("*", {"*"}),
        ({"AWS": "*"}, {"*"}),
        ({"AWS": [f"arn:aws:iam::{OWN}:root", "*"]}, {"*"}),
        ({"AWS": "arn:aws:iam::*:root"}, {"*", "unknown:arn:aws:iam::*:root"}),
        ({"Federated": "*"}, {"*"}),
        ({"AWS": "arn:aws:iam::11112222333?:root"}, {"*", "unknown:arn:aws:iam::11112222333?:root"}),
        ({"AWS": f"urn:aws:iam::{OWN}:root"}, {f"unknown:urn:aws:iam::{OWN}:root"}),
        ({"AWS": f"arn:aws:iam::{OWN}"}, {f"unknown:arn:aws:iam::{OWN}"}),
        ({"CanonicalUser": "*"}, {"*"}),
        ({"AWS": OWN}, set()),
        ({"AWS": [FRIEND, f"arn:aws:sts::{OWN}:assumed-role/admin/me"]}, set()),
        ({"AWS": f"arn:aws-us-gov:iam::{OWN}:role/path/name"}, set()),
        ({"AWS": STRANGER}, {STRANGER}),
        ({"AWS": [f"arn:aws:iam::{STRANGER}:user/me", OWN]}, {STRANGER}),
        ({"AWS": "AROADBQP57FF2AEXAMPLE"}, {"unknown:AROADBQP57FF2AEXAMPLE"}),
        ({"AWS": "arn:aws:iam::cloudfront:user/OAI E1"}, {"unknown:arn:aws:iam::cloudfront:user/OAI E1"}),
        ({"AWS": f"{OWN}0"}, {f"unknown:{OWN}0"}),
        ({"CanonicalUser": "79a59df9"}, {"unknown:79a59df9"}),
        ({"Service": ["ec2.amazonaws.com", "s3.amazonaws.com"]}, set()),
        ({"Service": ["ec2.amazonaws.com", "*"]}, {"*"}),
        ({"Federated": f"arn:aws:iam::{OWN}:saml-provider/idp"}, set()),
        ({"Federated": f"arn:aws:iam::{STRANGER}:saml-provider/idp"}, {STRANGER}),
        ({"Federated": "accounts.google.com"}, {"unknown:accounts.google.com"}),
        ({"Service": "ec2.amazonaws.com", "AWS": STRANGER}, {STRANGER}),
    ],
)
def test_who_is_a_stranger(principal: Any, expected: set[str]) -> None:
    """Everyone, undeclared accounts and identities that do not tell their account; never AWS services."""
    assert expected == strangers(document(allow(Principal=principal)), TRUSTED)
    assert ("*" in expected) == open_to_everyone(document(allow(Principal=principal)), TRUSTED)


def test_all_but_somebody_is_everyone_in_an_allow_and_not_in_a_deny() -> None:
    """NotPrincipal lets all others in; in a Deny it spares somebody, so not everyone is denied."""
    but = {"NotPrincipal": {"AWS": f"arn:aws:iam::{OWN}:root"}, "Action": "*", "Resource": "*"}
    (allowed,) = statements({"Statement": {"Effect": "Allow", **but}})
    (denied,) = statements({"Statement": {"Effect": "Deny", **but}})

    assert (allowed.everyone, denied.everyone) == (True, False)


def test_a_deny_for_a_pattern_of_accounts_is_not_for_everyone() -> None:
    """What a Deny must reach is read narrowly, what an Allow may reach widely."""
    for wide in ({"AWS": "arn:aws:iam::*:root"}, {"Federated": "*"}, {"Service": "*"}):
        (denied,) = statements(
            {"Statement": {"Effect": "Deny", "Principal": wide, "Action": "*", "Resource": "*"}}
        )
        assert not denied.everyone


def test_a_deny_beside_an_allow_changes_nothing() -> None:
    """Whether a Deny takes an Allow back depends on the request: it stays reported."""
    both = document(
        allow(Principal="*"), {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}
    )

    assert (True, frozenset("*")) == (open_to_everyone(both, TRUSTED), strangers(both, TRUSTED))


def test_a_policy_without_principals_is_for_nobody_else() -> None:
    """An identity's own policy names no principal."""
    assert (False, frozenset()) == (
        open_to_everyone(document(allow()), TRUSTED),
        strangers(document(allow()), TRUSTED),
    )


# Conditions

NARROW = {
    "own organisation": {"StringEquals": {"aws:PrincipalOrgID": ORG}},
    "key and operator in any case": {"stringEQUALS": {"AWS:principalorgid": ORG}},
    "one of two organisations": {"StringLike": {"aws:PrincipalOrgID": [ORG, "o-zzzzzzzzzz"]}},
    "the resource's organisation": {"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}},
    "a path of the organisation": {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": f"{ORG}/r-ab12/ou-1/*"}},
    "own account": {"StringEquals": {"aws:PrincipalAccount": OWN}},
    "the resource's account": {"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}},
    "services for trusted accounts": {"StringEquals": {"aws:SourceAccount": [OWN, FRIEND]}},
    "default topic policy": {"StringEquals": {"AWS:SourceOwner": OWN}},
    "default key policy": {"StringEquals": {"kms:CallerAccount": OWN, "kms:ViaService": "s3.us-east-1.amazonaws.com"}},
    "own roles": {"ArnLike": {"aws:PrincipalArn": f"arn:*:iam::{OWN}:role/*"}},
    "own roles as text": {"StringLike": {"aws:PrincipalArn": f"arn:aws:iam::{OWN}:role/*"}},
    "own topics": {"ArnEquals": {"aws:SourceArn": f"arn:aws:sns:us-east-1:{OWN}:*"}},
    "endpoint": {"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}},
    "network": {"StringEquals": {"aws:SourceVpc": ["vpc-12345678", "vpc-0123456789abcdef0"]}},
    "office": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32", "10.0.0.0/8"]}},
    "a /8": {"IpAddress": {"aws:SourceIp": "11.0.0.0/8"}},
    "one address": {"IpAddress": {"aws:SourceIp": "203.0.113.7"}},
    "another condition beside": {"StringEquals": {"aws:PrincipalOrgID": ORG}, "Bool": {"aws:SecureTransport": "true"}},
}  # fmt: skip
WIDE = {
    "nothing": {},
    "any organisation": {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
    "any organisation at all": {"StringLike": {"aws:PrincipalOrgID": "*"}},
    "one known, one wild": {"StringLike": {"aws:PrincipalOrgID": [ORG, "*"]}},
    "no value": {"StringEquals": {"aws:PrincipalOrgID": []}},
    "any path": {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/r-ab12/*"}},
    "the resource's own organisation": {"StringEquals": {"aws:ResourceOrgID": ORG}},
    "absent key matches": {"StringEqualsIfExists": {"aws:PrincipalOrgID": ORG}},
    "empty set matches": {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": ORG}},
    "unknown quantifier": {"ForSomeValues:StringEquals": {"aws:PrincipalOrgID": ORG}},
    "any value and absent": {"ForAnyValue:StringEqualsIfExists": {"aws:PrincipalOrgID": ORG}},
    "all but": {"StringNotEquals": {"aws:PrincipalOrgID": ORG}},
    "all accounts but": {"StringNotLike": {"aws:PrincipalAccount": OWN}},
    "present": {"Null": {"aws:PrincipalOrgID": "false"}},
    "compared as a number": {"NumericEquals": {"aws:PrincipalAccount": OWN}},
    "not own account": {"StringEquals": {"aws:PrincipalAccount": STRANGER}},
    "own and another account": {"StringEquals": {"aws:SourceAccount": [OWN, STRANGER]}},
    "pattern of accounts": {"StringLike": {"aws:PrincipalAccount": "11112222333*"}},
    "roles of anybody": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}},
    "own id somewhere in the text": {"StringLike": {"aws:PrincipalArn": f"arn:*:{OWN}:role/*:x"}},
    "wildcard that reaches over the account": {"StringLike": {"aws:PrincipalArn": f"arn:aws:*::{OWN}:role/*"}},
    "bucket without account": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::bucket"}},
    "topics of a stranger": {"ArnLike": {"aws:SourceArn": f"arn:aws:sns:us-east-1:{STRANGER}:*"}},
    "no ARN": {"ArnLike": {"aws:SourceArn": "*"}},
    "shared secret": {"StringEquals": {"sts:ExternalId": "s3cret"}},
    "unique id": {"StringLike": {"aws:userid": "AROADBQP57FF2AEXAMPLE:*"}},
    "web page": {"StringLike": {"aws:Referer": "https://www.example.com/*"}},
    "TLS": {"Bool": {"aws:SecureTransport": "true"}},
    "any service of ours": {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
    "any endpoint": {"StringLike": {"aws:SourceVpce": "vpce-*"}},
    "any network": {"StringLike": {"aws:SourceVpc": "*"}},
    "all addresses": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
    "all v6 addresses": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "::/0"]}},
    "all addresses in halves": {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}},
    "all addresses in many parts": {"IpAddress": {"aws:SourceIp": [f"{n}.0.0.0/8" for n in range(256)]}},
    "all v4 addresses as v6": {"IpAddress": {"aws:SourceIp": "::ffff:0:0/96"}},
    "one range too many": {"IpAddress": {"aws:SourceIp": ["11.0.0.0/8", "12.0.0.0/32"]}},
    "one v6 range too many": {"IpAddress": {"aws:SourceIp": ["2001:db8::/32", "2001:db9::/128"]}},
    "no range": {"IpAddress": {"aws:SourceIp": []}},
    "no address": {"IpAddress": {"aws:SourceIp": "everywhere"}},
    "address as text": {"StringLike": {"aws:SourceIp": "203.0.113.*"}},
    "all roles but own": {"ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{OWN}:role/*"}},
    "all paths but": {"ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": f"{ORG}/*"}},
    "all networks but": {"StringNotEquals": {"aws:SourceVpc": "vpc-12345678"}},
    "all endpoints but": {"StringNotEquals": {"aws:SourceVpce": "vpce-12345678"}},
    "absent address matches": {"IpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"}},
    "all addresses but": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
}  # fmt: skip


@pytest.mark.parametrize("condition", NARROW.values(), ids=NARROW)
def test_what_narrows(condition: Any) -> None:
    """Known accounts, named organisations and named networks."""
    assert (False, frozenset()) == (
        open_to_everyone(public(**condition), TRUSTED),
        strangers(public(**condition), TRUSTED),
    )


@pytest.mark.parametrize("condition", WIDE.values(), ids=WIDE)
def test_what_does_not_narrow(condition: Any) -> None:
    """A condition that an absent key, a wildcard or anybody's value meets."""
    assert (True, frozenset("*")) == (
        open_to_everyone(public(**condition), TRUSTED),
        strangers(public(**condition), TRUSTED),
    )


def test_a_network_does_not_make_a_named_account_known() -> None:
    """From our own network, a stranger is still a stranger; in our own organisation it is none."""
    theirs = allow(Principal={"AWS": STRANGER})
    network = document({**theirs, "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-12345678"}}})
    organisation = document({**theirs, "Condition": {"StringEquals": {"aws:PrincipalOrgID": ORG}}})

    assert ({STRANGER}, frozenset()) == (strangers(network, TRUSTED), strangers(organisation, TRUSTED))


def test_conditions_are_lower_case_text() -> None:
    """Whatever case and type a policy is written in."""
    (one,) = statements(
        document(allow(Condition={"Bool": {"aws:SecureTransport": False}, "NumericLessThan": {"A": [1]}}))
    )

    assert {
        "bool": {"aws:securetransport": frozenset({"false"})},
        "numericlessthan": {"a": frozenset({"1"})},
    } == one.conditions


# Actions and resources


@pytest.mark.parametrize(
    ("statement", "action", "expected"),
    [
        ({"Action": "s3:GetObject"}, "S3:getobject", True),
        ({"Action": ["s3:Put*", "s3:Get?bject"]}, "s3:GetObject", True),
        ({"Action": "s3:Get"}, "s3:GetObject", False),
        ({"Action": "*"}, "s3:GetObject", True),
        ({"Action": []}, "s3:GetObject", False),
        ({"NotAction": "s3:*"}, "s3:GetObject", False),
        ({"NotAction": "s3:Put*"}, "s3:GetObject", True),
        ({"Action": "s3:[G]etObject"}, "s3:GetObject", False),
    ],
)
def test_actions(statement: Any, action: str, expected: bool) -> None:
    """Wildcards, any case, and all but."""
    (one,) = statements(document(allow(**statement)))

    assert expected == one.covers(action)


@pytest.mark.parametrize(
    ("statement", "prefix", "expected"),
    [
        ({"Action": "*"}, "*", True),
        ({"Action": "*:*"}, "*", True),
        ({"Action": "**"}, "s3", True),
        ({"Action": "S3:*"}, "s3", True),
        ({"Action": "s*"}, "s3", True),
        ({"Action": "s3:*Object"}, "s3", False),
        ({"Action": "s3:?"}, "s3", False),
        ({"Action": "s3:????*"}, "s3", False),
        ({"Action": "s3:*"}, "*", False),
        ({"NotAction": "ec2:*"}, "s3", True),
        ({"NotAction": "s3:GetObject"}, "s3", False),
        ({"NotAction": "s?:GetObject"}, "s3", False),
        ({"NotAction": "s*"}, "s3", False),
        ({"NotAction": "s*Object"}, "s3", False),
        ({"NotAction": "ec2:*"}, "*", False),
        ({"NotAction": []}, "*", True),
    ],
)
def test_every_action(statement: Any, prefix: str, expected: bool) -> None:
    """All of a service, or all of AWS."""
    (one,) = statements(document(allow(**statement)))

    assert expected == one.covers_every_action(prefix)


@pytest.mark.parametrize(
    ("statement", "allows", "denies"),
    [
        ({"Resource": "*"}, True, True),
        ({"Resource": "arn:aws:s3:::Bucket/*"}, True, True),
        ({"Resource": ["arn:aws:s3:::other", "arn:aws:s3:::B?cket/k*"]}, True, True),
        ({"Resource": "arn:aws:s3:::bucket/*"}, False, False),
        ({"Resource": "arn:aws:s3:::Bucket"}, False, False),
        ({"NotResource": "arn:aws:s3:::other/*"}, True, True),
        ({"NotResource": "arn:aws:s3:::Bucket/*"}, False, False),
        ({"Resource": "arn:aws:s3:::Bucket/${aws:username}"}, True, False),
        ({"Resource": "arn:aws:s3:::${aws:username}/x"}, False, False),
        ({"NotResource": "arn:aws:s3:::Bucket/${aws:username}"}, True, False),
    ],
)
def test_resources(statement: Any, allows: bool, denies: bool) -> None:
    """An Allow reaches whatever a variable may hold, a Deny only what it must."""
    whole = {"Action": "*", **statement}
    (allowed,), (denied,) = (statements({"Statement": {"Effect": e, **whole}}) for e in ("Allow", "Deny"))

    assert (allows, denies) == (
        allowed.reaches("arn:aws:s3:::Bucket/key"),
        denied.reaches("arn:aws:s3:::Bucket/key"),
    )


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Resource": "*"}, True),
        ({"Resource": ["arn:aws:s3:::x", "arn:*"]}, True),
        ({"Resource": "arn:aws:*"}, False),
        ({"Resource": "arn:aws:s3:::*"}, False),
        ({"NotResource": "arn:aws:s3:::x"}, False),
        ({"NotResource": []}, True),
    ],
)
def test_every_resource(statement: Any, expected: bool) -> None:
    """All of them, in every partition."""
    (one,) = statements(document(allow(**statement)))

    assert expected == one.reaches_everything()


def test_a_trust_policy_speaks_of_its_own_role() -> None:
    """Without Resource, the policy's own resource is meant."""
    (one,) = statements({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}})

    assert (one.reaches("arn:aws:iam::111122223333:role/r"), one.reaches_everything()) == (True, True)


# Full administration

FULL = {
    "everything": allow(),
    "single statement with MFA": allow(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
    "from the office": allow(Condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
    "in a region": allow(Condition={"StringEquals": {"aws:RequestedRegion": "us-east-1"}}),
    "in any service": allow(Action="*:*"),
    "among others": allow(Action=["s3:GetObject", "*"], Resource=["arn:aws:s3:::b", "*"]),
    "one partition": allow(Resource="arn:aws:*"),
    "by parts of the ARN": allow(Resource="arn:aws-cn:*:*:*:*"),
    "all but a bucket": allow(NotResource="arn:aws:s3:::b"),
    "all but billing": allow(NotAction="aws-portal:*"),
    "all but one right": allow(NotAction="iam:DeleteUser"),
    "through CloudFormation": allow(
        Condition={"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}
    ),
    "of a federated person": allow(Condition={"StringEquals": {"saml:sub": "ada"}}),
    "a tag that may be anything": allow(Condition={"StringLike": {"aws:ResourceTag/team": "*"}}),
    "a tag that may be anything or something": allow(
        Condition={"StringLike": {"aws:ResourceTag/team": ["a", "*"]}}
    ),
    "a tag without value": allow(Condition={"StringLike": {"aws:ResourceTag/team": []}}),
    "a tag that may be absent": allow(Condition={"StringEqualsIfExists": {"aws:ResourceTag/team": "a"}}),
}
LESS = {
    "one service": allow(Action="s3:*"),
    "reading": allow(Action="*:Get*"),
    "one bucket": allow(Resource="arn:aws:s3:::b/*"),
    "a denial": {"Effect": "Deny", "Action": "*", "Resource": "*"},
    "no action": allow(Action=[]),
    "all but rights": allow(NotAction=["iam:*", "organizations:*", "account:*"]),
    "all resources but all": allow(NotResource="*"),
    "own team": allow(Condition={"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}),
    "one service's key": allow(Condition={"StringEquals": {"ec2:InstanceType": "t3.micro"}}),
}  # fmt: skip


@pytest.mark.parametrize("statement", FULL.values(), ids=FULL)
def test_full_admin(statement: Any) -> None:
    """Everything on everything, however it is written and whenever it holds."""
    assert grants_full_admin(document(allow(Action="s3:Get*"), statement))


@pytest.mark.parametrize("statement", LESS.values(), ids=LESS)
def test_less_than_full_admin(statement: Any) -> None:
    """Some actions, some resources, or a condition on what is touched."""
    assert not grants_full_admin(document(statement))


def test_full_admin_of_two_parts() -> None:
    """Everything but rights, and rights."""
    rest = allow(Action=["iam:Attach*"])

    assert grants_full_admin(document(LESS["all but rights"], rest))
    assert not grants_full_admin(document(rest))


def test_full_admin_among_the_policies_of_aws() -> None:
    """The names that the IAM checks know are all that AWS has."""
    from generator.checks.iam import _ADMIN_BY_AWS

    data = pytest.importorskip("moto.iam.aws_managed_policies").aws_managed_policies_data
    full = {name for name, policy in json.loads(data).items() if grants_full_admin(policy["Document"])}

    assert set(_ADMIN_BY_AWS) == full


# Identity providers


@pytest.mark.parametrize(
    ("provider", "condition", "is_open"),
    [
        (GITHUB, {}, True),
        (GITHUB, {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}, True),
        (GITHUB, {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*"}}, False),
        (GITHUB, {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme*"}}, True),
        (GITHUB, {"StringLike": {"token.actions.githubusercontent.com:sub": ["repo:acme/*", "repo:*"]}}, True),
        (GITHUB, {"StringLike": {"token.actions.githubusercontent.com:sub": []}}, True),
        (GITHUB, {"StringEqualsIfExists": {"token.actions.githubusercontent.com:sub": "repo:acme/app:x"}}, True),
        (GITHUB, {"ForAllValues:StringEquals": {"token.actions.githubusercontent.com:sub": "repo:acme/app:x"}}, True),
        (GITHUB, {"StringNotEquals": {"token.actions.githubusercontent.com:sub": "repo:acme/app:x"}}, True),
        (GITHUB, {"StringEquals": {"token.actions.githubusercontent.com:ref": "refs/heads/main"}}, True),
        (GITHUB, {"StringEquals": {"token.actions.githubusercontent.com:repository_owner": "acme"}}, False),
        (GITHUB, {"StringLike": {"token.actions.githubusercontent.com:repository_owner": "acm*"}}, True),
        (GITHUB, {"StringLike": {"token.actions.githubusercontent.com:repository_owner": "acme"}}, False),
        (GITHUB, {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:*"}}, False),  # no wildcard here
        (GITHUB, {"StringLike": {"token.actions.githubusercontent.com:repository": "acme/*"}}, False),
        (GITHUB, {"StringEquals": {"gitlab.com:sub": "project_path:acme/app:ref_type:branch:ref:main"}}, True),
        (GITHUB + "/acme", {}, False),
        (f"arn:aws:iam::{OWN}:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC", {}, False),
        (f"arn:aws:iam::{OWN}:saml-provider/idp", {}, False),
        (f"arn:aws:iam::{OWN}:oidc-provider/app.terraform.io", {"StringLike": {"app.terraform.io:sub": "organization:acme:*"}}, False),
        (f"arn:aws:iam::{OWN}:oidc-provider/app.terraform.io", {"StringLike": {"app.terraform.io:sub": "organization:*"}}, True),
        ("cognito-identity.amazonaws.com", {}, True),
        ("cognito-identity.amazonaws.com", {"StringEquals": {"cognito-identity.amazonaws.com:aud": "us-east-1:1"}}, False),
        ("cognito-identity.amazonaws.com", {"StringLike": {"cognito-identity.amazonaws.com:aud": "us-east-1:*"}}, True),
        ("login.example.com", {"StringEquals": {"login.example.com:aud": "x"}}, True),
    ],
)  # fmt: skip
def test_shared_identity_providers(provider: str, condition: Any, is_open: bool) -> None:
    """A provider of many customers is open until a claim names one; one's own is not."""
    (one,) = statements(document(allow(Principal={"Federated": provider}, Condition=condition)))

    assert is_open == bool(open_providers(one.federated, one.conditions))


# Shapes


@pytest.mark.parametrize(
    "policy",
    [
        None,
        "",
        '{"Statement": []}',
        [],
        {},
        {"Version": "2012-10-17"},
        {"Statement": "Allow"},
        {"Statement": [None]},
        {"Statement": [[]]},
        document({"Action": "*", "Resource": "*"}),
        document(allow(Effect="allow")),
        document(allow(Effect=["Allow"])),
        document({"Effect": "Allow", "Resource": "*"}),
        document(allow(NotAction="s3:*", Action="s3:*")),
        document(allow(NotResource="*", Resource="*")),
        document(allow(Action={"s3": "*"})),
        document(allow(Action=None)),
        document(allow(Resource=[1])),
        document(allow(Principal=None)),
        document(allow(Principal=[])),
        document(allow(Principal=5)),
        document(allow(Principal=["AWS"])),
        document(allow(Principal={})),
        document(allow(Principal="everyone")),
        document(allow(Principal={"aws": "*"})),
        document(allow(Principal={"AWS": {"x": 1}})),
        document(allow(Principal="*", NotPrincipal="*")),
        document(allow(Condition=None)),
        document(allow(Condition={"Bool": "true"})),
        document(allow(Condition={"Bool": {"x": None}})),
        document(allow(Condition={"Bool": {"x": [["true"]]}})),
        document(allow(Condition={"Bool": {"x": "true"}, "bool": {"y": "true"}})),
        document(allow(Condition={"Bool": {"x": "true", "X": "false"}})),
        document(allow(principal="*")),
    ],
)
def test_another_shape_is_no_data(policy: Any) -> None:
    """Nothing is guessed from a document that AWS's grammar does not allow."""
    for question in (statements, grants_full_admin, lambda p: strangers(p, TRUSTED)):
        with pytest.raises(NoData):
            question(policy)


def test_one_statement_is_a_list_of_one() -> None:
    """AWS accepts both, for statements and for texts."""
    assert statements({"Statement": allow(Action="s3:*")}) == statements(
        document(allow(Action=["s3:*"], Resource=["*"]))
    )


def test_by_effect() -> None:
    """Only the Allows, only the Denies, or both in order."""
    both = document(allow(Sid="a"), {"Effect": "Deny", "Action": "*", "Resource": "*", "Sid": "b"})

    assert tuple([s.sid for s in statements(both, e)] for e in ("Allow", "Deny", None)) == (
        ["a"],
        ["b"],
        ["a", "b"],
    )


def test_several_names_in_a_reason() -> None:
    """A reason stays short."""
    assert (several([]), several("bab"), several("gfedcba"), several("edcba")) == (
        "",
        "a, b",
        "a, b, c, d, e and 2 more",
        "a, b, c, d, e",
    )


# Laws

PATTERN = st.text("ab*?:", max_size=8)
VALUES = st.one_of(
    st.sampled_from(["*", OWN, STRANGER, ORG, "o-*", "s3:*", "0.0.0.0/0", "vpc-12345678"]),
    st.text(max_size=4),
)
LISTS = st.one_of(VALUES, st.lists(VALUES, max_size=3))
PRINCIPALS = st.one_of(
    st.just("*"),
    st.dictionaries(
        st.sampled_from(["AWS", "Service", "Federated", "CanonicalUser"]), LISTS, min_size=1, max_size=2
    ),
)
CONDITIONS = st.dictionaries(
    st.sampled_from(["StringEquals", "StringLike", "StringNotEquals", "IpAddress", "ArnLike", "Null", "Bool"]),
    st.dictionaries(
        st.sampled_from(["aws:PrincipalOrgID", "aws:SourceAccount", "aws:SourceIp", "aws:SourceVpc", "aws:ResourceTag/a"]),
        LISTS,
        max_size=2,
    ),
    max_size=2,
)  # fmt: skip
STATEMENTS = st.builds(
    lambda effect, action, resource, principal, condition: {
        "Effect": effect,
        **action,
        **resource,
        **principal,
        "Condition": condition,
    },
    st.sampled_from(["Allow", "Deny"]),
    st.builds(lambda k, v: {k: v}, st.sampled_from(["Action", "NotAction"]), LISTS),
    st.builds(lambda k, v: {k: v}, st.sampled_from(["Resource", "NotResource"]), LISTS),
    st.one_of(
        st.just({}),
        st.builds(lambda k, v: {k: v}, st.sampled_from(["Principal", "NotPrincipal"]), PRINCIPALS),
    ),
    CONDITIONS,
)
POLICIES = st.builds(lambda found: {"Statement": found}, st.lists(STATEMENTS, max_size=4))
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.sampled_from(["*", "Allow", "AWS"]), st.text(max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["Statement", "Effect", "Action", "Resource", "Principal", "AWS", "Condition", "Bool"]),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=12,
)  # fmt: skip


@given(PATTERN, st.text("ab:", max_size=8))
def test_wildcards_are_those_of_aws(pattern: str, text: str) -> None:
    """``*`` is any text, ``?`` one character, all else itself."""
    spelled = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern)

    assert bool(re.fullmatch(spelled, text, re.DOTALL)) == glob(pattern, text)


def test_wildcards_are_quick_on_hostile_patterns() -> None:
    """No pattern takes exponential time."""
    assert not glob("*a" * 200 + "b", "a" * 2000)


@given(POLICIES, STATEMENTS)
def test_another_statement_never_makes_it_better(policy: Any, more: Any) -> None:
    """What a policy opens stays open, whatever stands beside it."""
    longer = {"Statement": [*policy["Statement"], more]}

    assert strangers(policy, TRUSTED) <= strangers(longer, TRUSTED)
    assert open_to_everyone(policy, TRUSTED) <= open_to_everyone(longer, TRUSTED)
    assert grants_full_admin(policy) <= grants_full_admin(longer)


@given(POLICIES, st.sets(st.sampled_from([OWN, FRIEND, STRANGER])))
def test_trusting_more_never_finds_more(policy: Any, trusted: set[str]) -> None:
    """A declared account can only leave the list of strangers."""
    assert strangers(policy, frozenset(trusted)) <= strangers(policy, frozenset())
    assert open_to_everyone(policy, frozenset(trusted)) <= open_to_everyone(policy, frozenset())


@given(POLICIES)
def test_open_is_having_everyone_among_the_strangers(policy: Any) -> None:
    """The two questions agree."""
    assert open_to_everyone(policy, TRUSTED) == ("*" in strangers(policy, TRUSTED))


@given(
    STATEMENTS,
    st.sampled_from(["StringNotEquals", "Null", "ForAllValues:StringEquals", "StringEqualsIfExists"]),
)
def test_operators_that_an_absent_key_meets_change_nothing(statement: Any, operator: str) -> None:
    """Adding one never closes a policy."""
    more = {**statement, "Condition": {**statement["Condition"], operator: {"aws:PrincipalOrgID": ORG}}}

    if operator not in statement["Condition"]:
        assert strangers({"Statement": statement}, TRUSTED) == strangers({"Statement": more}, TRUSTED)


@given(STATEMENTS, VALUES)
def test_all_but_is_the_opposite(statement: Any, action: str) -> None:
    """NotAction covers what Action does not."""
    given_, other = ("Action", "NotAction") if "Action" in statement else ("NotAction", "Action")
    swapped = {**{k: v for k, v in statement.items() if k != given_}, other: statement[given_]}
    (one,), (two,) = statements({"Statement": statement}), statements({"Statement": swapped})

    assert one.covers(action) != two.covers(action)


@given(ANYTHING)
def test_any_json_is_read_or_refused(policy: Any) -> None:
    """Hostile documents end in an answer or in NoData, never in another error."""
    for question in (statements, grants_full_admin, lambda p: strangers(p, TRUSTED)):
        try:
            question(policy)
        except NoData:
            continue
