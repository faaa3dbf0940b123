"""Operations that moto lacks, answered from what the story told."""

from typing import Any

from generator.demo import artifact, findings
from generator.demo.faults import Fault
from generator.demo.table import GAPS, gap, here
from generator.demo.wire import Call
from generator.demo.world import MANAGEMENT, REGIONS, World

Json = dict[str, Any]

__all__ = ["GAPS", "artifact", "findings", "when_absent"]

OPT_IN = ("af-south-1", "ap-east-1", "eu-south-1", "me-central-1")
# Nobody in the story has any of these; AWS says so with an empty list.
EMPTY = {
    ("auditmanager", "ListAssessments"): "assessmentMetadata",
    ("bedrock", "ListGuardrails"): "guardrails",
    ("cloudtrail", "LookupEvents"): "Events",
    ("codebuild", "ListReportGroups"): "reportGroups",
    ("codebuild", "BatchGetReportGroups"): "reportGroups",
    ("codebuild", "ListSourceCredentials"): "sourceCredentialsInfos",
    ("config", "DescribeComplianceByConfigRule"): "ComplianceByConfigRules",
    ("ec2", "DescribeClientVpnEndpoints"): "ClientVpnEndpoints",
    ("iam", "ListOrganizationsFeatures"): "EnabledFeatures",
    ("kafkaconnect", "ListConnectors"): "connectors",
    ("network-firewall", "ListFirewallPolicies"): "FirewallPolicies",
    ("network-firewall", "ListRuleGroups"): "RuleGroups",
    ("resource-explorer-2", "ListIndexes"): "Indexes",
    ("schemas", "ListRegistries"): "Registries",
    ("waf", "ListWebACLs"): "WebACLs",
    ("waf", "ListRuleGroups"): "RuleGroups",
    ("waf", "ListRules"): "Rules",
    ("waf-regional", "ListWebACLs"): "WebACLs",
    ("waf-regional", "ListRuleGroups"): "RuleGroups",
    ("waf-regional", "ListRules"): "Rules",
}
# Calls for which moto falls over where AWS has a typed "there is none".
ABSENT = {
    ("cloudtrail", "GetInsightSelectors"): ("InsightNotEnabledException", 400),
    ("efs", "DescribeBackupPolicy"): ("PolicyNotFound", 404),
    ("efs", "DescribeFileSystemPolicy"): ("PolicyNotFound", 404),
    ("elb", "DescribeLoadBalancerAttributes"): ("LoadBalancerNotFound", 400),
}


def when_absent(call: Call) -> Fault | None:
    """What AWS says where moto has no answer but a fault of its own."""
    if (call.service, call.operation) not in ABSENT:
        return None
    code, status = ABSENT[call.service, call.operation]
    return Fault(code, "There is none.", status, {"ErrorCode": code} if call.service == "efs" else {})


def _empty(call: Call, _world: World) -> Json:
    return {EMPTY[call.service, call.operation]: []}


for _service, _operation in EMPTY:
    gap(_service, _operation)(_empty)


@gap("account", "ListRegions")
def list_regions(call: Call, _world: World) -> Json:
    """The regions, enabled and not."""
    rows = [{"RegionName": name, "RegionOptStatus": "ENABLED_BY_DEFAULT"} for name in REGIONS]
    rows += [{"RegionName": name, "RegionOptStatus": "DISABLED"} for name in OPT_IN]
    wanted = call.params.get("RegionOptStatusContains")
    return {"Regions": [row for row in rows if not wanted or row["RegionOptStatus"] in wanted]}


@gap("account", "GetContactInformation")
def get_contact_information(call: Call, world: World) -> Json:
    """Who AWS writes to."""
    return {"ContactInformation": world.accounts[call.account].contact}


@gap("config", "DescribeDeliveryChannelStatus")
def delivery_status(call: Call, world: World) -> Json:
    """What Config delivered last, where it delivers."""
    if not here(call, world).recorder_delivers:
        return {"DeliveryChannelsStatus": []}
    last = {"lastStatus": "SUCCESS", "lastAttemptTime": world.now, "lastSuccessfulTime": world.now}
    return {"DeliveryChannelsStatus": [{"name": "default", "configHistoryDeliveryInfo": last}]}


@gap("ec2", "DescribeRegions")
def describe_regions(call: Call, _world: World) -> Json:
    """The enabled regions, and on request the others as well."""
    rows = [(name, "opt-in-not-required") for name in REGIONS]
    rows += [(name, "not-opted-in") for name in OPT_IN] if call.params.get("AllRegions") else []
    wanted = call.params.get("RegionNames") or [name for name, _ in rows]
    return {
        "Regions": [
            {"RegionName": name, "OptInStatus": status, "Endpoint": f"ec2.{name}.amazonaws.com"}
            for name, status in rows
            if name in wanted
        ]
    }


@gap("ec2", "GetSnapshotBlockPublicAccessState")
def snapshot_block(call: Call, world: World) -> Json:
    """Whether snapshots of the region may be shared with everyone."""
    return {"State": here(call, world).snapshot_block, "ManagedBy": "account"}


@gap("ec2", "GetImageBlockPublicAccessState")
def image_block(call: Call, world: World) -> Json:
    """Whether images of the region may be shared with everyone."""
    return {"ImageBlockPublicAccessState": here(call, world).image_block, "ManagedBy": "account"}


@gap("ec2", "GetInstanceMetadataDefaults")
def metadata_defaults(_call: Call, _world: World) -> Json:
    """No account has set defaults for instance metadata."""
    return {"AccountLevel": {}}


@gap("organizations", "ListAccounts", "ListPolicies", "ListRoots", "ListDelegatedAdministrators", "DescribePolicy",
     "ListTargetsForPolicy", "ListAWSServiceAccessForOrganization", "ListPoliciesForTarget", "ListParents",
     "DescribeAccount", "ListAccountsForParent", "ListOrganizationalUnitsForParent")  # fmt: skip
def only_for_management(call: Call, _world: World) -> None:
    """Member accounts may not look at the organisation; moto tells them that it is empty."""
    if call.account != MANAGEMENT:
        message = "You don't have permissions to access this resource."
        raise Fault("AccessDeniedException", message, 400)


@gap("sso-admin", "ListInstances")
def identity_center(call: Call, _world: World) -> Json | None:
    """IAM Identity Center lives in the management account; moto gives one to everybody."""
    return None if call.account == MANAGEMENT else {"Instances": []}


@gap("support", "DescribeTrustedAdvisorChecks", "DescribeSeverityLevels")
def support(_call: Call, _world: World) -> None:
    """Trusted Advisor's API comes only with a paid support plan."""
    raise Fault(
        "SubscriptionRequiredException", "Amazon Web Services Premium Support Subscription is required."
    )


@gap("shield", "GetSubscriptionState")
def shield(_call: Call, _world: World) -> Json:
    """Nobody pays for Shield Advanced."""
    return {"SubscriptionState": "INACTIVE"}


@gap("cloudfront", "ListDistributionsByWebACLId")
def distributions_by_acl(_call: Call, _world: World) -> Json:
    """No distribution has a web ACL."""
    rest = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": 0, "Items": []}
    return {"DistributionList": rest}


@gap("iam", "GenerateServiceLastAccessedDetails")
def generate_last_accessed(call: Call, _world: World) -> Json:
    """A job id that tells which entity was asked about."""
    return {"JobId": f"job-{call.params['Arn'].encode().hex()}"}


@gap("iam", "GetServiceLastAccessedDetails")
def get_last_accessed(_call: Call, world: World) -> Json:
    """Nobody has used any service in the tracking period."""
    when = {"JobCreationDate": world.now, "JobCompletionDate": world.now}
    return {"JobStatus": "COMPLETED", "ServicesLastAccessed": [], **when}


@gap("rds", "DescribeDBEngineVersions")
def engine_versions(call: Call, _world: World) -> Json:
    """The versions of the engines that the story uses."""
    rows = [("postgres", "16.4"), ("postgres", "11.22"), ("mysql", "8.0.39"), ("aurora-postgresql", "16.4")]
    wanted, version = call.params.get("Engine"), call.params.get("EngineVersion")
    return {
        "DBEngineVersions": [
            {
                "Engine": engine, "EngineVersion": number, "MajorEngineVersion": number.partition(".")[0],
                "DBParameterGroupFamily": f"{engine}{number.partition('.')[0]}",
                "Status": "deprecated" if number.startswith("11.") else "available",
            }
            for engine, number in rows
            if wanted in {None, engine} and version in {None, number}
        ]
    }  # fmt: skip


@gap("rds", "DescribeDBParameters", "DescribeDBClusterParameters")
def db_parameters(call: Call, world: World) -> Json:
    """The parameters of a group: AWS lists every one with its value, set by the user or by default."""
    name = call.params.get("DBParameterGroupName") or call.params.get("DBClusterParameterGroupName")
    rows = here(call, world).parameters.get(str(name))
    if rows is None and not str(name).startswith("default."):
        raise Fault("DBParameterGroupNotFound", f"DBParameterGroup not found: {name}", 404)
    source = call.params.get("Source")
    return {"Parameters": [r for r in rows or default_parameters(str(name)) if source in {None, r["Source"]}]}


def default_parameters(group: str, **changed: str) -> list[Json]:
    """What AWS gives every group of the family, with some values changed by the user."""
    postgres = {
        "rds.force_ssl": "0",
        "log_connections": "0",
        "log_statement": "none",
        "ssl_min_protocol_version": "TLSv1.2",
    }
    mysql = {"require_secure_transport": "0", "general_log": "0", "tls_version": "TLSv1.2,TLSv1.3"}
    values = mysql if "mysql" in group else postgres
    set_by_user = {name.replace("__", "."): value for name, value in changed.items()}
    return [
        {
            "ParameterName": name, "ParameterValue": set_by_user.get(name, value), "DataType": "string",
            "Source": "user" if name in set_by_user else "system", "IsModifiable": True,
            "ApplyType": "dynamic", "ApplyMethod": "pending-reboot",
        }
        for name, value in values.items()
    ]  # fmt: skip


@gap("backup", "ListRecoveryPointsByBackupVault")
def recovery_points(call: Call, world: World) -> Json:
    """What lies in a vault."""
    return {"RecoveryPoints": here(call, world).recovery_points.get(call.params["BackupVaultName"], [])}


@gap("backup", "ListBackupSelections")
def backup_selections(call: Call, world: World) -> Json:
    """What a plan backs up, by name."""
    rows = here(call, world).selections.get(call.params["BackupPlanId"], [])
    names = ("SelectionId", "SelectionName", "BackupPlanId", "IamRoleArn")
    return {"BackupSelectionsList": [{name: row[name] for name in names} for row in rows]}


@gap("backup", "GetBackupSelection")
def backup_selection(call: Call, world: World) -> Json:
    """What a plan backs up, in full."""
    for row in here(call, world).selections.get(call.params["BackupPlanId"], []):
        if row["SelectionId"] == call.params["SelectionId"]:
            names = ("SelectionName", "IamRoleArn", "Resources", "ListOfTags")
            return {
                "BackupPlanId": row["BackupPlanId"], "SelectionId": row["SelectionId"],
                "BackupSelection": {name: row[name] for name in names if name in row},
            }  # fmt: skip
    raise Fault("ResourceNotFoundException", "Cannot find Backup selection with that id.", 400)


@gap("backup", "GetBackupVaultAccessPolicy")
def vault_policy(call: Call, _world: World) -> None:
    """No vault has a policy of its own."""
    message = f"Backup vault {call.params['BackupVaultName']} has no access policy."
    raise Fault("ResourceNotFoundException", message, 400)


@gap("backup", "DescribeProtectedResource")
def protected_resource(call: Call, world: World) -> Json:
    """When a resource was last backed up."""
    for row in here(call, world).protected:
        if row["ResourceArn"] == call.params["ResourceArn"]:
            return {name: row[name] for name in ("ResourceArn", "ResourceType", "LastBackupTime")}
    raise Fault("ResourceNotFoundException", "The resource has no recovery point.", 400)


@gap("elasticbeanstalk", "DescribeConfigurationSettings")
def beanstalk_settings(call: Call, world: World) -> Json:
    """The options of an environment."""
    name = call.params.get("EnvironmentName")
    rows = [r for r in here(call, world).elasticbeanstalk if name in {None, r["EnvironmentName"]}]
    return {"ConfigurationSettings": rows}
