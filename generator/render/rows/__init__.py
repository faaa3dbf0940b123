"""Rows and columns that the workbook, the pages and the CSV tables share, so that they cannot disagree.

In each file ``FIELDS`` are the columns of the CSV contract, in its order; ``joined(view)`` are further
columns for people, which look up what stands in other rows.
"""
