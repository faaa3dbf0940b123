"""Checks of RDS and Aurora: instances, clusters and their snapshots; cluster snapshots of DocumentDB and Neptune, too."""

from datetime import datetime

from generator.checks import databases, recovery
from generator.checks.reading import Replies
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
_AURORA = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/"
_API = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/"


@check(
    "rds.describe-db-instances",
    severity="high",
    remediation="Copy a snapshot with encryption on, restore it as a new instance, move over, delete the old one.",
    source=_RDS + "Overview.Encryption.html",
    same_as=["config:rds-storage-encrypted", "securityhub:RDS.3", "prowler:rds_instance_storage_encrypted"],
)
def storage_encrypted(instance: Json) -> Verdict:
    """Each DB instance has its storage encrypted.

    Encryption covers the data, automated backups, replicas and snapshots; it is chosen once, at creation.
    """
    return databases.encryption(instance, "StorageEncrypted")


@check(
    "rds.describe-db-clusters",
    severity="high",
    remediation="Restore a snapshot of the cluster with a KMS key, move over, delete the old cluster.",
    source=_API + "API_DBCluster.html",
    same_as=[
        "config:rds-cluster-encrypted-at-rest",
        "securityhub:RDS.27",
        "prowler:rds_cluster_storage_encrypted",
    ],
)
def cluster_storage_encrypted(cluster: Json) -> Verdict:
    """Each DB cluster has its storage encrypted.

    The cluster's volume holds the data of all its instances, and its snapshots are encrypted as it is.
    """
    return databases.encryption(cluster, "StorageEncrypted")


@check(
    "rds.describe-db-instances",
    severity="critical",
    remediation="Modify the instance: no public access; place it in private subnets.",
    source=_RDS + "USER_VPC.WorkingWithRDSInstanceinaVPC.html",
    same_as=[
        "config:rds-instance-public-access-check",
        "securityhub:RDS.2",
        "prowler:rds_instance_no_public_access",
    ],
)
def not_public(instance: Json) -> Verdict:
    """No DB instance has a public address.

    With a public address only a security group stands between the internet and the database.
    """
    if instance["PubliclyAccessible"] is False:
        return passed("not publicly accessible")
    return failed("publicly accessible")


@check(
    "rds.describe-db-clusters",
    severity="critical",
    remediation="Turn off public access; move data out of an express cluster into one of full configuration, in a VPC.",
    source=_API + "API_DBCluster.html",
)
def cluster_not_public(cluster: Json) -> Verdict:
    """No DB cluster has public access or an internet access gateway of its own.

    An Aurora cluster of express configuration is reached through such a gateway, outside any VPC and its
    security groups, and its instances do not show that.
    """
    names = ("InternetAccessGatewayEnabled", "PubliclyAccessible")
    told = {name: cluster[name] for name in names if cluster.get(name) is not None}
    if not told:  # each is documented for one kind of cluster only
        return not_applicable(f"{cluster['Engine']}: its instances decide, see rds.not_public")
    said = ", ".join(f"{name} is {value}" for name, value in told.items())
    return passed(said) if all(value is False for value in told.values()) else failed(said)


@check(
    "rds.describe-db-instances",
    severity="medium",
    remediation="Set the backup retention period to the days wanted (up to 35).",
    source=_RDS + "USER_WorkingWithAutomatedBackups.html",
    same_as=[
        "config:db-instance-backup-enabled",
        "securityhub:RDS.11",
        "prowler:rds_instance_backup_enabled",
    ],
)
def backups_kept(instance: Json, *, days: int = 7) -> Verdict:
    """Each DB instance keeps its automated backups for the days wanted.

    They allow a restore to any moment in that time; 0 days turn them off. A read replica holds what its
    source holds, and the source is judged.
    """
    if member := databases.member(instance, "cluster_backups_kept"):
        return member
    verdict = databases.backups(instance, days)
    sources = ("ReadReplicaSourceDBInstanceIdentifier", "ReadReplicaSourceDBClusterIdentifier")
    source = next((instance[name] for name in sources if instance.get(name)), "")
    if verdict.status == "failed" and source:
        return not_applicable(f"a read replica of {source}, whose backups count")
    return verdict


@check(
    "rds.describe-db-clusters",
    severity="medium",
    remediation="Set the cluster's backup retention period to the days wanted (up to 35).",
    source=_AURORA + "Aurora.Managing.Backups.html",
    same_as=["config:rds-cluster-backup-retention-check"],
)
def cluster_backups_kept(cluster: Json, *, days: int = 7) -> Verdict:
    """Each DB cluster keeps its automated backups for the days wanted.

    They allow a restore to any moment in that time; AWS's default is one day.
    """
    return databases.backups(cluster, days)


@check(
    "rds.describe-db-snapshots",
    severity="high",
    remediation="Copy the snapshot with a KMS key, delete the plain one, encrypt the instance it came from.",
    source=_RDS + "Overview.Encryption.html",
    same_as=["config:rds-snapshot-encrypted", "securityhub:RDS.4", "prowler:rds_snapshots_encrypted"],
)
def snapshots_encrypted(snapshot: Json) -> Verdict:
    """Each DB snapshot is encrypted.

    A snapshot is a whole copy of the database, and lives on when the instance is gone.
    """
    return databases.encryption(snapshot, "Encrypted")


@check(
    "rds.describe-db-cluster-snapshots",
    severity="high",
    remediation="Copy the snapshot with a KMS key, delete the plain one, encrypt the cluster it came from.",
    source=_API + "API_DBClusterSnapshot.html",
    same_as=[
        "config:rds-snapshot-encrypted",
        "config:neptune-cluster-snapshot-encrypted",
        "securityhub:RDS.4",
        "prowler:rds_snapshots_encrypted",
        "prowler:neptune_cluster_snapshot_encrypted",
    ],
)
def cluster_snapshots_encrypted(snapshot: Json) -> Verdict:
    """Each DB cluster snapshot is encrypted, of Aurora as of DocumentDB and Neptune.

    A snapshot is a whole copy of the cluster's data, and lives on when the cluster is gone.
    """
    return databases.encryption(snapshot, "StorageEncrypted")


@check(
    "rds.describe-db-snapshot-attributes",
    severity="critical",
    remediation="Take 'all' out of the snapshot's restore attribute; share it with named accounts only.",
    source=_RDS + "USER_ShareSnapshot.html",
    same_as=[
        "config:rds-snapshots-public-prohibited",
        "securityhub:RDS.1",
        "prowler:rds_snapshots_public_access",
    ],
)
def snapshots_not_public(reply: Json) -> Verdict:
    """No DB snapshot can be restored by every AWS account.

    Whoever restores a snapshot has the database. Automated snapshots cannot be shared, so they are not asked.
    """
    return databases.sharing(reply["DBSnapshotAttributesResult"]["DBSnapshotAttributes"])


@check(
    "rds.describe-db-cluster-snapshot-attributes",
    severity="critical",
    remediation="Take 'all' out of the snapshot's restore attribute; share it with named accounts only.",
    source=_AURORA + "aurora-share-snapshot.html",
    same_as=[
        "config:rds-snapshots-public-prohibited",
        "config:docdb-cluster-snapshot-public-prohibited",
        "config:neptune-cluster-snapshot-public-prohibited",
        "securityhub:RDS.1",
        "securityhub:DocumentDB.3",
        "securityhub:Neptune.3",
        "prowler:rds_snapshots_public_access",
        "prowler:documentdb_cluster_public_snapshot",
        "prowler:neptune_cluster_public_snapshot",
    ],
)
def cluster_snapshots_not_public(reply: Json) -> Verdict:
    """No DB cluster snapshot, of Aurora, DocumentDB or Neptune, can be restored by every AWS account.

    Whoever restores a snapshot has the data. Automated snapshots cannot be shared, so they are not asked.
    """
    return databases.sharing(reply["DBClusterSnapshotAttributesResult"]["DBClusterSnapshotAttributes"])


@check(
    "rds.describe-db-instances",
    severity="medium",
    remediation="Turn on automatic minor version upgrades, or keep a record of upgrades made by hand.",
    source=_RDS + "USER_UpgradeDBInstance.Upgrading.html",
    same_as=[
        "config:rds-automatic-minor-version-upgrade-enabled",
        "securityhub:RDS.13",
        "prowler:rds_instance_minor_version_upgrade_enabled",
    ],
)
def minor_upgrades_on(instance: Json) -> Verdict:
    """Each DB instance takes minor engine versions by itself.

    Minor versions carry the engine's security fixes. Aurora upgrades a cluster only where all its
    instances have this on.
    """
    return databases.on_or_off(instance["AutoMinorVersionUpgrade"], "automatic minor version upgrade")


@check(
    "rds.describe-db-instances",
    severity="medium",
    remediation="Modify the instance: deletion protection on.",
    source=_RDS + "USER_DeleteInstance.html",
    same_as=[
        "config:rds-instance-deletion-protection-enabled",
        "securityhub:RDS.8",
        "prowler:rds_instance_deletion_protection",
    ],
)
def deletion_protected(instance: Json) -> Verdict:
    """Each DB instance is protected from deletion.

    It takes a second, deliberate step to delete it. For the members of a cluster the cluster is protected.
    """
    if member := databases.member(instance, "cluster_deletion_protected"):
        return member
    return databases.on_or_off(instance["DeletionProtection"], "deletion protection")


@check(
    "rds.describe-db-clusters",
    severity="medium",
    remediation="Modify the cluster: deletion protection on.",
    source=_AURORA + "USER_DeleteCluster.html",
    same_as=["config:rds-cluster-deletion-protection-enabled", "securityhub:RDS.7"],
)
def cluster_deletion_protected(cluster: Json) -> Verdict:
    """Each DB cluster is protected from deletion.

    It takes a second, deliberate step to delete the cluster with all its data.
    """
    return databases.on_or_off(cluster["DeletionProtection"], "deletion protection")


@check(
    "rds.describe-db-instances",
    severity="medium",
    remediation="Export the log types named to CloudWatch Logs, and have the engine write them.",
    source=_RDS + "USER_LogAccess.Procedural.UploadtoCloudWatch.html",
    same_as=[
        "config:rds-logging-enabled",
        "securityhub:RDS.9",
        "prowler:rds_instance_integration_cloudwatch_logs",
    ],
)
def logs_exported(instance: Json) -> Verdict:
    """Each DB instance exports all logs of its engine to CloudWatch Logs.

    On the instance logs are kept for days only. All types are wanted that AWS Config's rule
    rds-logging-enabled names for the engine.
    """
    return databases.member(instance, "cluster_logs_exported") or databases.logs(instance)


@check(
    "rds.describe-db-clusters",
    severity="medium",
    remediation="Export the log types named to CloudWatch Logs, and have the engine write them.",
    source=_AURORA + "USER_LogAccess.Procedural.UploadtoCloudWatch.html",
    same_as=["prowler:rds_cluster_integration_cloudwatch_logs"],
)
def cluster_logs_exported(cluster: Json) -> Verdict:
    """Each DB cluster exports all logs of its engine to CloudWatch Logs.

    On the cluster logs are kept for days only. A Multi-AZ DB cluster of MySQL cannot export an audit log.
    """
    never = frozenset({"audit"}) if cluster["Engine"] == "mysql" else frozenset[str]()
    return databases.logs(cluster, never=never)


@check(
    "rds.describe-db-instances",
    needs=["rds.describe-db-parameters"],
    severity="high",
    remediation="Set rds.force_ssl or require_secure_transport to 1 (Db2: DB2COMM to SSL) in the instance's own "
    "parameter group; reboot where the parameter is static.",
    source=_RDS + "UsingWithRDS.SSL.html",
    same_as=[
        "config:rds-postgres-instance-encrypted-in-transit",
        "config:rds-mysql-instance-encrypted-in-transit",
        "config:rds-mariadb-instance-encrypted-in-transit",
        "config:rds-sqlserver-encrypted-in-transit",
    ],
)
def tls_enforced(instance: Json, parameters: Replies, *, region: str) -> Verdict:
    """Each DB instance refuses connections without TLS.

    RDS offers TLS everywhere, but takes plain connections unless a parameter forbids it. The value read is
    the one in force: a default counts, a change that waits for a reboot does not.
    """
    if member := databases.member(instance, "cluster_tls_enforced"):
        return member
    wanted = databases.tls_parameter(instance["Engine"])
    verdicts = []
    for group in instance["DBParameterGroups"]:
        name, state = group["DBParameterGroupName"], group["ParameterApplyStatus"]
        reply = parameters.of(DBParameterGroupName=name, region=region)
        verdicts.append(databases.tls(reply, wanted, name, [state]))
    wrong = [verdict for verdict in verdicts if verdict.status == "failed"]
    return (wrong or verdicts or [failed("it has no parameter group")])[0]


@check(
    "rds.describe-db-clusters",
    needs=["rds.describe-db-cluster-parameters"],
    severity="high",
    remediation="Set rds.force_ssl or require_secure_transport to 1 in the cluster's own parameter group.",
    source=_AURORA + "UsingWithRDS.SSL.html",
)
def cluster_tls_enforced(cluster: Json, parameters: Replies, *, region: str) -> Verdict:
    """Each DB cluster refuses connections without TLS.

    RDS offers TLS everywhere, but takes plain connections unless a parameter of the cluster forbids it.
    """
    wanted, group = databases.tls_parameter(cluster["Engine"]), cluster["DBClusterParameterGroup"]
    states = [member["DBClusterParameterGroupStatus"] for member in cluster["DBClusterMembers"]]
    reply = parameters.of(DBClusterParameterGroupName=group, region=region)
    return databases.tls(reply, wanted, group, states)


@check(
    "rds.describe-db-instances",
    severity="medium",
    remediation="Turn on IAM database authentication, or let RDS manage the master password in Secrets Manager.",
    source=_RDS + "rds-secrets-manager.html",
    same_as=[
        "config:rds-instance-iam-authentication-enabled",
        "securityhub:RDS.10",
        "prowler:rds_instance_iam_authentication_enabled",
    ],
)
def credentials_managed(instance: Json) -> Verdict:
    """Each DB instance takes IAM authentication, or has its master password managed by RDS.

    Tokens of IAM last 15 minutes; a password that RDS manages is kept in Secrets Manager and rotated.
    Passwords of further database users do not show here.
    """
    return databases.member(instance, "cluster_credentials_managed") or databases.credentials(instance)


@check(
    "rds.describe-db-clusters",
    severity="medium",
    remediation="Turn on IAM database authentication, or let RDS manage the master password in Secrets Manager.",
    source=_AURORA + "rds-secrets-manager.html",
    same_as=[
        "config:rds-cluster-iam-authentication-enabled",
        "securityhub:RDS.12",
        "prowler:rds_cluster_iam_authentication_enabled",
    ],
)
def cluster_credentials_managed(cluster: Json) -> Verdict:
    """Each DB cluster takes IAM authentication, or has its master password managed by RDS.

    Tokens of IAM last 15 minutes; a password that RDS manages is kept in Secrets Manager and rotated.
    """
    return databases.credentials(cluster)


@check(
    "rds.describe-db-instances",
    severity="medium",
    remediation="Convert the instance to a Multi-AZ deployment.",
    source=_RDS + "Concepts.MultiAZSingleStandby.html",
    same_as=["config:rds-multi-az-support", "securityhub:RDS.5", "prowler:rds_instance_multi_az"],
)
def multi_az(instance: Json) -> Verdict:
    """Each DB instance has a standby in another Availability Zone.

    When its zone fails, RDS moves over to the standby by itself.
    """
    if member := databases.member(instance, "cluster_multi_az"):
        return member
    return databases.on_or_off(instance["MultiAZ"], "Multi-AZ")


@check(
    "rds.describe-db-clusters",
    severity="medium",
    remediation="Add an instance to the cluster in another Availability Zone.",
    source=_AURORA + "Concepts.AuroraHighAvailability.html",
    same_as=["config:rds-cluster-multi-az-enabled", "securityhub:RDS.15"],
)
def cluster_multi_az(cluster: Json) -> Verdict:
    """Each DB cluster has instances in more than one Availability Zone.

    When a zone fails, an instance in another takes over.
    """
    return databases.on_or_off(cluster["MultiAZ"], "Multi-AZ")


@check(
    "rds.describe-db-instances",
    needs=["backup.list-protected-resources"],
    severity="medium",
    remediation="Select the instance in a backup plan, by tag or by ARN, and see that its jobs end well.",
    source="https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
    same_as=[
        "config:rds-in-backup-plan",
        "config:rds-resources-protected-by-backup-plan",
        "prowler:rds_instance_protected_by_backup_plan",
    ],
)
def in_backup_plan(instance: Json, protected: Json, *, now: datetime, days: int = 35) -> Verdict:
    """Each DB instance has a recent recovery point of AWS Backup.

    It outlives the instance and its automated backups, in a vault of its own. A recovery point shows
    more than a plan that names the instance: that a job ended well.
    """
    if member := databases.member(instance, "cluster_in_backup_plan"):
        return member
    return recovery.covered(protected, instance["DBInstanceArn"], now, days)


@check(
    "rds.describe-db-clusters",
    needs=["backup.list-protected-resources"],
    severity="medium",
    remediation="Select the cluster in a backup plan, by tag or by ARN, and see that its jobs end well.",
    source="https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
    same_as=[
        "config:rds-in-backup-plan",
        "config:aurora-resources-protected-by-backup-plan",
        "prowler:rds_cluster_protected_by_backup_plan",
    ],
)
def cluster_in_backup_plan(cluster: Json, protected: Json, *, now: datetime, days: int = 35) -> Verdict:
    """Each DB cluster has a recent recovery point of AWS Backup.

    It outlives the cluster and its automated backups, in a vault of its own. A recovery point shows
    more than a plan that names the cluster: that a job ended well.
    """
    return recovery.covered(protected, cluster["DBClusterArn"], now, days)
