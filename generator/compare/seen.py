"""An assessment, indexed for looking things up from the other one."""

from collections.abc import Iterable, Mapping

from generator.model.assessment import (
    Assessment,
    CallRow,
    FamilyResult,
    Finding,
    Population,
    RequirementResult,
    ServiceRow,
)
from generator.model.comparison import Stand
from generator.model.evidence import GLOBAL, UNKNOWN_REGIONS
from generator.model.scope import Scope
from generator.model.side import Side

OTHERS = "*"  # stands for services, or resources, that nobody could list

NOT_COLLECTED = "not collected"  # how reasons say that a call has no record
NOT_ASKED = "the mappings ask for evidence that the old pack did not collect"


class Seen:
    """One judgement."""

    def __init__(self, side: Side) -> None:
        made = side.assessment
        self.made: Assessment = made
        self.scope: Scope = side.scope
        self.findings: Mapping[str, Finding] = {f.key: f for f in made.findings}
        self.requirements: Mapping[tuple[str, str], RequirementResult] = {
            (r.framework, r.requirement): r for r in made.requirements
        }
        self.families: Mapping[tuple[str, str], FamilyResult] = {
            (f.framework, f.family): f for f in made.families
        }
        self.calls: Mapping[str, CallRow] = {c.evidence: c for c in made.calls}
        self.checks = {info.key: info for info in made.checks}
        self.requests = {row.request: row for row in made.requests}
        self.left_out = {(out.framework, out.requirement): out.why for out in made.left_out}
        self._outside = {
            (row.framework, row.account, row.resource): row.rule
            for row in made.scope
            if row.standing == "out"
        }
        self._populations = {_place(p): p for p in made.populations}
        self._holes = {(check_key(f), f.account, f.region): f for f in made.findings if f.resource == OTHERS}
        self._resting: dict[str, list[Finding]] = {}
        for finding in made.findings:
            for name in finding.requirements:
                self._resting.setdefault(name, []).append(finding)

    def accounts(self, framework: str) -> frozenset[str]:
        """The accounts that a framework reaches."""
        reached = self.made.reach.get(framework)
        return frozenset(reached or (account.id for account in self.made.accounts))

    def cut(self, framework: str, finding: Finding) -> str:
        """The rule that puts what the finding is about out of the framework's scope; "" where it is in."""
        reach, places = self.made.rules.get(framework), (GLOBAL, UNKNOWN_REGIONS)
        if reach and reach.regions and finding.region not in (*places, *reach.regions):
            return "regions"
        return self._outside.get((framework, finding.account, finding.resource), "")

    def used(self, result: RequirementResult) -> Mapping[str, Finding]:
        """The findings that a requirement rests on, by key."""
        keys = set(result.checks)
        found = self._resting.get(f"{result.framework}:{result.requirement}", ())
        return {f.key: f for f in found if check_key(f) in keys}

    def population(self, finding: Finding) -> Population | None:
        """The population that a finding of either side belongs to here; None where the check was not run there."""
        at = (check_key(finding), finding.account)
        return self._populations.get((*at, GLOBAL)) or self._populations.get((*at, finding.region))

    def hole(self, finding: Finding) -> Finding | None:
        """What stands here for the resources of the finding's check and place where they could not be listed."""
        at = (check_key(finding), finding.account)
        places = (finding.region, GLOBAL, UNKNOWN_REGIONS)
        return next((self._holes[*at, place] for place in places if (*at, place) in self._holes), None)

    def services(self, framework: str, only: Iterable[str]) -> dict[tuple[str, str, str], ServiceRow]:
        """Services that a line held to ``only`` speaks of, in the accounts that the framework reaches."""
        held, accounts = frozenset(only), self.accounts(framework)
        return {
            (row.service, row.account, row.region): row
            for row in self.made.services
            if row.account in accounts
            and (not held or row.service == OTHERS or row.model in held or row.service in held)
        }


class Sides:
    """The three judgements: the old evidence by its own mappings and by the new ones, and the new evidence."""

    def __init__(self, origin: Seen, old: Seen, new: Seen) -> None:
        self.origin, self.old, self.new = origin, old, new

    def reached(self, framework: str) -> frozenset[str]:
        """Accounts that a framework reaches on one side only."""
        return self.old.accounts(framework) ^ self.new.accounts(framework)


def check_key(finding: Finding) -> str:
    """The check with its thresholds, as mappings write it."""
    return f"{finding.check}({finding.params})" if finding.params else finding.check


def stand(result: RequirementResult | None) -> Stand | None:
    """How a requirement stands."""
    if result is None:
        return None
    return Stand(aws=result.aws_status, customer=result.customer_status, counts=result.counts)


def first(names: Iterable[str], most: int = 3) -> str:
    """The first of them, and how many more there are."""
    every = list(names)
    more = f" and {len(every) - most:,} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more


def _place(one: Population) -> tuple[str, str, str]:
    return (f"{one.check}({one.params})" if one.params else one.check, one.account, one.region)
