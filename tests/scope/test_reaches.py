"""Where frameworks reach, as it is written: slips are refused, and a part never becomes everything."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from builders import ACCOUNT, OTHER, call, catalog, framework, requirement, scope

from generator import pipeline
from generator.errors import ScopeError
from generator.model.catalog import CustomerLine
from generator.model.reached import rule_words
from generator.model.scope import Account, Organization, Reach, Scope
from generator.scope import checked, narrowed, plan, read_config

JUMP = f"arn:aws:ec2:*:{ACCOUNT}:instance/i-0jump"
WRITTEN = """
organisation: Acme
period: {name: Q, from: 2026-07-01, to: 2026-09-30}
regions: [us-east-1, eu-west-1]
accounts: [{id: "111122223333"}]
scope:
  pci-dss:
    accounts: ["111122223333"]
    regions: [us-east-1]
    tags: {data: [cardholder, cde], env: ["*"]}
    vpcs: [vpc-0abc]
    connected: ["arn:aws:ec2:*:111122223333:instance/i-0jump"]
"""


def reaching(reach: Reach, **fields: Any) -> Scope:
    return scope(**{"regions": "enabled", **fields}, reach={"made": reach})


def test_a_rule_is_read_as_it_is_written(tmp_path: Path) -> None:
    """Every field of it, and told in words."""
    path = tmp_path / "evidencemap.yaml"
    path.write_text(WRITTEN)
    reach = read_config(path)[0].reach["pci-dss"]

    assert dict(reach.tags) == {"data": ("cardholder", "cde"), "env": ("*",)}
    assert rule_words(reach) == (
        "accounts 111122223333; regions us-east-1; tags data = cardholder or cde, env = any; VPCs vpc-0abc; "
        "connected systems arn:aws:ec2:*:111122223333:instance/i-0jump"
    )
    path.write_text(WRITTEN.replace("vpcs:", "vcps:"))
    with pytest.raises(ScopeError, match=r"evidencemap.yaml:11: there is no field 'vcps' here"):
        read_config(path)


def test_slips_are_refused() -> None:
    """Each says under which framework it stands, and what is wrong."""
    cases: list[tuple[Reach, str]] = [
        (Reach(ous=("/Workloads",)), "'/Workloads' is no path"),
        (Reach(ous=("Workloads",)), f"that of the account {ACCOUNT} is not known"),
        (Reach(regions=("us-east",)), "'us-east' is no region"),
        (Reach(regions=("eu-west-1",)), "names the region eu-west-1, which 'regions' does not"),
        (Reach(tags={" ": ("a",)}), "is no key of a tag"),
        (Reach(tags={"k" * 129: ("a",)}), "is no key of a tag"),
        (Reach(tags={"data": ()}), "the tag 'data' has no value"),
        (Reach(tags={"data": (" ",)}), "has an empty or too long value"),
        (Reach(vpcs=("subnet-1",)), "'subnet-1' is no id of a VPC"),
        (Reach(connected=("i-0jump",)), "'i-0jump' is no ARN"),
        (Reach(connected=(f"account {ACCOUNT}",)), "is no ARN"),
        (Reach(connected=(JUMP.replace(ACCOUNT, OTHER),)), "is in an account that it does not reach"),
    ]
    for reach, words in cases:
        with pytest.raises(ScopeError, match=f"'scope' of made: .*{words}"):
            checked(reaching(reach, regions=("us-east-1",)))
    good = Reach(regions=("us-east-1",), tags={"data": ("*",)}, vpcs=("vpc-0abc",), connected=(JUMP,))
    assert checked(reaching(good)).reach["made"] == good


def test_an_ou_that_no_account_is_in_is_refused_once_accounts_are_known() -> None:
    """Before AWS Organizations has named them, nothing is known; after, a slip would leave accounts out."""
    known = (Account(id=ACCOUNT, ou=("Workloads", "Cardholder")), Account(id=OTHER))
    one = replace(
        reaching(Reach(ous=("Workloads/Cardholder",))), accounts=(), organization=Organization(role="Reader")
    )
    assert checked(one) == one
    told = checked(replace(one, accounts=known, organization_id="o-1234567890"))
    assert (told.reached("made"), told.reached("other")) == ((ACCOUNT,), (ACCOUNT, OTHER))
    with pytest.raises(ScopeError, match="no account that is read is in the OU 'Workloads/Cardholdr'"):
        checked(replace(told, reach={"made": Reach(ous=("Workloads/Cardholdr",))}))


def test_a_chosen_part_never_becomes_everything() -> None:
    """Accounts, OUs and regions that were not chosen go; a framework that loses all of them goes whole."""
    known = (Account(id=ACCOUNT, ou=("A",)), Account(id=OTHER, ou=("B",)))
    reach = Reach(ous=("A", "B"), regions=("us-east-1", "eu-west-1"), connected=(JUMP,))
    wide = replace(
        scope(regions="enabled", frameworks=("made", "other"), reach={"made": reach}), accounts=known
    )

    here = narrowed(wide, [OTHER], ["eu-west-1"], [])
    assert here.reach["made"] == Reach(ous=("B",), regions=("eu-west-1",))
    assert narrowed(wide, [ACCOUNT], [], []).reach["made"].connected == (JUMP,)
    for lost in (
        narrowed(wide, [], ["ap-south-1"], []),
        narrowed(replace(wide, reach={"made": replace(reach, ous=("A",))}), [OTHER], [], []),
    ):
        assert (lost.frameworks, dict(lost.reach)) == (("other",), {})
    with pytest.raises(ScopeError, match="'made' reaches none of the chosen accounts or regions"):
        narrowed(wide, [], ["ap-south-1"], ["made"])


def test_the_credentials_of_one_account_do_not_tell_its_ou() -> None:
    """A rule by OUs cannot be held against it."""
    access = SimpleNamespace(account=ACCOUNT, identify=lambda: None)
    with pytest.raises(ScopeError, match="goes by OUs"):
        pipeline.declared(replace(reaching(Reach(ous=("A",))), accounts=()), access)  # type: ignore[arg-type]


def test_tags_are_asked_for_where_a_rule_goes_by_them() -> None:
    """Once a region; apart for global resources where their home is not read."""
    tags = "resourcegroupstaggingapi.get-resources"
    rows = [
        call("s3.list-buckets", scope="global"),
        call("s3.get-bucket-policy", scope="global", for_each="s3.list-buckets", items="Buckets[]"),
        call(tags),
        call(f"{tags}.global", scope="global"),
    ]
    made = catalog(
        calls=rows, frameworks=[framework("made", requirement("R1", CustomerLine(check="s3.tls_only")))]
    )
    rule = {"made": Reach(tags={"data": ("cde",)})}
    cases: list[tuple[Any, Any, list[str]]] = [
        (rule, "enabled", [tags]),
        (rule, ("us-east-1", "eu-west-1"), [tags]),
        (rule, ("eu-west-1",), [tags, f"{tags}.global"]),
        ({"made": Reach(vpcs=("vpc-0abc",))}, ("eu-west-1",), []),
    ]
    for reach, regions, asked in cases:
        needed = plan(made, scope(regions=regions, reach=reach)).needed_by
        assert [name for name, why in needed.items() if "scope" in why] == asked
