"""Checks of API Gateway's REST APIs: stages that log and have a web ACL, methods that ask who calls."""

from generator.checks.policy import several
from generator.checks.reading import NoData
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
_LEVELS = ("OFF", "ERROR", "INFO")
_AUTHORISED = frozenset({"AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"})
_ALL = "*/*"  # the settings of all methods that have none of their own


def _private(api: Json) -> bool:
    """Whether the API is reached from VPC endpoints only."""
    return set(api["endpointConfiguration"]["types"]) == {"PRIVATE"}


@check(
    "apigateway.get-stages",
    severity="medium",
    remediation="Turn on execution logging of the stage at ERROR or INFO, for all methods, and access logs.",
    source=_GUIDE + "set-up-logging.html",
    same_as=["config:api-gw-execution-logging-enabled", "prowler:apigateway_restapi_logging_enabled"],
)
def stage_logging(stage: Json, *, level: str = "ERROR") -> Verdict:
    """Each stage of a REST API logs the execution of all its methods.

    At ERROR only what failed is written, at INFO every request: ask for level=INFO where each must be
    recorded. Access logs alone do not count.
    """
    settings = stage.get("methodSettings") or {}  # left out where nobody made any
    levels = {method: one["loggingLevel"] for method, one in settings.items()}
    good = _LEVELS[_LEVELS.index(level) :]
    to = (stage.get("accessLogSettings") or {}).get("destinationArn")  # documented: only where they are on
    access = f"access logs go to {to}" if to else "access logs are off"
    if _ALL not in levels:
        return failed(f"execution logging of all methods is off; {access}")
    low = [f"{method} at {found}" for method, found in levels.items() if found not in good]
    if low:
        return failed(f"execution logging below {level}: {several(low)}; {access}")
    return passed(f"execution logging at {', '.join(sorted(set(levels.values())))}; {access}")


@check(
    "apigateway.get-rest-apis",
    needs=["apigateway.get-resources"],
    severity="high",
    remediation="Give each method an authoriser: IAM, a Cognito user pool or a Lambda function.",
    source=_GUIDE + "apigateway-control-access-to-api.html",
)
def methods_authorised(api: Json, resources: Json, *, api_keys: bool = True) -> Verdict:
    """Each method of a REST API asks who calls it, by an authoriser or at least by an API key.

    OPTIONS answers browsers before they sign in. API keys are meant for metering: with api_keys=false
    they do not count. A private API is reached from VPC endpoints only, by its resource policy.
    """
    if _private(api):
        return not_applicable("a private API: its resource policy and VPC endpoints decide who reaches it")
    methods = {
        f"{verb} {one['path']}": method
        for one in resources["items"]
        for verb, method in (one.get("resourceMethods") or {}).items()  # left out where there are none
        if verb != "OPTIONS"
    }
    if not methods:
        return not_applicable("it has no methods but OPTIONS")
    keyed = [name for name, method in methods.items() if api_keys and method["apiKeyRequired"] is True]
    known = [name for name, method in methods.items() if method["authorizationType"] in _AUTHORISED]
    if not_asked := methods.keys() - set(keyed) - set(known):
        return failed(f"{len(not_asked)} of {len(methods)} methods ask nobody: {several(not_asked)}")
    only = len(set(keyed) - set(known))
    return passed(f"{len(methods)} methods ask who calls" + (f", {only} by an API key only" if only else ""))


@check(
    "apigateway.get-stages",
    needs=["apigateway.get-rest-apis"],
    severity="medium",
    remediation="Associate a web ACL of AWS WAF with the stage.",
    source=_GUIDE + "apigateway-control-access-aws-waf.html",
    same_as=["config:api-gw-associated-with-waf", "prowler:apigateway_restapi_waf_acl_attached"],
)
def waf_attached(stage: Json, apis: Json, *, resource: str) -> Verdict:
    """Each stage of a REST API that is reached from outside has a web ACL of AWS WAF.

    It turns away common attacks before the application meets them. AWS WAF Classic, which AWS has ended,
    does not count.
    """
    own = [api for api in apis["items"] if f"/restapis/{api['id']}/stages/" in resource]
    if len(own) != 1:
        raise NoData(f"{len(own)} APIs are listed for the stage")
    if _private(own[0]):
        return not_applicable("a private API, not reached from outside")
    acl = stage.get("webAclArn")  # documented: only where one is associated
    if acl and acl.split(":")[2] == "wafv2":
        return passed(f"guarded by {acl}")
    return failed(f"it has a web ACL of AWS WAF Classic: {acl}" if acl else "it has no web ACL")
