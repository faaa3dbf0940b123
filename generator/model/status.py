"""The words that results end in, and how many resources ended in each."""

from typing import Literal

from generator.model.plain import plain

Status = Literal["passed", "failed", "no data", "exception", "not applicable"]
CustomerStatus = Literal[
    "deviations",
    "no data",
    "evidence requested",
    "exceptions",
    "supported",
    "not occurring",
    "not applicable",
    "",
]
AwsStatus = Literal["inherited", "report gap", "service out of scope", "no report", "no data", ""]
Responsibility = Literal["aws", "shared", "customer"]


@plain
class Counts:
    """Resources judged. ``population`` leaves out what AWS owns and what is out of scope, both counted apart."""

    population: int = 0
    passed: int = 0
    failed: int = 0
    no_data: int = 0
    exceptions: int = 0
    not_applicable: int = 0
    aws_owned: int = 0
    out_of_scope: int = 0  # by a rule of the scope: docs/scoping.md
