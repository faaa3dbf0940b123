"""An AWS service in an account and region a row."""

from generator.model.assessment import ServiceRow
from generator.render.figures import judged, n_of
from generator.render.rows.fields import Field
from generator.render.rows.layers import features
from generator.render.view import View
from generator.render.words import LISTED, UNKNOWN, rank

FIELDS = (
    Field(
        name="service",
        head="Service",
        says="The service's id.",
        value=lambda s: s.service,
        width=22,
        look="code",
    ),
    Field(
        name="model",
        head="Model",
        says="How much of it AWS runs (infrastructure, platform, managed), or a tool of security or management.",
        value=lambda s: s.model,
        width=15,
    ),
    Field(name="account", head="Account", says="The AWS account.", value=lambda s: s.account, width=16),
    Field(name="region", head="Region", says="The region.", value=lambda s: s.region, width=13),
    Field(
        name="resources",
        head="Resources",
        says="How many of its resources were seen.",
        value=lambda s: s.resources,
        width=13,
        look="number",
    ),
    Field(
        name="programs",
        head="AWS programmes",
        says="What AWS's services-in-scope lists say of it, and as of which day.",
        value=lambda s: s.programs,
        width=37,
    ),
    Field(
        name="calls_made",
        head="Calls",
        says="The calls that were made to it.",
        value=lambda s: s.calls,
        width=28,
        look="code",
    ),
    Field(
        name="blind_spots",
        head="Blind spots",
        says="What of it this pack does not look at.",
        value=lambda s: s.blind_spots,
        width=26,
    ),
    Field(
        name="layer",
        head="Layer",
        says="Its place: edge, network, compute, application, data; all for tools over all of them.",
        value=lambda s: s.layer,
        width=13,
    ),
    Field(
        name="features",
        head="Security features",
        says="What can be turned on, and on how many resources it is.",
        value=lambda s: features((s,)),
        width=48,
    ),
    Field(
        name="logging",
        head="Logging",
        says="What can be recorded, and how.",
        value=lambda s: s.logging,
        width=34,
    ),
    Field(
        name="seen_by",
        head="Seen by",
        says="What found it: a list of its own counts all; tags and AWS Config count so many at least.",
        value=lambda s: s.seen_by,
        width=13,
    ),
)


def joined(view: View) -> tuple[Field, ...]:
    """Columns that read best for people."""
    programs = {f.program for f in view.families.values()} | {view.framework.program}
    return (
        Field(
            name="listed",
            head="On AWS's lists",
            says="The worst that AWS's services-in-scope lists say of it, over the programmes that this framework goes "
            "by; a dash where it goes by none.",
            value=lambda s: _worst(s, programs),
            width=12,
            look="word",
            words=LISTED,
        ),
        Field(
            name="programs_by_word",
            head="AWS programmes",
            says="What AWS's services-in-scope lists say of it, and as of which day; the worst first.",
            value=programs_by_word,
            width=28,
        ),
        Field(name="name", head="Name", says="The service's name.", value=lambda s: s.name, width=22),
        Field(
            name="account_name",
            head="Account",
            says="The AWS account and its name.",
            value=lambda s: view.account(s.account),
            width=18,
        ),
        Field(
            name="in_use",
            head="In use",
            says="Whether resources of it were seen; unknown where that could not be read.",
            value=lambda s: s.in_use,
            width=10,
            look="word",
            words=UNKNOWN,
        ),
        Field(
            name="judged",
            head="Checks passed",
            says="Results of checks on its resources that passed, of all that were judged.",
            value=lambda s: n_of(s.judged.passed, judged(s.judged)),
            width=15,
        ),
        Field(
            name="aws_manages",
            head="AWS manages",
            says="What AWS looks after.",
            value=lambda s: s.aws_manages,
            width=34,
        ),
        Field(
            name="customer_manages",
            head="We manage",
            says="What is left to us.",
            value=lambda s: s.customer_manages,
            width=34,
        ),
    )


def programs_by_word(row: ServiceRow) -> tuple[str, ...]:
    """``not listed as of 2026-10-27: hipaa-eligible, soc``: the word first, so that what is outside is seen."""
    found: dict[str, list[str]] = {}
    for program, words in _said(row):
        found.setdefault(words, []).append(program)
    ordered = sorted(found, key=lambda words: rank(_word(words), LISTED))
    return tuple(f"{words}: {', '.join(found[words])}" for words in ordered)


def _worst(row: ServiceRow, programs: set[str]) -> str:
    words = (_word(words) for program, words in _said(row) if program in programs)
    return min(words, key=lambda word: rank(word, LISTED), default="")


def _said(row: ServiceRow) -> list[tuple[str, str]]:
    """Each programme and what is said of the service in it."""
    parts = (text.partition(": ") for text in row.programs)
    return [(program, words) for program, _, words in parts]


def _word(words: str) -> str:
    """The word that it begins with; unknown where it is none of ours."""
    return next((word for word in LISTED if words.startswith(word)), "unknown")
