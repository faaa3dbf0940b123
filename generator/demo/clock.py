"""moto's clock, held at the story's moment while it is told.

Only while it is told: tokens given out later must live by the real clock.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from moto.core import utils


@contextmanager
def held(now: datetime) -> Iterator[None]:
    """Whatever moto makes inside the block was made at this moment."""
    real = utils.utcnow
    moment = now.astimezone(UTC).replace(tzinfo=None)

    def still() -> datetime:
        return moment

    _replace(real, still)
    try:
        yield
    finally:
        _replace(still, real)


def _replace(old: object, new: object) -> None:
    """Modules of moto hold the function by name, and more of them come while the story is told."""
    for name, module in list(sys.modules.items()):
        if name.startswith("moto.") and module.__dict__.get("utcnow") is old:
            vars(module)["utcnow"] = new
