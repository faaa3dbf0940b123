"""Checks of Systems Manager: servers that are managed and patched, parameters and documents that give nothing away."""

from datetime import datetime

from generator.checks.network import rows
from generator.checks.reading import days_since
from generator.checks.registry import check
from generator.checks.secretnames import is_secret
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_NOT_RUNNING = frozenset({"pending", "stopping", "stopped", "shutting-down", "terminated"})
# Services that patch and replace the instances that they run in the account.
_OPERATORS = "ecs.amazonaws.com,eks.amazonaws.com"


@check(
    "ec2.describe-instances",
    needs=["ssm.describe-instance-information"],
    severity="medium",
    remediation="Give the instance a role that Systems Manager accepts, and start its agent.",
    source="https://docs.aws.amazon.com/systems-manager/latest/userguide/managed_instances.html",
    same_as=[
        "config:ec2-instance-managed-by-systems-manager",
        "securityhub:SSM.1",
        "prowler:ec2_instance_managed_by_ssm",
    ],
)
def instances_managed(instance: Json, nodes: Json, *, operators: str = _OPERATORS) -> Verdict:
    """Each running instance is a managed node whose agent is online.

    Systems Manager can list, patch and configure only what its agent reports. Instances that an AWS service
    operates and patches (EKS Auto Mode, ECS Managed Instances) are that service's.
    """
    if why := _left_out(instance, operators):
        return not_applicable(why)
    own = [n for n in rows(nodes["InstanceInformationList"]) if n["InstanceId"] == instance["InstanceId"]]
    states = [node["PingStatus"] for node in own]
    if "Online" in states:
        return passed("managed, agent online")
    return failed(f"agent: {', '.join(states)}" if states else "not a managed node")


@check(
    "ec2.describe-instances",
    needs=["ssm.list-resource-compliance-summaries"],
    severity="high",
    remediation="Install the missing patches and scan often; a patch policy does both.",
    source="https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager.html",
    same_as=[
        "config:ec2-managedinstance-patch-compliance-status-check",
        "securityhub:SSM.2",
        "prowler:ssm_managed_compliant_patching",
    ],
)
def instances_patch_compliant(
    instance: Json, summaries: Json, *, now: datetime, days: int = 30, operators: str = _OPERATORS
) -> Verdict:
    """Each running instance has the patches that its baseline asks for, by a recent scan.

    Known faults are used against servers soon after they are published. A scan that is older than a month
    says nothing of today; an instance that Patch Manager never scanned has shown nothing at all.
    """
    if why := _left_out(instance, operators):
        return not_applicable(why)
    all_scans = rows(summaries["ResourceComplianceSummaryItems"])
    scans = [
        x for x in all_scans if (x["ResourceId"], x["ComplianceType"]) == (instance["InstanceId"], "Patch")
    ]
    if not scans:
        return failed("Patch Manager reports no scan of it")
    if not all(scan["Status"] == "COMPLIANT" for scan in scans):
        return failed(
            "patches are missing, by the scan of " + str(scans[0]["ExecutionSummary"]["ExecutionTime"])
        )
    age = max(days_since(scan["ExecutionSummary"]["ExecutionTime"], now) for scan in scans)
    if age <= days:
        return passed(f"nothing missing, scanned {age} days ago")
    return failed(f"scanned {age} days ago, {days} allowed")


@check(
    "ssm.describe-parameters",
    severity="high",
    remediation="Keep it as a SecureString or in Secrets Manager, change the secret, and delete the plain parameter "
    "with its history.",
    source="https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-securestring.html",
)
def no_plain_secret_parameters(parameter: Json) -> Verdict:
    """No parameter in plain text is named like a secret.

    Who may read parameters reads them without a right to any key. Values are never asked for: names decide,
    so a secret under a harmless name is not found.
    """
    kind = parameter["Type"]
    if kind == "SecureString":
        return passed("a SecureString")
    if is_secret(parameter["Name"]):
        return failed(f"named like a secret, but of type {kind}")
    return passed(f"of type {kind}, and not named like a secret")


@check(
    "ssm.describe-document-permission",
    severity="high",
    remediation="Take the permission for all off the document, and block public sharing in the region's settings.",
    source="https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html",
    same_as=["config:ssm-document-not-public", "prowler:ssm_documents_set_as_public"],
)
def documents_not_public(permission: Json) -> Verdict:
    """No document of the account's own is shared with everyone.

    A document tells how servers are set up, and at times how to get in.
    """
    accounts = permission["AccountIds"]
    if any(account.lower() == "all" for account in accounts):
        return failed("shared with everyone")
    return passed("shared with " + ", ".join(sorted(accounts)) if accounts else "shared with nobody")


def _left_out(instance: Json, operators: str) -> str:
    """Why the question does not arise for an instance, or nothing."""
    state, operator = instance["State"]["Name"], instance.get("Operator") or {}
    if state in _NOT_RUNNING:
        return f"the instance is {state}"
    principal = operator.get("Principal", "")
    trusted = [name.strip() for name in operators.split(",") if name.strip()]
    if operator.get("Managed") is True and principal in trusted:
        return f"operated and patched by {principal}"
    return ""
