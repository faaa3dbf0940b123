"""A stand-in for S3 behind presigned addresses: speaks HTTP, resumes, and misbehaves as a test says."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PDF = b"%PDF-1.4\n" + b"% a line of a report\n" * 9_000 + b"%%EOF\n"
SECRETS = ("SECRET-SIGNATURE", "SECRET-TOKEN")


class Shelf(ThreadingHTTPServer):
    """``says`` are the next answers, by name; afterwards the body is given whole or from the byte asked for."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.body, self.etag = PDF, '"one"'
        self.says: list[str] = []
        self.heard: list[dict[str, str]] = []
        self.connects: list[str] = []

    def url(self, path: str = "/reports/one") -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}?X-Amz-Signature={SECRETS[0]}&n={len(self.heard)}"

    def ranges(self) -> list[str]:
        return [heard.get("Range", "") for heard in self.heard]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A line that the test cut is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Shelf

    def do_GET(self) -> None:
        shelf = self.server
        shelf.heard.append(dict(self.headers.items()))
        says = shelf.says.pop(0) if shelf.says else ""
        made = getattr(self, f"say_{says}")() if says else self.right()
        status, headers, body = made
        self.send_response_only(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def do_CONNECT(self) -> None:
        self.server.connects.append(self.headers.get("Proxy-Authorization", ""))
        self.send_error(502)

    def right(self) -> tuple[int, dict[str, str], bytes]:
        shelf, asked = self.server, self.headers.get("Range", "")
        tag = {"ETag": shelf.etag}
        if not asked or self.headers.get("If-Range", shelf.etag) != shelf.etag:
            return 200, tag, shelf.body
        start, whole = int(asked[6:-1]), len(shelf.body)
        if start >= whole:
            return 416, {}, b"<Error/>"
        return 206, {**tag, "Content-Range": f"bytes {start}-{whole - 1}/{whole}"}, shelf.body[start:]

    def say_cut(self) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = self.right()
        return status, {**headers, "Content-Length": str(len(body))}, body[: len(body) // 2]

    def say_weak(self) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = self.say_cut()
        return status, {**headers, "ETag": 'W/"one"'}, body

    def say_misplaced(self) -> tuple[int, dict[str, str], bytes]:
        return 206, {"ETag": self.server.etag, "Content-Range": "bytes 5-9/10"}, b"12345"

    def say_other(self) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = self.right()
        return status, {**headers, "ETag": '"two"'}, body

    def say_unmeasured(self) -> tuple[int, dict[str, str], bytes]:
        return 200, {"Content-Length": "", "Connection": "close"}, self.server.body

    def say_reset(self) -> tuple[int, dict[str, str], bytes]:
        raise ConnectionResetError

    def say_500(self) -> tuple[int, dict[str, str], bytes]:
        return 500, {}, b"<Error><Code>InternalError</Code></Error>"

    def say_expired(self) -> tuple[int, dict[str, str], bytes]:
        return 403, {}, b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"

    def say_403(self) -> tuple[int, dict[str, str], bytes]:
        return 403, {}, b"<Error><Code>AccessDenied</Code></Error>"

    def say_404(self) -> tuple[int, dict[str, str], bytes]:
        return 404, {}, b""

    def say_away(self) -> tuple[int, dict[str, str], bytes]:
        return 302, {"Location": f"https://me:pw@elsewhere.example/x?{SECRETS[0]}"}, b""

    def say_nowhere(self) -> tuple[int, dict[str, str], bytes]:
        return 307, {"Location": "https://[\x1b"}, b""

    def say_huge(self) -> tuple[int, dict[str, str], bytes]:
        return 200, {"Content-Length": "500000001"}, b"%PDF-"

    def say_packed(self) -> tuple[int, dict[str, str], bytes]:
        return 200, {"Content-Encoding": "gzip"}, b"x" * 100

    def say_page(self) -> tuple[int, dict[str, str], bytes]:
        return 200, {}, b"\n<!DOCTYPE html><title>Sign in</title>"

    def say_nothing(self) -> tuple[int, dict[str, str], bytes]:
        return 200, {}, b""

    def say_endless(self) -> tuple[int, dict[str, str], bytes]:
        return 200, {}, PDF[:-7]

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def shelf_up() -> Iterator[Shelf]:
    """The stand-in, while the block runs."""
    shelf = Shelf()
    thread = threading.Thread(target=shelf.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield shelf
    finally:
        shelf.shutdown()
        thread.join()
        shelf.server_close()
