"""The whole assessment: each account judged on its own, then their parts put together in order."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from generator.assess.artifact import Artifact
from generator.assess.cuecs import cuec_rows
from generator.assess.documents import report_rows
from generator.assess.exceptions import applied
from generator.assess.facts import Facts
from generator.assess.judging import Judged
from generator.assess.lists import check_infos, ordered_calls, ordered_spots, request_rows, spots_over
from generator.assess.members import unread_accounts
from generator.assess.notes import limit_rows, option_rows
from generator.assess.notices import notices
from generator.assess.populations import population_row
from generator.assess.reach import scope_rows, scope_spots
from generator.assess.received import answered, received
from generator.assess.requirements import Ground, family_results, judge_framework
from generator.assess.services import InUse, with_findings
from generator.assess.shard import Counted, Shard, Shards
from generator.assess.view import View
from generator.checks import all_checks
from generator.errors import PackError
from generator.model.assessment import Assessment, BlindSpot, ExceptionRow, Finding, ServiceRow
from generator.model.catalog import CUECS
from generator.model.evidence import Record
from generator.model.plain import plain
from generator.model.reached import Rule, ScopeRow
from generator.model.scope import Document, Period, Plan
from generator.model.work import Work

NOTHING = Work()


@plain
class _Asked:
    """What is judged, beside the evidence."""

    plan: Plan
    now: datetime
    version: str
    documents: tuple[Document, ...]
    work: Work
    decided: Mapping[str, str]


def assess(
    plan: Plan,
    records: Iterable[Record],
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
    by_account: dict[str, list[Record]] = {}
    for record in records:
        by_account.setdefault(record.account, []).append(record)
    shards = by_account.items()
    return assess_shards(plan, shards, now, version, documents=documents, work=work, decided=decided)


def assess_shards(
    plan: Plan,
    shards: Iterable[tuple[str, Sequence[Record]]],
    now: datetime,
    version: str,
    *,
    documents: Sequence[Document] = (),
    work: Work = NOTHING,
    decided: Mapping[str, str] = MappingProxyType({}),
) -> Assessment:
    """The same over each account and its records, one after the other, in any order; equal to the byte.

    No two accounts' records are held at once. PackError where a shard holds records of another account, or an
    account comes twice.
    """
    made, facts = _judged_shards(plan, shards, now)
    asked = _Asked(
        plan=plan, now=now, version=version, documents=tuple(documents), work=work, decided=decided
    )
    return _merged(asked, made, facts)


def _judged_shards(
    plan: Plan, shards: Iterable[tuple[str, Sequence[Record]]], now: datetime
) -> tuple[list[Shard], View]:
    """A shard for each account of the scope, in its order, then the others'; and what crosses accounts."""
    makes, facts, made = Shards(plan, now), Facts(plan), dict[str, Shard]()
    for account, records in shards:
        if account in made or any(record.account != account for record in records):
            raise PackError(
                f"The evidence of account {account} is not that account's alone, or is there twice.",
                "Somebody changed it; take the pack from a copy.",
            )
        view = View(plan, records)
        made[account] = makes.judge(view, account, records)
        facts.add(view, account)
        del records, view  # before the next account is read
    scope = [account.id for account in plan.scope.accounts]
    nothing = View(plan, ())
    inside = [
        made.pop(account) if account in made else makes.judge(nothing, account, ()) for account in scope
    ]
    return [*inside, *(made[account] for account in sorted(made))], facts.view()


def _merged(asked: _Asked, shards: Sequence[Shard], facts: View) -> Assessment:
    plan, now, work = asked.plan, asked.now, asked.work
    checks = all_checks()
    counted = [one for number in range(len(plan.checks)) for shard in shards for one in _at(shard, number)]
    judged, exceptions = _excepted([one.judged for one in counted], work, now.date(), plan.scope.period)
    found = _by_check(judged)
    listed = (row for shard in shards for row in shard.services)
    services = with_findings(plan.catalog, listed, now.date(), found)
    in_use = InUse(services, plan.catalog.services, now.date())
    states = received(plan.catalog.requests, work.given, work.reviews, now.date(), plan.scope.period)
    ground = _ground(plan, judged, in_use, Artifact(facts))
    ground = replace(ground, received=answered(states), decided=asked.decided)
    frameworks = tuple(plan.catalog.frameworks[name] for name in plan.scope.frameworks)
    judgements = [(framework, judge_framework(framework, ground)) for framework in frameworks]
    results = tuple(r for _, rows in judgements for r in rows)
    families = tuple(f for one, rows in judgements for f in family_results(one, rows, ground))
    scope = scope_rows(row for shard in shards for row in shard.scope)
    return Assessment(
        organisation=plan.scope.organisation,
        period=plan.scope.period,
        frameworks=frameworks,
        accounts=plan.scope.accounts,
        regions=tuple(sorted({region for shard in shards for region in shard.regions})),
        assessed_at=now.isoformat().replace("+00:00", "Z"),
        collected_from=min((s.started for s in shards if s.started), default=""),
        collected_to=max((s.ended for s in shards), default=""),
        callers=tuple(sorted(frozenset().union(*(s.callers for s in shards)))),
        version=asked.version,
        mapping_digest=plan.catalog.digest,
        requirements=results,
        findings=_findings(judged),
        populations=tuple(
            population_row(checks[j.planned.check], j, one.recount)
            for one, j in zip(counted, judged, strict=True)
        ),
        calls=ordered_calls(row for shard in shards for row in shard.calls),
        families=families,
        reports=report_rows(facts, ground.artifact, families, results, asked.documents),
        services=services,
        requests=request_rows(plan, results, states),
        blind_spots=_blind_spots(asked, shards, facts, services, scope),
        checks=check_infos(plan, checks),
        left_out=tuple(out for out in plan.catalog.left_out if out.framework in plan.scope.frameworks),
        options=option_rows(plan),
        limits=limit_rows(plan, found),
        exceptions=exceptions,
        known_answers=len(work.reviews),
        known_given=len(work.given),
        notices=tuple(n for framework in frameworks for n in notices(framework, ground)),
        cuecs=tuple(c for one, rows in judgements for c in cuec_rows(one, rows, ground)),
        reach={
            name: plan.scope.reached(name)
            for name, reach in sorted(plan.scope.reach.items())
            if reach.accounts or reach.ous
        },
        rules=dict(sorted(plan.scope.reach.items())),
        scope=scope,
        accounts_left_out=len(plan.scope.left_out_accounts),
    )


def _at(shard: Shard, number: int) -> Sequence[Counted]:
    """What the shard has of a planned check; of an account outside the scope nothing was judged."""
    return shard.judged[number] if shard.judged else ()


def _blind_spots(
    asked: _Asked,
    shards: Sequence[Shard],
    facts: View,
    services: Sequence[ServiceRow],
    scope: Sequence[ScopeRow],
) -> tuple[BlindSpot, ...]:
    first = min((s.first_ended for s in shards if s.first_ended), default="")
    last = max((s.ended for s in shards), default="")
    own = (spot for shard in shards for spot in shard.blind_spots)
    over = spots_over(asked.plan, services, first, last, asked.now)
    return ordered_spots([*own, *over, *scope_spots(asked.plan.scope, scope), *unread_accounts(facts)])


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
    return [_laid(one, now) for one in judged], rows


def _laid(one: Judged, now: Mapping[str, Finding]) -> Judged:
    if all(now[finding.key] is finding for finding in one.findings):
        return one
    return replace(one, findings=tuple(now[finding.key] for finding in one.findings))


def _ground(plan: Plan, judged: Sequence[Judged], in_use: InUse, artifact: Artifact) -> Ground:
    findings: dict[str, list[Finding]] = {}
    owned: dict[tuple[str, str], int] = {}
    outside: dict[tuple[str, str], Counter[Rule]] = {}
    for one in judged:
        findings.setdefault(one.planned.key, []).extend(one.findings)
        key = (one.planned.key, one.account)
        owned[key] = owned.get(key, 0) + one.aws_owned
        for out in one.outside:
            outside.setdefault((out.framework, one.planned.key), Counter())[out.rule] += out.count
    return Ground(
        catalog=plan.catalog,
        scope=plan.scope,
        findings=findings,
        aws_owned=owned,
        outside=outside,
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
