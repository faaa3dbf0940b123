"""Collected into shards in this process: what stands is left, what is old or missing is asked again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import ACCOUNT, call, catalog, plan
from collect.fake_aws import FakeAws

from generator.collect import Settings
from generator.errors import AwsError, SetupError
from generator.gather import How, Keeping, gather, how_of
from generator.model.evidence import Record
from generator.store import Keep, read

LISTS = call("dynamodb.list-tables")
EACH = call("dynamodb.describe-table", for_each=LISTS.id, items="TableNames[].{TableName: @}")
OTHER = call("sns.list-topics")
PLAN = plan(catalog(calls=(LISTS, EACH, OTHER)))
ANSWERS: dict[str, Any] = {
    "dynamodb.ListTables": {"TableNames": ["a", "b"]},
    "dynamodb.DescribeTable": lambda _region, params: {"Table": {"TableName": params["TableName"]}},
    "sns.ListTopics": {"Topics": []},
}
REFUSED = {**ANSWERS, "sns.ListTopics": ("AuthorizationError", "not authorized to perform: SNS:ListTopics")}


def _asked(aws: FakeAws) -> list[str]:
    """What was asked, without who we are."""
    return sorted(name for name, *_ in aws.asked if not name.startswith("sts."))


def _gather(answers: dict[str, Any], folder: Path, keep: Keep | None = None, how: How | None = None) -> Any:
    aws = FakeAws(answers)
    seen: list[Record] = []
    told = gather(PLAN, aws.access, folder, seen.append, keep=keep, how=how, place="Org/Q/run")
    return told, _asked(aws), seen


ALL = ["dynamodb.DescribeTable", "dynamodb.DescribeTable", "dynamodb.ListTables", "sns.ListTopics"]


def test_what_stands_is_not_asked_again_unless_it_is_old(tmp_path: Path) -> None:
    """A finished account costs no call, a refusal in it included; one whose evidence is old costs all of its calls."""
    told, asked, seen = _gather(REFUSED, tmp_path)
    again, nothing, _ = _gather(REFUSED, tmp_path, Keep(since=datetime.now(UTC) - timedelta(hours=1)))
    _, old, _ = _gather(ANSWERS, tmp_path, Keep(since=datetime.now(UTC) + timedelta(hours=1)))

    assert (asked, nothing, old) == (ALL, [], ALL)
    assert told == again
    assert (told.records, told.readable, len(seen)) == (4, 3, 4)
    assert told.latest == max(record.ended for record in seen)
    assert "SNS:ListTopics" in told.why
    assert {record.outcome for record in read(tmp_path)} == {"seen"}


def test_old_records_are_read_again_one_by_one(tmp_path: Path) -> None:
    """Only what is older than the limit; the rest stays as it was."""
    _gather(ANSWERS, tmp_path)
    first, *others = read(tmp_path)
    (tmp_path / f"{ACCOUNT}.jsonl.gz").unlink()
    from generator.store import write_shard

    write_shard(tmp_path / f"{ACCOUNT}.jsonl.gz", [replace(first, ended="2026-01-01T00:00:00Z"), *others])
    _, asked, _ = _gather(ANSWERS, tmp_path, Keep(since=datetime.now(UTC) - timedelta(hours=1)))

    assert asked == ["dynamodb.DescribeTable"]
    assert read(tmp_path)[1:] == tuple(others)


def test_only_missing_asks_what_was_refused_and_leaves_the_rest(tmp_path: Path) -> None:
    """Also what rests on it: a list that was refused, then answered, has its items asked for."""
    refused = {**ANSWERS, "dynamodb.ListTables": ("AccessDeniedException", "no")}
    _gather(refused, tmp_path)
    before = {record.call: record for record in read(tmp_path)}
    _, asked, _ = _gather(ANSWERS, tmp_path, Keep(refusals=False))
    after = {record.evidence: record for record in read(tmp_path)}

    assert before["dynamodb.describe-table"].outcome == "not tried"
    assert asked == ["dynamodb.DescribeTable", "dynamodb.DescribeTable", "dynamodb.ListTables"]
    assert {record.outcome for record in after.values()} == {"seen"}
    assert after[before["sns.list-topics"].evidence] == before["sns.list-topics"]


def test_credentials_that_expire_leave_the_shard_open(tmp_path: Path) -> None:
    """What was read is known to the next run; an account that was not entered is tried again."""
    expired = {**ANSWERS, "dynamodb.DescribeTable": ("ExpiredTokenException", "expired")}
    with pytest.raises(AwsError, match="expired"):
        _gather(expired, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"{ACCOUNT}.jsonl"]
    _, asked, _ = _gather(ANSWERS, tmp_path)
    assert "dynamodb.ListTables" not in asked
    assert asked.count("dynamodb.DescribeTable") == 2

    nobody = {**ANSWERS, "sts.GetCallerIdentity": ("AccessDenied", "no")}
    assert _gather(nobody, tmp_path / "nobody")[0].readable == 0
    assert _gather(ANSWERS, tmp_path / "nobody")[1] == ALL


def test_evidence_is_also_put_elsewhere(tmp_path: Path) -> None:
    """Each shard as it is sealed; those that stand already, where they lack there."""
    how = How(keeping=Keeping(url=str(tmp_path / "kept")))
    _gather(ANSWERS, tmp_path / "here", how=how)
    there = tmp_path / "kept" / "Org" / "Q" / "run" / f"{ACCOUNT}.jsonl.gz"
    sealed = (tmp_path / "here" / there.name).read_bytes()
    assert there.read_bytes() == sealed
    there.write_bytes(sealed[:-1] + b"x")
    _, asked, _ = _gather(ANSWERS, tmp_path / "here", how=how)

    assert (asked, there.read_bytes()) == ([], sealed)
    assert [path.name for path in there.parent.iterdir()] == [there.name]


def test_options_that_mean_nothing_together_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before AWS is asked, in one sentence."""
    made = how_of(Settings(), evidence="s3://b/p/", object_lock="compliance:2555", kms_key="k")
    assert made.keeping == Keeping(url="s3://b/p", kms_key="k", lock_mode="compliance", lock_days=2555)
    for words, given in {
        "both were given": {"workers": 2, "cluster": "tcp://x"},
        "belong to evidence in S3": {"kms_key": "k", "evidence": "/tmp"},
        "'forever' is no Object Lock": {"object_lock": "forever", "evidence": "s3://b"},
        "'compliance:0' is": {"object_lock": "compliance:0", "evidence": "s3://b"},
    }.items():
        with pytest.raises(SetupError, match=words):
            how_of(Settings(), **given)  # type: ignore[arg-type]
    monkeypatch.setattr("generator.gather.how.find_spec", lambda _name: None)
    with pytest.raises(SetupError) as told:
        how_of(Settings(), workers=2)
    assert told.value.hint == "Run: pip install 'evidencemap[cluster]'"
