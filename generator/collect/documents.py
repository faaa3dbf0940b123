"""Documents of AWS Artifact, fetched for a person who accepted their terms. The only calls that accept anything.

Addresses and tokens that AWS gives are secrets: they live in this process and are never kept, printed or logged.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from generator.collect.access import Access
from generator.collect.artifact import asked, text_in
from generator.collect.clock import stamp
from generator.collect.download import download, forget
from generator.collect.keeping import put
from generator.collect.kinds import is_whole, kind_of
from generator.documents import (
    TERMS,
    Event,
    Fetched,
    Listed,
    TermsAccepted,
    TermsShown,
    append,
    cleaned,
    hash_of,
    read_ledger,
)
from generator.errors import AwsError
from generator.model.scope import Document

_MOST_TERMS = 20_000_000


def fetch(
    access: Access,
    report: Listed,
    folder: Path,
    *,
    accept: bool,
    pause: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Show the terms; where ``accept`` and these very terms had been shown, fetch the document as well.

    ``folder`` is one that is held. Raises AwsError where AWS or the network refuses; what came is then kept.
    """
    name, version = f"{report.id}-v{report.version}", str(report.version)
    token, terms = _terms(access, report, folder, pause)
    about = {"report": report.id, "version": version, "sha256": terms.terms_sha256, "caller": _who(access)}
    events = read_ledger(folder)
    earlier = [
        e for e in events if isinstance(e, TermsShown) and (e.report, e.version) == (report.id, version)
    ]
    if not accept or terms.terms_sha256 not in {e.sha256 for e in earlier}:
        if (terms.terms_sha256, _who(access)) not in {(e.sha256, e.caller) for e in earlier}:
            append(folder, TermsShown(shown_at=_now(), **about))
        changed = bool(earlier) and terms.terms_sha256 not in {e.sha256 for e in earlier}
        return replace(terms, state="terms changed") if changed else terms
    append(folder, TermsAccepted(accepted_at=_now(), **about))
    part = folder / f"{name}.part"
    url = download(lambda: _address(access, report, token), part, pause=pause)
    kind = _kind(part, "document")
    digest, size = hash_of(part)
    file, before = put(part, folder, name, kind, digest)
    document = Document(
        report=report.id,
        version=version,
        name=report.name,
        file=file,
        sha256=digest,
        size=size,
        fetched_at=_now(),
        caller=_who(access),
        account=access.account,
        url=url,
        terms_sha256=terms.terms_sha256,
    )
    if before != "same" or not _known(events, document):
        append(folder, document)
    if before == "same":
        return replace(terms, state="unchanged", document=document)
    return replace(terms, state="another" if before else "fetched", document=document, before=before)


def _terms(
    access: Access, report: Listed, folder: Path, pause: Callable[[float], None]
) -> tuple[str, Fetched]:
    """The token of the terms, and the terms kept in the folder."""
    tokens: list[str] = []

    def address() -> str:
        reply = asked(access, "GetTermForReport", reportId=report.id, reportVersion=report.version)
        tokens.append(text_in(reply, "termToken", "GetTermForReport"))
        return text_in(reply, "documentPresignedUrl", "GetTermForReport")

    part = folder / TERMS / f"{report.id}-v{report.version}.part"
    forget(part)  # terms are small: always those of this token, from the first byte
    download(address, part, pause=pause, most=_MOST_TERMS)
    kind = _kind(part, "terms")
    digest, size = hash_of(part)
    file, _ = put(part, folder / TERMS, digest, kind, digest)
    return tokens[-1], Fetched(
        report=report, state="terms shown", terms=f"{TERMS}/{file}", terms_size=size, terms_sha256=digest
    )


def _address(access: Access, report: Listed, token: str) -> str:
    reply = asked(
        access, "GetReport", (token,), reportId=report.id, reportVersion=report.version, termToken=token
    )
    return text_in(reply, "documentPresignedUrl", "GetReport")


def _kind(part: Path, what: str) -> str:
    """The kind of what came; AwsError where it is no document, or not whole."""
    kind = kind_of(part)
    if not kind or (kind == "html" and what == "document"):
        came = "a web page" if kind else "nothing"
        raise AwsError(
            f"{came.capitalize()} came in the place of the {what}; it is kept as {part.name}.",
            "Ask who stands between you and AWS, and run the same command again.",
        )
    if not is_whole(part, kind):
        raise AwsError(
            f"The {what} is cut off: a {kind.upper()} without its end came, though the line was not cut. "
            f"It is kept as {part.name}.",
            "Run the same command again; where it stays so, tell AWS Support.",
        )
    return kind


def _known(events: Sequence[Event], document: Document) -> bool:
    """Whether the ledger has this file with this hash."""
    wanted = (document.report, document.version, document.sha256, document.file)
    return any((e.report, e.version, e.sha256, e.file) == wanted for e in events if isinstance(e, Document))


def _who(access: Access) -> str:
    return cleaned(access.caller, 2_000)


def _now() -> str:
    return stamp(datetime.now(UTC))
