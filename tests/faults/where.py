"""Where a fault can be laid: the forms that it has for a call, and the records that it fits."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from faults.answers import tokens_of
from faults.bodies import paths

from generator.demo.wire import operation_model
from generator.model.catalog import Call as Row
from generator.model.evidence import GLOBAL, Record


def path_of(variant: str) -> tuple[str, ...]:
    return tuple(variant.replace("[]", ".[]").split("."))


def _variant(path: tuple[str, ...]) -> str:
    return ".".join(path).replace(".[]", "[]")


@cache
def shape_of(service: str, operation: str) -> Any:
    return operation_model(service, operation).output_shape


def keys(record: Record) -> set[str]:
    """Where the pages of a record have members."""
    shape = shape_of(record.service, record.operation)
    return {_variant(path) for page in record.pages for path in paths(shape, page)} if shape else set()


def some_keys(_row: Row, records: Sequence[Record]) -> Iterable[str]:
    return sorted({key for record in records for key in keys(record)})


def has_body(record: Record, _variant: str = "") -> bool:
    shape = shape_of(record.service, record.operation)
    return bool(record.pages) and bool(shape and shape.members)


def is_structured(record: Record, _variant: str = "") -> bool:
    """Whether the body has members: the policy of a bucket is the whole body."""
    shape = shape_of(record.service, record.operation)
    payload = shape.serialization.get("payload") if shape else ""
    return has_body(record) and not (payload and shape.members[payload].type_name != "structure")


def typed_keys(row: Row, records: Sequence[Record]) -> Iterable[str]:
    """Those in the body: headers are text, and a body that is no structure has no types inside."""
    shape = shape_of(records[0].service, records[0].operation)
    payload = shape.serialization.get("payload")
    if not any(is_structured(record) for record in records):
        return []
    keys_there = (key for key in some_keys(row, records) if key != payload)
    return [key for key in keys_there if _in_elements(shape, path_of(key))]


def _in_elements(shape: Any, path: tuple[str, ...]) -> bool:
    """Whether a member stands in the body by itself: headers and attributes of XML are text, whatever they say."""
    for step in path:
        shape = shape.member if step == "[]" else shape.members[step]
        if {"location", "xmlAttribute"} & set(shape.serialization):
            return False
    return True


def not_found(row: Row, records: Sequence[Record]) -> Iterable[str]:
    """The codes by which this operation says that its item is not there."""
    if not row.for_each or row.chunk:
        return []
    shapes = operation_model(records[0].service, records[0].operation).error_shapes
    codes = {str((s.metadata.get("error") or {}).get("code") or s.name) for s in shapes}
    found = {code for code in codes if any(w in code for w in ("NotFound", "NoSuch", "NotExist"))}
    own = {"s3": "NoSuchBucket", "ec2": "InvalidParameterValue.NotFound", "iam": "NoSuchEntity"}
    found |= {own[records[0].service]} if records[0].service in own else set()
    # A code of the answer "there is none" speaks of the item only where AWS has no other.
    return sorted(found - set(row.absent) or found)


def paged(_row: Row, records: Sequence[Record]) -> Iterable[str]:
    return ("the same", "in turn") if can_page(records[0]) else ()


@cache
def _pages(service: str, operation: str) -> bool:
    sent, given, _more = tokens_of(service, operation)
    members = operation_model(service, operation).input_shape
    return bool(given) and members is not None and sent in members.members and given.isidentifier()


def can_page(record: Record) -> bool:
    return _pages(record.service, record.operation)


def lists(record: Record) -> tuple[str, ...]:
    """The lists at the top of the reply."""
    return tuple(sorted({n for page in record.pages for n, v in page.items() if isinstance(v, list)}))


def losable(record: Record, _variant: str = "") -> bool:
    return can_page(record) and (
        len(record.pages) > 1 or any(len(record.pages[0].get(n, ())) > 1 for n in lists(record))
    )


def lost(row: Row, records: Sequence[Record]) -> Iterable[str]:
    return ("",) if any(losable(r) for r in records) else ()


def regional(row: Row, _records: Sequence[Record]) -> Iterable[str]:
    return ("",) if row.scope == "regional" else ()


def is_regional(record: Record, _variant: str) -> bool:
    return record.region != GLOBAL


def skews(_row: Row, _records: Sequence[Record]) -> Iterable[str]:
    return ("RequestTimeTooSkewed", "SignatureDoesNotMatch")
