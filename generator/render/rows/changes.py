"""A requirement that stands otherwise than in the pack before a row: what became of it, and whose doing it is."""

from collections import Counter
from collections.abc import Mapping

from generator.model.comparison import CauseKind, Comparison, RequirementChange, Stand, Totals
from generator.model.plain import plain
from generator.render.figures import population
from generator.render.rows.fields import Cell, Field
from generator.render.words import AWS, CUSTOMER, FINDING, NONE, SEVERITY, Tone, Word

NOWHERE = "not in the pack"


def _words(*rows: tuple[str, Tone, str]) -> Mapping[str, Word]:
    return {word: Word(word=word, tone=tone, means=means) for word, tone, means in rows}


CHANGE = _words(
    (
        "worse",
        "bad",
        "A part stands worse than before, or cannot be read any more, whatever was seen before.",
    ),
    (
        "mixed",
        "bad",
        (
            "Something stands better and something else worse: a finding fails that held before or was not there, or a line "
            "of AWS's part is carried no longer. Never counted as better."
        ),
    ),
    (
        "other",
        "noted",
        (
            "It stands otherwise, and neither better nor worse: it came, went, does not occur or apply any more, "
            "can be read now and deviates, or what the mappings changed was undone by something else."
        ),
    ),
    ("better", "good", "Something stands better than before, and nothing in it worse."),
)
BY_MAPPING = _words(
    (
        "by the mappings alone",
        "open",
        "The mappings changed and nothing else: the old evidence gives the new result under the new mappings.",
    ),
    ("in part", "open", "The mappings changed it, and something else did too."),
)
CAUSE = _words(
    ("mapping", "open", "The mappings judge the same evidence otherwise, or ask for other evidence."),
    ("scope", "noted", "Accounts, regions, frameworks, their reach or answers to options are others."),
    ("permissions", "unknown", "Something can be read no longer, or can be read now."),
    ("reports", "noted", "AWS's reports, agreements or lists show something else for the period."),
    (
        "people",
        "noted",
        "Requests, exceptions or reviews: somebody gave, approved or decided, or it ran out.",
    ),
    (
        "world",
        "quiet",
        "Resources changed, came or went. By age: the answers are the same, only time went by.",
    ),
    ("not told apart", "unknown", "No single cause was found. Look at both packs."),
)


def by_mapping(row: RequirementChange) -> str:
    """How far the mappings did it, in the words of its column."""
    return {"alone": "by the mappings alone", "in part": "in part"}.get(row.by_mapping, "")


def aws(one: Stand | None) -> str:
    """AWS's part in one judgement."""
    return NOWHERE if one is None else one.aws


def customer(one: Stand | None) -> str:
    """Our part in one judgement."""
    return NOWHERE if one is None else one.customer


def figures(one: Stand | None) -> str:
    """The resources in one judgement."""
    return NOWHERE if one is None else population(one.counts)


def stood(one: Stand | None) -> str:
    """Both parts in one judgement, in a line."""
    if one is None:
        return NOWHERE
    return f"AWS's part: {one.aws or NONE}; our part: {one.customer or NONE}; {population(one.counts)}"


def both_figures(row: RequirementChange) -> tuple[str, ...]:
    """The resources in both packs; once where they are the same."""
    before, after = figures(row.before), figures(row.after)
    return (before,) if before == after else (f"before: {before}", f"now: {after}")


def why(row: RequirementChange) -> Cell:
    """Each cause with its words."""
    return tuple(f"{cause.kind}: {cause.words}" for cause in row.causes)


@plain
class Common:
    """A cause that is named in many rows."""

    kind: CauseKind
    words: str
    rows: int


def commonest(made: Comparison, most: int) -> tuple[Common, ...]:
    """The causes behind the most rows: one refusal often costs many requirements."""
    counted: Counter[tuple[CauseKind, str]] = Counter()
    for row in made.requirements:
        # The figures and resources at the end of a cause's words are each requirement's own.
        heads = {(c.kind, c.words.rpartition(": ")[0] if c.count else c.words) for c in row.causes}
        counted.update(sorted(heads))
    return tuple(Common(kind=kind, words=words, rows=n) for (kind, words), n in counted.most_common(most))


def alone(one: Totals) -> str:
    """``2 better, 1 worse``; a dash where the mappings alone changed nothing."""
    shown = ((word, one.alone.get(word, 0)) for word in ("better", "mixed", "worse", "other"))
    return ", ".join(f"{n:,} {word}" for word, n in shown if n) or NONE


FIELDS = (
    Field(
        name="row_key",
        head="Row key",
        says="The requirement's key in the Requirements sheet.",
        value=lambda r: r.row_key,
        width=14,
        look="code",
    ),
    Field(name="framework", head="Framework", says="The framework.", value=lambda r: r.framework, width=12),
    Field(
        name="requirement",
        head="Requirement",
        says="Its id.",
        value=lambda r: r.requirement,
        width=21,
    ),
    Field(
        name="was",
        head="Formerly",
        says="Its id in the pack before, where it had another.",
        value=lambda r: r.was,
        width=12,
    ),
    Field(name="title", head="Title", says="What it is about.", value=lambda r: r.title, width=30),
    Field(
        name="change",
        head="Change",
        says="Whether it stands better or worse than in the pack before.",
        value=lambda r: r.change,
        width=10,
        look="word",
        words=CHANGE,
    ),
    Field(
        name="by_mapping",
        head="By the mappings",
        says="Whether the mappings made the change, alone or in part. A better result by the mappings alone shows "
        "nothing about the accounts.",
        value=by_mapping,
        width=16,
        look="word",
        words=BY_MAPPING,
    ),
    Field(
        name="presence",
        head="Came or went",
        says="Whether only one of the packs asks for it.",
        value=lambda r: r.presence,
        width=10,
    ),
    Field(
        name="customer_before",
        head="Our part before",
        says="How our part stood in the pack before.",
        value=lambda r: customer(r.before),
        width=18,
        look="word",
        words=CUSTOMER,
    ),
    Field(
        name="customer_after",
        head="Our part now",
        says="How our part stands now.",
        value=lambda r: customer(r.after),
        width=18,
        look="word",
        words=CUSTOMER,
    ),
    Field(
        name="aws_before",
        head="AWS's part before",
        says="How AWS's part stood in the pack before.",
        value=lambda r: aws(r.before),
        width=18,
        look="word",
        words=AWS,
    ),
    Field(
        name="aws_after",
        head="AWS's part now",
        says="How AWS's part stands now.",
        value=lambda r: aws(r.after),
        width=18,
        look="word",
        words=AWS,
    ),
    Field(
        name="figures_before",
        head="Resources before",
        says="The resources judged in the pack before.",
        value=lambda r: figures(r.before),
        width=24,
    ),
    Field(
        name="figures_after",
        head="Resources now",
        says="The resources judged now.",
        value=lambda r: figures(r.after),
        width=24,
    ),
    Field(
        name="between",
        head="Old evidence, new mappings",
        says="What the old evidence gives under the new mappings: up to there the mappings did it.",
        value=lambda r: stood(r.between),
        width=34,
    ),
    Field(
        name="causes",
        head="Causes",
        says="Whose doing it is.",
        value=lambda r: r.kinds,
        width=14,
    ),
    Field(
        name="why",
        head="Why",
        says="Each cause in words, with the first of the resources behind it.",
        value=why,
        width=60,
    ),
)

JOINED = (
    Field(
        name="figures",
        head="Resources",
        says="The resources judged before, and now where the figures differ.",
        value=both_figures,
        width=24,
    ),
)

FINDINGS = (
    Field(
        name="before",
        head="Before",
        says="How it ended before; a dash where there was none.",
        value=lambda f: f.before,
        look="word",
        words=FINDING,
    ),
    Field(
        name="after",
        head="Now",
        says="How it ends now.",
        value=lambda f: f.after,
        look="word",
        words=FINDING,
    ),
    Field(
        name="severity",
        head="Severity",
        says="The check's severity.",
        value=lambda f: f.severity,
        look="word",
        words=SEVERITY,
    ),
    Field(name="check", head="Check", says="The check.", value=lambda f: f.check, width=24, look="code"),
    Field(
        name="resource",
        head="Resource",
        says="What was judged.",
        value=lambda f: f.resource,
        width=40,
        look="code",
    ),
    Field(name="place", head="Place", says="Account, region.", value=lambda f: f"{f.account} {f.region}"),
    Field(
        name="cause",
        head="Cause",
        says="Whose doing it is.",
        value=lambda f: f.kind,
        look="word",
        words=CAUSE,
    ),
    Field(name="words", head="Why", says="The cause in words.", value=lambda f: f.words, width=40),
)

FAMILIES = (
    Field(name="framework", head="Framework", says="The framework.", value=lambda f: f.framework, width=12),
    Field(
        name="before",
        head="Before",
        says="What it showed.",
        value=lambda f: f.before,
        look="word",
        words=AWS,
    ),
    Field(name="after", head="Now", says="What it shows.", value=lambda f: f.after, look="word", words=AWS),
    Field(name="words", head="What changed", says="In words.", value=lambda f: f.words, width=60),
)

CALLS = (
    Field(
        name="readable",
        head="Now",
        says="Whether it can be read now.",
        value=lambda c: "can be read" if c.readable else "cannot be read",
    ),
    Field(name="call", head="Call", says="The call.", value=lambda c: c.call, width=30, look="code"),
    Field(name="place", head="Place", says="Account, region.", value=lambda c: f"{c.account} {c.region}"),
    Field(
        name="words",
        head="AWS's words",
        says="The refusal, now or before.",
        value=lambda c: c.words,
        width=60,
    ),
)

TOTALS = (
    Field(name="name", head="Framework", says="The framework.", value=lambda t: t.name, width=34),
    Field(name="worse", head="Worse", says="Stand worse.", value=lambda t: t.worse, look="number"),
    Field(
        name="mixed",
        head="Mixed",
        says="Better in something and worse in something else; not among the better ones.",
        value=lambda t: t.mixed,
        look="number",
    ),
    Field(name="better", head="Better", says="Stand better.", value=lambda t: t.better, look="number"),
    Field(
        name="other",
        head="Otherwise",
        says="Stand otherwise; those that came and went among them.",
        value=lambda t: t.other,
        look="number",
    ),
    Field(
        name="unchanged",
        head="Unchanged",
        says="Stand as before, over the same figures.",
        value=lambda t: t.unchanged,
        look="number",
    ),
    Field(
        name="alone",
        head="By the mappings alone",
        says="Of the changed ones, those that the mappings alone made so.",
        value=alone,
        width=26,
    ),
    Field(
        name="causes",
        head="Rows by cause",
        says="In how many rows each cause is named; a row may have several.",
        value=lambda t: tuple(f"{kind}: {n:,}" for kind, n in t.causes.items()),
        width=26,
        separator=", ",
    ),
)

COMMON = (
    Field(
        name="kind", head="Cause", says="Whose doing it is.", value=lambda c: c.kind, look="word", words=CAUSE
    ),
    Field(name="rows", head="Rows", says="In how many rows.", value=lambda c: c.rows, look="number"),
    Field(name="words", head="In words", says="The cause.", value=lambda c: c.words, width=60),
)
