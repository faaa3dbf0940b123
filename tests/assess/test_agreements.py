"""An agreement for a whole organisation holds for its members; one for a single account holds for that one."""

from typing import Any

from builders import ACCOUNT, OTHER, call, catalog, denied, record, scope, view

from generator.assess.artifact import Artifact
from generator.model.assessment import FamilyResult
from generator.model.catalog import ReportFamily, ReportRule
from generator.model.evidence import GLOBAL, Record

BAA = ReportFamily(
    id="baa", name="BAA", kind="agreement", rules=(ReportRule(id="r", name="^baa$"),), attests="x"
)
LIST, MINE, MEMBERS = (
    "artifact.list-customer-agreements",
    "organizations.describe-organization",
    "organizations.list-accounts",
)
ORG = f"arn:aws:organizations::{ACCOUNT}:organization/o-one"
CALLS = [call(name, scope="global") for name in (LIST, MINE, MEMBERS)]


def _agreed(account: str, *items: Any) -> Record:
    usual = {"id": "a", "name": "baa", "state": "ACTIVE", "effectiveStart": "2020-01-01T00:00:00Z"}
    made = [{**usual, **item} for item in items]
    return record(LIST, {"customerAgreements": made}, region=GLOBAL, account=account)


def _in(account: str, arn: str = ORG) -> Record:
    return record(MINE, {"Organization": {"Arn": arn}}, region=GLOBAL, account=account)


def _joined(day: str, account: str = OTHER) -> Record:
    reply = {"Accounts": [{"Id": account, "JoinedTimestamp": day}, {"Id": ACCOUNT}]}
    return record(MEMBERS, reply, region=GLOBAL)


def _shown(*records: Record, accounts: tuple[str, ...] = (ACCOUNT, OTHER)) -> FamilyResult:
    made = catalog(calls=CALLS, families=[BAA])
    return Artifact(view(made, *records, where=scope(accounts=accounts))).family("baa", accounts)


WHOLE = _agreed(ACCOUNT, {"organizationArn": ORG})
LONG_AGO = _joined("2024-01-01T00:00:00Z")
BOTH = (_in(ACCOUNT), _in(OTHER))


def test_one_for_the_organisation_covers_its_members() -> None:
    """Also a member whose own list shows none, or may not be read."""
    none, refused = _agreed(OTHER), denied(LIST, region=GLOBAL, account=OTHER)
    shown = [_shown(WHOLE, own, *BOTH, LONG_AGO) for own in (none, refused)]

    assert [(one.status, one.gap_days) for one in shown] == [("inherited", 0)] * 2
    assert shown[0].reports == (f"baa, 2020-01-01 to open, account {ACCOUNT}",)


def test_one_for_a_single_account_covers_no_other() -> None:
    """Even the management account's, and even where the account is a member."""
    shown = _shown(_agreed(ACCOUNT, {}), _agreed(OTHER), *BOTH, LONG_AGO)

    assert (shown.status, shown.reason) == ("no report", f"account {OTHER} has none that is active")
    refused = _shown(_agreed(ACCOUNT, {}), denied(LIST, region=GLOBAL, account=OTHER), *BOTH, LONG_AGO)
    assert (refused.status, "not authorised" in refused.reason) == ("no data", True)


def test_another_organisations_covers_nothing() -> None:
    """Nor where the account's organisation could not be read, or it is in none."""
    elsewhere = _in(OTHER, ORG.replace("o-one", "o-two"))
    none = record(MINE, region=GLOBAL, account=OTHER)
    refused = denied(MINE, region=GLOBAL, account=OTHER)
    odd = record(MINE, {"Organization": ["x"]}, region=GLOBAL, account=OTHER)
    told = [
        _shown(WHOLE, _agreed(OTHER), _in(ACCOUNT), one, LONG_AGO).status
        for one in (elsewhere, none, refused, odd)
    ]

    assert told == ["no report"] * 4


def test_a_member_is_covered_from_the_day_that_it_joined() -> None:
    """The days before are a gap; where the day is not known, nothing is taken for granted."""
    joined = _shown(WHOLE, _agreed(OTHER), *BOTH, _joined("2026-07-15T09:00:00Z"))
    unknown = _shown(WHOLE, _agreed(OTHER), *BOTH, denied(MEMBERS, region=GLOBAL))

    assert (joined.status, joined.gaps) == ("report gap", ("2026-07-01 to 2026-07-14",))
    assert unknown.status == "no data"
    assert "the day that it joined o-one could not be read" in unknown.reason


def test_a_denied_list_of_members_never_makes_it_better() -> None:
    """A member that lists its organisation's agreement itself still needs the day that it joined; its manager does not."""
    own = _agreed(OTHER, {"organizationArn": ORG})
    late, unread = _joined("2026-07-15T09:00:00Z"), denied(MEMBERS, region=GLOBAL)

    assert _shown(WHOLE, own, *BOTH, late).gaps == ("2026-07-01 to 2026-07-14",)
    assert _shown(WHOLE, own, *BOTH, unread).status == "no data"
    assert _shown(own, _in(OTHER), accounts=(OTHER,)).status == "no data"
    assert _shown(WHOLE, _in(ACCOUNT), unread, accounts=(ACCOUNT,)).status == "inherited"


def test_a_terminated_one_covers_nobody() -> None:
    """Nor one that ended, after its end."""
    over = _agreed(ACCOUNT, {"organizationArn": ORG, "state": "CUSTOMER_TERMINATED"})
    ended = _agreed(ACCOUNT, {"organizationArn": ORG, "effectiveEnd": "2026-08-31T00:00:00Z"})

    assert _shown(over, _agreed(OTHER), *BOTH, LONG_AGO).status == "no report"
    assert _shown(ended, _agreed(OTHER), *BOTH, LONG_AGO).gaps == ("2026-09-01 to 2026-09-30",)


def test_the_row_says_for_whom_it_was_accepted() -> None:
    """So that a reader need not know the ARN."""
    made = catalog(calls=CALLS, families=[BAA])
    rows = [f.row for f in Artifact(view(made, WHOLE, where=scope(accounts=(ACCOUNT,)))).agreements]

    assert [(row.used, row.note) for row in rows] == [(True, "accepted for the organisation o-one")]
