"""Replies of moto that are not what AWS would say, put right."""

from datetime import datetime, timedelta
from typing import Any

from moto.ec2.models import ec2_backends
from moto.elasticache.models import elasticache_backends
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.s3.models import s3_backends
from moto.sns.models import sns_backends

from generator.demo.table import MENDS, here, mend
from generator.demo.wire import Call
from generator.demo.world import Account, World

Json = dict[str, Any]

__all__ = ["MENDS"]

NONE_CHOSEN: Json = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}


@mend("iam", "GetCredentialReport")
def credential_report(reply: Json, call: Call, world: World) -> Json:
    """Moto leaves out the root user's row."""
    lines = reply["Content"].decode().splitlines()
    columns = lines[0].split(",")
    root = _root_row(call.account, world.accounts[call.account], world.now)
    row = ",".join(root.get(column, "N/A") for column in columns)
    users = sorted(_without_password(columns, line) for line in lines[1:] if line)
    content = "\n".join([lines[0], row, *users])
    return {**reply, "Content": content.encode(), "GeneratedTime": world.now}


def _without_password(columns: list[str], line: str) -> str:
    """AWS has no dates for a password that is not there; moto makes them up."""
    row = dict(zip(columns, line.split(","), strict=True))
    if row["password_enabled"] != "true":  # noqa: S105 - a column of the report
        row |= {"password_last_used": "N/A", "password_last_changed": "N/A", "password_next_rotation": "N/A"}
    return ",".join(row.values())


def _root_row(account: str, facts: Account, now: datetime) -> dict[str, str]:
    used, key = facts.root_last_used, facts.root_key_created
    return {
        "user": "<root_account>",
        "arn": f"arn:aws:iam::{account}:root",
        "user_creation_time": _stamp(now.replace(year=now.year - 4)),
        "password_enabled": "not_supported",
        "password_last_used": _stamp(used) if used else "no_information",
        "password_last_changed": "not_supported",
        "password_next_rotation": "not_supported",
        "mfa_active": str(facts.root_mfa).lower(),
        "access_key_1_active": str(key is not None).lower(),
        "access_key_1_last_rotated": _stamp(key) if key else "N/A",
        "access_key_2_active": "false",
        "cert_1_active": "false",
        "cert_2_active": "false",
    }


def _stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S+00:00")


@mend("iam", "GetAccountSummary")
def account_summary(reply: Json, call: Call, world: World) -> Json:
    """Moto cannot be told whether root has MFA or keys."""
    facts = world.accounts[call.account]
    root = {
        "AccountMFAEnabled": int(facts.root_mfa),
        "AccountAccessKeysPresent": int(bool(facts.root_key_created)),
    }
    return {"SummaryMap": {**reply["SummaryMap"], **root}}


@mend("iam", "GetAccountAuthorizationDetails")
def authorization_details(reply: Json, call: Call, _world: World) -> Json:
    """Moto shows AWS's own policies among the customer's where they are attached; AWS does so when asked for them."""
    if "AWSManagedPolicy" in call.body.decode():
        return reply
    return {**reply, "Policies": [p for p in reply["Policies"] if ":iam::aws:policy/" not in p["Arn"]]}


@mend("cloudtrail", "GetEventSelectors")
def event_selectors(reply: Json, _call: Call, _world: World) -> Json:
    """A trail where nobody chose anything records all management events."""
    if reply.get("EventSelectors") or reply.get("AdvancedEventSelectors"):
        return reply
    return {**reply, "EventSelectors": [{**NONE_CHOSEN, "ExcludeManagementEventSources": []}]}


@mend("config", "DescribeConfigurationRecorderStatus")
def recorder_status(reply: Json, call: Call, world: World) -> Json:
    """Moto's recorder waits for ever for its first delivery."""
    delivers = here(call, world).recorder_delivers
    for row in reply["ConfigurationRecordersStatus"]:
        if row["recording"] and delivers:
            row |= {"lastStatus": "SUCCESS", "lastStatusChangeTime": world.now}
    return reply


@mend("guardduty", "GetDetector")
def detector(reply: Json, _call: Call, _world: World) -> Json:
    """The foundational sources can never be off; moto says they are."""
    base = ("CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS")
    chosen = [f for f in reply.get("Features") or [] if f.get("Name") not in base]
    s3 = next((f["Status"] for f in chosen if f["Name"] == "S3_DATA_EVENTS"), "DISABLED")
    features = [{"Name": name, "Status": "ENABLED"} for name in base] + chosen
    on = {"Status": "ENABLED"}
    sources = {**(reply.get("DataSources") or {}), "CloudTrail": on, "DNSLogs": on, "FlowLogs": on}
    sources["S3Logs"] = {"Status": s3}
    return {**reply, "Features": features, "DataSources": sources}


@mend("s3", "ListBuckets")
def list_buckets(reply: Json, call: Call, _world: World) -> Json:
    """AWS says where each bucket lies."""
    known = s3_backends[call.account]["aws"].buckets
    for bucket in reply["Buckets"]:
        bucket["BucketRegion"] = known[bucket["Name"]].region_name
    return reply


@mend("ec2", "DescribeSnapshots")
def snapshots(reply: Json, call: Call, _world: World) -> Json:
    """Moto gives every snapshot, whoever may restore it."""
    if "all" not in call.params.get("RestorableByUserIds", []):
        return reply
    known = ec2_backends[call.account][call.region].snapshots
    public = [
        r for r in reply["Snapshots"] if "all" in known[r["SnapshotId"]].create_volume_permission_groups
    ]
    return {**reply, "Snapshots": public}


@mend("rds", "DescribeDBInstances")
def db_instances(reply: Json, _call: Call, world: World) -> Json:
    """What AWS always gives for an instance, whether it was chosen or not."""
    for row in reply["DBInstances"]:
        for name, value in {
            "PubliclyAccessible": False,
            "StorageEncrypted": False,
            "BackupRetentionPeriod": 1,
            "AutoMinorVersionUpgrade": True,
            "DeletionProtection": False,
            "IAMDatabaseAuthenticationEnabled": False,
            "MultiAZ": False,
            "CACertificateIdentifier": "rds-ca-rsa2048-g1",
            "DBParameterGroups": [],
        }.items():
            row.setdefault(name, value)
        _restorable(row, world.now)
        if row["CACertificateIdentifier"] == "rds-ca-default":
            row["CACertificateIdentifier"] = "rds-ca-rsa2048-g1"
    return reply


@mend("rds", "DescribeDBClusters")
def db_clusters(reply: Json, _call: Call, world: World) -> Json:
    """Clusters can be restored to a moment ago, as instances can; one that is not encrypted has no key."""
    for row in reply["DBClusters"]:
        _restorable(row, world.now)
        if row.get("StorageEncrypted") is False:
            row.pop("KmsKeyId", None)
    return reply


def _restorable(row: Json, now: datetime) -> None:
    if row["BackupRetentionPeriod"]:
        row["LatestRestorableTime"] = now - timedelta(minutes=5)
    else:
        row.pop("LatestRestorableTime", None)


@mend("kms", "DescribeKey")
def describe_key(reply: Json, _call: Call, _world: World) -> Json:
    """The keys that moto makes for a service's default encryption are AWS's own."""
    if reply["KeyMetadata"].get("Description", "").startswith("Default key"):
        reply["KeyMetadata"]["KeyManager"] = "AWS"
    return reply


@mend("kms", "GetKeyRotationStatus")
def rotation(reply: Json, call: Call, _world: World) -> Json:
    """AWS turns its own keys every year."""
    key = kms_backends[call.account][call.region].describe_key(call.params["KeyId"])
    if (key.description or "").startswith("Default key"):
        return {**reply, "KeyRotationEnabled": True, "RotationPeriodInDays": 365}
    return {**reply, "RotationPeriodInDays": 365} if reply["KeyRotationEnabled"] else reply


@mend("iam", "ListServerCertificates")
def server_certificates(reply: Json, call: Call, _world: World) -> Json:
    """Moto writes the same two dates of 2010 for every certificate."""
    known = {c.cert_name: c for c in iam_backends[call.account]["aws"].certificates.values()}
    for row in reply["ServerCertificateMetadataList"]:
        kept = known[row["ServerCertificateName"]]
        row["UploadDate"] = getattr(kept, "upload_date", row["UploadDate"])
        row["Expiration"] = getattr(kept, "expiration", row["Expiration"])
    return reply


@mend("cloudtrail", "GetTrailStatus")
def trail_status(reply: Json, _call: Call, world: World) -> Json:
    """A trail that logs has delivered, to CloudWatch Logs and in digests too."""
    if not reply.get("IsLogging"):
        return reply
    delivered = world.now - timedelta(minutes=5)
    names = ("LatestDeliveryTime", "LatestCloudWatchLogsDeliveryTime", "LatestDigestDeliveryTime")
    return {**reply, **dict.fromkeys(names, delivered), "StartLoggingTime": world.now - timedelta(days=400)}


@mend("elasticbeanstalk", "DescribeEnvironments")
def environments(reply: Json, call: Call, world: World) -> Json:
    """Moto leaves out the platform and the id."""
    settings = {row["EnvironmentName"]: row for row in here(call, world).elasticbeanstalk}
    for row in reply["Environments"]:
        known = settings[row["EnvironmentName"]]
        platform = "platform/Python 3.11 running on 64bit Amazon Linux 2023/4.0.0"
        row.update({name: known[name] for name in ("SolutionStackName", "DateCreated", "DateUpdated")})
        row.update({
            "PlatformArn": f"arn:aws:elasticbeanstalk:{call.region}::{platform}",
            "EnvironmentId": "e-" + row["EnvironmentName"].replace("-", "")[:10], "Health": "Green", "HealthStatus": "Ok",
        })  # fmt: skip
    return reply


@mend("elasticache", "DescribeCacheClusters")
def cache_clusters(reply: Json, call: Call, _world: World) -> Json:
    """The members of a replication group are cache clusters too; moto shows only those that stand alone."""
    groups = elasticache_backends[call.account][call.region].replication_groups.values()
    members = [_member(group, name) for group in groups for name in group.member_clusters]
    wanted = call.params.get("CacheClusterId")
    mine = [row for row in members if wanted in {None, row["CacheClusterId"]}]
    return {**reply, "CacheClusters": [*reply["CacheClusters"], *mine]}


def _member(group: Any, name: str) -> Json:
    return {
        "CacheClusterId": name, "ReplicationGroupId": group.replication_group_id, "Engine": group.engine,
        "EngineVersion": "7.1.0", "CacheNodeType": group.cache_node_type, "CacheClusterStatus": "available",
        "NumCacheNodes": 1, "AutoMinorVersionUpgrade": True, "TransitEncryptionEnabled": group.transit_encryption_enabled,
        "AtRestEncryptionEnabled": group.at_rest_encryption_enabled, "AuthTokenEnabled": group.auth_token_enabled,
        "SnapshotRetentionLimit": group.snapshot_retention_limit, "CacheSubnetGroupName": "default",
        "ARN": f"{group.arn.rpartition(':replicationgroup:')[0]}:cluster:{name}",
    }  # fmt: skip


@mend("sns", "GetTopicAttributes")
def topic_attributes(reply: Json, call: Call, _world: World) -> Json:
    """The number of subscriptions, which moto keeps at nought."""
    known = sns_backends[call.account][call.region].subscriptions.values()
    mine = sum(s.topic.arn == call.params["TopicArn"] for s in known)
    return {"Attributes": {**reply["Attributes"], "SubscriptionsConfirmed": str(mine)}}
