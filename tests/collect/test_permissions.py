"""The least IAM policy of a plan: every call allowed, nothing else, small enough for IAM."""

import json
from dataclasses import replace
from typing import Any

import pytest
from builders import ACCOUNT, call, catalog, plan, scope

from generator.collect import cloudformation_role, least_policy, plan_actions
from generator.collect.permissions import actions_of
from generator.errors import ScopeError
from generator.mapping import load
from generator.model.catalog import Call
from generator.model.scope import Organization, Plan
from generator.scope import plan as make_plan

MANAGED_POLICY = 6_144  # characters without white space: IAM and AWS STS quotas, IAM user guide
ATTACHED = 10  # managed policies of a role by default: the same page


SMALL = plan(catalog(calls=[call("sns.list-topics"), call("sqs.list-queues")]))


@pytest.fixture(scope="module")
def whole() -> Plan:
    """The plan of everything that ships."""
    return make_plan(load(), scope())


@pytest.fixture(scope="module")
def allowed(whole: Plan) -> list[str]:
    """The actions of its policy."""
    (statement,) = least_policy(whole)["Statement"]  # type: ignore[misc]
    actions: list[str] = statement["Action"]
    return actions


def _policies(template: str) -> list[Any]:
    resources = json.loads(template)["Resources"].values()
    return [r["Properties"]["PolicyDocument"] for r in resources if r["Type"] == "AWS::IAM::ManagedPolicy"]


@pytest.mark.parametrize(
    ("row", "actions"),
    [
        (call("ec2.describe-volumes"), ("ec2:DescribeVolumes",)),
        (call("s3.list-buckets", actions=("s3:ListAllMyBuckets",)), ("s3:ListAllMyBuckets",)),
        (call("efs.describe-file-systems"), ("elasticfilesystem:DescribeFileSystems",)),
        (call("elbv2.describe-load-balancers"), ("elasticloadbalancing:DescribeLoadBalancers",)),
        (call("stepfunctions.list-state-machines"), ("states:ListStateMachines",)),
        (call("cloudwatch.describe-alarms"), ("cloudwatch:DescribeAlarms",)),
        (call("x.list", service="sns", call="ListTopics"), ("sns:ListTopics",)),
    ],
)
def test_a_call_has_its_action(row: Call, actions: tuple[str, ...]) -> None:
    """Named as IAM names it, which is not always as botocore does."""
    assert actions_of(row) == actions


def test_a_view_needs_no_action_of_its_own() -> None:
    """It is no call."""
    rows = [
        call("s3.list-buckets"),
        call("s3.list-buckets.again", call="ListBuckets", same_reply_as="s3.list-buckets"),
    ]

    assert list(plan_actions(plan(catalog(calls=rows)))) == ["s3.list-buckets"]


def test_the_policy_allows_the_planned_calls_and_nothing_else(whole: Plan, allowed: list[str]) -> None:
    """One statement, actions spelled out: no star, nothing that a reader would have to look up."""
    wanted = {action for actions in plan_actions(whole).values() for action in actions}

    assert allowed == sorted(wanted)
    assert not [action for action in allowed if "*" in action]


def test_the_role_is_the_policy_in_parts_that_iam_takes(whole: Plan, allowed: list[str]) -> None:
    """The parts together are the policy, each below IAM's size, no more of them than a role may have."""
    documents = _policies(cloudformation_role(whole, ACCOUNT))
    actions = [action for document in documents for action in document["Statement"][0]["Action"]]

    assert sorted(actions) == allowed
    assert max(len(json.dumps(d, separators=(",", ":"))) for d in documents) <= MANAGED_POLICY
    assert len(documents) <= ATTACHED


def test_a_long_policy_is_split() -> None:
    """However many calls an overlay adds."""
    rows = [
        call(
            "ec2.describe-volumes",
            id=f"ec2.describe-volumes.{n}",
            actions=(f"ec2:DescribeSomethingLong{n:04}",),
        )
        for n in range(500)
    ]
    documents = _policies(cloudformation_role(plan(catalog(calls=rows)), ACCOUNT))

    assert (len(documents) > 1, sum(len(d["Statement"][0]["Action"]) for d in documents)) == (True, 500)
    assert max(len(json.dumps(d, separators=(",", ":"))) for d in documents) <= MANAGED_POLICY


def test_only_the_named_account_may_take_the_role() -> None:
    """And it lasts an hour."""
    role = json.loads(cloudformation_role(SMALL, ACCOUNT, "Reader"))["Resources"]["Role"]["Properties"]

    assert role["AssumeRolePolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"AWS": {"Fn::Sub": f"arn:${{AWS::Partition}}:iam::{ACCOUNT}:root"}},
            "Action": "sts:AssumeRole",
        }
    ]
    assert (role["RoleName"], role["MaxSessionDuration"]) == ("Reader", 3600)


def test_the_same_plan_gives_the_same_text() -> None:
    """A difference is a difference of the plan."""
    assert cloudformation_role(SMALL, ACCOUNT) == cloudformation_role(SMALL, ACCOUNT)


@pytest.mark.parametrize("trusted", ["", "*", "11112222333", "111122223333:root", "١١١١٢٢٢٢٣٣٣٣"])
def test_nobody_else_can_be_written_into_the_role(trusted: str) -> None:
    """A star for an account would open the role to everybody."""
    with pytest.raises(ScopeError, match="is no account id"):
        cloudformation_role(SMALL, trusted)


def test_an_organisation_adds_what_its_caller_needs() -> None:
    """To list the accounts and to enter each by its role; the role itself can do neither."""
    for role, regions, resource in (
        ("Reader", ("us-east-1",), "arn:aws:iam::*:role/Reader"),
        ("/audit/Reader", ("us-gov-west-1",), "arn:aws-us-gov:iam::*:role/audit/Reader"),
        ("arn:aws-cn:iam::{account}:role/Reader", "enabled", "arn:aws-cn:iam::*:role/Reader"),
    ):
        asked = replace(SMALL.scope, organization=Organization(role=role), regions=regions)
        made = replace(SMALL, scope=asked)
        reads, names, enters = least_policy(made)["Statement"]  # type: ignore[misc]

        assert reads["Action"] == ["sns:ListTopics", "sqs:ListQueues"]
        assert "organizations:ListAccountsForParent" in names["Action"]
        assert (enters["Action"], enters["Resource"]) == (["sts:AssumeRole"], resource)
        assert "organizations:" not in cloudformation_role(made, ACCOUNT)
        assert "sts:AssumeRole" not in json.dumps(_policies(cloudformation_role(made, ACCOUNT)))


def test_the_role_of_an_organisation_is_as_the_configuration_enters_it() -> None:
    """Its name, path, external id and longest session."""
    one = Organization(role="audit/team/Reader", external_id="evidence-7", duration=7200)
    made = replace(SMALL, scope=replace(SMALL.scope, organization=one))
    role = json.loads(cloudformation_role(made, ACCOUNT))["Resources"]["Role"]["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]

    assert (role["RoleName"], role["Path"], role["MaxSessionDuration"]) == ("Reader", "/audit/team/", 7200)
    assert trust["Condition"] == {"StringEquals": {"sts:ExternalId": "evidence-7"}}
    whole = replace(one, role="arn:aws:iam::{account}:role/audit/Reader")
    made = replace(SMALL, scope=replace(SMALL.scope, organization=whole))
    role = json.loads(cloudformation_role(made, ACCOUNT))["Resources"]["Role"]["Properties"]
    assert (role["RoleName"], role["Path"]) == ("Reader", "/audit/")


def test_the_role_check_needs_two_actions_more() -> None:
    """Only where it is asked for."""
    more = {"iam:GetRole", "iam:SimulatePrincipalPolicy"}
    (statement,) = least_policy(SMALL, role_check=True)["Statement"]  # type: ignore[misc]

    assert more < set(statement["Action"])
    assert "iam:SimulatePrincipalPolicy" in cloudformation_role(SMALL, ACCOUNT, role_check=True)
    assert "iam:SimulatePrincipalPolicy" not in cloudformation_role(SMALL, ACCOUNT)
