"""A word, a column or a check a row: nothing in a workbook stays unexplained."""

from collections.abc import Iterator, Mapping, Sequence

from generator.model.plain import plain
from generator.render import words
from generator.render.rows.fields import Field
from generator.render.view import View

SETS: tuple[tuple[str, Mapping[str, words.Word]], ...] = (
    ("customer status", words.CUSTOMER),
    ("AWS status", words.AWS),
    ("check result", words.FINDING),
    ("severity", words.SEVERITY),
    ("call outcome", words.OUTCOME),
    ("responsibility", words.RESPONSIBILITY),
    ("report period", words.COVERS),
    ("our period", words.TIMELINE),
    ("services-in-scope list", words.LISTED),
    ("request", words.REQUEST),
    ("request's state", words.REQUEST_STATE),
    ("exception", words.EXCEPTION),
    ("service model", words.MODELS),
    ("reviewer result", words.REVIEW),
)
OTHER = (
    ("requirement", "One duty of a framework, under the id that its publisher gave it."),
    ("objective", "A duty of ours, named once and used by many requirements."),
    ("check", "One question about one kind of resource, answered for each resource from what AWS answered."),
    ("population", "All resources that a check judges in an account and region."),
    ("evidence", "What AWS answered to one call, kept as it was read, with its SHA-256."),
    ("exception", "A deviation that was approved, with a reason and an end."),
    (
        "AWS alone",
        "Said of AWS's line: nobody else can do it (data-centre access). Only a report shows it inherited.",
    ),
    ("AWS in its layer", "Said of AWS's line: AWS does it in its own layer, and we must do it in ours."),
    ("attestation", "A report or agreement in which somebody independent, or AWS itself, says so."),
    ("CUECs", words.CUECS),
    (
        "bridge letter",
        "AWS's own word that nothing of note changed since a report; it carries the report on, for about three months.",
    ),
    ("period", "The days that this pack speaks of. What was read shows the moment it was read."),
    (words.NONE, "Nothing to say: no such part, or none of none."),
)


@plain
class Entry:
    """One entry."""

    kind: str
    name: str
    means: str
    why: str = ""
    remediation: str = ""
    calls: tuple[str, ...] = ()
    source: str = ""
    same_as: tuple[str, ...] = ()


def entries(view: View, columns: Sequence[tuple[str, Field]]) -> tuple[Entry, ...]:
    """Words first, then the columns of each sheet, then the checks."""
    return (*_words(), *_kinds(view), *_columns(columns), *_checks(view))


def _words() -> Iterator[Entry]:
    for kind, known in SETS:
        for word in known.values():
            yield Entry(kind=kind, name=word.word, means=word.means)
    for name, means in OTHER:
        yield Entry(kind="word", name=name, means=means)


def _kinds(view: View) -> Iterator[Entry]:
    for kind, means in sorted(view.framework.kinds.items()):
        yield Entry(kind="kind of requirement", name=kind, means=means)


def _columns(columns: Sequence[tuple[str, Field]]) -> Iterator[Entry]:
    for sheet, field in columns:
        yield Entry(kind=f"column of {sheet}", name=field.head, means=field.says)


def _checks(view: View) -> Iterator[Entry]:
    for key, check in view.checks.items():
        yield Entry(
            kind=f"check ({check.severity})",
            name=key,
            means=check.title,
            why=check.rationale,
            remediation=check.remediation,
            calls=check.calls,
            source=check.source,
            same_as=check.same_as,
        )


FIELDS = (
    Field(name="kind", head="Kind", says="A word, a column or a check.", value=lambda e: e.kind, width=34),
    Field(name="name", head="Name", says="What is explained.", value=lambda e: e.name, width=36),
    Field(name="means", head="What it means", says="In short.", value=lambda e: e.means, width=50),
    Field(
        name="why",
        head="Why it matters",
        says="Checks: the harm behind it.",
        value=lambda e: e.why,
        width=46,
        empty="",
    ),
    Field(
        name="remediation",
        head="What to do",
        says="Checks: how to put a failure right.",
        value=lambda e: e.remediation,
        width=42,
        empty="",
    ),
    Field(
        name="calls",
        head="Calls",
        says="Checks: the AWS calls they rest on; the first lists what is judged.",
        value=lambda e: e.calls,
        width=30,
        empty="",
        look="code",
    ),
    Field(
        name="source",
        head="Source",
        says="Checks: the AWS page that states the fact.",
        value=lambda e: e.source,
        width=62,
        empty="",
        look="code",
    ),
    Field(
        name="same_as",
        head="Same as",
        says="Checks: the same control elsewhere.",
        value=lambda e: e.same_as,
        width=36,
        empty="",
        look="code",
    ),
)
