"""Which AWS services run where: found by the calls that list their resources, and by lists over all services."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from generator.assess.inventory import Hole, Sighting, sightings
from generator.assess.view import View
from generator.model.assessment import FeatureRow, Finding, ServiceRow
from generator.model.catalog import Catalog, Feature, ProgramListing, Service, When
from generator.model.counting import count
from generator.model.lines import held_to
from generator.model.listings import Standing, standing

# Stands for services that only tags or AWS Config could have shown, where neither could be read.
OTHERS = "*"


class InUse:
    """The services found in each account. What could not be read is *unknown*, never *not in use*."""

    def __init__(self, rows: Sequence[ServiceRow], services: Mapping[str, Service], day: date) -> None:
        self._rows = rows
        self._services = services
        self._day = day
        self._standings: dict[tuple[str, str], Standing] = {}
        self._found: dict[tuple[frozenset[str], tuple[str, ...]], list[ServiceRow]] = {}

    def of(self, accounts: Iterable[str], when: When | None = None) -> list[ServiceRow]:
        """Rows in these accounts, of the models and services that ``when`` names."""
        wanted = frozenset(accounts)
        key = (wanted, held_to(when))
        if key not in self._found:  # the same few questions are asked by thousands of lines
            self._found[key] = [row for row in self._rows if row.account in wanted and _held(row, when)]
        return self._found[key]

    def state(self, when: When | None, accounts: Iterable[str]) -> Literal["yes", "unknown", "no"]:
        """Whether a line holds: one of its services is in use, or whether it is could not be read."""
        if when is None or not (when.models or when.services):
            return "yes"
        found = {row.in_use for row in self.of(accounts, when)}
        return "yes" if "yes" in found else "unknown" if found else "no"

    def standing(self, service: str, program: str) -> Standing:
        """What is known, on the day of judging, of a service in a program."""
        if (service, program) not in self._standings:
            known = self._services[service].programs if service in self._services else ()
            self._standings[service, program] = standing(known, program, self._day)
        return self._standings[service, program]


def _held(row: ServiceRow, when: When | None) -> bool:
    if when is None or not (when.models or when.services):
        return True
    if row.service == OTHERS:
        return True  # it could be any of them
    return row.model in when.models or row.service in when.services


def services_in(view: View, account: str) -> list[ServiceRow]:
    """The rows of one account, of which nothing is counted yet."""
    judged = _judged_services(view)
    rows: list[ServiceRow] = []
    seen, holes = sightings(view, account)
    for service in view.catalog.services.values():
        own = [one for one in seen if one.known and one.service == service.id]
        rows += _rows(view, service, account, own, judged=service.id in judged)
    rows += [_unknown(one, account) for one in seen if not one.known]
    return [*rows, *(_others(hole, account) for hole in _once(holes))]


def with_findings(
    catalog: Catalog, rows: Iterable[ServiceRow], day: date, findings: Mapping[str, Sequence[Finding]]
) -> tuple[ServiceRow, ...]:
    """The rows of all accounts with what lists say of their services, and what checks found on their resources."""
    programs = programs_of(catalog)
    known = {id_: _told(one.programs, programs, day) for id_, one in catalog.services.items()}
    told = [replace(row, programs=known.get(row.service) or _told((), programs, day)) for row in rows]
    counted = _counted(catalog, told, findings)
    return tuple(sorted(counted, key=lambda r: (r.service, r.account, r.region, r.seen_by)))


def programs_of(catalog: Catalog) -> tuple[str, ...]:
    """The programs that a report family or a framework goes by."""
    named = {one.program for one in catalog.families.values()}
    named |= {one.program for one in catalog.frameworks.values()}
    return tuple(sorted(named - {""}))


def _told(known: Sequence[ProgramListing], programs: Iterable[str], day: date) -> tuple[str, ...]:
    return tuple(f"{program}: {standing(known, program, day).aged}" for program in programs)


def _judged_services(view: View) -> set[str]:
    """Services with a planned check over one of their calls."""
    needed = {
        call for call, why in view.plan.needed_by.items() if any("." in w and " " not in w for w in why)
    }
    kinds = {row.resources.kind for call in needed if (row := view.row(call)).resources}
    services = view.catalog.services.values()
    return {s.id for s in services if needed & set(s.found_by) or kinds & set(s.covers)}


def _rows(
    view: View, service: Service, account: str, seen: Sequence[Sighting], *, judged: bool
) -> list[ServiceRow]:
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
    by = dict.fromkeys(counts, "list")
    for one in seen:
        # A list of its own, read whole, says more than tags, which also name what was deleted of late.
        told = by.get(one.region) == "list" or (service.found_by and not holes and not service.partial)
        if not told and one.resources > counts.get(one.region, 0):
            counts[one.region] = one.resources
            by[one.region] = one.seen_by
    places = dict.fromkeys(counts, "yes") | {r: "unknown" for r in holes if r not in counts}
    return [
        _row(
            service,
            account,
            region,
            resources=counts.get(region, 0),
            blind=_blind(holes.get(region, ""), judged=judged),
            seen_by=by.get(region, "list"),
        )
        for region in sorted(places)
    ]


def _blind(hole: str, *, judged: bool) -> str:
    parts = [f"could not be listed: {hole}"] if hole else []
    if not judged:
        parts.append("found, but no check judges its settings")
    return "; ".join(parts)


def _row(
    service: Service, account: str, region: str, *, resources: int, blind: str, seen_by: str
) -> ServiceRow:
    return ServiceRow(
        service=service.id,
        name=service.name,
        model=service.model,
        account=account,
        region=region,
        resources=resources,
        in_use="yes" if resources else "unknown",
        programs=(),
        calls=service.found_by,
        blind_spots=blind,
        aws_manages=service.aws_manages,
        customer_manages=service.customer_manages,
        layer=service.layer,
        logging=service.logging,
        seen_by=seen_by,
    )


def _counted(
    catalog: Catalog, rows: Sequence[ServiceRow], findings: Mapping[str, Sequence[Finding]]
) -> list[ServiceRow]:
    """The rows with what checks found on their resources: each finding counts in one row of its service."""
    owners: dict[str, list[str]] = {}  # by kind of resource and by check
    for service in catalog.services.values():
        checks = [f.check for f in service.features if isinstance(f, Feature) and f.check]
        for name in (*service.covers, *checks):
            owners.setdefault(name, []).append(service.id)
    places = {(row.service, row.account, row.region): n for n, row in enumerate(rows)}
    firsts = {(row.service, row.account): n for n, row in reversed(list(enumerate(rows)))}
    here: list[list[Finding]] = [[] for _ in rows]
    for finding in (f for found in findings.values() for f in found):
        own = (*owners.get(finding.kind, ()), *owners.get(finding.check, ()), finding.service)
        for service_id in dict.fromkeys(own):
            first = firsts.get((service_id, finding.account))
            if first is not None:
                # What is judged once an account stands in the service's first row there.
                here[places.get((service_id, finding.account, finding.region), first)].append(finding)
    return [
        replace(row, features=_features(catalog, row, found), judged=count(found))
        for row, found in zip(rows, here, strict=True)
    ]


def _features(catalog: Catalog, row: ServiceRow, here: Iterable[Finding]) -> tuple[FeatureRow, ...]:
    """Each feature of the row's service, counted over the row's findings of its check."""
    service = catalog.services.get(row.service)
    features = [Feature(name=f) if isinstance(f, str) else f for f in (service.features if service else ())]
    by_check: dict[str, list[Finding]] = {}
    for finding in here:
        by_check.setdefault(finding.check, []).append(finding)
    return tuple(
        FeatureRow(name=one.name, check=one.check, counts=count(by_check.get(one.check, ())))
        for one in features
    )


def _unknown(one: Sighting, account: str) -> ServiceRow:
    """A service that no mapping describes: nobody has said who carries what."""
    why = "found, but these mappings do not know it: nothing says who carries what, and no check judges its settings"
    return ServiceRow(
        service=f"unmapped:{one.service}",  # never the id of a service that the mappings know
        name=f"{one.service} (not described)",
        model="managed",
        account=account,
        region=one.region,
        resources=one.resources,
        in_use="yes",
        programs=(),
        calls=(),
        blind_spots=why,
        aws_manages="Not described in these mappings; see AWS's documentation of the service.",
        customer_manages="Not described in these mappings; add a file for it under services/.",
        seen_by=one.seen_by,
    )


def _others(hole: Hole, account: str) -> ServiceRow:
    """Whether services without a list call of their own are in use could not be read."""
    return ServiceRow(
        service=OTHERS,
        name="services that only tags or AWS Config show",
        model="managed",
        account=account,
        region=hole.region,
        resources=0,
        in_use="unknown",
        programs=(),
        calls=(),
        blind_spots=f"could not be looked for: {hole.why}",
        aws_manages="Depends on the service.",
        customer_manages="Depends on the service.",
        seen_by="tags",
    )


def _once(holes: Iterable[Hole]) -> list[Hole]:
    """One hole a region: the first says why."""
    return list({hole.region: hole for hole in reversed(list(holes))}.values())
