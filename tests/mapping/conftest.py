"""Overlays may bring checks: each test leaves the registry as it found it."""

from collections.abc import Iterator

import pytest

from generator.checks import all_checks, registry


@pytest.fixture(autouse=True)
def _own_registry() -> Iterator[None]:
    all_checks()
    before = dict(registry._CHECKS)
    yield
    registry._CHECKS.clear()
    registry._CHECKS.update(before)
