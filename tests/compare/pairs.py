"""Pairs of packs made from the recorded demo: what differs is changed by the test, and nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from golden import make

from generator import __version__, chain
from generator.assess import assess
from generator.compare import compare
from generator.compare.seen import stand
from generator.mapping import load
from generator.model.assessment import Assessment
from generator.model.catalog import Catalog
from generator.model.comparison import Comparison
from generator.model.evidence import Record, digest
from generator.model.scope import Plan, Reach, Scope
from generator.model.side import Side
from generator.model.work import Work
from generator.pack import read_run
from generator.scope import fitting
from generator.scope import plan as make_plan
from generator.store import read

PRODUCTION, SANDBOX = "222233334444", "333344445555"


@cache
def records() -> tuple[Record, ...]:
    return read(make.PACK / "data" / "evidence")


@cache
def moment() -> datetime:
    return datetime.fromisoformat(read_run(make.PACK).now)


@cache
def catalog() -> Catalog:
    return load(*sorted((make.PACK / "data" / "mappings").glob("overlay-*")))


@cache
def scope() -> Scope:
    """As recorded, in one scope for every framework: production and sandbox."""
    recorded = read_run(make.PACK).scope
    accounts = tuple(a for a in recorded.accounts if a.id in (PRODUCTION, SANDBOX))
    return replace(recorded, accounts=accounts, reach={}, frameworks=("pci-dss", "hipaa", "soc-2"))


def planned(mappings: Catalog, where: Scope, day: date | None = None) -> Plan:
    return make_plan(mappings, where, day or moment().date())


@cache
def work() -> Work:
    return chain.work_of(planned(catalog(), scope()), make.PACK)


def judged(
    mappings: Catalog | None = None,
    where: Scope | None = None,
    evidence: Sequence[Record] | None = None,
    days: int = 0,
    done: Work | None = None,
    mappings_of: date | None = None,
) -> Side:
    """The demo, judged with what is given in place of its own."""
    plan = planned(mappings or catalog(), where or scope(), mappings_of)
    made = assess(
        plan,
        records() if evidence is None else evidence,
        moment() + timedelta(days=days),
        __version__,
        work=done or work(),
    )
    return Side(assessment=made, scope=plan.scope)


@cache
def base() -> Side:
    """The demo as it is: one side of most pairs."""
    return judged()


def narrow() -> Scope:
    """Each framework held to production, where AWS's reports carry something."""
    return replace(scope(), reach={name: Reach(accounts=(PRODUCTION,)) for name in scope().frameworks})


@cache
def held() -> Side:
    return judged(where=narrow())


def lawful(made: Comparison, before: Side, after: Side) -> Comparison:
    """The laws of every comparison: what differs has a row and a cause, and nothing else has."""
    was = {(r.framework, r.requirement): stand(r) for r in before.assessment.requirements}
    now = {(r.framework, r.requirement): stand(r) for r in after.assessment.requirements}
    rows = {(r.framework, r.requirement): r for r in made.requirements}
    former = {(r.framework, r.was): (r.framework, r.requirement) for r in made.requirements if r.was}
    renamed = {
        (r.framework, old): (r.framework, r.requirement)
        for r in after.assessment.requirements
        for old in r.formerly
    }
    was = {renamed.get(key, former.get(key, key)): one for key, one in was.items()}
    for key in {*was, *now}:
        row = rows.get(key)
        if was.get(key) != now.get(key):
            assert row, f"{key} differs and has no row"
        if row:
            assert row.causes, key
            assert all(c.kind != "not told apart" for c in row.causes), (key, row.before, row.after)
            assert (row.before, row.after) == (was.get(key), now.get(key))
            anew = _bad(after, *key) - _bad(before, row.framework, row.was or row.requirement)
            moved = _lines(before, row.framework, row.was or row.requirement) != _lines(after, *key)
            hidden = row.before == row.after
            assert not hidden or "mapping" in row.kinds or anew or moved, (
                f"{key} does not differ and is no work of the mappings"
            )
            assert not (anew and row.change == "better"), (
                f"{key} is called better, and {min(anew)} fails anew"
            )
    assert len(rows) == len(made.requirements)
    order = [
        ("worse", "mixed", "other", "better").index(r.change) for r in made.requirements if not r.presence
    ]
    assert order == sorted(order)
    for one in made.totals:
        of = [r for r in made.requirements if r.framework == one.framework]
        assert one.worse + one.mixed + one.better + one.other == len(of)
        every = {key for key in {*was, *now} if key[0] == one.framework}
        assert one.unchanged == len(every) - len(of)
    return made


def _bad(side: Side, framework: str, requirement: str) -> set[tuple[str, str, str, str]]:
    """What fails for a requirement, or could not be read."""
    name = f"{framework}:{requirement}"
    return {
        (f.check, f.account, f.region, f.resource)
        for f in side.assessment.findings
        if name in f.requirements and f.status in ("failed", "no data")
    }


def _lines(side: Side, framework: str, requirement: str) -> set[tuple[str, str]]:
    found = (
        r for r in side.assessment.requirements if (r.framework, r.requirement) == (framework, requirement)
    )
    return {(line.statement, line.status) for result in found for line in result.aws}


def against(before: Side, after: Side) -> Comparison:
    """Two packs of the same mappings."""
    return lawful(compare(before, before, after), before, after)


def crossed(old: Side, new: Side, mappings: Catalog, evidence: Any = None, **given: Any) -> Comparison:
    """Two packs of different mappings: the old evidence is judged by the new ones too."""
    between = judged(mappings, fitting(old.scope, mappings), evidence, **given)
    return lawful(compare(old, between, new), old, new)


def kinds(made: Comparison) -> set[str]:
    return {kind for row in made.requirements for kind in row.kinds}


def words(made: Comparison) -> str:
    return "\n".join(cause.words for row in made.requirements for cause in row.causes)


def rewritten(
    call: str, change: Callable[[Any], Any], where: Callable[[Record], bool] = lambda _: True
) -> list[Record]:
    """The evidence with the pages of a call changed, and hashed again."""
    return [
        _paged(one, tuple(change(page) for page in one.pages)) if one.call == call and where(one) else one
        for one in records()
    ]


def _paged(one: Record, pages: tuple[Any, ...]) -> Record:
    return replace(one, pages=pages, sha256=digest(list(pages)))


def without_reports(name: str) -> list[Record]:
    """AWS Artifact never held reports of that name, in any version."""

    def cut(page: Any) -> Any:
        return {**page, "reports": [r for r in page["reports"] if name not in str(r.get("name"))]}

    calls = ("artifact.list-reports", "artifact.list-report-versions")
    return [_paged(one, tuple(map(cut, one.pages))) if one.call in calls else one for one in records()]


def denied(one: Record) -> Record:
    return replace(
        one,
        outcome="denied",
        cause="identity policy",
        error_code="AccessDenied",
        message="not allowed",
        pages=(),
        sha256=digest([]),
    )


def replaced(one: Assessment, framework: str, requirement: str, **fields: Any) -> Assessment:
    """The assessment with one requirement changed."""
    return replace(
        one,
        requirements=tuple(
            replace(r, **fields) if (r.framework, r.requirement) == (framework, requirement) else r
            for r in one.requirements
        ),
    )
