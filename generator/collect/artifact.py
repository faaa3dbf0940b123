"""Reports of AWS Artifact as one account sees them, and the one that a person means. Refusals in words.

Addresses and tokens that AWS gives are secrets: they live in this process and are never kept, printed or logged.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from generator.collect.access import Access, ExpiredError
from generator.collect.download import unlogged
from generator.collect.operations import method_name
from generator.collect.outcome import classify
from generator.documents import Listed, cleaned
from generator.errors import AwsError, ScopeError
from generator.model.catalog import ReportFamily
from generator.model.scope import Account

_ID = re.compile(r"report-[A-Za-z0-9]{16}")
_OWN = next(str(field.default) for field in fields(ReportFamily) if field.name == "company")
_MOST_REPORTS = 50_000
_POLICY = (
    "It needs artifact:{}. The policy that 'evidencemap policy' prints is for collecting and leaves fetching "
    "out; docs/fetching-reports.md has one for it."
)


def entered(base: Access, account: Account | None) -> Access:
    """The way into an account, or into that of the current credentials; AwsError where it leads elsewhere."""
    access = base.into(account) if account else base
    access.identify()
    if account and access.account != account.id:
        raise AwsError(
            f"The credentials for account {account.id} belong to account {access.account} ({access.caller}).",
            "Name the right role or profile for it in evidencemap.yaml.",
        )
    return access


def listed(access: Access) -> tuple[Listed, ...]:
    """What AWS Artifact lists for the account: the latest version of each report, by name."""
    with _spoken("ListReports"):
        pages = access.client("artifact", access.home).get_paginator("list_reports").paginate()
        rows = [row for page in pages for row in page.get("reports") or ()]
        if len(rows) > _MOST_REPORTS:
            raise AwsError(f"AWS Artifact lists {len(rows):,} reports.", "That cannot be meant.")
        found = tuple(_listed(row) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


def chosen(access: Access, wanted: Sequence[str], version: int | None = None) -> tuple[Listed, ...]:
    """The reports that are meant, each once: by id, or by a part of the name of one of AWS's own.

    Raises:
        ScopeError: none or several are meant, or one is not there to be fetched.
    """
    if version is not None and len(set(wanted)) != 1:
        raise ScopeError("--version speaks of one report.", "Fetch the others in a command of their own.")
    ids = [one if _ID.fullmatch(one) else "" for one in wanted]
    shelf = listed(access) if not all(ids) else ()
    meant: dict[str, bool] = {}
    for id_, name in zip(ids, wanted, strict=True):
        found = id_ or _by_name(name, shelf).id
        meant[found] = meant.get(found, False) or bool(id_)
    return tuple(
        _ready(_metadata(access, id_, version), given=by_id and version is not None)
        for id_, by_id in meant.items()
    )


def _by_name(part: str, shelf: Sequence[Listed]) -> Listed:
    """The one report of AWS's own whose name holds ``part``."""
    named = [one for one in shelf if part.strip() and part.strip().casefold() in one.name.casefold()]
    own = [one for one in named if re.search(_OWN, one.company.strip(), re.IGNORECASE)]
    ready = [one for one in own if one.state == "PUBLISHED"] or own
    whole = [one for one in ready if one.name.casefold() == part.strip().casefold()]
    if len(whole or ready) == 1:
        return (whole or ready)[0]
    if ready:
        raise ScopeError(
            f"'{cleaned(part, 80)}' may mean {len(ready)} reports: {_some(ready)}.",
            "Give more of the name, or the id.",
        )
    if named:
        raise ScopeError(
            f"'{cleaned(part, 80)}' is in no name of AWS's own; others have it: {_some(named)}.",
            "Another company's report is fetched by its full id.",
        )
    raise _unknown(part, shelf)


def _unknown(wanted: str, shelf: Sequence[Listed]) -> ScopeError:
    """None is meant: the nearest by id or name are told."""
    keys = {one.id.casefold(): one for one in shelf} | {one.name.casefold(): one for one in shelf}
    near = difflib.get_close_matches(wanted.strip().casefold()[:300], list(keys)[:2_000], 3, 0.4)
    nearest = list(dict.fromkeys(keys[key] for key in near))
    hint = f"The nearest: {_some(nearest)}." if nearest else "'evidencemap reports list' shows all."
    return ScopeError(f"AWS Artifact lists no report '{cleaned(wanted, 80)}' for this account.", hint)


def _some(reports: Sequence[Listed], most: int = 5) -> str:
    said = [f"{cleaned(one.name, 80) or 'unnamed'} ({cleaned(one.id, 60)})" for one in reports[:most]]
    more = f" and {len(reports) - most} more" if len(reports) > most else ""
    return ", ".join(said) + more


def _ready(report: Listed, *, given: bool) -> Listed:
    """The report, when it can be fetched; an unpublished one only where id and version are ``given``."""
    about = f"{report.id} version {report.version} ({cleaned(report.name, 80)})"
    if report.upload not in ("COMPLETE", "") and not given:
        raise ScopeError(
            f"{about} is not there yet: its upload is {cleaned(report.upload, 30)}.",
            "Try later; or give its id with --version to fetch what there is.",
        )
    if report.state != "PUBLISHED" and not given:
        raise ScopeError(
            f"{about} is {cleaned(report.state, 30) or 'without a state'}, not PUBLISHED.",
            "Give its id with --version to fetch it all the same.",
        )
    return report


def _metadata(access: Access, id_: str, version: int | None) -> Listed:
    wanted: dict[str, Any] = {"reportId": id_} | ({} if version is None else {"reportVersion": version})
    try:
        reply = asked(access, "GetReportMetadata", **wanted)
    except _UnknownError:
        shelf = listed(access)
        at = next((one.version for one in shelf if one.id == id_), 0)
        if version is None or not at:
            raise _unknown(id_, shelf) from None
        raise ScopeError(f"{id_} has no version {version}.", f"AWS Artifact lists version {at}.") from None
    found = _listed(reply.get("reportDetails"))
    if found.id != id_ or not 0 < found.version < 10**10 or version not in (None, found.version):
        raise AwsError(
            f"AWS answers for another report than {id_}, or leaves its version out.", "Nothing was fetched."
        )
    return found


def _listed(row: Any) -> Listed:
    """A report as AWS tells of it; a member of another type counts as not told."""
    row = row if isinstance(row, dict) else {}
    number = row.get("version")
    words = {name: value for name, value in row.items() if isinstance(value, str)}
    return Listed(
        id=cleaned(words.get("id", ""), 80),
        version=number if isinstance(number, int) and not isinstance(number, bool) else 0,
        name=cleaned(words.get("name", ""), 300),
        company=cleaned(words.get("companyName", ""), 300),
        start=_day(row.get("periodStart")),
        end=_day(row.get("periodEnd")),
        state=cleaned(words.get("state", ""), 40),
        upload=cleaned(words.get("uploadState", ""), 40),
        acceptance=cleaned(words.get("acceptanceType", ""), 40),
    )


def _day(value: Any) -> str:
    if not isinstance(value, datetime):
        return ""
    return str((value if value.tzinfo is None else value.astimezone(UTC)).date())


class _UnknownError(AwsError):
    """AWS has no such report."""


def asked(access: Access, operation: str, secrets: Sequence[str] = (), **params: Any) -> dict[str, Any]:
    """A reply; AwsError without ``secrets`` and addresses where AWS or the network refuses."""
    with _spoken(operation, secrets):
        client = access.client("artifact", access.home)
        return dict(getattr(client, method_name(operation))(**params))


@contextmanager
def _spoken(operation: str, secrets: Sequence[str] = ()) -> Iterator[None]:
    """Whatever AWS refuses inside, in words without secrets; replies are not logged."""
    try:
        with unlogged():
            yield
    except AwsError:
        raise
    except Exception as error:  # noqa: BLE001 - an answer of any shape ends in words
        raise _refused(error, operation, secrets) from None


def _refused(error: Exception, operation: str, secrets: Sequence[str]) -> Exception:
    refusal = classify(error, regional=False)
    words = refusal.message
    for secret in secrets:
        words = words.replace(secret, "(token)")
    words = cleaned(re.sub(r"https?://\S+", "(address)", words)) or refusal.cause
    if refusal.error_code == "ResourceNotFoundException":
        return _UnknownError(
            f"AWS Artifact has no such report ({operation}): {words}", "Look at 'reports list'."
        )
    if refusal.cause == "credentials expired":
        return ExpiredError(
            f"The credentials have expired ({cleaned(refusal.error_code, 60)}).",
            "Sign in again and run the same command.",
        )
    if refusal.outcome == "denied":
        return AwsError(f"AWS Artifact refuses {operation}: {words}", _POLICY.format(operation))
    if "token" in words.casefold() and refusal.error_code == "ValidationException":
        return AwsError(
            f"AWS Artifact no longer knows these terms ({operation}): {words}", "Run the same command again."
        )
    return AwsError(f"AWS Artifact did not answer {operation} ({refusal.cause}): {words}", "Try again later.")


def text_in(reply: dict[str, Any], member: str, operation: str) -> str:
    """A text that the reply must hold; AwsError where it does not."""
    value = reply.get(member)
    if not isinstance(value, str) or not value:
        raise AwsError(f"AWS Artifact answers {operation} without {member}.", "Try again later.")
    return value
