"""Secrets that AWS hands out to whoever may read settings: in no file of the pack, nor on the terminal."""

import base64
import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from e2e.conftest import Aws, Whole

PLANTED = b"PLANTED-SECRET-"
# What a secret looks like in base64, whichever of three places it begins at.
CODED = [base64.b64encode(b"." * n + PLANTED)[4 if n else 0 : -4] for n in range(3)]
SIGNED = re.compile(rb"X-Amz-Signature|X-Amz-Security-Token|AWSAccessKeyId=|PRIVATE KEY-----")


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, and whatever is packed inside it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield path.name, data
            if path.suffix == ".gz":
                yield f"{path.name} unpacked", gzip.decompress(data)
            if path.suffix == ".xlsx":
                with zipfile.ZipFile(io.BytesIO(data)) as book:
                    yield from ((f"{path.name}/{part}", book.read(part)) for part in book.namelist())


@pytest.fixture(scope="module")
def everything(whole: Whole) -> list[tuple[str, bytes]]:
    """All that a run leaves: files, and what it printed."""
    return [*contents(whole.pack), ("stdout", whole.out.encode()), ("stderr", whole.err.encode())]


PLANTS: list[tuple[str, str, dict[str, Any], str]] = [
    ("lambda", "list_functions", {}, "lambda-notify"),
    ("lambda", "get_function_configuration", {"FunctionName": "old-import"}, "lambda-environment"),
    ("ecs", "describe_task_definition", {"taskDefinition": "web"}, "ecs-environment"),
    ("secretsmanager", "get_secret_value", {"SecretId": "records/db"}, "secrets-manager"),
    ("ssm", "get_parameter", {"Name": "/web/password"}, "ssm-plain"),
    ("ssm", "get_parameter", {"Name": "/web/token", "WithDecryption": True}, "ssm-secure"),
    (
        "elasticbeanstalk", "describe_configuration_settings",
        {"ApplicationName": "intake", "EnvironmentName": "intake-prod"}, "beanstalk-environment",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("service", "operation", "asked", "secret"), PLANTS, ids=[p[3] for p in PLANTS])
def test_aws_hands_the_secret_out(
    client: Any, service: str, operation: str, asked: dict[str, Any], secret: str
) -> None:
    """The secrets are really there: this AWS gives each of them to whoever asks."""
    reply = str(getattr(client(1, service), operation)(**asked))

    assert f"{PLANTED.decode()}{secret}" in reply


def test_aws_hands_out_user_data(client: Any) -> None:
    """User data comes in base64, and a search for it finds it there too."""
    versions = client(1, "ec2").describe_launch_template_versions(LaunchTemplateName="workers")
    data = versions["LaunchTemplateVersions"][0]["LaunchTemplateData"]["UserData"]

    assert PLANTED in base64.b64decode(data)
    assert any(coded in data.encode() for coded in CODED)


def test_run_asked_where_secrets_are(whole: Whole, everything: list[tuple[str, bytes]]) -> None:
    """The run did make calls whose replies hold secrets, and what it kept of them says that it dropped them."""
    asked = {call[3] for call in whole.calls}
    shard = dict(everything)["222233334444.jsonl.gz unpacked"]

    assert "ListFunctions" in asked
    assert b'"DB_PASSWORD":"(dropped)"' in shard
    assert shard.count(b"(dropped)") > 1


def test_no_secret_is_in_the_pack(everything: list[tuple[str, bytes]]) -> None:
    """No planted secret is in any file, packed or not, plain or in base64, nor in what was printed."""
    found = [name for name, data in everything if any(text in data for text in (PLANTED, *CODED))]

    assert found == []
    assert len(everything) > 30


def test_no_credential_is_in_the_pack(
    everything: list[tuple[str, bytes]], standin: Aws, whole: Whole
) -> None:
    """Neither the keys and tokens of the run itself nor signed addresses or private keys are anywhere."""
    secrets = [secret.encode() for secret in standin.do("secrets")] + [
        standin.environment["AWS_SECRET_ACCESS_KEY"].encode()
    ]
    found = [name for name, data in everything if any(s in data for s in secrets) or SIGNED.search(data)]

    assert len(secrets) > 4
    assert found == []
