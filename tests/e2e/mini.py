"""The command line in a process of its own, over the few mappings of a folder: ``mini.py FOLDER run ...``."""

import signal
import sys
from importlib import import_module
from pathlib import Path

from generator.cli import main

# What was started in the background of a script ignores Ctrl-C, and so would this.
signal.signal(signal.SIGINT, signal.default_int_handler)
folder = Path(sys.argv.pop(1))
for module in ("generator.mapping.load", "generator.chain"):
    import_module(module).shipped = lambda: folder  # type: ignore[attr-defined]
main()
