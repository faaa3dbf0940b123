"""What AWS Artifact lists, and what became of each report that was to be fetched."""

from collections.abc import Sequence

from generator.documents import Fetched, Listed
from generator.render.terminal.text import safe


def listed_lines(account: str, reports: Sequence[Listed]) -> list[str]:
    """The reports of an account, a line each; what AWS does not say is a dash."""
    lines = [
        f"{one.id:<23} {_version(one):<5} {_period(one):<24} {_state(one):<20} {one.acceptance or '-':<12} "
        f"{one.name or '-'} ({one.company or 'company not given'})"
        for one in reports
    ]
    head = f"{'id':<23} {'':<5} {'period':<24} {'state':<20} {'acceptance':<12} name (company)"
    count = f"{len(reports)} reports in account {account}."
    return [safe(line, 700) for line in ([head, *lines] if lines else [])] + [count]


def fetched_lines(folder: str, fetched: Fetched) -> list[str]:
    """What became of a report; the file's place is a line of its own."""
    report, document = fetched.report, fetched.document
    about = f"{report.id} version {report.version}, {report.name or 'unnamed'}"
    if document is None:
        shown = {"terms changed": "its terms changed since they were shown"}.get(fetched.state, "its terms")
        acceptance = f" AWS gives its acceptance type as {report.acceptance}." if report.acceptance else ""
        lines = [f"{about}: {shown}.{acceptance}", *_terms(folder, fetched)]
    else:
        words = {"unchanged": "already there, unchanged", "another": "fetched"}
        lines = [
            f"{about}: {words.get(fetched.state, 'fetched')}",
            f"  {folder}/{document.file}",
            f"  {document.size:,} bytes, SHA-256 {document.sha256}",
        ]
    return [safe(line, 1_000) for line in lines]


def changed_line(fetched: Fetched) -> str:
    """Said loudly where AWS gives another document under the same version; else ""."""
    if fetched.document is None or not fetched.before:
        return ""
    return safe(
        f"CHANGED: AWS gives another document for {fetched.report.id} version {fetched.report.version} than in "
        f"{fetched.before}. Both are kept, and both stand in documents.jsonl; look what differs.",
        1_000,
    )


def _terms(folder: str, fetched: Fetched) -> list[str]:
    return [
        f"  terms: {folder}/{fetched.terms}",
        f"  {fetched.terms_size:,} bytes, SHA-256 {fetched.terms_sha256}",
    ]


def _version(report: Listed) -> str:
    return f"v{report.version}" if report.version else "-"


def _period(report: Listed) -> str:
    if not report.start and not report.end:
        return "no period"
    return f"{report.start or '?'} to {report.end or '?'}"


def _state(report: Listed) -> str:
    upload = "" if report.upload in ("COMPLETE", "") else f", {report.upload}"
    return f"{report.state or '-'}{upload}"
