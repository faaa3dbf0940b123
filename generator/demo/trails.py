"""An organisation's trail as member accounts see it: moto shows it in the management account alone."""

from datetime import timedelta
from typing import Any

from moto.cloudtrail.models import cloudtrail_backends

from generator.demo.table import gap, mend
from generator.demo.wire import Call
from generator.demo.world import MANAGEMENT, World

Json = dict[str, Any]


def _organisation_trails() -> list[Any]:
    regions = cloudtrail_backends[MANAGEMENT].values()
    return [trail for backend in regions for trail in backend.trails.values() if trail.is_org_trail]


@mend("cloudtrail", "DescribeTrails")
def describe_trails(reply: Json, call: Call, _world: World) -> Json:
    """With shadow trails asked for, a member account is shown the organisation's."""
    if call.account == MANAGEMENT or str(call.params.get("includeShadowTrails", True)).lower() == "false":
        return reply
    shown = [trail.description(include_region=True) for trail in _organisation_trails()]
    return {**reply, "trailList": [*reply["trailList"], *shown]}


@gap("cloudtrail", "GetTrailStatus")
def trail_status(call: Call, world: World) -> Json | None:
    """A member account asks by ARN for the status of the organisation's trail."""
    asked = call.params.get("Name")
    trail = next((t for t in _organisation_trails() if t.arn == asked), None)
    if call.account == MANAGEMENT or trail is None:
        return None
    delivered = world.now - timedelta(minutes=5)
    return {
        "IsLogging": trail.status.is_logging,
        "LatestDeliveryTime": delivered,
        "LatestDigestDeliveryTime": delivered,
        "LatestCloudWatchLogsDeliveryTime": delivered,
        "StartLoggingTime": world.now - timedelta(days=400),
    }
