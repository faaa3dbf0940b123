"""One framework's part of an Assessment, with the look-ups that sheets and pages need."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from generator.model.answers import shown
from generator.model.assessment import (
    Assessment,
    BlindSpot,
    CallRow,
    CheckInfo,
    CuecRow,
    FamilyResult,
    Finding,
    Notice,
    Population,
    RequestRow,
    ServiceRow,
)
from generator.model.catalog import Framework
from generator.model.scope import Account
from generator.render.words import FINDING, OUTCOME, SEVERITY, rank


def check_key(row: Finding | Population) -> str:
    """The check with its thresholds, as requirements name it: ``iam.password_length(minimum=12)``."""
    return f"{row.check}({row.params})" if row.params else row.check


class View:
    """What one framework's files show. Built once, read by every renderer."""

    def __init__(self, assessment: Assessment, framework: Framework) -> None:
        self.all = assessment
        self.framework = framework
        self.requirements = assessment.of(framework.id)
        self._prefix = framework.id + ":"

    def mine(self, references: Iterable[str]) -> tuple[str, ...]:
        """This framework's requirements among ``framework:requirement`` references, in its own order."""
        ids = {r.removeprefix(self._prefix) for r in references if r.startswith(self._prefix)}
        return tuple(sorted(ids, key=lambda i: (self._order.get(i, len(self._order)), i)))

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {r.requirement: n for n, r in enumerate(self.requirements)}

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts that the framework reaches."""
        reached = self.all.reach.get(self.framework.id)
        return tuple(a for a in self.all.accounts if not reached or a.id in reached)

    def reaches(self, account: str) -> bool:
        """Whether an account is one of them; what belongs to no account concerns all."""
        return not account or account in self._reached

    @cached_property
    def _reached(self) -> frozenset[str]:
        return frozenset(a.id for a in self.accounts)

    @cached_property
    def services(self) -> tuple[ServiceRow, ...]:
        """The services in the accounts that the framework reaches."""
        return tuple(s for s in self.all.services if self.reaches(s.account))

    @cached_property
    def checks(self) -> Mapping[str, CheckInfo]:
        """The words of the checks that this framework uses, by key."""
        used = {key for r in self.requirements for key in r.checks} | {check_key(f) for f in self.findings}
        return {c.key: c for c in self.all.checks if c.key in used}

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Deviations first, then what could not be read, then exceptions; the most severe first in each."""
        own = (f for f in self.all.findings if self.mine(f.requirements))
        return tuple(sorted(own, key=lambda f: (rank(f.status, FINDING), rank(f.severity, SEVERITY))))

    @cached_property
    def findings_of(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings of each requirement, worst first."""
        found: dict[str, list[Finding]] = {r.requirement: [] for r in self.requirements}
        for finding in self.findings:
            for requirement in self.mine(finding.requirements):
                found.setdefault(requirement, []).append(finding)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def populations(self) -> tuple[Population, ...]:
        """The populations of this framework's checks, as its scope cuts them."""
        mine = (p for p in self.all.populations if check_key(p) in self.checks and self.reaches(p.account))
        return tuple(replace(p, counts=p.by_framework.get(self.framework.id, p.counts)) for p in mine)

    @cached_property
    def calls(self) -> tuple[CallRow, ...]:
        """The calls that this framework rests on; those that could not be read first."""
        cited = self._cited()
        others = {c.key for c in self.all.checks} - set(self.checks)
        own = (
            c
            for c in self.all.calls
            if c.evidence in cited
            or (self.reaches(c.account) and (not c.needed_by or set(c.needed_by) - others))
        )
        return tuple(sorted(own, key=lambda c: min(rank(c.outcome, OUTCOME), rank("absent", OUTCOME))))

    def _cited(self) -> set[str]:
        """Evidence ids that a row of this framework names."""
        cited = {e for r in self.requirements for e in r.evidence}
        cited.update(e for f in self.findings for e in f.evidence)
        cited.update(e for p in self.populations for e in p.evidence)
        cited.update(e for f in self.families.values() for e in f.evidence)
        cited.update(r.evidence for r in self.all.reports if r.family in self.families)
        return cited

    @cached_property
    def families(self) -> Mapping[str, FamilyResult]:
        """What the report families and agreements that it cites show for it, by id."""
        return {f.family: f for f in self.all.families if f.framework == self.framework.id}

    @cached_property
    def resting(self) -> Mapping[str, tuple[str, ...]]:
        """The requirements that cite each family."""
        found: dict[str, list[str]] = {}
        for result in self.requirements:
            for family in result.reports:
                found.setdefault(family, []).append(result.requirement)
        return {family: tuple(ids) for family, ids in found.items()}

    @cached_property
    def notices(self) -> tuple[Notice, ...]:
        """What a reader must see before all else."""
        return tuple(n for n in self.all.notices if n.framework == self.framework.id)

    @cached_property
    def cuecs(self) -> tuple[CuecRow, ...]:
        """What the reports that it cites expect of us."""
        return tuple(c for c in self.all.cuecs if c.framework == self.framework.id)

    @cached_property
    def _outcomes(self) -> Mapping[str, str]:
        return {c.evidence: c.outcome for c in self.all.calls}

    def unread(self, evidence: str) -> bool:
        """Whether the call was not made or gave no answer."""
        return self._outcomes.get(evidence, "not tried") not in ("seen", "absent")

    @cached_property
    def requests(self) -> tuple[RequestRow, ...]:
        """What people must give for this framework."""
        return tuple(r for r in self.all.requests if self.mine(r.requirements))

    @cached_property
    def blind_spots(self) -> tuple[BlindSpot, ...]:
        """What this framework's files do not show; those that cost it nothing named stay, without costs."""
        here = (b for b in self.all.blind_spots if self.reaches(b.account))
        return tuple(b for b in here if not b.costs or self.mine(b.costs))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Account names by id."""
        return {a.id: a.name for a in self.all.accounts}

    def account(self, id_: str) -> str:
        """``111122223333 (production)``."""
        name = self.names.get(id_)
        return f"{id_} ({name})" if name else id_

    @cached_property
    def reviews(self) -> Mapping[tuple[str, str, str], str]:
        """What people wrote, as their cells show it: sheet, row's key, field -> text."""
        mine = (c for c in self.all.reviews if c.framework in ("", self.framework.id))
        return {(c.sheet, c.key, c.field): shown(c) for c in mine}

    @cached_property
    def carried(self) -> Mapping[tuple[str, str], str]:
        """Sheet and row's key -> the period that its words came from, and what changed since then."""
        found: dict[tuple[str, str], str] = {}
        for cell in self.all.reviews:
            if cell.carried and cell.framework in ("", self.framework.id):
                again = f"; look again: {cell.look_again}" if cell.look_again else ""
                words = f"from {cell.carried}{again}"
                found[cell.sheet, cell.key] = max(found.get((cell.sheet, cell.key), ""), words, key=len)
        return found

    @property
    def period(self) -> str:
        """``2026Q3, 2026-07-01 to 2026-09-30``."""
        period = self.all.period
        return f"{period.name}, {period.start.isoformat()} to {period.end.isoformat()}"
