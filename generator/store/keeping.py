"""What of a cut run is gone on with, and what is asked again."""

from datetime import datetime

from generator.model.plain import plain


@plain
class Keep:
    """Which records are not asked again: AWS's answers, refusals included, that are no older than ``since``.

    A call that failed had no answer, so it is always asked again. With ``refusals`` off, what AWS denied is too.
    """

    since: datetime | None = None
    refusals: bool = True

    def holds(self, outcome: str, ended: str) -> bool:
        """Whether a record with this outcome, that ended then, is gone on with."""
        answered = outcome in ("seen", "absent") or (self.refusals and outcome == "denied")
        return answered and (self.since is None or _moment(ended) >= self.since)


def _moment(text: str) -> datetime:
    """A record's time; one that cannot be read is as old as can be."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError):
        return datetime.min.replace(tzinfo=datetime.now().astimezone().tzinfo)
