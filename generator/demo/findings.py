"""Security services that moto knows by half: their findings, coverage and subscriptions."""

from typing import Any

from generator.demo.faults import Fault
from generator.demo.table import gap, here, only
from generator.demo.wire import Call
from generator.demo.world import World

Json = dict[str, Any]


@gap("accessanalyzer", "ListAnalyzers")
def list_analyzers(call: Call, world: World) -> Json:
    """The analyzers of the region, of one type where that is asked."""
    wanted = call.params.get("type")
    return {"analyzers": [a for a in here(call, world).analyzers if wanted in {None, a["type"]}]}


@gap("accessanalyzer", "GetAnalyzer")
def get_analyzer(call: Call, world: World) -> Json:
    """One analyzer by its name."""
    for analyzer in here(call, world).analyzers:
        if analyzer["name"] == call.params["analyzerName"]:
            return {"analyzer": analyzer}
    raise _no_analyzer()


@gap("accessanalyzer", "ListFindings")
def list_findings_v1(call: Call, world: World) -> Json:
    """The same findings in the older shape, which names no type but who is let in."""
    rows = [dict(row) for row in _findings(call, world)]
    for row in rows:
        del row["findingType"]
    outside = {"principal": {"AWS": "999988887777"}, "isPublic": False, "condition": {}}
    return {"findings": [{**row, **outside} for row in rows]}


@gap("accessanalyzer", "ListFindingsV2")
def list_findings_v2(call: Call, world: World) -> Json:
    """The findings of an analyzer; a filter on status is honoured."""
    return {"findings": _findings(call, world)}


def _findings(call: Call, world: World) -> list[Json]:
    region = here(call, world)
    if call.params["analyzerArn"] not in {a["arn"] for a in region.analyzers}:
        raise _no_analyzer()
    wanted = (call.params.get("filter") or {}).get("status", {}).get("eq")
    return [f for f in region.analyzer_findings if not wanted or f["status"] in wanted]


def _no_analyzer() -> Fault:
    extra = {"resourceId": "analyzer", "resourceType": "ANALYZER"}
    return Fault("ResourceNotFoundException", "The analyzer does not exist.", 404, dict(extra))


@gap("guardduty", "ListFindings")
def list_findings(call: Call, world: World) -> Json:
    """The ids of the findings that meet the criteria on severity and archiving."""
    criteria = (call.params.get("findingCriteria") or call.params.get("FindingCriteria") or {}).get(
        "Criterion", {}
    )
    found = [f["Id"] for f in here(call, world).guardduty_findings if _meets(f, criteria)]
    return {"FindingIds": found}


@gap("guardduty", "GetFindings")
def get_findings(call: Call, world: World) -> Json:
    """Findings by their ids."""
    wanted = set(call.params["FindingIds"])
    return {"Findings": [f for f in here(call, world).guardduty_findings if f["Id"] in wanted]}


def _meets(finding: Json, criteria: Json) -> bool:
    for name, condition in criteria.items():
        known = {
            "severity": finding["Severity"],
            "service.archived": finding["Service"]["Archived"],
            "type": finding["Type"],
        }
        if name in known and not _holds(known[name], condition):
            return False
    return True


def _holds(value: Any, condition: Json) -> bool:
    text = str(value).lower()
    for name, want in condition.items():
        if want is None or want == []:
            continue
        listed = text in [str(w).lower() for w in want] if isinstance(want, list) else False
        holds = {
            "eq": listed, "equals": listed, "neq": not listed, "notequals": not listed,
            **({} if isinstance(want, list) else _compared(float(value), want)),
        }  # fmt: skip
        if not holds.get(name.lower(), True):
            return False
    return True


def _compared(value: float, want: float) -> dict[str, bool]:
    return {
        "gt": value > want, "greaterthan": value > want, "gte": value >= want, "greaterthanorequal": value >= want,
        "lt": value < want, "lessthan": value < want, "lte": value <= want, "lessthanorequal": value <= want,
    }  # fmt: skip


@gap("securityhub", "GetEnabledStandards")
def get_enabled_standards(call: Call, world: World) -> Json:
    """The standards of the region, where Security Hub is on."""
    _hub_or_raise(call, world)
    return {"StandardsSubscriptions": here(call, world).standards}


@gap("securityhub", "GetFindings")
def hub_findings(call: Call, world: World) -> None:
    """Findings only where Security Hub is on; moto gives an empty list everywhere."""
    _hub_or_raise(call, world)


@gap("securityhub", "ListEnabledProductsForImport")
def list_enabled_products(call: Call, world: World) -> Json:
    """The products whose findings come in."""
    _hub_or_raise(call, world)
    names = ("aws/guardduty", "aws/access-analyzer")
    home = f"arn:aws:securityhub:{call.region}:{call.account}:product-subscription"
    return {"ProductSubscriptions": [f"{home}/{name}" for name in names]}


def _hub_or_raise(call: Call, world: World) -> None:
    if not here(call, world).hub:
        message = f"Account {call.account} is not subscribed to AWS Security Hub"
        raise Fault(
            "InvalidAccessException", message, 401, {"Code": "InvalidAccessException", "Message": message}
        )


@gap("inspector2", "BatchGetAccountStatus")
def batch_get_account_status(call: Call, world: World) -> Json:
    """Which scans are on; AWS tells of accounts that never turned Inspector on, too."""
    on = here(call, world).inspector
    wanted = call.params.get("accountIds") or [call.account]
    return {"accounts": [_inspector(account, on) for account in wanted], "failedAccounts": []}


def _inspector(account: str, on: list[str]) -> Json:
    def state(enabled: bool) -> Json:
        status = "ENABLED" if enabled else "DISABLED"
        return {
            "status": status,
            "errorCode": "ALREADY_ENABLED" if enabled else "ACCESS_DENIED",
            "errorMessage": "",
        }

    scans = {"ec2": "EC2", "ecr": "ECR", "lambda": "LAMBDA", "lambdaCode": "LAMBDA_CODE"}
    return {
        "accountId": account,
        "state": state(bool(on)),
        "resourceState": {member: state(name in on) for member, name in scans.items()},
    }


@gap("inspector2", "ListCoverage")
def list_coverage(call: Call, world: World) -> Json:
    """The instances that Inspector scans."""
    region = here(call, world)
    rows = region.managed_instances if "EC2" in region.inspector else []
    status = {"statusCode": "ACTIVE", "reason": "SUCCESSFUL"}
    return {
        "coveredResources": [
            {
                "accountId": call.account, "resourceId": row["InstanceId"], "resourceType": "AWS_EC2_INSTANCE",
                "scanType": "PACKAGE", "scanStatus": status,
            }
            for row in rows
        ]
    }  # fmt: skip


@gap(
    "macie2",
    "GetMacieSession",
    "GetAutomatedDiscoveryConfiguration",
    "ListClassificationJobs",
    "ListFindings",
    "DescribeBuckets",
)
def macie(call: Call, world: World) -> Json | None:
    """Macie is off unless the story turned it on; moto has it on from the start."""
    if not here(call, world).macie:
        raise Fault("AccessDeniedException", "Macie is not enabled", 403)
    return {"status": "ENABLED"} if call.operation == "GetAutomatedDiscoveryConfiguration" else None


@gap("ssm", "DescribeInstanceInformation")
def describe_instance_information(call: Call, world: World) -> Json:
    """The instances whose agent reports to Systems Manager."""
    return {"InstanceInformationList": here(call, world).managed_instances}


@gap("ssm", "ListResourceComplianceSummaries")
def list_resource_compliance_summaries(call: Call, world: World) -> Json:
    """How each managed instance stands to its patch baseline and associations."""
    return {"ResourceComplianceSummaryItems": here(call, world).compliance}


@gap("ssm", "DescribeInstancePatchStates")
def describe_instance_patch_states(call: Call, world: World) -> Json:
    """What patches are missing on these instances."""
    wanted = set(call.params["InstanceIds"])
    return {"InstancePatchStates": [s for s in here(call, world).patch_states if s["InstanceId"] in wanted]}


@gap("backup", "ListProtectedResources")
def list_protected_resources(call: Call, world: World) -> Json:
    """The resources that have a recovery point."""
    rows = here(call, world).protected
    return {
        "Results": [only(r, "ResourceArn", "ResourceType", "LastBackupTime", "ResourceName") for r in rows]
    }
