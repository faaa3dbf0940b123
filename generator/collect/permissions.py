"""The exact IAM policy of a plan, as JSON and as a StackSet-ready role."""

import json
import re
from collections.abc import Iterable

from botocore.session import Session

from generator.collect.operations import service_of
from generator.collect.tree import ACTIONS as ORGANIZATION_ACTIONS
from generator.errors import ScopeError
from generator.items import partition_of
from generator.model.catalog import Call
from generator.model.scope import Organization, Plan, Scope

_PREFIX = {"monitoring": "cloudwatch"}  # signs under one name, is allowed under another: IAM service prefixes
_MOST = 6_000  # characters of a managed policy are limited to 6,144: IAM quotas

ROLE_CHECK_ACTIONS = ("iam:GetRole", "iam:SimulatePrincipalPolicy")


def actions_of(row: Call, session: Session | None = None) -> tuple[str, ...]:
    """The IAM actions of a row: its own, or the service's signing prefix and the operation."""
    if row.actions:
        return row.actions
    model = (session or Session()).get_service_model(service_of(row))
    return (f"{_PREFIX.get(model.signing_name, model.signing_name)}:{row.call}",)


def plan_actions(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Call id -> IAM actions, for each call of the plan."""
    session = Session()
    return {row.id: actions_of(row, session) for row in plan.calls if not row.same_reply_as}


def least_policy(plan: Plan, *, role_check: bool = False) -> dict[str, object]:
    """The policy document that allows each planned call and nothing else (all are reads).

    Where accounts come from AWS Organizations, two more statements are for the caller: to list them, and to take
    the role in each. ``role_check`` adds what ``doctor --role-check`` asks.
    """
    reads = _statement("ReadEvidence", _reads(plan, role_check=role_check))
    return _document([reads, *_callers(plan.scope)])


def _reads(plan: Plan, *, role_check: bool) -> list[str]:
    actions = {action for found in plan_actions(plan).values() for action in found}
    return sorted((actions | set(ROLE_CHECK_ACTIONS if role_check else ())) - {"sts:GetCallerIdentity"})


def _callers(scope: Scope) -> list[dict[str, object]]:
    """What the caller needs beside reading, to name and enter the organisation's accounts."""
    one = scope.organization
    if one is None:
        return []
    enter = _statement("EnterAccounts", ["sts:AssumeRole"], _role_in(one, "*", scope))
    return [_statement("NameAccounts", ORGANIZATION_ACTIONS), enter]


def _role_in(one: Organization, account: str, scope: Scope) -> str:
    if one.role.startswith("arn:"):
        return one.role.replace("{account}", account)
    regions = () if isinstance(scope.regions, str) else scope.regions
    partition = partition_of(regions[0]) if regions else "aws"
    return f"arn:{partition}:iam::{account}:role/{one.role.strip('/')}"


def _statement(sid: str, actions: Iterable[str], resource: str = "*") -> dict[str, object]:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resource}


def _document(statements: list[dict[str, object]]) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": statements}


def cloudformation_role(plan: Plan, trusted: str, name: str = "", *, role_check: bool = False) -> str:
    """A CloudFormation template (JSON) of the role; policies are split below IAM's size limit.

    Name, path, external id and the longest session are those of the configuration's ``organization``, where it has one.
    """
    if not re.fullmatch(r"[0-9]{12}", trusted):
        raise ScopeError(
            f"'{trusted}' is no account id.", "Name the 12 digits of the account that may assume the role."
        )
    policies = {
        f"Policy{number}": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "PolicyDocument": _document([_statement("ReadEvidence", part)]),
                "Roles": [{"Ref": "Role"}],
            },
        }
        for number, part in enumerate(_parts(_reads(plan, role_check=role_check)), start=1)
    }
    role = {"Type": "AWS::IAM::Role", "Properties": _role(plan.scope.organization, trusted, name)}
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Read-only role for evidencemap: exactly the calls of one plan.",
        "Resources": {"Role": role, **policies},
    }
    return json.dumps(template, indent=2) + "\n"


def _role(one: Organization | None, trusted: str, name: str) -> dict[str, object]:
    path, _, own = (one.role.partition(":role/")[2] or one.role if one else "").strip("/").rpartition("/")
    trust: dict[str, object] = {
        "Effect": "Allow",
        "Principal": {"AWS": {"Fn::Sub": f"arn:${{AWS::Partition}}:iam::{trusted}:root"}},
        "Action": "sts:AssumeRole",
    }
    if one and one.external_id:
        trust["Condition"] = {"StringEquals": {"sts:ExternalId": one.external_id}}
    return {
        "RoleName": name or own or "EvidenceReader",
        **({"Path": f"/{path}/"} if path else {}),
        "MaxSessionDuration": max(3600, one.duration if one else 0),
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
    }


def _parts(actions: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for action in actions:
        if len(json.dumps(_document([_statement("ReadEvidence", [*parts[-1], action])]))) > _MOST:
            parts.append([])
        parts[-1].append(action)
    return parts
