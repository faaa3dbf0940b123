"""The commands that need no AWS: what they print, how bad input ends, and what they leave unimported."""

import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from botocore.session import Session
from click.testing import CliRunner

from generator.cli import main
from generator.collect import Settings
from generator.scope import read_config

ROOT = Path(__file__).parents[1]
COMMANDS = sorted(main.commands)
CONFIG = {
    "organisation": "Acme",
    "period": {"name": "2026Q4", "from": "2026-10-01", "to": "2026-12-31"},
    "frameworks": ["hipaa"],
    "regions": ["us-east-1"],
    "accounts": [{"id": "111122223333"}],
}
READS = re.compile(r"(Get|List|Describe|BatchGet)[A-Z]")
READS_TOO = {
    "iam:GenerateCredentialReport",  # makes AWS write a report for us, changes nothing of the customer's
    "config:SelectResourceConfig",  # a query over what AWS Config recorded
}
CONTENTS = {
    "s3:GetObject", "s3:GetObjectVersion", "ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath",
    "secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue", "lambda:GetFunction", "kms:Decrypt",
    "dynamodb:GetItem", "dynamodb:BatchGetItem", "logs:GetLogEvents", "ecr:GetAuthorizationToken",
    "artifact:GetReport", "artifact:GetTermForReport", "rds:DownloadDBLogFilePortion", "ec2:GetPasswordData",
    "ec2:GetConsoleOutput", "ec2:GetConsoleScreenshot", "apigateway:GetApiKeys",
}  # fmt: skip


def run(*args: Any) -> Any:
    result = CliRunner().invoke(
        main, [str(arg) for arg in args], prog_name="evidencemap", catch_exceptions=False
    )
    assert "Traceback" not in result.output
    return result


def process(code: str, *args: str, **options: Any) -> Any:
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    return subprocess.run(
        [sys.executable, "-c", code, *args], env=env, capture_output=True, text=True, check=False, **options
    )


@pytest.fixture
def config(tmp_path: Path) -> Any:
    def write(text: str | None = None, **fields: Any) -> Path:
        path = tmp_path / "evidencemap.yaml"
        path.write_text(json.dumps(CONFIG | fields) if text is None else text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def plan_rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    path = tmp_path_factory.mktemp("plan") / "evidencemap.yaml"
    path.write_text(json.dumps(CONFIG))
    rows: list[dict[str, Any]] = json.loads(run("plan", "-c", path, "--json").stdout)
    return rows


# Help


def test_help_of_every_command_needs_nothing() -> None:
    """--help of every command works without AWS and imports none of the slow libraries."""
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom generator.cli import main\n"
        "for name in ['', *main.commands]:\n"
        "    result = CliRunner().invoke(main, [name, '--help'] if name else ['--help'])\n"
        "    assert result.exit_code == 0 and 'Usage: ' in result.output, (name, result.output)\n"
        "print(len(main.commands))\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & set(sys.argv[1:])))\n"
    )
    slow = (
        "boto3",
        "botocore",
        "openpyxl",
        "pandas",
        "numpy",
        "jinja2",
        "moto",
        "pydantic",
        "yaml",
        "jmespath",
        "rich",
    )

    done = process(code, *slow)

    assert done.stderr == ""
    assert done.stdout.splitlines() == [str(len(COMMANDS)), "[]"]


def test_every_command_of_the_design_is_there() -> None:
    """The commands that DESIGN promises for one framework exist."""
    wanted = {
        "init",
        "demo",
        "plan",
        "policy",
        "doctor",
        "run",
        "collect",
        "assess",
        "report",
        "explain",
        "lint",
    }

    assert wanted | {"checks", "frameworks", "services", "verify"} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_the_command_does(name: str) -> None:
    """Every command and every option has a line of help."""
    command = main.commands[name]

    assert command.help
    for param in command.params:
        assert isinstance(param, click.Argument) or getattr(param, "help", "")


def test_unknown_command_is_a_fault_in_the_options() -> None:
    """A command that is not there ends with 2."""
    assert run("fly").exit_code == 2


# Looking through the mappings


def test_checks_as_json() -> None:
    """Every check is listed with its words, and its equals elsewhere can be counted."""
    rows = json.loads(run("checks", "--json").stdout)
    equals = [name for row in rows for name in row["same_as"]]

    assert len(rows) == len({row["check"] for row in rows}) > 50
    assert all(row["title"] and row["rationale"] and row["remediation"] and row["source"] for row in rows)
    assert all(
        re.fullmatch(r"(config:[a-z0-9-]+|securityhub:[A-Za-z0-9]+\.\d+|prowler:[a-z0-9_]+)", e)
        for e in equals
    )
    for where in ("config:", "securityhub:", "prowler:"):
        assert len({name for name in equals if name.startswith(where)}) > 20


def test_checks_as_text_count_themselves() -> None:
    """The list ends with how many there are."""
    lines = run("checks").stdout.splitlines()

    assert lines[-1].startswith(f"{len(lines) - 1} checks.")


def test_frameworks_are_listed() -> None:
    """HIPAA is listed with its 120 requirements."""
    assert re.search(r"^hipaa: .*, 120 requirements$", run("frameworks").stdout, re.MULTILINE)


def test_services_are_listed() -> None:
    """Services are listed with their model and the day that a program's list was read."""
    lines = run("services").stdout.splitlines()

    assert any(line.startswith("ec2 ") and "infrastructure" in line for line in lines)
    assert any(re.search(r"soc: listed as of \d{4}-\d\d-\d\d \([\d,]+ days old\)", line) for line in lines)


def test_lint_finds_no_fault_in_what_ships() -> None:
    """The shipped mappings have no fault."""
    result = run("lint")

    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("No faults: 160 gdpr requirements, 120 hipaa requirements, 280 pci-dss")


def test_broken_pipe_is_silent() -> None:
    """A reader that goes away ends the command without a word."""
    code = (
        "import sys; sys.argv = ['evidencemap', 'checks', '--json']; from generator.cli import main; main()"
    )
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    with subprocess.Popen(
        [sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as one:
        assert one.stdout is not None
        assert one.stderr is not None
        one.stdout.close()
        err = one.stderr.read().decode()

    assert err == ""


# Plan and policy


def test_plan_names_calls(plan_rows: list[dict[str, Any]], config: Any) -> None:
    """The plan names each call, how often it is made, and what needs it; as text too."""
    text = run("plan", "-c", config()).stdout

    assert all(f"  {row['call']} " in text for row in plan_rows)
    assert all(row["times"] and row["needed_by"] for row in plan_rows)
    assert f"rest on {len(plan_rows)} different calls" in text
    assert (
        next(row for row in plan_rows if row["call"] == "s3.get-bucket-policy")["for_each"]
        == "s3.list-buckets"
    )


def test_plan_times_follow_accounts_and_regions(config: Any) -> None:
    """A regional call is made in each region of each account, a global one once an account."""
    wanted = config(
        regions=["us-east-1", "eu-west-1"], accounts=[{"id": "1" * 12}, {"id": "2" * 12}, {"id": "3" * 12}]
    )
    rows = {row["call"]: row["times"] for row in json.loads(run("plan", "-c", wanted, "--json").stdout)}

    assert rows["ec2.describe-volumes"].startswith("6 ")
    assert rows["s3.list-buckets"] == "3"


def test_plan_says_how_much_there_is_to_ask(config: Any, tmp_path: Path) -> None:
    """At least what the lists come to; and what a pack before foretells, account by account."""
    wanted = config(regions=["us-east-1", "eu-west-1"], accounts=[{"id": "1" * 12}, {"id": "2" * 12}])
    rows = json.loads(run("plan", "-c", wanted, "--json").stdout)
    first = [row for row in rows if not row["for_each"]]
    once = sum(row["scope"] == "global" for row in first)
    least = 2 * (once + 2 * (len(first) - once))
    before = _with_calls(tmp_path)
    text = run("plan", "-c", wanted, "--previous", before).stdout

    assert f"At least {least} calls: {once} calls once an account" in text
    assert "came to 6 requests in 2 accounts: about 6 now" in text
    refused = run("plan", "-c", wanted, "--previous", tmp_path / "none")
    assert (refused.exit_code, "Give the folder of a pack" in refused.stderr) == (4, True)


def _with_calls(folder: Path) -> Path:
    table = folder / "data" / "tables" / "calls.csv"
    table.parent.mkdir(parents=True)
    rows = ["1,seen,3", "1,denied,0", "2,seen,1", "2,absent,0", "3,not tried,0"]
    table.write_text("account,outcome,pages\n" + "\n".join(rows) + "\n")
    return folder


def test_policy_is_the_plan_and_nothing_else(plan_rows: list[dict[str, Any]], config: Any) -> None:
    """The policy allows exactly the actions of the planned calls."""
    from generator import pipeline
    from generator.collect.permissions import actions_of

    catalog, session = pipeline.catalog([]), Session()
    wanted = {action for row in plan_rows for action in actions_of(catalog.calls[row["call"]], session)}
    document = json.loads(run("policy", "-c", config()).stdout)
    (statement,) = document["Statement"]

    assert document["Version"] == "2012-10-17"
    assert statement["Effect"] == "Allow"
    assert set(statement["Action"]) == wanted - {"sts:GetCallerIdentity"}
    assert statement["Action"] == sorted(set(statement["Action"]))


def test_policy_reads_only(config: Any) -> None:
    """No action writes, none has a wildcard, none reads what customers store."""
    (statement,) = json.loads(run("policy", "-c", config()).stdout)["Statement"]
    actions = set(statement["Action"])
    writes = {a for a in actions - READS_TOO if not READS.match(a.split(":")[1])}

    assert writes - {"apigateway:GET"} == set()
    assert not any("*" in action for action in actions)
    assert actions & CONTENTS == set()


def test_policy_needs_no_credentials(config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has no access yet can print the policy to ask for."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)

    assert run("policy", "-c", config()).exit_code == 0


def test_policy_as_cloudformation(config: Any) -> None:
    """The template holds the same actions, each policy within IAM's limit, and a role that one account may assume."""
    (statement,) = json.loads(run("policy", "-c", config()).stdout)["Statement"]
    template = json.loads(run("policy", "-c", config(), "--cloudformation", "999900001111").stdout)
    policies = [r for r in template["Resources"].values() if r["Type"] == "AWS::IAM::ManagedPolicy"]
    documents = [p["Properties"]["PolicyDocument"] for p in policies]
    role = template["Resources"]["Role"]["Properties"]

    assert sorted(a for d in documents for s in d["Statement"] for a in s["Action"]) == statement["Action"]
    assert all(len(re.sub(r"\s", "", json.dumps(d))) <= 6_144 for d in documents)
    assert len(policies) <= 10
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::999900001111:root"}}
    assert trust["Action"] == "sts:AssumeRole"


def test_cloudformation_wants_an_account_id(config: Any) -> None:
    """A trusted account that is no account id is refused: a slip there would open the role to others."""
    result = run("policy", "-c", config(), "--cloudformation", "*")

    assert result.exit_code == 2
    assert "'*' is no account id" in result.stderr


# Configuration


def test_init_writes_what_run_reads(tmp_path: Path) -> None:
    """The commented file is valid as it is, and is not written over."""
    path = tmp_path / "mine.yaml"

    assert run("init", path).exit_code == 0
    scope, _ = read_config(path)
    assert scope.accounts
    assert run("init", path).exit_code == 2
    assert run("init", path, "--force").exit_code == 0


def test_init_in_a_place_that_cannot_be(tmp_path: Path) -> None:
    """A path through a file is one sentence."""
    (tmp_path / "file").write_text("")

    result = run("init", tmp_path / "file" / "evidencemap.yaml")

    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("# only a comment\n", "empty"),
        ("- a\n- list\n", ":1: "),
        ("just words", ":1: "),
        ("organisation: [\n", "not YAML"),
        (
            "organisation: A\norganisation: B\nperiod: {from: 2026-10-01, to: 2026-12-31}\n",
            ":2: the key 'organisation' stands twice",
        ),
        (
            "organisation: A\nperiod: {from: 2026-10-01, to: 2026-12-31}\n\nframeworsk: [hipaa]\n",
            ":4: there is no field 'frameworsk'",
        ),
        ("organisation: A\n", "'period' is missing"),
        ("period: {from: 2026-10-01, to: 2026-12-31}\n", "'organisation' is missing"),
        ("organisation: A\nperiod: {from: 2026-10-01}\n", ":2: give 'from' and 'to' as days"),
        (
            "organisation: A\nperiod:\n  from: 2026-02-31\n  to: 2026-12-31\n",
            ":2: give 'from' and 'to' as days",
        ),
        (
            "organisation: A\nperiod:\n  from: 2026-10-01\n  to: 2026-12-31\n  until: 2027-01-01\n",
            ":5: there is no field 'until'",
        ),
        (
            "organisation: A\nperiod: {from: 2026-12-31, to: 2026-10-01}\n",
            "ends on 2026-10-01, before it starts on 2026-12-31",
        ),
        ("organisation: A\nperiod: {from: 0001-01-01, to: 2026-10-01}\n", "at most three years"),
        ("&a [*a]", ""),
        ("organisation: " + "[" * 3_000 + "]" * 3_000, ""),
    ],
    ids=lambda value: value[:24] or "empty" if "\n" in value or not value else value[:30],
)
def test_fault_in_the_configuration(text: str, words: str, config: Any) -> None:
    """Each fault is one sentence with file and line, what to do next, and exit code 2."""
    path = config(text)

    result = run("plan", "-c", path)

    assert result.exit_code == 2
    assert result.stderr.startswith(
        f"Error: {path}" if ":" in words or words.startswith("empty") else "Error: "
    )
    assert words in result.stderr
    assert "'evidencemap init' writes one" in result.stderr or len(result.stderr.splitlines()) > 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"accounts": [{"id": "12345678901"}]}, "'12345678901' is no account id"),
        ({"accounts": [{"id": "１２３４５６７８９０１２"}]}, "is no account id"),
        ({"accounts": [{"id": "111122223333"}, {"id": "111122223333"}]}, "is listed twice"),
        ({"accounts": [{"name": "x"}]}, "'id' is missing"),
        ({"accounts": [{"id": "111122223333", "rolle": "x"}]}, "no field 'rolle'"),
        ({"trusted_accounts": ["x"]}, "'x' is no account id"),
        ({"frameworks": ["hippa"]}, "There is no framework 'hippa'"),
        ({"regions": "all"}, "regions"),
        ({"regions": []}, "regions"),
        ({"regions": ["US East"]}, "'US East' is no region"),
        ({"regions": ["../x"]}, "'../x' is no region"),
        ({"scope": {"hipaa": {"accounts": ["444455556666"]}}}, "444455556666"),
        ({"scope": {"hippa": {"accounts": ["111122223333"]}}}, "hippa"),
        ({"mappings": ["nowhere/"]}, "no such directory"),
        ({"organisation": ""}, "organisation"),
        (
            {"accounts": [{"id": "111122223333", "role": "EvidenceReader"}]},
            "The role 'EvidenceReader' is no ARN",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_value_that_cannot_be_meant(fields: dict[str, Any], words: str, config: Any) -> None:
    """A value that cannot be meant is refused before AWS is asked, with exit code 2."""
    result = run("plan", "-c", config(**fields))

    assert result.exit_code == 2
    assert words in result.stderr


def test_configuration_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is named."""
    result = run("run", "-c", tmp_path / "none.yaml")

    assert result.exit_code == 2
    assert "none.yaml" in result.stderr
    assert "cannot be read" in result.stderr


def test_configuration_that_is_a_folder(tmp_path: Path) -> None:
    """A folder in place of the file is one sentence."""
    result = run("run", "-c", tmp_path)

    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


@pytest.mark.parametrize(
    "raw", [b"organisation: \xff\xfe\n", b"organisation: a\0b\n", b'organisation: "\\ud800"\n']
)
def test_bytes_that_are_no_text(raw: bytes, tmp_path: Path) -> None:
    """Bytes that are no UTF-8, a raw NUL or half a character are refused with the file's name."""
    path = tmp_path / "evidencemap.yaml"
    path.write_bytes(raw + b"period: {from: 2026-10-01, to: 2026-12-31}\naccounts: [{id: '111122223333'}]\n")

    result = run("plan", "-c", path)

    assert result.exit_code == 2
    assert str(path) in result.stderr


def test_values_that_multiply(config: Any) -> None:
    """YAML that would grow without end is refused, quickly."""
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))

    result = run("plan", "-c", config("a0: &a0 [x]\n" + levels))

    assert result.exit_code == 2
    assert "values" in result.stderr


def test_framework_and_region_named_twice_count_once(config: Any, plan_rows: list[dict[str, Any]]) -> None:
    """What is named twice is asked once."""
    wanted = ("plan", "-c", config(), "--json", "--framework", "hipaa", "--framework", "hipaa")

    rows = json.loads(run(*wanted, "--regions", "us-east-1, us-east-1").stdout)

    assert rows == plan_rows


def test_unknown_account_on_the_command_line(config: Any) -> None:
    """An account that the configuration does not list is refused, and the listed ones are named."""
    result = run("plan", "-c", config(), "--accounts", "production")

    assert result.exit_code == 2
    assert "no account 'production'" in result.stderr
    assert "111122223333" in result.stderr


# Mappings of one's own

OVERLAYS = {
    "objectives/x.yaml": "- id: x\n  statement: X.\n  checks: [s3.tls_onyl]\n",
    "frameworks/mine/_framework.yaml": "id: mine\nname: M\nversion: '1'\npublisher: P\nurl: u\n\ntext_licence: ours\nkind: x\n",
    "evidence/x.yaml": "- id: ec2.describe-x\n  call: DescribeX\n\n- id: ec2.describe-vpcs-2\n  call: DescribeVpcs\n  resources: {kind: k, arn: a, items: 'Vpcs['}\n",
}


def overlay(tmp_path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = tmp_path / "mine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "mine"


def test_mapping_faults_are_told_all_at_once(tmp_path: Path) -> None:
    """Every fault is named with file and line and what to write instead, by 'lint' and by 'run' alike."""
    folder = overlay(tmp_path, OVERLAYS)
    (tmp_path / "evidencemap.yaml").write_text(json.dumps(CONFIG | {"mappings": ["mine"]}))

    for args in (("lint", folder), ("run", "-c", tmp_path / "evidencemap.yaml")):
        result = run(*args)
        assert result.exit_code == 2
        assert (
            f"{folder}/objectives/x.yaml:3: there is no check 's3.tls_onyl'; did you mean 's3.tls_only'?"
            in result.stderr
        )
        assert f"{folder}/frameworks/mine/_framework.yaml:8: there is no field 'kind' here" in result.stderr
        assert f"{folder}/evidence/x.yaml:6: not a JMESPath expression" in result.stderr


def test_lint_refuses_calls_that_aws_does_not_have(tmp_path: Path) -> None:
    """An operation that botocore's models do not hold is refused, with file and line."""
    folder = overlay(tmp_path, {"evidence/x.yaml": "- id: ec2.describe-x\n  call: DescribeX\n"})

    result = run("lint", folder)

    assert result.exit_code == 2
    assert "ec2 has no operation 'DescribeX'" in result.stderr
    assert "x.yaml:1" in result.stderr


def test_lint_of_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A folder that is not there is named."""
    result = run("lint", tmp_path / "none")

    assert result.exit_code == 2
    assert "none: no such directory" in result.stderr


# Packs that are none


@pytest.mark.parametrize("command", [("verify",), ("report",), ("assess",), ("explain", "164.312(a)(1)")])
@pytest.mark.parametrize("what", ["missing", "empty", "file"])
def test_pack_that_is_none(command: tuple[str, ...], what: str, tmp_path: Path) -> None:
    """What is no pack is named and left alone: exit 4, one sentence."""
    path = tmp_path / "pack"
    if what == "empty":
        path.mkdir()
    elif what == "file":
        path.write_text("mine")

    result = run(*command, path)

    assert result.exit_code == 4
    assert "is no pack" in result.stderr
    assert path.exists() == (what != "missing")
    assert [p.name for p in tmp_path.iterdir()] == ([] if what == "missing" else ["pack"])


@pytest.mark.parametrize("text", ["", "{", "[]", '{"scope": 1}', "\0"])
def test_damaged_run_json(text: str, tmp_path: Path) -> None:
    """A run.json that was damaged is named: exit 4."""
    (tmp_path / "pack" / "data").mkdir(parents=True)
    (tmp_path / "pack" / "data" / "run.json").write_text(text)

    result = run("report", tmp_path / "pack")

    assert result.exit_code == 4
    assert "run.json is damaged" in result.stderr


def test_every_setting_has_a_default() -> None:
    """The command needs no set-up of its own: credentials and endpoints are botocore's business."""
    assert Settings().attempts > 1
    assert import_module("generator.pipeline").settings("x").profile == "x"
