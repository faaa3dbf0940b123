"""An assessment as of a large organisation: the demo's, again and again in other accounts."""

import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
_ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")


def large(wanted: int) -> Any:
    """The demo's assessment with at least so many findings, and with calls, populations and services to match."""
    from golden import make

    one = make.assessed()
    copies = range(-(-wanted // len(one.findings)))

    def many(rows: Iterable[Any], *texts: str) -> tuple[Any, ...]:
        return tuple(_moved(row, copy, texts) for copy in copies for row in rows)

    return replace(
        one,
        accounts=many(one.accounts, "id"),
        findings=many(one.findings, "key", "account", "resource", "evidence"),
        calls=many(one.calls, "evidence", "account", "parameters", "caller", "command"),
        populations=many(one.populations, "account", "evidence", "recount"),
        services=many(one.services, "account"),
        reports=many(one.reports, "account", "evidence"),
        blind_spots=many(one.blind_spots, "account"),
    )


def _moved(row: Any, copy: int, texts: Iterable[str]) -> Any:
    """The same in another account."""
    if not copy:
        return row
    values = {name: getattr(row, name) for name in texts}
    return replace(row, **{name: _text(name, value, copy) for name, value in values.items()})


def _text(name: str, value: Any, copy: int) -> Any:
    if isinstance(value, tuple):
        return tuple(_text(name, one, copy) for one in value)
    if name in ("key", "evidence"):
        return f"{value[:-3]}{copy:03x}" if value else value
    moved = _ACCOUNT.sub(lambda found: f"{int(found[0]) + copy:012d}", value)
    return f"{value}-{copy}" if name == "resource" and moved == value else moved
