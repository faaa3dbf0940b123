"""AWS's refusals in AWS's own words, and what becomes of each.

The wordings are those of the IAM user guide, "Troubleshoot access denied error messages"
(https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html), and of the services' own
error pages. The causes must be told apart, because each is mended by somebody else.
"""

from typing import Any, get_args

import pytest
from botocore import exceptions as known
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError
from botocore.retries.standard import ThrottledRetryableChecker
from hypothesis import given
from hypothesis import strategies as st

from generator.collect.outcome import EXPIRED, Refusal, classify
from generator.model.evidence import Outcome

WHO = "User: arn:aws:sts::111122223333:assumed-role/reader/me is not authorized to perform: "
WHAT = "rds:DescribeDBInstances on resource: arn:aws:rds:eu-west-1:111122223333:db:*"


def _error(code: str, message: str = "", status: int = 400) -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}},
        "DescribeThings",
    )


def _told(error: Exception, *, regional: bool = True, absent: tuple[str, ...] = ()) -> tuple[str, str]:
    refusal = classify(error, regional=regional, absent=absent)
    return refusal.outcome, refusal.cause


@pytest.mark.parametrize(
    ("ending", "cause"),
    [
        ("with an explicit deny in a service control policy", "denied by SCP"),
        (
            "with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-a/p-b",
            "denied by SCP",
        ),
        ("due to an explicit deny in a Service Control Policy", "denied by SCP"),
        ("because no service control policy allows the rds:DescribeDBInstances action", "denied by SCP"),
        ("with an explicit deny in a resource control policy", "denied by RCP"),
        ("because no resource control policy allows the rds:DescribeDBInstances action", "denied by RCP"),
        ("with an explicit deny in a permissions boundary", "denied by permissions boundary"),
        (
            "because no permissions boundary allows the rds:DescribeDBInstances action",
            "denied by permissions boundary",
        ),
        ("with an explicit deny in a session policy", "denied by session policy"),
        ("because no session policy allows the rds:DescribeDBInstances action", "denied by session policy"),
        ("with an explicit deny in a VPC endpoint policy", "denied by VPC endpoint policy"),
        (
            "because no VPC endpoint policy allows the rds:DescribeDBInstances action",
            "denied by VPC endpoint policy",
        ),
        ("with an explicit deny in an identity-based policy", "explicit deny"),
        ("with an explicit deny in a resource-based policy", "explicit deny"),
        ("with an explicit deny", "explicit deny"),
        ("because no identity-based policy allows the rds:DescribeDBInstances action", "no identity policy"),
        ("because no resource-based policy allows the rds:DescribeDBInstances action", "no resource policy"),
        ("", "access denied"),
    ],
)
@pytest.mark.parametrize("code", ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"])
def test_the_policy_that_refused_is_named(code: str, ending: str, cause: str) -> None:
    """An SCP is lifted by the management account, a missing permission by our own: the cause says whom to ask."""
    assert _told(_error(code, f"{WHO}{WHAT} {ending}", 403)) == ("denied", cause)


@pytest.mark.parametrize(
    ("code", "message", "regional", "expected"),
    [
        (
            "AuthFailure",
            "AWS was not able to validate the provided access credentials",
            True,
            ("denied", "region off"),
        ),
        (
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
            True,
            ("denied", "region off"),
        ),
        (
            "InvalidClientTokenId",
            "The security token included in the request is invalid",
            True,
            ("denied", "region off"),
        ),
        (
            "InvalidClientTokenId",
            "The security token included in the request is invalid",
            False,
            ("denied", "access denied"),
        ),
        (
            "OptInRequired",
            "You are not subscribed to this service.",
            True,
            ("denied", "service not subscribed"),
        ),
        ("OptInRequired", "The region is not opted in", True, ("denied", "region off")),
        (
            "SubscriptionRequiredException",
            "The AWS Access Key Id needs a subscription for the service",
            False,
            ("denied", "service not subscribed"),
        ),
        ("ExpiredToken", "The provided token has expired.", False, ("failed", "credentials expired")),
        (
            "ExpiredTokenException",
            "The security token included in the request is expired",
            True,
            ("failed", "credentials expired"),
        ),
        ("RequestExpired", "Request has expired.", True, ("failed", "credentials expired")),
        ("InternalError", "An internal error has occurred", True, ("failed", "refused")),
        ("ValidationException", "1 validation error detected", True, ("failed", "refused")),
        ("InvalidParameterValue", "Value for parameter is invalid", True, ("failed", "refused")),
    ],
)
def test_other_refusals(code: str, message: str, regional: bool, expected: tuple[str, str]) -> None:
    """A region that is off, a service that is not subscribed, a session that ended: each has its own way out."""
    assert _told(_error(code, message), regional=regional) == expected


def test_an_action_that_speaks_of_subscriptions_is_no_subscription() -> None:
    """The words of a refusal may hold the name of the call."""
    said = (
        f"{WHO}sns:ListSubscriptions because no identity-based policy allows the sns:ListSubscriptions action"
    )

    assert _told(_error("AuthorizationError", said, 403)) == ("denied", "no identity policy")


@pytest.mark.parametrize("code", ThrottledRetryableChecker._THROTTLED_ERROR_CODES)
def test_throttling_is_never_a_refusal(code: str) -> None:
    """Asking again later helps: every code that botocore takes for throttling is told as such."""
    assert _told(_error(code, "Rate exceeded")) == ("failed", "throttled")


@pytest.mark.parametrize(
    ("status", "cause"),
    [(429, "throttled"), (500, "service fault"), (503, "service fault"), (400, "refused")],
)
def test_the_http_status_speaks_where_the_code_does_not(status: int, cause: str) -> None:
    """A service may have codes of its own."""
    assert _told(_error("SomethingOfItsOwn", "", status)) == ("failed", cause)


@pytest.mark.parametrize("code", ["404", "500", "501"])
def test_a_page_instead_of_an_answer_is_a_fault(code: str) -> None:
    """Where no code is given, botocore puts the HTTP status in its place."""
    assert _told(_error(code, "Not Found")) == ("failed", "service fault")


def test_an_absent_thing_is_an_answer_where_the_row_says_so() -> None:
    """ "There is no bucket policy" is something to judge; without the row's word it is not."""
    gone = _error("NoSuchBucketPolicy", "The bucket policy does not exist", 404)

    assert _told(gone, absent=("NoSuchBucketPolicy",)) == ("absent", "")
    assert _told(gone)[0] == "failed"


def test_words_can_make_an_answer_of_a_code_that_is_a_refusal_else() -> None:
    """Macie says that it is off under the code of a denial; who may not ask is refused all the same."""
    off = ("AccessDeniedException: Macie is not enabled",)

    assert _told(_error("AccessDeniedException", "Macie is not enabled.", 403), absent=off) == ("absent", "")
    assert _told(_error("AccessDeniedException", "User: x is not authorized", 403), absent=off) == (
        "denied",
        "access denied",
    )
    assert _told(_error("AccessDenied", "Macie is not enabled", 403), absent=off)[0] == "denied"


def test_an_absent_code_does_not_cover_another() -> None:
    """Only the codes that the row names."""
    assert _told(_error("AccessDenied", "", 403), absent=("NoSuchBucketPolicy",)) == (
        "denied",
        "access denied",
    )


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (known.ReadTimeoutError(endpoint_url="https://x"), "timeout"),
        (known.ConnectTimeoutError(endpoint_url="https://x"), "unreachable"),
        (known.EndpointConnectionError(endpoint_url="https://x"), "unreachable"),
        (known.ConnectionClosedError(endpoint_url="https://x"), "unreachable"),
        (known.ProxyConnectionError(proxy_url="https://x"), "unreachable"),
        (known.SSLError(endpoint_url="https://x", error="no"), "unreachable"),
        (known.HTTPClientError(error="no"), "unreachable"),
        (known.ParamValidationError(report="Missing required parameter"), "fault in the mapping"),
        (known.NoRegionError(), "fault in the client"),
        (known.UnknownServiceError(service_name="x", known_service_names="y"), "fault in the client"),
        (known.CredentialRetrievalError(provider="sso", error_msg="no"), "credentials expired"),
        (
            known.TokenRetrievalError(provider="sso", error_msg="Token has expired and refresh failed"),
            "credentials expired",
        ),
        (known.UnauthorizedSSOTokenError(), "credentials expired"),
        (ResponseParserError("invalid XML"), "answer of another shape"),
        (ValueError("not done"), "answer of another shape"),
        (RecursionError(), "answer of another shape"),
    ],
)
def test_what_went_wrong_on_our_side(error: Exception, cause: str) -> None:
    """The network, the mapping, the session: each told, none a verdict."""
    assert _told(error) == ("failed", cause)


def test_aws_words_are_kept_but_not_without_end() -> None:
    """The message is evidence; a very long one is cut."""
    refusal = classify(_error("AccessDenied", WHO + "x" * 5_000, 403), regional=True)

    assert (refusal.error_code, refusal.message[: len(WHO)], len(refusal.message)) == (
        "AccessDenied",
        WHO,
        1_000,
    )


CODES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["AccessDenied", "Throttling", *EXPIRED, "NoSuchThing", "OptInRequired", "500"]),
)


@given(CODES, st.text(max_size=60), st.integers(), st.booleans())
def test_no_refusal_reads_as_seen(code: str, message: str, status: int, regional: bool) -> None:
    """Whatever AWS says, it is one of our outcomes, with a cause, and never an answer that was not named as one."""
    odd = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    refusal = classify(ClientError(odd, "X"), regional=regional)

    assert refusal.outcome in set(get_args(Outcome)) - {"seen", "absent"}
    assert refusal.cause


@pytest.mark.parametrize(
    "response", [{}, {"Error": {}}, {"Error": {"Code": None}}, {"Error": {"Message": None}}]
)
def test_a_refusal_without_words_is_still_one(response: Any) -> None:
    """A proxy may answer anything."""
    assert isinstance(classify(ClientError(response, "X"), regional=True), Refusal)
    assert _told(ClientError(response, "X"))[0] == "failed"
