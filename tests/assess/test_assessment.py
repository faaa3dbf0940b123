"""The whole assessment: the same for the same evidence, and standing whatever the evidence holds."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from builders import ACCOUNT, OTHER, REGION, call, catalog, denied, framework, record, requirement, scope
from builders import plan as bare_plan
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.assess import assess
from generator.checks import all_checks
from generator.mapping import load
from generator.model.assessment import Assessment
from generator.model.catalog import CustomerLine
from generator.model.evidence import GLOBAL, Record, digest
from generator.model.scope import Plan, Reach
from generator.scope import plan as make_plan

NOW = datetime(2026, 10, 2, 12, tzinfo=UTC)
WHOLE = make_plan(load(), scope())
ROWS = [row for row in WHOLE.calls if not row.same_reply_as]
SMALL = make_plan(
    catalog(
        calls=[
            call("ec2.describe-regions", scope="global"),
            call("s3.list-buckets", scope="global"),
            call(
                "s3.get-bucket-policy",
                scope="global",
                for_each="s3.list-buckets",
                items="Buckets[].{Bucket: Name}",
                resources={"kind": "B", "arn": "arn:aws:s3:::{Bucket}"},
            ),
            call(
                "ec2.describe-volumes", resources={"kind": "V", "arn": "v/{VolumeId}", "items": "Volumes[]"}
            ),
        ],
        frameworks=[
            framework("one", requirement("R1", CustomerLine(check="s3.tls_only"))),
            framework(
                "two",
                requirement(
                    "R2", CustomerLine(check="s3.tls_only"), CustomerLine(check="ec2.volumes_encrypted")
                ),
            ),
        ],
    ),
    scope(accounts=(ACCOUNT, OTHER), reach={"one": Reach(accounts=(ACCOUNT,))}),
)


def _assess(plan: Plan, *records: Record) -> Assessment:
    return assess(plan, records, NOW, "1.0")


def _evidence(account: str) -> list[Record]:
    return [
        record(
            "ec2.describe-regions",
            {"Regions": [{"RegionName": REGION}, {"RegionName": "eu-west-1"}]},
            region=GLOBAL,
            account=account,
        ),
        record(
            "s3.list-buckets", {"Buckets": [{"Name": "a"}, {"Name": "b"}]}, region=GLOBAL, account=account
        ),
        record("s3.get-bucket-policy", region=GLOBAL, params={"Bucket": "a"}, account=account),
        denied("s3.get-bucket-policy", region=GLOBAL, params={"Bucket": "b"}, account=account),
        record(
            "ec2.describe-volumes",
            {"Volumes": [{"VolumeId": "v", "Encrypted": True, "KmsKeyId": "k"}]},
            account=account,
        ),
    ]


EVIDENCE = [*_evidence(ACCOUNT), *_evidence(OTHER)]


def test_the_same_evidence_gives_an_equal_assessment() -> None:
    """In whatever order it was read."""
    mixed = random.Random(1).sample(EVIDENCE, len(EVIDENCE))

    assert _assess(SMALL, *EVIDENCE) == _assess(SMALL, *mixed)


def test_a_finding_serves_the_frameworks_that_reach_its_account() -> None:
    """Framework one reaches the first account alone."""
    made = _assess(SMALL, *EVIDENCE)
    served = {(f.account, f.check): f.requirements for f in made.findings}

    assert served[ACCOUNT, "s3.tls_only"] == ("one:R1", "two:R2")
    assert served[OTHER, "s3.tls_only"] == ("two:R2",)
    assert [(r.framework, r.counts.population) for r in made.requirements] == [("one", 2), ("two", 6)]


def test_every_finding_leads_to_its_records() -> None:
    """Requirement, check, resource, record: no id points nowhere."""
    made = _assess(SMALL, *EVIDENCE)
    known = {row.evidence for row in made.calls}

    assert {e for finding in made.findings for e in finding.evidence} <= known
    assert {e for result in made.requirements for e in result.evidence} <= known
    assert all(finding.evidence for finding in made.findings)


def test_populations_add_up_to_the_findings() -> None:
    """Two tables of one truth."""
    made = _assess(SMALL, *EVIDENCE)

    assert sum(p.counts.population for p in made.populations) == len(made.findings)
    assert {(p.check, p.account, p.region) for p in made.populations} == {
        (check, account, place)
        for check, place in (("s3.tls_only", GLOBAL), ("ec2.volumes_encrypted", REGION))
        for account in (ACCOUNT, OTHER)
    }


def test_what_was_not_seen_is_told() -> None:
    """Calls refused, regions out of scope, the moment that was read, the period that is over or not."""
    made = _assess(SMALL, *EVIDENCE)
    told = {(spot.kind, spot.account, spot.what) for spot in made.blind_spots}

    assert ("call denied", ACCOUNT, "s3.get-bucket-policy") in told
    assert ("region out of scope", OTHER, "region eu-west-1") in told
    (moment,) = [spot for spot in made.blind_spots if spot.kind == "moment, not period"]
    assert "OUTSIDE the period 2026-07-01 to 2026-09-30" in moment.why
    costs = {spot.costs for spot in made.blind_spots if spot.kind == "call denied"}
    assert costs == {("one:R1", "two:R2")}


def test_nothing_collected_is_nothing_supported() -> None:
    """An empty folder passes nobody."""
    made = _assess(WHOLE)

    assert {f.status for f in made.findings} == {"no data"}
    assert {r.customer_status for r in made.requirements} <= {"no data", "evidence requested", ""}
    assert {r.aws_status for r in made.requirements} <= {"no data", ""}
    assert {row.in_use for row in made.services} == {"unknown"}


@pytest.mark.parametrize("outcome", ["denied", "failed", "not tried"])
def test_everything_refused_is_nothing_supported(outcome: Any) -> None:
    """Nor does an account that refuses everything."""
    refused = [
        record(row.id, region=GLOBAL if row.scope == "global" else REGION, outcome=outcome) for row in ROWS
    ]
    made = _assess(WHOLE, *refused)

    assert {f.status for f in made.findings} == {"no data"}
    assert {p.complete for p in made.populations} == {False}
    assert {r.customer_status for r in made.requirements} <= {"no data", "evidence requested", ""}
    assert {r.aws_status for r in made.requirements} <= {"no data", ""}


def test_everything_absent_or_empty_is_judged_without_a_fault() -> None:
    """A new account: nothing there, and no list unread."""
    lists = [row for row in ROWS if not row.for_each]
    absent = [record(row.id, region=GLOBAL if row.scope == "global" else REGION) for row in lists]
    made = _assess(WHOLE, *absent)

    assert {f.resource for f in made.findings if f.kind not in ("AWS::Account", "AWS::Region")} == set()
    assert {f.status for f in made.findings} <= {"failed", "not applicable", "no data"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
MEMBERS = {
    "ec2.describe-regions": "Regions", "artifact.list-reports": "reports", "artifact.list-customer-agreements": "customerAgreements",
    "s3.list-buckets": "Buckets", "ec2.describe-volumes": "Volumes", "iam.get-account-summary": "SummaryMap",
    "guardduty.list-detectors": "DetectorIds", "kms.list-keys": "Keys", "ec2.describe-security-groups": "SecurityGroups",
    "cloudtrail.describe-trails": "trailList", "iam.get-credential-report": "Content", "rds.describe-db-instances": "DBInstances",
}  # fmt: skip


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from(sorted(MEMBERS)), st.lists(JSON, min_size=1, max_size=2), max_size=4))
def test_no_reply_is_odd_enough_to_stop_the_assessment(odd: dict[str, list[Any]]) -> None:
    """Whatever AWS, or somebody with a pack, puts there: it is judged, and nothing of it is a fault of ours."""
    made = [
        record(
            row.id,
            pages=[{MEMBERS.get(row.id, "x"): value} for value in odd[row.id]],
            region=GLOBAL if row.scope == "global" else REGION,
        )
        for row in ROWS
        if row.id in odd
    ]
    told = _assess(WHOLE, *made)

    assert {p.check for p in told.populations} == {planned.check for planned in WHOLE.checks}


def test_a_record_of_an_unknown_call_is_left_alone() -> None:
    """Evidence of mappings that are gone is neither judged nor in the way."""
    extra = record("old.list-things", {"Things": []})

    assert _assess(SMALL, *EVIDENCE, extra).findings == _assess(SMALL, *EVIDENCE).findings


def test_evidence_is_only_read() -> None:
    """The records are the same after as before."""
    before = digest([r.pages for r in EVIDENCE])
    _assess(SMALL, *EVIDENCE)

    assert digest([r.pages for r in EVIDENCE]) == before


def test_a_plan_without_checks_has_no_findings() -> None:
    """Nothing was asked."""
    assert _assess(bare_plan(catalog())).findings == ()


def test_all_planned_checks_are_described() -> None:
    """Each with the words of its docstring."""
    made = _assess(WHOLE)

    assert {info.key for info in made.checks} == {planned.key for planned in WHOLE.checks}
    assert all(info.title == all_checks()[info.check].title for info in made.checks)


def test_an_account_more_never_helps() -> None:
    """A second account that was not read makes what rests on it no data."""
    one = replace(SMALL, scope=replace(SMALL.scope, accounts=SMALL.scope.accounts[:1], reach={}))
    two = replace(SMALL, scope=replace(SMALL.scope, reach={}))
    volumes = [r for r in _evidence(ACCOUNT) if r.call.startswith("ec2")]
    before, after = (_assess(plan, *volumes) for plan in (one, two))

    assert {f.status for f in before.findings if f.check == "ec2.volumes_encrypted"} == {"passed"}
    assert {f.status for f in after.findings if f.check == "ec2.volumes_encrypted"} == {"passed", "no data"}
