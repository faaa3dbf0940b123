"""Each account judged on its own, and merged: the same as over all evidence at once, in whatever order it comes."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import permutations
from typing import Any

import pytest
from builders import ACCOUNT, OTHER, call, catalog, record, scope
from builders import plan as bare_plan
from golden import make
from grounds import find_services

from generator.assess import assess, assess_shards
from generator.assess.artifact import Artifact
from generator.assess.facts import Facts
from generator.assess.judging import Judge
from generator.assess.lists import blind_spots, call_rows
from generator.assess.shelf import METADATA, REPORTS, VERSIONS
from generator.assess.view import View
from generator.checks import all_checks
from generator.errors import PackError
from generator.mapping import load
from generator.model.evidence import GLOBAL, Record
from generator.pack import read_run
from generator.scope import plan as make_plan
from generator.store import read

THIRD = "333333333333"


def test_judging_by_account_gives_what_one_view_over_all_gives() -> None:
    """Findings, services, calls and blind spots of the demo: nothing of an account rests on another's records."""
    from generator.chain import plan_of

    plan = plan_of(make.PACK, mappings="installed")
    plan = replace(plan, scope=replace(plan.scope, reach={}))  # how findings are cut is told elsewhere
    records = list(read(make.PACK / "data" / "evidence"))
    now = datetime.fromisoformat(read_run(make.PACK).now)
    random.Random(7).shuffle(records)
    made = assess(plan, records, now, "x")
    view, checks = View(plan, records), all_checks()
    accounts = [account.id for account in plan.scope.accounts]
    judge = Judge(view, checks, frozenset({*accounts, *plan.scope.trusted_accounts}), now)
    judged = [one for planned in plan.checks for a in accounts for one in judge.judge(planned, a)]
    found = {finding.key: finding for one in judged for finding in one.findings}
    ordered = sorted(records, key=lambda r: (r.started, r.evidence))
    by_check: dict[str, list[Any]] = {}
    for one in judged:
        by_check.setdefault(one.planned.check, []).extend(one.findings)

    assert {f.key: f for f in made.findings} == found
    assert [(p.complete, p.evidence, p.second_source) for p in made.populations] == [
        (one.complete, one.evidence, one.second_source) for one in judged
    ]
    assert made.calls == call_rows(view, ordered)
    assert made.services == find_services(view, now.date(), by_check)
    assert {*blind_spots(view, ordered, made.services, now)} <= {*made.blind_spots}
    assert [s for s in made.blind_spots if s.kind == "list and count differ"] == []
    shards = {
        account: [r for r in records if r.account == account] for account in {r.account for r in records}
    }
    for order in (sorted(shards), sorted(shards, reverse=True)):
        assert assess_shards(plan, ((a, shards[a]) for a in order), now, "x") == made


def _item(id_: str, version: str = "1", **fields: str) -> dict[str, str]:
    given = {"id": id_, "version": version, "name": f"SOC 2 Type II Report {id_}", "state": "PUBLISHED"}
    given |= {"companyName": "Amazon Web Services", "periodStart": "2026-04-01", "periodEnd": "2026-09-30"}
    return given | {"series": "SOC", "category": "Certifications and Attestations"} | fields


def _listed(call: str, account: str, *items: Any, **fields: Any) -> Record:
    return record(call, {"reports": list(items)}, region=GLOBAL, account=account, **fields)


def _detail(account: str, id_: str, version: str = "1") -> Record:
    params = {"reportId": id_, "reportVersion": version}
    return record(METADATA, {"reportDetails": {}}, region=GLOBAL, account=account, params=params)


def test_what_crosses_accounts_is_the_same_from_small_facts() -> None:
    """Reports listed by all accounts, by some, with different words: kept once, and judged as over all records."""
    plan = make_plan(load(), scope(accounts=(ACCOUNT, OTHER, THIRD)))
    other_name = _item("a", name="SOC 2 Type II Report, another")
    evidence = {
        ACCOUNT: [
            _listed(REPORTS, ACCOUNT, _item("a", "2"), _item("b")),
            _listed(VERSIONS, ACCOUNT, _item("a"), _item("a", "2"), params={"id": "a"}),
            _detail(ACCOUNT, "a"),
            _detail(ACCOUNT, "b"),
        ],
        OTHER: [
            _listed(REPORTS, OTHER, _item("a", "2"), _item("c"), _item("b", state="DRAFT")),
            _listed(VERSIONS, OTHER, other_name, params={"id": "a"}),
            _detail(OTHER, "c"),
            _detail(OTHER, "a", "2"),
        ],
        THIRD: [record(REPORTS, {"reports": "none"}, region=GLOBAL, account=THIRD), _detail(THIRD, "a")],
    }
    everything = [r for records in evidence.values() for r in records]
    whole = Artifact(View(plan, everything))
    accounts = list(evidence)
    assert {f.row.account for f in whole.reports} == {ACCOUNT, OTHER}
    assert any("says two things" in f.row.note for f in whole.reports)
    for order in permutations(accounts):
        facts = Facts(plan)
        for account in order:
            facts.add(View(plan, evidence[account]), account)
        small = facts.view()
        made = Artifact(small)
        assert made.reports == whole.reports
        assert [made.family(id_, accounts) for id_ in plan.catalog.families] == [
            whole.family(id_, accounts) for id_ in plan.catalog.families
        ]
    kept = [
        item
        for a in accounts
        for r in small.records(REPORTS, a)
        for page in r.pages
        for item in page["reports"]
    ]
    assert (
        len(kept) == 4
    )  # of six listed: those of one account that another lists in the same words are dropped
    assert all(r.pages == () for a in accounts for r in small.records(METADATA, a))


def test_one_account_at_a_time_is_held() -> None:
    """The records of an account are let go before the next one's are read."""
    import weakref

    class Held(list[Record]):
        """A list that can be watched."""

    plan = bare_plan(catalog(calls=[call(REPORTS, scope="global")]), scope(accounts=(ACCOUNT, OTHER, THIRD)))
    watched: list[weakref.ref[Held]] = []
    alive: list[int] = []

    def shards() -> Iterator[tuple[str, Sequence[Record]]]:
        for account in (ACCOUNT, OTHER, THIRD):
            alive.append(sum(one() is not None for one in watched))
            made = Held([_listed(REPORTS, account, _item("a"))])
            watched.append(weakref.ref(made))
            shown = (account, made)
            del made
            yield shown
            del shown

    assess_shards(plan, shards(), datetime.fromisoformat("2026-11-01T00:00:00+00:00"), "x")

    assert alive == [0, 0, 0]


def test_a_shard_of_mixed_accounts_is_refused() -> None:
    """Evidence of another account than the file's name says is no evidence of it; nor is an account twice."""
    plan = bare_plan(catalog(calls=[call(REPORTS, scope="global")]), scope(accounts=(ACCOUNT, OTHER)))
    now = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
    own = [_listed(REPORTS, ACCOUNT)]
    for shards in ([(OTHER, own)], [(ACCOUNT, own), (ACCOUNT, own)]):
        with pytest.raises(PackError):
            assess_shards(plan, shards, now, "x")
