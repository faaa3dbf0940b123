"""evidencemap.yaml -> Scope: what the user declared."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Literal

from generator.errors import ScopeError
from generator.model.plain import plain
from generator.model.scope import Account, Organization, Period, Reach, Scope
from generator.scope.declared import checked
from generator.yamltext import Document, fill


@plain
class Config:
    """evidencemap.yaml as written."""

    organisation: str
    period: Mapping[str, str]
    frameworks: tuple[str, ...] = ()
    regions: tuple[str, ...] | Literal["enabled"] = "enabled"
    accounts: tuple[Account, ...] = ()
    organization: Organization | None = None
    scope: Mapping[str, Reach] = field(default_factory=dict)
    trusted_accounts: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...] | str] = field(default_factory=dict)
    wording: Mapping[str, str] = field(default_factory=dict)  # framework -> CSV of the licensed text
    documents: str = ""  # the folder of fetched reports, whose hashes are cited
    exceptions: str = ""  # the file of approved exceptions
    mappings: tuple[str, ...] = ()
    profile: str = ""


def read_config(path: Path) -> tuple[Scope, Config]:
    """The scope that a configuration file declares; raises ScopeError with every fault and its line."""
    document = Document(path, str(path))
    faults = list(document.faults)
    if document.data is None and not faults:
        faults = [f"{path}: empty"]
    config: Config | None = None if faults else fill(document, Config, faults)
    if config is None:
        raise ScopeError(
            "\n".join(faults), "Mend evidencemap.yaml; 'evidencemap init' writes one with comments."
        )
    if not config.organisation.strip():
        at = document.at(("organisation",), "'organisation' is empty")
        raise ScopeError(at, "Name the organisation that is audited.")
    scope = Scope(
        organisation=config.organisation,
        period=_period(config.period, document),
        frameworks=config.frameworks,
        accounts=config.accounts,
        regions=config.regions,
        reach=config.scope,
        organization=config.organization,
        trusted_accounts=config.trusted_accounts,
        options={name: (a,) if isinstance(a, str) else a for name, a in config.options.items()},
    )
    return checked(scope), config


def _period(written: Mapping[str, str], document: Document) -> Period:
    unknown = set(written) - {"name", "from", "to"}
    try:
        start, end = date.fromisoformat(written["from"]), date.fromisoformat(written["to"])
    except (KeyError, ValueError):
        at = document.at(("period",), "give 'from' and 'to' as days: 2026-07-01")
        raise ScopeError(at, "An audit period has a first and a last day, both included.") from None
    if unknown:
        at = document.at(("period", min(unknown)), f"there is no field '{min(unknown)}' here")
        raise ScopeError(at, "A period has name, from and to.")
    return Period(name=written.get("name") or f"{start}_{end}", start=start, end=end)
