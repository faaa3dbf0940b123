"""What an auditor may read of people's work: their own columns, what was given, and why something does not apply."""

from dataclasses import replace

from generator.model.answers import FORMS, REQUIREMENTS
from generator.model.work import Work
from generator.review.deciding import decisions
from generator.review.state import standing, state

_DECIDES = ("review_result", "review_note")  # of rows that a reviewer took out: the reason is for the auditor


def for_auditor(work: Work) -> Work:
    """The same without notes, names and dates that are ours alone; what results rest on stays."""
    decided = decisions(state(work.reviews).values())
    open_ = {(form.sheet, c.field) for form in FORMS.values() for c in form.columns if not c.internal}
    # Of our own columns only what a decision rests on now: what was written there before stays with us.
    ours = {
        number
        for (_, sheet, key, field), words in standing(work.reviews).items()
        if sheet == REQUIREMENTS.sheet and field in _DECIDES and key in decided
        for number, _ in words
    }
    reviews = tuple(one for n, one in enumerate(work.reviews) if (one.sheet, one.field) in open_ or n in ours)
    given = tuple(replace(one, note="", owner="", due="") for one in work.given)
    # Lines were counted over all that there was: those that are left must not seem to know what came after them.
    return replace(
        work, reviews=tuple(replace(one, base=_base(work, reviews, one.base)) for one in reviews), given=given
    )


def _base(work: Work, kept: tuple[object, ...], base: int) -> int:
    """How many of the kept lines an answer knew, from how many of all."""
    known = {id(one) for one in work.reviews[:base]}
    return sum(id(one) in known for one in kept)
