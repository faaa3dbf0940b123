"""Checks: pure functions over replies that were already collected, one file per AWS service."""

from importlib import import_module

from generator.checks.registry import registered
from generator.model.verdict import Check

SERVICES = (
    "accessanalyzer",
    "acm",
    "cloudtrail",
    "cloudwatch",
    "config",
    "ec2",
    "guardduty",
    "iam",
    "kms",
    "logs",
    "rds",
    "s3",
    "securityhub",
    "ssm",
    "vpc",
)


def all_checks() -> dict[str, Check]:
    """Every check that ships, by id."""
    for service in SERVICES:
        import_module(f"generator.checks.{service}")
    return registered()
