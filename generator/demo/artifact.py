"""AWS Artifact, read side: reports, their versions and terms, and the agreements of an account."""

from collections.abc import Callable
from typing import Any

from generator.demo.documents import presigned
from generator.demo.faults import Fault
from generator.demo.strict import answered_wrongly, asked_wrongly
from generator.demo.table import Gap, gap
from generator.demo.wire import Call, operation_model
from generator.demo.world import World

Json = dict[str, Any]


def _held(operation: str) -> Callable[[Gap], Gap]:
    """The function answers the operation; request and reply are held against the model in every detail."""

    def keep(function: Gap) -> Gap:
        def answered(call: Call, world: World) -> Json:
            if faults := asked_wrongly(call):
                reason: dict[str, object] = {"reason": "fieldValidationFailed"}
                raise Fault("ValidationException", "; ".join(faults), 400, reason)
            reply = function(call, world) or {}
            if faults := answered_wrongly(call, reply):
                raise TypeError("; ".join(faults))
            return reply

        gap("artifact", operation)(answered)
        return function

    return keep


@_held("ListReports")
def list_reports(_call: Call, world: World) -> Json:
    """The latest version of each report, of AWS and of third parties alike."""
    latest = {r["id"]: r for r in sorted(world.reports, key=lambda r: int(r["version"]))}
    return {"reports": [_summary(latest[i]) for i in sorted(latest)]}


@_held("ListReportVersions")
def list_report_versions(call: Call, world: World) -> Json:
    """Each version of one report, the latest first."""
    versions = [r for r in world.reports if r["id"] == call.params["reportId"]]
    if not versions:
        raise _missing(call.params["reportId"])
    return {"reports": [_summary(r) for r in sorted(versions, key=lambda r: -int(r["version"]))]}


@_held("GetReportMetadata")
def get_report_metadata(call: Call, world: World) -> Json:
    """All that is known of a version; the latest where none is named."""
    return {"reportDetails": _find(call, world)}


@_held("GetTermForReport")
def get_term_for_report(call: Call, world: World) -> Json:
    """The terms to accept before a report may be fetched."""
    report = _find(call, world)
    return {
        "documentPresignedUrl": _address(report, "terms", world),
        "termToken": f"term-{report['id'][-16:]}-{report['version']}",
    }


@_held("GetReport")
def get_report(call: Call, world: World) -> Json:
    """Where the document lies, for those who hold the token of its terms."""
    report = _find(call, world)
    if call.params.get("termToken") != f"term-{report['id'][-16:]}-{report['version']}":
        reason = {"reason": "invalidToken"}
        raise Fault("ValidationException", "The term token is not valid.", 400, dict(reason))
    return {"documentPresignedUrl": _address(report, "report", world)}


@_held("ListCustomerAgreements")
def list_customer_agreements(call: Call, world: World) -> Json:
    """The agreements that stand for the account that asks."""
    return {"customerAgreements": world.accounts[call.account].agreements}


@_held("GetAccountSettings")
def get_account_settings(_call: Call, _world: World) -> Json:
    """Whether somebody is told when a report appears."""
    return {"accountSettings": {"notificationSubscriptionStatus": "NOT_SUBSCRIBED"}}


@_held("ListComplianceInquiries")
def list_compliance_inquiries(_call: Call, _world: World) -> Json:
    """Nobody has asked Artifact anything."""
    return {"complianceInquiries": []}


def _address(report: Json, what: str, world: World) -> str:
    return presigned(world.endpoint, f"/documents/{what}/{report['id']}/{report['version']}")


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
