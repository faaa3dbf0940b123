"""What AWS and the network do while it is read: one clear sentence or no data, never a half truth."""

import time
from pathlib import Path
from typing import Any

import pytest
from e2e.conftest import Aws, table

pytestmark = pytest.mark.usefixtures("no_workbook")
MANAGEMENT, PRODUCTION, SANDBOX = "111122223333", "222233334444", "333344445555"
VOLUMES = "ec2.volumes_encrypted"


def statuses(pack: Path, **where: str) -> set[str]:
    return {f["status"] for f in table(pack, "findings") if all(f[k] == v for k, v in where.items())}


def reasons(pack: Path, **where: str) -> list[str]:
    return [f["reason"] for f in table(pack, "findings") if all(f[k] == v for k, v in where.items())]


@pytest.fixture
def wrong_role(aws: Aws) -> list[dict[str, str]]:
    """Production is declared with the sandbox's role."""
    management, production, sandbox = aws.accounts
    return [management, {**production, "role": sandbox["role"]}]


def test_wrong_account_stops_that_account(
    run: Any, config: Any, wrong_role: Any, mini: Path, tmp_path: Path, aws: Aws
) -> None:
    """A role of another account than the declared one: nothing of it is read, both ids are named, exit 3.

    The others are read, and the pack says what is missing.
    """
    ended = run("run", "-c", config(wrong_role[1], wrong_role[0]), "--output", tmp_path / "pack")

    assert ended.code == 3
    assert PRODUCTION in ended.err
    assert SANDBOX in ended.err
    assert {call[2] for call in aws.calls() if call[0] in (PRODUCTION, SANDBOX)} == {"sts"}
    outcomes = {(c["account"], c["outcome"] == "not tried") for c in table(tmp_path / "pack", "calls")}
    assert {(PRODUCTION, True), (MANAGEMENT, False)} <= outcomes
    assert (PRODUCTION, False) not in outcomes
    assert {f["status"] for f in table(tmp_path / "pack", "findings") if f["account"] == PRODUCTION} == {
        "no data"
    }


def test_no_credentials(
    run: Any, config: Any, mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without credentials the command ends with 3 and says how to get some."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))

    ended = run("run", "-c", config(), "--output", tmp_path / "pack")

    assert ended.code == 3
    assert "no AWS credentials" in ended.err
    assert "aws sso login" in ended.err
    assert not (tmp_path / "pack").exists()


def test_unknown_profile(run: Any, config: Any, mini: Path, tmp_path: Path) -> None:
    """A profile that is not there is named; exit 3."""
    ended = run("run", "-c", config(), "--profile", "nobody", "--output", tmp_path / "pack")

    assert ended.code == 3
    assert "nobody" in ended.err


def test_expired_token_keeps_what_was_read(
    run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws
) -> None:
    """A token that expires on the way ends with 3; the same command asks the rest only, and the pack is whole."""
    wanted = ("run", "-c", config(), "--output", tmp_path / "pack")
    aws.do("trick", kind="expire", account=PRODUCTION, service="s3", operation="GetBucketPolicy")

    first = run(*wanted)
    before = aws.calls()
    aws.do("reset")
    second = run(*wanted)
    after = aws.calls()

    assert first.code == 3
    assert "expired" in first.err
    assert "Sign in again" in first.err
    assert second.code == 0, second.err
    assert ("111122223333", "us-east-1", "ec2", "DescribeVolumes") in before
    again = sum((before & after).values()) - sum(
        n for call, n in (before & after).items() if call[2] == "sts"
    )
    read = sum(n for call, n in before.items() if call[2] != "sts")
    assert again <= 40 < read  # those that were under way: as many as there are threads, and open lists
    assert statuses(tmp_path / "pack") == {"passed", "failed", "not applicable"}
    assert {c["outcome"] for c in table(tmp_path / "pack", "calls")} == {"seen", "absent"}


def test_unreachable_endpoint(
    run: Any, config: Any, mini_mappings: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    """An endpoint that nobody answers ends with 3 within 15 seconds, and is named."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    began = time.monotonic()
    ended = run("run", "-c", config(), "--output", tmp_path / "pack")

    assert ended.code == 3
    assert "http://127.0.0.1:9" in ended.err
    assert time.monotonic() - began < 15
    assert not (tmp_path / "pack").exists()


def test_region_that_is_off(run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws) -> None:
    """In a region that is off nothing is judged and the cause is named; the other region is judged; exit 0."""
    wanted = config(aws.accounts[1], regions=["us-east-1", "ap-southeast-3"])

    ended = run("run", "-c", wanted, "--output", tmp_path / "pack")

    assert ended.code == 0, ended.err
    assert statuses(tmp_path / "pack", region="ap-southeast-3") == {"no data"}
    assert all("region off" in reason for reason in reasons(tmp_path / "pack", region="ap-southeast-3"))
    assert {"passed", "failed"} <= statuses(tmp_path / "pack", region="us-east-1")
    assert {VOLUMES, "vpc.flow_logs_on", "kms.rotation_on"} <= {
        f["check"] for f in table(tmp_path / "pack", "findings") if f["region"] == "ap-southeast-3"
    }


def test_role_denied_in_one_account(run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws) -> None:
    """An account whose role cannot be assumed is no data, whole; the others are judged; exit 0."""
    aws.do("trick", kind="deny role", role=SANDBOX)

    ended = run("run", "-c", config(), "--output", tmp_path / "pack")

    assert ended.code == 0, ended.err
    assert statuses(tmp_path / "pack", account=SANDBOX) == {"no data"}
    assert {f["check"] for f in table(tmp_path / "pack", "findings") if f["account"] == SANDBOX} == {
        f["check"] for f in table(tmp_path / "pack", "findings")
    }
    assert {"passed", "failed"} <= statuses(tmp_path / "pack", account=PRODUCTION)
    assert SANDBOX in ended.err


def test_role_denied_in_all_accounts(run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws) -> None:
    """Where no account can be entered there is no pack: exit 3, with AWS's own words."""
    aws.do("trick", kind="deny role", role="")

    ended = run("run", "-c", config(*aws.accounts[1:]), "--output", tmp_path / "pack")

    assert ended.code == 3
    assert "not authorized to perform: sts:AssumeRole" in ended.err
    assert not (tmp_path / "pack").exists()


@pytest.mark.parametrize("kind", ["throttle", "500", "cut"])
def test_trouble_that_passes(run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws, kind: str) -> None:
    """Throttling, a server fault or a cut line that passes after a retry costs nothing."""
    aws.do("fail", "ec2", "DescribeVolumes", kind, times=1)

    ended = run("run", "-c", config(aws.accounts[1]), "--output", tmp_path / "pack")

    assert ended.code == 0, ended.err
    assert aws.do("left")[0] < 0
    assert statuses(tmp_path / "pack", check=VOLUMES) == {"passed", "failed"}


@pytest.mark.parametrize(
    ("trick", "cause"),
    [
        ({"kind": "throttle"}, "throttled"),
        ({"kind": "500"}, "service fault"),
        ({"kind": "cut"}, "unreachable"),
        ({"kind": "cut page 2"}, "unreachable"),
        ({"kind": "half of page 2"}, "failed"),
        ({"kind": "html"}, "failed"),
        ({"kind": "other shape"}, "another shape"),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_trouble_that_stays(
    run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws, trick: dict[str, str], cause: str
) -> None:
    """A list that could not be read to its end is no data: one finding for the unknown, none for a half."""
    if trick["kind"] in ("throttle", "500", "cut"):
        aws.do("fail", "ec2", "DescribeVolumes", trick["kind"], account=PRODUCTION)
    else:
        aws.do(
            "trick",
            service="ec2",
            operation="DescribeVolumes",
            account=PRODUCTION,
            region="us-east-1",
            **trick,
        )

    ended = run("run", "-c", config(aws.accounts[1]), "--output", tmp_path / "pack")

    assert ended.code == 0, ended.err
    here = {"check": VOLUMES, "region": "us-east-1"}
    found = [f for f in table(tmp_path / "pack", "findings") if all(f[k] == v for k, v in here.items())]
    assert [(f["resource"], f["status"]) for f in found] == [("*", "no data")]
    assert cause in found[0]["reason"]
    (population,) = (
        p for p in table(tmp_path / "pack", "populations") if all(p[k] == v for k, v in here.items())
    )
    assert population["complete"] == "no"
    assert population["passed"] == population["failed"] == "0"
    (call,) = (
        c
        for c in table(tmp_path / "pack", "calls")
        if (c["operation"], c["region"]) == ("DescribeVolumes", "us-east-1")
    )
    assert (call["outcome"], call["pages"]) == (
        ("seen", "1") if cause == "another shape" else ("failed", "0")
    )
    assert statuses(tmp_path / "pack", check="vpc.flow_logs_on") == {"passed", "failed"}


def test_list_of_another_shape_loses_its_children(
    run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws
) -> None:
    """A bucket list without its list is no data for all that would be asked of each bucket."""
    aws.do("trick", kind="other shape", service="s3", operation="ListBuckets")

    ended = run("run", "-c", config(aws.accounts[1]), "--output", tmp_path / "pack")

    assert ended.code == 0, ended.err
    assert statuses(tmp_path / "pack", check="s3.tls_only") == {"no data"}
    assert not any(call[3] == "GetBucketPolicy" for call in aws.calls())


def test_denied_call_names_its_cause(run: Any, config: Any, mini: Path, tmp_path: Path, aws: Aws) -> None:
    """A denied operation is no data for exactly the findings on it, classed in AWS's own words, told at the end."""
    aws.do("deny", PRODUCTION, "s3", "GetBucketPolicy", "service control policy")

    ended = run("run", "-c", config(aws.accounts[1]), "--output", tmp_path / "pack")

    assert statuses(tmp_path / "pack", check="s3.tls_only") == {"no data"}
    assert all("denied by SCP" in reason for reason in reasons(tmp_path / "pack", check="s3.tls_only"))
    assert statuses(tmp_path / "pack", check="s3.default_encryption") == {"passed"}
    assert "s3.get-bucket-policy" in ended.err
    assert len(reasons(tmp_path / "pack", check="s3.tls_only")) > 3
