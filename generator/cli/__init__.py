"""The command line: fill options, show progress, map errors to exit codes. No logic."""

from generator.cli import collecting, demo, mappings, packs
from generator.cli.demo import demo_environment, demo_plan
from generator.cli.root import main

__all__ = ["collecting", "demo", "demo_environment", "demo_plan", "main", "mappings", "packs"]
