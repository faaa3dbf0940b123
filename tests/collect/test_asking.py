"""One call: typed by AWS's own model, read to the end, an outcome for every ending."""

from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.parsers import ResponseParserError
from builders import ACCOUNT, call
from fake_aws import FakeAws

from generator.collect import asking
from generator.collect.asking import Asking, Task
from generator.collect.operations import method_name
from generator.model.catalog import Call
from generator.model.evidence import GLOBAL, Record, digest, evidence_id

VOLUMES = call("ec2.describe-volumes", drop=("Volumes[].KmsKeyId",))
POLICY = call("s3.get-bucket-policy", scope="global", absent=("NoSuchBucketPolicy",), json=("Policy",))


def _ask(
    aws: FakeAws, row: Call, *, region: str = "eu-west-1", first_page: bool = False, **params: Any
) -> Record:
    access = aws.access
    access.identify()
    context = params.pop("context", {})
    task = Task(row=row, region=region, params=params, context=context)
    call_ = Asking(access, task, first_page=first_page)
    while call_.step() in ("more", "later"):
        pass  # nobody waits between the steps
    return call_.record()


def _pages(*pages: dict[str, Any]) -> Any:
    """Answers page by page, by the token of the page before."""
    return lambda _region, params: pages[int(params.get("NextToken", 0))]


def test_a_reply_is_a_record() -> None:
    """What was asked, where, by whom, under which request, and what came of it."""
    aws = FakeAws({"ec2.DescribeVolumes": {"Volumes": [{"VolumeId": "vol-1", "KmsKeyId": "k"}]}})
    found = _ask(aws, VOLUMES)

    assert (found.outcome, found.account, found.region, found.service, found.operation) == (
        "seen",
        ACCOUNT,
        "eu-west-1",
        "ec2",
        "DescribeVolumes",
    )
    assert found.pages == ({"Volumes": [{"VolumeId": "vol-1", "KmsKeyId": "(dropped)"}]},)
    assert (found.sha256, found.evidence) == (
        digest(list(found.pages)),
        evidence_id(ACCOUNT, "eu-west-1", "ec2.describe-volumes", {}),
    )
    assert (len(found.request_ids), found.caller.endswith("reader/me"), found.started <= found.ended) == (
        1,
        True,
        True,
    )


def test_all_pages_are_read() -> None:
    """In order, each with its request."""
    aws = FakeAws(
        {
            "ec2.DescribeVolumes": _pages(
                {"Volumes": [{"VolumeId": "a"}], "NextToken": "1"}, {"Volumes": [{"VolumeId": "b"}]}
            )
        }
    )
    found = _ask(aws, VOLUMES)

    assert [page["Volumes"][0]["VolumeId"] for page in found.pages] == ["a", "b"]
    assert len(found.request_ids) == 2


def test_a_lost_page_is_a_lost_reply() -> None:
    """What was read before the fault is not the whole: none of it is kept to be judged."""

    def second_fails(_region: str, params: Any) -> Any:
        return (
            ("ThrottlingException", "Rate exceeded")
            if "NextToken" in params
            else {"Volumes": [{}], "NextToken": "1"}
        )

    found = _ask(FakeAws({"ec2.DescribeVolumes": second_fails}), VOLUMES)

    assert (found.outcome, found.cause, found.pages, found.readable) == ("failed", "throttled", (), False)


def test_none_after_a_page_is_a_lost_reply() -> None:
    """ "There is none" is an answer to the first request alone: the rest of a list that was begun is not empty."""
    row = call("ec2.describe-volumes", absent=("InvalidVolume.NotFound",))
    gone = ("InvalidVolume.NotFound", "The volume does not exist.")

    def second_is_none(_region: str, params: Any) -> Any:
        return gone if "NextToken" in params else {"Volumes": [{}], "NextToken": "1"}

    first, later = (_ask(FakeAws({"ec2.DescribeVolumes": one}), row) for one in (gone, second_is_none))

    assert (first.outcome, first.readable) == ("absent", True)
    assert (later.outcome, later.pages, later.readable) == ("failed", (), False)


def test_pages_are_read_where_botocore_has_no_paginator() -> None:
    """A member that asks for the next page and is given for it says how; pages that do not end are lost."""
    row = call("ssm.describe-document-permission", params={"Name": "abc", "PermissionType": "Share"})
    pages = _pages({"AccountIds": ["1"], "NextToken": "1"}, {"AccountIds": ["all"]})
    found = _ask(FakeAws({"ssm.DescribeDocumentPermission": pages}), row, **row.params)
    endless = FakeAws({"ssm.DescribeDocumentPermission": {"AccountIds": [], "NextToken": "t"}})

    assert [page["AccountIds"] for page in found.pages] == [["1"], ["all"]]
    assert (
        _ask(endless, row, **row.params).outcome,
        len(endless.calls("ssm.DescribeDocumentPermission")),
    ) == (
        "failed",
        2,
    )


def test_a_page_that_cannot_be_asked_for_is_a_lost_reply() -> None:
    """More follows, without a token: lost. A token without a word on more: followed, as it would not be there else."""
    keys = call("kms.list-keys")
    no_token = _ask(FakeAws({"kms.ListKeys": {"Keys": [], "Truncated": True}}), keys)
    pages = {"": {"Keys": [{"KeyId": "a"}], "NextMarker": "m"}, "m": {"Keys": [{"KeyId": "b"}]}}
    followed = _ask(FakeAws({"kms.ListKeys": lambda _, params: pages[str(params.get("Marker", ""))]}), keys)
    ended = _ask(FakeAws({"kms.ListKeys": {"Keys": [], "Truncated": False, "NextMarker": "m"}}), keys)

    assert (no_token.outcome, no_token.cause) == ("failed", "answer of another shape")
    assert [page["Keys"][0]["KeyId"] for page in followed.pages] == ["a", "b"]
    assert (ended.outcome, len(ended.pages)) == ("seen", 1)


def test_doctor_reads_one_page() -> None:
    """Trying a call is not collecting it."""
    aws = FakeAws({"ec2.DescribeVolumes": _pages({"Volumes": [], "NextToken": "1"}, {"Volumes": []})})

    assert (len(_ask(aws, VOLUMES, first_page=True).pages), len(aws.calls("ec2.DescribeVolumes"))) == (1, 1)


def test_the_row_says_which_refusal_is_an_answer() -> None:
    """No bucket policy is absent; a denial is a denial."""
    gone = _ask(
        FakeAws({"s3.GetBucketPolicy": ("NoSuchBucketPolicy", "no")}), POLICY, region=GLOBAL, Bucket="a"
    )
    no = _ask(FakeAws({"s3.GetBucketPolicy": ("AccessDenied", "no")}), POLICY, region=GLOBAL, Bucket="a")

    assert (gone.outcome, gone.pages, gone.readable, gone.request_ids) == ("absent", (), True, ("r-no",))
    assert (no.outcome, no.error_code, no.readable) == ("denied", "AccessDenied", False)


@pytest.mark.parametrize(
    ("fault", "outcome", "cause"),
    [
        (EndpointConnectionError(endpoint_url="https://x"), "failed", "unreachable"),
        (ResponseParserError("not XML"), "failed", "answer of another shape"),
        (ValueError("odd"), "failed", "answer of another shape"),
        (AttributeError("odd"), "failed", "answer of another shape"),
        (OSError("odd"), "failed", "answer of another shape"),
    ],
)
def test_whatever_happens_ends_in_a_record(fault: Exception, outcome: str, cause: str) -> None:
    """One odd answer must not end the run of a night."""
    found = _ask(FakeAws({"ec2.DescribeVolumes": fault}), VOLUMES)

    assert (found.outcome, found.cause, found.pages) == (outcome, cause, ())


@pytest.mark.parametrize("row", [call("ec2.describe-no-such-thing"), call("nosuch.list-things"), VOLUMES])
def test_a_fault_in_a_row_ends_in_a_record(row: Call) -> None:
    """A parameter, operation or service that AWS does not have is told, and nothing is concluded from it."""
    found = _ask(FakeAws({"ec2.DescribeVolumes": {}}), row, **({"Volume": "x"} if row is VOLUMES else {}))

    assert (found.outcome, bool(found.cause)) == ("failed", True)


def test_a_csv_that_cannot_be_read_ends_in_a_record() -> None:
    """Python's reader has limits of its own."""
    row = call("iam.get-credential-report", scope="global", csv=("Content",))
    found = _ask(
        FakeAws({"iam.GetCredentialReport": {"Content": b"a\n" + b"x" * 200_000}}), row, region=GLOBAL
    )

    assert (found.outcome, found.cause) == ("failed", "answer of another shape")


def test_a_global_call_is_made_at_home_and_a_bucket_where_it_lies() -> None:
    """The parent's item knows the region; the record stays "global"."""
    aws = FakeAws({"s3.GetBucketPolicy": {"Policy": '{"Statement": []}'}})
    home = _ask(aws, POLICY, region=GLOBAL, Bucket="a")
    away = _ask(aws, POLICY, region=GLOBAL, Bucket="b", context={"_region": "ap-south-1"})

    assert [(r, p["Bucket"]) for r, p in aws.calls("s3.GetBucketPolicy")] == [
        ("ap-south-1", "b"),
        ("us-east-1", "a"),
    ]
    assert (home.region, away.region, away.pages) == (GLOBAL, GLOBAL, ({"Policy": {"Statement": []}},))


def test_a_job_is_asked_after_until_it_is_done() -> None:
    """The credential report is made before it is fetched."""
    row = call("iam.generate-credential-report", scope="global", until="State == 'COMPLETE'")
    states = iter(["STARTED", "INPROGRESS", "COMPLETE"])
    aws = FakeAws({"iam.GenerateCredentialReport": lambda *_: {"State": next(states)}})

    assert (_ask(aws, row, region=GLOBAL).pages, len(aws.calls("iam.GenerateCredentialReport"))) == (
        ({"State": "COMPLETE"},),
        3,
    )


@pytest.mark.parametrize("until", ["State == 'COMPLETE'", "starts_with(Missing, 'x')"])
def test_a_job_that_is_never_done_is_no_answer(until: str) -> None:
    """Nor is one whose state cannot be read."""
    row = call("iam.generate-credential-report", scope="global", until=until)
    found = _ask(FakeAws({"iam.GenerateCredentialReport": {"State": "STARTED"}}), row, region=GLOBAL)

    assert (found.outcome, found.readable) == ("failed", False)


def test_ec2_is_asked_in_pages() -> None:
    """Unpaged requests are throttled harder; a row's own size stands."""
    aws = FakeAws({"ec2.DescribeVolumes": {"Volumes": []}})
    _ask(aws, VOLUMES)
    _ask(aws, VOLUMES, MaxResults="7")

    assert [params["MaxResults"] for _, params in aws.calls("ec2.DescribeVolumes")] == [500, 7]


def test_other_services_choose_their_own_pages() -> None:
    """Their limits differ; a size that does not fit would be refused."""
    aws = FakeAws({"ssm.DescribeInstanceInformation": {"InstanceInformationList": []}})
    _ask(aws, call("ssm.describe-instance-information"))

    assert aws.calls("ssm.DescribeInstanceInformation") == [("eu-west-1", {})]


@pytest.mark.parametrize(("region", "cause"), [("eu-west-1", "region off"), (GLOBAL, "access denied")])
def test_only_a_region_can_be_off(region: str, cause: str) -> None:
    """The same words of a global call speak of the credentials."""
    aws = FakeAws(
        {
            "ec2.DescribeVolumes": (
                "InvalidClientTokenId",
                "The security token included in the request is invalid",
            )
        }
    )

    assert _ask(aws, VOLUMES, region=region).cause == cause


def test_methods_are_named_as_boto_names_them() -> None:
    """Not by our own rule."""
    assert [
        method_name(name) for name in ("DescribeDBInstances", "ListObjectsV2", "GetEbsEncryptionByDefault")
    ] == [
        "describe_db_instances",
        "list_objects_v2",
        "get_ebs_encryption_by_default",
    ]


def test_a_poll_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that hangs does not hang the run."""
    monkeypatch.setattr(asking, "_POLLS", 4)
    row = call("iam.generate-credential-report", scope="global", until="State == 'COMPLETE'")
    aws = FakeAws({"iam.GenerateCredentialReport": {"State": "STARTED"}})

    assert ("not done after 4" in _ask(aws, row, region=GLOBAL).message, len(aws.asked)) == (True, 5)
