"""Services that watch: GuardDuty, Config, Security Hub, Access Analyzer, trails and alarms."""

import json
from typing import Any

from generator.demo.story.hand import Place

Json = dict[str, Any]


def key(place: Place, words: str, *, rotate: bool = True, policy: Json | None = None, **more: Any) -> str:
    """A KMS key; its ARN."""
    made = place("kms").create_key(Description=words, **more)["KeyMetadata"]
    if rotate:
        place("kms").enable_key_rotation(KeyId=made["KeyId"])
    document = policy or key_policy(place.account)
    place("kms").put_key_policy(KeyId=made["KeyId"], PolicyName="default", Policy=json.dumps(document))
    return str(made["Arn"])


def key_policy(account: str, *services: str, principal: str = "") -> Json:
    """The account itself, and AWS services on its behalf."""
    own = {"AWS": principal or f"arn:aws:iam::{account}:root"}
    statements: list[Json] = [{"Effect": "Allow", "Principal": own, "Action": "kms:*", "Resource": "*"}]
    statements += [
        {
            "Effect": "Allow", "Principal": {"Service": service}, "Resource": "*",
            "Action": ["kms:GenerateDataKey*", "kms:Decrypt"],
            "Condition": {"StringEquals": {"aws:SourceAccount": account}},
        }
        for service in services
    ]  # fmt: skip
    return {"Version": "2012-10-17", "Statement": statements}


def guardduty(place: Place, *, s3: bool = True) -> str:
    """A detector that reports every fifteen minutes."""
    made = place("guardduty").create_detector(
        Enable=True,
        FindingPublishingFrequency="FIFTEEN_MINUTES",
        Features=[{"Name": "S3_DATA_EVENTS", "Status": "ENABLED" if s3 else "DISABLED"}],
    )
    return str(made["DetectorId"])


def finding(place: Place, detector: str, number: int, *, days: int, severity: float, archived: bool) -> Json:
    """A GuardDuty finding, so many days old."""
    seen = place.hand.ago(days).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    identity = f"{number:032x}"
    return {
        "AccountId": place.account, "Arn": place.arn("guardduty", f"detector/{detector}/finding/{identity}"),
        "CreatedAt": seen, "UpdatedAt": seen, "Id": identity, "Partition": "aws", "Region": place.region,
        "Resource": {"ResourceType": "Instance"}, "SchemaVersion": "2.0", "Severity": severity,
        "Type": "CryptoCurrency:EC2/BitcoinTool.B!DNS", "Title": "An instance asks for a Bitcoin-related domain.",
        "Description": "An instance asks for a domain that Bitcoin miners use.",
        "Service": {
            "Archived": archived, "Count": 3, "DetectorId": detector, "EventFirstSeen": seen,
            "EventLastSeen": seen, "ResourceRole": "TARGET", "ServiceName": "guardduty",
        },
    }  # fmt: skip


def config(place: Place, bucket: str, role: str, *, everything: bool = True) -> None:
    """AWS Config records and delivers."""
    group: Json = {"allSupported": everything, "includeGlobalResourceTypes": everything}
    if not everything:
        group["resourceTypes"] = ["AWS::EC2::Instance"]
    recorder = {"name": "default", "roleARN": role, "recordingGroup": group}
    client = place("config")
    client.put_configuration_recorder(ConfigurationRecorder=recorder)
    client.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": bucket})
    client.start_configuration_recorder(ConfigurationRecorderName="default")
    place.facts.recorder_delivers = True


def security_hub(place: Place) -> None:
    """Security Hub with AWS's own standard."""
    place("securityhub").enable_security_hub(EnableDefaultStandards=True)
    standard = "aws-foundational-security-best-practices/v/1.0.0"
    place.facts.hub = True
    place.facts.standards = [{
        "StandardsArn": f"arn:aws:securityhub:{place.region}::standards/{standard}",
        "StandardsSubscriptionArn": place.arn("securityhub", f"subscription/{standard}"),
        "StandardsInput": {}, "StandardsStatus": "READY",
    }]  # fmt: skip


def analyzer(place: Place, kind: str = "ACCOUNT") -> Json:
    """An analyzer of outside access."""
    made = {
        "arn": place.arn("access-analyzer", "analyzer/outside-access"), "name": "outside-access", "type": kind,
        "createdAt": place.hand.ago(300), "lastResourceAnalyzedAt": place.hand.ago(0.1), "status": "ACTIVE",
        "tags": {},
    }  # fmt: skip
    place.facts.analyzers.append(made)
    return made


def outside_access(place: Place, number: int, resource: str, kind: str, *, days: int, status: str) -> None:
    """A finding of the analyzer."""
    place.facts.analyzer_findings.append({
        "id": f"00000000-0000-4000-8000-{number:012d}", "analyzedAt": place.hand.ago(0.1),
        "createdAt": place.hand.ago(days), "updatedAt": place.hand.ago(days), "resource": resource,
        "resourceType": kind, "resourceOwnerAccount": place.account, "status": status,
        "findingType": "ExternalAccess",
    })  # fmt: skip


def log_group(place: Place, name: str, *, days: int | None = None, kms: str = "") -> str:
    """A log group; without days it is kept for ever."""
    place("logs").create_log_group(logGroupName=name, **({"kmsKeyId": kms} if kms else {}))
    if days:
        place("logs").put_retention_policy(logGroupName=name, retentionInDays=days)
    return place.arn("logs", f"log-group:{name}:*")


def alarm(place: Place, group: str, name: str, pattern: str, topic: str) -> None:
    """A metric filter on a log group, and an alarm on the metric that tells the topic."""
    metric = {"metricName": name, "metricNamespace": "Trail", "metricValue": "1"}
    place("logs").put_metric_filter(
        logGroupName=group, filterName=name, filterPattern=pattern, metricTransformations=[metric]
    )
    place("cloudwatch").put_metric_alarm(
        AlarmName=f"trail-{name}", MetricName=name, Namespace="Trail", Statistic="Sum", Period=300,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
        AlarmActions=[topic], ActionsEnabled=True,
    )  # fmt: skip
