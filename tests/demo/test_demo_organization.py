"""Accounts taken from the embedded AWS's own organisation, over HTTP, with the roles that the story made."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from builders import catalog
from demo.conftest import NOW

from generator import pipeline
from generator.collect import Access, role_checks
from generator.errors import AwsError
from generator.model.scope import Account, Organization, Plan
from generator.render.terminal import role_lines
from generator.scope import default_scope


def _scope(organization: Organization) -> Any:
    return replace(default_scope((), NOW.date()), organisation="Acme", organization=organization)


@pytest.fixture
def base(aws: Any, monkeypatch: pytest.MonkeyPatch) -> Access:
    """The reader's own credentials, in the management account."""
    for name, value in aws.demo.environment.items():
        monkeypatch.setenv(name, value)
    return Access.base(pipeline.settings())


@contextmanager
def _more(aws: Any) -> Iterator[dict[str, str]]:
    """Two accounts more, one of them closed, in an OU below another; gone again afterwards."""
    from moto.organizations.models import organizations_backends

    known = organizations_backends[aws.demo.accounts[0].id]["aws"]
    before = list(known.accounts), list(known.ou)
    client = aws.client(0, "organizations")
    try:
        root = client.list_roots()["Roots"][0]["Id"]
        outer = client.create_organizational_unit(ParentId=root, Name="Old")["OrganizationalUnit"]["Id"]
        inner = client.create_organizational_unit(ParentId=outer, Name="Shut")["OrganizationalUnit"]["Id"]
        ids = {}
        for name in ("closed", "vendor"):
            made = client.create_account(AccountName=name, Email=f"{name}@acme.example")
            ids[name] = made["CreateAccountStatus"]["AccountId"]
            client.move_account(AccountId=ids[name], SourceParentId=root, DestinationParentId=inner)
        client.close_account(AccountId=ids["closed"])
        yield ids
    finally:
        known.accounts, known.ou = before


def test_the_organisation_names_its_accounts(aws: Any, base: Access) -> None:
    """All three are entered: the management account as the caller, the others by the role of that name."""
    found = pipeline.declared(_scope(Organization(role="EvidenceReader")), base)

    assert [(a.id, a.name, a.role) for a in found.accounts] == [
        (a.id, a.name, a.role) for a in aws.demo.accounts
    ]
    assert (found.organization_id, found.left_out_accounts) == ("o-exampleorgid", ())
    for account in found.accounts:
        access = base.into(account)
        access.identify()
        assert access.account == account.id
        access.close()


def test_a_closed_and_an_excepted_account_are_named(aws: Any, base: Access) -> None:
    """Neither is read, and neither is left unsaid; an account outside the named OUs is named too."""
    with _more(aws) as ids:
        asked = Organization(role="EvidenceReader", except_=(ids["vendor"],))
        found = pipeline.declared(_scope(asked), base)
        left = {one.name: one.why for one in found.left_out_accounts}
        inner = pipeline.declared(_scope(Organization(role="EvidenceReader", ous=("Old",))), base)

    assert [a.name for a in found.accounts] == ["management", "production", "sandbox"]
    assert left.keys() == {"closed", "vendor"}
    assert left["vendor"] == "excepted in the configuration"
    assert left["closed"] in ("closed", "suspended: AWS lets nobody read it")
    assert [(a.name, a.ou) for a in inner.accounts] == [("vendor", ("Old", "Shut"))]
    outside = [one.name for one in inner.left_out_accounts if "outside the OUs" in one.why]
    assert outside == ["management", "production", "sandbox"]


def test_a_member_account_may_not_list_the_organisation(aws: Any, base: Access) -> None:
    """AWS refuses it; what to do is told, and no empty list comes of it."""
    member = aws.demo.accounts[1]
    inside = base.into(Account(id=member.id, role=member.role))

    with pytest.raises(AwsError, match=r"\(organizations:ListAccounts\)") as told:
        pipeline.declared(_scope(Organization(role="EvidenceReader")), inside)
    assert "delegated administrator" in told.value.hint


def test_a_role_that_cannot_be_simulated_is_not_checked(base: Access) -> None:
    """The embedded AWS does not simulate policies: that never reads as a role that is well."""
    found = pipeline.declared(_scope(Organization(role="EvidenceReader")), base)
    plan = Plan(scope=found, catalog=catalog(), calls=(), checks=(), needed_by={})
    lines, good = role_lines(role_checks(plan, base))

    assert not good
    assert [("not checked" in line, "allows none" in line) for line in lines] == [(True, False)] * 3
