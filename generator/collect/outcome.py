"""AWS's refusals and faults, classed from AWS's own words."""

from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    ParamValidationError,
    ReadTimeoutError,
    SSOError,
    TokenRetrievalError,
)
from botocore.exceptions import (
    ConnectionError as BotoConnectionError,
)

from generator.model.evidence import Outcome
from generator.model.plain import plain

TRANSIENT = frozenset({"throttled", "service fault", "timeout", "unreachable"})  # causes worth another try
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
_DENIED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AccessDeniedFault",
        "AuthorizationError",
        "AuthorizationErrorException",
        "Client.UnauthorizedOperation",
        "ForbiddenException",
        "NotAuthorized",
        "NotAuthorizedException",
        "UnauthorizedException",
        "UnauthorizedOperation",
        "403",
        "Forbidden",
    }
)
_REGION_OFF = frozenset(
    {"AuthFailure", "InvalidClientTokenId", "UnrecognizedClientException", "OptInRequired"}
)
_SKEWED = frozenset({"RequestTimeTooSkewed", "RequestInTheFuture"})
_SKEW_WORDS = ("signature expired", "signature not yet current")  # our clock, not our key, is wrong
_SUBSCRIPTION = frozenset({"SubscriptionRequiredException", "NotSubscribedException", "OptInRequired"})
# What botocore itself asks again after, and other codes that begin alike.
_THROTTLED = (
    "Throttl",
    "EC2Throttled",
    "RequestThrottled",
    "RequestLimitExceeded",
    "TooManyRequests",
    "SlowDown",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "ProvisionedThroughputExceeded",
    "TransactionInProgress",
    "PriorRequestNotComplete",
)
_SHAPE = ("ResponseParserError",)
# The longest phrase first: AWS names the policy that denied.
_CAUSES = (
    ("explicit deny in a service control policy", "denied by SCP"),
    ("explicit deny in a resource control policy", "denied by RCP"),
    ("explicit deny in a permissions boundary", "denied by permissions boundary"),
    ("explicit deny in a session policy", "denied by session policy"),
    ("explicit deny in a vpc endpoint policy", "denied by VPC endpoint policy"),
    ("explicit deny", "explicit deny"),
    ("no service control policy allows", "denied by SCP"),
    ("no resource control policy allows", "denied by RCP"),
    ("no permissions boundary allows", "denied by permissions boundary"),
    ("no session policy allows", "denied by session policy"),
    ("no vpc endpoint policy allows", "denied by VPC endpoint policy"),
    ("no identity-based policy allows", "no identity policy"),
    ("no resource-based policy allows", "no resource policy"),
)
_LONGEST = 1_000


@plain
class Refusal:
    """What became of a call that gave no reply."""

    outcome: Outcome
    cause: str
    error_code: str
    message: str


def classify(error: Exception, *, regional: bool, absent: tuple[str, ...] = ()) -> Refusal:
    """The outcome of a failed call. ``regional`` allows *region off*; ``absent`` are codes (``Code: words``) that are answers."""
    if isinstance(error, ClientError):
        code = str(error.response.get("Error", {}).get("Code", ""))
        message = str(error.response.get("Error", {}).get("Message", ""))[:_LONGEST]
        outcome, cause = _client(code, message, error.response, regional=regional, absent=absent)
        return Refusal(outcome=outcome, cause=cause, error_code=code, message=message)
    name = type(error).__name__
    return Refusal(
        outcome="failed", cause=_local(error, name), error_code=name, message=str(error)[:_LONGEST]
    )


def _client(
    code: str, message: str, response: Any, *, regional: bool, absent: tuple[str, ...]
) -> tuple[Outcome, str]:
    words = message.lower()
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if any(_means(answer, code, words) for answer in absent):
        return "absent", ""
    if code in _SUBSCRIPTION and "subscri" in words:
        return "denied", "service not subscribed"
    if code in EXPIRED:
        return "failed", "credentials expired"
    if regional and code in _REGION_OFF:
        return "denied", "region off"
    for phrase, cause in _CAUSES:
        if phrase in words:
            return "denied", cause
    if code in _DENIED or code in _REGION_OFF:
        return "denied", "access denied"
    return "failed", _why_failed(code, words, status)


def _why_failed(code: str, words: str, status: int) -> str:
    if code in _SKEWED or any(phrase in words for phrase in _SKEW_WORDS):
        return "clock skew"
    if code.startswith(_THROTTLED) or status == 429:
        return "throttled"
    return "service fault" if status >= 500 or code in ("404", "500", "501") else "refused"


def _means(answer: str, code: str, words: str) -> bool:
    """Whether a refusal is the answer that a row names: by its code, or by code and words (``Code: words``).

    Macie says in a refusal that it is off, under the same code as to somebody who may not ask.
    """
    wanted, _, phrase = answer.partition(": ")
    return code == wanted and phrase.lower() in words


def _local(error: Exception, name: str) -> str:
    if name in _SHAPE:
        return "answer of another shape"
    if isinstance(error, (CredentialRetrievalError, SSOError, TokenRetrievalError)):
        return "credentials expired"
    if isinstance(error, ReadTimeoutError):
        return "timeout"
    if isinstance(error, (BotoConnectionError, HTTPClientError)):
        return "unreachable"
    if isinstance(error, ParamValidationError):
        return "fault in the mapping"
    return "fault in the client" if isinstance(error, BotoCoreError) else "answer of another shape"
