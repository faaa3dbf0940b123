"""The workbook of one framework."""

import os

os.environ["OPENPYXL_LXML"] = (
    "False"  # read when openpyxl is imported: lxml writes other bytes for the same cells
)

from generator.render.book.workbook import workbook  # after the switch above

__all__ = ["workbook"]
