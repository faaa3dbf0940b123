"""Each requirement: its AWS part from reports, its customer part from findings and requests."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

from generator.assess.artifact import RANK, Artifact
from generator.assess.linestatus import line_status
from generator.assess.scoped import look, some
from generator.assess.services import InUse
from generator.model.assessment import (
    AwsLineResult,
    CustomerLineResult,
    FamilyResult,
    Finding,
    RequirementResult,
)
from generator.model.catalog import AwsLine, Catalog, CustomerLine, Framework, Requirement, When
from generator.model.counting import count
from generator.model.evidence import digest
from generator.model.lines import check_key, held_to, uses
from generator.model.listings import OLD
from generator.model.plain import plain
from generator.model.reached import Rule
from generator.model.scope import Scope
from generator.model.status import AwsStatus, CustomerStatus, Responsibility

WORST: dict[CustomerStatus, int] = {
    "": 0,
    "not applicable": 1,
    "not occurring": 2,
    "supported": 3,
    "exceptions": 4,
    "evidence requested": 5,
    "no data": 6,
    "deviations": 7,
}


@plain
class Ground:
    """What requirements are judged on."""

    catalog: Catalog
    scope: Scope
    findings: Mapping[str, Sequence[Finding]]  # by check key
    aws_owned: Mapping[tuple[str, str], int]  # by check key and account
    in_use: InUse
    artifact: Artifact
    received: frozenset[str] = frozenset()  # requests that were answered
    decided: Mapping[str, str] = field(default_factory=dict)  # row key -> why it does not apply, by a person
    # framework and check key -> how many findings each rule puts out of scope
    outside: Mapping[tuple[str, str], Mapping[Rule, int]] = field(default_factory=dict)

    def accounts(self, framework: str) -> tuple[str, ...]:
        """The accounts that a framework reaches."""
        return self.scope.reached(framework)

    def found(self, framework: str, accounts: Iterable[str], keys: Iterable[str]) -> list[Finding]:
        """The findings of these checks in the accounts and in the framework's scope."""
        within, reach = frozenset(accounts), self.scope.reach.get(framework)
        found = [f for key in keys for f in self.findings.get(key, ()) if f.account in within]
        if reach is None or not reach.cuts:
            return found
        return [f for f in found if any(r.partition(":")[0] == framework for r in f.requirements)]

    def out_of_scope(self, framework: str, keys: Iterable[str]) -> Mapping[Rule, int]:
        """How many findings of these checks each rule puts out of the framework's scope."""
        summed: Counter[Rule] = Counter()
        for key in keys:
            summed.update(self.outside.get((framework, key), {}))
        return summed


def judge_framework(framework: Framework, ground: Ground) -> tuple[RequirementResult, ...]:
    """The result of each requirement, in the framework's order."""
    accounts = ground.accounts(framework.id)
    families = {id_: ground.artifact.family(id_, accounts) for id_ in sorted(ground.catalog.families)}
    return tuple(_requirement(framework, one, ground, accounts, families) for one in framework.requirements)


def family_results(
    framework: Framework, results: Iterable[RequirementResult], ground: Ground
) -> tuple[FamilyResult, ...]:
    """What each family that the framework cites shows for it, held against all services in its accounts."""
    accounts = ground.accounts(framework.id)
    cited = sorted({family for result in results for line in result.aws for family in line.families})
    found = []
    for id_ in cited:
        family = ground.artifact.family(id_, accounts)
        scope = look(ground, ground.catalog.families[id_], accounts, None)
        found.append(
            replace(
                family,
                framework=framework.id,
                not_listed=tuple(scope.out.values()),
                unlisted=tuple(scope.unlisted.values()),
                outside=scope.outside,
                lists=scope.lists,
            )
        )
    return tuple(found)


def _requirement(
    framework: Framework,
    requirement: Requirement,
    ground: Ground,
    accounts: Sequence[str],
    families: Mapping[str, FamilyResult],
) -> RequirementResult:
    aws_lines = [line for line in requirement.aws if ground.in_use.state(line.when, accounts) != "no"]
    aws = tuple(_aws_line(line, ground, accounts, families) for line in aws_lines)
    customer = tuple(_customer_line(framework.id, line, ground, accounts) for line in requirement.customer)
    own = [line for line in customer if line.applies]
    aws_status: AwsStatus = max((line.status for line in aws), key=RANK.__getitem__, default="")
    row_key = digest([framework.id, framework.version, requirement.id, ground.scope.organisation])[:12]
    status, reason = _customer_status(own)
    if row_key in ground.decided:
        status, reason = "not applicable", ground.decided[row_key]
    keys = tuple(dict.fromkeys(c for line in own for c in line.checks))
    used = ground.found(framework.id, accounts, keys)
    return RequirementResult(
        framework=framework.id,
        version=framework.version,
        requirement=requirement.id,
        title=requirement.title,
        text=requirement.text,
        kind=requirement.kind,
        applies_to=requirement.applies_to,
        family=requirement.family,
        responsibility=_responsibility(requirement),
        aws_status=aws_status,
        aws_reason="; ".join(dict.fromkeys(line.reason for line in aws if line.status == aws_status)),
        customer_status=status if requirement.customer else "",
        customer_reason=reason,
        aws=aws,
        customer=customer,
        counts=count(used, out_of_scope=sum(ground.out_of_scope(framework.id, keys).values())),
        evidence=_evidence(used, aws),
        oldest_evidence=min((f.observed_at for f in used if f.observed_at), default=""),
        source=_source(requirement),
        reviewed=str(requirement.reviewed or ""),
        row_key=row_key,
        timeframe=requirement.timeframe,
        formerly=requirement.formerly,
    )


def _responsibility(requirement: Requirement) -> Responsibility:
    if requirement.aws and requirement.customer:
        return "shared"
    return "aws" if requirement.aws else "customer"


def _source(requirement: Requirement) -> str:
    source = requirement.source
    return f"{source.page} {source.section}".strip() if source else ""


def _evidence(used: Iterable[Finding], aws: Iterable[AwsLineResult]) -> tuple[str, ...]:
    found = [e for finding in used for e in finding.evidence] + [e for line in aws for e in line.evidence]
    return tuple(dict.fromkeys(found))


# -- the AWS part ------------------------------------------------------------------------------------------


def _aws_line(
    line: AwsLine, ground: Ground, accounts: Sequence[str], families: Mapping[str, FamilyResult]
) -> AwsLineResult:
    """Reports are alternatives, so the best counts; agreements are each needed, so the worst counts."""
    reports = [_in_scope(families[id_], line, ground, accounts) for id_ in line.reports]
    agreements = [_in_scope(families[id_], line, ground, accounts) for id_ in line.agreements]
    parts = [min(reports, key=_rank)] if reports else []
    parts += [max(agreements, key=_rank)] if agreements else []
    if not parts:
        return _uncited(line)
    worst = max(parts, key=_rank)
    good = [part for part in parts if part.status == "inherited"]
    return AwsLineResult(
        statement=line.statement,
        kind=line.kind,
        status=worst.status,
        reason=f"{worst.family.name}: {worst.reason}",
        families=(*line.reports, *line.agreements),
        citation="; ".join(c for part in good for c in part.family.reports) if worst in good else "",
        out_of_scope=worst.out,
        only=held_to(line.when),
        evidence=tuple(dict.fromkeys(e for part in parts for e in part.family.evidence)),
    )


def _uncited(line: AwsLine) -> AwsLineResult:
    """No report or agreement that the line cites holds any more: nothing carries it."""
    return AwsLineResult(
        statement=line.statement,
        kind=line.kind,
        status="no report",
        reason="no report family of these mappings carries it any more",
        families=(),
        citation="",
        out_of_scope=(),
        evidence=(),
        only=held_to(line.when),
    )


@plain
class _Part:
    status: AwsStatus
    reason: str
    family: FamilyResult
    out: tuple[str, ...]


def _rank(part: _Part) -> int:
    return RANK[part.status]


def _in_scope(family: FamilyResult, line: AwsLine, ground: Ground, accounts: Sequence[str]) -> _Part:
    """The family's status, held against what is in use: its program must list each service and reach each region."""
    status, reason = family.status, family.reason
    found = look(ground, ground.catalog.families[family.family], accounts, line.when)
    outside = [*found.out.values(), *found.outside]
    if outside and RANK[status] < RANK["service out of scope"]:
        status, reason = "service out of scope", f"in use outside its scope: {some(outside)}"
    if found.unlisted and RANK[status] < RANK["no data"]:
        also = f"; {reason}" if status == "service out of scope" else ""
        status, reason = (
            "no data",
            f"not known to be in its scope: {some(found.unlisted.values())}{also}",
        )
    if found.doubtful and RANK[status] < RANK["no data"]:
        status = "no data"
        reason = f"whether it is in use could not be read: {some(found.doubtful.values())}"
    if status == "inherited" and found.old:
        reason += f"; by a list of services in scope of {found.old}, older than {OLD} days"
    return _Part(status=status, reason=reason, family=family, out=tuple(sorted(found.out)))


# -- the customer part -------------------------------------------------------------------------------------


def _customer_line(
    framework: str, line: CustomerLine, ground: Ground, accounts: Sequence[str]
) -> CustomerLineResult:
    objective = ground.catalog.objectives.get(line.objective)
    whens = [when for when in (line.when, objective.when if objective else None) if when is not None]
    states = {ground.in_use.state(when, accounts) for when in whens}
    applies = "no" not in states
    keys = tuple(check_key(use) for use in uses(ground.catalog, line))
    requests = (line.request,) if line.request else objective.requests if objective else ()
    used, out = ground.found(framework, accounts, keys), ground.out_of_scope(framework, keys)
    status, reason = line_status(used, [r for r in requests if r not in ground.received], bool(keys), out)
    if "unknown" in states and WORST[status] < WORST["no data"]:
        status, reason = "no data", "whether a service of this kind is in use could not be read"
    words = line.statement or (objective.statement if objective else "")
    if line.request and not words:
        words = ground.catalog.requests[line.request].title
    owned = sum(ground.aws_owned.get((key, account), 0) for key in keys for account in accounts)
    return CustomerLineResult(
        statement=words,
        objective=line.objective,
        status=status if applies else "not occurring",
        reason=reason if applies else "",
        checks=keys,
        requests=tuple(requests),
        applies=applies,
        why_not="" if applies else _why_not(whens, ground, accounts),
        counts=count(used, owned, sum(out.values())),
        only=tuple(dict.fromkeys(name for when in whens for name in held_to(when))),
    )


def _why_not(whens: Sequence[When], ground: Ground, accounts: Sequence[str]) -> str:
    """Which kind of service the line waits for."""
    missing = next(when for when in whens if ground.in_use.state(when, accounts) == "no")
    named = [ground.catalog.services[s].name for s in missing.services if s in ground.catalog.services]
    kinds = [*(f"{model} service" for model in missing.models), *named]
    return f"no {' or '.join(kinds)} is in use" if kinds else "no service of this kind is in use"


def _customer_status(lines: Sequence[CustomerLineResult]) -> tuple[CustomerStatus, str]:
    if not lines:
        return "not occurring", "no service of the kinds named here is in use"
    worst = max((line.status for line in lines), key=WORST.__getitem__)
    reasons = [f"{_named(line)}: {line.reason}" for line in lines if line.status == worst]
    return worst, "; ".join(dict.fromkeys(reasons))


def _named(line: CustomerLineResult) -> str:
    return line.objective or ", ".join(line.checks) or ", ".join(line.requests)
