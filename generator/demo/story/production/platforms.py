"""Streams, warehouses, search domains and vaults: of each kind one as it should be, and one that is not."""

import json
from typing import Any

from moto.ec2.models import ec2_backends

from generator.demo.story.hand import PLANTED, Place
from generator.demo.story.production.network import Networks
from generator.demo.story.production.storage import Keys

Json = dict[str, Any]


def tell(home: Place, networks: Networks, keys: Keys) -> None:
    """Where data is gathered, moved and kept."""
    _messages(home, keys)
    _warehouses(home, keys)
    _search(home, networks, keys)
    _vault(home, keys)
    _machine(home)


def _messages(home: Place, keys: Keys) -> None:
    """A stream in plain text, and a topic that anybody may publish to."""
    kinesis = home("kinesis")
    for name in ("vitals", "clicks"):
        kinesis.create_stream(StreamName=name, ShardCount=1)
    kinesis.start_stream_encryption(StreamName="vitals", EncryptionType="KMS", KeyId=keys.data)
    topic = home("sns").create_topic(Name="feedback")["TopicArn"]
    everyone = {"Effect": "Allow", "Principal": "*", "Action": "SNS:Publish", "Resource": topic}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [everyone]})
    home("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)


def _warehouses(home: Place, keys: Keys) -> None:
    redshift = home("redshift")
    for name, required in (("strict", "true"), ("as-they-come", "false")):
        redshift.create_cluster_parameter_group(
            ParameterGroupName=name, ParameterGroupFamily="redshift-1.0", Description=name
        )
        home.facts.parameters[name] = [
            {
                "ParameterName": "require_ssl", "ParameterValue": required, "Source": "user",
                "DataType": "boolean", "ApplyType": "static", "IsModifiable": True,
            }
        ]  # fmt: skip
    common = {"NodeType": "ra3.large", "MasterUsername": "acme", "ClusterType": "single-node"}
    redshift.create_cluster(
        **common, ClusterIdentifier="outcomes", MasterUserPassword=f"{PLANTED}Redshift1", Encrypted=True,
        KmsKeyId=keys.data, PubliclyAccessible=False, ClusterParameterGroupName="strict",
    )  # fmt: skip
    redshift.enable_logging(
        ClusterIdentifier="outcomes", LogDestinationType="cloudwatch", LogExports=["connectionlog", "userlog"]
    )
    redshift.create_cluster(
        **common, ClusterIdentifier="marketing", MasterUserPassword=f"{PLANTED}Redshift2", Encrypted=False,
        PubliclyAccessible=True, ClusterParameterGroupName="as-they-come",
    )  # fmt: skip


def _search(home: Place, networks: Networks, keys: Keys) -> None:
    search = home("opensearch")
    search.create_domain(
        DomainName="notes", EngineVersion="OpenSearch_2.17",
        EncryptionAtRestOptions={"Enabled": True, "KmsKeyId": keys.data},
        NodeToNodeEncryptionOptions={"Enabled": True},
        DomainEndpointOptions={"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"},
        VPCOptions={"SubnetIds": [networks.private[0]], "SecurityGroupIds": [networks.good]},
        LogPublishingOptions={
            "AUDIT_LOGS": {"Enabled": True, "CloudWatchLogsLogGroupArn": home.arn("logs", "log-group:/search/notes")}
        },
    )  # fmt: skip
    everyone = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "es:*", "Resource": "*"}
    search.create_domain(
        DomainName="clicks", EngineVersion="OpenSearch_1.3",
        AccessPolicies=json.dumps({"Version": "2012-10-17", "Statement": [everyone]}),
    )  # fmt: skip


def _vault(home: Place, keys: Keys) -> None:
    """A second vault, locked for a year, with a copy of the table."""
    backup = home("backup")
    backup.create_backup_vault(BackupVaultName="locked", EncryptionKeyArn=keys.data)
    backup.put_backup_vault_lock_configuration(
        BackupVaultName="locked", MinRetentionDays=365, ChangeableForDays=3
    )
    first = home.facts.recovery_points["daily"][-1]
    home.facts.recovery_points["locked"] = [
        {
            **first, "BackupVaultName": "locked",
            "RecoveryPointArn": home.arn("backup", "recovery-point:0f1e2d3c-00ff"),
        }
    ]  # fmt: skip


def _machine(home: Place) -> None:
    """One machine is backed up, and its disk with it, which it has had since it was started."""
    ec2 = ec2_backends[home.account][home.region]
    named = [{"Name": "tag:Name", "Values": ["app-1"]}]
    found = home("ec2").describe_instances(Filters=named)["Reservations"][0]["Instances"][0]["InstanceId"]
    for volume in ec2.volumes.values():
        if volume.attachment and volume.attachment.instance.id == found:
            volume.attachment.attach_time = home.hand.past(200)
    home.facts.protected.append(
        {
            "ResourceArn": home.arn("ec2", f"instance/{found}"), "ResourceType": "EC2",
            "LastBackupTime": home.hand.ago(0.8),
        }
    )  # fmt: skip
