"""A saved list of services in scope, read, matched to the mappings' services, compared and written as a listing."""

from generator.mapping.importing.comparing import compare
from generator.mapping.importing.matching import PROGRAMS, Origin, as_listing
from generator.mapping.importing.names import Names, key
from generator.mapping.importing.reading import read_list
from generator.mapping.importing.rows import Found, Row
from generator.mapping.importing.writing import as_yaml, listing_path, write_listing

__all__ = [
    "PROGRAMS",
    "Found",
    "Names",
    "Origin",
    "Row",
    "as_listing",
    "as_yaml",
    "compare",
    "key",
    "listing_path",
    "read_list",
    "write_listing",
]
