"""The end of a run: what came out, and first of all what could not be read."""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence

from generator.model.assessment import Assessment, BlindSpot, RequirementResult
from generator.model.evidence import ANOTHER_ACCOUNT, NO_MEMBER
from generator.render.terminal.text import safe, some


def summary_lines(assessment: Assessment) -> list[str]:
    """Each framework's requirements by status, the calls that could not be read, and one coverage line."""
    lines = []
    for framework in assessment.frameworks:
        results = assessment.of(framework.id)
        lines.append(f"{framework.name} {framework.version}: {len(results)} requirements")
        lines += [f"  ! {safe(n.text, 600)}" for n in assessment.notices if n.framework == framework.id]
        lines.append(f"  customer part: {_tally([r.customer_status for r in results])}")
        lines.append(f"  AWS part:      {_tally([r.aws_status for r in results])}")
        lines += _why(results)
    lines += _unread(assessment)
    return [*lines, coverage_line(assessment)]


def _why(results: Sequence[RequirementResult]) -> list[str]:
    """The commonest reasons why AWS's part is not inherited: one cause often costs many requirements."""
    reasons = Tally(r.aws_reason for r in results if r.aws_status not in ("", "inherited"))
    return [f"    {count}: {safe(reason, 160)}" for reason, count in reasons.most_common(3)]


def _tally(statuses: Sequence[str]) -> str:
    counts = Tally(status for status in statuses if status)
    return ", ".join(f"{count} {status}" for status, count in counts.most_common()) or "none"


def _unread(assessment: Assessment) -> list[str]:
    spots = [spot for spot in assessment.blind_spots if spot.kind.startswith("call ")]
    told = [
        f"{spot.account} {spot.region} {spot.what}: {safe(spot.why, 150)}"
        for spot in spots
        if not _shut(spot)
    ]
    shut = {spot.account: f"{spot.account}: nothing: {safe(spot.why, 300)}" for spot in spots if _shut(spot)}
    lines = [*shut.values(), *told]
    more = (
        [f"  and {len(lines) - 12} more, in the sheet 'Coverage and blind spots'"] if len(lines) > 12 else []
    )
    head = [f"Could not be read ({len(spots)}):"] if spots else []
    return [*head, *(f"  {line}" for line in lines[:12]), *more]


def _shut(spot: BlindSpot) -> bool:
    """Whether it is one of the many calls of an account that could not be entered."""
    return "the account was not entered" in spot.why


def coverage_line(assessment: Assessment) -> str:
    """Calls answered of calls planned, and resources judged of resources found."""
    unread = len(unread_calls(assessment))
    answered = sum(call.outcome in ("seen", "absent") for call in assessment.calls)
    judged = sum(f.status != "no data" for f in assessment.findings)
    return (
        f"Coverage: {answered} of {len(assessment.calls)} calls answered, {unread} could not be read, "
        f"{judged} of {len(assessment.findings)} findings judged, "
        f"{len(assessment.accounts)} accounts, {len(assessment.regions)} regions"
    )


def unread_calls(assessment: Assessment) -> list[str]:
    """The calls that gave no answer: refused, failed, or not tried."""
    return [call.evidence for call in assessment.calls if call.outcome not in ("seen", "absent")]


def wrong_accounts(assessment: Assessment) -> list[str]:
    """A line for each account that is not the declared one: nothing was read there."""
    return stopped((spot.account, spot.why) for spot in assessment.blind_spots)


def stopped(told: Iterable[tuple[str, str]]) -> list[str]:
    """The same from accounts and why they were not read."""
    wrong = {account: why for account, why in told if ANOTHER_ACCOUNT in why or NO_MEMBER in why}
    return [f"account {account}: {safe(why, 300)}" for account, why in sorted(wrong.items())]


def limits_met(assessment: Assessment, asked: Sequence[str]) -> list[str]:
    """The limits of ``--fail-on`` that were met, with the requirements that met them."""
    met = []
    for limit in asked:
        if limit == "unread":
            unread = len(unread_calls(assessment))
            met += [f"unread: {unread} of {len(assessment.calls)} calls"] if unread else []
            continue
        found = [r.requirement for r in assessment.requirements if _meets(r, limit)]
        if found:
            met.append(f"{limit}: {some(found)}")
    return met


def _meets(result: RequirementResult, limit: str) -> bool:
    if limit == "deviations":
        return result.customer_status == "deviations"
    if limit == "no-data":
        return "no data" in (result.customer_status, result.aws_status)
    return result.aws_status in ("report gap", "no report", "service out of scope")
