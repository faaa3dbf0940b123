"""The whole assessment, put together from its parts in order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from generator.assess.artifact import Artifact
from generator.assess.judging import Judge, Judged
from generator.assess.lists import blind_spots, call_rows, check_infos, request_rows
from generator.assess.notes import limit_rows, option_rows
from generator.assess.populations import population
from generator.assess.requirements import Ground, judge_framework
from generator.assess.services import InUse, find_services
from generator.assess.view import View
from generator.checks import all_checks
from generator.model.assessment import Assessment, Finding, RequirementResult
from generator.model.evidence import UNKNOWN_REGIONS, Record
from generator.model.scope import Plan, PlannedCheck


def assess(plan: Plan, records: Sequence[Record], now: datetime, version: str) -> Assessment:
    """Judge the evidence. ``now`` is the only clock; ``version`` is the tool's, for the cover."""
    view = View(plan, records)
    checks = all_checks()
    judged = _judge_all(plan, Judge(view, checks, _trusted(plan), now))
    found = _by_check(judged)
    services = find_services(view, found)
    ground = _ground(plan, judged, InUse(services, dict(plan.catalog.services)), Artifact(view))
    frameworks = tuple(plan.catalog.frameworks[name] for name in plan.scope.frameworks)
    results = tuple(r for framework in frameworks for r in judge_framework(framework, ground))
    accounts = tuple(account.id for account in plan.scope.accounts)
    ordered = sorted(records, key=lambda r: (r.started, r.evidence))
    return Assessment(
        organisation=plan.scope.organisation,
        period=plan.scope.period,
        frameworks=frameworks,
        accounts=plan.scope.accounts,
        regions=_regions(view, accounts),
        assessed_at=now.isoformat().replace("+00:00", "Z"),
        collected_from=min((r.started for r in ordered), default=""),
        collected_to=max((r.ended for r in ordered), default=""),
        callers=tuple(sorted({r.caller for r in ordered if r.caller})),
        version=version,
        mapping_digest=plan.catalog.digest,
        requirements=results,
        findings=_findings(judged),
        populations=tuple(population(view, checks[j.planned.check], j) for j in judged),
        calls=call_rows(view, ordered),
        families=tuple(ground.artifact.family(id_, accounts) for id_ in _cited(results)),
        reports=tuple(f.row for f in (*ground.artifact.reports, *ground.artifact.agreements)),
        services=services,
        requests=request_rows(plan, results),
        blind_spots=blind_spots(view, ordered, services, now),
        checks=check_infos(plan, checks),
        left_out=tuple(out for out in plan.catalog.left_out if out.framework in plan.scope.frameworks),
        options=option_rows(plan),
        limits=limit_rows(plan, found),
        reach={name: reach.accounts for name, reach in sorted(plan.scope.reach.items()) if reach.accounts},
    )


def worded(assessment: Assessment, texts: Mapping[str, Mapping[str, str]]) -> Assessment:
    """The same assessment with the user's own wording (framework -> requirement -> text) in place of ours."""
    if not texts:
        return assessment
    shown = tuple(
        replace(r, text=texts.get(r.framework, {}).get(r.requirement, r.text))
        for r in assessment.requirements
    )
    return replace(assessment, requirements=shown)


def _trusted(plan: Plan) -> frozenset[str]:
    return frozenset({*(account.id for account in plan.scope.accounts), *plan.scope.trusted_accounts})


def _judge_all(plan: Plan, judge: Judge) -> list[Judged]:
    return [
        one
        for planned in plan.checks
        for account in plan.scope.accounts
        if (reached := _reached(plan, planned, account.id)).requirements
        for one in judge.judge(reached, account.id)
    ]


def _reached(plan: Plan, planned: PlannedCheck, account: str) -> PlannedCheck:
    """The check with only the requirements of frameworks that reach the account."""
    reach = plan.scope.reach
    kept = tuple(
        name
        for name in planned.requirements
        if not (there := reach.get(name.split(":")[0])) or not there.accounts or account in there.accounts
    )
    return replace(planned, requirements=kept)


def _ground(plan: Plan, judged: Sequence[Judged], in_use: InUse, artifact: Artifact) -> Ground:
    findings: dict[str, list[Finding]] = {}
    owned: dict[tuple[str, str], int] = {}
    for one in judged:
        findings.setdefault(one.planned.key, []).extend(one.findings)
        key = (one.planned.key, one.account)
        owned[key] = owned.get(key, 0) + one.aws_owned
    return Ground(
        catalog=plan.catalog,
        scope=plan.scope,
        findings=findings,
        aws_owned=owned,
        in_use=in_use,
        artifact=artifact,
    )


def _by_check(judged: Sequence[Judged]) -> dict[str, list[Finding]]:
    """Findings by check id, whatever their thresholds."""
    found: dict[str, list[Finding]] = {}
    for one in judged:
        found.setdefault(one.planned.check, []).extend(one.findings)
    return found


def _findings(judged: Sequence[Judged]) -> tuple[Finding, ...]:
    found = {f.key: f for one in judged for f in one.findings}
    return tuple(sorted(found.values(), key=lambda f: (f.check, f.params, f.account, f.region, f.resource)))


def _regions(view: View, accounts: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({r for account in accounts for r in view.regions(account)} - {UNKNOWN_REGIONS}))


def _cited(results: Sequence[RequirementResult]) -> list[str]:
    return sorted({family for result in results for line in result.aws for family in line.families})
