"""Better, worse or only otherwise. Never *better* for what can no longer be seen."""

from generator.model.comparison import Change, Stand
from generator.model.status import Counts

_NEUTRAL = ("", "not occurring", "not applicable")
_BAD = ("deviations", "no data", "no report", "service out of scope", "report gap")
# Worst first, in each part; "no data" is handled by itself.
_CUSTOMER = ("deviations", "evidence requested", "exceptions", "supported")
_AWS = ("no report", "service out of scope", "report gap", "inherited")


def direction(before: Stand | None, after: Stand | None) -> Change | None:
    """What became of a requirement; None where nothing did. What came or went is *other*."""
    if before is None or after is None:
        return None if before == after else "other"
    parts = [_part(before.customer, after.customer, _CUSTOMER), _part(before.aws, after.aws, _AWS)]
    if not any(parts):
        parts = [_counts(before.counts, after.counts)]
    if "worse" in parts:
        return "worse"
    return "better" if "better" in parts else "other" if "other" in parts else None


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
