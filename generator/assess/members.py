"""The organisation's own list of accounts, held against those that were read."""

from collections.abc import Iterator

from generator.assess.agreements import MEMBERS
from generator.assess.shelf import items, records_of
from generator.assess.view import View
from generator.model.assessment import BlindSpot

_FEW = 12


def unread_accounts(facts: View) -> Iterator[BlindSpot]:
    """Active accounts that AWS Organizations lists and nobody read; those that the scope leaves out are told there."""
    scope = facts.plan.scope
    ours = {account.id for account in scope.accounts}
    told = {account.id for account in scope.left_out_accounts}
    for record in records_of(facts, MEMBERS):
        listed = items(record, "Accounts") or [] if record.outcome == "seen" else []
        active = {str(one.get("Id")) for one in listed if "ACTIVE" in (one.get("Status"), one.get("State"))}
        left = sorted(active - ours - told)
        if left:
            more = f" and {len(left) - _FEW:,} more" if len(left) > _FEW else ""
            yield BlindSpot(
                kind="account not read",
                account=record.account,
                region=record.region,
                what=f"{len(left):,} of {len(active):,} active accounts of the organisation",
                why=f"{record.call} lists {len(active):,}, {len(active) - len(left):,} of them are read or left out "
                f"by name; not {', '.join(left[:_FEW])}{more}",
                costs=(),
            )
