"""Text as a workbook's cell holds it: written by render, compared by review."""

import re

REPLACED = "\ufffd"
CELL_LIMIT = 32_767  # UTF-16 units in an Excel cell; Excel calls a longer one damaged
BREAKS = 253  # line breaks in an Excel cell
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
_CODED = re.compile("_x([0-9A-Fa-f]{4})_")


def clean(text: str) -> str:
    """Text that every format can hold: breaks as LF, controls replaced, unseen marks written out."""
    text = _BREAKS.sub("\n", text)
    text = _PLANE_ENDS.sub(REPLACED, _ILLEGAL.sub(REPLACED, text))
    return _UNSEEN.sub(lambda mark: f"[U+{ord(mark[0]):04X}]", text)


def book_cell(text: str) -> str:
    """A workbook cell: what Excel would decode is kept as written, and nothing is longer than it takes."""
    text = _unbroken(_OOXML.sub("_x005F_x", clean(text)))
    if _units(text) <= CELL_LIMIT:
        return text
    text = text[: CELL_LIMIT - len(CUT)]
    while _units(text) > CELL_LIMIT - len(CUT):
        text = text[: -max(1, (_units(text) - CELL_LIMIT + len(CUT)) // 2)]
    return text + CUT


def _unbroken(text: str) -> str:
    """No more lines than Excel takes; those beyond stand on the last one."""
    if text.count("\n") <= BREAKS:
        return text
    *lines, rest = text.split("\n", BREAKS)
    return "\n".join([*lines, rest.replace("\n", "; ")])


def decoded(text: str) -> str:
    """What a cell's text means: Excel writes characters that XML cannot hold as ``_x000D_``."""
    return _CODED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


def _units(text: str) -> int:
    """How long Excel finds it: characters beyond the first plane count twice."""
    return len(text) + sum(1 for c in text if c > "\uffff")
