"""How the checks of backups read AWS Backup's list of what has a recovery point."""

from collections.abc import Iterable
from datetime import datetime

from generator.checks.reading import days_since, when
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed


def last_backup(protected: Json, arn: str) -> datetime | None:
    """When AWS Backup last made a recovery point of a resource; None where it never did."""
    times = [when(one["LastBackupTime"]) for one in protected["Results"] if one["ResourceArn"] == arn]
    return max(times, default=None)


def covered(protected: Json, arn: str, now: datetime, days: int) -> Verdict:
    """Whether a resource has a recovery point that is young enough."""
    last = last_backup(protected, arn)
    if last is None:
        return failed("AWS Backup has no recovery point of it")
    said = f"the last recovery point of AWS Backup is of {last:%Y-%m-%d}"
    return passed(said) if days_since(last, now) <= days else failed(f"{said}, more than {days} days ago")


def covered_with(protected: Json, volume: Json, home: str, now: datetime, days: int) -> Verdict | None:
    """A pass where an instance was backed up after the volume was attached: AWS Backup takes its volumes along."""
    for attachment in volume["Attachments"]:
        last = last_backup(protected, f"{home}:instance/{attachment['InstanceId']}")
        taken = last is not None and when(attachment["AttachTime"]) <= last
        if last is not None and taken and days_since(last, now) <= days:
            return passed(f"AWS Backup took it along with {attachment['InstanceId']} on {last:%Y-%m-%d}")
    return None


def covered_each(protected: Json, arns: Iterable[str], now: datetime, days: int) -> bool:
    """Whether there are any, and each has a recovery point that is young enough."""
    verdicts = [covered(protected, arn, now, days).status for arn in arns]
    return bool(verdicts) and set(verdicts) == {"passed"}


__all__ = ["covered", "covered_each", "covered_with", "last_backup"]
