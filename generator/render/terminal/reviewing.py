"""What came of workbooks that were read back, and how the answers stand."""

from collections.abc import Callable, Iterator, Sequence

from generator.model.answers import FORMS
from generator.model.assessment import ReviewCell, Said
from generator.model.reviewed import CAME, Elsewhere, Merged, Refused, Typed
from generator.render.terminal.text import safe

_WHOLE = 100_000  # a text that is not taken in is shown whole: it may stand nowhere else
Name = Callable[[str, str], str]  # sheet and row's key -> what people call the row


def merged_lines(merged: Merged, elsewhere: Elsewhere, name: Name) -> list[str]:
    """One workbook: counts, then whatever a person must know or do."""
    counts = ", ".join(f"{merged.counts.get(came, 0)} {came}" for came in CAME if merged.counts.get(came))
    return [
        f"{safe(merged.name)}: {counts or 'nothing written in it'}",
        *(f"  {safe(remark)}" for remark in merged.remarks),
        *_emptied(merged),
        *_refused(merged.refused),
        *_clashes(merged.clashes, name),
        *_orphans(merged, name),
        *_strays((*merged.strays, *elsewhere.typed), elsewhere),
    ]


def _emptied(merged: Merged) -> Iterator[str]:
    if emptied := merged.counts.get("emptied", 0):
        yield f"  {emptied} cells were emptied; a blank changes nothing. Write (clear) to take an answer away."
    if merged.missing:
        yield f"  {merged.missing} rows of the pack are not in it; they stay as they are."


def _refused(refused: Sequence[Refused]) -> Iterator[str]:
    if refused:
        yield f"  Refused, {len(refused)} generated cells say something else than in the pack (typed over, or judged again since):"
    for one in refused:
        yield f"    {safe(one.place)} ({safe(one.head)}): here {_text(one.theirs)}; in the pack {_text(one.ours)}"


def _clashes(clashes: Sequence[ReviewCell], name: Name) -> Iterator[str]:
    if clashes:
        yield f"  Clashes, {len(clashes)}; all values are kept and shown until somebody settles them:"
    for cell in clashes:
        yield f"    {_cell(cell, name)}: {_said(cell)}"


def _orphans(merged: Merged, name: Name) -> Iterator[str]:
    if merged.orphans:
        yield f"  Orphans, {len(merged.orphans)} answers to rows that the pack no longer has; they are kept:"
    for one in merged.orphans:
        head = FORMS[one.sheet].column(one.field).head
        yield f"    {safe(name(one.sheet, one.key))}, {head}: {_text(one.value)} ({safe(one.by)})"


def _strays(strays: Sequence[Typed], elsewhere: Elsewhere) -> Iterator[str]:
    if strays:
        yield f"  Not read in, {len(strays)} texts outside the columns that people fill in:"
    for one in strays:
        yield f"    {safe(one.place)}{f' ({safe(one.head)})' if one.head else ''}: {_text(one.text)}"
    if elsewhere.more:
        yield f"    and {elsewhere.more:,} more"
    for title, count in elsewhere.added:
        yield f"  Not read in: the sheet '{safe(title, 40)}' is not ours ({count:,} texts)."


def review_lines(cells: Sequence[ReviewCell], name: Name, known: Callable[[str, str], bool]) -> list[str]:
    """How the answers stand, row by row, in the order given; clashes and orphans counted first."""
    standing = [cell for cell in cells if cell.value or cell.others]
    here = [cell for cell in standing if known(cell.sheet, cell.key)]
    gone = [cell for cell in standing if not known(cell.sheet, cell.key)]
    clashes = sum(1 for cell in standing if cell.others)
    lines = [f"{len(standing)} answers, {clashes} clashes, {len(gone)} orphans"]
    lines += _rows(here, name)
    if gone:
        lines += ["Orphans: the pack no longer has these rows", *_rows(gone, name)]
    return lines


def _rows(cells: Sequence[ReviewCell], name: Name) -> Iterator[str]:
    rows: dict[tuple[str, str], list[ReviewCell]] = {}
    for cell in cells:
        rows.setdefault((cell.sheet, cell.key), []).append(cell)
    for (sheet, key), own in rows.items():
        yield f"{sheet}, {safe(name(sheet, key))}"
        yield from dict.fromkeys(
            f"  look again (from {safe(c.carried)}): {safe(c.look_again, _WHOLE)}"
            for c in own
            if c.look_again
        )
        for cell in own:
            yield f"  {_head(cell)}: {_said(cell)}{_origin(cell)}"


def _origin(cell: ReviewCell) -> str:
    return f" [carried over from {safe(cell.carried)}]" if cell.carried else ""


def _head(cell: ReviewCell) -> str:
    return next((c.head for c in FORMS[cell.sheet].columns if c.field == cell.field), safe(cell.field))


def _cell(cell: ReviewCell, name: Name) -> str:
    return f"{safe(name(cell.sheet, cell.key))}, {_head(cell)}"


def _said(cell: ReviewCell) -> str:
    all_ = (*cell.others, Said(value=cell.value, by=cell.by, at=cell.at))
    return " / ".join(f"{_text(one.value)} ({safe(one.by)}, {safe(one.at[:10])})" for one in all_)


def _text(text: str) -> str:
    """A person's words, whole, on one line."""
    return f"'{safe(text.replace(chr(10), ' ⏎ '), _WHOLE)}'" if text else "nothing"
