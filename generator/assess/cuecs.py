"""What AWS's reports take for granted of us, and what our objectives show of it."""

from collections.abc import Iterable, Mapping, Sequence

from generator.assess.requirements import WORST, Ground
from generator.model.assessment import CuecRow, CustomerLineResult, RequirementResult
from generator.model.catalog import Cuec, Framework, When
from generator.model.counting import count
from generator.model.plain import plain
from generator.model.status import CustomerStatus


def cuec_rows(
    framework: Framework, results: Sequence[RequirementResult], ground: Ground
) -> tuple[CuecRow, ...]:
    """A row for each control that a family cited by the framework expects of us."""
    cited = {family for result in results for line in result.aws for family in line.families}
    shown = _shown(results)
    return tuple(
        _row(framework, cuec, shown, ground) for cuec in ground.catalog.cuecs if cited & set(cuec.reports)
    )


@plain
class _Line:
    requirement: str
    result: CustomerLineResult


def _shown(results: Iterable[RequirementResult]) -> Mapping[str, list[_Line]]:
    """The lines of the framework by the objective that they name."""
    found: dict[str, list[_Line]] = {}
    for result in results:
        for line in result.customer:
            if line.objective:
                found.setdefault(line.objective, []).append(
                    _Line(requirement=result.requirement, result=line)
                )
    return found


def _row(framework: Framework, cuec: Cuec, shown: Mapping[str, list[_Line]], ground: Ground) -> CuecRow:
    accounts = ground.accounts(framework.id)
    wanted = [name for name in cuec.objectives if name in ground.catalog.objectives]
    lines = [line for name in wanted for line in shown.get(name, ())]
    status, reason = _status(wanted, shown)
    use = ground.in_use.state(When(services=cuec.services), accounts)
    if use == "no":
        status, reason, lines = "not occurring", "no service of this kind is in use", []
    elif use == "unknown" and WORST[status] < WORST["no data"]:
        status, reason = "no data", "whether a service of this kind is in use could not be read"
    own = [line.result for line in lines if line.result.applies]
    keys = dict.fromkeys(key for line in own for key in line.checks)
    used = ground.found(framework.id, accounts, keys)
    return CuecRow(
        framework=framework.id,
        cuec=cuec.id,
        reports=tuple(ground.catalog.families[f].name for f in cuec.reports if f in ground.catalog.families),
        topic=cuec.topic,
        statement=cuec.statement,
        section=cuec.section,
        objectives=cuec.objectives,
        status=status,
        reason=reason,
        counts=count(used),
        evidence=tuple(dict.fromkeys(e for f in used for e in f.evidence)),
        requests=tuple(dict.fromkeys(r for line in own for r in line.requests)),
        requirements=tuple(dict.fromkeys(line.requirement for line in lines)),
    )


def _status(wanted: Sequence[str], shown: Mapping[str, list[_Line]]) -> tuple[CustomerStatus, str]:
    """The worst of its objectives; one that no requirement of the framework asks for leaves it not judged."""
    if not wanted:
        return "", "not judged: the answers to the options leave its objectives out"
    missing = [name for name in wanted if name not in shown]
    lines = [line.result for name in wanted for line in shown.get(name, ())]
    own = [line for line in lines if line.applies]
    if not lines:
        return "", f"not judged: no requirement here asks for {', '.join(missing)}"
    none: CustomerStatus = "not occurring"
    worst = max((line.status for line in own), key=WORST.__getitem__, default=none)
    reasons = [f"{line.objective}: {line.reason}" for line in own if line.status == worst and line.reason]
    reason = "; ".join(dict.fromkeys(reasons)) or "no service of the kinds named here is in use"
    if missing and worst in ("supported", "exceptions", "not occurring"):
        return "", f"not judged in full: no requirement here asks for {', '.join(missing)}"
    return worst, reason
