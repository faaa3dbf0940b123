"""What kind of file came, by its first bytes, and whether its end came too."""

from pathlib import Path

_TAIL = 66_000  # a ZIP's end record and its comment fit in it
_ZIP_END = b"PK\x05\x06"


def kind_of(path: Path) -> str:
    """``pdf``, ``xlsx``, ``zip``, ``html``, ``txt``, else ``bin``; "" for an empty file."""
    head, tail = _ends(path)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "xlsx" if b"xl/workbook.xml" in head + tail else "zip"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    return _text(head) if head else ""


def is_whole(path: Path, kind: str) -> bool:
    """Whether the end that files of this kind have is there; True for kinds that have none."""
    _, tail = _ends(path)
    if kind == "pdf":
        return b"%%EOF" in tail[-2048:]
    if kind in ("zip", "xlsx"):
        at = tail.rfind(_ZIP_END)
        # 22 bytes and a comment whose length they end with.
        return at >= 0 and len(tail) - at == 22 + int.from_bytes(tail[at + 20 : at + 22], "little")
    return True


def _ends(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as file:
        head = file.read(4096)
        file.seek(max(0, file.seek(0, 2) - _TAIL))
        return head, file.read(_TAIL)


def _text(head: bytes) -> str:
    try:
        words = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:  # else only a last letter was cut in two
            return "bin"
        words = head[: error.start].decode("utf-8")
    return "txt" if all(sign.isprintable() or sign in "\t\r\n\f\ufeff" for sign in words) else "bin"
