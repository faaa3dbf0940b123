"""A comparison of two packs as files: a Markdown and an HTML page."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from generator.model.comparison import Comparison, Moment, RequirementChange
from generator.render import html, markdown
from generator.render.figures import plural
from generator.render.rows import changes
from generator.render.rows.changes import (
    CALLS,
    CAUSE,
    CHANGE,
    COMMON,
    FAMILIES,
    FIELDS,
    FINDINGS,
    JOINED,
    TOTALS,
    alone,
    commonest,
)
from generator.render.rows.fields import Field, pick

ROWS = 1_000  # findings on a page; --json holds all
# A table in Markdown has no lines within a cell.
COLUMNS = tuple(
    replace(column, separator=" · ")
    for column in pick(
        (*FIELDS, *JOINED),
        *("requirement", "title", "by_mapping", "customer_before", "customer_after"),
        *("aws_before", "aws_after", "why", "figures"),
    )
)
GROUPS: tuple[tuple[str, str, Callable[[RequirementChange], bool]], ...] = (
    ("worse", "Worse", lambda r: r.change == "worse" and not r.presence),
    (
        "mixed",
        "Mixed: better in something, worse in something else",
        lambda r: r.change == "mixed" and not r.presence,
    ),
    ("otherwise", "Otherwise", lambda r: r.change == "other" and not r.presence),
    ("better", "Better", lambda r: r.change == "better" and not r.presence),
    ("came", "Came: only the new pack asks for it", lambda r: r.presence == "came"),
    ("went", "Went: only the old pack asks for it", lambda r: r.presence == "went"),
)
RULE = (
    "The old evidence was judged twice: by its own mappings and by the new ones. What differs between these two is the "
    "mappings' doing and shows nothing about the accounts. What differs from there to the new evidence comes from all else."
)


def files(made: Comparison) -> dict[str, bytes]:
    """File name -> bytes; the same comparison gives the same bytes."""
    return {
        "changes.md": markdown.filled("compare.md.j2", **_values(made)),
        "changes.html": html.filled("compare.html.j2", **_values(made), **_cells()),
    }


def _values(made: Comparison) -> dict[str, Any]:
    return {
        "made": made,
        "facts": _facts(made),
        "rule": RULE,
        "alone": [(one.name, alone(one)) for one in made.totals if any(one.alone.values())],
        "totals": (TOTALS, made.totals),
        "common": (COMMON, commonest(made, 20)),
        "frameworks": [
            (one.framework, one.name, groups)
            for one in made.totals
            if (groups := _groups(made, one.framework))
        ],
        "findings": (FINDINGS, made.findings[:ROWS]),
        "more": len(made.findings) - ROWS,
        "families": (FAMILIES, made.families),
        "calls": (CALLS, made.calls[:ROWS]),
        "meanings": [(word.word, word.means) for words in (CHANGE, CAUSE) for word in words.values()],
    }


def _cells() -> dict[str, Any]:
    """What the HTML page lays out by itself: five columns fit a screen, eleven do not."""
    return {
        "customer": changes.customer,
        "aws": changes.aws,
        "figures": changes.both_figures,
        "by_mapping": changes.by_mapping,
        "by_mapping_words": changes.BY_MAPPING,
        "cause_words": CAUSE,
    }


def _groups(
    made: Comparison, framework: str
) -> list[tuple[str, str, Sequence[Field], list[RequirementChange]]]:
    rows = made.of(framework)
    found = [(name, title, [row for row in rows if wanted(row)]) for name, title, wanted in GROUPS]
    return [(name, f"{title} ({len(own):,})", COLUMNS, own) for name, title, own in found if own]


def _facts(made: Comparison) -> list[tuple[str, str]]:
    return [
        ("Before", _moment(made.before)),
        ("Now", _moment(made.after)),
        *(("Scope", words) for words in made.scope),
        *(("Note", words) for words in made.notes),
    ]


def _moment(one: Moment) -> str:
    period = one.period
    return (
        f"{period.name}, {period.start} to {period.end}; ages as of {one.assessed_at[:10]}; "
        f"{plural(one.accounts, 'account')}; mappings {one.mapping_digest[:16]} (SHA-256)"
    )
