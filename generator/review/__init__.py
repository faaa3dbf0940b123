"""What people wrote into workbooks, read back: safe to open, rows by key, columns by head, answers as lines."""

from generator.review.carrying import Facts, carried, facts_of
from generator.review.deciding import decisions
from generator.review.editions import for_auditor
from generator.review.elsewhere import typed_elsewhere
from generator.review.following import followed
from generator.review.known import Known, PackRows, ordered, pack_rows
from generator.review.merging import merge
from generator.review.packfolder import known_of, rows_of
from generator.review.reading import read_copy, read_identity
from generator.review.shapes import Copy, Identity
from generator.review.state import state

__all__ = [
    "Copy",
    "Facts",
    "Identity",
    "Known",
    "PackRows",
    "carried",
    "decisions",
    "facts_of",
    "followed",
    "for_auditor",
    "known_of",
    "merge",
    "ordered",
    "pack_rows",
    "read_copy",
    "read_identity",
    "rows_of",
    "state",
    "typed_elsewhere",
]
