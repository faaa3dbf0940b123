"""Where people's work on a pack lies: in a folder beside it, never inside, so that a pack stays as it was sealed.

``output/acme/2026Q3`` has ``output/acme/2026Q3.work/`` with reviews.jsonl, requests.jsonl, signatures.jsonl and
files/<sha256>. A pack that is rendered again takes a copy of what it was judged with into ``data/work/``.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

from generator.ledger import read
from generator.model.work import Answer, ExceptionEntry, Given, Work

REVIEWS, REQUESTS, SIGNATURES, FILES = "reviews.jsonl", "requests.jsonl", "signatures.jsonl", "files"
EXCEPTIONS = "exceptions.yaml"  # in a pack: those that judged it


def beside(pack: Path) -> Path:
    """The folder of work that belongs to a pack."""
    return pack.with_name(pack.name + ".work")


def read_work(folder: Path, exceptions: Sequence[ExceptionEntry] = ()) -> Work:
    """What people did, from a folder of work or a pack's own copy of it; nothing where it is not there."""
    return Work(
        reviews=read(folder / REVIEWS, Answer),
        given=read(folder / REQUESTS, Given),
        exceptions=tuple(exceptions),
    )


def keep_file(earlier: Path, folder: Path, sha256: str) -> None:
    """Take a given file from an earlier folder of work into this one; nothing where none was given or it is gone."""
    source, target = earlier / FILES / sha256, folder / FILES / sha256
    if sha256 and source.is_file() and not source.is_symlink() and not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def copy_work(folder: Path, staging: Path) -> None:
    """Take the lines (not the files) of a folder of work into a pack that is being made."""
    for name in (REVIEWS, REQUESTS):
        if (folder / name).is_file():
            (staging / "data" / "work").mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / name, staging / "data" / "work" / name)
