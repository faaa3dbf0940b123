"""How a customer line stands: by what its checks found, what people still owe, and what the scope leaves out."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from generator.model.assessment import Finding
from generator.model.counting import count
from generator.model.reached import Rule
from generator.model.status import CustomerStatus

NOTHING_OUT: Mapping[Rule, int] = MappingProxyType({})


def line_status(
    used: Sequence[Finding], waiting: Sequence[str], checked: bool, out: Mapping[Rule, int] = NOTHING_OUT
) -> tuple[CustomerStatus, str]:
    """The status and its reason, with what each rule of the scope puts ``out``.

    A rule that leaves nothing to judge is no data: a slip in it must not read as an empty population.
    """
    words = ", ".join(f"{n:,} out of scope by {rule}" for rule, n in sorted(out.items()) if n)
    if words and all(f.status == "not applicable" for f in used):
        return "no data", f"{len(used):,} in scope, {'none of them to judge, ' if used else ''}{words}"
    status, reason = _status(used, waiting, checked)
    return status, f"{reason}; {words}" if words else reason


def _status(used: Sequence[Finding], waiting: Sequence[str], checked: bool) -> tuple[CustomerStatus, str]:
    """Worst first: deviations, no data, evidence requested, exceptions, supported; not occurring when nothing was found."""
    counts = count(used)
    judged = counts.population - counts.not_applicable
    if counts.failed:
        more = f", {counts.no_data} could not be read" if counts.no_data else ""
        return "deviations", f"{counts.failed} of {judged} deviate{more}"
    if counts.no_data:
        return "no data", f"{counts.no_data} of {judged} could not be read"
    if waiting:
        return "evidence requested", f"waits for {', '.join(waiting)}"
    if counts.exceptions:
        under = f"{counts.exceptions} deviate{'s' * (counts.exceptions == 1)} under an approved exception"
        return "exceptions", f"{counts.passed} of {judged} hold; {under}"
    if judged:
        return "supported", f"{counts.passed} of {judged} hold"
    if not checked:
        return "supported", "every request is answered"
    if counts.population:
        return "not occurring", f"none of {counts.population} found is one that the check speaks of"
    return "not occurring", "every population was seen empty"
