"""What moto says wrongly, or not at all, of clusters for analysis and Classic Load Balancers."""

from typing import Any

from generator.demo.table import gap, here, mend, only
from generator.demo.wire import Call
from generator.demo.world import World

Json = dict[str, Any]

_SSH = [{"MinRange": 22, "MaxRange": 22}]


@gap("emr", "ListClusters")
def clusters(call: Call, world: World) -> Json:
    """The clusters of the story; moto would start machines for them."""
    states = call.params.get("ClusterStates")
    rows = [row for row in here(call, world).clusters if not states or row["Status"]["State"] in states]
    return {
        "Clusters": [
            only(row, "Id", "Name", "Status", "ClusterArn", "NormalizedInstanceHours") for row in rows
        ]
    }


@gap("emr", "ListInstances")
def nodes(call: Call, world: World) -> Json:
    """The nodes of a cluster."""
    mine = [row["nodes"] for row in here(call, world).clusters if row["Id"] == call.params["ClusterId"]]
    return {"Instances": [node for row in mine for node in row]}


@gap("emr", "GetBlockPublicAccessConfiguration")
def block(call: Call, world: World) -> Json:
    """Where nobody chose anything AWS blocks all ports but that of SSH; moto knows one Region only."""
    blocks = here(call, world).clusters_blocked
    rules = {
        "BlockPublicSecurityGroupRules": blocks,
        "PermittedPublicSecurityGroupRuleRanges": _SSH if blocks else [],
    }
    since = {"CreationDateTime": world.now.replace(year=world.now.year - 4)}
    made = {**since, "CreatedByArn": f"arn:aws:iam::{call.account}:root"}
    return {"BlockPublicAccessConfiguration": rules, "BlockPublicAccessConfigurationMetadata": made}


@mend("elb", "DescribeLoadBalancerPolicies")
def negotiation(reply: Json, _call: Call, _world: World) -> Json:
    """AWS tells of each version of TLS whether a policy takes it; moto only what its maker wrote."""
    for policy in reply["PolicyDescriptions"]:
        rows = {row["AttributeName"]: row["AttributeValue"] for row in policy["PolicyAttributeDescriptions"]}
        strict = rows.get("Reference-Security-Policy", "").startswith("ELBSecurityPolicy-TLS-1-2")
        for version in ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"):
            on = version == "TLSv1.2" or (version != "SSLv3" and not strict)
            rows.setdefault(f"Protocol-{version}", str(on).lower())
        told = [{"AttributeName": name, "AttributeValue": value} for name, value in rows.items()]
        policy["PolicyAttributeDescriptions"] = told
    return reply
