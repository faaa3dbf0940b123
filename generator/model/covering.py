"""What an exception reaches: the resources that its patterns name, and which of them name too much."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from fnmatch import translate

from generator.model.work import ExceptionEntry

# A check over an account or a region judges no ARN: its findings are named so, and may be named so here.
_ACCOUNT = re.compile(r"account \d{12}(, region (?P<region>[a-z0-9*?-]+))?", re.ASCII)
_WILD = re.compile(r"[*?]")
_LONGEST = 2_048


def is_pattern(text: str) -> bool:
    """Whether it has the form of an ARN (six parts, ``*`` and ``?`` allowed), or names an account or a region."""
    if len(text) > _LONGEST or not text.isprintable() or text != text.strip():
        return False
    return bool(_ACCOUNT.fullmatch(text)) or (text.startswith("arn:") and text.count(":") >= 5)


def is_wild(pattern: str) -> bool:
    """Whether it can match more than one resource."""
    return bool(_WILD.search(pattern))


def names_nothing(pattern: str) -> bool:
    """Whether it is left to chance what it matches: all of a type, as in ``arn:aws:ec2:*:*:volume/*``."""
    if account := _ACCOUNT.fullmatch(pattern):
        return bool(account["region"]) and not _says(account["region"])
    if not is_wild(pattern):
        return False
    parts = re.split("[:/]", pattern.split(":", 5)[-1].lstrip("/"))
    return not any(_says(part) for part in (parts[1:] or parts))


def _says(part: str) -> bool:
    return any(char.isalnum() for char in part)


def over_broad(entry: ExceptionEntry) -> bool:
    """Whether it reaches everything by the way it is written, and does not say that it means to."""
    return not entry.broad and (not entry.resources or any(names_nothing(p) for p in entry.resources))


def matching(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Whether a resource matches one of the patterns: ``*`` and ``?`` over the whole name, nothing else is special."""
    patterns = tuple(patterns)
    exact = frozenset(p for p in patterns if not is_wild(p))
    wild = tuple(re.compile(translate(p.replace("[", "[[]"))) for p in patterns if is_wild(p))
    return lambda resource: resource in exact or any(one.match(resource) for one in wild)


def same_person(one: str, other: str) -> bool:
    """Whether two names are one, whatever their case, spaces and unseen marks."""
    return _name(one) == _name(other)


def _name(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c)[0] != "C")
