"""The exact IAM policy of a plan, as JSON and as a StackSet-ready role."""

import json
import re
from collections.abc import Iterable

from botocore.session import Session

from generator.collect.asking import service_of
from generator.errors import ScopeError
from generator.model.catalog import Call
from generator.model.scope import Plan

_PREFIX = {"monitoring": "cloudwatch"}  # signs under one name, is allowed under another: IAM service prefixes
_MOST = 6_000  # characters of a managed policy are limited to 6,144: IAM quotas


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


def least_policy(plan: Plan) -> dict[str, object]:
    """The policy document that allows each planned call and nothing else (all are reads)."""
    actions = {action for found in plan_actions(plan).values() for action in found}
    return _document(sorted(actions - {"sts:GetCallerIdentity"}))


def _document(actions: Iterable[str]) -> dict[str, object]:
    statement = {"Sid": "ReadEvidence", "Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def cloudformation_role(plan: Plan, trusted: str, name: str = "EvidenceReader") -> str:
    """A CloudFormation template (JSON) of the role; policies are split below IAM's size limit."""
    if not re.fullmatch(r"[0-9]{12}", trusted):
        raise ScopeError(
            f"'{trusted}' is no account id.", "Name the 12 digits of the account that may assume the role."
        )
    document = least_policy(plan)
    actions: list[str] = document["Statement"][0]["Action"]  # type: ignore[index]
    policies = {
        f"Policy{number}": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {"PolicyDocument": _document(part), "Roles": [{"Ref": "Role"}]},
        }
        for number, part in enumerate(_parts(actions), start=1)
    }
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": name,
            "MaxSessionDuration": 3600,
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": {"Fn::Sub": f"arn:${{AWS::Partition}}:iam::{trusted}:root"}},
                        "Action": "sts:AssumeRole",
                    }
                ],
            },
        },
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Read-only role for evidencemap: exactly the calls of one plan.",
        "Resources": {"Role": role, **policies},
    }
    return json.dumps(template, indent=2) + "\n"


def _parts(actions: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for action in actions:
        if len(json.dumps(_document([*parts[-1], action]))) > _MOST:
            parts.append([])
        parts[-1].append(action)
    return parts
