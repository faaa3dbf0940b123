"""What AWS itself calls sensitive never reaches the disk: each such member is dropped by its call's row."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from shapes import output_shape

EVIDENCE = Path(__file__).parent.parent / "mappings" / "evidence"
ROWS = [row for path in sorted(EVIDENCE.glob("*.yaml")) for row in yaml.safe_load(path.read_text()) or []]
ALSO = ("UserData",)  # not marked by AWS, but where secrets are found


def _sensitive(shape: Any, at: str, above: frozenset[str]) -> list[str]:
    if shape is None or shape.name in above:
        return []
    if shape.metadata.get("sensitive") or at.rsplit(".", 1)[-1] in ALSO:
        return [at]
    above |= {shape.name}
    if shape.type_name == "structure":
        return [
            path
            for name, one in shape.members.items()
            for path in _sensitive(one, f"{at}.{name}".lstrip("."), above)
        ]
    if shape.type_name == "list":
        return _sensitive(shape.member, at + "[]", above)
    return _sensitive(shape.value, at + ".*", above) if shape.type_name == "map" else []


@pytest.mark.parametrize(
    "row", [row for row in ROWS if not row.get("same_reply_as")], ids=lambda row: row["id"]
)
def test_sensitive_members_are_dropped(row: dict[str, Any]) -> None:
    """Dropped whole, with what is around them, or (maps and lists) value by value."""
    shape = output_shape(row.get("service") or row["id"].split(".")[0], row["call"])
    drops = row.get("drop", [])

    kept = [
        path
        for path in _sensitive(shape, "", frozenset())
        if not any(path == drop or path.startswith(drop) or drop.startswith(path) for drop in drops)
    ]

    assert kept == []
