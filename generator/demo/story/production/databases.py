"""Databases: one as it should be, one as it should not, and the rest of the family."""

from typing import Any

from moto.rds.models import rds_backends

from generator.demo.gaps import default_parameters
from generator.demo.story.hand import PLANTED, Place
from generator.demo.story.production.network import Networks
from generator.demo.story.production.storage import Keys

Json = dict[str, Any]


def tell(home: Place, networks: Networks, keys: Keys) -> None:
    """Relational databases, tables, caches."""
    _groups(home, networks)
    _instances(home, networks, keys)
    _aurora(home, keys)
    _snapshots(home)
    _tables(home, keys)
    _caches(home, keys)


def _groups(home: Place, networks: Networks) -> None:
    rds = home("rds")
    rds.create_db_subnet_group(
        DBSubnetGroupName="private", DBSubnetGroupDescription="private", SubnetIds=[*networks.private]
    )
    family = "postgres16"
    for name in ("tls-required", "as-it-came"):
        rds.create_db_parameter_group(
            DBParameterGroupName=name, DBParameterGroupFamily=family, Description=name
        )
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="tls-required-cluster", DBParameterGroupFamily="aurora-postgresql16",
        Description="TLS",
    )  # fmt: skip
    strict = default_parameters("postgres16", rds__force_ssl="1", log_connections="1")
    home.facts.parameters = {
        "tls-required": strict,
        "tls-required-cluster": strict,
        "as-it-came": default_parameters("postgres16"),
    }


def _instances(home: Place, networks: Networks, keys: Keys) -> None:
    common = {
        "Engine": "postgres", "DBInstanceClass": "db.m6g.large", "AllocatedStorage": 100,
        "MasterUsername": "acme", "VpcSecurityGroupIds": [networks.good],
    }  # fmt: skip
    home("rds").create_db_instance(
        **common, DBInstanceIdentifier="records", EngineVersion="16.4", StorageEncrypted=True,
        KmsKeyId=keys.data, MultiAZ=True, BackupRetentionPeriod=14, DBParameterGroupName="tls-required",
        PubliclyAccessible=False, DeletionProtection=True, AutoMinorVersionUpgrade=True,
        EnableIAMDatabaseAuthentication=True, EnableCloudwatchLogsExports=["postgresql", "upgrade"],
        DBSubnetGroupName="private", CopyTagsToSnapshot=True, ManageMasterUserPassword=True,
    )  # fmt: skip
    home("rds").create_db_instance(
        **common, DBInstanceIdentifier="reporting", EngineVersion="11.22", StorageEncrypted=False,
        MultiAZ=False, BackupRetentionPeriod=0, DBParameterGroupName="as-it-came", PubliclyAccessible=True,
        DeletionProtection=False, AutoMinorVersionUpgrade=False, MasterUserPassword=f"{PLANTED}rds-master",
    )  # fmt: skip
    home("rds").create_db_instance(
        **common, DBInstanceIdentifier="staging", EngineVersion="16.4", StorageEncrypted=True,
        KmsKeyId=keys.data, BackupRetentionPeriod=3, DBParameterGroupName="as-it-came", PubliclyAccessible=False,
        DBSubnetGroupName="private", MasterUserPassword=f"{PLANTED}rds-staging",
    )  # fmt: skip
    known = rds_backends[home.account][home.region]
    for instance in known.databases.values():
        instance.instance_create_time = home.hand.past(280)
    # Who keeps no backups has no automated snapshot.
    for name in [name for name in known.database_snapshots if name.startswith("rds:reporting")]:
        known.database_snapshots.pop(name)


def _aurora(home: Place, keys: Keys) -> None:
    home("rds").create_db_cluster(
        DBClusterIdentifier="appointments", Engine="aurora-postgresql", EngineVersion="16.4",
        MasterUsername="acme", MasterUserPassword=f"{PLANTED}aurora", StorageEncrypted=True, KmsKeyId=keys.data,
        BackupRetentionPeriod=14, DeletionProtection=True, DBClusterParameterGroupName="tls-required-cluster",
        EnableCloudwatchLogsExports=["postgresql"], EnableIAMDatabaseAuthentication=True,
    )  # fmt: skip


def _snapshots(home: Place) -> None:
    rds = home("rds")
    rds.create_db_snapshot(DBSnapshotIdentifier="records-before-upgrade", DBInstanceIdentifier="records")
    rds.create_db_snapshot(DBSnapshotIdentifier="reporting-for-vendor", DBInstanceIdentifier="reporting")
    rds.modify_db_snapshot_attribute(
        DBSnapshotIdentifier="reporting-for-vendor", AttributeName="restore", ValuesToAdd=["all"]
    )
    rds.create_db_cluster_snapshot(
        DBClusterSnapshotIdentifier="appointments-monthly", DBClusterIdentifier="appointments"
    )


def _tables(home: Place, keys: Keys) -> None:
    dynamodb = home("dynamodb")
    shape: Json = {
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST",
    }  # fmt: skip
    sse = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": keys.data}
    dynamodb.create_table(TableName="sessions", **shape)
    dynamodb.create_table(TableName="visits", SSESpecification=sse, DeletionProtectionEnabled=True, **shape)
    dynamodb.update_continuous_backups(
        TableName="visits", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )


def _caches(home: Place, keys: Keys) -> None:
    elasticache = home("elasticache")
    elasticache.create_replication_group(
        ReplicationGroupId="tokens", ReplicationGroupDescription="tokens", Engine="redis",
        CacheNodeType="cache.t4g.small", NumNodeGroups=1, ReplicasPerNodeGroup=1, AtRestEncryptionEnabled=True,
        TransitEncryptionEnabled=True, AuthToken=f"{PLANTED}cache-token", AutomaticFailoverEnabled=True,
        KmsKeyId=keys.data, SnapshotRetentionLimit=7, MultiAZEnabled=True,
    )  # fmt: skip
    elasticache.create_replication_group(
        ReplicationGroupId="pages", ReplicationGroupDescription="pages", Engine="redis",
        CacheNodeType="cache.t4g.small", NumNodeGroups=1, ReplicasPerNodeGroup=0, AtRestEncryptionEnabled=False,
        TransitEncryptionEnabled=False,
    )  # fmt: skip
