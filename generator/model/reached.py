"""What a framework's scope holds and what it cuts, and by which rule."""

from collections.abc import Sequence
from typing import Literal

from generator.model.plain import plain
from generator.model.scope import Reach

_NAMED = 12  # accounts, VPCs and the like in a sentence
Rule = Literal["regions", "tags", "VPCs"]
# in: a rule names it, or none puts it out. untagged, not known: nobody decided, so it stays in.
Standing = Literal["in", "connected", "untagged", "not known", "out"]


@plain
class Out:
    """How many findings of a population a rule puts out of a framework's scope."""

    framework: str
    rule: Rule
    count: int


@plain
class ScopeRow:
    """How a resource stands in the scope of a framework whose rule cuts resources."""

    framework: str
    account: str
    region: str
    kind: str
    resource: str
    standing: Standing
    rule: Rule | Literal[""]  # the rule that puts it out, or leaves it to somebody to decide
    why: str


def rule_words(reach: Reach) -> str:
    """A rule in words: ``accounts 111122223333; tags data = cardholder or cde``; "" where it says nothing."""
    tags = [f"{key} = {' or '.join('any' if v == '*' else v for v in vs)}" for key, vs in reach.tags.items()]
    parts = (
        ("accounts", reach.accounts),
        ("OUs", reach.ous),
        ("regions", reach.regions),
        ("tags", tags),
        ("VPCs", reach.vpcs),
        ("connected systems", reach.connected),
    )
    return "; ".join(f"{name} {_some(items)}" for name, items in parts if items)


def _some(items: Sequence[str]) -> str:
    more = f" and {len(items) - _NAMED:,} more" if len(items) > _NAMED else ""
    return ", ".join(items[:_NAMED]) + more
