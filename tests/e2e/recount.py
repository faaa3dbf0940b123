"""Reads an ``aws ... --query ...`` line as the aws command line does, and asks the same of an AWS."""

import json
import shlex
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from botocore import xform_name
from botocore.session import Session

RENAMED = {"s3api": "s3", "configservice": "config"}


@cache
def session() -> Session:
    return Session()


@cache
def model(service: str) -> Any:
    return session().get_service_model(service)


@dataclass
class Parsed:
    """One command line."""

    text: str
    service: str
    command: str
    operation: str
    region: str
    query: str
    params: dict[str, Any]
    faults: list[str] = field(default_factory=list)

    def ask(self, client: Any) -> Any:
        """What the command line would give to its query: all pages as one."""
        method = xform_name(self.operation)
        if client.can_paginate(method):
            return client.get_paginator(method).paginate(**self.params).build_full_result()
        return getattr(client, method)(**self.params)


def parsed(text: str) -> Parsed:
    """The line, with every option that the aws command line would not take as a fault."""
    words = shlex.split(text)
    assert words[0] == "aws"
    service = RENAMED.get(words[1], words[1])
    operation = next(n for n in model(service).operation_names if xform_name(n, "-") == words[2])
    made = Parsed(text, service, words[2], operation, "", "", {})
    shape = model(service).operation_model(operation).input_shape
    members = {xform_name(name, "-"): (name, part) for name, part in shape.members.items()} if shape else {}
    rest = words[3:]
    while rest:
        option = rest.pop(0).removeprefix("--")
        value = rest.pop(0) if rest and not rest[0].startswith("--") else None
        if option in ("region", "query", "output"):
            setattr(made, option, value)
            continue
        _option(made, members, option, value)
    if client_limit(service, operation) & set(made.params):
        made.faults.append("a page size of AWS's own turns the command line's paging off")
    return made


def client_limit(service: str, operation: str) -> set[str]:
    """Parameters that, given by hand, make the aws command line read one page only (awscli: paginate.py)."""
    try:
        config = session().get_paginator_model(service).get_paginator(operation)
    except ValueError:
        return set()
    tokens = config["input_token"]
    return {config.get("limit_key", ""), *(tokens if isinstance(tokens, list) else [tokens])}


def _option(made: Parsed, members: dict[str, Any], option: str, value: str | None) -> None:
    name, shape = members.get(option) or members.get(option.removeprefix("no-")) or ("", None)
    if shape is None:
        made.faults.append(f"no option --{option}")
    elif shape.type_name == "boolean":
        made.params[name] = not option.startswith("no-") if value is None else value == "true"
        if value is not None:
            made.faults.append(f"--{option} is a flag")
    elif value is None:
        made.faults.append(f"--{option} wants a value")
    else:
        made.params[name] = value if shape.type_name == "string" else json.loads(value)
