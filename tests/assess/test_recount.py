"""Populations: how many, whether all were seen, and a command with which anybody counts them again."""

import json
import shlex
from typing import Any

import jmespath
import pytest
from builders import ACCOUNT, REGION, call, catalog, denied, planned, record, scope, view
from hypothesis import given
from hypothesis import strategies as st
from judges import NOW, is_on, made_check

from generator.assess.judging import Judge
from generator.assess.populations import command, kebab, population
from generator.model.assessment import Population
from generator.model.catalog import Call
from generator.model.evidence import GLOBAL, Record

ROWS = catalog(
    calls=[
        call(
            "ec2.describe-things",
            params={"MaxResults": "1000", "IncludeAll": "true"},
            resources={
                "kind": "T",
                "arn": "t/{Id}",
                "items": "Groups[].Things[]",
                "skip": "Type == 'other'",
                "aws_owned": "Owner == 'AWS'",
            },
        ),
        call(
            "s3.list-buckets",
            scope="global",
            resources={"kind": "B", "arn": "b/{Name}", "items": "Buckets[]"},
        ),
        call(
            "s3.get-bucket-policy",
            scope="global",
            for_each="s3.list-buckets",
            items="Buckets[?Name != 'x'].{Bucket: Name, _region: Region}",
            resources={"kind": "B", "arn": "b/{Bucket}"},
        ),
        call(
            "s3.list-parts",
            scope="global",
            for_each="s3.list-buckets",
            items="Buckets[].{Bucket: Name}",
            resources={"kind": "P", "arn": "p/{Bucket}/{Id}", "items": "Parts[]"},
        ),
        call(
            "iam.get-credential-report",
            scope="global",
            csv=("Content",),
            resources={"kind": "U", "arn": "{arn}", "items": "Content[]"},
        ),
        call(
            "s3.get-deep",
            scope="global",
            for_each="s3.list-parts",
            items="Parts[].{Id: Id}",
            resources={"kind": "D", "arn": "d/{Id}"},
        ),
    ]
)


def _population(call_: str, *records: Record, of: Any = "resource") -> Population:
    made = view(ROWS, *records)
    check = made_check(is_on, call_, of=of)
    (judged,) = Judge(made, {check.id: check}, frozenset(), NOW).judge(planned("made.up"), ACCOUNT)
    return population(made, check, judged)


def _counted(recount: str, reply: Any) -> Any:
    words = shlex.split(recount)
    return jmespath.search(words[words.index("--query") + 1], reply)


THINGS = st.lists(
    st.fixed_dictionaries(
        {
            "Id": st.integers(0, 99),
            "On": st.booleans(),
            "Type": st.sampled_from(["other", "x"]),
            "Owner": st.sampled_from(["AWS", "us"]),
        },
    ),
    max_size=6,
    unique_by=lambda thing: thing["Id"],
)


@given(THINGS, st.integers(0, 6))
def test_the_recount_is_the_population_and_what_aws_owns(things: list[Any], cut: int) -> None:
    """The number that an assessor gets is the number on the page."""
    reply = {"Groups": [{"Things": things[:cut]}, {"Things": things[cut:]}]}
    shown = _population(
        "ec2.describe-things",
        record("ec2.describe-things", reply, params={"MaxResults": "1000", "IncludeAll": "true"}),
    )

    assert _counted(shown.recount, reply) == shown.counts.population + shown.counts.aws_owned
    assert (shown.complete, shown.counts.passed) == (
        True,
        sum(t["On"] for t in things if t.get("Type") != "other" and t.get("Owner") != "AWS"),
    )


def test_what_is_asked_for_each_item_is_counted_in_its_list() -> None:
    """The list that the items come from."""
    reply = {"Buckets": [{"Name": "a"}, {"Name": "b"}, {"Name": "x"}]}
    policies = [
        record("s3.get-bucket-policy", {"On": True}, region=GLOBAL, params={"Bucket": name}) for name in "ab"
    ]
    shown = _population("s3.get-bucket-policy", record("s3.list-buckets", reply, region=GLOBAL), *policies)

    assert (
        shown.recount.startswith("aws s3api list-buckets --query"),
        _counted(shown.recount, reply),
        shown.counts.population,
    ) == (True, 2, 2)


@pytest.mark.parametrize("call_", ["s3.list-parts", "s3.get-deep"])
def test_what_no_single_command_counts_has_none(call_: str) -> None:
    """Lists of lists."""
    rows = [
        record("s3.list-buckets", {"Buckets": [{"Name": "a"}]}, region=GLOBAL),
        record("s3.list-parts", {"Parts": [{"Id": "1", "On": True}]}, region=GLOBAL, params={"Bucket": "a"}),
        record("s3.get-deep", {"On": True}, region=GLOBAL, params={"Id": "1"}),
    ]

    assert _population(call_, *rows).recount == ""


def test_what_was_never_asked_cannot_be_counted_again() -> None:
    """Nor a report that the command line shows encoded."""
    assert _population("ec2.describe-things").recount == ""
    report = record("iam.get-credential-report", {"Content": [{"arn": "a", "On": True}]}, region=GLOBAL)
    assert (
        _population("iam.get-credential-report", report).counts.passed,
        _population("iam.get-credential-report", report).recount,
    ) == (1, "")


def test_a_whole_verdict_has_no_recount() -> None:
    """There is one account."""
    assert (
        _population(
            "s3.list-buckets", record("s3.list-buckets", {"On": True}, region=GLOBAL), of="account"
        ).recount
        == ""
    )


def test_a_population_that_was_not_read_is_incomplete() -> None:
    """With the reason, and the evidence of it."""
    no = denied("ec2.describe-things")
    shown = _population("ec2.describe-things", no)

    assert (shown.complete, shown.counts.population, shown.counts.no_data, shown.evidence) == (
        False,
        1,
        1,
        (no.evidence,),
    )
    assert "denied" in shown.why_incomplete


@pytest.mark.parametrize(
    ("row", "fields", "expected"),
    [
        (
            call("s3.list-buckets", scope="global"),
            {"region": GLOBAL, "params": {"MaxBuckets": "1000"}},
            "aws s3api list-buckets",
        ),
        (
            call("config.describe-delivery-channel-status"),
            {},
            f"aws configservice describe-delivery-channel-status --region {REGION}",
        ),
        (
            call("cloudtrail.describe-trails"),
            {"params": {"includeShadowTrails": "false"}},
            f"aws cloudtrail describe-trails --region {REGION} --no-include-shadow-trails",
        ),
        (
            call("ec2.describe-volumes"),
            {"params": {"DryRun": True}},
            f"aws ec2 describe-volumes --region {REGION} --dry-run",
        ),
        (
            call("ec2.describe-snapshots"),
            {"params": {"OwnerIds": ["self"]}},
            f"""aws ec2 describe-snapshots --region {REGION} --owner-ids '["self"]'""",
        ),
        (
            call("s3.get-bucket-policy", scope="global"),
            {
                "region": GLOBAL,
                "params": {"Bucket": "a b; rm -rf $HOME"},
                "context": {"_region": "eu-west-1"},
            },
            "aws s3api get-bucket-policy --region eu-west-1 --bucket 'a b; rm -rf $HOME'",
        ),
        (
            call("cognito-idp.list-user-pools"),
            {"params": {"MaxResults": "60"}},
            f"aws cognito-idp list-user-pools --region {REGION} --max-results 60",
        ),
        (call("ec2.describe-volumes"), {"region": "*"}, "aws ec2 describe-volumes"),
    ],
)
def test_a_call_is_told_as_a_command(row: Call, fields: Any, expected: str) -> None:
    """Quoted: a name out of an account is never run. Flags as the command line has them, without a page size."""
    assert command(row, record(row.id, **fields)) == expected


@given(st.dictionaries(st.sampled_from(["Name", "Ids"]), st.text() | st.lists(st.text())))
def test_no_value_leaves_its_quotes(params: dict[str, Any]) -> None:
    """Whatever an account calls its things."""
    words = shlex.split(command(call("x.list-things"), record("x.list-things", params=params)))
    wanted = {v if isinstance(v, str) else json.dumps(v, separators=(",", ":")) for v in params.values()} - {
        "true",
        "false",
    }

    assert words[:3] == ["aws", "x", "list-things"]
    assert {word for word in wanted if word.lower() not in ("true", "false")} <= set(words)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("DescribeDBInstances", "describe-db-instances"),
        ("ListTopics", "list-topics"),
        ("includeShadowTrails", "include-shadow-trails"),
    ],
)
def test_names_are_kebab(name: str, expected: str) -> None:
    """As AWS's command line writes them."""
    assert kebab(name) == expected


def test_a_scope_without_regions_is_not_in_this_world() -> None:
    """Each place that was planned has its row."""
    made = view(ROWS, where=scope(regions=("eu-west-1", REGION)))
    check = made_check(is_on, "ec2.describe-things")

    assert [
        j.region for j in Judge(made, {check.id: check}, frozenset(), NOW).judge(planned("made.up"), ACCOUNT)
    ] == ["eu-west-1", REGION]
