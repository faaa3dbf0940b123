"""When a call began and ended, as text that sorts like the time that it names."""

import time
from datetime import UTC, datetime, timedelta


class Watch:
    """Runs from its making. The end is the beginning and what passed since: a clock set back turns no record over."""

    def __init__(self) -> None:
        self._began, self._ticks = datetime.now(UTC), time.monotonic()

    @property
    def started(self) -> str:
        """When the watch began (UTC, ISO 8601)."""
        return stamp(self._began)

    def ended(self) -> str:
        """Now, never before ``started`` (UTC, ISO 8601)."""
        return stamp(self._began + timedelta(seconds=time.monotonic() - self._ticks))


def stamp(value: datetime) -> str:
    """UTC with six decimals always: without them ``10:00:00Z`` sorts after ``10:00:00.5Z``."""
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
