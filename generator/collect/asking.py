"""One call on its way: parameters typed by botocore's model, page after page, an outcome for every ending.

Each request is a step of its own, so that nobody waits in a thread: what was throttled, and a job that is
not done, is taken up again later.
"""

from collections.abc import Mapping
from typing import Any, Literal

from generator.collect.access import Access
from generator.collect.clock import Watch
from generator.collect.operations import PagesError, service_of
from generator.collect.outcome import Refusal, classify
from generator.collect.shape import plain_reply
from generator.items import partition_of, search
from generator.model.catalog import Call
from generator.model.evidence import GLOBAL, Record, digest, evidence_id
from generator.model.plain import Json, plain

_POLLS = 30


@plain
class Task:
    """One call to make: the row, where, and with what."""

    row: Call
    region: str  # "global" for calls made once an account
    params: Mapping[str, Json]
    context: Mapping[str, Json]


Next = Literal["done", "more", "later", "refused"]


class Asking:
    """A call from its first request to its record. Its steps are made by one thread at a time."""

    def __init__(self, access: Access, task: Task, *, first_page: bool = False) -> None:
        self.task = task
        self.service = service_of(task.row)
        self.region = str(task.context.get("_region") or "") or (
            access.home if task.region == GLOBAL else task.region
        )
        self.refusal: Refusal | None = None
        self.retry_after = 0.0
        self.tries = 0  # of the page that is asked for
        self.sent = 0.0  # when its last request was given to a thread, by the loop's clock
        self.answers_before = 0  # of its API, when it was throttled last
        self.evidence = evidence_id(access.account, task.region, task.row.id, task.params)
        self._access = access
        self._first_page = first_page
        self._attempts = 0
        self._polls = 0
        self._watch: Watch | None = None
        self._following: dict[str, Json] = {}
        self._tokens: set[str] = set()
        self._pages: list[Json] = []
        self._request_ids: list[str] = []

    def step(self) -> Next:
        """Make one request. *more*: another page follows; *later*: the job is not done; *refused*: see ``refusal``.

        Never raises for what AWS or the network does.
        """
        self._watch = self._watch or Watch()
        self._attempts += 1
        self.tries += 1
        try:
            return self._step()
        except Exception as error:  # noqa: BLE001 - whatever one answer does, the run goes on and the record says so
            # After a page, "there is none" is no answer: the rest of a list that was begun is lost.
            absent = () if self._pages else self.task.row.absent
            self.refusal = classify(error, regional=self.task.region != GLOBAL, absent=absent)
            self.retry_after = _retry_after(error)
            self._request_ids.append(_request_id(error))
            return "refused"

    def _step(self) -> Next:
        row = self.task.row
        operation = self._access.operations.of(row)
        typed = typed_params(operation.input, self.task.params)
        sent = {name: value for name, value in {**typed, **self._following}.items() if value is not None}
        size = operation.page_size(sent)
        reply = self._access.ask(self.service, self.region, operation.method, {**sent, **size})
        self._request_ids.append(str(reply.get("ResponseMetadata", {}).get("RequestId", "")))
        if row.until and not search(row.until, reply):
            return self._again()
        self.tries = 0
        self.refusal = None
        self._pages.append(plain_reply(row, reply))
        self._following = {} if row.until else operation.following(reply)
        if not self._following or self._first_page:
            return "done"
        token = digest(self._following)
        if token in self._tokens:
            raise PagesError(
                f"the same page was named twice ({', '.join(self._following)}): the pages do not end"
            )
        self._tokens.add(token)
        return "more"

    def _again(self) -> Next:
        """A job that is asked after until it is done."""
        self._polls += 1
        if self._polls >= _POLLS:
            raise ValueError(f"not done after {_POLLS} times asking: {self.task.row.until}")
        self.tries = 0
        self.retry_after = min(0.5 * self._polls, 3)
        return "later"

    def record(self) -> Record:
        """What came of it. A lost page is a lost reply."""
        refusal, row, task = self.refusal, self.task.row, self.task
        watch = self._watch or Watch()
        pages = self._pages if refusal is None else []
        return Record(
            evidence=self.evidence,
            call=row.id,
            service=self.service,
            operation=row.call,
            account=self._access.account,
            region=task.region,
            params=task.params,
            context=task.context,
            caller=self._access.caller,
            started=watch.started,
            ended=watch.ended(),
            outcome="seen" if refusal is None else refusal.outcome,
            cause="" if refusal is None else refusal.cause,
            error_code="" if refusal is None else refusal.error_code,
            message="" if refusal is None else refusal.message,
            request_ids=tuple(i for i in self._request_ids if i),
            pages=tuple(pages),
            sha256=digest(pages),
            attempts=max(1, self._attempts),
        )


def _request_id(error: Exception) -> str:
    return str(_metadata(error).get("RequestId", ""))


def _retry_after(error: Exception) -> float:
    """The seconds that an answer asks to wait for; 0 where it asks for none."""
    headers = _metadata(error).get("HTTPHeaders", {})
    text = str(headers.get("retry-after", "")) if isinstance(headers, Mapping) else ""
    return min(float(text), 60.0) if text.isascii() and text.isdigit() else 0.0


def _metadata(error: Exception) -> Mapping[str, Any]:
    response = getattr(error, "response", None)
    found = response.get("ResponseMetadata", {}) if isinstance(response, Mapping) else {}
    return found if isinstance(found, Mapping) else {}


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


__all__ = ["Asking", "Task", "filled", "place_values", "typed_params"]
