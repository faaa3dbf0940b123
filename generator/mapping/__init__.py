"""mappings/ -> Catalog: strict YAML, file and line in every fault, all faults told at once."""

from generator.mapping.load import load, mapping_files, shipped
from generator.mapping.schema import schemas

__all__ = ["load", "mapping_files", "schemas", "shipped"]
