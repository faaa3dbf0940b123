"""How much was read in each account and region, and what this pack does not show: a row each."""

from collections.abc import Iterator

from generator.model.assessment import BlindSpot
from generator.model.plain import plain
from generator.model.reached import rule_words
from generator.render.figures import plural
from generator.render.rows import scope
from generator.render.rows.fields import Field, few
from generator.render.rows.left_out import left_out
from generator.render.view import View
from generator.render.words import NONE, OUTCOME

COSTS_SHOWN = 40


@plain
class CoverageRow:
    """A line of coverage, or a blind spot."""

    kind: str
    what: str
    account: str
    region: str
    why: str
    costs: tuple[str, ...]


def coverage(view: View) -> tuple[CoverageRow, ...]:
    """What was read first, then what was not."""
    blind = (_blind(spot, view) for spot in view.blind_spots)
    return (*_scope(view), *_read(view), *blind, *_open(view), *_left_out(view))


def fitting(view: View, limit: int) -> tuple[tuple[CoverageRow, ...], int]:
    """As much of it as a sheet has rows for, and how many are left out; never what an answer or a date leaves out."""
    rows, out = coverage(view), _left_out(view)
    whole = rows[: len(rows) - len(out)]
    shown = whole[: max(0, limit - len(out))]
    return (*shown, *out), len(whole) - len(shown)


def _scope(view: View) -> Iterator[CoverageRow]:
    """Where the framework reaches, and how much that leaves in and out."""
    reach = scope.rule(view)
    if reach is None:
        return
    why = f"the framework reaches {rule_words(reach)}"
    away = len(view.all.accounts) - len(view.accounts)
    if away:
        yield _scope_row(f"{plural(away, 'account')} of this pack out of scope", why)
    if reach.cuts:
        yield _scope_row(f"{scope.summary(scope.rows(view))} (tables/scope.csv)", why)


def _open(view: View) -> Iterator[CoverageRow]:
    """Resources that stay in scope until somebody decides, or their tags can be read."""
    open_ = [row for row in scope.rows(view) if row.standing in ("untagged", "not known")]
    for row in open_[: scope.UNTAGGED_SHOWN]:
        yield _scope_row(row.resource, row.why, "in scope until decided", row.account, row.region)
    left = len(open_) - scope.UNTAGGED_SHOWN
    if left > 0:
        yield _scope_row(f"{left:,} more in tables/scope.csv", "", "in scope until decided")


def _scope_row(what: str, why: str, kind: str = "scope", account: str = "", region: str = "") -> CoverageRow:
    return CoverageRow(kind=kind, what=what, account=account, region=region, why=why, costs=())


def _left_out(view: View) -> tuple[CoverageRow, ...]:
    """Requirements that an answer or a date leaves out: not judged, and not hidden."""
    return tuple(
        CoverageRow(
            kind="left out",
            what=f"{plural(len(group.requirements), 'requirement')} of {view.framework.name}",
            account="",
            region="",
            why=group.why,
            costs=group.requirements,
        )
        for group in left_out(view)
    )


def outcomes(view: View) -> dict[str, int]:
    """How many calls came to what, worst first."""
    counted = dict.fromkeys(OUTCOME, 0)
    for call in view.calls:
        counted[call.outcome] = counted.get(call.outcome, 0) + 1
    return counted


def _read(view: View) -> tuple[CoverageRow, ...]:
    places: dict[tuple[str, str], dict[str, int]] = {}
    for call in view.calls:
        counted = places.setdefault((call.account, call.region), dict.fromkeys(reversed(list(OUTCOME)), 0))
        counted[call.outcome] = counted.get(call.outcome, 0) + 1
    return tuple(
        CoverageRow(
            kind="calls made",
            what=f"{sum(counted.values()):,} calls: "
            + ", ".join(f"{n:,} {word}" for word, n in counted.items() if n),
            account=account,
            region=region,
            why="",
            costs=(),
        )
        for (account, region), counted in sorted(places.items())
    )


def _blind(spot: BlindSpot, view: View) -> CoverageRow:
    return CoverageRow(
        kind=spot.kind,
        what=spot.what,
        account=spot.account,
        region=spot.region,
        why=spot.why,
        costs=view.mine(spot.costs),
    )


FIELDS = (
    Field(name="kind", head="Kind", says="The kind of blind spot.", value=lambda b: b.kind),
    Field(name="account", head="Account", says="The AWS account; empty for all.", value=lambda b: b.account),
    Field(name="region", head="Region", says="The region; empty for all.", value=lambda b: b.region),
    Field(name="what", head="What", says="What this pack does not show.", value=lambda b: b.what),
    Field(name="why", head="Why", says="Why it is not shown.", value=lambda b: b.why),
    Field(
        name="requirements",
        head="Requirements",
        says="All requirements that rest on it, in all frameworks of the pack.",
        value=lambda b: b.costs,
    ),
)


def fields(view: View) -> tuple[Field, ...]:
    """The columns."""
    return (
        Field(
            name="kind",
            head="Kind",
            says="Calls made, or the kind of blind spot.",
            value=lambda c: c.kind,
            width=22,
        ),
        Field(
            name="what",
            head="What",
            says="What was read, or what this pack does not show.",
            value=lambda c: c.what,
            width=46,
        ),
        Field(
            name="account",
            head="Account",
            says="The AWS account and its name; a dash for all.",
            value=lambda c: view.account(c.account) if c.account else NONE,
            width=20,
        ),
        Field(
            name="region",
            head="Region",
            says="The region; a dash for all.",
            value=lambda c: c.region or NONE,
            width=14,
        ),
        Field(name="why", head="Why", says="Why it is not shown.", value=lambda c: c.why, width=48),
        Field(
            name="costs_count",
            head="Rest on it",
            says="How many requirements rest on it.",
            value=lambda c: len(c.costs),
            width=10,
            look="number",
        ),
        Field(
            name="costs",
            head="Requirements that rest on it",
            says="Which they are.",
            value=lambda c: few(c.costs, COSTS_SHOWN, ""),
            width=48,
            separator=", ",
        ),
    )
