"""Checks of vpc."""

from generator.checks.network import Addresses, Rule, exposed, port_set, rows, traffic
from generator.checks.reading import NoData
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_ALLOWS = {"allow": True, "deny": False}
_INBOUND = {False: True, True: False}  # by the entry's Egress; a look-up, so that other values are no data
_RECORDS = {
    "ALL": frozenset({"ACCEPT", "REJECT"}),
    "ACCEPT": frozenset({"ACCEPT"}),
    "REJECT": frozenset({"REJECT"}),
}


@check(
    "ec2.describe-network-acls",
    severity="medium",
    remediation="Deny these ports before the rules that allow them, or allow them only from known addresses.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
    same_as=[
        "config:nacl-no-unrestricted-ssh-rdp",
        "securityhub:EC2.21",
        "prowler:ec2_networkacl_allow_ingress_tcp_port_22",
        "prowler:ec2_networkacl_allow_ingress_tcp_port_3389",
    ],
)
def network_acls_restrict_admin_ports(acl: Json, *, account: str, ports: str = "22,3389") -> Verdict:
    """Each network ACL keeps the Internet from administration ports.

    The ACL stands in front of every subnet that it is tied to. Its rules are read in their order: the lowest
    number that speaks of an address and port decides, so a deny counts only before the allow.
    """
    if acl["OwnerId"] != account:
        return not_applicable(f"belongs to account {acl['OwnerId']}, which decides on its rules")
    wanted = port_set(ports)
    ways_in = exposed(_acl_rules(acl["Entries"]), wanted)
    if not ways_in:
        return passed(f"ports {ports} are not open to the Internet")
    return failed("open to the Internet: " + "; ".join(ways_in))


def _acl_rules(entries: Json) -> list[Rule]:
    """The inbound rules, in the order in which they decide."""
    inbound = [entry for entry in rows(entries) if _INBOUND[entry["Egress"]]]
    if not inbound:
        raise NoData("the ACL shows no inbound rule, not even the last deny that each has")
    return [_acl_rule(entry) for entry in sorted(inbound, key=lambda entry: int(entry["RuleNumber"]))]


def _acl_rule(entry: Json) -> Rule:
    reach, ports = traffic(entry["Protocol"], entry.get("PortRange"), "From", "To")
    block = entry["CidrBlock"] if "CidrBlock" in entry else entry["Ipv6CidrBlock"]
    allows = _ALLOWS[entry["RuleAction"]]
    return Rule(allows=allows, protocols=reach, ports=ports, sources=Addresses.of(block))


@check(
    "ec2.describe-vpcs",
    needs=["ec2.describe-flow-logs"],
    severity="medium",
    remediation="Create a flow log for the VPC that records rejected (or all) traffic; keep what it writes.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
    same_as=["config:vpc-flow-logs-enabled", "securityhub:EC2.6", "prowler:vpc_flow_logs_enabled"],
)
def flow_logs_on(vpc: Json, flow_logs: Json, *, account: str, traffic: str = "REJECT") -> Verdict:
    """Each VPC has flow logs that are active and delivered.

    Without them nobody can tell afterwards which connections were tried. Logs of single subnets or interfaces
    do not count: they leave out what is added later.
    """
    if vpc["OwnerId"] != account:
        return not_applicable(f"belongs to account {vpc['OwnerId']}, which decides on its flow logs")
    own = [log for log in rows(flow_logs["FlowLogs"]) if log["ResourceId"] == vpc["VpcId"]]
    working = [
        log for log in own if log["FlowLogStatus"] == "ACTIVE" and log["DeliverLogsStatus"] == "SUCCESS"
    ]
    recorded = frozenset[str]().union(*(_RECORDS[log["TrafficType"]] for log in working))
    if recorded >= _RECORDS[traffic]:
        names = ", ".join(f"{log['FlowLogId']} ({log['TrafficType']})" for log in working)
        return passed(f"delivered: {names}; {traffic} wanted")
    seen = [
        f"{x['FlowLogId']}: {x['FlowLogStatus']}, {x['TrafficType']}, {x['DeliverLogsStatus']}" for x in own
    ]
    return failed(f"{'; '.join(seen) or 'no flow log'}; {traffic} traffic, delivered, is wanted")


@check(
    "ec2.describe-subnets",
    severity="medium",
    remediation="Turn off auto-assignment of public addresses; give one only where there is a cause.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html",
    same_as=[
        "config:subnet-auto-assign-public-ip-disabled",
        "securityhub:EC2.15",
        "prowler:vpc_subnet_no_public_ip_by_default",
    ],
)
def subnets_give_no_public_address(subnet: Json, *, account: str, families: str = "IPv4,IPv6") -> Verdict:
    """Each subnet gives no public address by itself.

    A public address should be a decision, not a default. IPv6 addresses count unless the subnet's blocks
    are private.
    """
    if subnet["OwnerId"] != account:
        return not_applicable(f"belongs to account {subnet['OwnerId']}, which decides on its settings")
    given = {
        "IPv4": subnet["MapPublicIpOnLaunch"] is not False,
        "IPv6": subnet["AssignIpv6AddressOnCreation"] is not False and _has_public_block(subnet),
    }
    wanted = [family.strip() for family in families.split(",")]
    public = [family for family in wanted if given[family]]
    if not public:
        return passed(f"no public {' or '.join(wanted)} address is given by default")
    return failed(f"gives each new interface a public {' and '.join(public)} address")


def _has_public_block(subnet: Json) -> bool:
    # Ipv6AddressAttribute is younger than IPv6 itself: a block without it is taken as public.
    blocks = rows(subnet["Ipv6CidrBlockAssociationSet"])
    return not blocks or any(block.get("Ipv6AddressAttribute") != "private" for block in blocks)
