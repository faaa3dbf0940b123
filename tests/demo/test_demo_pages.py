"""Small pages: everything once, by the tokens that were given out."""

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from demo.conftest import listing

LISTS = [
    ("iam", "ListUsers", "Users", {}),
    ("iam", "ListPolicies", "Policies", {}),
    ("iam", "ListRoles", "Roles", {}),
    ("kms", "ListKeys", "Keys", {}),
    ("ec2", "DescribeVolumes", "Volumes", {}),
    ("ec2", "DescribeSecurityGroups", "SecurityGroups", {}),
    ("ec2", "DescribeSubnets", "Subnets", {}),
    ("ec2", "DescribeSnapshots", "Snapshots", {"OwnerIds": ["self"]}),
    ("ec2", "DescribeInstances", "Reservations", {}),
    ("ec2", "DescribeVpcs", "Vpcs", {}),
    ("logs", "DescribeLogGroups", "logGroups", {}),
    ("rds", "DescribeDBInstances", "DBInstances", {}),
    ("s3", "ListBuckets", "Buckets", {}),
    ("lambda", "ListFunctions", "Functions", {}),
]


@pytest.mark.parametrize(("service", "operation", "key", "asked"), LISTS)
def test_small_pages_give_everything_once(aws, monkeypatch, service, operation, key, asked):
    """A paginator meets several small pages that add up to what one large page holds."""
    from generator.demo import pages

    client, method = aws.client(1, service), xform_name(operation)
    cut = list(client.get_paginator(method).paginate(**asked))
    monkeypatch.setitem(pages.SIZES, (service, operation), 1000)
    whole = getattr(client, method)(**asked)[key]
    assert len(cut) > 1
    assert [item for page in cut for item in page[key]] == whole


@pytest.mark.parametrize(
    ("service", "operation", "token"),
    [("iam", "ListUsers", "Marker"), ("kms", "ListKeys", "Marker"), ("ec2", "DescribeVolumes", "NextToken"),
     ("s3", "ListBuckets", "ContinuationToken"), ("rds", "DescribeDBInstances", "Marker"),
     ("logs", "DescribeLogGroups", "nextToken")],
)  # fmt: skip
def test_invented_tokens_are_refused(aws, service, operation, token):
    """Tokens that were not given out, or for another call, do not work."""
    client = aws.client(1, service)
    foreign = aws.client(1, "lambda").list_functions()["NextMarker"]
    for wrong in ("invented", foreign):
        with pytest.raises(ClientError) as caught:
            getattr(client, xform_name(operation))(**{token: wrong})
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_smaller_limit_is_honoured(aws):
    """Who asks for one at a time gets one at a time."""
    pages = list(aws.client(1, "iam").get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 1}))
    assert {len(page["Roles"]) for page in pages} == {1}


def test_authorization_details_page_over_all_four_lists(aws):
    """Users, groups, roles and policies share the pages of GetAccountAuthorizationDetails."""
    iam = aws.client(1, "iam")
    pages = list(iam.get_paginator("get_account_authorization_details").paginate())
    keys = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
    names = [(key, item["Arn"]) for page in pages for key in keys for item in page[key]]
    assert len(names) == len(set(names))
    assert {key for key, _ in names} == set(keys)
    assert all(sum(len(page[key]) for key in keys) <= 3 for page in pages)
    users = {u["Arn"] for u in listing(iam, "list_users", "Users")}
    assert users == {arn for key, arn in names if key == "UserDetailList"}


def test_alarms_page(aws):
    """Alarms of three kinds share the pages."""
    alarms = listing(aws.client(0, "cloudwatch"), "describe_alarms", "MetricAlarms")
    assert {a["AlarmName"] for a in alarms} >= {"trail-root-use", "trail-unauthorised-calls"}
