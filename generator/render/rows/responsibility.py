"""A line of a requirement's AWS part or customer part a row."""

from collections.abc import Iterator

from generator.model.assessment import AwsLineResult, CustomerLineResult, RequirementResult
from generator.model.plain import plain
from generator.render.figures import population
from generator.render.rows.fields import Field
from generator.render.view import View
from generator.render.words import AWS, CUSTOMER, LINE_KIND, Word

LINE = {**AWS, **CUSTOMER, "does not apply": Word(word="does not apply", tone="quiet", means="")}


@plain
class Line:
    """One line, whoever carries it."""

    requirement: str
    title: str
    responsibility: str
    who: str
    statement: str
    kind: str
    status: str
    why: str
    source: tuple[str, ...]
    population: str
    services: tuple[str, ...]


def lines(view: View) -> tuple[Line, ...]:
    """All lines, AWS's first within each requirement."""
    return tuple(line for r in view.requirements for line in (*_aws(r), *_customer(r)))


def _aws(result: RequirementResult) -> Iterator[Line]:
    for line in result.aws:
        yield Line(
            requirement=result.requirement,
            title=result.title,
            responsibility=result.responsibility,
            who="AWS",
            statement=line.statement,
            kind=LINE_KIND[line.kind],
            status=line.status,
            why=line.reason,
            source=_source(line),
            population="",
            services=tuple(f"not in its scope: {s}" for s in line.out_of_scope),
        )


def _source(line: AwsLineResult) -> tuple[str, ...]:
    """The citation; where no report carries the line, the families that were looked for."""
    if line.citation:
        return (line.citation,)
    return tuple(f"looked for: {family}" for family in line.families)


def _customer(result: RequirementResult) -> Iterator[Line]:
    for line in result.customer:
        yield Line(
            requirement=result.requirement,
            title=result.title,
            responsibility=result.responsibility,
            who="customer",
            statement=line.statement,
            kind="",
            status=line.status if line.applies else "does not apply",
            why=line.reason if line.applies else line.why_not or "nothing of this kind in use",
            source=(*line.checks, *(f"request: {r}" for r in line.requests)) if line.applies else (),
            population=population(line.counts) if line.applies else "",
            services=_services(line),
        )


def _services(line: CustomerLineResult) -> tuple[str, ...]:
    """The services whose checks judge the line."""
    return tuple(dict.fromkeys(key.partition(".")[0] for key in line.checks))


FIELDS = (
    Field(
        name="requirement",
        head="Requirement",
        says="The requirement that the line is a part of.",
        value=lambda x: x.requirement,
        width=21,
    ),
    Field(name="title", head="Title", says="What it is about, in short.", value=lambda x: x.title, width=26),
    Field(
        name="responsibility",
        head="Responsibility",
        says="Who carries the requirement as a whole.",
        value=lambda x: x.responsibility,
        width=15,
    ),
    Field(name="who", head="Who", says="Whose line it is: AWS's or ours.", value=lambda x: x.who, width=10),
    Field(
        name="statement",
        head="Does what",
        says="What that side does.",
        value=lambda x: x.statement,
        width=50,
    ),
    Field(
        name="kind",
        head="Kind",
        says="AWS's lines: AWS alone carries it, or AWS in its own layer and we in ours.",
        value=lambda x: x.kind,
        width=16,
    ),
    Field(
        name="status",
        head="Status",
        says="How the line stands.",
        value=lambda x: x.status,
        width=21,
        look="word",
        words=LINE,
    ),
    Field(name="why", head="Why", says="Why it stands so.", value=lambda x: x.why, width=40),
    Field(
        name="source",
        head="Rests on",
        says="AWS's lines: the report that says so, or what was looked for. Ours: checks and requests.",
        value=lambda x: x.source,
        width=38,
    ),
    Field(
        name="population",
        head="Population",
        says="Resources that passed, of all that were judged.",
        value=lambda x: x.population,
        width=20,
    ),
    Field(
        name="services",
        head="Services",
        says="AWS services that the line depends on, and those that a report's scope does not hold.",
        value=lambda x: x.services,
        width=22,
    ),
)
