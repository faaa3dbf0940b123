"""Checks of load balancers (application, network, gateway): TLS, redirects, access logs and web ACLs."""

from generator.checks.reading import Replies
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_GUIDE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/"
_VERSIONS = ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")


def _answering(listener: Json, rules: Replies, region: str) -> list[str]:
    """The rules of an HTTP listener that do something else than redirect to HTTPS, the default rule among them."""
    listed = rules.of(ListenerArn=listener["ListenerArn"], region=region)["Rules"]
    return [rule["Priority"] for rule in listed if not _redirects(rule["Actions"])] if listed else ["default"]


def _redirects(actions: Json) -> bool:
    """Whether the one action is a redirect to HTTPS. Without a protocol of its own it stays with HTTP."""
    return [(one["Type"], one.get("RedirectConfig", {}).get("Protocol")) for one in actions] == [
        ("redirect", "HTTPS")
    ]


def _policy(listener: Json, policies: Replies, region: str, minimum: str) -> Verdict:
    """Whether a security policy takes no version of TLS older than ``minimum``."""
    name, good = listener["SslPolicy"], _VERSIONS[_VERSIONS.index(minimum) :]
    told = policies.of(Names=[name], region=region)["SslPolicies"]
    versions = {version for policy in told if policy["Name"] == name for version in policy["SslProtocols"]}
    said = f"{listener['Protocol']} with {name}: {', '.join(sorted(versions)) or 'no versions told'}"
    return passed(said) if versions and versions <= set(good) else failed(said)


@check(
    "elbv2.describe-listeners",
    needs=["elbv2.describe-ssl-policies", "elbv2.describe-rules"],
    severity="high",
    remediation="Use HTTPS or TLS listeners with a security policy that begins with TLS 1.2, such as "
    "ELBSecurityPolicy-TLS13-1-2-2021-06. Where a TCP listener passes TLS through, show how the targets end it.",
    source=_GUIDE + "application/describe-ssl-policies.html",
    same_as=["prowler:elbv2_ssl_listeners"],
)
def listeners_use_tls(
    listener: Json, policies: Replies, rules: Replies, *, region: str, minimum: str = "TLSv1.2"
) -> Verdict:
    """Each listener of a load balancer takes TLS 1.2 or later only, inside the network, too.

    Which versions a security policy lets in is asked of AWS. TCP and UDP listeners fail: whether their
    targets use TLS does not show here.
    """
    protocol = listener["Protocol"]
    if protocol in ("HTTPS", "TLS"):
        return _policy(listener, policies, region, minimum)
    if protocol == "GENEVE":
        return not_applicable("a gateway load balancer hands whole packets to appliances in the VPC")
    if protocol == "HTTP" and not _answering(listener, rules, region):
        return not_applicable("it redirects every request to HTTPS: see elbv2.http_redirected")
    why = "plain" if protocol == "HTTP" else "whether TLS is used, its targets decide"
    return failed(f"{protocol} on port {listener['Port']}: {why}")


@check(
    "elbv2.describe-listeners",
    needs=["elbv2.describe-rules"],
    severity="medium",
    remediation="Let every rule of the HTTP listener redirect to HTTPS, the default rule too, or delete the listener.",
    source=_GUIDE + "application/rule-action-types.html",
    same_as=["config:alb-http-to-https-redirection-check"],
)
def http_redirected(listener: Json, rules: Replies, *, region: str) -> Verdict:
    """Each HTTP listener of an application load balancer only redirects to HTTPS.

    A rule that forwards sends what was asked, and the answer, over the network in plain text.
    """
    if listener["Protocol"] != "HTTP":
        return not_applicable(f"a listener for {listener['Protocol']}")
    answering = _answering(listener, rules, region)
    if answering:
        return failed(f"rules that do not redirect to HTTPS, by priority: {', '.join(sorted(answering))}")
    return passed(f"every rule of port {listener['Port']} redirects to HTTPS")


@check(
    "elbv2.describe-load-balancers",
    needs=["elbv2.describe-load-balancer-attributes", "elbv2.describe-listeners"],
    severity="medium",
    remediation="Turn on access logs to an S3 bucket; give a network load balancer a TLS listener, or log its flows.",
    source=_GUIDE + "application/load-balancer-access-logs.html",
    same_as=["config:elb-logging-enabled", "prowler:elbv2_logging_enabled"],
)
def access_logs(balancer: Json, settings: Json, listeners: Replies, *, region: str) -> Verdict:
    """Each application and network load balancer writes access logs.

    They show who asked for what, and when. A network load balancer writes them for TLS listeners only,
    so that without one nothing is written.
    """
    if balancer["Type"] == "gateway":
        return not_applicable("gateway load balancers have no access logs; their appliances have")
    values = {one["Key"]: one["Value"] for one in settings["Attributes"]}
    if values["access_logs.s3.enabled"] != "true":
        return failed("access logs are off")
    if balancer["Type"] == "network":
        mine = listeners.of(LoadBalancerArn=balancer["LoadBalancerArn"], region=region)["Listeners"]
        if "TLS" not in {listener["Protocol"] for listener in mine}:
            return failed("access logs are on, but none are written: it has no TLS listener")
    return passed(f"access logs go to the bucket {values['access_logs.s3.bucket']}")


@check(
    "elbv2.describe-load-balancers",
    needs=["wafv2.list-resources-for-web-acl"],
    severity="medium",
    remediation="Associate a web ACL of AWS WAF with the load balancer, itself or with a Firewall Manager policy.",
    source="https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html",
    same_as=["config:alb-waf-enabled", "prowler:elbv2_waf_acl_attached"],
)
def waf_attached(balancer: Json, acls: Replies) -> Verdict:
    """Each internet-facing application load balancer has a web ACL of AWS WAF.

    It turns away common attacks before the application meets them. WAF guards HTTP, so network and
    gateway load balancers have none; AWS WAF Classic does not count.
    """
    if balancer["Type"] != "application":
        return not_applicable(f"WAF cannot guard a {balancer['Type']} load balancer")
    if balancer["Scheme"] == "internal":
        return not_applicable("it is internal")
    arn = balancer["LoadBalancerArn"]
    guards = [reply.params["WebACLArn"] for reply in acls if arn in reply.value["ResourceArns"]]
    return passed("guarded by " + ", ".join(sorted(guards))) if guards else failed("it has no web ACL")
