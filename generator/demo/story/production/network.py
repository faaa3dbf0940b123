"""Networks: two VPCs, one of them watched, and security groups of every kind."""

from dataclasses import dataclass
from typing import Any

from generator.demo.story.hand import Place
from generator.demo.story.production.identity import HOSTILE

Json = dict[str, Any]


@dataclass(frozen=True)
class Networks:
    """What others build on."""

    vpc: str
    private: tuple[str, str]
    public: str
    good: str
    bad: str


def tell(home: Place) -> Networks:
    """The application's VPC has flow logs and a closed default group; the old one has neither."""
    vpc = _vpc(home, "10.20.0.0/16", "application")
    old = _vpc(home, "10.30.0.0/16", "old")
    private = tuple(_subnet(home, vpc, f"10.20.{n}.0/24", f"us-east-1{zone}") for n, zone in enumerate("ab"))
    public = _subnet(home, vpc, "10.20.9.0/24", "us-east-1a")
    home("ec2").modify_subnet_attribute(SubnetId=public, MapPublicIpOnLaunch={"Value": True})
    _subnet(home, old, "10.30.0.0/24", "us-east-1a")
    _gateway(home, vpc, public)
    _flow_log(home, vpc)
    default_groups(home)
    _close_default_group(home, vpc)
    _acls(home, old)
    good, bad = _groups(home, vpc)
    return Networks(vpc, (private[0], private[1]), public, good, bad)


def name(words: str, kind: str) -> list[Json]:
    """A tag specification with a name."""
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": words}]}]


def _vpc(home: Place, block: str, words: str) -> str:
    made = home("ec2").create_vpc(CidrBlock=block, TagSpecifications=name(words, "vpc"))
    return str(made["Vpc"]["VpcId"])


def _subnet(home: Place, vpc: str, block: str, zone: str) -> str:
    made = home("ec2").create_subnet(VpcId=vpc, CidrBlock=block, AvailabilityZone=zone)
    return str(made["Subnet"]["SubnetId"])


def _gateway(home: Place, vpc: str, subnet: str) -> None:
    ec2 = home("ec2")
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3", VpcEndpointType="Gateway")


def _flow_log(home: Place, vpc: str) -> None:
    home("logs").create_log_group(logGroupName="/vpc/flow")
    home("logs").put_retention_policy(logGroupName="/vpc/flow", retentionInDays=400)
    home("ec2").create_flow_logs(
        ResourceIds=[vpc], ResourceType="VPC", TrafficType="ALL", LogGroupName="/vpc/flow",
        DeliverLogsPermissionArn=f"arn:aws:iam::{home.account}:role/FlowLogs",
    )  # fmt: skip


def default_groups(place: Place) -> None:
    """AWS lets the members of a default group talk to each other; moto leaves that rule out."""
    named = [{"Name": "group-name", "Values": ["default"]}]
    for group in place("ec2").describe_security_groups(Filters=named)["SecurityGroups"]:
        pairs = [{"GroupId": group["GroupId"], "UserId": place.account}]
        place("ec2").authorize_security_group_ingress(
            GroupId=group["GroupId"], IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": pairs}]
        )


def _close_default_group(home: Place, vpc: str) -> None:
    """Nothing may use the default group of this VPC; the others are left as AWS made them."""
    ec2 = home("ec2")
    mine = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    group = ec2.describe_security_groups(Filters=mine)["SecurityGroups"][0]
    ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=group["IpPermissions"])
    ec2.revoke_security_group_egress(GroupId=group["GroupId"], IpPermissions=group["IpPermissionsEgress"])


def _acls(home: Place, old: str) -> None:
    """A network ACL that lets everyone in on SSH, beside the default ones."""
    acl = home("ec2").create_network_acl(VpcId=old)["NetworkAcl"]["NetworkAclId"]
    home("ec2").create_network_acl_entry(
        NetworkAclId=acl, RuleNumber=100, Protocol="6", RuleAction="allow", Egress=False,
        CidrBlock="0.0.0.0/0", PortRange={"From": 22, "To": 22},
    )  # fmt: skip


def _groups(home: Place, vpc: str) -> tuple[str, str]:
    entries = [{"Cidr": "198.51.100.0/24", "Description": "office"}]
    listed = home("ec2").create_managed_prefix_list(
        PrefixListName="offices", AddressFamily="IPv4", MaxEntries=5, Entries=entries
    )["PrefixList"]["PrefixListId"]
    world4, world6 = {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}, {"Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
    bad = _group(home, vpc, "ssh-open", "opened for a weekend", _tcp(22, 22, **world4))
    _group(home, vpc, "rdp-open-v6", "a|b", _tcp(3389, 3389, **world6))
    _group(home, vpc, "range-open", "holds 3306", _tcp(3000, 4000, **world4))
    _group(home, vpc, "all-open", "everything", {"IpProtocol": "-1", **world4})
    _group(
        home, vpc, "offices-only", "by prefix list", _tcp(443, 443, PrefixListIds=[{"PrefixListId": listed}])
    )
    _group(home, vpc, "web", "https for all", _tcp(443, 443, **world4))
    inside = {"IpRanges": [{"CidrIp": "10.20.0.0/16"}]}
    good = _group(home, vpc, "inside", "from the VPC alone", _tcp(5432, 5432, **inside))
    home("ec2").create_tags(Resources=[bad], Tags=[{"Key": "note", "Value": HOSTILE[0]}])
    return good, bad


def _tcp(first: int, last: int, **sources: Any) -> Json:
    return {"IpProtocol": "tcp", "FromPort": first, "ToPort": last, **sources}


def _group(home: Place, vpc: str, words: str, description: str, rule: Json) -> str:
    made = home("ec2").create_security_group(GroupName=words, Description=description, VpcId=vpc)["GroupId"]
    home("ec2").authorize_security_group_ingress(GroupId=made, IpPermissions=[rule])
    return str(made)
