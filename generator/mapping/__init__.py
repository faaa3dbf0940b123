"""mappings/ -> Catalog: strict YAML, file and line in every fault, all faults told at once."""

from generator.mapping.load import load, shipped

__all__ = ["load", "shipped"]
