"""The calls of the mappings held against botocore's own models: no call that AWS does not have."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from botocore import xform_name
from botocore.exceptions import DataNotFoundError, UnknownServiceError
from botocore.model import OperationNotFoundError
from botocore.session import Session

from generator.collect.operations import service_of, token_member
from generator.collect.shape import steps
from generator.items import compiled, fields
from generator.model.catalog import Call, Catalog

_DEPTH = 12
_NEXT = re.compile(r".*(next|continuation|pagination|page).*(token|marker)", re.IGNORECASE)
_MORE = frozenset({"IsTruncated", "Marker", "NextMarker", "Position", "position"})


def call_faults(catalog: Catalog) -> tuple[str, ...]:
    """Each call, parameter, path or name in the mappings that botocore's models do not have."""
    session = Session()
    return tuple(
        f"{_place(catalog, row)}{fault}"
        for row in catalog.calls.values()
        for fault in _faults(session, catalog, row)
    )


def _place(catalog: Catalog, row: Call) -> str:
    """Where the row stands; the last directory that has it is the one that counts."""
    head = re.compile(rf"\s*-?\s*id:\s*(['\"]?){re.escape(row.id)}\1\s*(#.*)?")
    for directory in reversed(catalog.directories):
        for path in sorted(Path(directory).glob("evidence/*.yaml")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                if head.fullmatch(line):
                    return f"{path}:{number}: "
    return ""


def _faults(session: Session, catalog: Catalog, row: Call) -> Iterator[str]:
    try:
        operation = session.get_service_model(service_of(row)).operation_model(row.call)
    except UnknownServiceError:
        yield f"call {row.id}: there is no service '{service_of(row)}'"
        return
    except OperationNotFoundError:
        yield f"call {row.id}: {service_of(row)} has no operation '{row.call}'"
        return
    name = str(xform_name(row.call, "-"))
    own = row.id.partition(".")[2]
    if own != name and not own.startswith((f"{name}.", f"{name}-")):
        yield f"call {row.id}: its id should be {row.id.split('.')[0]}.{name}, as AWS's command line names it"
    yield from _paging(session, row, operation)
    if not row.same_reply_as:
        yield from _parameters(catalog, row, operation)
    yield from _paths(row, operation.output_shape)
    yield from _children(session, catalog, row)
    yield from _second_sources(session, catalog, row)


def _paging(session: Session, row: Call, operation: Any) -> Iterator[str]:
    """A reply that can go on over pages, without a paginator or a plain token, would be half a population."""
    members = operation.output_shape.members if operation.output_shape is not None else {}
    more = [name for name in members if _NEXT.fullmatch(name) or name in _MORE]
    try:
        session.get_paginator_model(service_of(row)).get_paginator(row.call)
    except (ValueError, DataNotFoundError):
        if more and not token_member(operation):
            yield f"call {row.id}: {row.call} goes on over pages ({more[0]}) and botocore has no paginator for it"


def _parameters(catalog: Catalog, row: Call, operation: Any) -> Iterator[str]:
    """Given are the row's own and its parent's items; what earlier calls were asked with goes on."""
    shape = operation.input_shape
    given = {*row.params, *(name for name in _keys(row.items) if not name.startswith("_"))}
    for name in sorted(given - set(shape.members if shape is not None else ())):
        yield f"call {row.id}: {row.call} takes no parameter '{name}'"
    before = _before(catalog, row)
    for name in sorted(set(shape.required_members if shape is not None else ()) - given - before):
        yield f"call {row.id}: {row.call} wants the parameter '{name}'"
    if row.resources is not None and not row.csv:
        known = {"partition", "region", "account", *row.params, *_keys(row.items), *before}
        known |= _keys(row.resources.items) | member_names(operation.output_shape)
        for name in sorted(set(fields(row.resources.arn)) - known):
            yield f"call {row.id}: resources.arn: nothing fills '{{{name}}}'"


def _before(catalog: Catalog, row: Call) -> set[str]:
    found: set[str] = set()
    for _ in range(_DEPTH):
        row = catalog.calls.get(row.for_each, row)
        found |= _keys(row.items)
    return found


def _paths(row: Call, output: Any) -> Iterator[str]:
    for field in ("json", "csv", "drop"):
        for path in getattr(row, field):
            if not _leads(output, steps(path)):
                yield f"call {row.id}: {field}: the reply has nothing at '{path}'"
    names = member_names(output)
    if row.until:
        yield from _expression(row, "until", row.until, names)
    if row.resources is not None and not (row.json or row.csv):
        for field in ("items", "tags", "aws_owned", "skip", "vpcs"):
            yield from _expression(row, f"resources.{field}", getattr(row.resources, field), names)


def _children(session: Session, catalog: Catalog, row: Call) -> Iterator[str]:
    """What a call takes from its parent's reply must be there."""
    parent = catalog.calls.get(row.for_each)
    if parent is None or parent.json or parent.csv:
        return
    try:
        output = session.get_service_model(service_of(parent)).operation_model(parent.call).output_shape
    except (UnknownServiceError, OperationNotFoundError):
        return  # told at the parent
    yield from _expression(row, "items", row.items, member_names(output) | _keys(row.items))


def _second_sources(session: Session, catalog: Catalog, row: Call) -> Iterator[str]:
    """What a list is held against must be in the reply that it is looked for in."""
    for number, source in enumerate(row.resources.counted_by if row.resources else ()):
        looked = [(source.call, "count", source.count), (source.call, "arns", source.arns)]
        if source.only_while:
            looked.append((source.only_while.call, "only_while.path", source.only_while.path))
        for id_, field, expression in looked:
            second = catalog.calls.get(id_)
            if second is None or second.json or second.csv:
                continue  # told elsewhere, or of a shape that AWS does not model
            try:
                model = session.get_service_model(service_of(second)).operation_model(second.call)
            except (UnknownServiceError, OperationNotFoundError):
                continue  # told at that call
            names = member_names(model.output_shape)
            yield from _expression(row, f"resources.counted_by[{number}].{field}", expression, names)


def _keys(expression: str) -> set[str]:
    """The parameter names that an ``items`` expression builds."""
    if not expression:
        return set()
    return {
        str(node["value"]) for node in _nodes(compiled(expression).parsed) if node["type"] == "key_val_pair"
    }


def _expression(row: Call, field: str, expression: str, names: set[str]) -> Iterator[str]:
    if not expression:
        return
    for node in _nodes(compiled(expression).parsed):
        if node["type"] == "field" and node["value"] not in names:
            yield f"call {row.id}: {field}: the reply has no member '{node['value']}'"


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node.get("children", ()):
        if isinstance(child, dict):
            yield from _nodes(child)


def member_names(shape: Any, depth: int = 0) -> set[str]:
    """Every member name that a shape holds, at any depth; of a map with known keys, those."""
    if shape is None or depth > _DEPTH:
        return set()
    if shape.type_name == "structure":
        inner = (member_names(member, depth + 1) for member in shape.members.values())
        return set(shape.members).union(*inner)
    if shape.type_name == "list":
        return member_names(shape.member, depth + 1)
    if shape.type_name == "map":
        return {*getattr(shape.key, "enum", ()), *member_names(shape.value, depth + 1)}
    return set()


def _leads(shape: Any, path: list[str]) -> bool:
    for step in path:
        if shape is None:
            return False
        if step.startswith("["):
            shape = (
                shape.member if shape.type_name == "list" and _speaks_of(shape.member, step[2:-1]) else None
            )
        elif step == "*":
            shape = shape.value if shape.type_name == "map" else None
        elif shape.type_name == "structure":
            shape = shape.members.get(step)
        else:
            shape = shape.value if shape.type_name == "map" else None
    return shape is not None


def _speaks_of(shape: Any, condition: str) -> bool:
    """Whether a condition on a list's items names only members that they have."""
    names = member_names(shape)
    return not condition or all(
        node["type"] != "field" or node["value"] in names for node in _nodes(compiled(condition).parsed)
    )
