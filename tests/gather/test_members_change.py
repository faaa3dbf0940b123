"""An organisation changes between a cut run and the command that goes on with it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from builders import ACCOUNT, OTHER, call, catalog, record, scope
from builders import plan as make_plan

from generator.model.scope import Account, Organization, Plan
from generator.pack import read_run
from generator.staging import begun_at, prepare
from generator.store import Store, accounts_in

JOINED = "999988887777"


def _plan(*accounts: str, organization: Organization | None) -> Plan:
    made = make_plan(catalog(calls=[call("ec2.describe-volumes")]), scope(accounts=accounts))
    return replace(made, scope=replace(made.scope, organization=organization))


def _cut(plan: Plan, staging: Path) -> None:
    began = datetime(2026, 11, 1, tzinfo=UTC)
    prepare(plan, staging, began, keep=False)
    store = Store(staging / "data" / "evidence")
    for account in plan.scope.accounts:
        store.add(record("ec2.describe-volumes", {"Volumes": []}, account=account.id))
    store.seal()


def test_a_cut_run_goes_on_when_accounts_joined_or_left(tmp_path: Path) -> None:
    """What was read of those that stayed is kept; what left is not judged."""
    member = Organization(role="EvidenceReader")
    _cut(_plan(ACCOUNT, OTHER, organization=member), tmp_path)
    now = _plan(ACCOUNT, JOINED, organization=member)
    began = begun_at(now, tmp_path)
    assert began == datetime(2026, 11, 1, tzinfo=UTC)
    prepare(now, tmp_path, began, keep=True)

    assert accounts_in(tmp_path / "data" / "evidence") == (ACCOUNT,)
    assert read_run(tmp_path).scope.accounts == tuple(
        Account(id=id_, name=a.name) for id_, a in zip((ACCOUNT, JOINED), now.scope.accounts, strict=True)
    )


def test_accounts_that_were_written_by_hand_are_another_scope(tmp_path: Path) -> None:
    """Somebody changed the configuration: that begins anew."""
    _cut(_plan(ACCOUNT, OTHER, organization=None), tmp_path)

    assert begun_at(_plan(ACCOUNT, JOINED, organization=None), tmp_path) is None
    assert begun_at(_plan(ACCOUNT, OTHER, organization=None), tmp_path) is not None
