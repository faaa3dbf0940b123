"""What a mark in a list says. Only one that cannot be mistaken counts as listed."""

import re

from generator.mapping.importing.rows import Listed, tidy

_YES = {"yes", "y", "true", "listed", "in scope", "eligible"}
_NO = {"no", "n", "false", "not listed", "not in scope", "out of scope", "not eligible"}
_TICKS = {"✓", "✔", "✅", "☑"}
_CROSSES = {"✗", "✘", "❌", "✕", "✖", "-", "–", "—"}
_WITH_BRACKET = re.compile(r"([^\[(]+?)\s*[\[(]([^\[\]()]*)[\])]")
# A bracket with one of these takes back, or puts off, what stands before it.
_HEDGE = re.compile(
    r"\b(not|no|never|joint|jab|assess\w*|review\w*|pend\w*|plan\w*|progress|expect\w*|soon|will|tbd|partial\w*|preview|"
    r"draft|unknown|unless|until|ex|former\w*|removed|retired|withdrawn|only)\b",
    re.IGNORECASE,
)


def read_mark(text: str) -> tuple[Listed, str]:
    """What the mark says, and what of it must be told beside: an empty cell is *no*, a strange one *unknown*."""
    mark = tidy(text)
    said = _plain(mark)
    if said:
        return said, ""
    bracket = _WITH_BRACKET.fullmatch(mark)
    said = _plain(bracket[1]) if bracket else None
    if bracket and said and bracket[1].strip() and not (said == "yes" and _HEDGE.search(bracket[2])):
        return said, bracket[2].strip()
    return "unknown", f"the list's mark is '{mark}'"


def _plain(mark: str) -> Listed | None:
    word = mark.casefold()
    if word in _YES or mark in _TICKS:
        return "yes"
    if not word or word in _NO or mark in _CROSSES:
        return "no"
    return None


def image_mark(alt: str) -> str:
    """An image's words as a mark: those of a check mark as one, all others so that they are told."""
    words = tidy(alt)
    if words.casefold() in {"yes", "check", "checkmark", "check mark", "tick"} or words in _TICKS:
        return "✓"
    return f"image: {words or 'without words'}"
