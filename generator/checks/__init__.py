"""Checks: pure functions over replies that were already collected, one file per AWS service."""

from importlib import import_module

from generator.checks.registry import registered
from generator.model.verdict import Check

SERVICES = (
    "accessanalyzer",
    "account",
    "acm",
    "apigateway",
    "apigatewayv2",
    "backup",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "codebuild",
    "config",
    "dms",
    "docdb",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "efs",
    "eks",
    "elasticache",
    "elasticbeanstalk",
    "elb",
    "elbv2",
    "emr",
    "guardduty",
    "iam",
    "inspector2",
    "kinesis",
    "kms",
    "lambda",
    "logs",
    "macie2",
    "neptune",
    "opensearch",
    "rds",
    "redshift",
    "s3",
    "sagemaker",
    "secretsmanager",
    "securityhub",
    "shield",
    "sns",
    "sqs",
    "ssm",
    "vpc",
    "wafv2",
)


def all_checks() -> dict[str, Check]:
    """Every check that ships, by id."""
    for service in SERVICES:
        import_module(f"generator.checks.{service}")
    return registered()
