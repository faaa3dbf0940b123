"""Checks of AWS Shield: protection from flooding beyond the standard."""

from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed


@check(
    "shield.get-subscription-state",
    of="account",
    severity="low",
    remediation="Subscribe to Shield Advanced where your risk analysis asks for it, and add protections to resources.",
    source="https://docs.aws.amazon.com/waf/latest/developerguide/ddos-advanced-summary.html",
)
def subscribed(subscription: Json) -> Verdict:
    """The account is subscribed to Shield Advanced.

    Shield Standard guards everybody against common floods. Advanced adds detection for single resources,
    AWS's response team and cover of costs; which resources it protects does not show here.
    """
    state = subscription["SubscriptionState"]
    if state == "ACTIVE":
        return passed("the subscription to Shield Advanced is active")
    return failed(f"the subscription to Shield Advanced is {state}: Shield Standard alone")
