"""The ledger of fetched documents: what a pack may cite, and what it must not."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import ACCOUNT

from generator import documents
from generator.documents import TermsAccepted, TermsShown, append, cleaned, read_documents, read_ledger
from generator.errors import ScopeError
from generator.model.scope import Document

SOC, BODY = "report-ACME000000000001", b"%PDF-1.4 a report %%EOF"
HASH = "0d5f1b1d6a9a4f2e1b6a7b9b4e9f3c0e7a0c1d2e3f405162738495a6b7c8d9e0"
WHEN = "2026-11-26T10:00:00.000000Z"


def document(folder: Path, file: str = f"{SOC}-v2.pdf", body: bytes = BODY, **other: Any) -> Document:
    """A document that lies in the folder as it was fetched."""
    folder.mkdir(exist_ok=True)
    (folder / file).write_bytes(body)
    sha256, size = documents.hash_of(folder / file)
    given = {
        "report": SOC, "version": "2", "name": "AWS SOC 2 Type II Report", "file": file, "sha256": sha256,
        "size": size, "fetched_at": WHEN, "caller": "arn:aws:iam::1:user/é\u2028", "account": ACCOUNT,
        "url": "https://bucket.s3.amazonaws.com/a/b%20c", "terms_sha256": HASH,
    }  # fmt: skip
    return Document(**{**given, "caller": cleaned(str(given["caller"])), **other})


def filled(folder: Path) -> Document:
    one = document(folder)
    append(folder, TermsShown(report=SOC, version="2", sha256=HASH, shown_at=WHEN, caller="me"))
    append(folder, TermsAccepted(report=SOC, version="2", sha256=HASH, accepted_at=WHEN, caller="me"))
    append(folder, one)
    return one


def test_what_was_added_comes_back_in_order(tmp_path: Path) -> None:
    """Lines are only ever added, and a later one about the same document counts."""
    one = filled(tmp_path)
    later = replace(one, fetched_at="2026-11-27T10:00:00Z", caller="somebody else")
    before = (tmp_path / "documents.jsonl").read_bytes()
    append(tmp_path, later)
    another = document(tmp_path, f"{SOC}-v2-12345678.pdf", BODY + b"\n")
    append(tmp_path, another)

    assert [type(event).__name__ for event in read_ledger(tmp_path)][:3] == [
        "TermsShown", "TermsAccepted", "Document",
    ]  # fmt: skip
    assert (tmp_path / "documents.jsonl").read_bytes().startswith(before)
    assert read_documents(tmp_path) == ((later, another), ())


def test_what_is_gone_or_changed_is_named_and_never_cited(tmp_path: Path) -> None:
    """A hash in a pack speaks of a file that is there."""
    ways = {
        "is gone": lambda path: path.unlink(),
        "was changed": lambda path: path.write_bytes(BODY.replace(b"report", b"letter")),
        "was changed after": lambda path: path.write_bytes(BODY + b" "),
        "no plain file": lambda path: (path.rename(path.with_name("x")), path.symlink_to("x")),
        "is no plain": lambda path: (path.unlink(), path.mkdir()),
    }
    for number, (words, change) in enumerate(ways.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        spoilt = filled(folder)
        kept = document(folder, "report-B-v1.pdf", report="report-B", version="1")
        append(folder, kept)
        change(folder / spoilt.file)
        found, faults = read_documents(folder)

        assert found == (kept,), words
        assert len(faults) == 1
        assert words in faults[0]
        assert spoilt.file in faults[0]


def test_a_folder_without_documents_says_so(tmp_path: Path) -> None:
    """Nothing fetched is not a fault of the documents, and not silence either."""
    found, faults = read_documents(tmp_path)

    assert found == ()
    assert faults == (f"{tmp_path}: no document was fetched into it",)
    with pytest.raises(ScopeError, match="There is no folder"):
        read_documents(tmp_path / "none")


def test_a_line_cut_anywhere_loses_itself_alone(tmp_path: Path) -> None:
    """Power went while it was written: what was before is whole, and what comes after too."""
    one = filled(tmp_path)
    ledger = tmp_path / "documents.jsonl"
    whole = ledger.read_bytes()
    start = whole[:-1].rindex(b"\n") + 1
    for cut in (*range(start, len(whole), 7), len(whole) - 1):
        ledger.write_bytes(whole[:cut])
        kept = read_ledger(tmp_path)
        append(tmp_path, one)

        assert len(kept) == 2 + (cut == len(whole) - 1), cut
        assert read_ledger(tmp_path) == (*kept, one)
        assert read_documents(tmp_path) == ((one,), ())


HOSTILE: dict[str, Any] = {
    "file": ["../x.pdf", "/etc/passwd", "a/b.pdf", "a\\b", ".hidden", "..", "", "x\x00", "x" * 300, 5, None],
    "size": [0, -1, True, "5", 5.0, 500_000_001],
    "sha256": ["x" * 64, HASH.upper(), HASH[:-1], f"{HASH}\n"],
    "terms_sha256": ["", 5],
    "report": ["report-", "../report", "report-a/b", ["report-a"]],
    "version": ["0", "-1", "1/2", 2, "9" * 11],
    "url": [
        "https://me:pw@bucket.example/a", "https://bucket.example/a?X-Amz-Signature=1", "https://b/a#x",
        "file:///etc/passwd", "https://bucket.example",
    ],
    "fetched_at": ["yesterday", "2026-11-26", 5],
    "account": ["12345", "١" * 12],
    "name": ["a\x1b[31m", "a\nb", "x" * 1_001, {}],
    "caller": ["a\u202eb", "x" * 2_101],
    "kind": ["documents", "", 5, None, ["document"]],
    "more": ["x"],
}  # fmt: skip


def test_a_line_that_no_fetch_wrote_is_refused_with_its_number(tmp_path: Path) -> None:
    """A folder may come from anybody: no name leads out of it, no value is of another type."""
    one = filled(tmp_path)
    ledger = tmp_path / "documents.jsonl"
    *before, line = ledger.read_bytes().splitlines(keepends=True)
    right = json.loads(line)
    wrong = [{**right, name: value} for name, values in HOSTILE.items() for value in values]
    wrong += [{k: v for k, v in right.items() if k != name} for name in right]
    texts = [json.dumps(entry).encode() for entry in wrong]
    texts += [b"[]", b'"x"', b"{", b"\xff", b"", b"[" * 50_000, b'{"kind": "document"}', b"9" * 5_000]
    for text in texts:
        ledger.write_bytes(b"".join(before) + text + b"\n" + line)
        with pytest.raises(ScopeError, match=r"documents\.jsonl, line 3: ") as caught:
            read_documents(tmp_path)
        assert "\x1b" not in caught.value.message
    ledger.write_bytes(b"".join(before) + line)

    assert len(texts) > 60
    assert read_documents(tmp_path) == ((one,), ())


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    """A slip ends in words, and leaves the ledger as it was."""
    one = filled(tmp_path)
    before = (tmp_path / "documents.jsonl").read_bytes()
    with pytest.raises(ScopeError, match="cannot hold"):
        append(tmp_path, replace(one, url="https://bucket.example/a?X-Amz-Signature=1"))

    assert (tmp_path / "documents.jsonl").read_bytes() == before


def test_a_ledger_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link, a folder, a file without end."""
    ledger = tmp_path / "documents.jsonl"
    ledger.symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").write_text("")
    with pytest.raises(ScopeError, match="cannot be read"):
        read_ledger(tmp_path)
    ledger.unlink()
    ledger.mkdir()
    with pytest.raises(ScopeError, match="not a plain file"):
        read_ledger(tmp_path)
    ledger.rmdir()
    filled(tmp_path)
    monkeypatch.setattr(documents, "_MAX_LEDGER", 100)
    with pytest.raises(ScopeError, match="larger than a ledger"):
        read_ledger(tmp_path)


def test_text_of_others_becomes_one_plain_line() -> None:
    """Whatever a name holds, it neither ends a line nor moves the cursor."""
    assert cleaned("a\nb\tc\x1b[1m\u202ed\ud800") == "a b\ufffdc\ufffd[1m\ufffdd\ufffd"
    assert cleaned("x" * 500, 10) == "x" * 9 + "…"
