"""What is told of scopes over all accounts: each resource once, and rules that found nothing."""

from collections.abc import Iterable, Iterator, Sequence

from generator.assess.reach.tags import arn_of
from generator.model.assessment import BlindSpot
from generator.model.covering import matching
from generator.model.reached import ScopeRow
from generator.model.scope import Scope


def scope_rows(found: Iterable[ScopeRow]) -> tuple[ScopeRow, ...]:
    """Each resource once a framework: what a list over all regions and one of its own region say is one."""
    once: dict[tuple[str, str, str], ScopeRow] = {}
    for row in sorted(found, key=lambda r: (r.framework, r.account, r.resource, r.region, r.kind)):
        known = once.setdefault((row.framework, row.account, row.resource), row)
        if known.standing == "out" and row.standing != "out":  # what is in by one of its names is not out
            once[row.framework, row.account, row.resource] = row
    return tuple(once.values())


def scope_spots(scope: Scope, rows: Sequence[ScopeRow]) -> Iterator[BlindSpot]:
    """Connected systems, VPCs and tags that a rule names and that no resource was found to have: slips of the pen."""
    for framework, reach in sorted(scope.reach.items()):
        own = [row for row in rows if row.framework == framework]
        resources = {name for row in own for name in (row.resource, arn_of(row.resource))}
        ins = {(row.rule, row.why) for row in own if row.standing == "in"}
        lost = [f"connected system {p}" for p in reach.connected if not any(map(matching((p,)), resources))]
        lost += [f"VPC {vpc}" for vpc in reach.vpcs if ("VPCs", vpc) not in ins]
        lost += [
            f"tag {key}"
            for key in reach.tags
            if not any(rule == "tags" and why.startswith(f"{key} = ") for rule, why in ins)
        ]
        for what in lost if reach.cuts and framework in scope.frameworks else ():
            yield BlindSpot(
                kind="scope without effect",
                account="",
                region="",
                what=f"{framework}: {what}",
                why="the scope names it, and no resource that was judged is in scope by it",
                costs=(),
            )
