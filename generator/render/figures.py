"""Counts as people read them: n of N, never a percentage alone, and never no data as good."""

from generator.model.status import Counts
from generator.render.words import NONE


def n_of(n: int, total: int) -> str:
    """``3 of 5``; a dash for none of none."""
    return f"{n:,} of {total:,}" if total else NONE


def share(n: int, total: int) -> str:
    """``3 of 5 (60 %)``. Rounded down, so that 100 % means all of them; some are never 0 %."""
    if not total:
        return NONE
    percent = "<1" if 0 < 100 * n < total else str(100 * n // total)
    return f"{n:,} of {total:,} ({percent} %)"


def judged(counts: Counts) -> int:
    """The N of n of N: all but *not applicable*; the larger figure where two disagree."""
    summed = counts.passed + counts.failed + counts.no_data + counts.exceptions
    return max(summed, counts.population - counts.not_applicable)


def population(counts: Counts) -> str:
    """``12 of 14 passed; 1 failed; 1 no data``; a dash where there was nothing to judge."""
    total = judged(counts)
    parts = [f"{n_of(counts.passed, total)} passed"] if total else []
    parts += [
        f"{number:,} {word}"
        for number, word in (
            (counts.failed, "failed"),
            (counts.no_data, "no data"),
            (counts.exceptions, "exception" if counts.exceptions == 1 else "exceptions"),
            (counts.not_applicable, "not applicable"),
        )
        if number
    ]
    if counts.aws_owned and parts:
        parts.append(f"{counts.aws_owned:,} owned by AWS left out")
    if counts.out_of_scope:
        parts.append(f"{counts.out_of_scope:,} out of scope")
    return "; ".join(parts) or NONE


def plural(n: int, one: str, many: str = "") -> str:
    """``1 account``, ``2 accounts``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"
