"""Two quarters of the recorded demo's production account, made into packs as a run does once all is collected.

In the second, two buckets refuse plain HTTP that did not, a bucket lost its default encryption, and an organisation's
policy denies what Security Hub would say.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from golden import make

from generator import pipeline
from generator.chain import Since
from generator.model.assessment import Assessment
from generator.model.evidence import Record, digest
from generator.model.scope import Period
from generator.pack import read_run, write_run
from generator.staging import keep_mappings
from generator.store import read, write_shard

FRAMEWORK, PRODUCTION = "hipaa", "222233334444"  # one of each is enough, and quick
FIRST = Period(name="2026Q4", start=date(2026, 10, 1), end=date(2026, 12, 31))
SECOND = Period(name="2027Q1", start=date(2027, 1, 1), end=date(2027, 3, 31))
LATER = timedelta(days=90)
MENDED = ("acme-app-assets", "acme-legacy-acls")
BARED = "acme-patient-records"
DENIED = "securityhub.describe-hub"
Change = Callable[[Sequence[Record]], list[Record]]


def conclude(folder: Path, period: Period, change: Change = list, since: Since | None = None) -> Assessment:
    """The pack of a quarter at ``folder``."""
    staging = folder.with_name(folder.name + ".partial")
    shutil.copytree(make.PACK / "data" / "mappings", staging / "data" / "mappings")
    records = change(read(make.PACK / "data" / "evidence"))
    (staging / "data" / "evidence").mkdir()
    own = [record for record in records if record.account == PRODUCTION]
    write_shard(staging / "data" / "evidence" / f"{PRODUCTION}.jsonl.gz", own)
    known = read_run(make.PACK)
    accounts = tuple(one for one in known.scope.accounts if one.id == PRODUCTION)
    scope = replace(known.scope, accounts=accounts, frameworks=(FRAMEWORK,), reach={}, period=period)
    now = max(record.ended for record in own)
    write_run(staging, replace(known, scope=scope, now=now, as_of=now[:10]))
    plan = pipeline.plan_of(staging, mappings=pipeline.INSTALLED)
    keep_mappings(plan, staging)
    exceptions = make.PACK / "data" / "work" / "exceptions.yaml"
    return pipeline.conclude(plan, staging, folder, exceptions=exceptions, since=since)


def a_quarter_later(records: Sequence[Record]) -> list[Record]:
    """What a run reads in the second quarter."""
    refused = next(
        one for one in records if one.call == "guardduty.list-detectors" and one.outcome == "denied"
    )
    return [_later(_changed(one, refused)) for one in records]


def _changed(one: Record, refused: Record) -> Record:
    bucket = str(one.params.get("Bucket", ""))
    if one.call == DENIED:
        return _denied(one, refused)
    if one.call == "s3.get-bucket-policy" and bucket in MENDED:
        return _answered(one, {"Policy": {"Version": "2012-10-17", "Statement": [_tls_only(bucket)]}})
    if one.call == "s3.get-bucket-policy-status" and bucket in MENDED:
        return _answered(one, {"PolicyStatus": {"IsPublic": False}})
    if one.call == "s3.get-bucket-encryption" and bucket == BARED:
        code = "ServerSideEncryptionConfigurationNotFoundError"
        told = "The server side encryption configuration was not found"
        return replace(one, outcome="absent", error_code=code, message=told, pages=(), sha256=digest([]))
    return one


def _answered(one: Record, page: Any) -> Record:
    return replace(one, outcome="seen", error_code="", message="", pages=(page,), sha256=digest([page]))


def _denied(one: Record, like: Record) -> Record:
    message = like.message.replace("guardduty:ListDetectors", "securityhub:DescribeHub")
    message = message.replace(like.account, one.account)
    return replace(
        one,
        outcome="denied",
        cause=like.cause,
        error_code=like.error_code,
        message=message,
        pages=(),
        sha256=digest([]),
    )


def _tls_only(bucket: str) -> Any:
    arn = f"arn:aws:s3:::{bucket}"
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _later(one: Record) -> Record:
    started, ended = (_moment(text) for text in (one.started, one.ended))
    return replace(one, started=started, ended=ended)


def _moment(text: str) -> str:
    return (datetime.fromisoformat(text) + LATER).isoformat().replace("+00:00", "Z")
