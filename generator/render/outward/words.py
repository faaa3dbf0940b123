"""The words for who carries a requirement."""

from collections.abc import Mapping

from generator.render.words import Tone, Word

NOT_STATED = "NOT STATED"
NOBODY = "the provider"  # in sentences, where no organisation is named


def _words(*rows: tuple[str, Tone, str]) -> Mapping[str, Word]:
    return {word: Word(word=word, tone=tone, means=means) for word, tone, means in rows}


CARRIED = _words(
    (NOT_STATED, "open", "Nobody has said yet how it is shared. It says nothing of what a customer must do."),
    ("customer", "noted", "The customer carries it."),
    ("shared: us and customer", "noted", "We carry our part of it, the customer carries the other."),
    ("shared: AWS and customer", "noted", "AWS carries its layer; all that is left is the customer's."),
    ("all three", "noted", "AWS carries its layer, we carry ours, the customer carries the rest."),
    ("shared: AWS and us", "noted", "AWS carries its layer, we carry ours."),
    ("us", "noted", "We carry it."),
    ("AWS", "noted", "AWS alone carries it beneath our service; what we add stands in our column."),
    ("not applicable", "quiet", "It does not arise in this service; the note says why."),
)
