"""Checks of Elastic Beanstalk: environments that are updated, watched, and send their logs out."""

from generator.checks.reading import NoData
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_GUIDE = "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/"
_SPACE = "aws:elasticbeanstalk:"


def _option(settings: Json, space: str, name: str) -> str:
    """The value in force. AWS tells every option with its value; a draft beside what is deployed is not in force."""
    sets = [one for one in settings["ConfigurationSettings"] if one["DeploymentStatus"] == "deployed"]
    found = [
        option["Value"]
        for one in sets
        for option in one["OptionSettings"]
        if (option["Namespace"], option["OptionName"]) == (_SPACE + space, name)
    ]
    if len(sets) != 1 or len(found) != 1:
        raise NoData(f"{len(sets)} deployed configurations, {len(found)} values of {name}: one is wanted")
    return str(found[0])


@check(
    "elasticbeanstalk.describe-configuration-settings",
    severity="high",
    remediation="Turn on managed platform updates for minor and patch versions, and set a weekly window.",
    source=_GUIDE + "environment-platform-update-managed.html",
    same_as=[
        "config:elastic-beanstalk-managed-updates-enabled",
        "securityhub:ElasticBeanstalk.2",
        "prowler:elasticbeanstalk_environment_managed_updates_enabled",
    ],
)
def managed_updates(settings: Json) -> Verdict:
    """Each environment takes new versions of its platform by itself.

    A platform version brings the patches of operating system, runtime and web server; without managed updates
    somebody has to remember them.
    """
    on = _option(settings, "managedactions", "ManagedActionsEnabled") == "true"
    return passed("managed updates are on") if on else failed("managed updates are off")


@check(
    "elasticbeanstalk.describe-configuration-settings",
    severity="low",
    remediation="Set the environment's health reporting to enhanced.",
    source=_GUIDE + "health-enhanced.html",
    same_as=["config:beanstalk-enhanced-health-reporting-enabled"],
)
def enhanced_health(settings: Json) -> Verdict:
    """Each environment reports the health of its servers and requests in full.

    Basic reporting sees only whether the load balancer's check passes.
    """
    kind = _option(settings, "healthreporting:system", "SystemType")
    return (
        passed("health reporting is enhanced")
        if kind == "enhanced"
        else failed(f"health reporting is {kind}")
    )


@check(
    "elasticbeanstalk.describe-configuration-settings",
    severity="medium",
    remediation="Turn on streaming of the environment's logs to CloudWatch Logs.",
    source=_GUIDE + "AWSHowTo.cloudwatchlogs.html",
    same_as=[
        "config:elastic-beanstalk-logs-to-cloudwatch",
        "securityhub:ElasticBeanstalk.3",
        "prowler:elasticbeanstalk_environment_cloudwatch_logging_enabled",
    ],
)
def logs_streamed(settings: Json) -> Verdict:
    """Each environment sends the logs of its servers to CloudWatch Logs.

    On the servers they are gone with the next replacement of an instance.
    """
    on = _option(settings, "cloudwatch:logs", "StreamLogs") == "true"
    return passed("logs are streamed") if on else failed("logs stay on the servers")
