"""Checks of API Gateway's HTTP and WebSocket APIs: stages that log, routes that ask who calls."""

from generator.checks.policy import several
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
_AUTHORISED = frozenset({"AWS_IAM", "CUSTOM", "JWT"})


@check(
    "apigatewayv2.get-stages",
    severity="medium",
    remediation="Set a log group or a Firehose stream as the destination of the stage's access logs.",
    source=_GUIDE + "http-api-logging.html",
    same_as=[
        "config:api-gwv2-access-logs-enabled",
        "securityhub:APIGateway.9",
        "prowler:apigatewayv2_api_access_logging_enabled",
    ],
)
def stage_logging(stage: Json) -> Verdict:
    """Each stage of an HTTP or WebSocket API writes access logs.

    They show who asked for what, and when.
    """
    to = (stage.get("AccessLogSettings") or {}).get("DestinationArn")  # documented: only where they are on
    return passed(f"access logs go to {to}") if to else failed("access logs are off")


@check(
    "apigatewayv2.get-apis",
    needs=["apigatewayv2.get-routes"],
    severity="high",
    remediation="Give each route an authoriser: IAM, JWT or a Lambda function; of a WebSocket API, the route $connect.",
    source=_GUIDE + "http-api-access-control.html",
)
def routes_authorised(api: Json, routes: Json) -> Verdict:
    """Each route of an HTTP API asks who calls it, and so does the way into each WebSocket API.

    A WebSocket API asks once, at $connect; without that route anybody may connect. OPTIONS answers
    browsers before they sign in. API keys are meant for metering, and do not count.
    """
    kinds = {route["RouteKey"]: route["AuthorizationType"] for route in routes["Items"]}
    if api["ProtocolType"] == "WEBSOCKET":
        kinds = {"$connect": kinds.get("$connect", "NONE")}
    asked = {key: kind for key, kind in kinds.items() if not key.startswith("OPTIONS ")}
    if not asked:
        return not_applicable("it has no routes but OPTIONS")
    if open_ := [key for key, kind in asked.items() if kind not in _AUTHORISED]:
        return failed(f"{len(open_)} of {len(asked)} routes ask nobody: {several(open_)}")
    return passed(f"{len(asked)} routes ask who calls: {', '.join(sorted(set(asked.values())))}")
