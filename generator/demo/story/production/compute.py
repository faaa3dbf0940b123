"""Machines, disks, snapshots and images."""

import base64
from typing import Any

from moto.ec2.models import ec2_backends

from generator.demo.story.hand import PLANTED, Place
from generator.demo.story.production.identity import HOSTILE
from generator.demo.story.production.network import Networks, name
from generator.demo.story.production.storage import Keys

Json = dict[str, Any]


def tell(home: Place, networks: Networks, keys: Keys) -> None:
    """Three machines: one as it should be, one old, one in the open."""
    home("ec2").enable_ebs_encryption_by_default()
    image = _image(home, "golden")
    good = _machine(home, image, "app-1", networks.private[0], networks.good)
    legacy = _machine(home, image, "legacy-1", networks.private[1], networks.good, tokens="optional")
    bastion = _machine(home, image, "bastion", networks.public, networks.bad)
    home("ec2").create_tags(
        Resources=[legacy], Tags=[{"Key": f"note{n}", "Value": text} for n, text in enumerate(HOSTILE)]
    )
    _encrypt_root(home, good, keys)
    _managed(home, good, bastion)
    _disks(home, keys)
    _template(home, image)
    _balancer(home, networks)


def europe(place: Place) -> None:
    """Ireland: a forgotten machine; disks are not encrypted by default."""
    image = _image(place, "golden")
    subnet = place("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    _machine(place, image, "forgotten", subnet, "", tokens="optional")
    place("ec2").create_volume(AvailabilityZone="eu-west-1a", Size=10, Encrypted=False)


def _image(place: Place, words: str, *, public: bool = False) -> str:
    made = place("ec2").register_image(
        Name=words, Architecture="x86_64", RootDeviceName="/dev/sda1", VirtualizationType="hvm",
        BlockDeviceMappings=[{"DeviceName": "/dev/sda1", "Ebs": {"VolumeSize": 8}}],
    )["ImageId"]  # fmt: skip
    permission = {"Add": [{"Group": "all"}]} if public else {"Remove": [{"Group": "all"}]}
    place("ec2").modify_image_attribute(ImageId=made, LaunchPermission=permission)
    return str(made)


def _machine(
    place: Place, image: str, words: str, subnet: str, group: str, *, tokens: str = "required"
) -> str:
    made = place("ec2").run_instances(
        ImageId=image, InstanceType="m6i.large", ClientToken=words, MinCount=1, MaxCount=1, SubnetId=subnet,
        TagSpecifications=name(words, "instance"), Monitoring={"Enabled": True},
        MetadataOptions={"HttpTokens": tokens, "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": 1},
        **({"SecurityGroupIds": [group]} if group else {}),
    )["Instances"][0]["InstanceId"]  # fmt: skip
    machine = ec2_backends[place.account][place.region].get_instance(made)
    machine.launch_time = place.hand.past(200)
    return str(made)


def _encrypt_root(home: Place, machine: str, keys: Keys) -> None:
    """Moto does not heed the region's default for a machine's own disk."""
    for volume in ec2_backends[home.account][home.region].volumes.values():
        if volume.attachment and volume.attachment.instance.id == machine:
            volume.encrypted, volume.kms_key_id = True, keys.data


def _managed(home: Place, *machines: str) -> None:
    """Systems Manager knows these; one of them lacks patches."""
    missing = dict.fromkeys(machines, 0) | {machines[-1]: 7}
    for machine in machines:
        home.facts.managed_instances.append({
            "InstanceId": machine, "PingStatus": "Online", "LastPingDateTime": home.hand.ago(0.01),
            "AgentVersion": "3.3.1345.0", "IsLatestVersion": True, "PlatformType": "Linux",
            "PlatformName": "Amazon Linux", "PlatformVersion": "2023", "ResourceType": "EC2Instance",
            "ComputerName": f"{machine}.ec2.internal",
        })  # fmt: skip
        home.facts.compliance.append(_compliance(home, machine, missing[machine]))
        home.facts.patch_states.append({
            "InstanceId": machine, "PatchGroup": "production", "BaselineId": "pb-0123456789abcdef0",
            "OperationStartTime": home.hand.ago(2), "OperationEndTime": home.hand.ago(2), "Operation": "Scan",
            "InstalledCount": 120, "MissingCount": missing[machine], "FailedCount": 0,
            "CriticalNonCompliantCount": missing[machine],
        })  # fmt: skip


def _compliance(home: Place, machine: str, missing: int) -> Json:
    status = "NON_COMPLIANT" if missing else "COMPLIANT"
    counts = dict.fromkeys(("CriticalCount", "HighCount", "MediumCount", "LowCount", "InformationalCount"), 0)
    some = {"SeveritySummary": {**counts, "CriticalCount": missing, "UnspecifiedCount": 0}}
    none = {"SeveritySummary": {**counts, "UnspecifiedCount": 0}}
    return {
        "ComplianceType": "Patch", "ResourceType": "ManagedInstance", "ResourceId": machine, "Status": status,
        "OverallSeverity": "CRITICAL" if missing else "UNSPECIFIED",
        "ExecutionSummary": {"ExecutionTime": home.hand.ago(2), "ExecutionType": "Command"},
        "CompliantSummary": {"CompliantCount": 120, **none},
        "NonCompliantSummary": {"NonCompliantCount": missing, **some},
    }  # fmt: skip


def _disks(home: Place, keys: Keys) -> None:
    ec2 = home("ec2")
    safe = ec2.create_volume(
        AvailabilityZone="us-east-1a", Size=50, Encrypted=True, KmsKeyId=keys.data,
        TagSpecifications=name("records", "volume"),
    )["VolumeId"]  # fmt: skip
    ec2.disable_ebs_encryption_by_default()
    bare = ec2.create_volume(
        AvailabilityZone="us-east-1a", Size=20, Encrypted=False, TagSpecifications=name("scratch", "volume")
    )["VolumeId"]
    ec2.enable_ebs_encryption_by_default()
    ec2.create_snapshot(VolumeId=safe, Description="nightly")
    ec2.create_snapshot(VolumeId=bare, Description=f"before the move {HOSTILE[2]}")
    open_ = ec2.create_snapshot(VolumeId=bare, Description="handed to a vendor")["SnapshotId"]
    ec2.modify_snapshot_attribute(
        SnapshotId=open_, Attribute="createVolumePermission", OperationType="add", GroupNames=["all"]
    )
    _image(home, "handed-to-a-vendor", public=True)
    known = ec2_backends[home.account][home.region]
    for number, snapshot in enumerate(known.snapshots.values()):
        snapshot.start_time = home.hand.past(1 + 30 * number)


def _template(home: Place, image: str) -> None:
    """A launch template that carries a password in its user data."""
    script = f"#!/bin/sh\nexport DB_PASSWORD={PLANTED}launch-template\n"
    data = {
        "ImageId": image,
        "InstanceType": "t3.micro",
        "UserData": base64.b64encode(script.encode()).decode(),
    }
    home("ec2").create_launch_template(LaunchTemplateName="workers", LaunchTemplateData=data)


def _balancer(home: Place, networks: Networks) -> None:
    """A load balancer that still answers plain HTTP."""
    elb = home("elbv2")
    made = elb.create_load_balancer(
        Name="portal", Subnets=[*networks.private], SecurityGroups=[networks.good], Scheme="internet-facing"
    )["LoadBalancers"][0]["LoadBalancerArn"]
    target = elb.create_target_group(Name="portal", Protocol="HTTP", Port=80, VpcId=networks.vpc)
    forward = [{"Type": "forward", "TargetGroupArn": target["TargetGroups"][0]["TargetGroupArn"]}]
    elb.create_listener(LoadBalancerArn=made, Protocol="HTTP", Port=80, DefaultActions=forward)
    certificate = home("acm").list_certificates()["CertificateSummaryList"][0]["CertificateArn"]
    elb.create_listener(
        LoadBalancerArn=made, Protocol="HTTPS", Port=443, DefaultActions=forward,
        SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06", Certificates=[{"CertificateArn": certificate}],
    )  # fmt: skip
