"""The command line: fill options, show progress, map errors to exit codes. No logic."""

from generator.cli import (
    collecting,
    compare,
    demo,
    mappings,
    packs,
    reports,
    requests,
    responsibility,
    review,
    sample,
    services,
    signing,
)
from generator.cli.demo import demo_environment, demo_plan
from generator.cli.root import main

__all__ = [
    "collecting",
    "compare",
    "demo",
    "demo_environment",
    "demo_plan",
    "main",
    "mappings",
    "packs",
    "reports",
    "requests",
    "responsibility",
    "review",
    "sample",
    "services",
    "signing",
]
