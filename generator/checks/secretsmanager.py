"""Checks of Secrets Manager: secrets that are changed in time, and removed when nobody reads them."""

from datetime import datetime

from generator.checks.reading import days_since, when
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_GUIDE = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/"


@check(
    "secretsmanager.list-secrets",
    severity="medium",
    remediation="Turn on rotation with a schedule, and see to it that the rotation function succeeds.",
    source=_GUIDE + "rotating-secrets.html",
    same_as=[
        "config:secretsmanager-rotation-enabled-check",
        "config:secretsmanager-scheduled-rotation-success-check",
        "config:secretsmanager-secret-periodic-rotation",
        "securityhub:SecretsManager.1",
        "securityhub:SecretsManager.2",
        "securityhub:SecretsManager.4",
        "prowler:secretsmanager_automatic_rotation_enabled",
    ],
)
def rotated(secret: Json, *, now: datetime, region: str, days: int = 90) -> Verdict:
    """Each secret is rotated by Secrets Manager, on schedule, and was within the last 90 days.

    A secret that was seen once is worth less each day that it is changed sooner. A replica follows its
    primary secret, which is judged in its own region.
    """
    primary = secret.get("PrimaryRegion")  # documented: only where it is replicated
    if primary and primary != region:
        return not_applicable(f"a replica: the primary secret in {primary} is rotated")
    if secret.get("RotationEnabled") is not True:  # left out where rotation was never set up
        return failed(f"{secret['Name']}: rotation is off")
    last, due = secret.get("LastRotatedDate"), secret.get("NextRotationDate")  # left out where there is none
    if last is None:
        return failed("rotation is on, but has never succeeded")
    if due is not None and when(due) < now:
        return failed(f"rotation was due on {when(due):%Y-%m-%d}, and has not succeeded")
    age = days_since(last, now)
    return (
        passed(f"rotated {age} days ago")
        if age <= days
        else failed(f"rotated {age} days ago, {days} allowed")
    )


@check(
    "secretsmanager.list-secrets",
    severity="medium",
    remediation="Delete the secret after its waiting period, if nothing needs it.",
    source=_GUIDE + "manage_delete-secret.html",
    same_as=["config:secretsmanager-secret-unused", "prowler:secretsmanager_secret_unused"],
)
def used(secret: Json, *, now: datetime, days: int = 90) -> Verdict:
    """Each secret was read within the last 90 days, or is no older than that.

    What nobody reads any more can still be stolen, and nobody would notice that it no longer works.
    """
    read = secret.get("LastAccessedDate")  # documented: left out where it was never read in the region
    if read is not None:
        age = days_since(read, now)
        return (
            passed(f"read {age} days ago") if age <= days else failed(f"read {age} days ago, {days} allowed")
        )
    age = days_since(secret["CreatedDate"], now)
    said = f"never read since it was made {age} days ago"
    return passed(said) if age <= days else failed(said)
