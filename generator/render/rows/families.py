"""A report family or an agreement that the framework cites a row: what all current documents of it show together."""

from collections.abc import Mapping, Sequence

from generator.model.assessment import AwsLineResult, FamilyResult
from generator.model.status import AwsStatus
from generator.render.rows.fields import Field, few
from generator.render.timeline import Run, cells, covered, runs, text
from generator.render.view import View
from generator.render.words import AWS, rank

SERVICES_SHOWN = 12
RESTING_SHOWN = 6
SPARE = "not needed: other documents carry every line that cites it"
BAR_WIDTH = 1.1  # of a column, for each character


def families(view: View) -> tuple[FamilyResult, ...]:
    """The worst first, then those that most requirements rest on; last those that others stand in for."""
    known = standings(view)

    def place(one: FamilyResult) -> tuple[bool, int, int, str]:
        status, why = known[one.family]
        return why.endswith(SPARE), rank(status, AWS), -len(view.resting.get(one.family, ())), one.family

    return tuple(sorted(view.families.values(), key=place))


def standings(view: View) -> Mapping[str, tuple[AwsStatus, str]]:
    """How each stands and why: the worst of its days, its services and regions, and the lines that cite it alone.

    Days alone would show a family as inherited whose list lacks a service in use.
    """
    citing: dict[str, list[AwsLineResult]] = {}
    for line in (line for result in view.requirements for line in result.aws):
        for id_ in line.families:
            citing.setdefault(id_, []).append(line)
    return {id_: _standing(family, citing.get(id_, ())) for id_, family in view.families.items()}


def _standing(family: FamilyResult, lines: Sequence[AwsLineResult]) -> tuple[AwsStatus, str]:
    found: list[tuple[AwsStatus, str]] = [(family.status, family.reason)]
    if outside := (*family.not_listed, *family.outside):
        found.append(("service out of scope", f"in use outside its scope: {_some(outside)}"))
    if family.unlisted:
        found.append(("no data", f"not known to be in its scope: {_some(family.unlisted)}"))
    found += [
        (line.status, line.reason.removeprefix(f"{family.name}: "))
        for line in lines
        if len(line.families) == 1
    ]
    worst = min((status for status, _ in found), key=lambda status: rank(status, AWS))
    reasons = [reason for status, reason in found if status == worst]
    if worst != family.status:
        reasons = [reasons[0], family.reason]
    elif worst != "inherited" and lines and all(line.status == "inherited" for line in lines):
        reasons = [family.reason, SPARE]
    said = [
        r for r in dict.fromkeys(reasons) if r and not any(r != other and r in other for other in reasons)
    ]
    return worst, "; ".join(said[:2])


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(few(names, RESTING_SHOWN, ""))


def line_of(view: View, family: FamilyResult) -> tuple[Run, ...]:
    """Our period as the family covers it."""
    return runs(view.all.period, family.stretches, family.gaps, unread=family.status == "no data")


def drawn(view: View, line: tuple[Run, ...]) -> tuple[str, ...]:
    """The line in characters, and in words beneath."""
    return text(view.all.period, line), f"{covered(line):,} of {view.all.period.days:,} days"


def bar_width(view: View) -> int:
    """Wide enough for the line, and for its words."""
    return round(max(cells(view.all.period), 16) * BAR_WIDTH) + 3


def fields(view: View) -> tuple[Field, ...]:
    """The columns."""
    known = standings(view)
    return (
        Field(
            name="name",
            head="Looked for",
            says="What was looked for in AWS Artifact.",
            value=lambda f: f.name,
            width=26,
        ),
        Field(
            name="status",
            head="AWS status",
            says="What all current documents of the family show together: the worst of their days, of the services "
            "and regions in use, and of the lines that cite it alone.",
            value=lambda f: known[f.family][0],
            width=21,
            look="word",
            words=AWS,
        ),
        Field(
            name="reason",
            head="Why",
            says="Why it stands so.",
            value=lambda f: known[f.family][1],
            width=34,
        ),
        Field(
            name="together",
            head="Together, over our period",
            says="Our period from its first day to its last. █ covered by a report, certificate or agreement, ▒ by a "
            "bridge letter alone, · by nothing, ? could not be read. One uncovered day marks its whole place.",
            value=lambda f: drawn(view, line_of(view, f)),
            width=bar_width(view),
            look="bar",
        ),
        Field(
            name="gaps",
            head="Days uncovered",
            says="The days of our period that stay uncovered, bridge letters counted in.",
            value=lambda f: f.gaps or ((_whole(view),) if f.gap_days else ()),
            width=25,
        ),
        Field(
            name="not_listed",
            head="In use, not on its list",
            says="Services in use that its programme's list lacks, with the list's day.",
            value=lambda f: few(f.not_listed, SERVICES_SHOWN, "(see Services)"),
            width=34,
        ),
        Field(
            name="unlisted",
            head="In use, not known",
            says="Services in use of which no list at hand says enough. They do not count as in scope.",
            value=lambda f: few(f.unlisted, SERVICES_SHOWN, "(see Services)"),
            width=34,
        ),
        Field(
            name="outside",
            head="Regions outside",
            says="Regions in use that its programme does not reach.",
            value=lambda f: f.outside,
            width=26,
        ),
        Field(
            name="lists",
            head="Lists of",
            says="The days of the lists that put the other services in use into its scope.",
            value=lambda f: f.lists,
            width=13,
        ),
        Field(
            name="next_expected",
            head="Next expected",
            says="When to fetch the next: an expectation from AWS's habit, not a promise.",
            value=lambda f: f.next_expected,
            width=26,
        ),
        Field(
            name="resting",
            head="Requirements",
            says="How many requirements of this framework cite it.",
            value=lambda f: len(view.resting.get(f.family, ())),
            width=15,
            look="number",
        ),
        Field(
            name="resting_ids",
            head="Which rest on it",
            says="The requirements of this framework that cite it, the first of many.",
            value=lambda f: few(view.resting.get(f.family, ()), RESTING_SHOWN, "in tables/reports.csv"),
            width=30,
            separator=", ",
        ),
    )


def narrow(view: View) -> tuple[Field, ...]:
    """The same in fewer columns, for pages."""
    return (
        *fields(view),
        Field(
            name="scope",
            head="Services and regions in use",
            says="What its programme's lists hold of them.",
            value=_scope,
            width=40,
            empty="goes by no list",
            separator="; ",
        ),
        Field(
            name="rests",
            head="Rest on it",
            says="The requirements of this framework that cite it: how many, and the first of them.",
            value=lambda f: _rests(view.resting.get(f.family, ())),
            width=30,
        ),
    )


def _scope(family: FamilyResult) -> tuple[str, ...]:
    parts = (
        ("not on its list", few(family.not_listed, SERVICES_SHOWN, "(see the workbook)")),
        ("not known", few(family.unlisted, SERVICES_SHOWN, "(see the workbook)")),
        ("outside", family.outside),
        ("others listed" if family.not_listed or family.unlisted else "listed", _of(family.lists)),
    )
    return tuple(f"{word}: {', '.join(names)}" for word, names in parts if names)


def _of(days: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"as of {day}" for day in days)


def _rests(ids: tuple[str, ...]) -> str:
    return f"{len(ids):,}: {', '.join(few(ids, RESTING_SHOWN, ''))}" if ids else ""


def _whole(view: View) -> str:
    return f"{view.all.period.start} to {view.all.period.end}"
