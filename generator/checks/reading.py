"""How checks read replies: times, days, joined replies. Nothing here guesses what is not there."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from generator.model.plain import Json, plain


class NoData(Exception):
    """A check met evidence that is missing or of another shape; the reason is shown."""


def when(value: str | datetime) -> datetime:
    """A moment from AWS's text (ISO 8601, any offset) or a datetime, in UTC.

    Raises ValueError on other text, which makes the finding *no data*.
    """
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def days_since(value: str | datetime, now: datetime) -> int:
    """Whole days from then until ``now``."""
    return (now - when(value)).days


@plain
class Reply:
    """One joined reply; ``value`` is None where AWS said that there is none."""

    region: str
    params: Mapping[str, Json]
    context: Mapping[str, Json]
    value: Json


@plain
class Missing:
    """A joined reply that could not be read, and why."""

    region: str
    params: Mapping[str, Json]
    context: Mapping[str, Json]
    why: str


@plain
class Replies:
    """Replies joined at a wider scope than one resource. Walking over a missing one is *no data*."""

    entries: Sequence[Reply | Missing]

    def __iter__(self) -> Iterator[Reply]:
        """Each reply in order; raises NoData at one that could not be read."""
        for entry in self.entries:
            if isinstance(entry, Missing):
                raise NoData(entry.why)
            yield entry

    def of(self, **wanted: Json) -> Json:
        """The reply whose parameters or context hold all of ``wanted``.

        Raises NoData where it could not be read, or is not among the replies.
        """
        for entry in self.entries:
            known = {**entry.context, **entry.params, "region": entry.region}
            if all(known.get(name) == value for name, value in wanted.items()):
                if isinstance(entry, Missing):
                    raise NoData(entry.why)
                return entry.value
        named = ", ".join(f"{name}={value}" for name, value in wanted.items())
        raise NoData(f"no reply for {named}")
