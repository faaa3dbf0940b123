"""What a requirement shares with other frameworks: one answer, read in several workbooks."""

from collections.abc import Mapping

from generator.model.assessment import CustomerLineResult, RequirementResult
from generator.model.plain import plain
from generator.render import escape
from generator.render.rows.fields import Field, few
from generator.render.view import View
from generator.render.words import CUSTOMER

SHOWN = 25
HEAD_LONG = 60  # three lines over a column of 30


@plain
class Shared:
    """An objective under a requirement, and the requirements of other frameworks that rest on it too."""

    requirement: str
    title: str
    objective: str
    statement: str
    status: str
    proof: tuple[str, ...]
    others: Mapping[str, tuple[str, ...]]  # framework -> requirements


def crosswalk(view: View) -> tuple[Shared, ...]:
    """A row for each objective under each requirement, in the framework's order."""
    rests = _rests(view)
    return tuple(_shared(view, r, line, rests) for r in view.requirements for line in _lines(r))


def _lines(result: RequirementResult) -> list[CustomerLineResult]:
    """The lines with an objective, each objective once."""
    found: dict[str, CustomerLineResult] = {}
    for line in result.customer:
        if line.objective and line.applies:
            found.setdefault(line.objective, line)
    return list(found.values())


def _rests(view: View) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Objective -> framework -> the requirements that rest on it."""
    found: dict[str, dict[str, list[str]]] = {}
    for result in view.all.requirements:
        for objective in result.objectives:
            found.setdefault(objective, {}).setdefault(result.framework, []).append(result.requirement)
    return {o: {f: tuple(ids) for f, ids in by.items()} for o, by in found.items()}


def _shared(
    view: View,
    result: RequirementResult,
    line: CustomerLineResult,
    rests: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Shared:
    others = rests.get(line.objective, {})
    return Shared(
        requirement=result.requirement,
        title=result.title,
        objective=line.objective,
        statement=line.statement,
        status=line.status,
        proof=(*line.checks, *(f"request: {r}" for r in line.requests)),
        others={f: ids for f, ids in others.items() if f != view.framework.id},
    )


def fields(view: View) -> tuple[Field, ...]:
    """The columns: one more for each other framework of the pack."""
    others = [f for f in view.all.frameworks if f.id != view.framework.id]
    return (
        Field(
            name="requirement",
            head="Requirement",
            says="The requirement of this framework.",
            value=lambda s: s.requirement,
            width=21,
        ),
        Field(name="title", head="Title", says="What it is about.", value=lambda s: s.title, width=30),
        Field(
            name="objective",
            head="Objective",
            says="The duty of ours that it rests on: what shows it is given once and read by all.",
            value=lambda s: s.objective,
            width=30,
        ),
        Field(
            name="statement",
            head="What we do",
            says="The duty in words.",
            value=lambda s: s.statement,
            width=42,
        ),
        Field(
            name="status",
            head="Status",
            says="How the duty stands.",
            value=lambda s: s.status,
            width=20,
            look="word",
            words=CUSTOMER,
        ),
        Field(
            name="proof",
            head="Shown by",
            says="The checks and requests of the duty.",
            value=lambda s: few(s.proof, 8, "(see Responsibility)"),
            width=34,
        ),
        *(_other(f.id, f.name) for f in others),
    )


def _other(id_: str, name: str) -> Field:
    return Field(
        name=f"other_{id_}",
        head=escape.shorten(escape.line(name), HEAD_LONG),
        says=f"Requirements of {name} that share this evidence.",
        value=lambda s: few(s.others.get(id_, ()), SHOWN, f"in the workbook of {id_}"),
        width=30,
        separator=", ",
    )
