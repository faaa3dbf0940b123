"""How far a collection is."""

from generator.model.plain import plain


@plain
class Tally:
    """A moment of a collection. Numbers are of this run: what was known from a cut one is not counted as made."""

    accounts: int  # all that are to be read
    done: int
    open: tuple[str, ...]  # ids of those that are being read
    records: int  # answers and refusals that were taken, the known ones too
    requests: int  # sent, pages and repeats counted
    throttled: int  # answers that said: too fast
    unread: int  # calls that could not be read
    waiting: int  # calls that are known of and not made yet
    seconds: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds if self.seconds > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds still to go, as the accounts that are done foretell; None while none is."""
        return self.seconds * (self.accounts - self.done) / self.done if self.done else None
