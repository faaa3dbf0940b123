"""The mappings as they hold for one user on one day: options answered, dates compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol, TypeVar

from generator.errors import ScopeError
from generator.model.catalog import Catalog, Framework, LeftOut, Objective, Option, Requirement, When

Answers = Mapping[str, tuple[str, ...]]
_SAME = {"true": "yes", "on": "yes", "false": "no", "off": "no"}


class _Dated(Protocol):
    @property
    def from_(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...


D = TypeVar("D", bound=_Dated)


def answered(options: Mapping[str, Option], given: Answers) -> Answers:
    """An answer to each option: the one given, else its default. ScopeError names what is no option or answer."""
    for name in given:
        if name not in options:
            there = ", ".join(sorted(options)) or "none"
            raise ScopeError(f"There is no option '{name}'.", f"These are: {there}.")
    return {id_: _answer(option, given.get(id_, ())) for id_, option in sorted(options.items())}


def _answer(option: Option, given: Sequence[str]) -> tuple[str, ...]:
    if not given:
        return option.default
    values = tuple(dict.fromkeys(v if v in option.values else _SAME.get(v.lower(), v) for v in given))
    known = ", ".join(option.values)
    for value in values:
        if value not in option.values:
            raise ScopeError(f"'{value}' is no answer to the option '{option.id}'.", f"Write one of: {known}.")
    if len(values) > 1 and not option.many:
        raise ScopeError(f"The option '{option.id}' takes one answer.", f"Write one of: {known}.")
    return values


def applied(catalog: Catalog, answers: Answers, day: date) -> Catalog:
    """What holds under these answers on that day; what they leave out is named in ``left_out``."""
    requests = {id_: one for id_, one in catalog.requests.items() if holds_on(one, day)}
    objectives = {
        id_: replace(one, requests=tuple(r for r in one.requests if r in requests))
        for id_, one in catalog.objectives.items()
        if holds_on(one, day) and _chosen(one.when, answers)
    }
    objectives = {id_: one for id_, one in objectives.items() if one.checks or one.requests}
    left: list[LeftOut] = []
    frameworks = {}
    for id_, framework in catalog.frameworks.items():
        kept = []
        for one in framework.requirements:
            why = _why_not(catalog, one, answers, day)
            if why:
                left.append(LeftOut(framework=id_, requirement=one.id, title=one.title, why=why))
            else:
                kept.append(_narrowed(one, objectives, requests, answers, day))
        frameworks[id_] = replace(framework, requirements=tuple(kept))
    services = {id_: one for id_, one in catalog.services.items() if holds_on(one, day)}
    families = {id_: one for id_, one in catalog.families.items() if holds_on(one, day)}
    return replace(
        catalog,
        requests=requests,
        objectives=objectives,
        frameworks=frameworks,
        services=services,
        families=families,
        left_out=tuple(left),
    )


def holds_on(entry: _Dated, day: date) -> bool:
    """Whether an entry holds on a day; both of its days are included."""
    return (entry.from_ is None or entry.from_ <= day) and (entry.until is None or day <= entry.until)


def _chosen(when: When | None, answers: Answers) -> bool:
    """Whether each option that ``when`` names has one of the answers that it wants."""
    return when is None or all(set(answers[name]) & set(wanted) for name, wanted in when.options.items())


def _why_not(catalog: Catalog, one: Requirement, answers: Answers, day: date) -> str:
    if not holds_on(one, day):
        return f"holds from {one.from_}" if one.from_ and day < one.from_ else f"held until {one.until}"
    if one.when is None or _chosen(one.when, answers):
        return ""
    return "; ".join(
        f"option {name}: {', '.join(answers[name])} ({catalog.options[name].question})"
        for name, wanted in one.when.options.items()
        if not set(answers[name]) & set(wanted)
    )


def _narrowed(
    one: Requirement,
    objectives: Mapping[str, Objective],
    requests: Mapping[str, object],
    answers: Answers,
    day: date,
) -> Requirement:
    """The requirement with the lines that hold."""
    aws = tuple(line for line in one.aws if holds_on(line, day) and _chosen(line.when, answers))
    customer = tuple(
        line
        for line in one.customer
        if holds_on(line, day)
        and _chosen(line.when, answers)
        and (not line.objective or line.objective in objectives)
        and (not line.request or line.request in requests)
    )
    return replace(one, aws=aws, customer=customer)


def options_of(framework: Framework) -> Iterator[str]:
    """The options that a framework's requirements ask, each once."""
    asked = [r.when for r in framework.requirements]
    asked += [line.when for r in framework.requirements for line in (*r.aws, *r.customer)]
    yield from dict.fromkeys(name for when in asked if when for name in when.options)
