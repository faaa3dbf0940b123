"""What no single file can show: every name that an entry uses must be one that is."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jmespath.exceptions import JMESPathError

from generator.checks.registry import threshold
from generator.items import compiled
from generator.mapping.awspart import cuec_faults, family_faults, listing_faults, outward_faults
from generator.mapping.index import Entry, Index
from generator.mapping.names import known_name, known_names
from generator.mapping.seconds import second_source_faults
from generator.model.catalog import (
    AwsLine,
    Call,
    CheckUse,
    CustomerLine,
    Feature,
    Limit,
    Objective,
    Option,
    Requirement,
    Service,
    When,
)
from generator.model.verdict import Check


def cross_check(index: Index, checks: Mapping[str, Check]) -> list[str]:
    """Every fault between entries."""
    faults: list[str] = []
    for kind, look in _ALONE.items():
        faults += [fault for entry in index.kinds[kind].values() for fault in look(entry, index)]
    for kind, judge in _WITH_CHECKS.items():
        faults += [fault for entry in index.kinds[kind].values() for fault in judge(entry, index, checks)]
    for framework, requirements in index.requirements.items():
        for entry in requirements.values():
            if framework not in index.kinds["frameworks"]:
                faults.append(entry.at((), f"'{framework}' has no _framework.yaml; add one"))
            faults += _requirement(entry, index, checks)
    return faults + _checks(index, checks)


def _call(entry: Entry, index: Index) -> list[str]:
    call: Call = entry.value
    calls = index.kinds["calls"]
    faults: list[str] = []
    for field in ("for_each", "after", "same_reply_as"):
        if name := getattr(call, field):
            faults += known_name(entry, (field,), name, calls, "call")
    if bool(call.for_each) != bool(call.items):
        faults.append(entry.at((), f"'{call.id}': for_each and items belong together; write both or neither"))
    if call.for_each in calls and calls[call.for_each].value.scope != call.scope:
        faults.append(
            entry.at((), f"'{call.id}' is {call.scope}, '{call.for_each}' is not; give both one scope")
        )
    for field in ("items", "until"):
        faults += _expression(entry, (field,), getattr(call, field))
    if call.resources is not None:
        for field in ("items", "tags", "aws_owned", "skip", "vpcs"):
            faults += _expression(entry, ("resources", field), getattr(call.resources, field))
        for number, source in enumerate(call.resources.counted_by):
            faults += second_source_faults(entry, ("resources", "counted_by", number), source, index)
    if call.same_reply_as in calls:
        faults += _same_reply(entry, call, calls[call.same_reply_as].value)
    return faults + _circle(entry, call, calls)


_OF_THE_BASE = (
    "params",
    "for_each",
    "items",
    "after",
    "until",
    "absent",
    "json",
    "csv",
    "drop",
    "chunk",
)


def _same_reply(entry: Entry, call: Call, base: Call) -> list[str]:
    """A view is made from the other call's reply: what it says of the call itself would be passed over."""
    if base.same_reply_as:
        return [entry.at(("same_reply_as",), f"'{base.id}' is a view itself; name '{base.same_reply_as}'")]
    if call.call != base.call:
        return [entry.at(("call",), f"'{call.id}' shows the reply of {base.call}; write that")]
    return [
        entry.at((field,), f"'{call.id}' takes '{field}' from '{base.id}'; leave it out or make it equal")
        for field in ("scope", *_OF_THE_BASE)
        if getattr(call, field) and getattr(call, field) != getattr(base, field)
    ]


def _circle(entry: Entry, call: Call, calls: Mapping[str, Entry]) -> list[str]:
    """A call that waits for itself, through any of the calls that must come before it."""
    seen: set[str] = set()
    waiting = [call.for_each, call.after, call.same_reply_as]
    while waiting:
        name = waiting.pop()
        if name == call.id:
            return [entry.at((), f"'{call.id}' waits for itself through for_each or after; break the circle")]
        if name in calls and name not in seen:
            seen.add(name)
            walk = calls[name].value
            waiting += [walk.for_each, walk.after, walk.same_reply_as]
    return []


def _expression(entry: Entry, path: Sequence[Any], expression: str) -> list[str]:
    if not expression:
        return []
    try:
        compiled(expression)
    except JMESPathError:
        return [entry.at(path, f"not a JMESPath expression: {expression[:80]!r}")]
    return []


def _service(entry: Entry, index: Index, checks: Mapping[str, Check]) -> list[str]:
    service: Service = entry.value
    calls = index.kinds["calls"]
    if not (service.found_by or service.tagged or service.recorded):
        fault = (
            f"nothing finds '{service.id}', so it would never be in use; name a call, or how its ARNs begin"
        )
        return [entry.at(("found_by",), fault)]
    faults = known_names(entry, ("found_by",), service.found_by, calls, "call")
    for number, name in enumerate(service.found_by):
        if name in calls and calls[name].value.resources is None:
            faults.append(entry.at(("found_by", number), f"the call '{name}' declares no resources to count"))
    for number, feature in enumerate(service.features):
        if isinstance(feature, Feature) and feature.check:
            faults += known_name(entry, ("features", number, "check"), feature.check, checks, "check")
    return faults


def _limit(entry: Entry, _index: Index, checks: Mapping[str, Check]) -> list[str]:
    limit: Limit = entry.value
    return known_names(entry, ("checks",), limit.checks, checks, "check")


def _option(entry: Entry, _index: Index) -> list[str]:
    option: Option = entry.value
    faults = known_names(entry, ("default",), option.default, option.values, "value")
    if not option.default or (len(option.default) > 1 and not option.many):
        faults.append(entry.at(("default",), f"'{option.id}' wants one default; write [value]"))
    return faults


def _objective(entry: Entry, index: Index, checks: Mapping[str, Check]) -> list[str]:
    objective: Objective = entry.value
    faults = known_names(entry, ("requests",), objective.requests, index.kinds["requests"], "request")
    for number, use in enumerate(objective.checks):
        one = CheckUse(check=use) if isinstance(use, str) else use
        faults += _use(entry, ("checks", number), one.check, one.params, checks)
    if not objective.checks and not objective.requests:
        faults.append(
            entry.at((), f"'{objective.id}' has neither checks nor requests; nothing could show it")
        )
    return faults + _when(entry, (), objective.when, index)


def _use(
    entry: Entry, path: Sequence[Any], name: str, params: Mapping[str, str], checks: Mapping[str, Check]
) -> list[str]:
    faults = known_name(entry, path, name, checks, "check")
    if faults:
        return faults
    for param, text in params.items():
        faults += known_name(
            entry, (*path, "params", param), param, checks[name].params, f"threshold of {name}"
        )
        if param in checks[name].params:
            try:
                threshold(checks[name].params[param], text)
            except ValueError:
                kind = type(checks[name].params[param]).__name__
                faults.append(
                    entry.at((*path, "params", param), f"'{text}' is no {kind}, which {param} wants")
                )
    return faults


def _when(entry: Entry, path: Sequence[Any], when: When | None, index: Index) -> list[str]:
    if when is None:
        return []
    path = (*path, "when")
    if not when.models and not when.services and not when.options:
        fault = "'when' names no models, services or options; name some or leave it out"
        return [entry.at(path, fault)]
    faults = known_names(entry, (*path, "services"), when.services, index.kinds["services"], "service")
    options = index.kinds["options"]
    for name, answers in when.options.items():
        faults += known_name(entry, (*path, "options", name), name, options, "option")
        if name in options:
            known = options[name].value.values
            faults += known_names(entry, (*path, "options", name), answers, known, f"answer to {name}")
    return faults


def _requirement(entry: Entry, index: Index, checks: Mapping[str, Check]) -> list[str]:
    requirement: Requirement = entry.value
    faults: list[str] = []
    if not requirement.aws and not requirement.customer:
        faults.append(entry.at((), f"'{requirement.id}' has neither an aws nor a customer part; add one"))
    faults += _when(entry, (), requirement.when, index)
    if requirement.when and (requirement.when.models or requirement.when.services):
        fault = "a requirement's 'when' names options; models and services belong to its lines"
        faults.append(entry.at(("when",), fault))
    for number, line in enumerate(requirement.aws):
        faults += _aws_line(entry, ("aws", number), line, index)
    for number, duty in enumerate(requirement.customer):
        faults += _customer_line(entry, ("customer", number), duty, index, checks)
    return faults


def _aws_line(entry: Entry, path: Sequence[Any], line: AwsLine, index: Index) -> list[str]:
    families = index.kinds["families"]
    faults = known_names(entry, (*path, "reports"), line.reports, families, "report family")
    faults += known_names(entry, (*path, "agreements"), line.agreements, families, "agreement")
    for field, wanted in (("reports", "report"), ("agreements", "agreement")):
        for number, name in enumerate(getattr(line, field)):
            if name in families and families[name].value.kind != wanted:
                faults.append(entry.at((*path, field, number), f"'{name}' is no {wanted}"))
    if not line.reports and not line.agreements:
        faults.append(entry.at(path, "an aws line cites at least one report family or agreement; name it"))
    return faults + _when(entry, path, line.when, index)


def _customer_line(
    entry: Entry, path: Sequence[Any], line: CustomerLine, index: Index, checks: Mapping[str, Check]
) -> list[str]:
    faults: list[str] = []
    if sum(map(bool, (line.objective, line.check, line.request))) != 1:
        faults.append(entry.at(path, "a customer line names one objective, one check or one request"))
    if line.params and not line.check:
        faults.append(entry.at((*path, "params"), "'params' are thresholds of a check; name it in 'check'"))
    if line.objective:
        faults += known_name(
            entry, (*path, "objective"), line.objective, index.kinds["objectives"], "objective"
        )
    if line.request:
        faults += known_name(entry, (*path, "request"), line.request, index.kinds["requests"], "request")
    if line.check:
        faults += _use(entry, path, line.check, line.params, checks)
    return faults + _when(entry, path, line.when, index)


def _checks(index: Index, checks: Mapping[str, Check]) -> list[str]:
    """Checks are Python: their faults name the check."""
    calls, faults = index.kinds["calls"], []
    named = [use for e in index.kinds["objectives"].values() for use in e.value.checks]
    own = [e.value.customer for found in index.requirements.values() for e in found.values()]
    used = {use.check if isinstance(use, CheckUse) else use for use in named}
    used |= {line.check for lines in own for line in lines}
    for check in checks.values():
        if not check.function.__module__.startswith("generator.checks.") and check.id not in used:
            continue  # of another overlay
        missing = [name for name in check.calls if name not in calls]
        faults += [f"check {check.id}: there is no call '{n}'; add it to mappings/evidence/" for n in missing]
        first = calls.get(check.calls[0])
        if check.of == "resource" and first is not None and first.value.resources is None:
            faults.append(f"check {check.id}: the call '{check.calls[0]}' declares no resources to judge")
    return faults


_ALONE: Mapping[str, Callable[[Entry, Index], list[str]]] = {
    "calls": _call,
    "options": _option,
    "families": family_faults,
    "cuecs": cuec_faults,
    "listings": listing_faults,
    "outward": outward_faults,
}
_WITH_CHECKS: Mapping[str, Callable[[Entry, Index, Mapping[str, Check]], list[str]]] = {
    "services": _service,
    "limits": _limit,
    "objectives": _objective,
}
