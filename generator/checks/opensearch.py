"""Checks of OpenSearch Service: domains that are encrypted, closed, and record who asked what."""

from generator.checks.policy import open_to_everyone
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_GUIDE = "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/"
_POLICIES = (
    "Policy-Min-TLS-1-0-2019-07",
    "Policy-Min-TLS-1-2-2019-07",
    "Policy-Min-TLS-1-2-PFS-2023-10",
    "Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08",
    "Policy-Min-TLS-1-2-FIPS-PQ-2026-10",
)


def _on(options: Json, what: str) -> Verdict:
    return passed(f"{what} is on") if options["Enabled"] is True else failed(f"{what} is off")


@check(
    "opensearch.describe-domains",
    severity="high",
    remediation="Turn on encryption at rest; older domains need a new domain that takes the data over.",
    source=_GUIDE + "encryption-at-rest.html",
    same_as=[
        "config:opensearch-encrypted-at-rest",
        "config:elasticsearch-encrypted-at-rest",
        "prowler:opensearch_service_domains_encryption_at_rest_enabled",
    ],
)
def encrypted_at_rest(domain: Json) -> Verdict:
    """Each search domain encrypts its indices, logs and automated snapshots.

    An index holds a copy of what it makes findable.
    """
    return _on(domain["EncryptionAtRestOptions"], "encryption at rest")


@check(
    "opensearch.describe-domains",
    severity="high",
    remediation="Require HTTPS for the domain, with a TLS policy that begins with TLS 1.2.",
    source=_GUIDE + "createupdatedomains.html",
    same_as=[
        "config:opensearch-https-required",
        "securityhub:ES.8",
        "prowler:opensearch_service_domains_https_communications_enforced",
    ],
)
def https_required(domain: Json, *, minimum: str = "Policy-Min-TLS-1-2-2019-07") -> Verdict:
    """Each search domain answers HTTPS only, with TLS 1.2 or later.

    Without it what is asked and found goes over the network in plain text.
    """
    options = domain["DomainEndpointOptions"]
    if options["EnforceHTTPS"] is not True:
        return failed("HTTP is answered, too")
    policy = options["TLSSecurityPolicy"]
    good = policy in _POLICIES[_POLICIES.index(minimum) :]
    return passed(f"HTTPS only, with {policy}") if good else failed(f"HTTPS only, but with {policy}")


@check(
    "opensearch.describe-domains",
    severity="critical",
    remediation="Put the domain into a VPC, or name the principals that need it in its access policy.",
    source=_GUIDE + "vpc.html",
    same_as=[
        "config:opensearch-in-vpc-only",
        "config:elasticsearch-in-vpc-only",
        "securityhub:ES.2",
        "prowler:opensearch_service_domains_not_publicly_accessible",
    ],
)
def not_public(domain: Json, *, trusted: frozenset[str], vpc_only: bool = False) -> Verdict:
    """Each search domain lies in a VPC, or has an access policy that does not let everyone in.

    A policy that names address ranges narrows, too. With vpc_only=true a policy is not enough.
    """
    vpc = (domain.get("VPCOptions") or {}).get("VPCId")  # documented: only where it lies in a VPC
    if vpc:
        return passed(f"it lies in {vpc}")
    if vpc_only:
        return failed("it has a public endpoint")
    policy = domain["AccessPolicies"]
    if policy == "":
        return passed("a public endpoint without an access policy: identities of its own account alone")
    if open_to_everyone(policy, trusted):
        return failed("a public endpoint, and its access policy lets everyone in")
    return passed("a public endpoint, but its access policy is for known accounts or networks")


@check(
    "opensearch.describe-domains",
    severity="medium",
    remediation="Turn on node-to-node encryption.",
    source=_GUIDE + "ntn.html",
    same_as=[
        "config:opensearch-node-to-node-encryption-check",
        "config:elasticsearch-node-to-node-encryption-check",
        "securityhub:ES.3",
        "prowler:opensearch_service_domains_node_to_node_encryption_enabled",
    ],
)
def node_to_node_encrypted(domain: Json) -> Verdict:
    """Each search domain encrypts what its nodes tell one another.

    HTTPS ends at the domain's door; inside, data moves between nodes and zones.
    """
    return _on(domain["NodeToNodeEncryptionOptions"], "node-to-node encryption")


@check(
    "opensearch.describe-domains",
    severity="medium",
    remediation="Turn on fine-grained access control, and publish audit logs to CloudWatch Logs.",
    source=_GUIDE + "audit-logs.html",
    same_as=[
        "config:opensearch-audit-logging-enabled",
        "config:opensearch-logs-to-cloudwatch",
        "config:elasticsearch-logs-to-cloudwatch",
        "securityhub:ES.5",
        "securityhub:Opensearch.5",
        "prowler:opensearch_service_domains_audit_logging_enabled",
    ],
)
def audit_logging(domain: Json) -> Verdict:
    """Each search domain publishes audit logs.

    They show who signed in, and who read or changed which index. What is recorded in them is chosen
    inside the domain, and not read here.
    """
    published = domain.get("LogPublishingOptions") or {}  # left out where nothing is published
    if "AUDIT_LOGS" not in published:
        return failed("audit logs are not published")
    options = published["AUDIT_LOGS"]
    verdict = _on(options, "publishing of audit logs")
    return verdict if verdict.status == "failed" else passed(f"to {options['CloudWatchLogsLogGroupArn']}")
