"""Checks of ACM: certificates that are valid, and stay so long enough to be renewed."""

from datetime import datetime

from generator.checks.reading import when
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_NEVER_ISSUED = frozenset({"PENDING_VALIDATION", "VALIDATION_TIMED_OUT", "FAILED"})


@check(
    "acm.list-certificates",
    severity="high",
    remediation="Renew the certificate, or import its successor under the same ARN; delete it if nothing uses it. "
    "Certificates that AWS issues and validates by DNS renew themselves while their DNS record stays.",
    source="https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html",
    same_as=[
        "config:acm-certificate-expiration-check",
        "securityhub:ACM.1",
        "prowler:acm_certificates_expiration_check",
    ],
)
def certificates_valid(certificate: Json, *, now: datetime, days: int = 30) -> Verdict:
    """Each issued certificate is valid and does not run out soon.

    A certificate that runs out stops the service behind it, or teaches people to click warnings
    away. ACM renews only what it issued itself; imported certificates must be renewed by hand.
    """
    status = certificate["Status"]
    if status in _NEVER_ISSUED:
        return not_applicable(f"no certificate was issued: {status}")
    if status != "ISSUED":
        return failed(f"the certificate is {status}")
    end = when(certificate["NotAfter"])
    left = (end - now).days
    if end <= now:
        return failed(f"ran out on {end:%Y-%m-%d}")
    if left < days:
        return failed(f"runs out on {end:%Y-%m-%d}, in {left} days; {days} wanted")
    return passed(f"issued, valid until {end:%Y-%m-%d}, {left} days")
