"""Checks of AWS Config: what is recorded, and whether the records arrive."""

from generator.checks.reading import Replies
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_GUIDE = "https://docs.aws.amazon.com/config/latest/developerguide/"
_DELIVERIES = (
    ("history", "configHistoryDeliveryInfo"),
    ("snapshot", "configSnapshotDeliveryInfo"),
    ("notification", "configStreamDeliveryInfo"),
)
_IAM_TYPES = frozenset({"AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User"})
# IAM's types are recorded only in regions where Config was available before February 2022 (select-resources).
_IAM_REGIONS = (
    "us-east-1 us-east-2 us-west-1 us-west-2 af-south-1 ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 "
    "ap-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ca-central-1 eu-central-1 eu-north-1 eu-south-1 "
    "eu-west-1 eu-west-2 eu-west-3 me-south-1 sa-east-1 us-gov-east-1 us-gov-west-1 cn-north-1 cn-northwest-1"
)


def _own(recorders: list[Json]) -> list[Json]:
    """The customer's recorders of AWS resources: not those of AWS services, nor those of other clouds."""
    return [one for one in recorders if not one.get("servicePrincipal") and not one.get("connectorArn")]


def _running(status: Json) -> frozenset[str]:
    """The names of the recorders that are on."""
    return frozenset(
        one["name"] for one in status["ConfigurationRecordersStatus"] if one["recording"] is True
    )


def _strategy(group: Json) -> str:
    """How the types are chosen; older recorders name no strategy."""
    strategy = group.get("recordingStrategy", {}).get("useOnly")
    return strategy or (
        "ALL_SUPPORTED_RESOURCE_TYPES" if group["allSupported"] else "INCLUSION_BY_RESOURCE_TYPES"
    )


def _records_iam(group: Json) -> bool:
    strategy = _strategy(group)
    if strategy == "ALL_SUPPORTED_RESOURCE_TYPES":
        return group["allSupported"] is True and group["includeGlobalResourceTypes"] is True
    if strategy == "EXCLUSION_BY_RESOURCE_TYPES":
        return not _IAM_TYPES & set(group["exclusionByResourceTypes"]["resourceTypes"])
    return set(group["resourceTypes"]) >= _IAM_TYPES


@check(
    "config.describe-configuration-recorders",
    needs=["config.describe-configuration-recorder-status"],
    of="region",
    severity="medium",
    remediation="Set up a recorder of all supported resource types and start it, in every region.",
    source=_GUIDE + "select-resources.html",
    same_as=["securityhub:Config.1", "prowler:config_recorder_all_regions_enabled"],
)
def recorder_records_all(recorders: Json, status: Json) -> Verdict:
    """AWS Config records every supported resource type of the region.

    Types that are left out, or added to AWS later and not to a list, have no history of changes.
    IAM's types are recorded in one region: see config.global_types_recorded.
    """
    own, running = _own(recorders["ConfigurationRecorders"]), _running(status)
    for recorder in own:
        group = recorder["recordingGroup"]
        whole = _strategy(group) == "ALL_SUPPORTED_RESOURCE_TYPES" and group["allSupported"] is True
        if whole and recorder["name"] in running:
            return passed(f"recorder {recorder['name']} is on and records all supported types")
    if not own:
        return failed("there is no recorder")
    said = [f"{one['name']}: {_strategy(one['recordingGroup'])}" for one in own]
    return failed("; ".join(said) + ("" if running else "; off"))


@check(
    "config.describe-configuration-recorders",
    needs=["config.describe-configuration-recorder-status"],
    of="account",
    severity="medium",
    remediation="Let the recorder of one region include the global types: IAM users, groups, roles, policies.",
    source=_GUIDE + "select-resources.html",
    same_as=["securityhub:Config.1"],
)
def global_types_recorded(recorders: Replies, status: Replies) -> Verdict:
    """AWS Config records IAM users, groups, roles and policies in at least one region.

    They belong to no region, and only a recorder that includes them keeps the history of who had access.
    """
    for reply in recorders:
        running = _running(status.of(region=reply.region))
        for recorder in _own(reply.value["ConfigurationRecorders"]):
            on = recorder["name"] in running and reply.region in _IAM_REGIONS.split()
            if on and _records_iam(recorder["recordingGroup"]):
                return passed(f"recorded in {reply.region}")
    return failed("no running recorder includes the types of IAM")


@check(
    "config.describe-configuration-recorder-status",
    needs=["config.describe-delivery-channel-status"],
    of="region",
    severity="medium",
    remediation="Start the recorder; let the delivery channel's bucket, key and topic policies admit AWS Config.",
    source=_GUIDE + "verify-delivery-status.html",
    same_as=["prowler:config_recorder_all_regions_enabled"],
)
def recorder_delivers(status: Json, channels: Json) -> Verdict:
    """The AWS Config recorder is on and what it records arrives in the bucket.

    A recorder that is on delivers nothing where there is no channel, or where the policy of the bucket or
    its key shuts AWS Config out.
    """
    own = _own(status["ConfigurationRecordersStatus"])
    for recorder in own:
        last = recorder.get("lastStatus", "not known")  # left out before the first recording
        if recorder["recording"] is not True or last.lower() != "success":
            on = "on" if recorder["recording"] is True else "off"
            return failed(f"recorder {recorder['name']} is {on}, last recording: {last}")
    if not own or not channels["DeliveryChannelsStatus"]:
        return failed("there is no recorder" if not own else "there is no delivery channel")
    return _delivery(channels["DeliveryChannelsStatus"])


def _delivery(channels: list[Json]) -> Verdict:
    """What became of the last deliveries: history and snapshots go to the bucket, the stream to a topic."""
    told = [
        (kind, str(channel.get(name, {}).get("lastStatus", "none yet")).lower())  # left out before the first
        for channel in channels
        for kind, name in _DELIVERIES
    ]
    said = "last deliveries: " + ", ".join(f"{kind} {state}" for kind, state in told)
    arrived = any(kind != "notification" and state == "success" for kind, state in told)
    broken = any(state == "failure" for _, state in told)
    return passed(said) if arrived and not broken else failed(said)
