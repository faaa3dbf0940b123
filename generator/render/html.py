"""The HTML pages: one file each, no script, nothing remote; jinja2 escapes every value."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from generator.celltext import clean
from generator.model.assessment import Assessment
from generator.render import charts, words
from generator.render.escape import cited, moment, slug, unique
from generator.render.facts import READ_PAGE, VERIFY, facts, file_names, pack_files, shared
from generator.render.figures import judged, n_of, plural, share
from generator.render.rows import calls, coverage, cuecs, families, layers, limits, picture, reports, requests
from generator.render.rows.details import details, grouped
from generator.render.rows.fields import Field, few, pick, shown
from generator.render.rows.requirements import families as groups_of
from generator.render.rows.requirements import good, tally
from generator.render.rows.summary import DEVIATIONS, UNREAD, deviations, unread
from generator.render.templates import template
from generator.render.view import View, check_key

OPEN = 100  # resources shown under a requirement
CALLS = 2_000  # calls shown on the page
TOP = 10
LAYER_COLUMNS = pick(
    layers.FIELDS,
    *("layer", "service", "in_use", "resources", "evidence", "failed", "no_data", "features", "blind_spots"),
)


def page(view: View) -> bytes:
    """One framework."""
    shown_details = details(view, OPEN)
    shown_calls = view.calls[:CALLS]
    anchors = unique([f"e-{slug(c.evidence)}" for c in shown_calls])
    evidence = dict(reversed([(c.evidence, a) for c, a in zip(shown_calls, anchors, strict=True)]))
    return filled(
        "report.html.j2",
        view=view,
        facts=facts(view),
        groups=_groups(view),
        charts=_charts(view),
        details=shown_details,
        families=_anchored(grouped(shown_details)),
        anchor_of={d.result.requirement: d.anchor for d in shown_details},
        evidence=evidence,
        call_anchors=anchors,
        calls=shown_calls,
        more_calls=len(view.calls) - len(shown_calls),
        tables=_tables(view),
        times=picture.picture(view),
        kinds=picture.KINDS,
        why=calls.why,
        back=_back(view),
        read=READ_PAGE,
    )


def index(assessment: Assessment, views: Sequence[View]) -> bytes:
    """The pack's front page."""
    return filled(
        "index.html.j2",
        assessment=assessment,
        facts=shared(assessment),
        cards=[(view, _groups(view)) for view in views],
        files=pack_files(assessment),
        file_names=file_names(assessment),
        organisation=assessment.organisation,
    )


def filled(name: str, **values: Any) -> bytes:
    """A template filled in; jinja2 escapes every value."""
    text = _environment().get_template(name).render(**values)
    return clean(text).encode()


@cache
def _environment() -> Environment:
    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FunctionLoader(template),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = template("style.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    made.globals.update(
        style=Markup(style),  # noqa: S704 # our own file
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'",
        words=words,
        verify=VERIFY,
        tone=words.tone,
        shade=words.shade,
        passed=lambda counts: n_of(counts.passed, judged(counts)),
        plural=plural,
        few=few,
        check_key=check_key,
        moment=moment,
        cited=cited,
        shown=shown,
    )
    return made


def _groups(view: View) -> list[tuple[str, str, Mapping[str, int], Mapping[str, words.Word]]]:
    """The big numbers: ours, AWS's, the calls."""
    ours, theirs = tally(view.requirements, "customer"), tally(view.requirements, "aws")
    return [
        ("Our part", f"{share(*good(ours, 'supported'))} supported", ours, words.CUSTOMER),
        ("AWS's part", f"{share(*good(theirs, 'inherited'))} inherited", theirs, words.AWS),
        ("AWS calls", plural(len(view.calls), "call"), coverage.outcomes(view), words.OUTCOME),
    ]


def _charts(view: View) -> list[tuple[str, Markup, list[words.Word], Mapping[str, words.Word]]]:
    """Both parts by family, each with the words of its colours."""
    drawn = []
    for part, title, best, known in (
        ("customer", "Our part by family", "supported", words.CUSTOMER),
        ("aws", "AWS's part by family", "inherited", words.AWS),
    ):
        counts = {f: tally(view.requirements, part, f) for f in groups_of(view.requirements)}  # type: ignore[arg-type] # the two parts
        bars = [
            charts.bar(f, _beside(good(counted, best), best), counted, known)
            for f, counted in counts.items()
            if any(counted.values())
        ]
        used = [word for word in known.values() if any(counted[word.word] for counted in counts.values())]
        if bars:
            told = "; ".join(f"{b.label}: {', '.join(f'{s.n} {s.word}' for s in b.segments)}" for b in bars)
            drawn.append((title, charts.svg(f"chart-{part}", title, told, bars), used, known))
    return drawn


def _beside(figures: tuple[int, int], best: str) -> str:
    """``2 of 7 supported``; a dash where none could be."""
    return f"{n_of(*figures)} {best}" if figures[1] else words.NONE


def _anchored(families_: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    anchors = unique([f"f-{slug(name)}" for name in families_])
    return [(name, anchor, rows) for (name, rows), anchor in zip(families_.items(), anchors, strict=True)]


def _tables(view: View) -> Mapping[str, tuple[Sequence[Field], Sequence[Any]]]:
    """The tables that are shown as they are: columns and rows."""
    return {
        "deviations": (DEVIATIONS, deviations(view)[:TOP]),
        "unread": (UNREAD, unread(view)[:TOP]),
        "families": (
            pick(
                families.narrow(view),
                *("name", "status", "reason", "gaps", "scope", "next_expected", "rests"),
            ),
            families.families(view),
        ),
        "reports": (
            pick(
                (*reports.FIELDS, *reports.joined(view)),
                *("family_name", "named", "period_from", "period_to", "valid_to", "covers_shown"),
                *("gap_days", "bridged_to", "used", "note", "document"),
            ),
            reports.reports(view),
        ),
        "cuecs": (
            pick(
                (*cuecs.FIELDS, *cuecs.joined()),
                *("topic", "statement", *cuecs.noted(view), "section", "status", "reason", "judged"),
                *("requests", "requirements_few", "reports"),
            ),
            view.cuecs,
        ),
        "requests": (
            pick(
                (*requests.FIELDS, *requests.joined(view)),
                *("title", "wording", "good_answer", "owner", "due", "status", "requirement_ids"),
            ),
            view.requests,
        ),
        "coverage": (coverage.fields(view), coverage.coverage(view)),
        "layers": (LAYER_COLUMNS, layers.layers(view)),
        "limits": (pick(limits.FIELDS, "title", "statement", "shows"), view.all.limits),
    }


def _back(view: View) -> Mapping[str, str]:
    """From a call to the first requirement that rests on it."""
    first: dict[str, str] = {}
    for result in view.requirements:
        for evidence in result.evidence:
            first.setdefault(evidence, result.requirement)
    return first
