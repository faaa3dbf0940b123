"""Accounts from AWS Organizations: every one read or named with its reason, and never an empty list."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from builders import ACCOUNT, OTHER, catalog, plan, scope
from click.testing import CliRunner
from fake_aws import FakeAws

from generator import pipeline
from generator.cli import collecting
from generator.cli.options import planned
from generator.collect import Access, members
from generator.errors import AwsError, EvidencemapError, ScopeError
from generator.model.rolecheck import RoleCheck
from generator.model.scope import Account, Organization

ORG = "o-exampleorgid"
ROOT, WORKLOADS, PROD, SANDBOXES, INNER = (
    "r-abcd",
    "ou-abcd-work",
    "ou-abcd-prod",
    "ou-abcd-sand",
    "ou-abcd-inner",
)
TREE = {
    ROOT: {WORKLOADS: "Workloads", SANDBOXES: "Sandboxes"},
    WORKLOADS: {PROD: "Production"},
    SANDBOXES: {INNER: "Production"},
}
PLACES = {
    ACCOUNT: ROOT, OTHER: PROD, "100000000001": WORKLOADS, "100000000002": SANDBOXES, "100000000003": INNER,
    "100000000004": PROD, "100000000005": PROD,
}  # fmt: skip
STATES = {"100000000004": "SUSPENDED", "100000000005": "PENDING_CLOSURE"}
ASKED = Organization(role="EvidenceReader", external_id="evidence-7")


def _listed(id_: str) -> dict[str, Any]:
    return {"Id": id_, "Name": f"n{id_[-1]}", "Email": "x@acme.example", "State": STATES.get(id_, "ACTIVE")}


def _paged(items: list[Any], key: str, params: Mapping[str, Any], size: int) -> dict[str, Any]:
    start = int(params.get("NextToken", "0"))
    more = {"NextToken": str(start + size)} if start + size < len(items) else {}
    return {key: items[start : start + size], **more}


@cache
def _aws(region: str) -> tuple[FakeAws, Access]:
    """Made once: a client costs more than all that a test asks of it."""
    aws = FakeAws({})
    aws._session.set_config_variable("region", region)
    return aws, aws.access


def _world(
    places: Mapping[str, str] = PLACES,
    caller: str = ACCOUNT,
    size: int = 2,
    region: str = "us-east-1",
    **other: Any,
) -> Access:
    """An organisation whose lists come in pages; ``other`` answers take the place of its own."""

    def accounts(_region: str, params: Mapping[str, Any]) -> Any:
        return _paged([_listed(id_) for id_ in places], "Accounts", params, size)

    def accounts_in(_region: str, params: Mapping[str, Any]) -> Any:
        inside = [_listed(id_) for id_, place in places.items() if place == params["ParentId"]]
        return _paged(inside, "Accounts", params, size)

    def units_in(_region: str, params: Mapping[str, Any]) -> Any:
        below = [{"Id": id_, "Name": name} for id_, name in TREE.get(params["ParentId"], {}).items()]
        return _paged(below, "OrganizationalUnits", params, 1)

    answers = {
        "DescribeOrganization": {"Organization": {"Id": ORG, "MasterAccountId": ACCOUNT}},
        "ListRoots": {"Roots": [{"Id": ROOT, "Name": "Root"}]},
        "ListAccounts": accounts,
        "ListAccountsForParent": accounts_in,
        "ListOrganizationalUnitsForParent": units_in,
    } | other
    aws, access = _aws(region)
    who = {"Account": caller, "Arn": f"arn:aws:sts::{caller}:assumed-role/reader/me"}
    aws._answers = {f"organizations.{n}": a for n, a in answers.items()} | {"sts.GetCallerIdentity": who}
    access.identify()
    return access


def _members(access: Access, asked: Organization = ASKED, **given: Any) -> Any:
    return members(access, asked, **given)


def test_every_account_is_read_or_named() -> None:
    """Over all pages and nested OUs; the caller's own management account needs no role, each other has it."""
    found = _members(_world(), replace(ASKED, except_=("100000000001",)))

    assert [(a.id, a.role, a.external_id, a.ou) for a in found.accounts] == [
        ("100000000002", "arn:aws:iam::100000000002:role/EvidenceReader", "evidence-7", ("Sandboxes",)),
        ("100000000003", "arn:aws:iam::100000000003:role/EvidenceReader", "evidence-7", ("Sandboxes", "Production")),
        (ACCOUNT, "", "", ()),
        (OTHER, f"arn:aws:iam::{OTHER}:role/EvidenceReader", "evidence-7", ("Workloads", "Production")),
    ]  # fmt: skip
    assert [(a.id, a.why) for a in found.left_out] == [
        ("100000000001", "excepted in the configuration"),
        ("100000000004", "suspended: AWS lets nobody read it"),
        ("100000000005", "about to be closed"),
    ]
    assert found.id == ORG


def test_ous_hold_what_is_below_them() -> None:
    """By id, path or name; accounts elsewhere are named. An account written by hand is read wherever it lies."""
    for name in (WORKLOADS, "Workloads", "/Workloads", "Root/Workloads"):
        found = _members(_world(), replace(ASKED, ous=(name,)))
        assert [a.id for a in found.accounts] == ["100000000001", OTHER]
    left = {a.id: a.why for a in found.left_out}
    assert left["100000000003"] == "in Sandboxes/Production, outside the OUs that the configuration names"
    assert left[ACCOUNT] == "in the root, outside the OUs that the configuration names"

    both = replace(ASKED, ous=("Workloads", "Sandboxes/Production"))
    assert [a.id for a in _members(_world(), both).accounts] == ["100000000001", "100000000003", OTHER]
    held = _members(_world(), both, narrowed=("Workloads/Production",), by_hand=(Account(id=ACCOUNT),))
    assert [a.id for a in held.accounts] == [OTHER]
    assert [a.id for a in _members(_world(), replace(ASKED, ous=(ROOT,))).accounts][-1] == OTHER
    by_hand = _members(_world(), replace(ASKED, ous=("Workloads",)), by_hand=(Account(id="100000000002"),))
    assert "100000000002" in [a.id for a in by_hand.accounts]


def test_what_is_written_by_hand_lies_over_the_list() -> None:
    """Name, role and external id; an account that the organisation lacks is declared, and never entered."""
    stranger = "999900001111"
    by_hand = (
        Account(id=OTHER, name="shop", role=f"arn:aws:iam::{OTHER}:role/Own", external_id="own-1"),
        Account(id="100000000004", name="still shut"),
        Account(id=stranger, role=f"arn:aws:iam::{stranger}:role/EvidenceReader"),
    )
    access = _world()
    found = {a.id: a for a in _members(access, by_hand=by_hand).accounts}

    assert (found[OTHER].name, found[OTHER].role, found[OTHER].external_id) == (
        "shop", f"arn:aws:iam::{OTHER}:role/Own", "own-1",
    )  # fmt: skip
    assert found[OTHER].ou == ("Workloads", "Production")
    assert "100000000004" not in found
    with pytest.raises(AwsError, match=f"the organisation {ORG}, which is declared, does not have it"):
        access.into(found[stranger])


def test_the_management_account_is_optional() -> None:
    """From a member account it needs the role like all others, unless it is left out; by hand the caller is itself."""
    away = _members(_world(caller=OTHER)).accounts
    assert [a.role for a in away if a.id == ACCOUNT] == [f"arn:aws:iam::{ACCOUNT}:role/EvidenceReader"]
    own = _members(_world(caller=OTHER), by_hand=(Account(id=OTHER),)).accounts
    assert [(a.role, a.external_id) for a in own if a.id == OTHER] == [("", "")]
    without = _members(_world(caller=OTHER), replace(ASKED, management=False))
    assert ACCOUNT not in [a.id for a in without.accounts]
    assert [a.why for a in without.left_out if a.id == ACCOUNT] == [
        "the management account, which the configuration leaves out"
    ]


def test_the_role_is_of_the_credentials_partition() -> None:
    """Also with a path, or as an ARN with {account}; a pattern of another partition is told."""
    for region, partition in (
        ("us-gov-west-1", "aws-us-gov"),
        ("cn-north-1", "aws-cn"),
        ("eu-west-1", "aws"),
    ):
        for role in ("audit/Reader", "/audit/Reader", f"arn:{partition}:iam::{{account}}:role/audit/Reader"):
            found = {
                a.id: a.role for a in _members(_world(region=region), replace(ASKED, role=role)).accounts
            }
            assert found[OTHER] == f"arn:{partition}:iam::{OTHER}:role/audit/Reader"
    with pytest.raises(ScopeError, match="is of the partition aws-cn, the credentials are of aws"):
        _members(_world(), replace(ASKED, role="arn:aws-cn:iam::{account}:role/Reader"))


def test_a_list_that_lost_a_page_takes_no_account_with_it() -> None:
    """Accounts are listed twice, as one list and by OU; what one of them lacks the other has."""
    short = {id_: place for id_, place in PLACES.items() if id_ != OTHER}
    lost = {"ListAccounts": lambda _r, p: _paged([_listed(i) for i in short], "Accounts", p, 9)}
    assert OTHER in [a.id for a in _members(_world(**lost)).accounts]

    lost = {"ListAccountsForParent": {"Accounts": []}}
    assert OTHER in [a.id for a in _members(_world(**lost)).accounts]
    with pytest.raises(ScopeError, match=r"None of the organisation's 7 accounts") as told:
        _members(_world(**lost), replace(ASKED, ous=("Workloads",)))
    assert "in an OU that AWS does not tell" in told.value.hint


def test_five_thousand_accounts_come_over_pages() -> None:
    """Empty pages in between, an account that comes twice: each once."""
    ids = [f"{n:012d}" for n in range(1, 5001)]

    def pages(_region: str, params: Mapping[str, Any]) -> Any:
        page = _paged([_listed(i) for i in (ACCOUNT, *ids, ids[0])], "Accounts", params, 1000)
        return page if params.get("NextToken") != "1000" else page | {"Accounts": []}

    found = _members(_world(ListAccounts=pages, ListAccountsForParent=_one_place(ids)))
    assert [a.id for a in found.accounts] == [*ids, ACCOUNT]


def _one_place(ids: list[str]) -> Callable[[str, Mapping[str, Any]], Any]:
    def answer(_region: str, params: Mapping[str, Any]) -> Any:
        inside = [ACCOUNT, *ids] if params["ParentId"] == ROOT else []
        return _paged([_listed(i) for i in inside], "Accounts", params, 2000)

    return answer


DENIED = ("AccessDeniedException", "You don't have permissions to access this resource.")
BAD: tuple[tuple[dict[str, Any], Organization, str], ...] = (
    ({"ListAccounts": DENIED}, ASKED, r"could not be read \(organizations:ListAccounts\): You don't have"),
    ({"DescribeOrganization": DENIED}, ASKED, r"\(organizations:DescribeOrganization\)"),
    ({"ListRoots": DENIED}, ASKED, r"\(organizations:ListRoots\)"),
    ({"ListAccountsForParent": DENIED}, ASKED, r"\(organizations:ListAccountsForParent\)"),
    ({"DescribeOrganization": ("AWSOrganizationsNotInUseException", "no")}, ASKED, "belongs to no organisation"),
    ({"DescribeOrganization": ("ExpiredTokenException", "expired")}, ASKED, "credentials have expired"),
    ({"ListAccounts": {"Accounts": []}}, ASKED, "lists no account"),
    ({"ListAccounts": {}}, ASKED, "in another shape"),
    ({"ListAccounts": {"Accounts": [{"Name": "x"}]}}, ASKED, "in another shape"),
    ({"ListAccounts": {"Accounts": [{"Id": "12"}]}}, ASKED, "in another shape"),
    ({"ListRoots": {"Roots": []}}, ASKED, "in another shape"),
    ({"ListAccounts": {"Accounts": [], "NextToken": "again"}}, ASKED, "do not end"),
    ({"ListOrganizationalUnitsForParent": {"OrganizationalUnits": [{"Id": ROOT, "Name": "x"}]}}, ASKED, "in another shape"),
    ({"DescribeOrganization": {"Organization": {"Id": ORG, "MasterAccountId": "777788889999"}}}, ASKED, "without 777788889999"),
    ({}, replace(ASKED, id="o-anotherorgid"), f"belong to the organisation {ORG}, and o-anotherorgid is declared"),
    ({}, replace(ASKED, ous=("Production",)), "'Production' is the name of 2 OUs"),
    ({}, replace(ASKED, ous=("Wrokloads",)), "has no OU 'Wrokloads'"),
    ({}, replace(ASKED, except_=("999900001111",)), "names the account 999900001111, which the organisation"),
    ({}, replace(ASKED, except_=tuple(PLACES)), "None of the organisation's 7 accounts is left"),
)  # fmt: skip


def test_what_cannot_be_known_is_told() -> None:
    """With what to do about it; a list that is empty or in doubt never passes for the organisation."""
    for answers, asked, words in BAD:
        with pytest.raises(EvidencemapError, match=words) as told:
            _members(_world(**answers), asked)
        assert told.value.hint, words
    with pytest.raises(ScopeError) as told:
        _members(_world(), replace(ASKED, ous=("Production",)))
    assert PROD in told.value.hint
    assert INNER in told.value.hint


def test_names_cannot_steer_a_terminal() -> None:
    """They come from whoever may name an account."""
    listed = [_listed(ACCOUNT) | {"Name": "a\x1b[2J\nb\u202e" + "c" * 900}]
    found = _members(_world(places={ACCOUNT: ROOT}, ListAccounts={"Accounts": listed}))

    assert "\x1b" not in found.accounts[0].name
    assert "\n" not in found.accounts[0].name
    assert len(found.accounts[0].name) == 200


def test_the_command_line_narrows_what_the_organisation_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By name, which only the organisation knows, and by OU; all that it leaves out stays named."""
    file = tmp_path / "evidencemap.yaml"
    file.write_text(
        "organisation: Acme\nperiod: {from: 2026-07-01, to: 2026-09-30}\n"
        "organization: {role: Reader, duration: 7200}\nscope: {}\n"
    )
    met: list[Any] = []
    monkeypatch.setattr(Access, "base", lambda settings: met.append(settings) or _world())
    monkeypatch.setattr(pipeline, "catalog", lambda _overlays: catalog())
    given = {"config": file, "frameworks": (), "regions": "us-east-1", "profile": ""}

    held, _ = planned(**given, accounts="n3", ous=("Sandboxes",))
    assert [a.id for a in held.scope.accounts] == ["100000000003"]
    assert len(held.scope.left_out_accounts) == len(PLACES) - 1
    assert (held.scope.organization_id, met[0].duration) == (ORG, 7200)
    with pytest.raises(ScopeError, match="is not read: about to be closed"):
        planned(**given, accounts="100000000005")


def test_doctor_asks_about_roles_only_where_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A role that may do more than read, or that was not checked, ends it with 1."""
    wide = RoleCheck(account=ACCOUNT, asked=("iam:CreateUser",), allowed=("iam:CreateUser",))
    monkeypatch.setattr(collecting, "planned", lambda **_: (plan(catalog(), scope()), None))
    monkeypatch.setattr(pipeline, "tried", lambda *_: iter(()))
    for checks, option, code, words in (
        ([wide], ["--role-check"], 1, "may do more than read: iam:CreateUser"),
        ([replace(wide, allowed=(), why_not="denied")], ["--role-check"], 1, "not checked"),
        ([replace(wide, allowed=())], ["--role-check"], 0, "IAM allows none of 1 actions"),
        ([wide], [], 0, "Every call that could be tried was answered."),
    ):
        monkeypatch.setattr(pipeline, "roles_checked", lambda *_, found=checks: iter(found))
        told = CliRunner().invoke(collecting.doctor, option)
        assert (told.exit_code, words in told.output) == (code, True), told.output
