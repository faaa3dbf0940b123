"""Holds hand-written replies against botocore's output shapes: a made-up member name fails."""

from functools import cache
from typing import Any

import botocore.session


@cache
def _service(name: str) -> Any:
    return botocore.session.get_session().get_service_model(name)


def output_shape(service: str, operation: str) -> Any:
    """The output shape of an operation."""
    return _service(service).operation_model(operation).output_shape


def item_shape(shape: Any, path: str) -> Any:
    """The shape of an item that a plain JMESPath (``A[].B[]``, ``[A]``, ``A | [@]``) walks to; None when unknown."""
    if shape is None:
        return None
    if path in ("[@]", "@"):
        return shape
    for part in path.strip("[]").replace("[]", ".[].").split("."):
        if part in ("", "*") or shape is None:
            continue
        if part == "[]":
            shape = shape.member if shape.type_name == "list" else shape
        elif shape.type_name == "structure":
            shape = shape.members.get(part)
        elif shape.type_name == "map":
            shape = shape.value
    return shape.member if shape is not None and shape.type_name == "list" else shape


def unknown_members(value: Any, shape: Any, opened: frozenset[str], at: str = "") -> list[str]:
    """Members of ``value`` that ``shape`` does not have; ``opened`` names text that was opened."""
    if value is None or shape is None or at.rsplit(".", 1)[-1].rstrip("[]") in opened:
        return []
    if shape.type_name == "list" and isinstance(value, list):
        return [fault for item in value for fault in unknown_members(item, shape.member, opened, at + "[]")]
    if shape.type_name == "map" and isinstance(value, dict):
        return [
            f
            for key, item in value.items()
            for f in unknown_members(item, shape.value, opened, f"{at}.{key}")
        ]
    if shape.type_name == "structure" and isinstance(value, dict):
        faults = [f"{at}.{key}" for key in value if key not in shape.members]
        for key in value.keys() & shape.members.keys():
            faults += unknown_members(value[key], shape.members[key], opened, f"{at}.{key}")
        return faults
    return []


__all__ = ["item_shape", "output_shape", "unknown_members"]
