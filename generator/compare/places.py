"""What was asked otherwise: accounts, regions, frameworks, where they reach, answers to options."""

from collections.abc import Iterator
from dataclasses import replace

from generator.compare.seen import Seen, first
from generator.model.evidence import GLOBAL, UNKNOWN_REGIONS
from generator.model.reached import rule_words
from generator.model.scope import Scope


class Places:
    """Two scopes beside each other."""

    def __init__(self, old: Scope, new: Scope) -> None:
        self._old, self._new = old, new
        self._was = {account.id for account in old.accounts}
        self._is = {account.id for account in new.accounts}
        self.trust_differs = self._trusted(old) != self._trusted(new)

    def moved(self, account: str, region: str) -> str:
        """Whether a place is in one of the scopes only, in words; "" where both hold it or neither does."""
        if (account in self._was) != (account in self._is):
            return f"account {account} {_words(now=account in self._is)}"
        if region in (GLOBAL, UNKNOWN_REGIONS) or _reads(self._old, region) == _reads(self._new, region):
            return ""
        return f"region {region} {_words(now=_reads(self._new, region))}"

    def accounts(self) -> frozenset[str]:
        """Accounts that are in one of the scopes only."""
        return frozenset(self._was ^ self._is)

    def _trusted(self, scope: Scope) -> frozenset[str]:
        return frozenset({*(account.id for account in scope.accounts), *scope.trusted_accounts})


def _reads(scope: Scope, region: str) -> bool:
    return isinstance(scope.regions, str) or region in scope.regions


def _words(*, now: bool) -> str:
    return "came into scope" if now else "is out of scope now"


def scope_words(old: Seen, new: Seen) -> tuple[str, ...]:
    """Each thing that was asked otherwise, in a sentence."""
    return (*_sets(old, new), *_reach(old, new), *options(old, new))


def _sets(old: Seen, new: Seen) -> Iterator[str]:
    pairs = (
        ("accounts", [a.id for a in old.scope.accounts], [a.id for a in new.scope.accounts]),
        ("trusted accounts", list(old.scope.trusted_accounts), list(new.scope.trusted_accounts)),
        ("regions", _regions(old.scope), _regions(new.scope)),
        ("frameworks", [f.id for f in old.made.frameworks], [f.id for f in new.made.frameworks]),
    )
    for what, was, now in pairs:
        came, went = sorted(set(now) - set(was)), sorted(set(was) - set(now))
        parts = [f"{first(came, 6)} came" if came else "", f"{first(went, 6)} went" if went else ""]
        if came or went:
            yield f"{what}: {'; '.join(part for part in parts if part)}"


def _regions(scope: Scope) -> list[str]:
    return ["all enabled ones"] if isinstance(scope.regions, str) else list(scope.regions)


def _reach(old: Seen, new: Seen) -> Iterator[str]:
    for framework in sorted({*old.made.reach, *new.made.reach}):
        was, now = old.made.reach.get(framework, ()), new.made.reach.get(framework, ())
        if set(was) != set(now):
            yield f"{framework} reaches {_accounts(now)}, before {_accounts(was)}"
    for framework in sorted({*old.made.rules, *new.made.rules}):
        ruled, rules = _inside(old, framework), _inside(new, framework)
        if ruled != rules:
            yield f"{framework} reaches {rules or 'every resource'}, before {ruled or 'every resource'}"


def _inside(side: Seen, framework: str) -> str:
    """What cuts resources inside the accounts."""
    reach = side.made.rules.get(framework)
    return rule_words(replace(reach, accounts=(), ous=())) if reach else ""


def _accounts(ids: tuple[str, ...]) -> str:
    return first(sorted(ids), 6) if ids else "all accounts"


def options(old: Seen, new: Seen) -> Iterator[str]:
    """Options that are answered otherwise."""
    was = {row.option: row.answer for row in old.made.options}
    for row in new.made.options:
        if row.option in was and set(was[row.option]) != set(row.answer):
            yield f"option {row.option}: {', '.join(row.answer)}, before {', '.join(was[row.option])}"
