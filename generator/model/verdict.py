"""What a check answers for one resource."""

from collections.abc import Callable
from typing import Literal

from generator.model.catalog import Severity
from generator.model.plain import Json, plain


@plain
class Verdict:
    """``passed``, ``failed`` or ``not applicable``, with the reason a reviewer reads."""

    status: Literal["passed", "failed", "not applicable"]
    reason: str


def passed(reason: str) -> Verdict:
    """The fact holds for this resource."""
    return Verdict(status="passed", reason=reason)


def failed(reason: str) -> Verdict:
    """The fact does not hold, or nothing shows that it does."""
    return Verdict(status="failed", reason=reason)


def not_applicable(reason: str) -> Verdict:
    """The question does not arise for this resource."""
    return Verdict(status="not applicable", reason=reason)


@plain
class Check:
    """A registered check: the function, what it reads, and its words."""

    id: str  # module.function
    calls: tuple[str, ...]  # the first names what is judged
    of: Literal["resource", "region", "account"]
    severity: Severity
    title: str
    rationale: str
    remediation: str
    source: str  # the AWS page that states the fact
    same_as: tuple[str, ...]
    params: dict[str, object]  # thresholds and their defaults
    context: tuple[str, ...]  # names of what it asks besides replies: now, resource, account ...
    function: Callable[..., Verdict]
    service: str
    formerly: tuple[str, ...] = ()


__all__ = ["Check", "Json", "Verdict", "failed", "not_applicable", "passed"]
