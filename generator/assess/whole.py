"""The whole assessment, put together from its parts in order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from generator.assess.artifact import Artifact
from generator.assess.cuecs import cuec_rows
from generator.assess.documents import report_rows
from generator.assess.exceptions import applied
from generator.assess.judging import Judge, Judged
from generator.assess.lists import blind_spots, call_rows, check_infos, request_rows
from generator.assess.notes import limit_rows, option_rows
from generator.assess.notices import notices
from generator.assess.populations import population
from generator.assess.received import answered, received
from generator.assess.requirements import Ground, family_results, judge_framework
from generator.assess.services import InUse, find_services
from generator.assess.view import View
from generator.checks import all_checks
from generator.model.assessment import Assessment, ExceptionRow, Finding
from generator.model.catalog import CUECS
from generator.model.evidence import UNKNOWN_REGIONS, Record
from generator.model.scope import Document, Period, Plan, PlannedCheck
from generator.model.work import Work

NOTHING = Work()


def assess(
    plan: Plan,
    records: Sequence[Record],
    now: datetime,
    version: str,
    *,
    documents: Sequence[Document] = (),
    work: Work = NOTHING,
    decided: Mapping[str, str] = MappingProxyType({}),
) -> Assessment:
    """Judge the evidence. ``now`` is the only clock; ``version`` is the tool's, for the cover.

    ``documents`` are fetched reports, whose hashes are cited; ``work`` is what people did: exceptions, answers;
    ``decided`` says by row key why a requirement does not apply.
    """
    view = View(plan, records)
    checks = all_checks()
    seen = _judge_all(plan, Judge(view, checks, _trusted(plan), now))
    judged, exceptions = _excepted(seen, work, now.date(), plan.scope.period)
    found = _by_check(judged)
    services = find_services(view, now.date(), found)
    in_use = InUse(services, plan.catalog.services, now.date())
    states = received(plan.catalog.requests, work.given, work.reviews, now.date(), plan.scope.period)
    ground = _ground(plan, judged, in_use, Artifact(view))
    ground = replace(ground, received=answered(states), decided=decided)
    frameworks = tuple(plan.catalog.frameworks[name] for name in plan.scope.frameworks)
    judgements = [(framework, judge_framework(framework, ground)) for framework in frameworks]
    results = tuple(r for _, rows in judgements for r in rows)
    families = tuple(f for one, rows in judgements for f in family_results(one, rows, ground))
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
        families=families,
        reports=report_rows(view, ground.artifact, families, results, documents),
        services=services,
        requests=request_rows(plan, results, states),
        blind_spots=blind_spots(view, ordered, services, now),
        checks=check_infos(plan, checks),
        left_out=tuple(out for out in plan.catalog.left_out if out.framework in plan.scope.frameworks),
        options=option_rows(plan),
        limits=limit_rows(plan, found),
        exceptions=exceptions,
        known_answers=len(work.reviews),
        known_given=len(work.given),
        notices=tuple(n for framework in frameworks for n in notices(framework, ground)),
        cuecs=tuple(c for one, rows in judgements for c in cuec_rows(one, rows, ground)),
        reach={name: reach.accounts for name, reach in sorted(plan.scope.reach.items()) if reach.accounts},
    )


def worded(assessment: Assessment, texts: Mapping[str, Mapping[str, str]]) -> Assessment:
    """The same assessment with the user's own wording (framework -> requirement -> text) in place of ours.

    Under ``cuecs`` stand the user's notes on what reports expect of them (id -> text), beside ours.
    """
    if not texts:
        return assessment
    shown = tuple(
        replace(r, text=texts.get(r.framework, {}).get(r.requirement, r.text))
        for r in assessment.requirements
    )
    notes = texts.get(CUECS, {})
    noted = tuple(replace(c, note=notes.get(c.cuec, "")) for c in assessment.cuecs)
    return replace(assessment, requirements=shown, cuecs=noted)


def _excepted(
    judged: Sequence[Judged], work: Work, day: date, period: Period
) -> tuple[list[Judged], tuple[ExceptionRow, ...]]:
    """What was judged with approved exceptions laid over it: no finding is added or taken away."""
    every = {f.key: f for one in judged for f in one.findings}
    laid, rows = applied(tuple(every.values()), work.exceptions, day, period)
    now = {f.key: f for f in laid}
    return [replace(one, findings=tuple(now[f.key] for f in one.findings)) for one in judged], rows


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
