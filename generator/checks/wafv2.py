"""Checks of AWS WAF: web ACLs that log the requests they meet."""

from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_GUIDE = "https://docs.aws.amazon.com/waf/latest/developerguide/"
_REMEDIATION = "Turn on logging of the web ACL, to CloudWatch Logs, S3 or Data Firehose."


def _logging(logging: Json) -> Verdict:
    """Where a web ACL's logs go. A filter that leaves requests out is told, not judged."""
    if logging is None:
        return failed("it has no logging configuration")
    destinations = logging["LogDestinationConfigs"]
    if not destinations:
        return failed("its logging configuration has no destination")
    filtered = ", through a filter" if logging.get("LoggingFilter") else ""  # documented: optional
    return passed(f"logs go to {', '.join(sorted(destinations))}{filtered}")


@check(
    "wafv2.list-web-acls",
    needs=["wafv2.list-logging-configurations"],
    severity="medium",
    remediation=_REMEDIATION,
    source=_GUIDE + "logging.html",
    same_as=["config:wafv2-logging-enabled", "securityhub:WAF.11", "prowler:wafv2_webacl_logging_enabled"],
)
def logging_on(acl: Json, logging: Json) -> Verdict:
    """Each regional web ACL logs the requests that it meets.

    The log shows what was let through and what was turned away, and by which rule.
    """
    return _logging(logging)


@check(
    "wafv2.list-web-acls.cloudfront",
    needs=["wafv2.list-logging-configurations.cloudfront"],
    severity="medium",
    remediation=_REMEDIATION,
    source=_GUIDE + "logging.html",
    same_as=["config:wafv2-logging-enabled", "securityhub:WAF.11", "prowler:wafv2_webacl_logging_enabled"],
)
def cloudfront_logging_on(acl: Json, logging: Json) -> Verdict:
    """Each web ACL for CloudFront logs the requests that it meets.

    The log shows what was let through and what was turned away, and by which rule.
    """
    return _logging(logging)
