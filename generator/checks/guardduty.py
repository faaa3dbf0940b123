"""Checks of GuardDuty: on in each region, and nothing grave left open."""

from datetime import datetime

from generator.checks.reading import NoData, Replies, days_since
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_GUIDE = "https://docs.aws.amazon.com/guardduty/latest/ug/"


def _on(detectors: Json, settings: Replies, region: str) -> list[str]:
    """The detectors that are enabled: a suspended one sees nothing."""
    ids = detectors["DetectorIds"]
    return [id_ for id_ in ids if settings.of(DetectorId=id_, region=region)["Status"] == "ENABLED"]


@check(
    "guardduty.list-detectors",
    needs=["guardduty.get-detector"],
    of="region",
    severity="high",
    remediation="Turn on GuardDuty in every region, from the organisation's delegated administrator.",
    source=_GUIDE + "guardduty_settingup.html",
    same_as=[
        "config:guardduty-enabled-centralized",
        "securityhub:GuardDuty.1",
        "prowler:guardduty_is_enabled",
    ],
)
def on_in_each_region(detectors: Json, settings: Replies, *, region: str) -> Verdict:
    """GuardDuty is on in the region.

    It watches CloudTrail events, DNS queries and VPC flows for known attacks, also in a region that
    nobody uses: an intruder may.
    """
    on = _on(detectors, settings, region)
    if on:
        return passed("enabled: detector " + ", ".join(on))
    return failed("the detector is not enabled" if detectors["DetectorIds"] else "there is no detector")


@check(
    "guardduty.list-detectors",
    needs=["guardduty.get-detector", "guardduty.list-findings", "guardduty.get-findings"],
    of="region",
    severity="high",
    remediation="Look into the finding, mend what it shows, archive it; set up who is told of new ones.",
    source=_GUIDE + "guardduty_findings-severity.html",
    same_as=["config:guardduty-non-archived-findings", "prowler:guardduty_no_high_severity_findings"],
)
def no_old_high_findings(
    detectors: Json,
    settings: Replies,
    listed: Replies,
    read: Replies,
    *,
    now: datetime,
    region: str,
    days: int = 30,
) -> Verdict:
    """No high or critical GuardDuty finding stays open for longer than the days allowed.

    A finding that nobody archives was looked into by nobody. GuardDuty keeps findings for 90 days, so
    older ones do not show.
    """
    on = _on(detectors, settings, region)
    if not on:
        return failed("GuardDuty is off here, so nothing would be found")
    open_ = {id_ for one in on for id_ in listed.of(DetectorId=one, region=region)["FindingIds"]}
    created = {finding["Id"]: finding["CreatedAt"] for reply in read for finding in reply.value["Findings"]}
    if not open_ <= created.keys():
        raise NoData(f"{len(open_ - created.keys())} of {len(open_)} open findings were listed, but not read")
    ages = [days_since(created[id_], now) for id_ in open_]
    old = [age for age in ages if age > days]
    if old:
        return failed(
            f"{len(old)} of {len(ages)} open findings are older than {days} days, up to {max(old)} days"
        )
    return passed(f"{len(ages)} open findings of high or critical severity, none older than {days} days")
