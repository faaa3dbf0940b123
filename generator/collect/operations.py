"""What AWS's own models say of the operations that are asked: parameters, paging. Read once, shared by all accounts."""

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import jmespath
from botocore import xform_name
from botocore.exceptions import DataNotFoundError
from botocore.session import Session

from generator.model.catalog import Call
from generator.model.plain import Json

_PAGE_SIZE = 500  # EC2 throttles unpaged requests: AmazonEC2 API reference, "unpaginated requests"
_PLAIN_TOKENS = ("NextToken", "nextToken", "NextMarker")


class PagesError(ValueError):
    """The pages of a reply do not end, or the next one cannot be asked for."""


class Operation:
    """One operation of a service."""

    def __init__(self, service: str, model: Any, paginator: Mapping[str, Any] | None) -> None:
        self.service = service
        self.method = method_name(model.name)
        self.input = model.input_shape
        self._model = model
        self._paginator = paginator

    @cached_property
    def accepts(self) -> frozenset[str]:
        """The names of its parameters."""
        return frozenset(self.input.members) if self.input is not None else frozenset()

    @cached_property
    def _tokens(self) -> tuple[tuple[str, Any], ...]:
        """(parameter, where the reply has it) of what asks for the next page; none where there are no pages."""
        if self._paginator is not None:
            names, places = (
                _several(self._paginator["input_token"]),
                _several(self._paginator["output_token"]),
            )
            return tuple((name, jmespath.compile(place)) for name, place in zip(names, places, strict=True))
        plain = token_member(self._model)
        return ((plain, jmespath.compile(plain)),) if plain else ()

    @cached_property
    def _more(self) -> Any:
        more = (self._paginator or {}).get("more_results")
        return jmespath.compile(more) if more else None

    def following(self, reply: Mapping[str, Any]) -> dict[str, Json]:
        """The parameters that ask for the page after this one; empty after the last.

        Raises PagesError where more is promised and nothing leads to it.
        """
        more = self._more.search(reply) if self._more is not None else None
        if more is False:
            return {}
        found = {name: place.search(reply) or None for name, place in self._tokens}
        if any(value is not None for value in found.values()):
            return found
        if more:
            raise PagesError("more pages are promised, and nothing leads to them")
        return {}

    def page_size(self, given: Mapping[str, Any]) -> dict[str, int]:
        """The size of pages to ask for, where it has to be asked for."""
        if (
            self.service != "ec2"
            or not self._tokens
            or "MaxResults" in given
            or "MaxResults" not in self.accepts
        ):
            return {}
        most = self.input.members["MaxResults"].metadata.get("max", _PAGE_SIZE)
        return {"MaxResults": min(most, _PAGE_SIZE)}


class Operations:
    """Operations by row, made once and shared by threads."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._models: dict[str, Any] = {}
        self._made: dict[tuple[str, str], Operation] = {}
        self._lock = threading.Lock()

    def of(self, row: Call) -> Operation:
        """The operation that a row asks."""
        key = (service_of(row), row.call)
        with self._lock:
            if key not in self._made:
                self._made[key] = self._make(*key)
            return self._made[key]

    def _make(self, service: str, name: str) -> Operation:
        if service not in self._models:
            self._models[service] = self._session.get_service_model(service)
        try:
            paginator = self._session.get_paginator_model(service).get_paginator(name)
        except (ValueError, DataNotFoundError):
            paginator = None
        return Operation(service, self._models[service].operation_model(name), paginator)


def service_of(row: Call) -> str:
    """The botocore service of a row."""
    return row.service or row.id.split(".")[0]


def method_name(operation: str) -> str:
    """Boto's method of an operation, as botocore names it."""
    return str(xform_name(operation))


def token_member(operation: Any) -> str:
    """What both asks for the next page and is given for it; "" where an operation has no such member."""
    members = [shape.members if shape else {} for shape in (operation.input_shape, operation.output_shape)]
    return next((name for name in _PLAIN_TOKENS if all(name in m for m in members)), "")


def _several(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


__all__ = ["Operation", "Operations", "PagesError", "method_name", "service_of", "token_member"]
