"""One presigned address -> one file: plain HTTPS without AWS credentials, bounded, resumed after a cut.

An address is a secret. Errors name its host alone, and what libraries say of it is never passed on.
"""

import ipaddress
import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import urllib3
from botocore.httpsession import get_cert_path
from botocore.utils import get_environ_proxies
from urllib3.exceptions import HTTPError, SSLError

from generator.documents import MOST, cleaned
from generator.errors import AwsError
from generator.model.plain import plain

_TRIES = 3
_CHUNK = 256 * 1024
_ETAG = re.compile(r'"[\x21\x23-\x7e]{1,200}"')  # a strong one: weak ones do not vouch for bytes
_PLAIN = r"[\x21-\x5b\x5d-\x7e]{1,10240}"  # printable ASCII without a backslash
_RANGE = re.compile(r"bytes ([0-9]{1,15})-[0-9]{1,15}/([0-9]{1,15})")


class _CutError(Exception):
    """The line or the server failed: what came is kept, and the rest asked for again."""


class _StaleError(Exception):
    """The rest does not belong to what came: begin from the first byte."""


class _ExpiredError(Exception):
    """The address has run out."""


@plain
class _Begun:
    """What is there of a file, and the ETag that its rest must have."""

    size: int
    etag: str


def download(
    address: Callable[[], str], part: Path, *, pause: Callable[[float], None], most: int = MOST
) -> str:
    """Fetch into ``part``, going on from what it holds; gives the address without query and user.

    ``address`` asks AWS for a presigned address; it is asked again once, when the first has expired.

    Raises:
        AwsError: refused, sent elsewhere, too large, or cut too often; ``part`` then keeps what came.
    """
    url, renewed, tries = _checked(address()), False, 0
    while True:
        try:
            _once(url, part, most)
        except _ExpiredError:
            if renewed:
                raise AwsError(
                    f"The address at {_host(url)} had expired twice, though AWS had just given it.",
                    "Look whether this machine's clock is right, and run the same command again.",
                ) from None
            url, renewed = _checked(address()), True
        except (_CutError, _StaleError) as error:
            tries += 1
            if isinstance(error, _StaleError):
                forget(part)
            if tries >= _TRIES:
                raise AwsError(
                    f"The download from {_host(url)} failed {tries} times: {error}.",
                    f"Run the same command again; it goes on from {part.name}.",
                ) from None
            pause(tries)
        else:
            _note(part).unlink(missing_ok=True)
            return _bare(url)


def forget(part: Path) -> None:
    """Take away what an earlier try left."""
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


@contextmanager
def unlogged() -> Iterator[None]:
    """Libraries log requests and replies where debugging is on: not while these hold addresses and tokens."""
    loggers = [logging.getLogger(name) for name in ("botocore", "urllib3")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _once(url: str, part: Path, most: int) -> None:
    begun = _begun(part)
    headers = {"Accept-Encoding": "identity"}
    if begun:
        headers |= {"Range": f"bytes={begun.size}-", "If-Range": begun.etag}
    with unlogged(), _pool(url) as pool:
        try:
            answer = pool.request(
                "GET", url, headers=headers, preload_content=False, redirect=False, retries=False
            )
        except HTTPError as error:
            raise _failure(error, url) from None
        try:
            _look(answer, url)
            _write(answer, url, part, begun, most)
        except HTTPError as error:
            raise _failure(error, url) from None
        finally:
            answer.close()


def _look(answer: Any, url: str) -> None:
    """Raises unless the answer carries the file or a part of it."""
    status = answer.status
    if status in (200, 206):
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise AwsError(f"{_host(url)} packed the document though not asked to.", "Nothing was kept.")
        return
    if 300 <= status < 400:
        raise AwsError(
            f"{_host(url)} sends on to {_host(answer.headers.get('Location', ''))}; it was not followed.",
            "A presigned address is answered where it points. Ask who stands between you and AWS.",
        )
    if status == 416:
        raise _StaleError("it has no such rest")
    if status in (400, 401, 403) and b"expired" in answer.read(8192, decode_content=False).lower():
        raise _ExpiredError
    if status >= 500 or status in (408, 429):
        raise _CutError(f"it answered {status}")
    raise AwsError(
        f"{_host(url)} refuses the document (HTTP {status}).",
        "The network must let you reach S3 (*.amazonaws.com) beside the API of Artifact.",
    )


def _write(answer: Any, url: str, part: Path, begun: _Begun | None, most: int) -> None:
    start, total = _place(answer, begun)
    if total is not None and total > most:
        raise AwsError(f"{_host(url)} holds {total:,} bytes; {most:,} are the most.", "Nothing was kept.")
    if not start:
        _write_note(part, answer.headers.get("ETag", ""))
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | (os.O_APPEND if start else os.O_TRUNC)
    have = start
    with os.fdopen(os.open(part, flags, 0o600), "ab" if start else "wb") as file:
        for chunk in answer.stream(_CHUNK, decode_content=False):
            have += len(chunk)
            if have > most:
                file.truncate(0)
                raise AwsError(f"{_host(url)} sent more than {most:,} bytes.", "Nothing was kept.")
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if total is not None and have != total:
        raise _CutError(f"{have:,} bytes came of {total:,}")


def _place(answer: Any, begun: _Begun | None) -> tuple[int, int | None]:
    """Where the answer's first byte belongs, and how long the whole is."""
    if answer.status == 200:
        length = answer.headers.get("Content-Length", "")
        return 0, int(length) if re.fullmatch("[0-9]{1,15}", length) else None
    found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    etag = answer.headers.get("ETag", "")
    if begun is None or found is None or int(found[1]) != begun.size or etag != begun.etag:
        raise _StaleError("the rest does not belong to what came before")
    return begun.size, int(found[2])


def _begun(part: Path) -> _Begun | None:
    """What an earlier try left, where its rest can be asked for."""
    try:
        size, etag = part.stat().st_size, _note(part).read_text(encoding="ascii")
    except (OSError, ValueError):
        return None
    return _Begun(size=size, etag=etag) if size and _ETAG.fullmatch(etag) else None


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".etag")


def _write_note(part: Path, etag: str) -> None:
    note = _note(part)
    note.unlink(missing_ok=True)
    if _ETAG.fullmatch(etag):
        with os.fdopen(os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(etag)


def _failure(error: HTTPError, url: str) -> Exception:
    """What went wrong, without the words of the library: they hold the address."""
    if isinstance(error, SSLError):
        return AwsError(
            f"There is no trusted TLS connection to {_host(url)}: its certificate or protocol is not accepted.",
            "Behind a proxy that opens TLS, name its certificate in AWS_CA_BUNDLE.",
        )
    return _CutError("it did not answer in time" if "Timeout" in type(error).__name__ else "the line was cut")


def _pool(url: str) -> Any:
    """Connections as botocore makes them: the same proxies, the same certificates."""
    options: dict[str, Any] = {
        "timeout": urllib3.Timeout(connect=5, read=45),
        "cert_reqs": "CERT_REQUIRED",
        "ca_certs": os.environ.get("AWS_CA_BUNDLE")
        or os.environ.get("REQUESTS_CA_BUNDLE")
        or get_cert_path(True),
    }
    proxy = get_environ_proxies(url).get(urlsplit(url).scheme, "")
    if not proxy:
        return urllib3.PoolManager(**options)
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    named = urlsplit(proxy)
    user = f"{unquote(named.username)}:{unquote(named.password or '')}" if named.username else None
    headers = urllib3.make_headers(proxy_basic_auth=user)
    return urllib3.ProxyManager(proxy, proxy_headers=headers, **options)


def _checked(url: str) -> str:
    """The address, when it can be asked: HTTPS, or HTTP on this machine, without a user in it."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except (ValueError, AttributeError, TypeError):
        parts, host = urlsplit(""), ""
    allowed = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))
    if not allowed or not host or "@" in parts.netloc or not re.fullmatch(_PLAIN, url):
        raise AwsError(
            f"AWS gives no address that can be asked safely (host: {_host(url)}).",
            "Only HTTPS is asked. Look who answers for AWS Artifact here.",
        )
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _host(url: object) -> str:
    """The host of an address, safe to print; never more of it."""
    try:
        host = urlsplit(str(url)).hostname or ""
    except ValueError:
        host = ""
    return cleaned(host, 100) if re.fullmatch(r"[A-Za-z0-9.:_-]{1,253}", host) else "an unnamed place"


def _bare(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path or '/'}"
