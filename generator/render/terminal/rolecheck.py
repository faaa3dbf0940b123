"""What a role may do beyond reading, account by account."""

from collections.abc import Iterable

from generator.model.rolecheck import RoleCheck
from generator.render.terminal.text import safe, some


def role_lines(checks: Iterable[RoleCheck]) -> tuple[list[str], bool]:
    """A line for each account, and whether each was checked and found to do no more than read."""
    lines, good = [], True
    for one in checks:
        good = good and not (one.why_not or one.allowed)
        lines += list(_lines(one))
    return lines, good


def _lines(one: RoleCheck) -> Iterable[str]:
    who = f"{one.account} {safe(one.principal)}".rstrip()
    if one.allowed:
        yield f"- {who} may do more than read: {some(list(one.allowed))}"
    if one.why_not:
        yield f"- {who}: not checked whether it may do more than read: {safe(one.why_not)}"
    if one.unsure:
        yield f"- {who}: under a condition that IAM could not settle: {some(list(one.unsure))}"
    if not one.allowed and not one.why_not:
        yield (
            f"- {who}: IAM allows none of {len(one.asked)} actions that change something; "
            "grants on single resources are not seen"
        )
