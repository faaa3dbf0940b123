"""What AWS answered, or why it did not."""

from collections.abc import Mapping
from typing import Literal

from generator.model.plain import Json, plain

Outcome = Literal["seen", "absent", "denied", "failed", "not tried"]


@plain
class Record:
    """One call: what was asked, by whom, when, and what came of it.

    ``pages`` are the replies in order with secrets dropped and JSON text opened; ``sha256`` is over
    their canonical JSON. Times are UTC, ISO 8601. ``cause`` classes a refusal from AWS's own words,
    which are kept in ``message``.
    """

    evidence: str  # first 12 hex of SHA-256 over account, region, call and parameters
    call: str
    service: str
    operation: str
    account: str
    region: str  # "global" for calls made once an account
    params: Mapping[str, Json]
    context: Mapping[str, Json]  # what the parent's item said of it, not sent to AWS
    caller: str
    started: str
    ended: str
    outcome: Outcome
    cause: str = ""
    error_code: str = ""
    message: str = ""
    request_ids: tuple[str, ...] = ()
    pages: tuple[Json, ...] = ()
    sha256: str = ""

    @property
    def readable(self) -> bool:
        """Whether a verdict may rest on it: seen, or AWS said that there is none."""
        return self.outcome in ("seen", "absent")
