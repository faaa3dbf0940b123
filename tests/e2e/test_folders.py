"""The output folder, runs that are cut, and the earlier pack: it never suffers from a later run."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from e2e.conftest import CLEAN, HERE, Aws, bytes_of, settings, table

from generator import pipeline
from generator.errors import AwsError

pytestmark = pytest.mark.usefixtures("no_workbook")
MANAGEMENT, PRODUCTION, SANDBOX = "111122223333", "222233334444", "333344445555"


@pytest.fixture
def made(small: Path, mini: Path, aws: Aws, tmp_path: Path) -> Path:
    """A pack that stands already."""
    return shutil.copytree(small, tmp_path / "pack")


def test_later_run_replaces_the_earlier_pack(run: Any, config: Any, made: Path, aws: Aws) -> None:
    """A second run swaps its own pack in and leaves nothing beside it."""
    before = bytes_of(made)

    ended = run("run", "-c", config(aws.accounts[0]), "--output", made)

    assert ended.code == 0, ended.err
    assert "data/evidence/111122223333.jsonl.gz" in bytes_of(made)
    assert "data/evidence/222233334444.jsonl.gz" not in bytes_of(made)
    assert bytes_of(made)["data/run.json"] != before["data/run.json"]
    assert {p.name for p in made.parent.iterdir()} == {"pack", "evidencemap.yaml"}


def broken(*_args: Any, **_named: Any) -> Any:
    raise AwsError("broken on purpose")


@pytest.mark.parametrize("stage", ["collected", "judge", "render", "seal", "swap_in"])
def test_failure_at_any_stage_leaves_the_earlier_pack(
    run: Any, config: Any, made: Path, aws: Aws, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stage of a later run fails, the earlier pack keeps every byte and still verifies."""
    before = bytes_of(made)
    monkeypatch.setattr(pipeline, stage, broken)

    ended = run("run", "-c", config(aws.accounts[0]), "--output", made)

    assert ended.code == 3
    assert "broken on purpose" in ended.err
    assert bytes_of(made) == before
    assert run("verify", made).code == 0


@pytest.mark.parametrize("stage", ["judge", "render", "seal", "swap_in"])
def test_failed_report_leaves_the_pack(
    run: Any, made: Path, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Judging or rendering again that fails changes nothing either."""
    before = bytes_of(made)
    monkeypatch.setattr(pipeline, stage, broken)

    assert run("report", made).code == 3
    assert bytes_of(made) == before


def test_swap_that_fails_puts_the_earlier_pack_back(
    run: Any, config: Any, made: Path, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the new pack cannot be put in place, the earlier one is back, and the new one's place is named."""
    before, real = bytes_of(made), os.replace

    def second_fails(source: Any, target: Any) -> None:
        if str(source).endswith(".partial"):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        real(source, target)

    monkeypatch.setattr(os, "replace", second_fails)
    ended = run("run", "-c", config(aws.accounts[0]), "--output", made)

    assert ended.code == 2
    assert "pack.partial" in ended.err
    assert bytes_of(made) == before


def test_full_disk_is_one_sentence(
    run: Any, config: Any, made: Path, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up while evidence is written ends with 2, named; the earlier pack stands."""
    before = bytes_of(made)

    def full(*_args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "shard.jsonl")

    monkeypatch.setattr("generator.store.Store.add", full)
    ended = run("run", "-c", config(aws.accounts[0]), "--output", made)

    assert ended.code == 2
    assert "No space left on device" in ended.err
    assert bytes_of(made) == before


def test_file_in_the_way_of_the_folder(run: Any, config: Any, mini: Path, tmp_path: Path) -> None:
    """An output path that leads through a file cannot be written: exit 2, one sentence."""
    (tmp_path / "file").write_text("mine")

    ended = run("run", "-c", config(), "--output", tmp_path / "file" / "pack")

    assert ended.code == 2
    assert "cannot be written" in ended.err
    assert "--output" in ended.err


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_is_no_pack_is_not_replaced(
    run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws, what: str
) -> None:
    """A file or a folder of other things at the output path is left alone, before AWS is asked: exit 2."""
    target = tmp_path / "theirs"
    if what == "file":
        target.write_text("mine")
    else:
        target.mkdir()
        (target / "thesis.txt").write_text("mine")

    ended = run("run", "-c", config(), "--output", target)

    assert ended.code == 2
    assert "is no pack" in ended.err
    assert (target if what == "file" else target / "thesis.txt").read_text() == "mine"
    assert not aws.calls()


@pytest.mark.parametrize("command", ["run", "report", "assess"])
def test_filled_in_workbook_is_not_written_over(
    run: Any, config: Any, made: Path, aws: Aws, command: str
) -> None:
    """A pack that somebody wrote into is not replaced: exit 4, before AWS is asked, and the file is named."""
    (made / "data" / "hipaa.xlsx").write_bytes(b"a reviewer's afternoon")
    before = bytes_of(made)

    ended = run("run", "-c", config(), "--output", made) if command == "run" else run(command, made)

    assert ended.code == 4
    assert "hipaa.xlsx: changed" in ended.err
    assert bytes_of(made) == before
    assert not aws.calls()


def test_empty_folder_is_filled(run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws) -> None:
    """An empty folder at the output path becomes the pack."""
    (tmp_path / "pack").mkdir()

    ended = run("run", "-c", config(aws.accounts[0]), "--output", tmp_path / "pack")

    assert ended.code == 0, ended.err
    assert run("verify", tmp_path / "pack").code == 0


@pytest.mark.parametrize("command", ["report", "assess"])
def test_pack_named_by_a_dot(run: Any, made: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pack may be the folder that one stands in."""
    monkeypatch.chdir(made)

    ended = run(command, ".")

    assert ended.code == 0, ended.err
    assert run("verify", made).code == 0


def test_output_named_by_a_dot(
    run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--output . fills the folder that one stands in, when it is empty."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    ended = run("run", "-c", config(aws.accounts[0]), "--output", ".")

    assert ended.code == 0, ended.err
    assert run("verify", tmp_path / "here").code == 0


@contextmanager
def started(aws: Aws, mappings: Path, config: Path, target: Path) -> Iterator[Any]:
    """A run in a process of its own, once production is being read, each call taking its time."""
    aws.do("trick", kind="slow", account=PRODUCTION, seconds=0.25)
    command = [sys.executable, HERE / "mini.py", mappings, "run", "-c", config, "--output", target]
    with subprocess.Popen(
        command, env=CLEAN | aws.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        end = time.monotonic() + 20
        while not any(call[0] == PRODUCTION and call[3] == "GetReportMetadata" for call in aws.calls()):
            assert time.monotonic() < end, "it never came so far"
            time.sleep(0.02)
        yield process


def asked_again(before: Any, after: Any) -> set[str]:
    """The accounts that were read in both runs."""
    return {call[0] for call in before & after if call[2] != "sts"}


def test_killed_run_goes_on(run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws) -> None:
    """After kill -9 in mid-air the same command asks the rest only, and the pack is whole and verifies."""
    target = tmp_path / "pack"
    with started(aws, mini, config(*aws.accounts[:2]), target) as process:
        process.send_signal(signal.SIGKILL)
    before = aws.calls()
    aws.do("reset")
    assert not target.exists()

    ended = run("run", "-c", config(*aws.accounts[:2]), "--output", target)

    assert ended.code == 0, ended.err
    assert (MANAGEMENT, "us-east-1", "ec2", "DescribeVolumes") in before
    assert asked_again(before, aws.calls()) == {PRODUCTION}
    assert {c["outcome"] for c in table(target, "calls")} == {"seen", "absent"}
    assert {c["account"] for c in table(target, "calls")} == {MANAGEMENT, PRODUCTION}
    assert run("verify", target).code == 0


def test_interrupted_run_says_so(run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws) -> None:
    """Ctrl-C ends with 130 and one sentence, and what was read is not asked again."""
    target = tmp_path / "pack"
    with started(aws, mini, config(*aws.accounts[:2]), target) as process:
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    before = aws.calls()
    aws.do("reset")

    again = run("run", "-c", config(*aws.accounts[:2]), "--output", target)

    assert process.returncode == 130
    assert "Interrupted" in err
    assert "Traceback" not in err
    assert again.code == 0, again.err
    assert asked_again(before, aws.calls()) == {PRODUCTION}


@pytest.fixture(scope="module")
def stopped(standin: Aws, mini_mappings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run of two accounts leaves whose token expired in production. Never change it: copy it."""
    folder = tmp_path_factory.mktemp("stopped")
    (folder / "evidencemap.yaml").write_text(settings(standin.accounts[:2]))
    standin.do("reset")
    standin.do("trick", kind="expire", account=PRODUCTION, service="s3", operation="GetBucketPolicy")
    command = [sys.executable, HERE / "mini.py", mini_mappings, "run", "--output", "pack"]
    done = subprocess.run(
        command, env=CLEAN | standin.environment, cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 3, done.stderr
    return folder / "pack.partial"


@pytest.fixture
def cut_short(stopped: Path, config: Any, mini: Path, aws: Aws, tmp_path: Path) -> Path:
    """The open shard of a run that stopped in production; the configuration is the same again."""
    config(*aws.accounts[:2])
    left = shutil.copytree(stopped, tmp_path / "pack.partial")
    return left / "data" / "evidence" / f"{PRODUCTION}.jsonl"


def test_torn_line_is_forgiven(run: Any, config: Any, cut_short: Path, tmp_path: Path, aws: Aws) -> None:
    """A last line that was cut while it was written is read again, and damages nothing that follows."""
    whole = cut_short.read_bytes()
    cut_short.write_bytes(whole[:-40])

    ended = run("run", "-c", tmp_path / "evidencemap.yaml", "--output", tmp_path / "pack")

    assert ended.code == 0, ended.err
    assert {c["outcome"] for c in table(tmp_path / "pack", "calls")} == {"seen", "absent"}
    assert run("verify", tmp_path / "pack").code == 0


def test_changed_leftovers_are_read_anew(
    run: Any, config: Any, cut_short: Path, tmp_path: Path, aws: Aws
) -> None:
    """A half-written folder in which somebody changed a reply is not gone on with: AWS is asked again."""
    cut_short.write_text(cut_short.read_text().replace('"Encrypted":false', '"Encrypted":true'))

    ended = run("run", "-c", tmp_path / "evidencemap.yaml", "--output", tmp_path / "pack")

    assert ended.code == 0, ended.err
    volumes = [f for f in table(tmp_path / "pack", "findings") if f["check"] == "ec2.volumes_encrypted"]
    assert {f["status"] for f in volumes} == {"passed", "failed"}
    assert aws.calls()[PRODUCTION, "us-east-1", "ec2", "DescribeVolumes"] > 0


def test_leftovers_of_another_plan_are_not_used(
    run: Any, config: Any, cut_short: Path, tmp_path: Path, aws: Aws
) -> None:
    """What was collected for other regions or another period is not mixed in."""
    wanted = config(period={"name": "2026Q3", "from": "2026-07-01", "to": "2026-09-30"})

    ended = run("run", "-c", wanted, "--output", tmp_path / "pack")

    assert ended.code == 0, ended.err
    assert aws.calls()[MANAGEMENT, "us-east-1", "ec2", "DescribeVolumes"] > 0


def test_fresh_asks_everything_again(
    run: Any, config: Any, cut_short: Path, tmp_path: Path, aws: Aws
) -> None:
    """--fresh goes on with nothing."""
    ended = run("run", "-c", tmp_path / "evidencemap.yaml", "--output", tmp_path / "pack", "--fresh")

    assert ended.code == 0, ended.err
    assert aws.calls()[MANAGEMENT, "us-east-1", "ec2", "DescribeVolumes"] > 0


def test_report_leaves_a_cut_run_alone(
    run: Any, config: Any, cut_short: Path, small: Path, aws: Aws, tmp_path: Path
) -> None:
    """Rendering an earlier pack again does not lose what a cut run has collected beside it."""
    shutil.copytree(small, tmp_path / "pack")

    assert run("report", tmp_path / "pack").code == 0
    assert cut_short.is_file()


def test_swap_that_was_killed_is_put_right(run: Any, config: Any, made: Path) -> None:
    """A pack that a kill left aside between the two steps of the swap is back before anything else is done."""
    before = bytes_of(made)
    made.rename(made.with_name("pack.earlier"))

    ended = run(
        "run",
        "-c",
        config({"id": MANAGEMENT, "role": f"arn:aws:iam::{SANDBOX}:role/EvidenceReader"}),
        "--output",
        made,
    )

    assert ended.code == 3
    assert bytes_of(made) == before


def test_collect_then_run(run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws) -> None:
    """'collect' leaves evidence beside the pack's place; 'run' makes the pack of it without asking again."""
    collected = run("collect", tmp_path / "pack", "-c", config(aws.accounts[0]))
    aws.do("reset")
    ended = run("run", "-c", config(aws.accounts[0]), "--output", tmp_path / "pack")

    assert collected.code == 0, collected.err
    assert collected.out.strip() == str(tmp_path / "pack.partial")
    assert ended.code == 0, ended.err
    assert not aws.calls()


def test_only_missing_asks_what_was_refused(
    run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws
) -> None:
    """A permission is given after the pack was made: that call alone is asked again, and the pack is whole."""
    written, target = config(aws.accounts[0]), tmp_path / "pack"
    nothing = run("run", "-c", written, "--output", target, "--only-missing")
    aws.do("deny", MANAGEMENT, "ec2", "DescribeVolumes", "no identity-based policy")
    refused = run("run", "-c", written, "--output", target)
    outcomes = {c["outcome"] for c in table(target, "calls")}
    aws.do("reset")
    ended = run("run", "-c", written, "--output", target, "--only-missing")

    assert (nothing.code, refused.code, ended.code) == (2, 0, 0), nothing.err + refused.err + ended.err
    assert "no cut run" in nothing.err
    assert "denied" in outcomes
    assert {call[2:] for call in aws.calls() if call[2] != "sts"} == {("ec2", "DescribeVolumes")}
    assert {c["outcome"] for c in table(target, "calls")} <= {"seen", "absent"}
    assert run("verify", target).code == 0


def test_second_run_into_one_folder_says_who_has_it(
    run: Any, config: Any, mini: Path, tmp_path: Path
) -> None:
    """Exit 2, before AWS is asked for evidence; nothing of the first is touched."""
    from generator.store import held

    with held(tmp_path / "pack"):
        ended = run("run", "-c", config(), "--output", tmp_path / "pack")

    assert ended.code == 2
    assert f"process {os.getpid()} on" in ended.err
    assert not (tmp_path / "pack.partial").exists()
