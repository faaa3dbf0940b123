"""What the user declares, and the fewest calls that follow from it."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from builders import ACCOUNT, OTHER, call, catalog, framework, objective, requirement, scope

from generator import pipeline
from generator.errors import ScopeError
from generator.model.catalog import Catalog, CustomerLine
from generator.model.scope import Account, Period, Reach
from generator.scope import checked, default_scope, narrowed, plan, read_config

HEAD = "organisation: Acme\nperiod: {name: 2026Q3, from: 2026-07-01, to: 2026-09-30}\n"


def _config(folder: Path, text: str) -> Path:
    path = folder / "evidencemap.yaml"
    path.write_text(text)
    return path


def test_a_config_is_read_as_written(tmp_path: Path) -> None:
    """Account ids keep their leading zero, days are days, names are names."""
    text = HEAD + "frameworks: [soc-2]\naccounts: [{id: 012345678901, name: no}]\nregions: [eu-west-1]\n"
    found, config = read_config(_config(tmp_path, text))

    assert (Account(id="012345678901", name="no"),) == found.accounts
    assert (
        found.frameworks,
        found.regions,
        config.organisation,
        found.period.days,
    ) == (("soc-2",), ("eu-west-1",), "Acme", 92)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "evidencemap.yaml: empty"),
        (HEAD + "frob: 1", ":3: there is no field 'frob' here"),
        (HEAD + "regions: us-east-1", ":3: 'regions': a list is wanted here"),
        (HEAD + "regions: []", "'regions' is an empty list."),
        (HEAD + "regions: [us-esat]", "'us-esat' is no region."),
        (
            HEAD + "accounts: [{id: '111122223333', role: EvidenceReader}]",
            "The role 'EvidenceReader' is no ARN.",
        ),
        ("organisation: ' '\nperiod: {from: 2026-07-01, to: 2026-09-30}", ":1: 'organisation' is empty"),
        (HEAD + "accounts: ['1']", ":3: 'accounts': fields (name: value) are wanted here"),
        (HEAD + "accounts: [{id: 11112222333}]", "'11112222333' is no account id."),
        (HEAD + "accounts: [{id: ١١١١٢٢٢٢٣٣٣٣}]", "is no account id."),
        (
            HEAD + "accounts: [{id: '111122223333'}, {id: '111122223333'}]",
            "The account 111122223333 is listed twice.",
        ),
        (HEAD + "trusted_accounts: [x]", "'x' is no account id."),
        (HEAD + "scope: {soc-2: {accounts: [y]}}", "'y' is no account id."),
        (
            HEAD + "accounts: [{id: '111122223333'}]\nscope: {soc-2: {accounts: ['999900001111']}}",
            "'scope' names the account 999900001111",
        ),
        ("organisation: A\nperiod: x", ":2: 'period': fields (name: value) are wanted here"),
        ("organisation: A\nperiod: {from: 2026-07-01}", ":2: give 'from' and 'to' as days"),
        ("organisation: A\nperiod: {from: 2026-02-30, to: 2026-03-01}", ":2: give 'from' and 'to' as days"),
        (
            "organisation: A\nperiod:\n  from: 2026-07-01\n  to: 2026-09-30\n  till: x",
            ":5: there is no field 'till' here",
        ),
        (
            "organisation: A\nperiod: {from: 2026-09-30, to: 2026-07-01}",
            "The period ends on 2026-07-01, before it starts",
        ),
        ("organisation: A\nperiod: {from: 2020-01-01, to: 2026-07-01}", "The period has 2374 days."),
        ("period: {from: 2026-07-01, to: 2026-09-30}", "'organisation' is missing; add it"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, words: str, tmp_path: Path) -> None:
    """A slip in the configuration is told with its line, never guessed at."""
    with pytest.raises(ScopeError) as told:
        read_config(_config(tmp_path, text))

    assert (words in told.value.message, True) == (True, bool(told.value.hint)), told.value.message


def test_a_period_without_a_name_is_named_by_its_days(tmp_path: Path) -> None:
    """The pack's folder needs a name."""
    found, _ = read_config(_config(tmp_path, "organisation: A\nperiod: {from: 2026-07-01, to: 2026-07-01}"))

    assert (found.period.name, found.period.days) == ("2026-07-01_2026-07-01", 1)


def test_the_quarters_of_a_year_meet() -> None:
    """Each day is in the quarter that is made for it, and quarters have no gap between them."""
    days = [date(2027, 12, 31) + timedelta(days=n) for n in range(370)]
    periods = [default_scope((), day).period for day in days]
    ends = sorted({(p.start, p.end) for p in periods})

    assert all(p.start <= day <= p.end for day, p in zip(days, periods, strict=True))
    assert [end + timedelta(days=1) for _, end in ends[:-1]] == [start for start, _ in ends[1:]]
    assert {"2027Q4", "2028Q1", "2028Q2", "2028Q3", "2028Q4", "2029Q1"} == {p.name for p in periods}


def test_the_command_line_narrows() -> None:
    """Accounts by id or name, regions and frameworks replace what the file says."""
    wide = replace(
        scope(accounts=(ACCOUNT, OTHER)), accounts=(Account(id=ACCOUNT, name="prod"), Account(id=OTHER))
    )
    held = narrowed(wide, ["prod"], ["eu-west-1"], ["soc-2"])

    assert (
        tuple(a.id for a in held.accounts),
        held.regions,
        held.frameworks,
    ) == ((ACCOUNT,), ("eu-west-1",), ("soc-2",))


def test_an_empty_command_line_changes_nothing() -> None:
    """What the file says stands."""
    wide = replace(scope(accounts=(ACCOUNT, OTHER), regions=("eu-west-1",)), frameworks=("soc-2",))

    assert narrowed(wide, [], [], []) == wide


def test_the_command_line_may_name_accounts_where_the_file_names_none() -> None:
    """They are then the ones that are read, and what 'scope' names must be among them."""
    none = scope(accounts=(), reach={"made": Reach(accounts=(OTHER,))})

    assert narrowed(none, [], [], []) == none
    assert [a.id for a in narrowed(none, [OTHER], [], []).accounts] == [OTHER]
    with pytest.raises(ScopeError, match=f"'scope' names the account {OTHER}"):
        narrowed(none, [ACCOUNT], [], [])


def test_a_framework_stays_within_its_accounts_when_some_are_chosen() -> None:
    """One that reaches none of them is left out, never widened to all; where it was asked for, that is told."""
    wide = scope(
        accounts=(ACCOUNT, OTHER),
        frameworks=("soc-2", "pci-dss"),
        reach={"pci-dss": Reach(accounts=(OTHER,))},
    )
    here, there = narrowed(wide, [ACCOUNT], [], []), narrowed(wide, [OTHER], [], [])

    assert (here.frameworks, dict(here.reach)) == (("soc-2",), {})
    assert (there.frameworks, there.reach["pci-dss"].accounts) == (("soc-2", "pci-dss"), (OTHER,))
    for asked, every in (
        (["pci-dss"], wide),
        ([], replace(wide, frameworks=())),
        ([], replace(wide, frameworks=("pci-dss",))),
    ):
        with pytest.raises(ScopeError, match="'pci-dss' reaches none of the chosen accounts"):
            narrowed(every, [ACCOUNT], [], asked)


def test_the_account_of_the_credentials_is_held_against_the_scope() -> None:
    """A framework that reaches only another account would otherwise have nothing to fail."""
    none = scope(accounts=(), reach={"made": Reach(accounts=(OTHER,))})
    access = SimpleNamespace(account=ACCOUNT, identify=lambda: None)

    with pytest.raises(ScopeError, match=f"'scope' names the account {OTHER}"):
        pipeline.declared(none, access)  # type: ignore[arg-type]


def test_a_role_is_taken_whole() -> None:
    """With its path, in any partition."""
    text = f"arn:aws-us-gov:iam::{ACCOUNT}:role/audit/Evidence_Reader@2026"

    assert checked(replace(scope(), accounts=(Account(id=ACCOUNT, role=text),))).accounts[0].role == text


@pytest.mark.parametrize(("days", "fits"), [(1, True), (1098, True), (1099, False)])
def test_no_period_is_longer_than_three_years(days: int, fits: bool) -> None:
    """A slip in the year would ask for reports of a century."""
    period = Period(name="p", start=date(2026, 1, 1), end=date(2026, 1, 1) + timedelta(days=days - 1))

    if fits:
        assert checked(scope(period=period)).period.days == days
    else:
        with pytest.raises(ScopeError, match=f"The period has {days} days"):
            checked(scope(period=period))


def test_an_account_that_the_file_lacks_is_refused() -> None:
    """A slip in --account must not read every account."""
    with pytest.raises(ScopeError, match="has no account '999900001112'"):
        narrowed(scope(), ["999900001112"], [], [])


def test_narrowing_cannot_leave_a_framework_without_its_accounts() -> None:
    """An empty reach would mean every account."""
    wide = scope(accounts=(ACCOUNT, OTHER), reach={"made": Reach(accounts=(OTHER,))})

    with pytest.raises(ScopeError, match="'made' reaches none of the chosen accounts"):
        narrowed(wide, [ACCOUNT], [], [])


@pytest.fixture
def chain() -> Catalog:
    """A check's call with its parents, beside calls that nothing needs."""
    rows = (
        call("ec2.describe-regions", scope="global"),
        call("s3.list-buckets", scope="global"),
        call(
            "s3.get-bucket-policy",
            scope="global",
            for_each="s3.list-buckets",
            items="Buckets[].{Bucket: Name}",
        ),
        call("iam.get-credential-report", scope="global", after="iam.generate-credential-report"),
        call("iam.generate-credential-report", scope="global"),
        call("ec2.describe-volumes"),
    )
    lines = [
        requirement("R1", CustomerLine(objective="o")),
        requirement("R2", CustomerLine(check="s3.tls_only")),
    ]
    return catalog(
        calls=rows,
        objectives=(objective("o", checks=("s3.tls_only", "iam.console_users_have_mfa")),),
        frameworks=(framework("made", *lines),),
    )


def test_only_what_is_needed_is_called_parents_first(chain: Catalog) -> None:
    """No call without a check behind it; what a call rests on comes before it."""
    made = plan(chain, scope())
    order = [row.id for row in made.calls]

    assert sorted(set(chain.calls) - {"ec2.describe-volumes"}) == sorted(order)
    assert order.index("s3.list-buckets") < order.index("s3.get-bucket-policy")
    assert order.index("iam.generate-credential-report") < order.index("iam.get-credential-report")


def test_parents_are_needed_by_what_their_children_are_needed_by(chain: Catalog) -> None:
    """So that a denied list shows what it costs."""
    assert plan(chain, scope()).needed_by["s3.list-buckets"] == ("s3.tls_only",)


def test_a_check_serves_each_of_its_requirements_once(chain: Catalog) -> None:
    """One run of a check, however many requirements name it."""
    assert {check.key: check.requirements for check in plan(chain, scope()).checks} == {
        "s3.tls_only": ("made:R1", "made:R2"),
        "iam.console_users_have_mfa": ("made:R1",),
    }


def test_a_framework_or_region_named_twice_counts_once(chain: Catalog) -> None:
    """Else every finding would count twice."""
    made = plan(chain, scope(frameworks=("made", "made"), regions=("eu-west-1", "eu-west-1")))

    assert (made.scope.frameworks, made.scope.regions) == (("made",), ("eu-west-1",))


@pytest.mark.parametrize("slip", [{"frameworks": ("mad",)}, {"reach": {"mad": Reach()}}])
def test_an_unknown_framework_is_refused(chain: Catalog, slip: dict[str, object]) -> None:
    """Named wrongly in 'frameworks' or in 'scope', it would otherwise be left out in silence."""
    with pytest.raises(ScopeError, match="There is no framework 'mad'"):
        plan(chain, scope(**slip))
