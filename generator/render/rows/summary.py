"""What stands at the front: the checks that fail most, and the calls that could not be read."""

from collections.abc import Sequence

from generator.model.catalog import Severity
from generator.model.plain import plain
from generator.render.figures import n_of
from generator.render.rows.calls import why
from generator.render.rows.fields import Field
from generator.render.view import View, check_key
from generator.render.words import OUTCOME, SEVERITY, rank


@plain
class Deviation:
    """One check that fails, over all accounts and regions."""

    check: str
    title: str
    severity: Severity
    failed: int
    judged: int
    accounts: tuple[str, ...]
    requirements: tuple[str, ...]


@plain
class Unread:
    """One operation that could not be read, over all accounts and regions."""

    operation: str
    outcome: str
    why: str
    calls: int
    accounts: tuple[str, ...]


def deviations(view: View) -> tuple[Deviation, ...]:
    """The most severe first, then those of most resources."""
    failing: dict[str, list[int]] = {}
    for number, finding in enumerate(view.findings):
        if finding.status == "failed":
            failing.setdefault(check_key(finding), []).append(number)
    judged: dict[str, int] = {}
    for finding in view.findings:
        judged[check_key(finding)] = judged.get(check_key(finding), 0) + (finding.status != "not applicable")
    rows = (_deviation(view, key, numbers, judged[key]) for key, numbers in failing.items())
    return tuple(sorted(rows, key=lambda d: (rank(d.severity, SEVERITY), -d.failed, d.check)))


def _deviation(view: View, key: str, numbers: Sequence[int], judged: int) -> Deviation:
    found = [view.findings[n] for n in numbers]
    return Deviation(
        check=key,
        title=found[0].title,
        severity=found[0].severity,
        failed=len(found),
        judged=judged,
        accounts=tuple(dict.fromkeys(view.account(f.account) for f in found)),
        requirements=view.mine(r for f in found for r in f.requirements),
    )


def unread(view: View) -> tuple[Unread, ...]:
    """Refused and broken calls, those of most calls first within each outcome."""
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for call in view.calls:
        if call.outcome not in ("seen", "absent"):
            key = (f"{call.service}:{call.operation}", call.outcome, why(call))
            grouped.setdefault(key, []).append(view.account(call.account))
    rows = (
        Unread(operation=o, outcome=c, why=w, calls=len(a), accounts=tuple(sorted(set(a))))
        for (o, c, w), a in grouped.items()
    )
    return tuple(sorted(rows, key=lambda u: (rank(u.outcome, OUTCOME), -u.calls, u.operation, u.why)))


DEVIATIONS = (
    Field(
        name="severity",
        head="Severity",
        says="How much harm a failure does.",
        value=lambda d: d.severity,
        look="word",
        words=SEVERITY,
    ),
    Field(name="title", head="What must hold", says="The fact.", value=lambda d: d.title),
    Field(
        name="failed",
        head="Resources that fail",
        says="How many fail, of all that were judged.",
        value=lambda d: n_of(d.failed, d.judged),
    ),
    Field(
        name="requirements",
        head="Requirements",
        says="How many requirements rest on it.",
        value=lambda d: len(d.requirements),
        look="number",
    ),
    Field(name="accounts", head="Accounts", says="Where.", value=lambda d: d.accounts, separator=", "),
)
UNREAD = (
    Field(
        name="outcome",
        head="Outcome",
        says="What came of the call.",
        value=lambda u: u.outcome,
        look="word",
        words=OUTCOME,
    ),
    Field(name="operation", head="Call", says="Service and operation.", value=lambda u: u.operation),
    Field(name="why", head="Why", says="In AWS's own words.", value=lambda u: u.why),
    Field(name="calls", head="Calls", says="How many.", value=lambda u: u.calls, look="number"),
    Field(name="accounts", head="Accounts", says="Where.", value=lambda u: u.accounts, separator=", "),
)
