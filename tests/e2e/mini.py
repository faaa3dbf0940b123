"""The command line in a process of its own, over the few mappings of a folder: ``mini.py FOLDER run ...``."""

import sys
from importlib import import_module
from pathlib import Path

from generator.cli import main

folder = Path(sys.argv.pop(1))
for module in ("generator.mapping.load", "generator.pipeline"):
    import_module(module).shipped = lambda: folder  # type: ignore[attr-defined]
main()
