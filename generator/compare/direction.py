"""Better, worse, both or only otherwise. Never *better* for what can no longer be seen, or where something fails anew."""

from collections.abc import Mapping, Sequence

from generator.model.comparison import Change, Stand
from generator.model.status import Counts

_NEUTRAL = ("", "not occurring", "not applicable")
_BAD = ("deviations", "no data", "no report", "service out of scope", "report gap")
# Worst first, in each part; "no data" is handled by itself.
_CUSTOMER = ("deviations", "evidence requested", "exceptions", "supported")
AwsLines = Mapping[tuple[object, ...], str]  # statement, kind, families -> status
_AWS = ("no report", "service out of scope", "report gap", "inherited")


def direction(
    before: Stand | None,
    after: Stand | None,
    *,
    lines: Sequence[Change] = (),
    anew: bool = False,
    mended: bool = False,
) -> Change | None:
    """What became of a requirement; None where nothing did. What came or went is *other*.

    Statuses and figures are sums. ``lines`` says what became of single lines of AWS's part, ``anew`` whether a finding
    fails or cannot be read that held before or was not there, ``mended`` whether one is the other way round.
    """
    if before is None or after is None:
        return None if before == after else "other"
    parts = [_part(before.customer, after.customer, _CUSTOMER), _part(before.aws, after.aws, _AWS)]
    if not any(parts):
        parts = [_counts(before.counts, after.counts)]
    if "worse" in parts:
        return "worse"
    bad = anew or "worse" in lines
    good = mended or "better" in (*parts, *lines)
    if bad:
        return "mixed" if good else "worse"
    # That something was mended shows in the sums; a line of AWS's may not.
    every = (*parts, *lines)
    return "better" if "better" in every else "other" if "other" in every else None


def aws_lines(before: AwsLines, after: AwsLines) -> tuple[Change, ...]:
    """What became of each line of AWS's part that stands on both sides, by the same statement and families."""
    return tuple(
        change
        for key, was in before.items()
        if key in after and (change := _part(was, after[key], _AWS)) is not None
    )


def _part(before: str, after: str, order: tuple[str, ...]) -> Change | None:
    """One part. Sight that was lost is worse, whatever was seen before; sight that was won is never worse."""
    if before == after:
        return None
    if after == "no data":
        return "worse"
    if before in _NEUTRAL:
        return "worse" if after in _BAD else "other"
    if after in _NEUTRAL:
        return "other"
    if before == "no data":
        return "other" if after in _BAD else "better"
    return "worse" if order.index(after) < order.index(before) else "better"


def _counts(before: Counts, after: Counts) -> Change | None:
    """The same statuses over other figures."""
    if before == after:
        return None
    unread, failed = after.no_data - before.no_data, after.failed - before.failed
    if unread > 0 or failed > max(0, -unread):
        return "worse"
    if failed > 0:  # no more than what could not be read before
        return "other"
    return "better" if unread or failed else "other"
