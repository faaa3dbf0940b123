"""Checks of EFS: file systems that are encrypted and backed up."""

from datetime import datetime

from generator.checks import recovery
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed


@check(
    "efs.describe-file-systems",
    severity="high",
    remediation="Make a new file system with encryption, and move the files over: it cannot be turned on later.",
    source="https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html",
    same_as=["config:efs-encrypted-check", "prowler:efs_encryption_at_rest_enabled"],
)
def encrypted(system: Json) -> Verdict:
    """Each file system is encrypted at rest.

    It is chosen when a file system is made; by the API it is off unless asked for.
    """
    if system["Encrypted"] is True:
        return passed(f"encrypted with {system['KmsKeyId']}")
    return failed("not encrypted")


@check(
    "efs.describe-file-systems",
    needs=["backup.list-protected-resources"],
    severity="medium",
    remediation="Turn on automatic backups of the file system, or select it in a backup plan, and see that its jobs "
    "end well.",
    source="https://docs.aws.amazon.com/efs/latest/ug/awsbackup.html",
    same_as=[
        "config:efs-in-backup-plan",
        "config:efs-resources-protected-by-backup-plan",
        "prowler:efs_have_backup_enabled",
    ],
)
def in_backup_plan(system: Json, protected: Json, *, now: datetime, days: int = 35) -> Verdict:
    """Each file system has a recent recovery point of AWS Backup.

    Copies over zones do not help where files were deleted or encrypted by an intruder. A recovery point
    shows more than a plan that names the file system: that a job ended well.
    """
    return recovery.covered(protected, system["FileSystemArn"], now, days)
