"""One call: parameters typed by botocore's model, all pages read, an outcome for every ending."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from botocore import xform_name

from generator.collect.access import Access
from generator.collect.clock import Watch
from generator.collect.outcome import Refusal, classify
from generator.collect.shape import plain_reply
from generator.items import partition_of, search
from generator.model.catalog import Call
from generator.model.evidence import GLOBAL, Record, digest, evidence_id
from generator.model.plain import Json, plain

_PAGE_SIZE = 500  # EC2 throttles unpaged requests: AmazonEC2 API reference, "unpaginated requests"
_POLLS = 30


@plain
class Task:
    """One call to make: the row, where, and with what."""

    row: Call
    region: str  # "global" for calls made once an account
    params: Mapping[str, Json]
    context: Mapping[str, Json]


def service_of(row: Call) -> str:
    """The botocore service of a row."""
    return row.service or row.id.split(".")[0]


def ask(access: Access, task: Task, *, pause: Callable[[float], None], first_page: bool = False) -> Record:
    """Make the call and say what came of it; never raises for what AWS or the network does."""
    row, watch = task.row, Watch()
    place = str(task.context.get("_region") or "") or (access.home if task.region == GLOBAL else task.region)
    request_ids: list[str] = []
    pages: list[Json] = []
    refusal: Refusal | None = None
    try:
        client = access.client(service_of(row), place)
        replies = iter(_replies(client, row, task.params, pause))
        for reply in islice(replies, 1) if first_page else replies:
            request_ids.append(str(reply.get("ResponseMetadata", {}).get("RequestId", "")))
            pages.append(plain_reply(row, reply))
    except Exception as error:  # noqa: BLE001 - whatever one answer does, the run goes on and the record says so
        refusal = classify(error, regional=task.region != GLOBAL, absent=row.absent)
        request_ids.append(_request_id(error))
    if refusal is not None:
        pages = []  # a lost page is a lost reply
    return Record(
        evidence=evidence_id(access.account, task.region, row.id, task.params),
        call=row.id,
        service=service_of(row),
        operation=row.call,
        account=access.account,
        region=task.region,
        params=task.params,
        context=task.context,
        caller=access.caller,
        started=watch.started,
        ended=watch.ended(),
        outcome="seen" if refusal is None else refusal.outcome,
        cause="" if refusal is None else refusal.cause,
        error_code="" if refusal is None else refusal.error_code,
        message="" if refusal is None else refusal.message,
        request_ids=tuple(i for i in request_ids if i),
        pages=tuple(pages),
        sha256=digest(pages),
    )


def _request_id(error: Exception) -> str:
    response = getattr(error, "response", None) or {}
    return (
        str(response.get("ResponseMetadata", {}).get("RequestId", "")) if isinstance(response, dict) else ""
    )


def _replies(client: Any, row: Call, params: Mapping[str, Json], pause: Callable[[float], None]) -> Any:
    method = method_name(row.call)
    typed = typed_params(client.meta.service_model.operation_model(row.call).input_shape, params)
    if row.until:
        return [_polled(getattr(client, method), row, typed, pause)]
    if client.can_paginate(method):
        return client.get_paginator(method).paginate(**typed, **_page_size(client, row, typed))
    token = token_member(client.meta.service_model.operation_model(row.call))
    return _by_token(getattr(client, method), typed, token) if token else [getattr(client, method)(**typed)]


def token_member(operation: Any) -> str:
    """What both asks for the next page and is given for it; "" where an operation has no such member."""
    members = [shape.members if shape else {} for shape in (operation.input_shape, operation.output_shape)]
    return next(
        (name for name in ("NextToken", "nextToken", "NextMarker") if all(name in m for m in members)), ""
    )


def _by_token(method: Any, typed: Mapping[str, Any], token: str) -> Iterator[Any]:
    """Page after page of an operation for which botocore has no paginator."""
    before = ""
    while True:
        reply = method(**typed, **({token: before} if before else {}))
        yield reply
        if not reply.get(token):
            return
        if reply[token] == before:
            raise ValueError(f"the same {token} twice: its pages do not end")
        before = reply[token]


def _polled(method: Any, row: Call, typed: Mapping[str, Any], pause: Callable[[float], None]) -> Any:
    """A job that is asked after until it is done."""
    for poll in range(_POLLS):
        reply = method(**typed)
        if search(row.until, reply):
            return reply
        pause(min(0.5 * (poll + 1), 3))
    raise ValueError(f"not done after {_POLLS} times asking: {row.until}")


def _page_size(client: Any, row: Call, typed: Mapping[str, Any]) -> dict[str, Any]:
    shape = client.meta.service_model.operation_model(row.call).input_shape
    if service_of(row) != "ec2" or "MaxResults" in typed or "MaxResults" not in shape.members:
        return {}
    most = shape.members["MaxResults"].metadata.get("max", _PAGE_SIZE)
    return {"PaginationConfig": {"PageSize": min(most, _PAGE_SIZE)}}


def method_name(operation: str) -> str:
    """Boto's method of an operation, as botocore names it."""
    return str(xform_name(operation))


def place_values(access: Access, region: str) -> dict[str, str]:
    """What ``{account}``, ``{region}`` and ``{partition}`` stand for."""
    place = access.home if region == GLOBAL else region
    return {"account": access.account, "region": place, "partition": partition_of(place)}


def filled(value: Any, values: Mapping[str, str]) -> Any:
    """Constant parameters with their placeholders replaced."""
    if isinstance(value, str):
        for name, text in values.items():
            value = value.replace("{" + name + "}", text)
        return value
    if isinstance(value, Mapping):
        return {key: filled(item, values) for key, item in value.items()}
    return [filled(item, values) for item in value] if isinstance(value, (list, tuple)) else value


def typed_params(shape: Any, params: Mapping[str, Any]) -> dict[str, Any]:
    """Text from YAML in the types that the operation's input wants."""
    members = shape.members if shape is not None else {}
    return {name: _typed(members.get(name), value) for name, value in params.items()}


def _typed(shape: Any, value: Any) -> Any:
    kind = shape.type_name if shape is not None else ""
    if kind in ("integer", "long") and isinstance(value, str):
        return int(value)
    if kind in ("double", "float") and isinstance(value, str):
        return float(value)
    if kind == "boolean" and isinstance(value, str):
        return value.lower() == "true"
    if kind == "structure" and isinstance(value, Mapping):
        return typed_params(shape, value)
    if kind == "map" and isinstance(value, Mapping):
        return {key: _typed(shape.value, item) for key, item in value.items()}
    if kind == "list" and isinstance(value, (list, tuple)):
        return [_typed(shape.member, item) for item in value]
    return value
