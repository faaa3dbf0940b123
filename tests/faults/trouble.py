"""The faults of the campaign: what each does to an answer, where it applies, and what must come of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from faults.answers import refusal, said, tokens_of, written
from faults.bodies import bare, extended, lessened, mistyped, without
from faults.replay import Cut, Drip, Heard, Said, Silence
from faults.where import (
    has_body,
    is_regional,
    is_structured,
    keys,
    lists,
    losable,
    lost,
    not_found,
    paged,
    path_of,
    regional,
    shape_of,
    skews,
    some_keys,
    typed_keys,
)

from generator.demo.faults import Answer
from generator.demo.guards import DENIED, permission
from generator.demo.wire import Call
from generator.model.catalog import Call as Row
from generator.model.catalog import Catalog
from generator.model.evidence import Record

SLOW = 0.3  # seconds that the campaign waits for an answer
_JSON = ("json", "rest-json")
# What must come of a cell. "as said": the answer itself says something else, which may cost, never help.
Must = Literal["no data", "unchanged", "stops", "as said", "gone", "lost"]


@dataclass(frozen=True)
class Cell:
    """One call under one fault. ``variant`` tells forms of the fault apart: a key, a code."""

    call: str
    fault: str
    variant: str = ""

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.call, self.fault, self.variant)))


@dataclass(frozen=True)
class Trouble:
    """A fault. ``words``: a reason must hold one of them; ``applies``: the records that it is laid over."""

    id: str
    says: str
    must: Must
    do: Callable[[Heard, str, Catalog], Said]
    words: tuple[str, ...] = ()
    variants: Callable[[Row, Sequence[Record]], Iterable[str]] = lambda _row, _records: ("",)
    applies: Callable[[Record, str], bool] = lambda _record, _variant: True


# botocore itself takes an answer of S3 that is no XML for a 500.
_SHAPE = ("another shape", "no list at", "is empty", "cut", "service fault")
_SILENT = "had not answered"  # the engine asks a service no more that gives nothing


def _coded(call: Call, json: str, xml: str, **own: str) -> str:
    return own.get(call.service) or (json if call.protocol in _JSON else xml)


def _denied(heard: Heard, _variant: str, _catalog: Catalog) -> Said:
    code = DENIED.get(heard.call.service) or _coded(heard.call, "AccessDeniedException", "AccessDenied")
    return refusal(
        heard.call, code, _not_allowed(heard.call, "because no identity-based policy allows the action"), 403
    )


def _denied_by_scp(heard: Heard, _variant: str, _catalog: Catalog) -> Said:
    code = DENIED.get(heard.call.service) or _coded(heard.call, "AccessDeniedException", "AccessDenied")
    return refusal(heard.call, code, _not_allowed(heard.call, SCP), 403)


SCP = "with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-example/p-example"


def _not_allowed(call: Call, why: str) -> str:
    who = f"arn:aws:sts::{call.account}:assumed-role/EvidenceReader/evidencemap"
    return f"User: {who} is not authorized to perform: {permission(call.service, call.operation)} {why}"


def _unrecognised(heard: Heard, _variant: str, _catalog: Catalog) -> Said:
    code = _coded(
        heard.call,
        "UnrecognizedClientException",
        "InvalidClientTokenId",
        s3="InvalidAccessKeyId",
        ec2="AuthFailure",
    )
    return refusal(heard.call, code, "The security token included in the request is invalid.", 403)


def _opt_in(heard: Heard, _variant: str, _catalog: Catalog) -> Said:
    return refusal(heard.call, "OptInRequired", "You are not subscribed to this service.", 403)


def _region_off(heard: Heard, _variant: str, _catalog: Catalog) -> Said:
    code = _coded(
        heard.call,
        "UnrecognizedClientException",
        "InvalidClientTokenId",
        ec2="AuthFailure",
        s3="InvalidAccessKeyId",
    )
    return refusal(heard.call, code, "The security token included in the request is invalid.", 401)


def _throttled(heard: Heard, _variant: str, _catalog: Catalog) -> Said:
    code = _coded(heard.call, "ThrottlingException", "Throttling", ec2="RequestLimitExceeded", s3="SlowDown")
    return refusal(heard.call, code, "Rate exceeded", 503 if heard.call.service in ("ec2", "s3") else 400)


def _broken(heard: Heard, _variant: str, _catalog: Catalog) -> Said:
    return refusal(
        heard.call,
        _coded(heard.call, "InternalServerException", "InternalFailure"),
        "An internal error.",
        500,
    )


def _skewed(heard: Heard, variant: str, _catalog: Catalog) -> Said:
    words = {
        "RequestTimeTooSkewed": "The difference between the request time and the current time is too large."
    }
    return refusal(
        heard.call,
        variant,
        words.get(variant, "Signature expired: 20261126T160000Z is now earlier than 20261126T160500Z"),
        403,
    )


def _expired(heard: Heard, _variant: str, _catalog: Catalog) -> Said:
    code = _coded(heard.call, "ExpiredTokenException", "ExpiredToken", ec2="RequestExpired")
    return refusal(heard.call, code, "The security token included in the request is expired", 403)


def _with_body(heard: Heard, body: bytes, kind: str = "") -> Answer:
    headers = {**heard.answer.headers, **({"Content-Type": kind} if kind else {})}
    return Answer(200, {n: v for n, v in headers.items() if n.lower() != "content-length"}, body)


def _truncated(heard: Heard, _variant: str, _catalog: Catalog) -> Said:
    body = heard.answer.body
    return _with_body(heard, body[: max(1, len(body) * 2 // 3)])


def _missing(heard: Heard, variant: str, catalog: Catalog) -> Said:
    assert heard.record is not None
    if variant == "all":
        return bare(heard.call, heard.answer)
    # What stands in a header, or is the whole body, goes with the reply that is written anew.
    less = without(written(heard.record, heard.page, catalog), path_of(variant))
    return lessened(heard.call, heard.answer, path_of(variant)) or said(heard.call, less)


def _mistyped(heard: Heard, variant: str, _catalog: Catalog) -> Said:
    return mistyped(heard.call, heard.answer, path_of(variant)) or heard.answer


def _gone(heard: Heard, variant: str, _catalog: Catalog) -> Said:
    return refusal(heard.call, variant, "It does not exist (deleted a moment ago).", 404)


def _repeats(heard: Heard, variant: str, catalog: Catalog) -> Said:
    """Each page names a next one: always the same, or two in turn."""
    assert heard.record is not None
    sent, given, more = tokens_of(heard.record.service, heard.record.operation)
    token = "again" if variant == "the same" or heard.call.params.get(sent) != "again" else "and again"
    page = written(heard.record, heard.page, catalog)
    shape = shape_of(heard.record.service, heard.record.operation)
    return said(heard.call, _laid(page, given, token, more, shape))


def _laid(page: Any, given: str, token: str, more: str, shape: Any) -> Any:
    page = _set(page, given.split("."), token)
    return _set(page, more.split("."), True) if more else page


def _set(page: Any, steps: list[str], value: Any) -> Any:
    if len(steps) == 1:
        return {**page, steps[0]: value}
    return {**page, steps[0]: _set(page.get(steps[0]) or {}, steps[1:], value)}


def _lose(heard: Heard, _variant: str, catalog: Catalog) -> Said:
    """A page in the middle is empty, though its token leads on; of a single page, the second half is gone."""
    assert heard.record is not None
    page = written(heard.record, heard.page, catalog)
    many = len(heard.record.pages)
    if many > 1 and heard.page != many // 2:
        return heard.answer
    keep = {
        name: [] if many > 1 else page[name][: len(page[name]) // 2]
        for name in lists(heard.record)
        if name in page
    }
    return said(heard.call, {**page, **keep})


_ALWAYS = (
    Trouble("denied", "AccessDenied", "no data", _denied, ("AccessDenied", "no identity policy", "Unauthorized", "AuthorizationError")),
    Trouble("scp", "explicit deny by a service control policy", "no data", _denied_by_scp, ("denied by SCP",)),
    Trouble("client", "UnrecognizedClient", "no data", _unrecognised, ("UnrecognizedClient", "InvalidClientTokenId", "InvalidAccessKeyId", "AuthFailure", "region off", "access denied")),
    Trouble("optin", "OptInRequired", "no data", _opt_in, ("OptInRequired", "not subscribed")),
    Trouble("region", "region off", "no data", _region_off, ("region off", "InvalidAccessKeyId"), regional, is_regional),
    Trouble("throttle", "throttled for ever", "no data", _throttled, ("throttled", _SILENT)),
    Trouble("500", "500 for ever", "no data", _broken, ("service fault", _SILENT)),
    Trouble("reset", "the line is reset", "no data", lambda h, _v, _c: Cut(h.answer), ("unreachable", _SILENT)),
    Trouble("cut", "the line ends inside the answer", "no data", lambda h, _v, _c: Cut(h.answer, max(1, len(h.answer.body) // 2)), ("unreachable", "answer of another shape", "timeout", _SILENT)),
    Trouble("timeout", "no answer in time", "no data", lambda _h, _v, _c: Silence(SLOW * 1.6), ("timeout", "unreachable", _SILENT)),
    Trouble("drip", "the answer drips and then stops", "no data", lambda h, _v, _c: Drip(h.answer, 4, SLOW / 8, whole=False), ("timeout", "unreachable", _SILENT)),
    Trouble("slow", "the answer drips, and comes whole", "unchanged", lambda h, _v, _c: Drip(h.answer, 5, SLOW / 8)),
    Trouble("expired", "the token expires in the middle", "stops", _expired, ("expired",)),
    Trouble("skew", "clock skew", "no data", _skewed, ("clock skew",), skews),
)  # fmt: skip
_OF_BODIES = (
    Trouble("empty", "200 with an empty body", "no data", lambda h, _v, _c: _with_body(h, b""), _SHAPE, applies=has_body),
    Trouble("truncated", "200 with JSON or XML cut in two", "no data", _truncated, _SHAPE, applies=has_body),
    Trouble("html", "200 with a proxy's page", "no data", lambda h, _v, _c: _with_body(h, b"<!doctype html><p>Sign in", "text/html"), _SHAPE, applies=has_body),
    Trouble("bare", "an answer in which nothing is said", "as said", lambda h, _v, c: _missing(h, "all", c), applies=is_structured),
    Trouble("missing", "a key is missing", "as said", _missing, variants=some_keys, applies=lambda r, v: v in keys(r)),
    Trouble("type", "a value is of another type", "as said", _mistyped, variants=typed_keys, applies=lambda r, v: v in keys(r)),
    Trouble("extra", "unknown members more", "unchanged", lambda h, _v, _c: extended(h.call, h.answer), applies=is_structured),
    Trouble("repeats", "a page's token repeats", "no data", _repeats, ("the pages do not end", "same next token", "twice"), paged, has_body),
    Trouble("lost", "a page is lost in the middle", "lost", _lose, variants=lost, applies=losable),
    Trouble("gone", "the item is deleted between list and get", "gone", _gone, variants=not_found),
)  # fmt: skip
TROUBLES = {one.id: one for one in (*_ALWAYS, *_OF_BODIES)}
__all__ = ["SLOW", "TROUBLES", "Cell", "Must", "Trouble"]
