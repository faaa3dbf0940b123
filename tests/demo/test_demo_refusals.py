"""Denials, faults and regions that are off, as clients of each protocol see them."""

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError
from demo.conftest import listing

SANDBOX = "333344445555"

# One call for each protocol: query, ec2, rest-xml, json 1.1, json 1.0, rest-json.
CALLS = [
    ("iam", "list_users", "ListUsers", "AccessDenied"),
    ("ec2", "describe_volumes", "DescribeVolumes", "UnauthorizedOperation"),
    ("s3", "list_buckets", "ListBuckets", "AccessDenied"),
    ("kms", "list_keys", "ListKeys", "AccessDeniedException"),
    ("dynamodb", "list_tables", "ListTables", "AccessDeniedException"),
    ("lambda", "list_functions", "ListFunctions", "AccessDeniedException"),
    ("sns", "list_topics", "ListTopics", "AuthorizationError"),
    ("artifact", "list_reports", "ListReports", "AccessDeniedException"),
]
CAUSES = {
    "no identity-based policy": "because no identity-based policy allows the",
    "explicit deny": "with an explicit deny in an identity-based policy",
    "service control policy": "with an explicit deny in a service control policy: arn:aws:organizations::",
}


def refusal(call, **asked) -> dict:
    with pytest.raises(ClientError) as caught:
        call(**asked)
    return caught.value.response


@pytest.mark.parametrize(("service", "method", "operation", "code"), CALLS)
@pytest.mark.parametrize("cause", CAUSES)
def test_denials_have_the_code_and_words(aws, service, method, operation, code, cause):
    """A denial ordered at run time parses into a ClientError that names caller, action and cause."""
    rule = aws.demo.front.deny(SANDBOX, service, operation, cause)
    try:
        response = refusal(getattr(aws.client(2, service), method))
        getattr(aws.client(1, service), method)()
    finally:
        aws.demo.front.forget(rule)
    message = response["Error"]["Message"]
    assert response["Error"]["Code"] == code
    assert f"arn:aws:sts::{SANDBOX}:assumed-role/EvidenceReader/evidencemap is not authorized" in message
    assert CAUSES[cause] in message
    getattr(aws.client(2, service), method)()


def test_the_story_denies_guardduty_and_one_call_of_kms_in_the_sandbox(aws):
    """GuardDuty is refused whole by the organisation, GetKeyPolicy alone by the role; Artifact to the management account."""
    artifact = refusal(aws.client(0, "artifact").list_reports)["Error"]["Message"]
    assert "because no identity-based policy allows the artifact:ListReports action" in artifact
    words = refusal(aws.client(2, "guardduty").list_detectors)["Error"]
    assert words["Code"] == "AccessDeniedException"
    assert "service control policy" in words["Message"]
    kms = aws.client(2, "kms")
    key = listing(kms, "list_keys", "Keys")[0]["KeyId"]
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyId"] == key
    message = refusal(kms.get_key_policy, KeyId=key)["Error"]["Message"]
    assert "because no identity-based policy allows the kms:GetKeyPolicy action" in message


@pytest.mark.parametrize(
    ("service", "method", "code"),
    [
        ("ec2", "describe_vpcs", "AuthFailure"),
        ("kms", "list_keys", "UnrecognizedClientException"),
        ("lambda", "list_functions", "UnrecognizedClientException"),
        ("rds", "describe_db_instances", "InvalidClientTokenId"),
    ],
)
def test_regions_that_are_off_refuse_the_credentials(aws, service, method, code):
    """A region that is not enabled answers as AWS does: the credentials are not valid there."""
    assert refusal(getattr(aws.client(1, service, "ap-east-1"), method))["Error"]["Code"] == code


def test_exactly_two_regions_are_enabled(aws):
    """EC2 and the account service agree on the enabled regions, and both know of others."""
    ec2, account = aws.client(1, "ec2"), aws.client(1, "account")
    enabled = {r["RegionName"] for r in ec2.describe_regions()["Regions"]}
    asked = listing(
        account, "list_regions", "Regions", RegionOptStatusContains=["ENABLED", "ENABLED_BY_DEFAULT"]
    )
    assert enabled == {r["RegionName"] for r in asked} == {"us-east-1", "eu-west-1"}
    assert len(ec2.describe_regions(AllRegions=True)["Regions"]) > 2
    assert len(listing(account, "list_regions", "Regions")) > 2


def test_faults_to_order(aws):
    """Calls can be throttled, fail or be cut, so many times and no more."""
    front, kms = aws.demo.front, aws.client(1, "kms")
    front.fail("kms", "ListKeys", "throttle", times=1)
    assert refusal(kms.list_keys)["Error"]["Code"] == "ThrottlingException"
    front.fail("kms", "ListKeys", "500", times=1)
    assert refusal(kms.list_keys)["ResponseMetadata"]["HTTPStatusCode"] == 500
    rule = front.fail("kms", "ListKeys", "cut")
    with pytest.raises(ConnectionClosedError):
        kms.list_keys()
    front.forget(rule)
    assert kms.list_keys()["Keys"]


@pytest.mark.parametrize(
    ("service", "method", "code"),
    [("iam", "list_users", "ExpiredToken"), ("ec2", "describe_vpcs", "RequestExpired"),
     ("kms", "list_keys", "ExpiredTokenException"), ("lambda", "list_functions", "ExpiredTokenException")],
)  # fmt: skip
def test_expired_tokens_are_refused_and_new_ones_work(aws, service, method, code):
    """Once an account's tokens are expired, only a new AssumeRole helps."""
    aws.demo.front.expire(SANDBOX)
    assert refusal(getattr(aws.client(2, service), method))["Error"]["Code"] == code
    aws.sessions[2] = aws.login(2)
    getattr(aws.client(2, service), method)()


@pytest.mark.parametrize(
    ("service", "method", "asked"),
    [
        ("schemas", "list_discoverers", {}),
        ("fms", "list_policies", {}),
        ("gamelift", "list_builds", {}),
        ("autoscaling", "describe_adjustment_types", {}),
        ("ec2", "describe_address_transfers", {}),
    ],
)
def test_unknown_operations_are_clean_errors(aws, service, method, asked):
    """What nobody answers is a ClientError in the service's own protocol, never a page of HTML."""
    error = refusal(getattr(aws.client(0, service), method), **asked)
    assert error["Error"]["Code"] in {"UnknownOperationException", "InvalidAction"}
    assert "html" not in error["Error"]["Message"]


def test_members_may_not_list_the_organisation(aws):
    """Only the management account sees the accounts."""
    accounts = listing(aws.client(0, "organizations"), "list_accounts", "Accounts")
    assert {a["Id"] for a in accounts} == {a.id for a in aws.demo.accounts}
    response = refusal(aws.client(1, "organizations").list_accounts)
    assert response["Error"]["Code"] == "AccessDeniedException"


def test_services_that_are_off_say_so(aws):
    """Macie and Security Hub refuse with AWS's own words where nobody turned them on."""
    assert refusal(aws.client(1, "macie2").get_macie_session)["Error"]["Message"] == "Macie is not enabled"
    for method in ("describe_hub", "get_enabled_standards", "get_findings"):
        response = refusal(getattr(aws.client(2, "securityhub"), method))
        assert response["Error"]["Code"] == "InvalidAccessException"
