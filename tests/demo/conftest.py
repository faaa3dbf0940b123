"""One embedded AWS for all tests of this folder, reached over HTTP like any other."""

import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
PERIOD = (date(2025, 10, 1), date(2025, 12, 31))


@dataclass
class Aws:
    """The demo, and clients for its accounts."""

    demo: Any
    sessions: list[Any]

    def client(self, account: int, service: str, region: str = "us-east-1") -> Any:
        from botocore.config import Config

        config = Config(retries={"total_max_attempts": 1})
        client = self.sessions[account].client(
            service, region_name=region, endpoint_url=self.demo.endpoint, config=config
        )
        client.meta.events.register("before-sign.s3-control", _no_host_prefix)
        return client

    def login(self, account: int) -> Any:
        """A session of the account: by its role, or by the default credentials."""
        import boto3

        e = self.demo.environment
        base = boto3.Session(e["AWS_ACCESS_KEY_ID"], e["AWS_SECRET_ACCESS_KEY"], region_name="us-east-1")
        role = self.demo.accounts[account].role
        if not role:
            return base
        sts = base.client("sts", endpoint_url=self.demo.endpoint)
        given = sts.assume_role(RoleArn=role, RoleSessionName="evidencemap")["Credentials"]
        sts.close()
        return boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])


def _no_host_prefix(request: Any, **_: Any) -> None:
    request.url = re.sub(r"//\d{12}\.", "//", request.url)


@pytest.fixture(scope="session")
def aws() -> Iterator[Aws]:
    pytest.importorskip("moto")
    from generator.demo import embedded_aws

    with embedded_aws(PERIOD, NOW) as demo:
        aws = Aws(demo, [])
        aws.sessions = [aws.login(n) for n in range(3)]
        yield aws


def listing(client: Any, operation: str, key: str, **asked: Any) -> list[Any]:
    """Everything that a paginator gives."""
    pages = list(client.get_paginator(operation).paginate(**asked))
    return [item for page in pages for item in page.get(key, [])]


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:
        return answer.read()


def load(text: str) -> Any:
    return json.loads(text)
