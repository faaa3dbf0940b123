"""The chain from a requirement to its records: it is the product."""

from collections.abc import Iterator

from generator.errors import ScopeError
from generator.model.assessment import (
    Assessment,
    CallRow,
    CheckInfo,
    CustomerLineResult,
    Finding,
    RequirementResult,
)
from generator.render.terminal.text import safe, some

_ORDER = {"failed": 0, "no data": 1, "exception": 2, "passed": 3, "not applicable": 4}


def explain_lines(assessment: Assessment, asked: str) -> list[str]:
    """Requirement → part → objective → check → resource → call → record; ScopeError when there is none such."""
    wanted = asked.split(":", 1)
    found = [
        result
        for result in assessment.requirements
        if wanted[-1] in (result.requirement, *result.formerly)
        and (len(wanted) == 1 or result.framework == wanted[0])
    ]
    if not found:
        near = [r.requirement for r in assessment.requirements if wanted[-1].lower() in r.requirement.lower()]
        hint = f"Near it: {some(near)}." if near else "The sheet 'Requirements' lists them."
        raise ScopeError(f"This pack has no requirement '{safe(asked, 80)}'.", hint)
    return [line for result in found for line in _requirement(assessment, result)]


def _requirement(assessment: Assessment, result: RequirementResult) -> Iterator[str]:
    yield f"{result.framework} {result.version}  {result.requirement}  {result.title}"
    often = f"; how often: {result.timeframe}" if result.timeframe else ""
    yield f"  responsibility: {result.responsibility}{often}; source: {result.source}"
    if result.aws:
        yield f"AWS part: {result.aws_status} ({safe(result.aws_reason)})"
    for line in result.aws:
        yield f"  - [{line.kind}] {line.statement}"
        yield f"      {line.status}: {safe(line.citation or line.reason)}"
        yield f"      evidence {some(list(line.evidence))}"
    if result.customer:
        yield f"Customer part: {result.customer_status} ({safe(result.customer_reason)})"
    calls = {call.evidence: call for call in assessment.calls}
    for duty in result.customer:
        yield from _line(assessment, duty, calls, f"{result.framework}:{result.requirement}")


def _line(
    assessment: Assessment, line: CustomerLineResult, calls: dict[str, CallRow], requirement: str
) -> Iterator[str]:
    name = f"objective {line.objective}: " if line.objective else ""
    yield f"  - {name}{line.statement}"
    if not line.applies:
        yield f"      does not apply: {line.why_not}"
        return
    yield f"      {line.status}: {safe(line.reason)}"
    for request in (r for r in assessment.requests if r.request in line.requests):
        yield f"      request {request.request} ({request.status}, {request.owner}): {safe(request.wording)}"
    infos = {info.key: info for info in assessment.checks}
    for key in line.checks:
        found = [f for f in assessment.findings if _key(f) == key and requirement in f.requirements]
        yield from _check(infos[key], found, calls)


def _key(finding: Finding) -> str:
    return f"{finding.check}({finding.params})" if finding.params else finding.check


def _check(info: CheckInfo, findings: list[Finding], calls: dict[str, CallRow]) -> Iterator[str]:
    yield f"      check {info.key} [{info.severity}]: {info.title}"
    for finding in sorted(findings, key=lambda f: (_ORDER[f.status], f.account, f.region, f.resource)):
        place = f"{finding.account} {finding.region}"
        yield f"        {finding.status}: {safe(finding.resource)} ({place}): {safe(finding.reason)}"
        for evidence in finding.evidence[:6]:
            if evidence in calls:
                yield f"            {_record(calls[evidence])}"
        if len(finding.evidence) > 6:
            yield f"            and {len(finding.evidence) - 6} more records"


def _record(call: CallRow) -> str:
    ids = some(list(call.request_ids), 1) or "none"
    return (
        f"{call.evidence} {call.service}:{call.operation} {safe(call.parameters, 120)} {call.outcome}, "
        f"{call.pages} pages, {call.started}, by {call.caller}, request {ids}, sha256 {call.sha256[:16]}…"
    )
