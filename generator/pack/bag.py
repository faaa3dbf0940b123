"""BagIt 1.0 (RFC 8493): manifests that ``sha256sum -c`` reads; written beside, then swapped in."""

import hashlib
import os
import re
import shutil
from pathlib import Path

from generator.errors import SetupError

PAYLOAD = "manifest-sha256.txt"
TAGS = "tagmanifest-sha256.txt"
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def payload_files(folder: Path) -> list[Path]:
    """The files under ``data/``, sorted by name."""
    return sorted(path for path in (folder / "data").rglob("*") if path.is_file())


def seal(folder: Path, info: dict[str, str]) -> str:
    """Write the bag's declaration, information and manifests; gives SHA-256 of the payload manifest."""
    files = payload_files(folder)
    size = sum(path.stat().st_size for path in files)
    lines = [f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    told = {**info, "Payload-Oxum": f"{size}.{len(files)}"}
    (folder / "bagit.txt").write_text(_DECLARATION, encoding="utf-8")
    (folder / "bag-info.txt").write_text(
        "".join(f"{k}: {_one_line(v)}\n" for k, v in told.items()), encoding="utf-8"
    )
    (folder / PAYLOAD).write_text("".join(lines), encoding="utf-8")
    tags = [folder / name for name in ("bag-info.txt", "bagit.txt", PAYLOAD)]
    (folder / TAGS).write_text("".join(f"{sha256(path)}  {path.name}\n" for path in tags), encoding="utf-8")
    return sha256(folder / PAYLOAD)


def _one_line(value: str) -> str:
    return " ".join(_CONTROL.sub("\ufffd", value).split())


def restore(target: Path) -> None:
    """Put an earlier pack back that a swap, killed between its two steps, left aside."""
    earlier = target.with_name(target.name + ".earlier")
    if earlier.exists() and not target.exists():
        os.replace(earlier, target)  # noqa: PTH105 - as in swap_in


def swap_in(staging: Path, target: Path) -> None:
    """Put a finished folder in the place of an earlier one, which stays whole until the new one stands."""
    earlier = target.with_name(target.name + ".earlier")
    try:
        restore(target)
        shutil.rmtree(earlier, ignore_errors=True)
        if target.exists():
            os.replace(target, earlier)  # noqa: PTH105 - the same call for both steps
        os.replace(staging, target)  # noqa: PTH105
    except OSError as error:
        if earlier.exists() and not target.exists():
            os.replace(earlier, target)  # noqa: PTH105
        raise SetupError(
            f"The pack cannot be put in place at {target}: {error.strerror}.",
            f"It is complete in {staging}; move it.",
        ) from error
    shutil.rmtree(earlier, ignore_errors=True)
