"""Second sources of a list: what each names must be there, and must be comparable with the list."""

from collections.abc import Sequence
from typing import Any

from jmespath.exceptions import JMESPathError

from generator.items import compiled
from generator.mapping.index import Entry, Index
from generator.mapping.names import known_name
from generator.model.catalog import Call, SecondSource


def second_source_faults(entry: Entry, path: Sequence[Any], source: SecondSource, index: Index) -> list[str]:
    """Every fault of one source of the row in ``entry``."""
    row: Call = entry.value
    calls = index.kinds["calls"]
    faults = known_name(entry, (*path, "call"), source.call, calls, "call")
    if bool(source.count) == bool(source.arns):
        faults.append(entry.at(path, f"'{source.call}' gives either a count or arns; write one of them"))
    if bool(source.arns) != bool(source.starts):
        faults.append(entry.at(path, "arns and starts belong together; say how ARNs of this kind begin"))
    if row.resources is None or not row.resources.items:
        faults.append(
            entry.at(path, f"'{row.id}' lists nothing; a second source belongs to a row with resources.items")
        )
    if source.call in calls:
        second: Call = calls[source.call].value
        if second.for_each:
            faults.append(
                entry.at(
                    (*path, "call"), f"'{second.id}' is made for each item; name a call that is made once"
                )
            )
        if source.count and second.scope == "global" and row.scope == "regional":
            fault = (
                f"'{second.id}' counts over the account, '{row.id}' lists a region; nothing can be compared"
            )
            faults.append(entry.at((*path, "count"), fault))
    for name, expression in (("count", source.count), ("arns", source.arns)):
        faults += _expression(entry, (*path, name), expression)
    if source.only_while:
        guard = (*path, "only_while")
        faults += known_name(entry, (*guard, "call"), source.only_while.call, calls, "call")
        faults += _expression(entry, (*guard, "path"), source.only_while.path)
    return faults


def _expression(entry: Entry, path: Sequence[Any], expression: str) -> list[str]:
    try:
        if expression:
            compiled(expression)
    except JMESPathError:
        return [entry.at(path, f"not a JMESPath expression: {expression[:80]!r}")]
    return []
