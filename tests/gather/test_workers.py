"""Accounts read by workers: local processes of which one is killed, a cluster that is there, machines that share nothing."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import ACCOUNT, call, catalog, plan
from collect.fake_aws import FakeAws

from generator.collect import Settings
from generator.errors import SetupError
from generator.gather import How, Keeping, errand, gather
from generator.gather.errand import Errand, mark_of, read_account
from generator.gather.wider import calls_of
from generator.store import Keep, read

LISTS = call("dynamodb.list-tables")
EACH = call("dynamodb.describe-table", for_each=LISTS.id, items="TableNames[].{TableName: @}")
PLAN = plan(catalog(calls=(LISTS, EACH)))
ANSWERS: dict[str, Any] = {
    "dynamodb.ListTables": {"TableNames": [f"t{number}" for number in range(5)]},
    "dynamodb.DescribeTable": lambda _region, params: {"Table": {"TableName": params["TableName"]}},
}


def test_a_killed_worker_costs_the_calls_in_flight_alone() -> None:
    """Two local workers, one killed with SIGKILL: the same evidence, and no credentials on the wire."""
    script = Path(__file__).parent / "lost_worker.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)

    assert found["killed"] == 1
    assert found["workers"] == 2
    assert found["same"]
    assert found["sums"]
    assert found["twice"] <= found["threads"]
    assert found["done"] == 4
    assert found["left"] == []
    assert found["states"] > 0  # the scheduler was looked at while it had the tasks
    assert found["secrets"] == 0
    assert not found["in the graph"]


def _errand(tmp_path: Path, **fields: Any) -> Errand:
    base = Errand(
        run="r",
        plan=calls_of(PLAN),
        settings=Settings(),
        keep=Keep(),
        folder="",
        mark="",
        keeping=Keeping(url=str(tmp_path / "kept")),
        place="run",
    )
    return replace(base, **fields)


def _asked(aws: FakeAws) -> list[str]:
    return sorted(name for name, *_ in aws.asked if not name.startswith("sts."))


def test_a_lost_machine_leaves_its_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that shares no disk puts what it read elsewhere; another one goes on from there."""
    account = PLAN.scope.accounts[0]
    monkeypatch.setattr(errand, "_PART", 1)
    steps = iter(range(9))

    def until_the_fourth(_telling: Any) -> None:
        if next(steps) == 3:
            raise SystemExit("the machine is lost")

    lost = FakeAws(ANSWERS)
    monkeypatch.setattr(errand, "_access", lambda _run, _settings: lost.access)
    monkeypatch.setattr(errand._Telling, "step", until_the_fourth)
    with pytest.raises(SystemExit):
        read_account(_errand(tmp_path), account)
    monkeypatch.undo()
    parts = sorted(path.name for path in (tmp_path / "kept" / "run").iterdir())
    other = FakeAws(ANSWERS)
    monkeypatch.setattr(errand, "_access", lambda _run, _settings: other.access)
    done = read_account(_errand(tmp_path), account)

    assert parts == [f"{ACCOUNT}.part{number:06}.jsonl.gz" for number in range(1, 4)]
    assert _asked(other) == ["dynamodb.DescribeTable"] * 3
    assert (done.account, done.gathered.records, done.gathered.readable) == (ACCOUNT, 6, 6)
    assert [path.name for path in (tmp_path / "kept" / "run").iterdir()] == [f"{ACCOUNT}.jsonl.gz"]
    assert len(read(tmp_path / "kept" / "run")) == 6


def test_a_worker_that_cannot_do_it_says_why(tmp_path: Path) -> None:
    """Another version, or a folder that it does not see: never a shard in a folder of its own that nobody finds."""
    account = PLAN.scope.accounts[0]
    for words, wrong in {
        "A worker has evidencemap": _errand(tmp_path, version="0.0"),
        "does not see": _errand(
            tmp_path, folder=str(tmp_path / "data" / "evidence"), mark="x", keeping=Keeping()
        ),
    }.items():
        with pytest.raises(SetupError, match=words):
            read_account(wrong, account)
    assert list(tmp_path.iterdir()) == []


def test_a_cluster_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its workers write where they see the run's folder; else they meet elsewhere, and the shards come back."""
    from distributed import LocalCluster

    aws = FakeAws(ANSWERS)
    monkeypatch.setattr(errand, "_access", lambda _run, _settings: aws.access)
    shared, apart = tmp_path / "shared" / "data" / "evidence", tmp_path / "apart" / "data" / "evidence"
    for folder in (shared, apart):
        folder.mkdir(parents=True)
        (folder.parent / "run.json").write_text("{}")
    assert mark_of(shared)
    with LocalCluster(
        n_workers=1,
        processes=False,
        protocol="tcp",
        dashboard_address="127.0.0.1:0",
        local_directory=str(tmp_path),
    ) as cluster:
        how = How(cluster=cluster.scheduler_address)
        told = gather(PLAN, aws.access, shared, lambda _: None, how=how, place="a")
        elsewhere = replace(how, keeping=Keeping(url=str(tmp_path / "kept")))
        again = gather(PLAN, aws.access, apart, lambda _: None, how=elsewhere, place="b")
        aws._answers["dynamodb.ListTables"] = RuntimeError("a fault of ours")
        failed = gather(PLAN, aws.access, tmp_path / "c", lambda _: None, how=elsewhere, place="c")
    monkeypatch.setattr("generator.gather.cluster._CONNECT", 0.3)
    with pytest.raises(SetupError, match="No Dask scheduler answers at tcp"):
        gather(PLAN, aws.access, tmp_path / "d", lambda _: None, how=How(cluster="tcp://127.0.0.1:9"))

    assert (told.records, again.records, told.readable) == (6, 6, 6)
    assert {r.sha256 for r in read(shared)} == {r.sha256 for r in read(apart)}
    assert (tmp_path / "kept" / "b" / f"{ACCOUNT}.jsonl.gz").is_file()
    assert failed.readable == 0
