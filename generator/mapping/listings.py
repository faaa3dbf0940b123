"""AWS's lists of services in scope, laid over what each service says of its programs."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from generator.model.catalog import Listing, ProgramListing, Service


def with_listings(services: Mapping[str, Service], listings: Iterable[Listing]) -> dict[str, Service]:
    """Each service with all that is known of its programs, the latest list first in each program."""
    told: dict[str, list[ProgramListing]] = {id_: [] for id_ in services}
    for listing in listings:
        for id_, one in _rows(listing, services):
            told[id_].append(one)
    return {id_: replace(s, programs=_latest_first((*s.programs, *told[id_]))) for id_, s in services.items()}


def _rows(listing: Listing, services: Iterable[str]) -> Iterable[tuple[str, ProgramListing]]:
    """What the list says of each service that these mappings know; of others it says nothing here."""
    named = {entry.service: entry for entry in listing.entries if entry.service}
    for id_ in services:
        entry = named.get(id_)
        if entry is None and not listing.complete:
            continue
        yield (
            id_,
            ProgramListing(
                program=listing.program,
                listed=entry.listed if entry else "no",
                as_of=listing.as_of,
                source=listing.source,
                note=entry.note if entry else "",
            ),
        )


def _latest_first(programs: Iterable[ProgramListing]) -> tuple[ProgramListing, ...]:
    """By program; of two lists of one day, that read last (an overlay's) comes first."""
    ordered = sorted(enumerate(programs), key=lambda one: (one[1].as_of, one[0]), reverse=True)
    return tuple(one for _, one in sorted(ordered, key=lambda one: one[1].program))
