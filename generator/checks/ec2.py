"""Checks of ec2."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from generator.checks import recovery
from generator.checks.network import Addresses, Ranges, Rule, exposed, port_set, rows, traffic
from generator.checks.reading import Replies
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_GONE = frozenset({"shutting-down", "terminated"})
_PREFIX_LISTS = ("ec2.describe-managed-prefix-lists", "ec2.get-managed-prefix-list-entries")
_ADMIN_PORTS = "22,3389"
# SQL Server, Oracle, MySQL, PostgreSQL, Redshift, Redis, Neptune, Cassandra, OpenSearch, Memcached,
# MongoDB, Db2
_DATABASE_PORTS = (
    "1433-1434,1521,2483-2484,3306,5432,5439,6379,8182,9042,9142,9200,9300,11211,27017-27019,50000"
)


@check(
    "ec2.get-ebs-encryption-by-default",
    of="region",
    severity="medium",
    remediation="Turn on EBS encryption by default in the Region, with a key of your choice.",
    source="https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
    same_as=[
        "config:ec2-ebs-encryption-by-default",
        "securityhub:EC2.7",
        "prowler:ec2_ebs_default_encryption",
    ],
)
def ebs_encryption_by_default(setting: Json) -> Verdict:
    """Each Region encrypts new EBS volumes by default.

    With the setting on, nobody can make a plain volume or snapshot copy by oversight. It does not change
    what is there.
    """
    if setting["EbsEncryptionByDefault"] is True:
        return passed("encryption by default is on")
    return failed("encryption by default is off")


@check(
    "ec2.describe-volumes",
    severity="high",
    remediation="Copy the volume with encryption on, swap it in and delete the old one; encrypt by default.",
    source="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
    same_as=["config:encrypted-volumes", "securityhub:EC2.3", "prowler:ec2_ebs_volume_encryption"],
)
def volumes_encrypted(volume: Json) -> Verdict:
    """Each EBS volume is encrypted.

    Encryption keeps the data from whoever comes by the disk or a copy of it
    without the right to use the key.
    """
    if volume["Encrypted"] is True:
        return passed(f"encrypted with {volume.get('KmsKeyId', 'a key that is not named')}")
    return failed("not encrypted")


@check(
    "ec2.describe-snapshots",
    severity="high",
    remediation="Copy the snapshot with encryption on, delete the plain one; turn on encryption by default.",
    source="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
    same_as=["prowler:ec2_ebs_snapshots_encrypted"],
)
def snapshots_encrypted(snapshot: Json) -> Verdict:
    """Each EBS snapshot is encrypted.

    A snapshot holds all that was on the volume, and is easily copied and shared.
    """
    if snapshot["Encrypted"] is True:
        return passed(f"encrypted with {snapshot.get('KmsKeyId', 'a key that is not named')}")
    return failed("not encrypted")


@check(
    "ec2.describe-snapshots",
    needs=["ec2.describe-snapshots.public"],
    severity="critical",
    remediation="Make the snapshot private and turn on block public access for snapshots in the Region.",
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html",
    same_as=[
        "config:ebs-snapshot-public-restorable-check",
        "securityhub:EC2.1",
        "prowler:ec2_ebs_public_snapshot",
    ],
)
def snapshots_not_public(snapshot: Json, public: Json) -> Verdict:
    """No EBS snapshot is public.

    Every AWS account can make a volume from a public snapshot and read all that is on it.
    """
    if snapshot["SnapshotId"] not in [shared["SnapshotId"] for shared in rows(public["Snapshots"])]:
        return passed("not among the public snapshots of the account")
    return failed("every AWS account may create a volume from it")


@check(
    "ec2.describe-images",
    severity="critical",
    remediation="Make the image private and turn on block public access for images in the Region.",
    source="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html",
    same_as=["prowler:ec2_ami_public"],
)
def images_not_public(image: Json) -> Verdict:
    """No machine image is public.

    Every AWS account can start a public image and read the files, and the secrets, that were left in it.
    """
    if image["Public"] is False:
        return passed("no public launch permission")
    return failed("every AWS account may launch it")


@check(
    "ec2.describe-instances",
    severity="high",
    remediation="Require tokens (HttpTokens=required) on the instance, its launch template and the account.",
    source="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
    same_as=["config:ec2-imdsv2-check", "securityhub:EC2.8", "prowler:ec2_instance_imdsv2_enabled"],
)
def imdsv2_required(instance: Json) -> Verdict:
    """Each instance gives its metadata only to requests with a token.

    Version 1 of the metadata service gives the role's credentials to anyone who can make the server
    fetch a URL.
    """
    state = instance["State"]["Name"]
    if state in _GONE:
        return not_applicable(f"the instance is {state}")
    options = instance["MetadataOptions"]
    seen = f"HttpEndpoint {options['HttpEndpoint']}, HttpTokens {options['HttpTokens']}"
    if state == "running" and options["State"] != "applied":
        return failed(f"{seen}, but this change is {options['State']}")
    if options["HttpEndpoint"] == "disabled" or options["HttpTokens"] == "required":
        return passed(seen)
    return failed(seen)


@check(
    "ec2.describe-instances",
    severity="high",
    remediation="Move the instance behind a load balancer or NAT gateway, or state the cause in the tag.",
    source="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html",
    same_as=["config:ec2-instance-no-public-ip", "securityhub:EC2.9", "prowler:ec2_instance_public_ip"],
)
def no_public_address(instance: Json, *, cause_tag: str = "public-address-reason") -> Verdict:
    """No instance has a public address without a stated cause.

    A public address puts the server itself on the Internet. Where that is meant, a tag says why.
    """
    if instance["State"]["Name"] in _GONE:
        return not_applicable(f"the instance is {instance['State']['Name']}")
    addresses = ", ".join(dict.fromkeys(_public_addresses(instance)))
    if not addresses:
        return passed("no public address")
    causes = [
        tag["Value"].strip() for tag in instance.get("Tags", []) if cause_tag and tag["Key"] == cause_tag
    ]
    if any(causes):
        return passed(f"{addresses}; cause in tag {cause_tag}: {causes[0]}")
    return failed(f"{addresses}, without a cause in the tag '{cause_tag}'")


def _public_addresses(instance: Json) -> Iterator[str]:
    """IPv4 addresses of every interface, and IPv6 addresses and prefixes that the Internet routes."""
    if instance.get("PublicIpAddress"):
        yield instance["PublicIpAddress"]
    for interface in rows(instance["NetworkInterfaces"]):
        for link in (interface, *rows(interface["PrivateIpAddresses"])):
            known = link.get("Association", {})
            yield from (known[name] for name in ("PublicIp", "CarrierIp") if known.get(name))
        six = [a["Ipv6Address"] for a in rows(interface["Ipv6Addresses"])]
        six += [p["Ipv6Prefix"] for p in interface.get("Ipv6Prefixes", [])]
        yield from (address for address in six if Addresses.of(address).public)


@check(
    "ec2.describe-security-groups",
    needs=_PREFIX_LISTS,
    severity="critical",
    remediation="Take out the rule; reach servers through Session Manager, a VPN, or known addresses only.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    same_as=[
        "config:restricted-ssh",
        "securityhub:EC2.13",
        "securityhub:EC2.14",
        "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22",
        "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389",
    ],
)
def admin_ports_closed(
    group: Json, lists: Json, entries: Replies, *, account: str, ports: str = _ADMIN_PORTS
) -> Verdict:
    """No security group lets the Internet reach administration ports.

    SSH and RDP on the Internet are tried day and night. All rules and prefix lists are taken together.
    """
    return _closed(group, partial(_prefixes, lists, entries), account, ports)


@check(
    "ec2.describe-security-groups",
    needs=_PREFIX_LISTS,
    severity="critical",
    remediation="Take out the rule; let in only the groups of the applications that use the database.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    same_as=[
        "config:restricted-common-ports",
        "securityhub:EC2.19",
        "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_mysql_3306",
        "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_oracle_1521_2483",
        "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_postgres_5432",
        "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_sql_server_1433_1434",
    ],
)
def database_ports_closed(
    group: Json, lists: Json, entries: Replies, *, account: str, ports: str = _DATABASE_PORTS
) -> Verdict:
    """No security group lets the Internet reach database ports.

    Only a password, and sometimes not even that, would stand between the Internet and the data.
    """
    return _closed(group, partial(_prefixes, lists, entries), account, ports)


def _closed(group: Json, prefixes: Callable[[str], Addresses], account: str, ports: str) -> Verdict:
    if group["OwnerId"] != account:
        return not_applicable(f"belongs to account {group['OwnerId']}, which decides on its rules")
    wanted = port_set(ports)
    ways_in = exposed(list(_inbound(group["IpPermissions"], prefixes, wanted)), wanted)
    if not ways_in:
        return passed(f"ports {ports} are not open to the Internet")
    return failed("open to the Internet: " + "; ".join(ways_in))


def _inbound(permissions: Json, prefixes: Callable[[str], Addresses], wanted: Ranges) -> Iterator[Rule]:
    """The rules that speak of wanted ports; only the prefix lists that these name are looked up."""
    for permission in rows(permissions):
        reach, ports = traffic(permission["IpProtocol"], permission, "FromPort", "ToPort")
        if not ports & wanted:
            continue
        blocks = [r["CidrIp"] for r in rows(permission["IpRanges"])]
        blocks += [r["CidrIpv6"] for r in rows(permission["Ipv6Ranges"])]
        sources = Addresses.of(*blocks)
        for listed in rows(permission["PrefixListIds"]):
            sources |= prefixes(listed["PrefixListId"])
        yield Rule(allows=True, protocols=reach, ports=ports, sources=sources)


def _prefixes(lists: Json, entries: Replies, prefix_list: str) -> Addresses:
    """What a prefix list holds. AWS's own hold its services, never the Internet, and are not read."""
    owners = [one["OwnerId"] for one in rows(lists["PrefixLists"]) if one["PrefixListId"] == prefix_list]
    if owners == ["AWS"]:
        return Addresses()
    return Addresses.of(*(entry["Cidr"] for entry in rows(entries.of(PrefixListId=prefix_list)["Entries"])))


@check(
    "ec2.describe-security-groups",
    severity="high",
    remediation="Give every resource a group of its own, then remove all rules of the default group.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
    same_as=[
        "config:vpc-default-security-group-closed",
        "securityhub:EC2.2",
        "prowler:ec2_securitygroup_default_restrict_traffic",
    ],
)
def default_security_group_closed(group: Json, *, account: str) -> Verdict:
    """Each VPC's default security group has no rules.

    What is started without a group gets the default one; with its first rules all its members reach one
    another and all of the Internet.
    """
    if group["OwnerId"] != account:
        return not_applicable(f"belongs to account {group['OwnerId']}, which decides on its rules")
    if group["GroupName"] != "default":
        return not_applicable("not the default group of its VPC")
    inbound, outbound = rows(group["IpPermissions"]), rows(group["IpPermissionsEgress"])
    if not inbound and not outbound:
        return passed("no rules")
    return failed(f"rules: {len(inbound)} inbound, {len(outbound)} outbound")


@check(
    "ec2.describe-volumes",
    needs=["backup.list-protected-resources"],
    severity="medium",
    remediation="Select the volume, or the instance that has it, in a backup plan; see that its jobs end well.",
    source="https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
    same_as=[
        "config:ebs-in-backup-plan",
        "config:ebs-resources-protected-by-backup-plan",
        "prowler:ec2_ebs_volume_protected_by_backup_plan",
    ],
)
def volumes_in_backup_plan(
    volume: Json, protected: Json, *, now: datetime, resource: str, days: int = 35
) -> Verdict:
    """Each EBS volume has a recent recovery point of AWS Backup, of its own or with its instance.

    A backup of an instance holds all volumes that were attached to it. Snapshots made outside of AWS
    Backup do not count.
    """
    home = resource.partition(":volume/")[0]
    with_instance = recovery.covered_with(protected, volume, home, now, days)
    return with_instance or recovery.covered(protected, resource, now, days)


@check(
    "ec2.describe-instances",
    needs=["backup.list-protected-resources"],
    severity="medium",
    remediation="Select the instance, or all of its volumes, in a backup plan; see that its jobs end well.",
    source="https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
    same_as=["config:ec2-resources-protected-by-backup-plan"],
)
def instances_in_backup_plan(
    instance: Json, protected: Json, *, now: datetime, resource: str, days: int = 35
) -> Verdict:
    """Each instance has a recent recovery point of AWS Backup, or all of its EBS volumes have.

    Instances that are made anew from an image and keep nothing need none, but fail all the same.
    """
    if instance["State"]["Name"] in _GONE:
        return not_applicable(f"the instance is {instance['State']['Name']}")
    home = resource.partition(":instance/")[0]
    disks = [f"{home}:volume/{one['Ebs']['VolumeId']}" for one in instance["BlockDeviceMappings"]]
    if recovery.covered_each(protected, disks, now, days):
        return passed(f"each of its {len(disks)} volumes has a recent recovery point of AWS Backup")
    return recovery.covered(protected, resource, now, days)
