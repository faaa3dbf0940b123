"""The mappings as they hold for one user on one day: options answered, dates compared."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from generator.errors import ScopeError
from generator.model.catalog import Catalog, LeftOut, Objective, Option, Request, Requirement, When
from generator.model.lines import options_of
from generator.model.plain import plain

Answers = Mapping[str, tuple[str, ...]]
_SAME = {"true": "yes", "on": "yes", "false": "no", "off": "no"}


class _Dated(Protocol):
    @property
    def from_(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...


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
            raise ScopeError(
                f"'{value}' is no answer to the option '{option.id}'.", f"Write one of: {known}."
            )
    if len(values) > 1 and not option.many:
        raise ScopeError(f"The option '{option.id}' takes one answer.", f"Write one of: {known}.")
    return values


@plain
class _Held:
    """What a requirement is narrowed to: the entries that hold, the answers, the day."""

    objectives: Mapping[str, Objective]
    requests: Mapping[str, Request]
    families: frozenset[str]
    answers: Answers
    day: date | None


def applied(catalog: Catalog, answers: Answers, day: date | None) -> Catalog:
    """What holds under these answers on that day (None: any day); ``left_out`` names what does not.

    Report families keep standing: a line whose family no longer holds stands at *no report*.
    """
    held = _held(catalog, answers, day)
    left: list[LeftOut] = []
    frameworks = {}
    for id_, framework in catalog.frameworks.items():
        kept = []
        for one in framework.requirements:
            narrow = _narrowed(one, held)
            why = _why_not(catalog, one, held)
            if not why and not narrow.aws and not narrow.customer:
                why = "nothing of it holds under the answers to the options"
            if why:
                left.append(LeftOut(framework=id_, requirement=one.id, title=one.title, why=why))
            else:
                kept.append(narrow)
        frameworks[id_] = replace(framework, requirements=tuple(kept))
    return replace(
        catalog,
        requests=held.requests,
        objectives=held.objectives,
        frameworks=frameworks,
        services={id_: one for id_, one in catalog.services.items() if holds_on(one, day)},
        left_out=tuple(left),
        asked={
            option: tuple(f for f in catalog.frameworks if option in options_of(catalog, f))
            for option in catalog.options
        },
    )


def _held(catalog: Catalog, answers: Answers, day: date | None) -> _Held:
    requests = {id_: one for id_, one in catalog.requests.items() if holds_on(one, day)}
    objectives = {
        id_: replace(one, requests=tuple(r for r in one.requests if r in requests))
        for id_, one in catalog.objectives.items()
        if holds_on(one, day) and _chosen(one.when, answers)
    }
    return _Held(
        objectives={id_: one for id_, one in objectives.items() if one.checks or one.requests},
        requests=requests,
        families=frozenset(id_ for id_, one in catalog.families.items() if holds_on(one, day)),
        answers=answers,
        day=day,
    )


def holds_on(entry: _Dated, day: date | None) -> bool:
    """Whether an entry holds on a day; both of its days are included."""
    if day is None:
        return True
    return (entry.from_ is None or entry.from_ <= day) and (entry.until is None or day <= entry.until)


def _chosen(when: When | None, answers: Answers) -> bool:
    """Whether each option that ``when`` names has one of the answers that it wants."""
    return when is None or all(set(answers[name]) & set(wanted) for name, wanted in when.options.items())


def _why_not(catalog: Catalog, one: Requirement, held: _Held) -> str:
    if held.day and not holds_on(one, held.day):
        return f"holds from {one.from_}" if one.from_ and held.day < one.from_ else f"held until {one.until}"
    if one.when is None or _chosen(one.when, held.answers):
        return ""
    return "; ".join(
        f"option {name}: {', '.join(held.answers[name])} ({catalog.options[name].question})"
        for name, wanted in one.when.options.items()
        if not set(held.answers[name]) & set(wanted)
    )


def _narrowed(one: Requirement, held: _Held) -> Requirement:
    """The requirement with the lines that hold."""
    aws = tuple(
        replace(
            line,
            reports=tuple(f for f in line.reports if f in held.families),
            agreements=tuple(f for f in line.agreements if f in held.families),
        )
        for line in one.aws
        if holds_on(line, held.day) and _chosen(line.when, held.answers)
    )
    customer = tuple(
        line
        for line in one.customer
        if holds_on(line, held.day)
        and _chosen(line.when, held.answers)
        and (not line.objective or line.objective in held.objectives)
        and (not line.request or line.request in held.requests)
    )
    return replace(one, aws=aws, customer=customer)
