"""What moto says wrongly, or not at all, of functions, secrets, parameters and Kubernetes clusters."""

from datetime import timedelta
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.ec2.models import ec2_backends
from moto.eks.models import eks_backends

from generator.demo.table import gap, here, mend
from generator.demo.wire import Call
from generator.demo.world import World

Json = dict[str, Any]

_CONTROL_PLANE = ["api", "audit", "authenticator", "controllerManager", "scheduler"]


@gap("lambda", "ListFunctionUrlConfigs")
def function_urls(call: Call, _world: World) -> Json:
    """The URL of a function, where it has one."""
    function = lambda_backends[call.account][call.region].get_function(call.params["FunctionName"])
    if function.url_config is None:
        return {"FunctionUrlConfigs": []}
    known = function.url_config.to_dict()
    names = ("FunctionUrl", "FunctionArn", "AuthType", "CreationTime", "LastModifiedTime")
    return {"FunctionUrlConfigs": [{**{name: known[name] for name in names}, "InvokeMode": "BUFFERED"}]}


@mend("lambda", "ListFunctions")
def functions(reply: Json, call: Call, _world: World) -> Json:
    """The VPC of a function is that of its subnets; moto names one that is not there."""
    subnets = {one.id: one.vpc_id for one in ec2_backends[call.account][call.region].describe_subnets()}
    for row in reply["Functions"]:
        if row.get("VpcConfig", {}).get("SubnetIds"):
            row["VpcConfig"]["VpcId"] = subnets[row["VpcConfig"]["SubnetIds"][0]]
    return reply


@mend("efs", "DescribeFileSystems")
def file_systems(reply: Json, _call: Call, world: World) -> Json:
    """Moto has the dates of this moment."""
    for row in reply["FileSystems"]:
        row["CreationTime"] = world.now - timedelta(days=200)
        row["SizeInBytes"]["Timestamp"] = world.now
    return reply


@mend("secretsmanager", "ListSecrets")
def secrets(reply: Json, call: Call, world: World) -> Json:
    """Moto has the dates of this moment, rotates nothing and never knows that a secret was read."""
    told = here(call, world).secrets
    for row in reply["SecretList"]:
        made = world.now - timedelta(days=200)
        facts = next((told[start] for start in told if row["Name"].startswith(start)), {})
        row.update({"CreatedDate": made, "LastChangedDate": made, **facts})
    return reply


@mend("ssm", "DescribeParameters")
def parameters(reply: Json, call: Call, _world: World) -> Json:
    """AWS gives ARNs as well."""
    for row in reply["Parameters"]:
        name = row["Name"].removeprefix("/")
        row["ARN"] = f"arn:aws:ssm:{call.region}:{call.account}:parameter/{name}"
    return reply


@mend("eks", "DescribeCluster")
def cluster(reply: Json, call: Call, _world: World) -> Json:
    """What AWS always gives of a cluster, whether it was chosen or not; and its key, which moto keeps to itself."""
    kept = eks_backends[call.account][call.region].clusters[call.params["name"]].encryption_config
    if kept:
        reply["cluster"]["encryptionConfig"] = kept
    network = reply["cluster"]["resourcesVpcConfig"]
    for name, value in (("endpointPublicAccess", True), ("endpointPrivateAccess", False)):
        network.setdefault(name, value)
    network.setdefault("publicAccessCidrs", ["0.0.0.0/0"] if network["endpointPublicAccess"] else [])
    chosen = (reply["cluster"].get("logging") or {}).get("clusterLogging")
    off = [{"types": _CONTROL_PLANE, "enabled": False}]
    reply["cluster"]["logging"] = {"clusterLogging": chosen or off}
    return reply
