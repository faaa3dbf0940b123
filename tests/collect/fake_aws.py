"""An AWS that answers from a table, inside botocore: real models, real parameters, no network."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import botocore.session
from builders import ACCOUNT

from generator.collect import Access, Settings

Answer = Mapping[str, Any] | Exception | Callable[..., Any]


LOADER = botocore.session.Session().get_component("data_loader")  # models are read once for all tests


class _Http:
    status_code = 200


class FakeAws:
    """``answers`` by "service.Operation": a reply, a refusal (code, message) or a function of the parameters."""

    def __init__(self, answers: Mapping[str, Any], account: str = ACCOUNT) -> None:
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.fails_with = 403
        self._lock = threading.Lock()
        self._answers = {
            "sts.GetCallerIdentity": {
                "Account": account,
                "Arn": f"arn:aws:sts::{account}:assumed-role/reader/me",
                "UserId": "x",
            },
            **answers,
        }
        self._session = botocore.session.Session()
        self._session.register_component("data_loader", LOADER)
        self._session.set_config_variable("region", "us-east-1")
        self._session.set_credentials("made", "up")
        self._session.register("provide-client-params", self._remember)
        self._session.register("before-call", self._answer)

    @property
    def access(self) -> Access:
        """The way in, as the collector takes it."""
        return Access(self._session, Settings(workers=3, backoff=0.001))

    def calls(self, operation: str) -> list[tuple[str, dict[str, Any]]]:
        """Region and parameters of each time the operation was asked, in order of region."""
        return sorted(((r, p) for o, r, p in self.asked if o == operation), key=repr)

    def _remember(self, params: Any, model: Any, context: Any, **_others: Any) -> None:
        context["asked"] = dict(params)

    def _answer(self, model: Any, request_signer: Any, context: Any, **_others: Any) -> Any:
        name = f"{model.service_model.service_name}.{model.name}"
        region, params = request_signer.region_name, context["asked"]
        if signer := context.get("signing", {}).get("request_credentials"):
            signer.get_frozen_credentials()  # as signing would: a role is assumed before its first call
        with self._lock:
            self.asked.append((name, region, params))
        answer = self._answers[name]
        reply = answer(region, params) if callable(answer) else answer
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, tuple):
            http = _Http()
            http.status_code = self.fails_with
            return http, {
                "Error": {"Code": reply[0], "Message": reply[1]},
                "ResponseMetadata": {"RequestId": "r-no", "HTTPStatusCode": self.fails_with},
            }
        return _Http(), {**reply, "ResponseMetadata": {"RequestId": f"r-{len(self.asked)}"}}
