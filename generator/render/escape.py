"""What AWS, YAML and people wrote is hostile: made harmless here for each kind of file, once."""

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

REPLACED = "\ufffd"
CELL_LIMIT = 32_767  # UTF-16 units in an Excel cell; Excel calls a longer one damaged
CUT = "… (cut, see evidence)"

_BREAKS = re.compile("\r\n?|[\u2028\u2029]")
# Controls, lone surrogates and non-characters: XML and UTF-8 have no place for them.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PLANE_ENDS = re.compile(
    "[" + "".join(chr(p * 0x10000 + e) for p in range(1, 17) for e in (0xFFFE, 0xFFFF)) + "]"
)
# Marks that turn the reading order or cannot be seen: two names that differ must look different.
_UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
_OOXML = re.compile("_x(?=[0-9A-Fa-f]{4}_)")
# The last five are read as the start of a formula by spreadsheets with East Asian input.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # fmt: skip
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&$@#!]|(?<!\d):(?=\S)|:(?=[^\s\d])|(?<=www)\.)", re.IGNORECASE)
_MARKDOWN_START = re.compile(r"^([-+=])|^(\d{1,9})([.)])(?=\s|$)")
_FRACTION = re.compile(r"(\d\d:\d\d:\d\d)\.\d+")
_NOT_SLUG = re.compile("[^a-z0-9]+")


def clean(text: str) -> str:
    """Text that every format can hold: breaks as LF, controls replaced, unseen marks written out."""
    text = _BREAKS.sub("\n", text)
    text = _PLANE_ENDS.sub(REPLACED, _ILLEGAL.sub(REPLACED, text))
    return _UNSEEN.sub(lambda mark: f"[U+{ord(mark[0]):04X}]", text)


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


def book_cell(text: str) -> str:
    """A workbook cell: what Excel would decode is kept as written, and nothing is longer than it takes."""
    text = _OOXML.sub("_x005F_x", clean(text))
    if _units(text) <= CELL_LIMIT:
        return text
    text = text[: CELL_LIMIT - len(CUT)]
    while _units(text) > CELL_LIMIT - len(CUT):
        text = text[: -max(1, (_units(text) - CELL_LIMIT + len(CUT)) // 2)]
    return text + CUT


def _units(text: str) -> int:
    """How long Excel finds it: characters beyond the first plane count twice."""
    return len(text) + sum(1 for c in text if c > "\uffff")


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
