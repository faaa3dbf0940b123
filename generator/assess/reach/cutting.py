"""An account's findings cut to each framework's scope: a finding out of it loses that framework's requirements."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from generator.assess.judging import Judged
from generator.assess.reach.standing import Ground, Stands, reaching, stands
from generator.assess.view import View
from generator.model.assessment import BlindSpot, Finding
from generator.model.reached import Out, Rule, ScopeRow
from generator.model.scope import Reach


class Cutter:
    """Cuts what was judged in one account, and keeps how each resource stands."""

    def __init__(self, view: View, account: str) -> None:
        scope = view.plan.scope
        self._account = account
        self._rules: dict[str, Reach] = {
            name: reach
            for name, reach in scope.reach.items()
            if reach.cuts and account in scope.reached(name)
        }
        self._ground = Ground(view, account)
        self._known: dict[tuple[str, str, str, str], Stands] = {}
        self._unread: dict[tuple[str, str, str], tuple[dict[str, None], dict[str, None]]] = {}

    def cut(self, one: Judged) -> Judged:
        """The same with each finding held to the frameworks in whose scope its resource is; the rest is counted."""
        names = reaching(self._rules, one.planned.requirements)
        if not names:
            return one
        kept: list[Finding] = []
        outs: Counter[tuple[str, Rule]] = Counter()
        for finding in one.findings:
            left = finding.requirements
            for name in names:
                stood = self._stands(name, finding)
                if stood.standing == "out" and stood.rule:
                    outs[name, stood.rule] += 1
                    left = tuple(r for r in left if r.partition(":")[0] != name)
            if left:
                kept.append(finding if left == finding.requirements else replace(finding, requirements=left))
        return replace(
            one,
            findings=tuple(kept),
            out_of_scope=len(one.findings) - len(kept),
            outside=tuple(Out(framework=f, rule=r, count=n) for (f, r), n in sorted(outs.items())),
        )

    def _stands(self, framework: str, finding: Finding) -> Stands:
        key = (framework, finding.resource, finding.kind, finding.region)
        if key not in self._known:
            reach = self._rules[framework]
            self._known[key] = stands(reach, finding.resource, finding.kind, finding.region, self._ground)
        found = self._known[key]
        if found.standing == "not known":
            resources, costs = self._unread.setdefault((framework, finding.region, found.why), ({}, {}))
            resources[finding.resource] = None
            costs |= {r: None for r in finding.requirements if r.partition(":")[0] == framework}
        return found

    def rows(self) -> Iterator[ScopeRow]:
        """How each resource stands in the scope of each framework whose rule cuts."""
        for (framework, resource, kind, region), stood in self._known.items():
            if resource != "*" and kind not in ("AWS::Account", "AWS::Region"):
                yield ScopeRow(
                    framework=framework,
                    account=self._account,
                    region=region,
                    kind=kind,
                    resource=resource,
                    standing=stood.standing,
                    rule=stood.rule or "",
                    why=stood.why,
                )

    def spots(self) -> Iterator[BlindSpot]:
        """What keeps resources in a scope that they might be out of."""
        for (framework, region, why), (resources, costs) in self._unread.items():
            many = f"{len(resources):,} resource{'s' * (len(resources) != 1)}"
            yield BlindSpot(
                kind="scope not known",
                account=self._account,
                region=region,
                what=f"{many} kept in the scope of {framework}",
                why=why,
                costs=tuple(costs),
            )
