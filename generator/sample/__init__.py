"""Samples that anybody can draw again: the population is hashed first, the draw follows from that hash."""

from generator.sample.files import copy_samples, folder_of, others, read_samples, write
from generator.sample.how import how, shell_lines
from generator.sample.making import Wanted, make
from generator.sample.rows import sample_rows
from generator.sample.sizes import frequencies

__all__ = [
    "Wanted",
    "copy_samples",
    "folder_of",
    "frequencies",
    "how",
    "make",
    "others",
    "read_samples",
    "sample_rows",
    "shell_lines",
    "write",
]
