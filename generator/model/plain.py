"""One decorator for every value that passes between stages."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")
Json = Any  # a reply as parsed from JSON: dict, list, str, int, float, bool or None


def _written(name: str) -> str:
    return name.rstrip("_")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def plain(cls: type[T]) -> type[T]:
    """A frozen, slotted, keyword-only dataclass; the YAML loader refuses fields it does not name."""
    make: Callable[[type[T]], type[T]] = dataclass(frozen=True, slots=True, kw_only=True)
    # Read by pydantic only: ``from_`` is written ``from``, which Python keeps for itself.
    cls.__pydantic_config__ = {"extra": "forbid", "alias_generator": _written}  # type: ignore[attr-defined]
    return make(cls)
