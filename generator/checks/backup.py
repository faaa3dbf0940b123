"""Checks of AWS Backup: plans that run, and vaults that are locked. What is covered, each service's checks ask."""

from datetime import datetime

from generator.checks.policy import several
from generator.checks.reading import Replies, when
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_GUIDE = "https://docs.aws.amazon.com/aws-backup/latest/devguide/"
_STORES = {  # lists of what a plan could cover, and the member that holds each
    "rds.describe-db-instances": "DBInstances",
    "rds.describe-db-clusters": "DBClusters",
    "dynamodb.list-tables": "TableNames",
    "efs.describe-file-systems": "FileSystems",
    "ec2.describe-volumes": "Volumes",
}


@check(
    "backup.list-backup-plans",
    needs=["backup.get-backup-plan", "backup.list-backup-selections", *_STORES],
    of="region",
    severity="medium",
    remediation="Make a backup plan with a rule, and select resources for it by tag or by ARN.",
    source=_GUIDE + "about-backup-plans.html",
    same_as=["prowler:backup_plans_exist"],
)
def plans_exist(plans: Json, details: Replies, selections: Replies, *stores: Json, region: str) -> Verdict:
    """The region has a backup plan that has a rule and a selection of resources.

    Without a rule nothing runs, without a selection nothing is copied. A region without databases,
    tables, file systems and volumes needs no plan; other kinds are not looked at.
    """
    listed = {plan["BackupPlanId"]: plan["BackupPlanName"] for plan in plans["BackupPlansList"]}
    running = [
        name
        for id_, name in listed.items()
        if details.of(BackupPlanId=id_, region=region)["BackupPlan"]["Rules"]
        and selections.of(BackupPlanId=id_, region=region)["BackupSelectionsList"]
    ]
    if running:
        return passed("plans with rules and selections: " + several(running))
    held = sum(len(store[name]) for name, store in zip(_STORES.values(), stores, strict=True))
    if not held and not listed:
        return not_applicable("the region has no databases, tables, file systems and volumes")
    said = "no plan has both a rule and a selection" if listed else "there is no backup plan"
    return failed(f"{said}; {held} databases, tables, file systems and volumes in the region")


@check(
    "backup.list-backup-vaults",
    severity="medium",
    remediation="Lock the vault: in compliance mode nobody can take the lock off again, AWS included.",
    source=_GUIDE + "vault-lock.html",
)
def vaults_locked(vault: Json, *, now: datetime, compliance: bool = False) -> Verdict:
    """Each backup vault is locked, so that its recovery points cannot be deleted before their time.

    A lock in governance mode can be taken off by who has the permission for it; compliance=true asks
    for a lock that nobody can take off. Empty vaults are left out.
    """
    if vault["Locked"] is not True:
        return failed("the vault is not locked")
    date = vault.get("LockDate")  # documented: without it the lock can be changed or deleted at any time
    if date and when(date) <= now:
        return passed(f"locked in compliance mode, for good since {when(date):%Y-%m-%d}")
    said = f"locked, for good only from {when(date):%Y-%m-%d}" if date else "locked in governance mode"
    return failed(f"{said}: the lock can be taken off") if compliance else passed(said)
