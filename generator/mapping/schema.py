"""JSON Schema of the mapping files, generated from the model, so that editors complete them."""

import json
from typing import Any

from pydantic import TypeAdapter

from generator.model.catalog import (
    Call,
    Cuec,
    Family,
    Framework,
    Limit,
    Listing,
    Objective,
    Option,
    Outward,
    ReportFamily,
    Request,
    Service,
)

FILES: dict[str, Any] = {
    "calls.json": list[Call],
    "services.json": Service,
    "artifacts.json": list[ReportFamily],
    "requests.json": list[Request],
    "options.json": list[Option],
    "limits.json": list[Limit],
    "cuecs.json": list[Cuec],
    "listings.json": list[Listing],
    "outward.json": list[Outward],
    "objectives.json": list[Objective],
    "framework.json": Framework,
    "requirements.json": Family,
}


def schemas() -> dict[str, str]:
    """File name -> JSON Schema text, for ``mappings/schema/``."""
    made = {}
    for name, shape in FILES.items():
        schema = TypeAdapter(shape).json_schema()
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        made[name] = json.dumps(schema, indent=1, sort_keys=True) + "\n"
    return made
