"""What moto says wrongly, or not at all, of load balancers, web filters, vaults, warehouses and distributions."""

from datetime import timedelta
from typing import Any

from moto.ec2.models import ec2_backends
from moto.wafv2.models import wafv2_backends

from generator.demo import gaps
from generator.demo.table import GAPS, gap, here, mend
from generator.demo.wire import Call
from generator.demo.world import World

Json = dict[str, Any]

__all__ = ["GAPS", "gaps"]  # the gaps of this file come after those


@mend("elbv2", "DescribeLoadBalancerAttributes")
def balancer_attributes(reply: Json, _call: Call, _world: World) -> Json:
    """AWS gives every attribute, chosen or not; moto leaves out those that nobody chose."""
    told = {one["Key"] for one in reply["Attributes"]}
    off = [] if "access_logs.s3.enabled" in told else [{"Key": "access_logs.s3.enabled", "Value": "false"}]
    return {"Attributes": [*reply["Attributes"], *off]}


@mend("elbv2", "DescribeListeners")
def listeners(reply: Json, _call: Call, _world: World) -> Json:
    """Only HTTPS and TLS listeners have a security policy; moto gives every listener one."""
    for row in reply["Listeners"]:
        if row["Protocol"] not in {"HTTPS", "TLS"}:
            row.pop("SslPolicy", None)
    return reply


@gap("wafv2", "ListResourcesForWebACL")
def guarded(call: Call, _world: World) -> Json:
    """The resources of one kind behind a web ACL."""
    kind = call.params.get("ResourceType") or "APPLICATION_LOAD_BALANCER"
    part = {"APPLICATION_LOAD_BALANCER": ":loadbalancer/app/", "API_GATEWAY": "::/restapis/"}.get(kind, "?")
    acls = wafv2_backends[call.account][call.region].wacls.values()
    mine = next((acl.associated_resources for acl in acls if acl.arn == call.params["WebACLArn"]), [])
    return {"ResourceArns": [arn for arn in mine if part in arn]}


@gap("wafv2", "ListLoggingConfigurations")
def web_logging(call: Call, _world: World) -> Json:
    """The logging of one scope; moto takes the web ACLs of CloudFront for regional ones."""
    known = wafv2_backends[call.account][call.region].logging_configurations.values()
    wanted = ":global/" if call.params["Scope"] == "CLOUDFRONT" else ":regional/"
    rows = [one.to_dict() for one in known if wanted in one.arn]
    return {
        "LoggingConfigurations": [
            {name: value for name, value in row.items() if value is not None} for row in rows
        ]
    }


@mend("opensearch", "DescribeDomains")
def search_domains(reply: Json, call: Call, _world: World) -> Json:
    """The VPC of a domain, which follows from its subnets; moto leaves it out."""
    for row in reply["DomainStatusList"]:
        if subnets := row.get("VPCOptions", {}).get("SubnetIds"):
            row["VPCOptions"]["VPCId"] = ec2_backends[call.account][call.region].get_subnet(subnets[0]).vpc_id
    return reply


@mend("cloudfront", "ListDistributions")
def distributions(reply: Json, _call: Call, _world: World) -> Json:
    """With CloudFront's own certificate the policy is TLSv1; with another AWS does not speak of the default one."""
    for row in reply["DistributionList"].get("Items", []):
        certificate = row["ViewerCertificate"]
        if certificate.get("CloudFrontDefaultCertificate"):
            certificate["MinimumProtocolVersion"] = "TLSv1"
    return reply


@mend("backup", "ListBackupVaults")
def vaults(reply: Json, call: Call, world: World) -> Json:
    """How much lies in each vault, which moto keeps at nought."""
    kept = here(call, world).recovery_points
    for row in reply["BackupVaultList"]:
        row["NumberOfRecoveryPoints"] = len(kept.get(row["BackupVaultName"], []))
    return reply


@gap("redshift", "DescribeClusterParameters")
def warehouse_parameters(call: Call, world: World) -> Json | None:
    """The parameters of a group whose values somebody chose, which moto cannot keep."""
    rows = here(call, world).parameters.get(str(call.params["ParameterGroupName"]))
    return None if rows is None else {"Parameters": rows}


@mend("redshift", "DescribeLoggingStatus")
def warehouse_logging(reply: Json, _call: Call, world: World) -> Json:
    """Where logs go they arrive; moto tells of a delivery and of a failure, both just now, in any case."""
    kept = {name: value for name, value in reply.items() if not name.startswith("Last") and value != ""}
    if not kept["LoggingEnabled"]:
        return {"LoggingEnabled": False}
    return {**kept, "LastSuccessfulDeliveryTime": world.now - timedelta(minutes=40)}


@mend("macie2", "GetMacieSession")
def macie_session(reply: Json, _call: Call, world: World) -> Json:
    """Since when Macie is on; moto says since this moment."""
    since = world.now - timedelta(days=200)
    return {**reply, "createdAt": since, "updatedAt": since}


@mend("sqs", "ListQueues")
def queues(reply: Json, call: Call, _world: World) -> Json:
    """Queues have AWS's own addresses; moto gives the one that it was asked at."""
    host = f"https://sqs.{call.region}.amazonaws.com/"
    urls = [host + "/".join(url.split("/")[3:]) for url in reply.get("QueueUrls", [])]
    return {**reply, "QueueUrls": urls} if urls else reply
