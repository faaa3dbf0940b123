"""JMESPath over replies: the parameter sets for further calls, and the resources that a reply shows."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from generator.model.catalog import Call, Resources
from generator.model.evidence import GLOBAL, Record, joined
from generator.model.plain import Json, plain

COUNTED = (
    "_of"  # in a parameter set: how many items its list was made from, since a projection passes over holes
)
_FIELD = re.compile(r"\{([^{}]+)\}")


class ShapeError(Exception):
    """A reply is of another shape than its row in the mappings expects."""


@plain
class Unit:
    """One resource as a call shows it. ``why`` is set where it could not be read; ``value`` is None then."""

    arn: str
    region: str
    value: Json
    tags: Mapping[str, str]
    aws_owned: bool
    record: Record
    why: str = ""


@cache
def compiled(expression: str) -> Any:
    """A compiled JMESPath expression; raises JMESPathError on a fault in it."""
    return jmespath.compile(expression)


def search(expression: str, value: Json) -> Json:
    """What the expression finds; ShapeError where the value does not fit it."""
    try:
        return compiled(expression).search(value)
    except (JMESPathError, TypeError, ValueError) as error:
        raise ShapeError(f"the reply does not fit '{expression}': {error}") from error


def listed(expression: str, reply: Json) -> list[Json]:
    """A list that must be there: a missing member is another shape, not an empty population."""
    found = search(expression, reply)
    if not isinstance(found, list):
        raise ShapeError(f"the reply has no list at '{expression}'")
    return found


def fields(template: str) -> list[str]:
    """The names that a template is filled with."""
    return _FIELD.findall(template)


def fill_template(template: str, values: Mapping[str, Any]) -> str:
    """``{name}`` replaced by text; ShapeError where a name is missing."""

    def value(match: re.Match[str]) -> str:
        found = values.get(match[1])
        if found is None or isinstance(found, (dict, list)):
            raise ShapeError(f"nothing fills {match[0]} in '{template}'")
        return str(found)

    return _FIELD.sub(value, template)


def partition_of(region: str) -> str:
    """The partition of a region, by its name."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def parameter_sets(call: Call, parent: Record) -> list[dict[str, Json]]:
    """Parameters and ``_context`` of each call that the parent's reply asks for, chunked, each once."""
    if parent.outcome == "absent":
        return []
    found = listed(call.items, joined(parent.pages))
    sets: list[dict[str, Json]] = []
    for one in found:
        if not isinstance(one, dict):
            raise ShapeError(f"'{call.items}' gives {type(one).__name__}, parameter sets are wanted")
        sets += list(_chunks(one, call.chunk))
    return (
        [s for number, s in enumerate(sets) if s not in sets[:number]] if len(sets) < 200 else _unique(sets)
    )


def _unique(sets: list[dict[str, Json]]) -> list[dict[str, Json]]:
    return list({repr(sorted(s.items(), key=str)): s for s in sets}.values())


def _chunks(one: dict[str, Json], size: int) -> Iterator[dict[str, Json]]:
    long = [name for name, value in one.items() if isinstance(value, list)]
    if not size or not long:
        yield {name: value for name, value in one.items() if value is not None}
        return
    name = long[0]
    one = dict(one)
    if one.pop(COUNTED, None) not in (None, len(one[name])):
        raise ShapeError(f"some of its items have no {name}")
    for start in range(0, len(one[name]), size):
        yield {**one, name: one[name][start : start + size]}


def units(row: Call, record: Record) -> list[Unit]:
    """The resources that a record shows; raises ShapeError on a reply of another shape."""
    declared = row.resources
    if declared is None:
        raise ShapeError(f"{row.id} declares no resources")
    known = _known(record)
    reply = joined(record.pages) if record.outcome == "seen" else None
    if not declared.items:
        named = {**_scalars(reply), **known}  # what was asked for is what it is, however the reply spells it
        return [_unit(declared, record, named, reply)]
    if record.outcome == "absent":
        return []
    found = [item for item in listed(declared.items, reply) if not _skipped(declared, item)]
    made = [_unit(declared, record, {**known, **_scalars(item)}, item) for item in found]
    return each_once(made)


def _skipped(declared: Resources, item: Json) -> bool:
    """Whether it is another kind of thing; what does not say its kind stays, as one of which nothing is known."""
    skip = declared.skip
    return bool(skip and not _unsaid(skip, item) and search(skip, item))


def _unsaid(expression: str, item: Json) -> str:
    """Why a condition cannot be told of an item; "" where it can."""
    if not expression or item is None:
        return ""
    lacking = [path for path in _compared(expression) if search(path, item) is None]
    return f"the answer leaves out {lacking[0]}, by which its kind is told" if lacking else ""


@cache
def _compared(expression: str) -> tuple[str, ...]:
    """The members that an expression compares with a value: without one, a comparison is only false."""
    return tuple(dict.fromkeys(_members(compiled(expression).parsed, compared=False)))


def _members(node: Mapping[str, Any], *, compared: bool) -> Iterator[str]:
    if compared and node["type"] == "field":
        yield node["value"]
    elif compared and node["type"] == "subexpression":
        yield ".".join(part["value"] for part in node["children"] if part["type"] == "field")
    else:
        for child in node["children"]:
            yield from _members(child, compared=compared or node["type"] == "comparator")


def each_once(found: Iterable[Unit]) -> list[Unit]:
    """One unit an ARN. Where two differ, neither may hide the other: what holds for it is not known."""
    kept: dict[str, Unit] = {}
    for unit in found:
        twin = kept.setdefault(unit.arn, unit)
        if twin.value != unit.value:
            kept[unit.arn] = replace(twin, value=None, why="it is listed twice, with different content")
    return list(kept.values())


def _owned(declared: Resources, item: Json) -> bool:
    return bool(declared.aws_owned and item is not None and search(declared.aws_owned, item))


def _unit(declared: Resources, record: Record, values: Mapping[str, Any], item: Json) -> Unit:
    tags = _tags(search(declared.tags, item)) if declared.tags and item is not None else {}
    arn = fill_template(declared.arn, values)
    region = str(record.context.get("_region") or record.region)
    why = _unsaid(declared.skip, item) or _unsaid(declared.aws_owned, item)
    if why:
        return Unit(arn=arn, region=region, value=None, tags=tags, aws_owned=False, record=record, why=why)
    owned = _owned(declared, item)
    return Unit(arn=arn, region=region, value=item, tags=tags, aws_owned=owned, record=record)


def resource_of(row: Call, record: Record) -> str:
    """The ARN of the one resource that a call is about, from its parameters alone; "*" when unknown."""
    if row.resources is None or row.resources.items:
        return "*"
    try:
        return fill_template(row.resources.arn, _known(record))
    except ShapeError:
        return "*"


def _known(record: Record) -> dict[str, Any]:
    region = str(record.context.get("_region") or record.region)
    caller = record.caller.split(":")  # a record that belongs to no region is of its caller's partition
    partition = caller[1] if region == GLOBAL and len(caller) > 1 else partition_of(region)
    own = {"account": record.account, "region": region, "partition": partition}
    return {**own, **record.context, **record.params}


def _scalars(item: Json) -> dict[str, Any]:
    return (
        {k: v for k, v in item.items() if not isinstance(v, (dict, list))} if isinstance(item, dict) else {}
    )


def _tags(found: Json) -> dict[str, str]:
    if isinstance(found, dict):
        return {str(key): str(value) for key, value in found.items()}
    if isinstance(found, list):
        return {str(tag.get("Key")): str(tag.get("Value", "")) for tag in found if isinstance(tag, dict)}
    return {}
