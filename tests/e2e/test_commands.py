"""Commands that ask AWS, as a user would start them: what they read, print and end with."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from e2e.conftest import Aws, hipaa_alone, table

MANAGEMENT, PRODUCTION, SANDBOX = "111122223333", "222233334444", "333344445555"


def test_doctor_finds_nothing_missing(run: Any, config: Any, mini: Path, aws: Aws, tmp_path: Path) -> None:
    """Where every call is answered it ends with 0, writes nothing, and has tried each call at most once an account."""
    ended = run("doctor", "-c", config(aws.accounts[1]))

    assert ended.code == 0
    assert "Every call that could be tried was answered." in ended.out
    assert [path.name for path in tmp_path.iterdir()] == ["evidencemap.yaml"]
    assert {call: n for call, n in aws.calls().items() if n > 1 and call[2] != "sts"} == {}
    assert len(aws.calls()) > 10


def test_doctor_says_what_a_refusal_costs(run: Any, config: Any, mini: Path, aws: Aws) -> None:
    """A refused call ends with 1; its action and the requirements that it costs are named, and no others."""
    aws.do("deny", PRODUCTION, "s3", "GetBucketPolicy", "no identity-based policy")

    ended = run("doctor", "-c", config(aws.accounts[1]))

    assert ended.code == 1
    assert "needs s3:GetBucketPolicy; without it 1 requirements lose evidence: hipaa:1.2" in ended.out
    assert "no identity policy" in ended.out
    assert "hipaa:1.1" not in ended.out
    assert "Together 1 requirements lose evidence" in ended.out


def test_doctor_without_a_way_in(run: Any, config: Any, mini: Path, aws: Aws) -> None:
    """An account that cannot be entered is not called healthy."""
    aws.do("trick", kind="deny role", role=PRODUCTION)

    ended = run("doctor", "-c", config(aws.accounts[1]))

    assert ended.code == 1
    assert "not authorized to perform: sts:AssumeRole" in ended.out
    assert "Every call that could be tried was answered" not in ended.out


@pytest.mark.parametrize(("limit", "code"), [("deviations", 1), ("report-gap", 1), ("no-data", 0)])
def test_limits(run: Any, config: Any, mini: Path, aws: Aws, tmp_path: Path, limit: str, code: int) -> None:
    """--fail-on ends with 1 where its limit is met, names the requirements, and the pack stands all the same."""
    ended = run("run", "-c", config(aws.accounts[1]), "--output", tmp_path / "pack", "--fail-on", limit)

    assert ended.code == code, ended.err
    assert (f"Limit met: {limit}: 1." in ended.err) == (code == 1)
    assert run("verify", tmp_path / "pack").code == 0


def test_run_without_a_configuration(
    run: Any, mini: Path, aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--framework alone reads the account and the regions of the current credentials, into output/."""
    monkeypatch.chdir(tmp_path)

    ended = run("run", "--framework", "hipaa")

    assert ended.code == 0, ended.err
    pack = Path(ended.out.strip())
    assert pack.parts[:2] == ("output", f"account {MANAGEMENT}")
    assert {c["account"] for c in table(pack, "calls")} == {MANAGEMENT}
    assert {"us-east-1", "eu-west-1"} <= {c["region"] for c in table(pack, "calls")}


def test_options_narrow_what_is_read(run: Any, config: Any, mini: Path, aws: Aws, tmp_path: Path) -> None:
    """--accounts by name and --regions hold the run to them."""
    options = ("--accounts", "production", "--regions", "eu-west-1")

    ended = run("run", "-c", config(), "--output", tmp_path / "pack", *options)

    assert ended.code == 0, ended.err
    assert {c["account"] for c in table(tmp_path / "pack", "calls")} == {PRODUCTION}
    assert {c["region"] for c in table(tmp_path / "pack", "calls")} == {"eu-west-1", "global"}


def test_configuration_is_found_where_one_stands(
    run: Any, config: Any, mini: Path, aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """./evidencemap.yaml is read without -c, and the pack lands in output/<organisation>/<period>."""
    config(aws.accounts[0])
    monkeypatch.chdir(tmp_path)

    ended = run("run")

    assert ended.code == 0, ended.err
    assert ended.out == "output/Acme Health/2026Q4\n"
    assert (tmp_path / "output" / "Acme Health" / "2026Q4" / "bagit.txt").is_file()


def test_one_account_cannot_stand_for_another(run: Any, config: Any, mini: Path, aws: Aws) -> None:
    """Without a role the current credentials must be the declared account's, for 'doctor' and 'collect' too."""
    wanted = config({"id": PRODUCTION})

    for command in ("doctor", "collect"):
        ended = run(command, "-c", wanted)
        assert ended.code == 3
        assert MANAGEMENT in ended.err
        assert PRODUCTION in ended.err


def test_demo(run: Any, mini: Path, aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """'demo' makes a pack by itself, whatever AWS settings the machine has, and prints its path."""
    from generator.demo import Demo

    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[default]\nignore_configured_endpoint_urls = true\n")
    # Started in a process of its own already, by 'demo --serve'.
    demo = Demo(aws.environment["AWS_ENDPOINT_URL"], (), aws.environment, hipaa_alone(aws.config), None)
    monkeypatch.setattr("generator.demo.embedded_aws", lambda *_: nullcontext(demo))
    for name in aws.environment:
        monkeypatch.delenv(name)
    monkeypatch.delenv("AWS_CONFIG_FILE")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.chdir(tmp_path)

    ended = run("demo")

    assert ended.code == 0, ended.err
    pack = Path(ended.out.strip())
    assert pack.parent == Path("output", "Acme Health")
    assert (pack / "data" / "hipaa.xlsx").is_file()
    assert {c["account"] for c in table(pack, "calls")} == {MANAGEMENT, PRODUCTION, SANDBOX}
    assert "Coverage: " in ended.err


def test_demo_that_is_left_up(standin: Aws, client: Any) -> None:
    """'demo --serve' prints an environment that any AWS tool works with (the fixture ends it with Ctrl-C)."""
    who = client(0, "sts").get_caller_identity()

    assert who["Account"] == MANAGEMENT
    assert {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"} <= set(standin.environment)
    assert standin.environment["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
