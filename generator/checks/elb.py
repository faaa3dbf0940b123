"""Checks of Classic Load Balancers: TLS on every listener, and access logs."""

from collections.abc import Mapping

from generator.checks.policy import several
from generator.checks.reading import NoData
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_GUIDE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/"
_VERSIONS = ("SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2")


def _negotiation(policies: Json) -> Mapping[str, Mapping[str, str]]:
    """The attributes of each policy for the negotiation of TLS, by its name."""
    return {
        policy["PolicyName"]: {
            one["AttributeName"]: one["AttributeValue"] for one in policy["PolicyAttributeDescriptions"]
        }
        for policy in policies["PolicyDescriptions"]
        if policy["PolicyTypeName"] == "SSLNegotiationPolicyType"
    }


def _weak(described: Json, known: Mapping[str, Mapping[str, str]], minimum: str, *, predefined: bool) -> str:
    """What is wrong with a listener; "" for nothing."""
    listener = described["Listener"]
    if listener["Protocol"].upper() not in ("HTTPS", "SSL"):
        return str(listener["Protocol"]).upper()
    names = [name for name in described["PolicyNames"] if name in known]
    if not names:
        raise NoData(f"the policy of port {listener['LoadBalancerPort']} is not told")
    name, policy = names[0], known[names[0]]
    on = {version for version in _VERSIONS if policy.get(f"Protocol-{version}", "false") != "false"}
    if old := on - set(_VERSIONS[_VERSIONS.index(minimum) :]):
        return f"{name} takes {several(old)}"
    if not on:
        raise NoData(f"the policy {name} does not tell its versions of TLS")
    own = not policy.get("Reference-Security-Policy") and not name.startswith("ELBSecurityPolicy-")
    return f"{name} is a policy of your own: its ciphers are not judged" if own and predefined else ""


@check(
    "elb.describe-load-balancers",
    needs=["elb.describe-load-balancer-policies"],
    severity="high",
    remediation="Use HTTPS or SSL listeners with ELBSecurityPolicy-TLS-1-2-2017-01; better, move to an Application "
    "or Network Load Balancer.",
    source=_GUIDE + "elb-security-policy-table.html",
    same_as=[
        "config:elb-tls-https-listeners-only",
        "config:elb-predefined-security-policy-ssl-check",
        "securityhub:ELB.3",
        "securityhub:ELB.8",
        "prowler:elb_ssl_listeners",
    ],
)
def listeners_use_tls(
    balancer: Json, policies: Json, *, minimum: str = "TLSv1.2", predefined: bool = True
) -> Verdict:
    """Each listener of a Classic Load Balancer takes TLS 1.2 only, by a security policy of AWS.

    What a listener for HTTP or TCP takes in crosses networks in plain text, or as its servers decide. A
    policy of one's own may take weak ciphers.
    """
    known, listeners = _negotiation(policies), balancer["ListenerDescriptions"]
    told = [
        (one["Listener"]["LoadBalancerPort"], _weak(one, known, minimum, predefined=predefined))
        for one in listeners
    ]
    wrong = [f"port {port}: {why}" for port, why in told if why]
    if wrong:
        return failed("; ".join(sorted(wrong)))
    if not told:
        return not_applicable("it has no listener")
    return passed("TLS on " + several(f"port {port}" for port, _ in told))


@check(
    "elb.describe-load-balancers",
    needs=["elb.describe-load-balancer-attributes"],
    severity="medium",
    remediation="Turn on access logs to an S3 bucket whose policy lets Elastic Load Balancing write.",
    source=_GUIDE + "access-log-collection.html",
    same_as=["config:elb-logging-enabled", "prowler:elb_logging_enabled"],
)
def access_logs(_balancer: Json, settings: Json) -> Verdict:
    """Each Classic Load Balancer writes access logs.

    They show who asked for what, and when; CloudTrail records only changes of the load balancer itself.
    """
    log = settings["LoadBalancerAttributes"]["AccessLog"]
    if log["Enabled"] is True:
        return passed(f"access logs go to the bucket {log['S3BucketName']}")
    return failed("access logs are off")
