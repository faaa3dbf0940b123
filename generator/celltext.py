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
_HALF = re.compile("_x0(?:0(?:5F?)?)?$")  # what a cut left of the one that stands for a lone _x
_SHOWN = re.compile(r"\[U\+[0-9A-F]{4,5}\]|\ufffd")
_PIECES = re.compile(r"\[U\+[0-9A-F]{4,5}\]|.", re.DOTALL)
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
    return _HALF.sub("", text) + CUT


def beyond(text: str) -> str:
    """What did not fit into the cell, as it would have stood there."""
    return _unbroken(clean(text))[len(decoded(book_cell(text)).removesuffix(CUT)) :]


def _unbroken(text: str) -> str:
    """No more lines than Excel takes; those beyond stand on the last one."""
    if text.count("\n") <= BREAKS:
        return text
    *lines, rest = text.split("\n", BREAKS)
    return "\n".join([*lines, rest.replace("\n", "; ")])


def decoded(text: str) -> str:
    """What a cell's text means: Excel writes characters that XML cannot hold as ``_x000D_``."""
    return _CODED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


def restored(text: str, original: str) -> str:
    """What a person means who went on writing in a cell that showed ``original``.

    Characters that cannot be shown stand in a cell as ``[U+200F]`` or as U+FFFD. Those that the cell showed mean what
    they stood for, wherever they were left; any that were typed beyond them are just the text that was typed.
    """
    if not (_hidden(original) and _SHOWN.search(text)):
        return text
    there = [(clean(piece), piece) for piece in _PIECES.findall(_BREAKS.sub("\n", original.strip()))]
    typed = _PIECES.findall(text)
    start = _common(typed, [shown for shown, _ in there])
    end = _common(typed[start:][::-1], [shown for shown, _ in there[start:]][::-1])
    meant: dict[str, list[str]] = {}  # of the part that was written anew: what each mark stood for, in order
    for shown, piece in there[start : len(there) - end]:
        if _SHOWN.fullmatch(shown):
            meant.setdefault(shown, []).append(piece)
    middle = [meant[one].pop(0) if meant.get(one) else one for one in typed[start : len(typed) - end]]
    tail = [piece for _, piece in there[len(there) - end :]]
    return "".join([*(piece for _, piece in there[:start]), *middle, *tail])


def _hidden(text: str) -> bool:
    return any(pattern.search(text) for pattern in (_UNSEEN, _ILLEGAL, _PLANE_ENDS))


def _common(some: list[str], others: list[str]) -> int:
    """How many are the same from the beginning."""
    return next(
        (n for n, (a, b) in enumerate(zip(some, others, strict=False)) if a != b), min(len(some), len(others))
    )


def _units(text: str) -> int:
    """How long Excel finds it: characters beyond the first plane count twice."""
    return len(text) + sum(1 for c in text if c > "\uffff")
