"""An organisation as declared: what cannot be meant is refused, what is left out stays named."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from builders import ACCOUNT, OTHER, catalog, plan, scope

from generator import pipeline
from generator.assess.lists import spots_over
from generator.errors import ScopeError
from generator.model.scope import Account, LeftOutAccount, Organization, Reach, RunInfo, told
from generator.pack import read_run, write_run
from generator.scope import narrowed, read_config
from generator.staging import canonical_scope

HEAD = "organisation: Acme\nperiod: {name: 2026Q3, from: 2026-07-01, to: 2026-09-30}\n"
SHUT = LeftOutAccount(id="777788889999", name="old", why="suspended")
FOUND = replace(
    scope(),
    accounts=(Account(id=ACCOUNT, name="prod", ou=("Workloads",)), Account(id=OTHER, name="test")),
    organization=Organization(role="Reader", external_id="evidence-7", except_=(SHUT.id,)),
    organization_id="o-exampleorgid",
    left_out_accounts=(SHUT,),
)


def _read(folder: Path, text: str) -> Any:
    path = folder / "evidencemap.yaml"
    path.write_text(HEAD + text)
    return read_config(path)[0]


def test_an_organisation_is_read_as_written(tmp_path: Path) -> None:
    """Beside accounts by hand or without any; where a framework reaches is held against the list when it is there."""
    text = (
        "organization: {role: audit/Reader, external_id: evidence-7, duration: 7200, ous: [Workloads, ou-ab-c],\n"
        f"  except: ['{OTHER}'], management: no, session_name: q4}}\n"
        f"accounts: [{{id: '{ACCOUNT}', name: prod}}]\nscope: {{soc-2: {{accounts: ['{SHUT.id}']}}}}"
    )
    found = _read(tmp_path, text)

    assert found.organization == Organization(
        role="audit/Reader", external_id="evidence-7", session_name="q4", duration=7200,
        ous=("Workloads", "ou-ab-c"), except_=(OTHER,), management=False,
    )  # fmt: skip
    assert found.waits
    assert not FOUND.waits
    settings = pipeline.settings("p", found.organization)
    assert (settings.profile, settings.session_name, settings.duration) == ("p", "q4", 7200)
    assert (pipeline.settings().session_name, pipeline.settings().duration) == ("evidencemap", 3600)


def test_an_organisation_that_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    """Before AWS is asked anything."""
    for fields, words in (
        ("external_id: evidence-7", "'role' is missing"),
        ("role: Reader, rolle: x", "there is no field 'rolle' here"),
        ("role: Reader, duration: soon", "'duration':"),
        (f"role: 'arn:aws:iam::{ACCOUNT}:role/Reader'", "is of one account."),
        ("role: 'arn:aws:iam::{account}:user/Reader'", "is no name of a role."),
        ("role: 'Reader*'", "is no name of a role."),
        ("role: ''", "is no name of a role."),
        ("role: Reader, external_id: 'a b'", "An 'external_id' cannot be sent"),
        ("role: Reader, session_name: 'a b'", "The session name 'a b' cannot be used."),
        ("role: Reader, duration: 900", "A session of 900 seconds cannot be used."),
        ("role: Reader, duration: 50000", "A session of 50000 seconds cannot be used."),
        ("role: Reader, id: r-root", "is no id of an organisation."),
        ("role: Reader, except: [prod]", "'prod' is no account id."),
        ("role: Reader, ous: ['']", "an OU without a name."),
    ):
        with pytest.raises(ScopeError) as refused:
            _read(tmp_path, f"organization: {{{fields}}}")
        assert words in refused.value.message
        assert refused.value.hint
    with pytest.raises(ScopeError, match="An 'external_id' cannot be sent"):
        _read(tmp_path, f"accounts: [{{id: '{ACCOUNT}', external_id: 'x y'}}]")


def test_what_the_command_line_leaves_out_stays_named() -> None:
    """A part of an organisation never passes for the whole of it."""
    held = narrowed(FOUND, ["prod"], [], [])

    assert [a.id for a in held.accounts] == [ACCOUNT]
    assert [(a.id, a.why) for a in held.left_out_accounts] == [
        (SHUT.id, "suspended"),
        (OTHER, "not among the accounts that the command line names"),
    ]
    spots = spots_over(plan(catalog(), held), (), "", "", pipeline.datetime.now(pipeline.UTC))
    assert [(s.kind, s.what, s.why) for s in spots if s.kind == "account left out"] == [
        ("account left out", f"account {a.id} ({a.name})", a.why) for a in held.left_out_accounts
    ]


def test_an_account_that_is_left_out_cannot_be_asked_for() -> None:
    """Neither on the command line nor as the place that a framework reaches; nor a name that two have."""
    twins = replace(FOUND, accounts=tuple(replace(a, name="prod") for a in FOUND.accounts))
    for where, accounts, words in (
        (FOUND, [SHUT.id], "is not read: suspended"),
        (FOUND, ["old"], "is not read: suspended"),
        (FOUND, ["none"], "The organisation o-exampleorgid has no account 'none'"),
        (twins, ["prod"], "'prod' is the name of 2 accounts"),
        (replace(FOUND, reach={"soc-2": Reach(accounts=(SHUT.id,))}), [], "which is not read: suspended"),
    ):
        with pytest.raises(ScopeError, match=words):
            narrowed(where, accounts, [], [])
    with pytest.raises(ScopeError, match="OUs are those of an 'organization'"):
        pipeline.declared(scope(), SimpleNamespace(), ["Workloads"])  # type: ignore[arg-type]


def test_a_pack_tells_the_accounts_and_no_external_id(tmp_path: Path) -> None:
    """run.json is read back to the scope that it was written from; whoever reads the pack need not know the id."""
    there = replace(FOUND, accounts=tuple(replace(a, external_id="evidence-7") for a in FOUND.accounts))
    info = RunInfo(scope=there, now="", started="2026-10-01T00:00:00Z", version="1", mapping_digest="d")
    write_run(tmp_path, info)

    assert "evidence-7" not in (tmp_path / "data" / "run.json").read_text()
    assert read_run(tmp_path) == replace(info, scope=told(there))
    assert canonical_scope(there) == canonical_scope(told(there))
