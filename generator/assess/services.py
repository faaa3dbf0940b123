"""Which AWS services run where: found by the calls that list their resources."""

from collections.abc import Iterable, Sequence
from typing import Literal

from generator.assess.view import View
from generator.model.assessment import ServiceRow
from generator.model.catalog import Service, When


class InUse:
    """The services found in each account. What could not be read is *unknown*, never *not in use*."""

    def __init__(self, rows: Sequence[ServiceRow], services: dict[str, Service]) -> None:
        self._rows = rows
        self._services = services

    def of(self, accounts: Iterable[str], when: When | None = None) -> list[ServiceRow]:
        """Rows in these accounts, of the models and services that ``when`` names."""
        wanted = set(accounts)
        return [row for row in self._rows if row.account in wanted and _held(row, when)]

    def state(self, when: When | None, accounts: Iterable[str]) -> Literal["yes", "unknown", "no"]:
        """Whether a line holds: one of its services is in use, or whether it is could not be read."""
        if when is None or not (when.models or when.services):
            return "yes"
        found = {row.in_use for row in self.of(accounts, when)}
        return "yes" if "yes" in found else "unknown" if found else "no"

    def listed(self, service: str, program: str) -> str:
        """Nothing when the program's list holds the service, else what is known of it."""
        for listing in self._services[service].programs:
            if listing.program == program:
                return "" if listing.listed == "yes" else f"{_words(listing.listed)} as of {listing.as_of}"
        return "no list at hand"


def _words(listed: Literal["yes", "no", "unknown"]) -> str:
    return {"yes": "listed", "no": "not listed", "unknown": "not known to be listed"}[listed]


def _held(row: ServiceRow, when: When | None) -> bool:
    if when is None or not (when.models or when.services):
        return True
    return row.model in when.models or row.service in when.services


def find_services(view: View) -> tuple[ServiceRow, ...]:
    """A row for each service in use, or of unknown use, in an account and region."""
    judged = _judged_services(view)
    rows: list[ServiceRow] = []
    for service in view.catalog.services.values():
        for account in view.plan.scope.accounts:
            rows += _rows(view, service, account.id, judged=service.id in judged)
    return tuple(sorted(rows, key=lambda r: (r.service, r.account, r.region)))


def _judged_services(view: View) -> set[str]:
    """Services with a planned check over one of their calls."""
    needed = {
        call for call, why in view.plan.needed_by.items() if any("." in w and " " not in w for w in why)
    }
    return {s.id for s in view.catalog.services.values() if needed & set(s.found_by)}


def _rows(view: View, service: Service, account: str, *, judged: bool) -> list[ServiceRow]:
    counts: dict[str, int] = {}
    holes: dict[str, str] = {}
    for call in service.found_by:
        for region in view.places(call, account):
            found, missing = view.units(call, account, region)
            for unit in found:
                if not unit.aws_owned:
                    counts[unit.region] = counts.get(unit.region, 0) + 1
            if missing:
                holes.setdefault(region, missing[0][2])
    places = dict.fromkeys(counts, "yes") | {r: "unknown" for r in holes if r not in counts}
    return [
        _row(service, account, region, counts.get(region, 0), _blind(holes.get(region, ""), judged=judged))
        for region in sorted(places)
    ]


def _blind(hole: str, *, judged: bool) -> str:
    parts = [f"could not be listed: {hole}"] if hole else []
    if not judged:
        parts.append("found, but no check judges its settings")
    return "; ".join(parts)


def _row(service: Service, account: str, region: str, resources: int, blind: str) -> ServiceRow:
    programs = tuple(f"{p.program}: {_words(p.listed)} as of {p.as_of}" for p in service.programs)
    return ServiceRow(
        service=service.id,
        name=service.name,
        model=service.model,
        account=account,
        region=region,
        resources=resources,
        in_use="yes" if resources else "unknown",
        programs=programs,
        calls=service.found_by,
        blind_spots=blind,
        aws_manages=service.aws_manages,
        customer_manages=service.customer_manages,
    )
