"""Findings cut to where each framework reaches: by region, by tags, by VPC, and told what was cut."""

from generator.assess.reach.cutting import Cutter
from generator.assess.reach.telling import scope_rows, scope_spots

__all__ = ["Cutter", "scope_rows", "scope_spots"]
