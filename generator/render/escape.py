"""What AWS, YAML and people wrote is hostile: made harmless here for each kind of file, once."""

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from generator.celltext import clean

# The last five are read as the start of a formula by spreadsheets with East Asian input.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # fmt: skip
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&$@#!]|(?<!\d):(?=\S)|:(?=[^\s\d])|(?<=www)\.)", re.IGNORECASE)
_MARKDOWN_START = re.compile(r"^([-+=])|^(\d{1,9})([.)])(?=\s|$)")
_FRACTION = re.compile(r"(\d\d:\d\d:\d\d)\.\d+")
_NOT_SLUG = re.compile("[^a-z0-9]+")


def line(text: str) -> str:
    """The same on one line."""
    return " ".join(clean(text).split())


def moment(text: str) -> str:
    """A time for people, to the second; the tables keep it as it was."""
    return _FRACTION.sub(r"\1", text)


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, ending in a mark where some were left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def csv_cell(text: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula."""
    text = clean(text)
    return "'" + text if text.startswith(_FORMULA) else text


def markdown(text: str) -> str:
    """Text that stays text in Markdown: in a paragraph, a heading, a list and a table cell alike.

    Only what can mean something is escaped, so that the source reads well too.
    """
    text = _MARKDOWN.sub(r"\\\1", line(text))
    return _MARKDOWN_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", text)


def markdown_code(text: str) -> str:
    """Inline code for a table cell: a fence longer than any within, bars escaped as tables want it."""
    text = line(text).replace("|", "\\|")
    if not text:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def web_address(text: str) -> str:
    """The address where it is a plain https one, else nothing: other schemes are never linked."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    if (
        parts.scheme != "https"
        or not parts.hostname
        or parts.username
        or clean(text) != text
        or text.split() != [text]
    ):
        return ""
    return quote(text, safe="/:?#[]@!$&*+,;=%~-._")


def cited(text: str) -> tuple[str, str]:
    """A source as its address and what stands after it (a section); no address where it cannot be linked."""
    first, _, rest = text.strip().partition(" ")
    address = web_address(first)
    return (address, line(rest)) if address else ("", line(text))


def slug(text: str) -> str:
    """An anchor's name: small letters, digits and dashes."""
    return _NOT_SLUG.sub("-", text.lower()).strip("-") or "x"


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """The same names, with a number where one was there before."""
    taken: set[str] = set()
    given = []
    for name in names:
        number, candidate = 1, name
        while candidate in taken:
            number += 1
            candidate = f"{name}-{number}"
        taken.add(candidate)
        given.append(candidate)
    return tuple(given)
