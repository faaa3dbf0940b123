"""Slips that only AWS's own models can show, planted one by one: each is named."""

from typing import Any

import pytest
from botocore.session import Session
from builders import call, catalog

from generator.collect.offline import call_faults, member_names
from generator.model.catalog import Call, OnlyWhile, SecondSource

BUCKETS = call(
    "s3.list-buckets",
    scope="global",
    resources={"kind": "B", "arn": "arn:aws:s3:::{Name}", "items": "Buckets[]"},
)
POLICY: dict[str, Any] = {
    "scope": "global",
    "for_each": "s3.list-buckets",
    "items": "Buckets[].{Bucket: Name, _region: BucketRegion}",
    "json": ("Policy",),
    "resources": {"kind": "B", "arn": "arn:{partition}:s3:::{Bucket}"},
}


def _told(row: Call, *others: Call) -> list[str]:
    return list(call_faults(catalog(calls=[row, *others])))


def _policy(**changes: Any) -> Call:
    return call("s3.get-bucket-policy", **{**POLICY, **changes})


def test_a_good_row_has_no_fault() -> None:
    """Nor has its parent."""
    assert _told(_policy(), BUCKETS) == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (call("s4.list-buckets"), "call s4.list-buckets: there is no service 's4'"),
        (call("s3.list-bucketss"), "call s3.list-bucketss: s3 has no operation 'ListBucketss'"),
        (
            call("s3.buckets", call="ListBuckets"),
            "call s3.buckets: its id should be s3.list-buckets, as AWS's command line names it",
        ),
        (
            call("s3.list-buckets", params={"MaxBucket": "1"}),
            "call s3.list-buckets: ListBuckets takes no parameter 'MaxBucket'",
        ),
        (
            call("sts.get-caller-identity", params={"A": "1"}),
            "call sts.get-caller-identity: GetCallerIdentity takes no parameter 'A'",
        ),
        (
            call("s3.get-bucket-policy"),
            "call s3.get-bucket-policy: GetBucketPolicy wants the parameter 'Bucket'",
        ),
        (
            call("s3.list-buckets", drop=("Buckets[].Nme",)),
            "call s3.list-buckets: drop: the reply has nothing at 'Buckets[].Nme'",
        ),
        (
            call("s3.list-buckets", drop=("Buckets.Name",)),
            "call s3.list-buckets: drop: the reply has nothing at 'Buckets.Name'",
        ),
        (
            call("s3.list-buckets", csv=("Content",)),
            "call s3.list-buckets: csv: the reply has nothing at 'Content'",
        ),
        (
            call("s3.list-buckets", json=("Owner.ID.x",)),
            "call s3.list-buckets: json: the reply has nothing at 'Owner.ID.x'",
        ),
        (
            call("s3.list-buckets", until="Done"),
            "call s3.list-buckets: until: the reply has no member 'Done'",
        ),
        (
            call("s3.list-buckets", resources={"kind": "B", "arn": "{Name}", "items": "Bucket[]"}),
            "call s3.list-buckets: resources.items: the reply has no member 'Bucket'",
        ),
        (
            call(
                "s3.list-buckets",
                resources={"kind": "B", "arn": "{Name}", "items": "Buckets[]", "skip": "Nme == 'a'"},
            ),
            "call s3.list-buckets: resources.skip: the reply has no member 'Nme'",
        ),
        (
            call(
                "s3.list-buckets",
                resources={"kind": "B", "arn": "arn:aws:s3:::{Bucket}", "items": "Buckets[]"},
            ),
            "call s3.list-buckets: resources.arn: nothing fills '{Bucket}'",
        ),
        (
            _policy(items="Bukets[].{Bucket: Name}"),
            "call s3.get-bucket-policy: items: the reply has no member 'Bukets'",
        ),
        (
            _policy(items="Buckets[].{Bucket: Nme}"),
            "call s3.get-bucket-policy: items: the reply has no member 'Nme'",
        ),
        (
            _policy(resources={"kind": "B", "arn": "arn:{partition}:s3:::{Name}"}),
            "call s3.get-bucket-policy: resources.arn: nothing fills '{Name}'",
        ),
        (
            call(
                "s3.list-buckets.view",
                call="ListBuckets",
                same_reply_as="s3.list-buckets",
                resources={"kind": "B", "arn": "x", "items": "Bkts"},
            ),
            "call s3.list-buckets.view: resources.items: the reply has no member 'Bkts'",
        ),
    ],
)
def test_each_slip_is_named(row: Call, fault: str) -> None:
    """A name that AWS does not have gives an empty list, and an empty list nothing to fail: it must not ship."""
    others = [] if row.id == BUCKETS.id else [BUCKETS]

    assert _told(row, *others) == [fault]


def test_a_parameter_that_aws_does_not_take_is_told_beside_the_one_it_wants() -> None:
    """Both halves of one slip."""
    assert _told(_policy(items="Buckets[].{Buket: Name}", resources=None), BUCKETS) == [
        "call s3.get-bucket-policy: GetBucketPolicy takes no parameter 'Buket'",
        "call s3.get-bucket-policy: GetBucketPolicy wants the parameter 'Bucket'",
    ]


def test_a_parent_that_aws_does_not_have_is_told_once() -> None:
    """At the parent, not at each of its children."""
    parent = call("s3.list-bucketss", scope="global")

    assert _told(_policy(for_each=parent.id), parent) == [
        "call s3.list-bucketss: s3 has no operation 'ListBucketss'"
    ]


def test_parameters_of_earlier_calls_go_on() -> None:
    """A detector's findings are asked with the detector's id, two calls before."""
    rows = [
        call("guardduty.list-detectors"),
        call(
            "guardduty.list-findings",
            for_each="guardduty.list-detectors",
            items="DetectorIds[].{DetectorId: @}",
        ),
        call(
            "guardduty.get-findings", for_each="guardduty.list-findings", items="[{FindingIds: FindingIds}]"
        ),
    ]

    assert _told(*rows) == []


def test_a_reply_of_many_pages_needs_a_paginator() -> None:
    """Half a population would look like a whole one."""
    (fault,) = _told(call("iam.get-service-last-accessed-details", params={"JobId": "x"}))

    assert "goes on over pages" in fault


def test_a_plain_token_is_as_good_as_a_paginator() -> None:
    """The collector follows it by itself."""
    params = {"Name": "abc", "PermissionType": "Share"}

    assert _told(call("ssm.describe-document-permission", params=params)) == []


def test_a_condition_in_a_path_names_members_that_are_there() -> None:
    """A slip in it would drop more than is meant."""
    at = "ConfigurationSettings[].OptionSettings[?{}!='a'].Value"
    rows = [
        call(
            "elasticbeanstalk.describe-configuration-settings",
            params={"ApplicationName": "a"},
            drop=(at.format(n),),
        )
        for n in ("Namespace", "Namespce")
    ]

    assert [len(_told(row)) for row in rows] == [0, 1]


def test_a_shape_within_itself_ends() -> None:
    """Some of AWS's shapes hold themselves."""
    row = call("wafv2.get-web-acl", call="GetWebACL", drop=("WebACL.NoSuch",))

    assert _told(row) == ["call wafv2.get-web-acl: drop: the reply has nothing at 'WebACL.NoSuch'"]


def test_names_are_found_at_any_depth() -> None:
    """Expressions reach far into a reply."""
    shape = Session().get_service_model("ec2").operation_model("DescribeInstances").output_shape

    assert {"Reservations", "Instances", "HttpTokens", "Key"} <= member_names(shape)
    assert member_names(None) == set()


def test_what_a_list_is_held_against_must_be_in_that_reply() -> None:
    """A slip in the path of a count would mean that nothing is ever compared."""
    summary = call("iam.get-account-summary", scope="global")

    def users(source: SecondSource) -> Call:
        listed = {"kind": "U", "arn": "{Arn}", "items": "Users[]", "counted_by": (source,)}
        return call("iam.list-users", scope="global", resources=listed)

    for source, faults in (
        (SecondSource(call=summary.id, count="SummaryMap.Users"), []),
        (SecondSource(call=summary.id, count="SummaryMap.Usrs"), ["count: the reply has no member 'Usrs'"]),
        (
            SecondSource(call=summary.id, arns="SummaryMap.Arn", starts="iam:"),
            ["arns: the reply has no member 'Arn'"],
        ),
        (
            SecondSource(
                call=summary.id, count="SummaryMap.Users", only_while=OnlyWhile(call=summary.id, path="On")
            ),
            ["only_while.path: the reply has no member 'On'"],
        ),
    ):
        head = "call iam.list-users: resources.counted_by[0]."
        assert _told(users(source), summary) == [head + fault for fault in faults]
