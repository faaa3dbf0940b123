"""What AWS answered, or why it did not."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Literal

from generator.model.plain import Json, plain

GLOBAL = "global"  # the region of calls made once an account
# Words of a record that was not tried because its account is not the one that was declared.
ANOTHER_ACCOUNT = "belong to account"
NO_MEMBER = "which is declared, does not have it"
UNKNOWN_REGIONS = "*"  # stands for the regions of an account whose list could not be read
_PAGING = {"NextToken", "nextToken", "NextMarker", "Marker", "IsTruncated", "ContinuationToken", "position"}

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
    attempts: int = 1  # requests that were sent for it, pages and repeats counted

    @property
    def readable(self) -> bool:
        """Whether a verdict may rest on it: seen, or AWS said that there is none."""
        return self.outcome in ("seen", "absent")


def canonical(value: Json) -> str:
    """JSON that is equal for equal values: sorted keys, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: Json) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def evidence_id(account: str, region: str, call: str, params: Mapping[str, Json]) -> str:
    """The same question has the same id next quarter: 12 hex digits."""
    return digest([account, region, call, dict(params)])[:12]


def joined(pages: Sequence[Json]) -> Json:
    """The pages of a call as one reply: lists joined, the rest from the first page that has it."""
    if len(pages) < 2:
        return pages[0] if pages else None
    whole: Json = {}
    for page in pages:
        _merge(whole, page)
    return {key: value for key, value in whole.items() if key not in _PAGING}


def _merge(whole: dict[str, Json], page: Mapping[str, Json]) -> None:
    for key, value in page.items():
        before = whole.get(key)
        if isinstance(value, list):
            whole[key] = [*before, *value] if isinstance(before, list) else list(value)
        elif isinstance(value, dict):
            inner = dict(before) if isinstance(before, dict) else {}
            _merge(inner, value)
            whole[key] = inner
        else:
            whole.setdefault(key, value)
