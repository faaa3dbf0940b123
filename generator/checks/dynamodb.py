"""Checks of DynamoDB: tables under keys that the customer sees, that can be set back and are not deleted by mistake."""

from datetime import datetime

from generator.checks import recovery
from generator.checks.reading import Replies
from generator.checks.registry import check
from generator.checks.trust import arn_account
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"


@check(
    "dynamodb.describe-table",
    needs=["kms.describe-key"],
    severity="medium",
    remediation="Choose a KMS key for the table: aws/dynamodb, or a key of your own.",
    source=_GUIDE + "EncryptionAtRest.html",
    same_as=[
        "config:dynamodb-table-encrypted-kms",
        "config:dynamodb-table-encryption-enabled",
        "prowler:dynamodb_table_encryption_enabled",
        "prowler:dynamodb_tables_kms_cmk_encryption_enabled",
    ],
)
def encrypted_with_kms(table: Json, keys: Replies, *, account: str, customer_key: bool = False) -> Verdict:
    """Each table is encrypted with a KMS key whose use can be followed.

    AWS encrypts every table, by default with a key that it owns: its use shows in no trail, and no policy of
    the customer's governs it. With customer_key=true AWS's managed key aws/dynamodb is not enough either.
    """
    described = table["Table"].get("SSEDescription")  # documented: left out while the key is AWS's own
    if not described:
        return failed("encrypted, but with a key that AWS owns: no KMS key is set")
    status, key = described["Status"], described["KMSMasterKeyArn"]
    if status not in ("ENABLED", "UPDATING") or described["SSEType"] != "KMS":
        return failed(f"encryption with a KMS key is {status}")
    if customer_key and arn_account(key) == account:  # AWS manages keys for an account inside it alone
        manager = keys.of(KeyId=key.rpartition("/")[2])["KeyMetadata"]["KeyManager"]
        if manager != "CUSTOMER":
            return failed(f"the key {key} is managed by {manager}")
    return passed(f"encrypted with the KMS key {key}")


@check(
    "dynamodb.describe-continuous-backups",
    severity="medium",
    remediation="Turn on point-in-time recovery of the table.",
    source=_GUIDE + "PointInTimeRecovery.html",
    same_as=["config:dynamodb-pitr-enabled", "prowler:dynamodb_tables_pitr_enabled"],
)
def point_in_time_recovery(backups: Json) -> Verdict:
    """Each table can be set back to any second of the last days.

    It undoes what a faulty program or a wrong hand wrote, without a backup that had to be planned.
    """
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    status = recovery["PointInTimeRecoveryStatus"]
    said = f"point-in-time recovery is {status.lower()}"
    return passed(said) if status == "ENABLED" else failed(said)


@check(
    "dynamodb.describe-table",
    severity="medium",
    remediation="Turn on deletion protection of the table.",
    source=_GUIDE + "WorkingWithTables.Basics.html",
)
def deletion_protected(table: Json) -> Verdict:
    """Each table refuses to be deleted until its protection is taken off.

    One call deletes a table with everything in it; protected, it takes two that are told apart in the trail.
    """
    on = table["Table"]["DeletionProtectionEnabled"] is True
    return passed("deletion protection is on") if on else failed("deletion protection is off")


@check(
    "dynamodb.describe-table",
    needs=["backup.list-protected-resources"],
    severity="medium",
    remediation="Select the table in a backup plan, by tag or by ARN, and see that its jobs end well.",
    source="https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
    same_as=[
        "config:dynamodb-in-backup-plan",
        "config:dynamodb-resources-protected-by-backup-plan",
        "prowler:dynamodb_table_protected_by_backup_plan",
    ],
)
def in_backup_plan(table: Json, protected: Json, *, now: datetime, days: int = 35) -> Verdict:
    """Each table has a recent recovery point of AWS Backup.

    It outlives the table and its point-in-time recovery, in a vault of its own. A recovery point shows
    more than a plan that names the table: that a job ended well.
    """
    return recovery.covered(protected, table["Table"]["TableArn"], now, days)
