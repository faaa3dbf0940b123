"""Documents of AWS Artifact: which is meant, terms before everything, whole files, and no secret left anywhere."""

import json
import logging
import os
import stat
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from builders import ACCOUNT
from collect.fake_aws import FakeAws
from collect.http_shelf import PDF, SECRETS, Shelf, shelf_up

from generator.collect.artifact import chosen, entered, listed
from generator.collect.documents import fetch
from generator.collect.download import download
from generator.collect.keeping import held
from generator.collect.kinds import is_whole, kind_of
from generator.documents import Listed, read_documents, read_ledger
from generator.errors import AwsError, EvidencemapError, ScopeError, SetupError
from generator.model.scope import Account

SOC = "report-ACME000000000001"
OWN = "Amazon Web Services, Inc."
URL = "http://127.0.0.1:1/x?X-Amz-Signature=" + SECRETS[0]
DAY = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
ROW = {
    "id": SOC, "version": 2, "name": "AWS SOC 2 Type II Report", "companyName": OWN, "state": "PUBLISHED",
    "uploadState": "COMPLETE", "acceptanceType": "EXPLICIT", "periodStart": DAY, "periodEnd": DAY,
}  # fmt: skip
REPORT = Listed(id=SOC, version=2, name="AWS SOC 2 Type II Report", state="PUBLISHED", upload="COMPLETE")


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with shelf_up() as up:
        yield up


def aws(shelf: Shelf | None = None, terms: str = "/terms/one", **answers: Any) -> FakeAws:
    """An Artifact with one report, whose documents lie on the shelf."""
    given = {
        "artifact.GetTermForReport": lambda *_: {
            "documentPresignedUrl": shelf.url(terms) if shelf else URL, "termToken": SECRETS[1],
        },
        "artifact.GetReport": lambda *_: {"documentPresignedUrl": shelf.url() if shelf else URL},
        "artifact.GetReportMetadata": {"reportDetails": ROW},
        "artifact.ListReports": {"reports": [ROW]},
    }  # fmt: skip
    return FakeAws(given | {f"artifact.{name}": answer for name, answer in answers.items()})


def into(folder: Path, fake: FakeAws, *, accept: bool = True) -> Any:
    """A fetch, with its terms shown before where they are accepted."""
    access = fake.access
    access.identify()
    with held(folder) as real:
        shown = fetch(access, REPORT, real, accept=False, pause=lambda _: None)
        return fetch(access, REPORT, real, accept=True, pause=lambda _: None) if accept else shown


def accepting(folder: Path, fake: FakeAws, report: Listed = REPORT) -> Any:
    """A fetch that accepts terms, whichever were shown before."""
    access = fake.access
    access.identify()
    with held(folder) as real:
        return fetch(access, report, real, accept=True, pause=lambda _: None)


def words_of(error: EvidencemapError) -> str:
    return f"{error.message} {error.hint}"


def everything(folder: Path) -> str:
    """All names and bytes of a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return " ".join(f"{path} {path.read_bytes().decode('latin-1')}" for path in files)


def test_a_document_is_kept_as_it_came(
    shelf: Shelf, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Byte for byte, for its owner alone, with a ledger that a later pack can cite."""
    caplog.set_level(logging.DEBUG)
    folder = tmp_path / "deep" / "docs"
    got = into(folder, aws(shelf))
    (document,), faults = read_documents(folder)
    kinds = [json.loads(line)["kind"] for line in (folder / "documents.jsonl").read_text().splitlines()]

    assert (got.state, got.document, faults) == ("fetched", document, ())
    assert (folder / f"{SOC}-v2.pdf").read_bytes() == PDF
    assert (document.file, document.size, document.account) == (f"{SOC}-v2.pdf", len(PDF), ACCOUNT)
    assert document.url == f"http://127.0.0.1:{shelf.server_address[1]}/reports/one"
    assert document.caller.endswith("assumed-role/reader/me")
    assert document.terms_sha256 == got.terms_sha256
    assert kinds == ["terms shown", "terms accepted", "document"]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
    assert (modes, stat.S_IMODE(folder.stat().st_mode)) == ({0o600}, 0o700)
    assert not [path for path in folder.rglob("*") if ".part" in path.name]
    assert not any("Authorization" in heard or "X-Amz-Date" in heard for heard in shelf.heard)
    said = everything(folder) + caplog.text + "".join(capfd.readouterr()) + repr(got)
    assert [secret for secret in SECRETS if secret in said] == []


def test_nothing_is_asked_for_before_terms_are_accepted(shelf: Shelf, tmp_path: Path) -> None:
    """Consent counts for the very terms that were shown; others are shown anew."""
    fake = aws(shelf)
    first = into(tmp_path, fake, accept=False)
    shelf.body = PDF.replace(b"report", b"duties")
    changed = accepting(tmp_path, fake)
    other = accepting(tmp_path, fake, Listed(id=SOC, version=3))
    asked = fake.calls("artifact.GetReport")
    taken = accepting(tmp_path, fake)
    shown = [event for event in read_ledger(tmp_path) if type(event).__name__ == "TermsShown"]

    assert [one.state for one in (first, changed, other)] == ["terms shown", "terms changed", "terms shown"]
    assert (asked, taken.state) == ([], "fetched")
    assert [(event.version, event.sha256) for event in shown] == [
        ("2", first.terms_sha256), ("2", changed.terms_sha256), ("3", changed.terms_sha256),
    ]  # fmt: skip
    assert first.terms == f"terms/{first.terms_sha256}.pdf"
    assert (tmp_path / first.terms).read_bytes() == PDF
    assert (tmp_path / changed.terms).read_bytes() != PDF


def test_cuts_are_met_by_asking_for_the_rest(shelf: Shelf, tmp_path: Path) -> None:
    """What came is not asked for again, unless nothing vouches that it belongs to the rest."""
    half, three = len(PDF) // 2, len(PDF) // 2 + (len(PDF) - len(PDF) // 2) // 2
    ways = {
        "cut": ["", f"bytes={half}-"],
        "cut cut": ["", f"bytes={half}-", f"bytes={three}-"],
        "500 reset": ["", "", ""],
        "cut 500": ["", f"bytes={half}-", f"bytes={half}-"],
        "weak": ["", ""],
        "cut misplaced": ["", f"bytes={half}-", ""],
        "cut other": ["", f"bytes={half}-", ""],
        "unmeasured": [""],
    }
    for number, (says, ranges) in enumerate(ways.items()):
        shelf.says, shelf.heard = says.split(), []
        part = tmp_path / f"{number}.part"
        download(shelf.url, part, pause=lambda _: None)

        assert (says, shelf.ranges()) == (says, ranges)
        assert {heard.get("If-Range") for heard in shelf.heard if "Range" in heard} <= {'"one"'}
        assert part.read_bytes() == PDF, says
        assert [path.name for path in tmp_path.iterdir() if ".etag" in path.name] == []


def test_a_rest_of_another_document_is_never_joined(shelf: Shelf, tmp_path: Path) -> None:
    """The ETag changed after the cut: from the first byte again."""
    shelf.says = ["cut"]
    other = PDF.replace(b"report", b"letter")

    def changed(_: float) -> None:
        shelf.body, shelf.etag = other, '"two"'

    download(shelf.url, tmp_path / "x.part", pause=changed)

    assert (tmp_path / "x.part").read_bytes() == other


def test_a_later_command_goes_on(shelf: Shelf, tmp_path: Path) -> None:
    """After three cuts it ends, keeps what came and says so; the next begins where it stopped."""
    into(tmp_path, aws(shelf), accept=False)
    shelf.says = ["", "", "cut", "cut", "cut"]
    with pytest.raises(AwsError, match="failed 3 times: the line was cut") as caught:
        into(tmp_path, aws(shelf))
    part = tmp_path / f"{SOC}-v2.part"
    size, shelf.heard = part.stat().st_size, []
    got = into(tmp_path, aws(shelf))

    assert f"goes on from {part.name}" in words_of(caught.value)
    assert size > len(PDF) // 2
    assert f"bytes={size}-" in shelf.ranges()
    assert (got.state, (tmp_path / f"{SOC}-v2.pdf").read_bytes()) == ("fetched", PDF)


def test_ctrl_c_keeps_what_came(shelf: Shelf, tmp_path: Path) -> None:
    """And lets the folder go; the next command asks for the rest alone."""
    shelf.says = ["cut"]

    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), held(tmp_path) as folder:
        download(shelf.url, folder / "x.part", pause=interrupt)
    with held(tmp_path) as folder:
        download(shelf.url, folder / "x.part", pause=interrupt)

    assert shelf.ranges() == ["", f"bytes={len(PDF) // 2}-"]
    assert (tmp_path / "x.part").read_bytes() == PDF


def test_proxies_and_certificates_are_those_of_the_machine(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy with a password is asked with it; a line without trusted TLS is not used, nor tried again."""
    with pytest.raises(AwsError, match="no trusted TLS connection to 127"):
        download(lambda: shelf.url().replace("http:", "https:"), tmp_path / "x", pause=lambda _: None)
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:p%40w@127.0.0.1:{shelf.server_address[1]}")
    heard = len(shelf.heard)
    with pytest.raises(AwsError, match=r"bucket\.example failed 3 times") as caught:
        download(lambda: "https://bucket.example/x?SECRET", tmp_path / "x", pause=lambda _: None)

    assert len(shelf.heard) == heard  # it knows no CONNECT
    assert shelf.connects == ["Basic bWU6cEB3"] * 3
    assert not {"p@w", "SECRET"} & set(words_of(caught.value).replace("?", " ").split())


def test_a_part_that_is_whole_already_or_was_tampered_with_is_no_trap(shelf: Shelf, tmp_path: Path) -> None:
    """Cut between the last byte and the move; or longer than the document: it is asked for anew."""
    for begun in (PDF, PDF + b"more"):
        part = tmp_path / "x.part"
        part.write_bytes(begun)
        (tmp_path / "x.part.etag").write_text('"one"')
        download(shelf.url, part, pause=lambda _: None)

        assert part.read_bytes() == PDF


def test_an_expired_address_is_asked_for_once_more(shelf: Shelf, tmp_path: Path) -> None:
    """And what came before it ran out is kept; a second time ends it, in words."""
    fake = aws(shelf)
    shelf.says = ["", "", "cut", "expired"]
    into(tmp_path / "one", fake)
    times, ranges = len(fake.calls("artifact.GetReport")), shelf.ranges()
    shelf.says = ["", "", "expired", "expired"]
    with pytest.raises(AwsError, match="expired twice") as caught:
        into(tmp_path / "two", aws(shelf))

    assert times == 2
    assert ranges[-1] == f"bytes={len(PDF) // 2}-"
    assert SECRETS[0] not in words_of(caught.value)


def test_what_is_no_document_is_told_and_never_kept_as_one(shelf: Shelf, tmp_path: Path) -> None:
    """Each ending has its words; none shows the address, and nothing reaches the ledger."""
    told = {
        "away": "sends on to elsewhere.example; it was not followed",
        "nowhere": "sends on to an unnamed place",
        "403": "refuses the document (HTTP 403)",
        "404": "refuses the document (HTTP 404)",
        "huge": "holds 500,000,001 bytes",
        "packed": "packed the document",
        "page": "A web page came in the place of the document",
        "nothing": "Nothing came in the place of the document",
        "endless": "a PDF without its end came",
    }
    for says, words in told.items():
        folder = tmp_path / says
        shelf.says = ["", "", says]
        with pytest.raises(AwsError) as caught:
            into(folder, aws(shelf))

        assert words in words_of(caught.value), says
        assert [s for s in (*SECRETS, "pw@", "login") if s in words_of(caught.value)] == []
        assert read_documents(folder)[0] == ()
        assert [path.name for path in folder.glob("*.pdf")] == []
    assert (tmp_path / "endless" / f"{SOC}-v2.part").read_bytes() == PDF[:-7]
    shelf.says = ["unmeasured"]
    with pytest.raises(AwsError, match="sent more than 1,000 bytes"):
        download(shelf.url, tmp_path / "x.part", pause=lambda _: None, most=1_000)
    assert (tmp_path / "x.part").stat().st_size == 0


def test_only_addresses_that_keep_the_secret_are_asked(tmp_path: Path) -> None:
    """HTTPS, or this machine: no other scheme, no user in it, no address that is none."""
    for url in (
        "http://bucket.example/x?SECRET", "ftp://127.0.0.1/x", "file:///etc/passwd", "https://", "x", "",
        "https://me:SECRET@bucket.example/", "https://bucket.example/a b", "http://[::1", "https://b:99999/x",
        "http://127.0.0.1.example/x", "https://\\bucket/x",
    ):  # fmt: skip
        with pytest.raises(AwsError, match="no address that can be asked") as caught:
            download(lambda url=url: url, tmp_path / "x", pause=lambda _: None)
        assert "SECRET" not in words_of(caught.value)
    with pytest.raises(AwsError, match="failed 3 times: the line was cut"):
        download(lambda: "http://localhost:9/x?SECRET", tmp_path / "x", pause=lambda _: None)


def test_nothing_is_ever_overwritten(shelf: Shelf, tmp_path: Path) -> None:
    """The same again is left as it is; another is kept beside, and both stay in the ledger."""
    first, again = into(tmp_path, aws(shelf)), into(tmp_path, aws(shelf))
    shelf.body, shelf.etag = PDF.replace(b"report", b"letter"), '"two"'
    other, back = into(tmp_path, aws(shelf)), into(tmp_path, aws(shelf))
    documents, faults = read_documents(tmp_path)

    assert [one.state for one in (first, again, other, back)] == [
        "fetched", "unchanged", "another", "unchanged",
    ]  # fmt: skip
    assert [type(event).__name__ for event in read_ledger(tmp_path)].count("Document") == 2
    assert other.before == f"{SOC}-v2.pdf"
    assert other.document.file == f"{SOC}-v2-{other.document.sha256[:8]}.pdf"
    assert [one.file for one in documents] == [first.document.file, other.document.file]
    assert (faults, (tmp_path / first.document.file).read_bytes()) == ((), PDF)


def test_a_file_that_a_crash_left_out_of_the_ledger_gets_its_line(shelf: Shelf, tmp_path: Path) -> None:
    """Power went between the move and the line."""
    into(tmp_path, aws(shelf))
    ledger = tmp_path / "documents.jsonl"
    ledger.write_text("".join(ledger.read_text().splitlines(keepends=True)[:-1]))
    got = into(tmp_path, aws(shelf))

    assert got.state == "unchanged"
    assert [one.file for one in read_documents(tmp_path)[0]] == [f"{SOC}-v2.pdf"]


# -- which report ------------------------------------------------------------------------------------------


def row(number: int, name: str, **fields: Any) -> dict[str, Any]:
    return {**ROW, "id": f"report-ACME{number:012d}", "name": name, **fields}


ROWS = [
    row(1, "AWS SOC 2 Type II Report"),
    row(2, "AWS SOC 1 Type II Report"),
    row(3, "SOC 2 Type II Report of a vendor", companyName="AWS Partner Ltd"),
    row(4, "AWS SOC 2 Type II Report (draft)", state="UNPUBLISHED"),
    row(5, "AWS ISO 27001:2022", uploadState="PROCESSING"),
    row(6, "Rapport\x1b[31m d’audit", state="ARCHIVED"),
]


def with_rows(*rows: dict[str, Any]) -> FakeAws:
    by_id = {one["id"]: one for one in rows}

    def metadata(_: str, params: dict[str, Any]) -> Any:
        one = by_id.get(params["reportId"])
        if one is None or params.get("reportVersion", 2) != 2:
            return ("ResourceNotFoundException", "Report does not exist.")
        return {"reportDetails": one}

    return aws(ListReports={"reports": list(rows)}, GetReportMetadata=metadata)


def test_one_report_is_meant_or_none_is_fetched() -> None:
    """By id, or by a part of the name of AWS's own; what is not clear is asked back."""
    access = with_rows(*ROWS).access
    found = {
        wanted: [one.id for one in chosen(access, wanted.split(","), version)]
        for wanted, version in {
            "soc 2": None, SOC: None, f"soc 2,SOC 1,{SOC}": None, ROWS[2]["id"]: None, ROWS[3]["id"]: 2,
            ROWS[4]["id"]: 2,
        }.items()
    }  # fmt: skip
    refused = {
        "type ii": "may mean 2 reports",
        "vendor": "is in no name of AWS's own; others have it: SOC 2 Type II Report of a vendor",
        "draft": "is UNPUBLISHED, not PUBLISHED",
        ROWS[3]["id"]: "is UNPUBLISHED, not PUBLISHED",
        "27001": "its upload is PROCESSING",
        "d’audit": "is ARCHIVED, not PUBLISHED",
        "AWS SOC 2 Typ II Reprt": "The nearest: AWS SOC 2 Type II Report",
        "report-ACME000000000009": "The nearest: ",
        "zzz": "'evidencemap reports list' shows all",
        " ": "lists no report",
    }

    assert list(found.values()) == [
        [SOC], [SOC], [SOC, ROWS[1]["id"]], [ROWS[2]["id"]], [ROWS[3]["id"]], [ROWS[4]["id"]],
    ]  # fmt: skip
    for wanted, words in refused.items():
        with pytest.raises(ScopeError) as caught:
            chosen(access, [wanted])
        assert words in words_of(caught.value), wanted
        assert "\x1b" not in words_of(caught.value)
    with pytest.raises(ScopeError, match="has no version 7"):
        chosen(access, [SOC], 7)
    with pytest.raises(ScopeError, match="speaks of one report"):
        chosen(access, [SOC, "soc 1"], 2)


def test_a_list_of_any_shape_is_read() -> None:
    """Missing periods, names in other scripts, unknown states, twins, members of another type."""
    odd = [
        {},
        {"id": 5, "name": None, "version": "2", "periodStart": "soon"},
        "x",
        None,
        row(1, "報告", state="X"),
        ROW,
        ROW,
    ]
    found = listed(aws(ListReports={"reports": odd}).access)

    assert len(found) == 7
    assert {one.version for one in found} == {0, 2}
    assert {one.state for one in found} == {"", "X", "PUBLISHED"}
    assert {one.start for one in found} == {"", "2026-03-31"}


def test_another_report_than_asked_for_is_not_fetched() -> None:
    """AWS, or whoever stands between, answers for something else."""
    for details in ({**ROW, "id": "report-ACME000000000002"}, {**ROW, "version": 0}, {}, None):
        with pytest.raises(AwsError, match="answers for another report"):
            chosen(aws(GetReportMetadata={"reportDetails": details}).access, [SOC])


def test_refusals_have_words_and_no_secrets(shelf: Shelf, tmp_path: Path) -> None:
    """What is denied names the permission that is missing; a token that AWS repeats is taken out."""
    denied = ("AccessDeniedException", "because no identity-based policy allows it")
    for operation in ("ListReports", "GetReportMetadata", "GetTermForReport", "GetReport"):
        fake = aws(shelf, **{operation: denied})
        looks_up = operation in ("ListReports", "GetReportMetadata")
        with pytest.raises(AwsError) as caught:
            chosen(fake.access, ["soc 2"]) if looks_up else into(tmp_path / operation, fake)
        assert f"refuses {operation}" in words_of(caught.value)
        assert f"needs artifact:{operation}" in words_of(caught.value)
        assert "docs/fetching-reports.md" in words_of(caught.value)
    said = {
        ("ValidationException", f"termToken {SECRETS[1]} is not valid"): "no longer knows these terms",
        ("ValidationException", f"see https://x.example/?{SECRETS[0]}"): "see (address)",
        ("ExpiredTokenException", "expired"): "The credentials have expired",
        ("ResourceNotFoundException", "gone"): "has no such report",
    }
    for number, (answer, words) in enumerate(said.items()):
        with pytest.raises(AwsError) as caught:
            into(tmp_path / str(number), aws(shelf, GetReport=answer))
        assert words in words_of(caught.value)
        assert [secret for secret in SECRETS if secret in words_of(caught.value)] == []
    for number, reply in enumerate(({}, {"documentPresignedUrl": 5}, {"documentPresignedUrl": ""})):
        with pytest.raises(AwsError, match="without documentPresignedUrl"):
            into(tmp_path / f"reply {number}", aws(shelf, GetReport=reply))


def test_the_account_is_the_one_that_was_named() -> None:
    """Documents are fetched for the holder of an account, and for no other."""
    assert entered(aws().access, None).account == ACCOUNT
    with pytest.raises(AwsError, match="belong to account"):
        entered(aws().access, Account(id="999988887777"))


# -- the folder --------------------------------------------------------------------------------------------


def refused(folder: Path, kind: type[EvidencemapError], words: str) -> None:
    with pytest.raises(kind, match=words), held(folder):
        pass


def test_a_folder_in_a_pack_or_led_elsewhere_is_refused(tmp_path: Path) -> None:
    """Documents are confidential, and a pack is passed on."""
    pack = tmp_path / "pack"
    (pack / "data").mkdir(parents=True)
    (pack / "bagit.txt").write_text("BagIt-Version: 1.0\n")
    (tmp_path / "in").symlink_to(pack / "data")
    (pack / "data" / "out").symlink_to(tmp_path)
    for place in (pack, pack / "data" / "docs", tmp_path / "in" / "docs", pack / "data" / "out"):
        refused(place, ScopeError, "lies in the pack")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "terms").symlink_to(tmp_path)
    refused(tmp_path / "docs", ScopeError, "is a link")
    (tmp_path / "docs" / "terms").unlink()
    (tmp_path / "docs" / "documents.jsonl").symlink_to(tmp_path / "elsewhere")
    refused(tmp_path / "docs", ScopeError, "is a link")
    (tmp_path / "file").write_text("x")
    refused(tmp_path / "file", ScopeError, "is no folder")

    assert not (pack / "data" / "docs").exists()


def test_links_in_the_folder_are_never_written_through(shelf: Shelf, tmp_path: Path) -> None:
    """Neither where the document goes, nor where its part does."""
    victim = tmp_path / "victim"
    victim.write_text("mine")
    for name in (f"{SOC}-v2.pdf", f"{SOC}-v2.part"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / name).symlink_to(victim)
        with pytest.raises((ScopeError, OSError)):
            into(folder, aws(shelf))
        assert victim.read_text() == "mine"


def test_two_fetches_do_not_meet_in_a_folder(tmp_path: Path) -> None:
    """The second is told, and the folder is free again after the first."""
    with held(tmp_path):
        refused(tmp_path, SetupError, "Another fetch is writing into")
    with held(tmp_path):
        assert (tmp_path / "terms").is_dir()


def test_kinds_are_known_by_their_bytes(tmp_path: Path) -> None:
    """And whether the end came; the name that AWS gives counts for nothing."""
    with zipfile.ZipFile(tmp_path / "z", "w") as made:
        made.writestr("a.txt", "a")
        made.comment = b"a comment"
    with zipfile.ZipFile(tmp_path / "x", "w") as made:
        made.writestr("xl/workbook.xml", "<a/>")
    zipped, book = (tmp_path / "z").read_bytes(), (tmp_path / "x").read_bytes()
    cases = {
        PDF: ("pdf", True), PDF[:-7]: ("pdf", False), b"junk\n" + PDF: ("pdf", True),
        PDF + b" " * 3_000: ("pdf", False), zipped: ("zip", True), zipped[:-1]: ("zip", False),
        zipped[:30]: ("zip", False), book: ("xlsx", True), b"": ("", True), b"<HTML>": ("html", True),
        "Bedingungen für".encode(): ("txt", True), b"\x00\x01": ("bin", True), b"\xff" * 9: ("bin", True),
        ("a" * 4095 + "ü").encode(): ("txt", True),
    }  # fmt: skip
    for data, expected in cases.items():
        path = tmp_path / "one"
        path.write_bytes(data)
        assert (kind_of(path), is_whole(path, kind_of(path))) == expected, data[:20]


def test_the_umask_never_opens_a_document(shelf: Shelf, tmp_path: Path) -> None:
    """Whatever the shell says, documents are for their owner."""
    before = os.umask(0)
    try:
        into(tmp_path / "docs", aws(shelf))
    finally:
        os.umask(before)

    assert {stat.S_IMODE(p.stat().st_mode) & 0o077 for p in (tmp_path / "docs").rglob("*")} == {0}
