"""A list held against what is known: what came, what went, what stays."""

from collections.abc import Mapping

from generator.mapping.importing.rows import refused
from generator.model.catalog import Listing, ProgramListing, Service
from generator.model.imports import Comparison


def compare(listing: Listing, services: Mapping[str, Service]) -> Comparison:
    """The list beside the latest one at hand for each service.

    MappingError where it claims to be whole and holds fewer than half of the services listed so far.
    """
    now = {entry.service: entry for entry in listing.entries if entry.service}
    before = {id_: _before(service, listing) for id_, service in services.items()}
    was = {id_ for id_, one in before.items() if one and one.listed == "yes"}
    silent = "no" if listing.complete else ""
    told = {id_: now[id_].listed if id_ in now else silent for id_ in services}

    def those(said: str, *, known: bool) -> tuple[str, ...]:
        return tuple(id_ for id_ in services if told[id_] == said and (id_ in was) == known)

    made = Comparison(
        newly=those("yes", known=False),
        gone=(*those("no", known=True), *those("unknown", known=True)),
        still=those("yes", known=True),
        doubtful=those("unknown", known=False),
        out=those("no", known=False),
        lacks=tuple(id_ for id_ in services if id_ not in now),
        notes={id_: entry.note for id_, entry in now.items() if entry.note},
        latest=max((one for one in before.values() if one), key=lambda one: one.as_of, default=None),
    )
    _must_be_the_list(made, listing)
    return made


def _must_be_the_list(made: Comparison, listing: Listing) -> None:
    was = len(made.still) + len(made.gone)
    if listing.complete and len(made.still) * 2 < was:
        lacking = len(set(made.gone) & set(made.lacks))
        raise refused(
            f"Of the {was} services listed for {listing.program} so far, this list holds {len(made.still)} as listed, "
            f"{len(made.gone) - lacking} otherwise, and lacks {lacking}: it is not the whole list, or another program's.",
            "Look at the file; for a list that is not whole, add --partial.",
        )


def _before(service: Service, listing: Listing) -> ProgramListing | None:
    """The latest list at hand; an earlier import of the same list does not count."""
    same = (listing.as_of, listing.source)
    own = (one for one in service.programs if one.program == listing.program)
    return next((one for one in own if (one.as_of, one.source) != same), None)
