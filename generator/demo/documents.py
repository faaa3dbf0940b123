"""What the presigned addresses of the embedded AWS lead to: documents that end, change and break to order.

As at S3, the address alone opens the document: a signature that we made, and a time after which it is void.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from generator.demo.faults import Answer
from generator.demo.guards import Cut

Order = Literal["expired", "redirect", "truncate", "cut", "500", "reset", "change", "page", "whole"]

ELSEWHERE = "https://elsewhere.example/login?next=documents"
_KEY = secrets.token_bytes(32)
_LASTS = 300  # seconds
_DATE = "%Y%m%dT%H%M%SZ"


def presigned(endpoint: str, path: str) -> str:
    """An address that opens ``path`` for five minutes from now: by the real clock, as it is asked by it."""
    query = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Date": datetime.now(UTC).strftime(_DATE),
        "X-Amz-Expires": str(_LASTS),
        "X-Amz-SignedHeaders": "host",
        "X-Amz-Security-Token": secrets.token_urlsafe(24),
    }
    return f"{endpoint}{path}?{urlencode({**query, 'X-Amz-Signature': _signature(path, query)})}"


def _signature(path: str, query: Mapping[str, str]) -> str:
    signed = f"{path}?{urlencode(sorted(query.items()))}"
    return hmac.new(_KEY, signed.encode(), hashlib.sha256).hexdigest()


@dataclass
class _Ordered:
    kind: Order
    of: str
    left: int


class Documents:
    """Answers presigned addresses; ``order`` lets the next answers go wrong, until ``reset``."""

    def __init__(self) -> None:
        self._orders: list[_Ordered] = []

    def order(self, kind: Order, times: int = 1, of: str = "report") -> None:
        """Let so many answers about a ``report`` (or its ``terms``) go this way.

        ``expired``: the address has run out; ``redirect``: another host is named; ``truncate``: the end is
        missing though nothing says so; ``cut``: half of what was promised comes; ``500``: a fault of the server;
        ``reset``: no answer; ``change``: another document; ``page``: a web page; ``whole``: ranges are ignored.
        """
        self._orders.append(_Ordered(kind, of, times))

    def reset(self) -> None:
        """Everything is as it should be again."""
        self._orders.clear()

    def answer(self, method: str, target: str, headers: Mapping[str, str]) -> Answer:
        """Answer an address."""
        if method != "GET":
            return _refusal(405, "MethodNotAllowed", "The specified method is not allowed.")
        if headers.get("Authorization"):
            return _refusal(400, "InvalidArgument", "Only one auth mechanism allowed")
        path = urlsplit(target).path
        ordered = self._ordered(path)
        if refused := _look(target, ordered):
            return refused
        if "reset" in ordered:
            raise Cut
        body = _body(path, changed="change" in ordered)
        if "truncate" in ordered:
            body = body[: len(body) * 3 // 4]
        answer = _ranged(body, {} if "whole" in ordered else headers)
        if "cut" in ordered:
            promised = {**answer.headers, "Content-Length": str(len(answer.body))}
            return replace(answer, headers=promised, body=answer.body[: len(answer.body) // 2])
        return answer

    def _ordered(self, path: str) -> set[str]:
        """The first order that waits for this kind of document, and whether another document is given."""
        mine = [one for one in self._orders if one.left > 0 and f"/{one.of}/" in path]
        found = [one for one in mine if one.kind == "change"][:1]
        found += [one for one in mine if one.kind != "change"][:1]
        for one in found:
            one.left -= 1
        return {one.kind for one in found}


def _look(target: str, ordered: set[str]) -> Answer | None:
    """What is answered in the place of the document, where something is."""
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    signature = query.pop("X-Amz-Signature", "")
    if not hmac.compare_digest(signature, _signature(parts.path, query)):
        words = "The request signature we calculated does not match the signature you provided."
        return _refusal(403, "SignatureDoesNotMatch", words)
    given = datetime.strptime(query["X-Amz-Date"], _DATE).replace(tzinfo=UTC)
    if "expired" in ordered or datetime.now(UTC) > given + timedelta(seconds=int(query["X-Amz-Expires"])):
        return _refusal(403, "AccessDenied", "Request has expired")
    if "redirect" in ordered:
        return Answer(302, {"Location": ELSEWHERE}, b"")
    if "500" in ordered:
        return _refusal(500, "InternalError", "We encountered an internal error. Please try again.")
    if "page" in ordered:
        return Answer(200, {"Content-Type": "text/html"}, b"<!doctype html><title>Please sign in</title>")
    return None


def _refusal(status: int, code: str, words: str) -> Answer:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{words}</Message></Error>'
    return Answer(status, {"Content-Type": "application/xml"}, body.encode())


def _ranged(body: bytes, headers: Mapping[str, str]) -> Answer:
    """The document, or its rest from the byte that was asked for."""
    etag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
    about = {"Content-Type": "application/pdf", "ETag": etag, "Accept-Ranges": "bytes"}
    wanted = re.fullmatch(r"bytes=(\d{1,12})-", headers.get("Range", ""))
    if not wanted or headers.get("If-Range", etag) != etag:
        return Answer(200, about, body)
    start = int(wanted[1])
    if start >= len(body):
        return _refusal(416, "InvalidRange", "The requested range is not satisfiable")
    place = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
    return Answer(206, {**about, **place}, body[start:])


def _body(path: str, *, changed: bool) -> bytes:
    """A PDF that says what it stands for; ``path`` is /documents/<terms or report>/<id>/<version>."""
    _, _, what, report, version = path.split("/")
    words = [f"Embedded AWS: the {what} of {report}, version {version}.", "Made up, and of no meaning."]
    return pdf([*words, "A later copy."] if changed else words)


def pdf(lines: list[str]) -> bytes:
    """A valid PDF of one page; a long comment makes it worth cutting."""
    shown = "".join(f"({line.replace('(', '').replace(')', '')}) Tj T* " for line in lines)
    stream = f"BT /F1 12 Tf 50 780 Td 16 TL {shown}ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    made, places = b"%PDF-1.4\n" + b"% made for the embedded AWS\n" * 1_000, []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        made
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(made))
    )
