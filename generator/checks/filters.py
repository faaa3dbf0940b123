"""CloudWatch Logs filter patterns for JSON events, tried on sample events.

A pattern is judged by what it catches, not by how it is written: order, spacing, quotes and
parentheses do not matter. Answers are true, false, or None where this reader cannot tell
(text patterns, regular expressions, arrays, ``!=`` on a field that the event does not have).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from generator.checks.policy import glob
from generator.model.plain import Json

Truth = bool | None
Term = Callable[[Mapping[str, Json]], Truth]

_LONGEST = 1024  # characters, as AWS allows
_DEEPEST = 30  # parentheses: hostile nesting must not end the run
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"\\]|\\.)*") | (?P<regex>%[^%]*%) | (?P<mark>&&|\|\||!=|<=|>=|[=<>(){}]) |
    (?P<word>[^\s"%=<>!(){}&|]+)
    )""",
    re.VERBOSE,
)
_FIELD = re.compile(r"\$(?:\.[A-Za-z0-9_-]+)+")
_NOTHING = object()


class _NotReadError(Exception):
    """The pattern is of a form that this reader does not know."""


def catches(pattern: str, event: Mapping[str, Json]) -> Truth:
    """Whether the pattern matches the event; None where that cannot be told."""
    try:
        return _Reader(_tokens(pattern)).whole()(event)
    except _NotReadError:
        return None


def _tokens(pattern: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at, end = 0, len(pattern.rstrip())
    if end > _LONGEST:
        raise _NotReadError
    while at < end:
        token = _TOKEN.match(pattern, at, end)
        if token is None or token.lastgroup is None:
            raise _NotReadError
        found.append((token.lastgroup, token[token.lastgroup]))
        at = token.end()
    return found


class _Reader:
    """Recursive descent: ``||`` over ``&&`` over terms and parentheses."""

    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Term:
        """``{ expression }`` and nothing after it."""
        self._mark("{")
        found = self._either()
        self._mark("}")
        if self._at != len(self._tokens):
            raise _NotReadError
        return found

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise _NotReadError
        self._at += 1
        return self._tokens[self._at - 1]

    def _mark(self, wanted: str) -> None:
        if self._next() != ("mark", wanted):
            raise _NotReadError

    def _takes(self, wanted: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at] == ("mark", wanted)
        self._at += found
        return found

    def _either(self) -> Term:
        parts = [self._both()]
        while self._takes("||"):
            parts.append(self._both())
        return lambda event: _either(part(event) for part in parts)

    def _both(self) -> Term:
        parts = [self._term()]
        while self._takes("&&"):
            parts.append(self._term())
        return lambda event: _both(part(event) for part in parts)

    def _term(self) -> Term:
        if not self._takes("("):
            return self._comparison()
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _NotReadError
        found = self._either()
        self._depth -= 1
        self._mark(")")
        return found

    def _comparison(self) -> Term:
        _, name = self._next()
        if not _FIELD.fullmatch(name):
            raise _NotReadError
        kind, sign = self._next()
        if kind == "mark":
            wanted_kind, wanted = self._next()
            if wanted_kind == "mark":
                raise _NotReadError
            return lambda event: _compare(_field(event, name), sign, wanted_kind, wanted)
        words = sign.upper() if sign.upper() == "EXISTS" else f"{sign} {self._next()[1]}".upper()
        if words not in _WORDS:
            raise _NotReadError
        return lambda event: _WORDS[words](_field(event, name))


_WORDS: dict[str, Callable[[Json], Truth]] = {
    "EXISTS": lambda value: value is not _NOTHING,
    "NOT EXISTS": lambda value: value is _NOTHING,
    "IS NULL": lambda value: value is None,
    "IS TRUE": lambda value: value is True,
    "IS FALSE": lambda value: value is False,
}


def _either(parts: Iterable[Truth]) -> Truth:
    answers = set(parts)
    return True if True in answers else None if None in answers else False


def _both(parts: Iterable[Truth]) -> Truth:
    answers = set(parts)
    return False if False in answers else None if None in answers else True


def _field(event: Mapping[str, Json], name: str) -> Json:
    value: Json = event
    for part in name.split(".")[1:]:
        if not isinstance(value, Mapping) or part not in value:
            return _NOTHING
        value = value[part]
    return value


def _compare(value: Json, sign: str, kind: str, wanted: str) -> Truth:
    """``=`` and ``!=`` on text, case as written, ``*`` for any text."""
    if kind == "regex" or sign not in ("=", "!="):
        return None if value is not _NOTHING else False
    if value is _NOTHING:
        return False if sign == "=" else None
    if not isinstance(value, str):
        return None
    text = wanted[1:-1].replace('\\"', '"') if kind == "text" else wanted
    equal = "?" not in text and glob(text, value)
    return equal if sign == "=" else not equal
