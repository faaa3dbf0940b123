"""Checks of Security Hub CSPM, the part of Security Hub that judges configurations."""

from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed


@check(
    "securityhub.describe-hub",
    of="region",
    severity="medium",
    remediation="Turn on Security Hub CSPM in every region, from the organisation's delegated administrator.",
    source="https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-settingup.html",
    same_as=["config:securityhub-enabled", "prowler:securityhub_enabled"],
)
def on(hub: Json) -> Verdict:
    """Security Hub CSPM is on in the region.

    It gathers the findings of GuardDuty, Inspector and others in one place, and judges configurations
    against the standards that are turned on.
    """
    if hub is None:
        return failed("the account is not subscribed here")
    return passed(f"on since {hub['SubscribedAt']}: {hub['HubArn']}")
