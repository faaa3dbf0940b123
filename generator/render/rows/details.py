"""A requirement with its checks and the resources that do not pass: what a page shows of it."""

from collections.abc import Mapping, Sequence

from generator.model.assessment import Finding, RequirementResult
from generator.model.catalog import Severity
from generator.model.counting import count
from generator.model.plain import plain
from generator.model.status import Counts
from generator.render.escape import slug, unique
from generator.render.figures import judged, n_of, plural
from generator.render.rows.requirements import kind
from generator.render.view import View, check_key


@plain
class CheckLine:
    """One check of a requirement, over all accounts and regions."""

    key: str
    title: str
    severity: Severity
    counts: Counts

    @property
    def good(self) -> str:
        """``3 of 5`` passed; a dash where nothing was there to judge."""
        return n_of(self.counts.passed, judged(self.counts))


@plain
class Detail:
    """One requirement."""

    result: RequirementResult
    anchor: str
    kind: str
    checks: tuple[CheckLine, ...]
    open: tuple[Finding, ...]  # failed, no data and exceptions, worst first
    more: int  # how many of them are left out
    said: str  # "9 findings: 6 failed, 3 exceptions"

    @property
    def left(self) -> int:
        """How many do not pass, shown or not."""
        return len(self.open) + self.more


def details(view: View, limit: int) -> tuple[Detail, ...]:
    """All requirements in order, each with at most ``limit`` resources."""
    anchors = unique([f"r-{slug(r.requirement)}" for r in view.requirements])
    return tuple(_detail(view, r, a, limit) for r, a in zip(view.requirements, anchors, strict=True))


def _detail(view: View, result: RequirementResult, anchor: str, limit: int) -> Detail:
    found = view.findings_of.get(result.requirement, ())
    left = [f for f in found if f.status in ("failed", "no data", "exception")]
    return Detail(
        result=result,
        anchor=anchor,
        kind=kind(result, view),
        checks=_lines(view, result, found),
        open=tuple(left[:limit]),
        more=max(0, len(left) - limit),
        said=_said(count(left)),
    )


def _said(counts: Counts) -> str:
    """How many do not pass, and why."""
    parts = (
        f"{counts.failed:,} failed" if counts.failed else "",
        f"{counts.no_data:,} no data" if counts.no_data else "",
        plural(counts.exceptions, "exception") if counts.exceptions else "",
    )
    return f"{plural(counts.population, 'finding')}: " + ", ".join(p for p in parts if p)


def _lines(view: View, result: RequirementResult, found: Sequence[Finding]) -> tuple[CheckLine, ...]:
    by_key: dict[str, list[Finding]] = {key: [] for key in result.checks}
    for finding in found:
        by_key.setdefault(check_key(finding), []).append(finding)
    return tuple(
        CheckLine(
            key=key,
            title=_title(view, key, rows),
            severity=rows[0].severity if rows else view.checks[key].severity if key in view.checks else "low",
            counts=count(rows),
        )
        for key, rows in by_key.items()
    )


def _title(view: View, key: str, rows: Sequence[Finding]) -> str:
    if rows:
        return rows[0].title
    return view.checks[key].title if key in view.checks else key


def grouped(shown: Sequence[Detail]) -> Mapping[str, tuple[Detail, ...]]:
    """By family, in the framework's order."""
    families: dict[str, list[Detail]] = {}
    for detail in shown:
        families.setdefault(detail.result.family, []).append(detail)
    return {family: tuple(rows) for family, rows in families.items()}
