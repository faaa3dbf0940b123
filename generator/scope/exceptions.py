"""exceptions.yaml -> the exceptions that somebody answers for, every fault with its line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from generator.checks import all_checks
from generator.errors import ScopeError
from generator.model.catalog import Catalog
from generator.model.covering import is_pattern, names_nothing, same_person
from generator.model.lines import check_key, uses
from generator.model.work import ExceptionEntry, Worksheet
from generator.yamltext import Document, fill

_HINT = "docs/exceptions.md has an example with every field."
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAYS = ("opened", "approved", "expires")
_NAMES = ("owner", "approver", "ticket")
_TEXTS = ("reason", "risk", "compensating_control")
_NEEDED = ("reason", "owner", "risk")
_SHORT, _LONG, _MANY = 200, 8_000, 1_000  # characters of a name, of a text; resources of one exception
_YEARS = range(2000, 2100)
_SIX = tuple(f.name for f in fields(Worksheet) if f.name != "customized_approach")

Fault = tuple[tuple[Any, ...], str]  # where in the entry, and what is wrong there


def known_checks(catalog: Catalog) -> Mapping[str, str]:
    """Every name that an exception may call a check by, with its present one: ids, keys with thresholds, old ids."""
    checks = all_checks()
    present = {id_: id_ for id_ in checks}
    for framework in catalog.frameworks.values():
        for line in (line for one in framework.requirements for line in one.customer):
            present |= {key: key for key in map(check_key, uses(catalog, line))}
    old: dict[str, str] = {}
    for check in checks.values():
        for key in [k for k in present if k.partition("(")[0] == check.id]:
            old |= {f"{name}{key.removeprefix(check.id)}": key for name in check.formerly}
    return {**old, **present}


def read_exceptions(path: Path, checks: Mapping[str, str]) -> tuple[ExceptionEntry, ...]:
    """The exceptions of a file, in its order; ScopeError tells every fault with file and line.

    ``checks``: each known name of a check (id, or key with thresholds) with its present one. One that is not
    approved or has run out is no fault: it does not count, and the pack says so.
    """
    document = Document(path, str(path))
    faults = list(document.faults)
    data = document.data
    if not isinstance(data, list | None):
        faults.append(document.at((), "a list of exceptions is wanted here: each begins with '- id:'"))
    read: list[ExceptionEntry] = []
    first: dict[str, int] = {}  # id -> line
    for number, written in enumerate(data if isinstance(data, list) else ()):
        entry = fill(document, ExceptionEntry, faults, at=(number,), data=written)
        if entry is None:
            continue
        found = [*_faults(entry, written, checks)]
        faults += [document.at((number, *where), words) for where, words in found]
        if (line := first.setdefault(entry.id.casefold(), document.line((number,)))) != document.line(
            (number,)
        ):
            faults.append(document.at((number, "id"), f"the id '{entry.id}' is that of line {line} too"))
        read.append(replace(entry, checks=tuple(dict.fromkeys(checks.get(c, c) for c in entry.checks))))
    if faults:
        raise ScopeError("\n".join(faults), _HINT)
    return tuple(read)


def _faults(entry: ExceptionEntry, written: Mapping[str, Any], checks: Mapping[str, str]) -> Iterator[Fault]:
    if not _ID.fullmatch(entry.id):
        yield ("id",), f"'{entry.id[:60]}' is no id; write up to 60 letters, digits, '.', '-', '_': EX-001"
    yield from _checks(entry, checks)
    yield from _texts(entry)
    yield from _days(entry, written)
    yield from _people(entry)
    yield from _reach(entry)
    yield from _worksheet(entry.pci)


def _checks(entry: ExceptionEntry, checks: Mapping[str, str]) -> Iterator[Fault]:
    if not entry.checks:
        yield ("checks",), "'checks' is empty; name at least one ('evidencemap checks' lists them)"
    for number, name in enumerate(entry.checks):
        if name not in checks:
            near = get_close_matches(name[:100], list(checks), 1)
            meant = f"; did you mean '{near[0]}'?" if near else "; 'evidencemap checks' lists them"
            yield ("checks", number), f"there is no check '{name[:100]}'{meant}"


def _texts(entry: ExceptionEntry) -> Iterator[Fault]:
    for name in _NEEDED:
        if not getattr(entry, name).strip():
            yield (name,), f"'{name}' is empty; nobody can weigh an exception without it"
    for names, limit in ((_NAMES, _SHORT), (_TEXTS, _LONG)):
        for name in names:
            if len(getattr(entry, name)) > limit:
                yield (name,), f"'{name}' is longer than {limit:,} characters"


def _days(entry: ExceptionEntry, written: Mapping[str, Any]) -> Iterator[Fault]:
    for name in _DAYS:
        day: date | None = getattr(entry, name)
        if day is not None and not (_DAY.fullmatch(str(written[name]).strip()) and day.year in _YEARS):
            yield (name,), f"'{name}' is '{str(written[name])[:40]}'; write the day as 2026-07-01"
    if entry.expires < entry.opened:
        yield ("expires",), f"it expires on {entry.expires}, before it is opened on {entry.opened}"
    if entry.approved and entry.approved > entry.expires:
        yield ("approved",), f"it is approved on {entry.approved}, after it expires on {entry.expires}"


def _people(entry: ExceptionEntry) -> Iterator[Fault]:
    if entry.approver and same_person(entry.approver, entry.owner):
        yield ("approver",), f"'{entry.approver[:60]}' is the owner too; somebody else must approve it"


def _reach(entry: ExceptionEntry) -> Iterator[Fault]:
    if not entry.resources and not entry.broad:
        yield ("resources",), "without 'resources' it covers everything; name them, or write broad: \"yes\""
    if len(entry.resources) > _MANY:
        yield ("resources",), f"more than {_MANY:,} resources; write patterns, or several exceptions"
    for number, pattern in enumerate(entry.resources):
        if not is_pattern(pattern):
            form = "write arn:aws:s3:::name, with * and ?, or as Findings has it: account 111122223333"
            yield ("resources", number), f"'{pattern[:100]}' is no ARN pattern; {form}"
        elif names_nothing(pattern) and not entry.broad:
            yield ("resources", number), f"'{pattern[:100]}' covers everything of its kind; name more, or write broad: \"yes\""  # fmt: skip
    for number, account in enumerate(entry.accounts):
        if not (len(account) == 12 and account.isascii() and account.isdigit()):
            yield ("accounts", number), f"'{account[:40]}' is no account id; it has 12 digits"


def _worksheet(sheet: Worksheet | None) -> Iterator[Fault]:
    if sheet is None:
        return
    given = [name for name in _SIX if getattr(sheet, name).strip()]
    for name in (*_SIX, "customized_approach"):
        if len(getattr(sheet, name)) > _LONG:
            yield ("pci", name), f"'{name}' is longer than {_LONG:,} characters"
    if sheet.customized_approach.strip():
        if given:
            yield ("pci",), "a compensating control and a customized approach exclude each other; keep one"
    elif len(given) < len(_SIX):
        missing = ", ".join(name for name in _SIX if name not in given)
        yield ("pci",), f"PCI DSS's worksheet lacks {missing}; fill all six, or write customized_approach"
