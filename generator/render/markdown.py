"""The Markdown pages: every value is escaped on its way out, unless our own code marks it as Markdown."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from generator.celltext import clean
from generator.model.assessment import Assessment
from generator.render import charts, words
from generator.render.escape import cited, markdown, markdown_code, moment
from generator.render.facts import VERIFY, facts, file_names, pack_files, shared
from generator.render.figures import n_of, plural, population, share
from generator.render.rows import coverage, cuecs, families, layers, limits, reports, requests
from generator.render.rows.details import CheckLine, Detail, details, grouped
from generator.render.rows.fields import Field, few, pick, shown
from generator.render.rows.requirements import families as groups_of
from generator.render.rows.requirements import good, tally
from generator.render.rows.summary import DEVIATIONS, UNREAD, deviations, unread
from generator.render.templates import template
from generator.render.view import View

OPEN = 20  # resources shown under a requirement
TOP = 10
LAYER_COLUMNS = pick(
    layers.FIELDS,
    *("layer", "service", "in_use", "resources", "evidence", "failed", "no_data", "features", "blind_spots"),
)


class Md(str):
    """Text that is Markdown already."""

    __slots__ = ()


def page(view: View) -> bytes:
    """One framework."""
    shown_details = details(view, OPEN)
    ours, theirs = tally(view.requirements, "customer"), tally(view.requirements, "aws")
    return filled(
        "report.md.j2",
        view=view,
        facts=facts(view),
        ours=[(word, n_of_all(ours, word), meaning.means) for word, meaning in words.CUSTOMER.items()],
        theirs=[(word, n_of_all(theirs, word), meaning.means) for word, meaning in words.AWS.items()],
        pie=Md(charts.mermaid_pie("Our part", ours)),
        by_family=_by_family(view),
        deviations=(DEVIATIONS, deviations(view)[:TOP]),
        unread=(UNREAD, unread(view)[:TOP]),
        overview=[_overview(d) for d in shown_details],
        families=grouped(shown_details),
        reported=(_family_columns(view), families.families(view)),
        reports=(_report_columns(view), reports.reports(view)),
        cuecs=(_cuec_columns(view), view.cuecs),
        requests=(_request_columns(view), view.requests),
        coverage=(coverage.fields(view), coverage.coverage(view)),
        layers=(LAYER_COLUMNS, layers.layers(view)),
        limits=(pick(limits.FIELDS, "title", "statement", "shows"), view.all.limits),
    )


def index(assessment: Assessment, views: Sequence[View]) -> bytes:
    """The pack's front page."""
    names = file_names(assessment)
    rows = []
    for view in views:
        ours, theirs = tally(view.requirements, "customer"), tally(view.requirements, "aws")
        rows.append(
            (
                _link(view.framework.name, names[view.framework.id] + ".md"),
                f"{len(view.requirements):,}",
                share(*good(ours, "supported")),
                *(f"{ours[word]:,}" for word in ("deviations", "no data", "evidence requested")),
                share(*good(theirs, "inherited")),
            )
        )
    return filled(
        "index.md.j2",
        assessment=assessment,
        rows=rows,
        notices=[(view.framework.name, view.notices) for view in views],
        facts=shared(assessment),
        files=[(_link(name, name), what) for name, what in pack_files(assessment)],
    )


def n_of_all(counted: Any, word: str) -> str:
    """``3 of 5``, where not applicable is no part of N."""
    _, total = good(counted, word)
    return f"{counted[word]:,} left out" if word == "not applicable" else n_of(counted[word], total)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Md:
    """A table whose cells are escaped one by one, so that none can end a cell or a row."""
    lines = ["| " + " | ".join(markdown(head) for head in heads) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(_escaped(cell) for cell in row) + " |" for row in rows]
    return Md("\n".join(lines))


def shown_table(columns: Sequence[Field], rows: Iterable[Any]) -> Md:
    """A table of shared columns; code stands in code, all on one line."""
    return table(
        [c.head for c in columns],
        [
            [Md(markdown_code(shown(c, r))) if c.look in ("code", "bar") else shown(c, r) for c in columns]
            for r in rows
        ],
    )


def check_table(detail: Detail) -> Md:
    """The checks of a requirement."""
    return table(
        ("What must hold", "Check", "Severity", "Passed", "Failed", "No data", "Exceptions"),
        [
            (c.title, _code(c.key), c.severity, c.good, *(f"{n:,}" for n in _numbers(c)))
            for c in detail.checks
        ],
    )


def _numbers(check: CheckLine) -> tuple[int, ...]:
    return check.counts.failed, check.counts.no_data, check.counts.exceptions


def open_table(detail: Detail, view: View) -> Md:
    """The resources of a requirement that do not pass."""
    return table(
        ("Status", "Severity", "Resource", "What was seen", "Account", "Region", "Evidence"),
        [
            (
                f.status,
                f.severity,
                _code(f.resource),
                f"{f.reason} ({f.exception})" if f.exception else f.reason,
                view.account(f.account),
                f.region,
                _code(", ".join(few(f.evidence, 2, ""))),
            )
            for f in detail.open
        ],
    )


def _escaped(value: object) -> str:
    """What jinja2 calls for every value."""
    return value if isinstance(value, Md) else markdown(str(value))


def _code(text: str) -> Md:
    return Md(markdown_code(text))


def _link(text: str, address: str) -> Md:
    """A link to a file or anchor of ours; the address holds no character that ends a link."""
    return Md(f"[{markdown(text)}]({address})")


def _page_link(source: str) -> Md:
    """A link to an https page with the section after it; the text alone where it cannot be linked."""
    address, section = cited(source)
    return Md(" ".join(part for part in (f"<{address}>" if address else "", markdown(section)) if part))


def _overview(detail: Detail) -> tuple[str, ...]:
    result = detail.result
    return (
        _link(result.requirement, f"#{detail.anchor}"),
        result.title,
        result.responsibility,
        result.aws_status or words.NONE,
        result.customer_status or words.NONE,
        population(result.counts),
    )


def _by_family(view: View) -> list[tuple[str, ...]]:
    rows = []
    for family in groups_of(view.requirements):
        ours, theirs = (tally(view.requirements, part, family) for part in ("customer", "aws"))
        rows.append(
            (
                family or words.NONE,
                n_of(*good(ours, "supported")),
                *(f"{ours[word]:,}" for word in ("deviations", "no data", "evidence requested")),
                n_of(*good(theirs, "inherited")),
            )
        )
    return rows


def _family_columns(view: View) -> tuple[Field, ...]:
    return pick(
        families.narrow(view),
        *("name", "together", "status", "reason", "gaps", "scope", "next_expected", "rests"),
    )


def _report_columns(view: View) -> tuple[Field, ...]:
    return pick(
        (*reports.FIELDS, *reports.joined(view)),
        *("family_name", "named", "period_from", "period_to", "valid_to", "covers_shown", "alone"),
        *("gap_days", "bridged_to", "used", "note", "document"),
    )


def _cuec_columns(view: View) -> tuple[Field, ...]:
    return pick(
        (*cuecs.FIELDS, *cuecs.joined()),
        *("topic", "statement", *cuecs.noted(view), "section", "status", "reason", "judged", "requests"),
        *("requirements_few", "reports"),
    )


def _request_columns(view: View) -> tuple[Field, ...]:
    return pick(
        (*requests.FIELDS, *requests.joined(view)),
        *("request", "wording", "good_answer", "owner", "due", "status", "requirement_ids"),
    )


def filled(name: str, **values: Any) -> bytes:
    """A template filled in; values are escaped."""
    return clean(_environment().get_template(name).render(**values)).encode()


@cache
def _environment() -> Environment:
    made = Environment(
        autoescape=False,  # noqa: S701 # this is Markdown: ``finalize`` escapes for it
        undefined=StrictUndefined,
        finalize=_escaped,
        loader=FunctionLoader(template),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.update(
        words=words,
        verify=VERIFY,
        table=table,
        check_table=check_table,
        open_table=open_table,
        shown_table=shown_table,
        code=_code,
        anchor=lambda name: Md(f'<a id="{name}"></a>'),
        page_link=_page_link,
        moment=moment,
        plural=plural,
        few=few,
        population=population,
    )
    return made
