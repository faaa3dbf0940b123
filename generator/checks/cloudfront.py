"""Checks of CloudFront: distributions with current TLS to viewers and origins, access logs and a web ACL."""

from collections.abc import Iterator, Sequence

from generator.checks.policy import several
from generator.checks.reading import NoData
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_GUIDE = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
_ENCRYPTED = frozenset({"https-only", "redirect-to-https"})
_POLICIES = (  # by their oldest version of TLS, then by their ciphers
    "SSLv3",
    "TLSv1",
    "TLSv1_2016",
    "TLSv1.1_2016",
    "TLSv1.2_2018",
    "TLSv1.2_2019",
    "TLSv1.2_2021",
    "TLSv1.2_2025",
    "TLSv1.3_2025",
)
_VERSIONS = ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2")  # that may be chosen for origins


def _listed(counted: Json, what: str) -> Json:
    """The items of a list that tells its length; AWS leaves Items out where there are none."""
    items = counted.get("Items") or []
    if len(items) != counted["Quantity"]:
        raise NoData(f"{counted['Quantity']} {what} are counted, {len(items)} are listed")
    return items


def _behaviours(distribution: Json) -> Iterator[tuple[str, str]]:
    """Path and viewer protocol policy of each behaviour."""
    for one in _listed(distribution["CacheBehaviors"], "behaviours"):
        yield one["PathPattern"], one["ViewerProtocolPolicy"]
    yield "default", distribution["DefaultCacheBehavior"]["ViewerProtocolPolicy"]


def _weak(origin: Json, plain: Sequence[str], minimum: str) -> str:
    """What is wrong with the way to a custom origin; "" for nothing."""
    custom = origin["CustomOriginConfig"]
    policy = custom["OriginProtocolPolicy"]
    if policy == "match-viewer" and plain:
        return "asked as the viewer asks, and viewers may use HTTP"
    if policy not in ("https-only", "match-viewer"):
        return f"its protocol policy is {policy}"
    versions = _listed(custom["OriginSslProtocols"], "versions of TLS")
    old = set(versions) - set(_VERSIONS[_VERSIONS.index(minimum) :])
    return f"takes {several(old)}" if old else "" if versions else "no version of TLS is told"


@check(
    "cloudfront.list-distributions",
    severity="high",
    remediation="Set the viewer protocol policy of each behaviour to HTTPS only, or to redirect HTTP to HTTPS.",
    source=_GUIDE + "using-https-viewers-to-cloudfront.html",
    same_as=[
        "config:cloudfront-viewer-policy-https",
        "securityhub:CloudFront.3",
        "prowler:cloudfront_distributions_https_enabled",
    ],
)
def https_only(distribution: Json) -> Verdict:
    """Each distribution serves viewers over HTTPS only, or redirects them to it.

    Each behaviour has a policy of its own, so one path may be served in plain text beside the others.
    """
    behaviours = list(_behaviours(distribution))
    plain = [path for path, policy in behaviours if policy not in _ENCRYPTED]
    if plain:
        return failed("served over HTTP, too: " + several(plain))
    return passed(f"HTTPS only or redirected, for each of {len(behaviours)} behaviours")


@check(
    "cloudfront.list-distributions",
    severity="medium",
    remediation="Give the distribution a certificate of your own and a security policy of TLSv1.2_2021 or later.",
    source=_GUIDE + "secure-connections-supported-viewer-protocols-ciphers.html",
    same_as=["config:cloudfront-security-policy-check"],
)
def tls_version(distribution: Json, *, minimum: str = "TLSv1.2_2018") -> Verdict:
    """Each distribution has a security policy of TLS 1.2 or later.

    With CloudFront's own certificate the policy cannot be chosen: CloudFront sets TLSv1, whatever the
    setting says.
    """
    certificate = distribution["ViewerCertificate"]
    if certificate.get("CloudFrontDefaultCertificate") is True:  # left out with a certificate of one's own
        return failed("CloudFront's own certificate is used, with which CloudFront takes TLS 1.0")
    policy = certificate["MinimumProtocolVersion"]
    good = _POLICIES[_POLICIES.index(minimum) :]
    return passed(f"security policy {policy}") if policy in good else failed(f"security policy {policy}")


@check(
    "cloudfront.list-distributions",
    needs=[
        "cloudfront.get-distribution-config",
        "logs.describe-delivery-sources",
        "logs.describe-deliveries",
    ],
    severity="medium",
    remediation="Turn on standard logging of the distribution.",
    source=_GUIDE + "AccessLogs.html",
    same_as=[
        "config:cloudfront-accesslogs-enabled",
        "securityhub:CloudFront.5",
        "prowler:cloudfront_distributions_logging_enabled",
    ],
)
def access_logs(distribution: Json, config: Json, sources: Json, deliveries: Json) -> Verdict:
    """Each distribution writes access logs.

    Standard logging counts in both its versions: to an S3 bucket (legacy), or by a delivery of
    CloudWatch Logs (v2). Real-time logs may be samples, and do not count.
    """
    logging = config["DistributionConfig"]["Logging"]
    if logging["Enabled"] is True:
        return passed(f"standard logging (legacy) to {logging['Bucket']}")
    mine = {
        source["name"]
        for source in sources["deliverySources"]
        if source["logType"] == "ACCESS_LOGS" and distribution["ARN"] in source["resourceArns"]
    }
    to = [d["deliveryDestinationArn"] for d in deliveries["deliveries"] if d["deliverySourceName"] in mine]
    if to:
        return passed("standard logging (v2) to " + several(to))
    return failed("standard logging is off, and no delivery of CloudWatch Logs is set up")


@check(
    "cloudfront.list-distributions",
    severity="medium",
    remediation="Associate a web ACL of AWS WAF with the distribution.",
    source=_GUIDE + "distribution-web-awswaf.html",
    same_as=[
        "config:cloudfront-associated-with-waf",
        "securityhub:CloudFront.6",
        "prowler:cloudfront_distributions_using_waf",
    ],
)
def waf_attached(distribution: Json) -> Verdict:
    """Each distribution has a web ACL of AWS WAF.

    It turns away common attacks before the origin meets them. AWS WAF Classic, which AWS has ended, does
    not count: its web ACLs are named by an id, those of AWS WAF by an ARN.
    """
    acl = distribution["WebACLId"]
    if acl.startswith("arn:"):
        return passed(f"guarded by {acl}")
    return failed(f"it has a web ACL of AWS WAF Classic: {acl}" if acl else "it has no web ACL")


@check(
    "cloudfront.list-distributions",
    severity="high",
    remediation="Set the protocol policy of each custom origin to HTTPS only, with TLSv1.2 as the only version of TLS; "
    "put origin access control in place of a bucket's website endpoint, which has no HTTPS.",
    source=_GUIDE + "DownloadDistValuesOrigin.html",
    same_as=[
        "config:cloudfront-traffic-to-origin-encrypted",
        "config:cloudfront-no-deprecated-ssl-protocols",
        "securityhub:CloudFront.9",
        "securityhub:CloudFront.10",
        "prowler:cloudfront_distributions_origin_traffic_encrypted",
        "prowler:cloudfront_distributions_using_deprecated_ssl_protocols",
    ],
)
def origins_use_tls(distribution: Json, *, minimum: str = "TLSv1.2") -> Verdict:
    """Each custom origin of a distribution is reached over HTTPS only, with TLS 1.2 or later.

    Behind the edge the same data goes on over networks, often the internet, to the origin. Buckets that are
    no custom origins are asked with the viewer's own protocol.
    """
    origins = _listed(distribution["Origins"], "origins")
    plain = sorted({policy for _, policy in _behaviours(distribution)} - _ENCRYPTED)
    custom = [one for one in origins if "CustomOriginConfig" in one]
    wrong = [f"{one['Id']}: {why}" for one in custom if (why := _weak(one, plain, minimum))]
    if wrong:
        return failed("; ".join(sorted(wrong)))
    # A VPC origin has its protocol in a resource of its own.
    unread = [one["Id"] for one in origins if "CustomOriginConfig" not in one and "S3OriginConfig" not in one]
    if unread:
        raise NoData("the list does not tell how these origins are reached: " + several(unread))
    if not custom:
        return not_applicable("every origin is a bucket, asked as the viewer asks: see cloudfront.https_only")
    return passed(f"HTTPS with {minimum} or later, for " + several(one["Id"] for one in custom))
