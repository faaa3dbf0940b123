"""Where a framework reaches: its rule in words, how each resource stands in it, and how many are in and out."""

from collections import Counter
from collections.abc import Iterable, Sequence

from generator.model.assessment import Population
from generator.model.reached import Out, ScopeRow, rule_words
from generator.model.scope import Reach
from generator.render.figures import plural
from generator.render.rows.fields import Field
from generator.render.view import View

UNTAGGED_SHOWN = 200  # rows of the Coverage sheet; all stand in tables/scope.csv
SAYS = {
    "in": "in scope",
    "connected": "connected",
    "untagged": "untagged: decide",
    "not known": "not known",
}

FIELDS = (
    Field(name="framework", head="framework", says="The framework.", value=lambda r: r.framework),
    Field(name="account", head="account", says="The AWS account.", value=lambda r: r.account),
    Field(name="region", head="region", says="The region.", value=lambda r: r.region),
    Field(name="kind", head="kind", says="The kind of resource.", value=lambda r: r.kind),
    Field(name="resource", head="resource", says="The resource's ARN.", value=lambda r: r.resource),
    Field(
        name="standing",
        head="standing",
        says="in, connected or out; untagged and not known stay in until somebody decides.",
        value=lambda r: r.standing,
    ),
    Field(name="rule", head="rule", says="The rule that says so; empty for none.", value=lambda r: r.rule),
    Field(name="why", head="why", says="What it goes by.", value=lambda r: r.why),
)


def rule(view: View) -> Reach | None:
    """The framework's rule, where it has one that says something."""
    reach = view.all.rules.get(view.framework.id)
    return reach if reach and rule_words(reach) else None


def rows(view: View) -> tuple[ScopeRow, ...]:
    """How each resource stands in this framework's scope."""
    return tuple(row for row in view.all.scope if row.framework == view.framework.id)


def summary(found: Sequence[ScopeRow]) -> str:
    """``12 resources: 5 in scope, 6 out by tags, 1 untagged: decide``."""
    counted = Counter(f"out by {r.rule}" if r.standing == "out" else SAYS[r.standing] for r in found)
    parts = ", ".join(f"{n:,} {name}" for name, n in sorted(counted.items()))
    return f"{plural(len(found), 'resource')}: {parts}" if found else "every resource is in scope"


def out_words(outs: Iterable[Out], framework: str = "") -> tuple[str, ...]:
    """``3 by tags`` for each rule; led by the framework where none is given."""
    return tuple(
        f"{out.count:,} by {out.rule}" if framework else f"{out.framework}: {out.count} by {out.rule}"
        for out in outs
        if framework in ("", out.framework)
    )


def population_fields(view: View) -> tuple[Field, ...]:
    """The column of Populations where a rule of this framework cuts them."""
    reach = rule(view)
    if reach is None or not reach.cuts:
        return ()

    def out(row: Population) -> tuple[str, ...]:
        return out_words(row.outside, view.framework.id)

    return (
        Field(
            name="out_of_scope_by",
            head="Out of scope",
            says="Resources that a rule of the scope puts out, and by which: they are not among Resources.",
            value=out,
            width=16,
        ),
    )
