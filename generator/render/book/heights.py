"""How high a row must be. Excel and LibreOffice do not measure wrapped text of a file they did not write."""

from functools import lru_cache
from unicodedata import east_asian_width

from generator.render.rows.fields import Look

CAP = 405  # points; Excel takes 409
LEAST = 19
PADDING = 12  # pixels: the cell's own and the indent
_PIXELS = 96 / 72
# Advance widths of Arial (and of Liberation Sans, its metric twin), in thousandths of the font's size.
_WIDE = {
    **dict.fromkeys("ijl'", 222),
    **dict.fromkeys(" !,./:;I[]\\ft|", 280),
    **dict.fromkeys('()-r`"*', 340),
    **dict.fromkeys("Jckszvxy{}", 500),
    **dict.fromkeys("+<=>~", 584),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("&ABEKPSVXY", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("Mm%", 880),
    **dict.fromkeys("W@—…", 1010),
}


def row_height(cells: list[tuple[str, float, Look]]) -> float:
    """The height in points that the fullest cell needs; cells are text, column width and look."""
    needed = max((lines(text, width, look) * leading(look) for text, width, look in cells), default=0)
    return min(CAP, max(LEAST, needed + 6))


def leading(look: Look) -> float:
    """Points from line to line."""
    return 12.0 if look in ("code", "bar") else 13.0


@lru_cache(maxsize=50_000)
def lines(text: str, width: float, look: Look) -> int:
    """How many lines the text takes when wrapped into a column."""
    size = 9 if look in ("code", "bar") else 10
    room = (width * 7 - PADDING) / (size * _PIXELS) * 1000
    return sum(_wrapped(part, room) for part in text.split("\n")[:100])


def _wrapped(text: str, room: float) -> int:
    """Greedy wrapping, as both programs do it: at spaces, and within words longer than a line."""
    if len(text) * 1010 <= room:
        return 1
    count, used = 1, 0.0
    for word in text[:10_000].split(" "):
        wide = _measure(word)
        if used and used + wide > room:
            count, used = count + 1, 0.0
        if wide > room:
            count += int(wide // room)
            wide %= room
        used += wide + 280
    return count


@lru_cache(maxsize=50_000)
def _measure(word: str) -> float:
    return sum(
        _WIDE.get(c, 560 if c < "\u0300" else 1000 if east_asian_width(c) in "WF" else 620) for c in word
    )
