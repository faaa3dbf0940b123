"""Who carries what: a requirement a row, in the form that PCI DSS 12.8.5 and 12.9.2 and customers' matrices ask for."""

import re
from collections.abc import Sequence
from functools import partial

from generator.model.assessment import AwsLineResult, CustomerLineResult, RequirementResult
from generator.render.rows.fields import Field
from generator.render.words import AWS, CUSTOMER

_MODELS = ("infrastructure", "platform", "managed")
_SENTENCE = re.compile(r"(?<=[.!?])\s")
WHO = {"aws": "AWS", "shared": "shared", "customer": "customer"}


def how(result: RequirementResult) -> str:
    """How it is shared, in one sentence: what each side does first."""
    ours = [line for line in result.customer if line.applies]
    if not result.aws:
        return (
            f"We alone: {_first(ours[0].statement)}" if ours else "Ours alone; nothing of the kind is in use."
        )
    theirs = _first(result.aws[0].statement)
    if not result.customer:
        return f"AWS alone, as far as its reports carry it: {theirs}"
    if not ours:
        return f"AWS: {theirs} Our half waits for a service of the kind; none is in use."
    return f"AWS: {theirs} We: {_first(ours[0].statement)}"


def _first(statement: str) -> str:
    return _SENTENCE.split(statement.strip(), 1)[0]


def _general(lines: Sequence[AwsLineResult | CustomerLineResult]) -> tuple[str, ...]:
    return tuple(f"• {line.statement}" for line in lines if not line.only)


def aws_does(result: RequirementResult) -> tuple[str, ...]:
    """AWS's lines that hold whatever runs."""
    return _general(result.aws)


def we_do(result: RequirementResult) -> tuple[str, ...]:
    """Our lines that hold whatever runs."""
    return _general(result.customer)


def by_model(result: RequirementResult, model: str) -> tuple[str, ...]:
    """What differs where services of one model run: lines held to it, on both sides."""
    aws = [f"AWS: {line.statement}" for line in result.aws if model in line.only]
    ours = [
        f"We: {line.statement}" if line.applies else f"(We: {line.statement} Not asked: {line.why_not}.)"
        for line in result.customer
        if model in line.only
    ]
    return (*aws, *ours)


def by_service(result: RequirementResult) -> tuple[str, ...]:
    """What differs where single services run, and for tools of security and management."""
    found = []
    for who, lines in (("AWS", result.aws), ("We", result.customer)):
        for line in lines:
            named = [name for name in line.only if name not in _MODELS]
            if named and getattr(line, "applies", True):
                found.append(f"{who} ({', '.join(named)}): {line.statement}")
    return tuple(found)


def cited(result: RequirementResult) -> tuple[str, ...]:
    """The reports that carry AWS's part; where none does, what was looked for."""
    citations = tuple(dict.fromkeys(line.citation for line in result.aws if line.citation))
    return citations or tuple(f"looked for: {family}" for family in result.reports)


FIELDS = (
    Field(
        name="requirement",
        head="Requirement",
        says="The requirement.",
        value=lambda r: r.requirement,
        width=20,
    ),
    Field(name="title", head="Title", says="What it is about, in short.", value=lambda r: r.title, width=24),
    Field(
        name="responsibility",
        head="Responsibility",
        says="Who carries it: AWS alone, both in their own layers (shared), or we alone (customer).",
        value=lambda r: WHO[r.responsibility],
        width=15,
    ),
    Field(
        name="how",
        head="How it is shared",
        says="In one sentence: what each side does first.",
        value=how,
        width=36,
    ),
    Field(
        name="aws_does",
        head="AWS",
        says="What AWS does, whatever runs.",
        value=aws_does,
        width=36,
    ),
    Field(
        name="we_do",
        head="Customer",
        says="What we do, whatever runs.",
        value=we_do,
        width=40,
    ),
    *(
        Field(
            name=model,
            head=f"Where it is {model}",
            says=f"What differs where {model} services run ({examples}).",
            value=partial(by_model, model=model),
            width=wide,
        )
        for model, examples, wide in (
            ("infrastructure", "EC2, EBS", 28),
            ("platform", "RDS, ECS, Elastic Beanstalk", 34),
            ("managed", "Lambda, S3, DynamoDB", 28),
        )
    ),
    Field(
        name="by_service",
        head="For single services",
        says="What differs for single services and for tools of security and management.",
        value=by_service,
        width=36,
    ),
    Field(
        name="cited",
        head="AWS's proof",
        says="The report that carries AWS's part; where none does, what was looked for.",
        value=cited,
        width=34,
    ),
    Field(
        name="aws_status",
        head="AWS status",
        says="How AWS's part stands: the worst of its lines.",
        value=lambda r: r.aws_status,
        width=20,
        look="word",
        words=AWS,
    ),
    Field(
        name="customer_status",
        head="Customer status",
        says="How our part stands: the worst of its lines.",
        value=lambda r: r.customer_status,
        width=20,
        look="word",
        words=CUSTOMER,
    ),
)
