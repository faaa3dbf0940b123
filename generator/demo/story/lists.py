"""Lists of services in scope, made up for the embedded AWS as its reports are: none of it is a fact about AWS."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from generator.model.catalog import Service

# MemoryDB runs in the sandbox, and no list of the embedded AWS holds it.
LEFT_OUT = "memorydb"
# The list for PCI DSS stays the old public one: what that costs is shown too.
FRESH = ("soc", "iso", "hipaa-eligible")


def write_lists(folder: Path, services: Mapping[str, Service], day: date) -> None:
    """A folder of mappings with a fresh list for each program but one."""
    (folder / "listings").mkdir(parents=True)
    for program in FRESH:
        lines = "\n".join(_lines(program, services.values(), day)) + "\n"
        (folder / "listings" / f"{program}-{day}.yaml").write_text(lines, encoding="utf-8")


def _lines(program: str, services: Iterable[Service], day: date) -> Iterable[str]:
    yield "# Made up for the embedded AWS: not a list of AWS's."
    yield f"- id: {program}-{day}"
    yield f"  program: {program}"
    yield f'  as_of: "{day}"'
    yield "  source: made up for the embedded AWS"
    yield '  complete: "true"'
    yield "  entries:"
    for service in services:
        if service.id != LEFT_OUT:
            yield f"    - {{name: {json.dumps(service.name)}, service: {json.dumps(service.id)}}}"
