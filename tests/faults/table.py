"""The campaign's results as a table: faults by what came of them."""

from collections import Counter
from collections.abc import Sequence

from faults.held import CLASSES, Result
from faults.trouble import TROUBLES


def table(results: Sequence[Result]) -> list[list[str]]:
    """Faults by what came of them, with a head and a foot."""
    shown = [name for name in CLASSES if name == "WRONG" or any(r.ended == name for r in results)]
    rows = [["Fault", "Cells", *shown, "Improvements", "False reds"]]
    for id_, trouble in TROUBLES.items():
        mine = [r for r in results if r.cell.fault == id_]
        if mine:
            rows.append(_row(trouble.says, mine, shown))
    rows.append(_row("All", results, shown))
    return rows


def _row(name: str, mine: Sequence[Result], shown: Sequence[str]) -> list[str]:
    counts = Counter(r.ended for r in mine)
    held = [r for r in mine if r.ended not in ("noticed", "not noticeable")]
    reds = [r for r in held if TROUBLES[r.cell.fault].must != "as said"]
    better = str(sum(r.better > 0 for r in held))
    return [
        name,
        str(len(mine)),
        *(str(counts[one] or "") for one in shown),
        better,
        str(sum(r.reds > 0 for r in reds)),
    ]


def text(rows: Sequence[Sequence[str]]) -> str:
    """The table for a terminal."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """The table for a page."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" + " ---: |" * (len(rows[0]) - 1))
    return "\n".join(lines)


def lost_lists(results: Sequence[Result]) -> str:
    """The calls whose lost pages are noticed, and those for which no second source exists."""
    lost = [one for one in results if one.cell.fault == "lost"]
    seen = sorted(one.cell.call for one in lost if one.ended == "noticed")
    unseen = sorted(one.cell.call for one in lost if one.ended == "not noticeable")
    helped = sum(one.better > 0 for one in lost)
    return (
        f"A page lost in the middle is noticed for {len(seen)} lists: {_named(seen)}.\n\n"
        f"It is not noticed for {len(unseen)}, for which AWS gave no second count or list: {_named(unseen)}. "
        f"In {helped} of these cells, all told, what was lost had failed, so that something reads better than it is."
    )


def _named(calls: Sequence[str]) -> str:
    return ", ".join(f"`{call}`" for call in calls) or "none"
