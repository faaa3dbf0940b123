"""What stands beside the results: answers to options, and what such reports do not cover."""

from collections.abc import Mapping, Sequence

from generator.model.assessment import Finding, LimitRow, OptionRow
from generator.model.catalog import Source
from generator.model.counting import count
from generator.model.scope import Plan


def option_rows(plan: Plan) -> tuple[OptionRow, ...]:
    """Each option, its answer, and whether anybody gave it."""
    return tuple(
        OptionRow(
            option=id_,
            question=option.question,
            answer=plan.answers.get(id_, option.default),
            means=" ".join(option.values[a] for a in plan.answers.get(id_, option.default)),
            by_default=not plan.scope.options.get(id_),
            frameworks=plan.catalog.asked.get(id_, ()),
        )
        for id_, option in sorted(plan.catalog.options.items())
    )


def limit_rows(plan: Plan, findings: Mapping[str, Sequence[Finding]]) -> tuple[LimitRow, ...]:
    """What these reports do not cover, with what the planned checks show where it would matter."""
    planned = {one.check for one in plan.checks}
    return tuple(
        LimitRow(
            id=limit.id,
            title=limit.title,
            statement=limit.statement,
            source=_words(limit.source),
            checks=tuple(c for c in limit.checks if c in planned),
            counts=count([f for c in limit.checks for f in findings.get(c, ())]),
            judged=not limit.checks or any(c in planned for c in limit.checks),
        )
        for limit in plan.catalog.limits
    )


def _words(source: Source | None) -> str:
    return f"{source.page} {source.section}".strip() if source else ""
