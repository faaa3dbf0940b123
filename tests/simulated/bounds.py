"""How long a run must take at least: its longest chain of calls that wait for one another, and the slowest bucket."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

_FIRST = ("ec2.describe-regions",)
Pages = Mapping[tuple[str, str, str, str], int]


def rate_limit(stats: Mapping[str, Any]) -> float:
    """Seconds that the busiest bucket needs: (calls - burst) / refill, the most over all accounts, regions and operations."""
    return float(stats["rate_bound"])


def critical_path(plan: Any, pages: Pages, latency: float) -> float:
    """Seconds of the longest chain of calls that need one another's answers, each one latency long.

    A chain begins with the role (where there is one), who is asking, and the regions; pages of a list follow one another;
    an item's call follows its list. Where a list is asked with several sets of parameters the longest counts.
    """
    return max(chains(plan, pages).values(), default=0) * latency


def chains(plan: Any, pages: Pages) -> dict[str, int]:
    """Account -> the calls of its longest chain."""
    told: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for (account, region, service, operation), count in pages.items():
        told[account, service, operation][region] = count
    roles = {account.id: bool(account.role) for account in plan.scope.accounts}
    return {account: _Longest(plan, account, told).calls() + 1 + role for account, role in roles.items()}


class _Longest:
    def __init__(
        self, plan: Any, account: str, told: Mapping[tuple[str, str, str], Mapping[str, int]]
    ) -> None:
        self._plan, self._account, self._told = plan, account, told
        self._known: dict[tuple[str, str], int] = {}

    def calls(self) -> int:
        """The longest chain over all calls and regions that were asked."""
        rows = [row for row in self._plan.calls if not row.same_reply_as]
        return max((self._upto(row, region) for row in rows for region in self._pages(row)), default=0)

    def _pages(self, row: Any) -> Mapping[str, int]:
        return self._told.get((self._account, row.service or row.id.split(".")[0], row.call), {})

    def _upto(self, row: Any, region: str) -> int:
        if (row.id, region) not in self._known:
            own = self._pages(row)
            count = (
                own.get(region, max(own.values(), default=0)) if row.scope == "global" else own.get(region, 0)
            )
            self._known[row.id, region] = count + max(self._before(row, region), default=0) if count else 0
        return self._known[row.id, region]

    def _before(self, row: Any, region: str) -> list[int]:
        calls = self._plan.catalog.calls
        named = [calls[name].same_reply_as or name for name in (row.for_each, row.after) if name]
        if not named and row.scope != "global" and isinstance(self._plan.scope.regions, str):
            named = [name for name in _FIRST if name in calls]
        return [self._upto(calls[name], region) for name in named]
