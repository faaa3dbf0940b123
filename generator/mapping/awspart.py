"""Cross-references of AWS's part: report families, what they expect of us, lists of services, and what we pass on."""

from generator.mapping.index import Entry, Index
from generator.mapping.names import known_name, known_names, pattern
from generator.model.catalog import Cuec, Listing, Outward, ReportFamily


def family_faults(entry: Entry, index: Index) -> list[str]:
    """Rules that can be read and decide something; bridges that lead to families."""
    family: ReportFamily = entry.value
    faults = known_names(entry, ("bridges",), family.bridges, index.kinds["families"], "report family")
    faults += pattern(entry, ("company",), family.company)
    for number, rule in enumerate(family.rules):
        for field in ("name", "series", "category", "not_name"):
            faults += pattern(entry, ("rules", number, field), getattr(rule, field))
        if not (rule.name or rule.series or rule.category):
            faults.append(
                entry.at(("rules", number), f"'{rule.id}' would recognise every report; give name or series")
            )
    return faults


def cuec_faults(entry: Entry, index: Index) -> list[str]:
    """Families and objectives that are there."""
    cuec: Cuec = entry.value
    faults = known_names(entry, ("reports",), cuec.reports, index.kinds["families"], "report family")
    faults += known_names(entry, ("objectives",), cuec.objectives, index.kinds["objectives"], "objective")
    faults += known_names(entry, ("services",), cuec.services, index.kinds["services"], "service")
    for field in ("reports", "objectives"):
        if not getattr(cuec, field):
            faults.append(entry.at((), f"'{cuec.id}' names no {field}; nothing would show it"))
    return faults


def listing_faults(entry: Entry, index: Index) -> list[str]:
    """A program that something rests on, services that are known, each once."""
    listing: Listing = entry.value
    programs = {e.value.program for kind in ("families", "frameworks") for e in index.kinds[kind].values()}
    faults = known_name(entry, ("program",), listing.program, programs - {""}, "program")
    seen: dict[str, str] = {}
    for number, one in enumerate(listing.entries):
        if not one.service:
            continue
        path = ("entries", number, "service")
        faults += known_name(entry, path, one.service, index.kinds["services"], "service")
        if one.service in seen:
            faults.append(entry.at(path, f"'{one.service}' stands twice, as '{seen[one.service]}' too"))
        seen[one.service] = one.name
    return faults


def outward_faults(entry: Entry, index: Index) -> list[str]:
    """A requirement that is there, and words for whoever carries it."""
    line: Outward = entry.value
    faults = known_name(entry, ("framework",), line.framework, index.kinds["frameworks"], "framework")
    known = index.requirements.get(line.framework, {})
    if not faults:
        faults += known_name(
            entry, ("requirement",), line.requirement, known, f"requirement of {line.framework}"
        )
    wanted = {
        "us": ("us",),
        "shared": ("us", "customer"),
        "customer": ("customer",),
        "not applicable": ("note",),
    }
    for field in wanted[line.carried_by]:
        if not getattr(line, field).strip():
            faults.append(entry.at((), f"'{line.id}' is carried by {line.carried_by}: say in '{field}' how"))
    return faults
