"""Reports listed and fetched by the command, from the embedded AWS, over HTTP."""

import logging
import stat
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from e2e.conftest import Aws, bytes_of, evidencemap

from generator.collect import documents
from generator.documents import read_documents

PRODUCTION = "222233334444"
SOC, ISO, VENDOR, DRAFT = (f"report-ACME{number:012d}" for number in (1, 5, 13, 14))
SECRET = (b"X-Amz-Signature=", b"X-Amz-Expires=", b"term-ACME")


@pytest.fixture
def fetch(aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Any:
    """'reports fetch' of production into docs/; nothing it prints, logs or keeps may hold a secret."""
    (tmp_path / "evidencemap.yaml").write_text(aws.config)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(documents, "fetch", partial(documents.fetch, pause=lambda _: None))
    caplog.set_level(logging.DEBUG)

    def go(*args: Any, into: str = "docs") -> Any:
        ended = evidencemap("reports", "fetch", "--accounts", "production", "--into", into, *args)
        kept = b" ".join(bytes_of(tmp_path / into).values()) if (tmp_path / into).is_dir() else b""
        said = kept + (ended.out + ended.err + caplog.text).encode()
        assert [secret for secret in SECRET if secret in said] == []
        return ended

    return go


def test_listing(aws: Aws, fetch: Any) -> None:
    """Every page of what the account may see; an account that may not ask is told so, never shown as empty."""
    ended = evidencemap("reports", "list", "--accounts", "production")
    lines = ended.out.splitlines()
    aws.do("deny", PRODUCTION, "artifact", "ListReports", "no identity-based policy")
    denied = evidencemap("reports", "list", "--accounts", "production")

    assert (ended.code, lines[-1]) == (0, f"14 reports in account {PRODUCTION}.")
    (soc,) = [line for line in lines if line.startswith(SOC)]
    assert all(word in soc for word in ("v2", " to ", "PUBLISHED", "EXPLICIT", "AWS SOC 2 Type II Report"))
    assert any("CloudVendor Inc." in line for line in lines)
    assert (denied.code, denied.out) == (3, "")
    assert "AWS Artifact refuses ListReports: User: " in denied.err
    assert "needs artifact:ListReports" in denied.err


def test_terms_come_first_and_a_person_accepts_them(aws: Aws, fetch: Any, tmp_path: Path) -> None:
    """Shown, then accepted by the id, then the very bytes; a second time nothing changes."""
    shown = fetch("soc 2")
    asked = {call[3] for call in aws.calls() if call[2] == "artifact"}
    taken = fetch("soc 2", "--accept-terms", SOC)
    again = fetch("soc 2", "--accept-terms", SOC)
    (document,), faults = read_documents(tmp_path / "docs")

    assert (shown.code, taken.code, again.code, faults) == (2, 0, 0, ())
    assert asked == {"ListReports", "GetReportMetadata", "GetTermForReport"}
    (terms,) = (tmp_path / "docs" / "terms").iterdir()
    assert f"terms: docs/terms/{terms.name}" in shown.out
    assert f"{terms.stat().st_size:,} bytes, SHA-256 {terms.stem}" in shown.out
    assert f"evidencemap reports fetch {SOC} --into docs --accept-terms {SOC}" in shown.err
    assert f"  docs/{SOC}-v2.pdf\n" in taken.out
    assert document.sha256 in taken.out
    assert "already there, unchanged" in again.out
    assert (document.account, document.url.partition("?")[1]) == (PRODUCTION, "")
    assert "EvidenceReader" in document.caller
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "docs").glob("*.*")} == {0o600}


def test_bad_days(aws: Aws, fetch: Any, tmp_path: Path) -> None:
    """Each ends in words, or in the whole document; what came is kept for the next try."""
    ends = {
        ("expired",): (0, ""),
        ("cut", "500"): (0, ""),
        ("reset", "cut"): (0, ""),
        ("cut", "expired", "cut"): (0, ""),
        ("expired", "expired"): (3, "expired twice"),
        ("redirect",): (3, "127.0.0.1 sends on to elsewhere.example; it was not followed"),
        ("500", "500", "500"): (3, "failed 3 times: it answered 500"),
        ("truncate",): (3, "a PDF without its end came"),
        ("page",): (3, "A web page came in the place of the document"),
    }
    for number, (orders, (code, words)) in enumerate(ends.items()):
        into = f"docs{number}"
        fetch(ISO, into=into)
        for kind in orders:
            aws.do("order", kind)
        ended = fetch(ISO, "--accept-terms", ISO, into=into)
        aws.do("reset")

        assert (ended.code, words in ended.err) == (code, True), (orders, ended.err)
        assert (tmp_path / into / f"{ISO}-v1.pdf").exists() == (code == 0)
        after = fetch(ISO, "--accept-terms", ISO, into=into)
        assert (after.code, len(read_documents(tmp_path / into)[0])) == (0, 1), orders


def test_what_changes_between_two_fetches_is_said_loudly(aws: Aws, fetch: Any, tmp_path: Path) -> None:
    """Terms that changed are accepted anew; a document that changed is kept beside the first."""
    fetch(ISO)
    aws.do("order", "change", 1, of="terms")
    changed = fetch(ISO, "--accept-terms", ISO)
    fetch(ISO, "--accept-terms", ISO)
    aws.do("order", "change")
    other = fetch(ISO, "--accept-terms", ISO)
    documents = read_documents(tmp_path / "docs")[0]

    assert (changed.code, "its terms changed since they were shown" in changed.out) == (2, True)
    assert (other.code, "CHANGED: AWS gives another document" in other.err) == (0, True)
    assert [one.file for one in documents] == [f"{ISO}-v1.pdf", f"{ISO}-v1-{documents[1].sha256[:8]}.pdf"]
    assert len({one.sha256 for one in documents}) == 2


def test_what_is_not_meant_or_not_allowed(aws: Aws, fetch: Any, tmp_path: Path) -> None:
    """Nothing is fetched, the code says whose turn it is, and the words what to do."""
    vendor = fetch("CloudVendor's", "soc 2")
    unknown, draft, version = fetch("report-ACME000000000099"), fetch(DRAFT), fetch(ISO, "--version", 7)
    stray = fetch(ISO, "--accept-terms", SOC)
    both = evidencemap("reports", "fetch", ISO, "--into", "docs", "--accounts", "production,sandbox")
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "bagit.txt").write_text("")
    inside = fetch(ISO, into="pack/docs")
    aws.do("deny", PRODUCTION, "artifact", "GetReport", "explicit deny")
    fetch(ISO)
    denied = fetch(ISO, "--accept-terms", ISO)

    told = {
        "lists no report 'CloudVendor's'": vendor, "The nearest: ": unknown, "is UNPUBLISHED, not PUBLISHED": draft,
        "has no version 7": version, "names no report that this command fetches": stray,
        "through one account": both, "lies in the pack": inside, "needs artifact:GetReport": denied,
    }  # fmt: skip
    for words, ended in told.items():
        assert words in ended.err, ended.err
        assert ended.code == (3 if ended is denied else 2), words
    assert list((tmp_path / "docs").glob("*.pdf")) == []
    assert not (tmp_path / "pack" / "docs").exists()


def test_several_at_once_and_one_that_is_named_by_id(aws: Aws, fetch: Any, tmp_path: Path) -> None:
    """One that fails does not keep the others; a vendor's and an unpublished one go by their id alone."""
    aws.do("order", "page")
    fetch(ISO, VENDOR, "--accept-terms", ISO)
    mixed = fetch(ISO, VENDOR, "--accept-terms", ISO, "--accept-terms", VENDOR)
    fetch(DRAFT, "--version", 1)
    draft = fetch(DRAFT, "--version", 1, "--accept-terms", DRAFT)

    assert (mixed.code, "A web page came" in mixed.err) == (3, True)
    assert draft.code == 0
    assert [one.report for one in read_documents(tmp_path / "docs")[0]] == [VENDOR, DRAFT]
