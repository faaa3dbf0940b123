"""Checks of EMR: clusters that nobody reaches from the internet."""

from generator.checks.policy import several
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_GUIDE = "https://docs.aws.amazon.com/emr/latest/ManagementGuide/"


@check(
    "emr.get-block-public-access-configuration",
    of="region",
    severity="high",
    remediation="Turn on block public access of EMR in the Region, with no exception but port 22.",
    source=_GUIDE + "emr-block-public-access.html",
    same_as=[
        "config:emr-block-public-access",
        "securityhub:EMR.2",
        "prowler:emr_cluster_account_public_block_enabled",
    ],
)
def public_access_blocked(reply: Json, *, port: int = 22) -> Verdict:
    """EMR refuses to start clusters whose security groups are open to the internet, except for SSH at most.

    The interfaces of the frameworks on a cluster ask for no password as they come. The exception for SSH
    is AWS's default; with ``port`` 0 none is taken.
    """
    setting = reply["BlockPublicAccessConfiguration"]
    if setting["BlockPublicSecurityGroupRules"] is not True:
        return failed("block public access is off")
    # Documented: left out where no port is excepted.
    excepted = setting.get("PermittedPublicSecurityGroupRuleRanges") or []
    ports = [(one["MinRange"], one.get("MaxRange", one["MinRange"])) for one in excepted]
    said = several(f"{low}-{high}" if low != high else f"{low}" for low, high in ports)
    if any(pair != (port, port) for pair in ports):
        return failed(f"block public access is on, with exceptions for the ports {said}")
    return passed(
        "block public access is on, " + (f"except for port {said}" if said else "without exceptions")
    )


@check(
    "emr.list-clusters",
    needs=["emr.list-instances"],
    severity="high",
    remediation="Start the cluster anew in a private subnet; reach its interfaces through the VPC or a tunnel.",
    source=_GUIDE + "emr-clusters-in-a-vpc.html",
    same_as=[
        "config:emr-master-no-public-ip",
        "securityhub:EMR.1",
        "prowler:emr_cluster_master_nodes_no_public_ip",
    ],
)
def nodes_not_public(_cluster: Json, nodes: Json) -> Verdict:
    """No node of a running EMR cluster, its primary node least of all, has a public address.

    With one, only security groups stand between the internet and the interfaces of the frameworks.
    """
    if not nodes["Instances"]:
        return not_applicable("none of its nodes runs yet")
    # Documented as the public address: left out, or empty, where there is none.
    public = [one["Ec2InstanceId"] for one in nodes["Instances"] if one.get("PublicIpAddress")]
    if public:
        return failed("with a public address: " + several(public))
    private = [one for one in nodes["Instances"] if one["PrivateIpAddress"]]
    if len(private) < len(nodes["Instances"]):
        return failed("not every node has a private address")
    return passed(f"{len(private)} nodes, with private addresses only")
