"""AWS Artifact, read side: reports, their versions and terms, and the agreements of an account."""

from typing import Any

from generator.demo.faults import Answer, Fault
from generator.demo.table import gap
from generator.demo.wire import Call, operation_model
from generator.demo.world import World

Json = dict[str, Any]


@gap("artifact", "ListReports")
def list_reports(_call: Call, world: World) -> Json:
    """The latest version of each report, of AWS and of third parties alike."""
    latest = {r["id"]: r for r in sorted(world.reports, key=lambda r: int(r["version"]))}
    return {"reports": [_summary(latest[i]) for i in sorted(latest)]}


@gap("artifact", "ListReportVersions")
def list_report_versions(call: Call, world: World) -> Json:
    """Each version of one report, the latest first."""
    versions = [r for r in world.reports if r["id"] == call.params["reportId"]]
    if not versions:
        raise _missing(call.params["reportId"])
    return {"reports": [_summary(r) for r in sorted(versions, key=lambda r: -int(r["version"]))]}


@gap("artifact", "GetReportMetadata")
def get_report_metadata(call: Call, world: World) -> Json:
    """All that is known of a version; the latest where none is named."""
    return {"reportDetails": _find(call, world)}


@gap("artifact", "GetTermForReport")
def get_term_for_report(call: Call, world: World) -> Json:
    """The terms to accept before a report may be fetched."""
    report = _find(call, world)
    return {
        "documentPresignedUrl": f"{world.endpoint}/documents/terms/{report['id']}/{report['version']}",
        "termToken": f"term-{report['id'][-16:]}-{report['version']}",
    }


@gap("artifact", "GetReport")
def get_report(call: Call, world: World) -> Json:
    """Where the document lies, for those who hold the token of its terms."""
    report = _find(call, world)
    if call.params.get("termToken") != f"term-{report['id'][-16:]}-{report['version']}":
        reason = {"reason": "invalidToken"}
        raise Fault("ValidationException", "The term token is not valid.", 400, dict(reason))
    return {"documentPresignedUrl": f"{world.endpoint}/documents/report/{report['id']}/{report['version']}"}


@gap("artifact", "ListCustomerAgreements")
def list_customer_agreements(call: Call, world: World) -> Json:
    """The agreements that stand for the account that asks."""
    return {"customerAgreements": world.accounts[call.account].agreements}


@gap("artifact", "GetAccountSettings")
def get_account_settings(_call: Call, _world: World) -> Json:
    """Whether somebody is told when a report appears."""
    return {"accountSettings": {"notificationSubscriptionStatus": "NOT_SUBSCRIBED"}}


@gap("artifact", "ListComplianceInquiries")
def list_compliance_inquiries(_call: Call, _world: World) -> Json:
    """Nobody has asked Artifact anything."""
    return {"complianceInquiries": []}


def document(target: str) -> Answer:
    """What a presigned address of ours answers: words that say what they are."""
    words = f"This document of the embedded AWS stands for {target.removeprefix('/documents/')}.\n"
    return Answer(200, {"Content-Type": "application/pdf"}, words.encode())


def _summary(report: Json) -> Json:
    model = operation_model("artifact", "ListReports")
    members = model.output_shape.members["reports"].member.members
    return {name: value for name, value in report.items() if name in members}


def _find(call: Call, world: World) -> Json:
    wanted, version = call.params["reportId"], call.params.get("reportVersion")
    found = [r for r in world.reports if r["id"] == wanted and int(version or r["version"]) == r["version"]]
    if not found:
        raise _missing(wanted)
    return max(found, key=lambda r: int(r["version"]))


def _missing(report: str) -> Fault:
    extra = {"resourceId": report, "resourceType": "report"}
    return Fault("ResourceNotFoundException", f"Report {report} does not exist.", 404, dict(extra))
