"""Code blocks of a page in Markdown."""

import re
from pathlib import Path

FENCE = re.compile(r"^(```+)([^\n]*)\n(.*?)^\1\s*$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> dict[str, str]:
    """The code blocks of a page that name a file, by that name."""
    found = (match.groups()[1:] for match in FENCE.finditer(page.read_text(encoding="utf-8")))
    return {info.split(None, 1)[1].strip(): body for info, body in found if " " in info.strip()}
