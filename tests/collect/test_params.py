"""Parameters: typed by AWS's own model, placeholders filled."""

from typing import Any

import botocore.session
import pytest
from builders import ACCOUNT
from fake_aws import FakeAws
from hypothesis import given
from hypothesis import strategies as st

from generator.collect.asking import filled, place_values, typed_params
from generator.model.evidence import GLOBAL


def _input(service: str, operation: str) -> Any:
    return botocore.session.get_session().get_service_model(service).operation_model(operation).input_shape


@pytest.mark.parametrize(
    ("service", "operation", "written", "typed"),
    [
        ("ec2", "DescribeVolumes", {"MaxResults": "1000"}, {"MaxResults": 1000}),
        ("cloudtrail", "DescribeTrails", {"includeShadowTrails": "true"}, {"includeShadowTrails": True}),
        ("cloudtrail", "DescribeTrails", {"includeShadowTrails": "False"}, {"includeShadowTrails": False}),
        ("ec2", "DescribeSnapshots", {"OwnerIds": ["self"]}, {"OwnerIds": ["self"]}),
        (
            "guardduty",
            "ListFindings",
            {"FindingCriteria": {"Criterion": {"severity": {"GreaterThanOrEqual": "7", "Equals": ["7"]}}}},
            {"FindingCriteria": {"Criterion": {"severity": {"GreaterThanOrEqual": 7, "Equals": ["7"]}}}},
        ),
        ("cloudwatch", "DescribeAlarms", {"MaxRecords": 5}, {"MaxRecords": 5}),
        (
            "securityhub",
            "GetFindings",
            {"Filters": {"Confidence": [{"Gte": "1"}]}},
            {"Filters": {"Confidence": [{"Gte": 1.0}]}},
        ),
        ("sts", "GetCallerIdentity", {}, {}),
        ("ec2", "DescribeVolumes", {"NoSuch": "1"}, {"NoSuch": "1"}),
    ],
)
def test_text_takes_the_type_that_aws_wants(service: str, operation: str, written: Any, typed: Any) -> None:
    """Deep inside too; account ids stay text."""
    found = typed_params(_input(service, operation), written)

    assert (found, repr(found)) == (typed, repr(typed))


@pytest.mark.parametrize("text", ["many", "1.5", ""])
def test_text_that_is_no_number_is_refused(text: str) -> None:
    """Sent as zero it would ask something else."""
    with pytest.raises(ValueError, match="invalid literal"):
        typed_params(_input("ec2", "DescribeVolumes"), {"MaxResults": text})


def test_placeholders_are_filled_everywhere() -> None:
    """In lists and mappings; unknown braces stay as they are."""
    written = {
        "AccountId": "{account}",
        "Filters": [{"Values": ["{region}/{partition}", "{else}"]}],
        "Max": 5,
        "On": True,
    }
    values = {"account": ACCOUNT, "region": "eu-west-1", "partition": "aws"}

    assert filled(written, values) == {
        "AccountId": ACCOUNT,
        "Filters": [{"Values": ["eu-west-1/aws", "{else}"]}],
        "Max": 5,
        "On": True,
    }


@given(
    st.recursive(
        st.text(), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2)
    )
)
def test_without_placeholders_nothing_is_changed(value: Any) -> None:
    """Text of the mappings goes out as it is written."""
    assert filled(value, {}) == value


def test_a_global_call_is_at_home() -> None:
    """``{region}`` of a global call is where it is made."""
    access = FakeAws({}).access
    access.identify()

    assert place_values(access, GLOBAL) == {"account": ACCOUNT, "region": "us-east-1", "partition": "aws"}
    assert place_values(access, "cn-north-1")["partition"] == "aws-cn"
