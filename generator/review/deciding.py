"""What a reviewer decides about a requirement: that it does not apply, and why."""

from collections.abc import Iterable, Mapping

from generator.model.answers import REQUIREMENTS
from generator.model.assessment import ReviewCell

NOT_APPLICABLE = "not applicable"


def decisions(cells: Iterable[ReviewCell]) -> Mapping[str, str]:
    """Row key -> why the requirement does not apply. It takes a result that nobody disputes, and a note that says why."""
    own = {(c.key, c.field): c for c in cells if c.sheet == REQUIREMENTS.sheet}
    found = {}
    for (key, field), cell in own.items():
        note = own.get((key, "review_note"))
        if field != "review_result" or cell.value != NOT_APPLICABLE or cell.others:
            continue
        if note and note.value.strip() and not note.others and not note.look_again:
            found[key] = f"decided by {cell.by}: {note.value.strip()}"
    return found
