"""Requests for people in a terminal: how each stands, and what became of a change."""

from collections.abc import Iterator, Sequence
from datetime import date

from generator.model.assessment import RequestRow
from generator.render.terminal.text import safe

_DONE = "accepted"


def request_lines(rows: Sequence[RequestRow], today: date) -> Iterator[str]:
    """Lines for each request; what counts on the pack's day and has run out since is told."""
    for row in rows:
        who = safe(row.assigned or row.owner, 60)
        yield f"{row.request}  {row.state}, due {row.due}, {who}: {safe(row.title, 100)}"
        yield from (f"    {text}" for text in _about(row))
        if row.state == _DONE and row.valid_until and row.valid_until < str(today):
            yield f"    it has run out since, on {row.valid_until}"


def count_line(rows: Sequence[RequestRow], day: date) -> str:
    """``3 of 40 answered as of 2026-10-05; 2 submitted, 35 requested``."""
    done = sum(row.state == _DONE for row in rows)
    states = dict.fromkeys(row.state for row in rows if row.state != _DONE)
    others = ", ".join(f"{sum(row.state == state for row in rows)} {state}" for state in states)
    return f"{done} of {len(rows)} answered as of {day}" + (f"; {others}" if others else "")


def _about(row: RequestRow) -> Iterator[str]:
    if row.why_open:
        yield safe(row.why_open)
    if row.given_by:
        days = [
            f"received {row.received_at}" if row.received_at else "",
            f"observed {row.observed}" if row.observed else "",
            f"covers {row.covers_from or '?'} to {row.covers_to or '?'}"
            if row.covers_from or row.covers_to
            else "",
            f"valid until {row.valid_until}" if row.valid_until else "",
        ]
        what = safe(row.file, 80) or safe(row.evidence, 80)
        yield safe("; ".join([f"{what}, given by {', '.join(row.given_by)}", *filter(None, days)]))
    if row.accepted_by:
        yield safe(f"accepted by {row.accepted_by} on {row.accepted_on}")
    if row.note:
        yield f"note: {safe(row.note)}"
    yield from (f"to note: {safe(remark)}" for remark in row.remarks)
