"""A fresh list of services in scope before it is kept: what it holds, and what it would change."""

from collections.abc import Mapping

from generator.model.catalog import Listing, ProgramListing
from generator.model.plain import plain


@plain
class Imported:
    """A list as it would be kept, and what must be told of it."""

    listing: Listing
    shape: str  # how the file was read
    unknown: tuple[str, ...] = ()  # names that no mapping knows: kept without a service
    ambiguous: tuple[str, ...] = ()  # names that fit several services, with these
    told: tuple[str, ...] = ()  # rows taken together, parts, what was passed over


@plain
class Comparison:
    """What a list would change, by service id."""

    newly: tuple[str, ...]  # listed, and not known to be so before
    gone: tuple[str, ...]  # listed before, and no longer
    still: tuple[str, ...]
    doubtful: tuple[str, ...]  # not listed before, and the list does not say
    out: tuple[str, ...]  # not listed, nor before
    lacks: tuple[str, ...]  # services that the list does not name
    notes: Mapping[str, str]  # what the list says beside the services in it
    latest: ProgramListing | None  # the latest list at hand before
