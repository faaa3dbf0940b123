"""Whether the role that reads may do more than read: IAM is asked, over a list of actions that change something.

IAM answers for all resources at once: a grant on one bucket alone is not seen. So the best answer is that nothing was
found; what could not be asked, or was answered in part, is *not checked*.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from generator.celltext import clean
from generator.collect.access import Access
from generator.collect.outcome import classify
from generator.errors import AwsError
from generator.model.rolecheck import RoleCheck
from generator.model.scope import Account, Plan

_LIST = Path(__file__).with_name("writes.txt")
_PAGES = 50
_DECISIONS = frozenset({"allowed", "explicitDeny", "implicitDeny"})


@cache
def write_actions() -> tuple[str, ...]:
    """The actions that are asked about."""
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return tuple(sorted(line.strip() for line in lines if line.strip() and not line.startswith("#")))


def role_checks(plan: Plan, base: Access) -> Iterator[RoleCheck]:
    """One for each account of the plan; never raises for what AWS answers."""
    for account in plan.scope.accounts:
        try:
            access = base.into(account)
            access.identify()
            if access.account == account.id:
                yield role_check(access, account)
            else:
                yield RoleCheck(
                    account=account.id, why_not=f"the credentials belong to account {access.account}"
                )
            access.close()
        except AwsError as error:
            yield RoleCheck(account=account.id, why_not=clean(error.message))


def role_check(access: Access, account: Account) -> RoleCheck:
    """What the caller's role may do beyond reading, as IAM simulates it."""
    if access.caller.endswith(":root"):
        return RoleCheck(
            account=account.id, principal=access.caller, why_not="the root user may do everything"
        )
    try:
        principal = _principal(access, account)
        if not principal:
            why = f"{access.caller} is neither a user nor a role"
            return RoleCheck(account=account.id, principal=access.caller, why_not=why)
        found = _decisions(access, principal)
    except (ClientError, BotoCoreError) as error:
        told = classify(error, regional=False)
        why = clean(told.message) or told.cause
        return RoleCheck(account=account.id, principal=access.caller, why_not=f"{told.outcome}: {why}")
    except (AttributeError, KeyError, TypeError, ValueError):
        why = "IAM answered in another shape than it documents"
        return RoleCheck(account=account.id, principal=access.caller, why_not=why)
    return _judged(account.id, principal, found)


def _principal(access: Access, account: Account) -> str:
    """The ARN to ask about; a session's own names the role without its path, so IAM is asked for the whole of it."""
    if account.role:
        return account.role
    _, _, kind = access.caller.partition(f":{access.account}:")
    if kind.startswith("user/"):
        return access.caller
    if not kind.startswith("assumed-role/"):
        return ""
    reply = access.client("iam", access.home).get_role(RoleName=kind.split("/")[1])
    return str(reply["Role"]["Arn"])


def _decisions(access: Access, principal: str) -> Mapping[str, tuple[str, bool]]:
    """Action -> IAM's decision, and whether a condition was left open; only actions that were asked."""
    client = access.client("iam", access.home)
    asked = set(write_actions())
    found: dict[str, tuple[str, bool]] = {}
    more: dict[str, str] = {}
    for _ in range(_PAGES):
        reply = client.simulate_principal_policy(
            PolicySourceArn=principal, ActionNames=list(write_actions()), **more
        )
        for one in reply["EvaluationResults"]:
            if one["EvalActionName"] in asked and one["EvalDecision"] in _DECISIONS:
                _take(found, one)
        if not reply.get("IsTruncated"):
            return found
        if not reply.get("Marker") or more.get("Marker") == reply["Marker"]:
            break
        more = {"Marker": str(reply["Marker"])}
    raise ValueError(principal)


def _take(found: dict[str, tuple[str, bool]], one: Mapping[str, Any]) -> None:
    """Of two answers for one action the one that allows stands."""
    name, decision = str(one["EvalActionName"]), str(one["EvalDecision"])
    if found.get(name, ("", False))[0] != "allowed":
        found[name] = (decision, bool(one.get("MissingContextValues")))


def _judged(account: str, principal: str, found: Mapping[str, tuple[str, bool]]) -> RoleCheck:
    missing = [action for action in write_actions() if action not in found]
    return RoleCheck(
        account=account,
        principal=principal,
        asked=tuple(sorted(found)),
        allowed=tuple(sorted(a for a, (told, _) in found.items() if told == "allowed")),
        unsure=tuple(sorted(a for a, (told, hangs) in found.items() if told == "implicitDeny" and hangs)),
        why_not=f"IAM did not answer for {_some(missing)}" if missing else "",
    )


def _some(actions: Sequence[str]) -> str:
    return ", ".join(actions[:3]) + (f" and {len(actions) - 3} more" if len(actions) > 3 else "")
