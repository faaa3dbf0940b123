"""The embedded AWS: an organisation of three accounts behind one loopback endpoint.

Any AWS client works on it over HTTP; nothing is replaced inside the process that asks.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from generator.errors import SetupError

__all__ = ["Demo", "DemoAccount", "embedded_aws"]

# moto reads these while it is imported.
MOTO = {
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "false",
    "MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS": "false",
}


@dataclass(frozen=True)
class DemoAccount:
    """An account of the organisation; ``role`` is empty where the default credentials are enough."""

    id: str
    name: str
    role: str = ""


@dataclass(frozen=True)
class Demo:
    """A running embedded AWS: what to export to reach it, and a configuration that fits it."""

    endpoint: str
    accounts: tuple[DemoAccount, ...]
    environment: dict[str, str]
    config: str
    # The HTTP front: tests deny, fail and expire through it (generator.demo.front.Front).
    front: Any = field(repr=False, compare=False)


@contextmanager
def embedded_aws(period: tuple[date, date], now: datetime) -> Iterator[Demo]:
    """Start the embedded AWS, tell it the story for this period, and stop it at the end.

    moto's state belongs to the process, so only one can run at a time.

    Raises:
        SetupError: moto is not installed.
    """
    os.environ.update(MOTO)
    try:
        from generator.demo.server import running  # noqa: PLC0415 - moto is an optional extra and slow to load
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("generator"):
            raise
        raise SetupError("The demo needs moto.", "pip install 'evidencemap[demo]'") from error
    with running(period, now) as demo:
        yield demo
