"""The words that results are said in: their order, their tone, and what each means."""

from collections.abc import Mapping
from typing import Literal

from generator.model.plain import plain

Tone = Literal["bad", "unknown", "open", "good", "noted", "quiet"]
NONE = "–"  # what is shown where there is nothing to say


@plain
class Word:
    """One word of a result."""

    word: str
    tone: Tone  # colours only tint: the word always stands beside them
    means: str


def _words(*rows: tuple[str, Tone, str]) -> Mapping[str, Word]:
    """In the order given, worst first."""
    return {word: Word(word=word, tone=tone, means=means) for word, tone, means in rows}


CUSTOMER = _words(
    ("deviations", "bad", "At least one resource does not hold what the requirement asks of us."),
    (
        "no data",
        "unknown",
        "Something that the requirement rests on could not be read, or the scope leaves nothing of it. Never counted as good.",
    ),
    ("evidence requested", "open", "A person must give evidence that no API can show, and has not yet."),
    (
        "exceptions",
        "noted",
        "Something deviates, and an approved exception that has not run out covers all of it. Never counted as good.",
    ),
    (
        "supported",
        "good",
        "Every check holds over its whole, non-empty population and every request is answered.",
    ),
    ("not occurring", "quiet", "Every population was read and is empty: there is nothing to judge."),
    (
        "not applicable",
        "quiet",
        "A person decided, with a reason, that it does not apply. Left out of percentages.",
    ),
)
AWS = _words(
    (
        "no data",
        "unknown",
        (
            "AWS Artifact could not be read, or it is not known whether a service in use is in the report's scope. "
            "Never counted as good."
        ),
    ),
    ("no report", "bad", "No report or agreement in AWS Artifact carries it."),
    (
        "service out of scope",
        "bad",
        "A report is there, but its scope does not hold a service or a region in use.",
    ),
    ("report gap", "open", "A report is there, but its period leaves days of ours uncovered."),
    (
        "inherited",
        "good",
        "A report or agreement covers our period and the services in use. The citation says which.",
    ),
)
FINDING = _words(
    ("failed", "bad", "The fact does not hold for this resource, or nothing shows that it does."),
    ("no data", "unknown", "What the check rests on could not be read, or has another shape than expected."),
    (
        "exception",
        "noted",
        "It does not hold, and an approved exception that has not run out covers it. What was seen stays.",
    ),
    ("passed", "good", "The fact holds for this resource."),
    ("not applicable", "quiet", "The question does not arise for this resource."),
)
SEVERITY = _words(
    ("critical", "bad", "Data or accounts lie open now."),
    ("high", "bad", "One more mistake or one attacker away from harm."),
    ("medium", "open", "A layer of protection, or a way to notice harm, is missing."),
    ("low", "quiet", "Good practice that is not followed."),
)
OUTCOME = _words(
    ("denied", "unknown", "AWS refused the call. AWS's own words stand beside it."),
    ("failed", "unknown", "The call broke off or gave an answer that could not be read."),
    ("not tried", "unknown", "The call was not made, because one that it rests on was not seen."),
    ("absent", "good", "AWS answered that there is none."),
    ("seen", "good", "AWS answered, and every page was read."),
)
RESPONSIBILITY = _words(
    ("aws", "noted", "AWS alone carries it."),
    (
        "shared",
        "noted",
        "AWS carries it in its layer, we in ours. The Responsibility sheet says who does what.",
    ),
    ("customer", "noted", "We alone carry it."),
)
COVERS = _words(
    (
        "not known",
        "unknown",
        "AWS Artifact could not be read here, so nobody knows. Never counted as good.",
    ),
    ("none", "bad", "It covers no day of our period, it gives no days, or there is none."),
    (
        "part",
        "open",
        "It covers a part of our period; a certificate only up to the day that it is relied on.",
    ),
    (
        "whole",
        "good",
        (
            "It covers all of our period: a report by its own period, a certificate or attestation by the days that "
            "it is relied on."
        ),
    ),
)
TIMELINE = _words(
    ("nothing", "bad", "Days that no report, letter or agreement covers. In a line of text: ·"),
    ("not known", "unknown", "Days of which AWS Artifact could not be read. In a line of text: ?"),
    (
        "bridge letter",
        "open",
        (
            "Days that only a bridge letter covers: AWS's own word that nothing changed since the report. "
            "In a line of text: ▒"
        ),
    ),
    ("agreement", "noted", "Days that an agreement with AWS is in force. In a line of text: █"),
    ("report or certificate", "good", "Days that a report or a certificate covers. In a line of text: █"),
)
LISTED = _words(
    ("not listed", "bad", "A fresh services-in-scope list of AWS lacks the service."),
    ("unknown", "unknown", "No list at hand says enough: none names it, or an old one lacks it."),
    ("listed", "good", "The latest list at hand names it; its day stands beside it."),
)
EXCEPTION = _words(
    (
        "not approved",
        "bad",
        "Nobody but its owner approved it by the day of the evidence. It does not count.",
    ),
    (
        "too broad",
        "bad",
        "It covers everything that its checks found and does not say broad. It does not count.",
    ),
    ("expired", "bad", "It ran out before the day of the evidence. It does not count."),
    ("not opened yet", "unknown", "It begins after the day of the evidence. It does not count."),
    (
        "in force",
        "noted",
        "It is approved and has not run out: what it covers is an exception, not a deviation. What was seen stays.",
    ),
    ("unused", "quiet", "It would count, but nothing that it covers fails."),
)
NOTICE: Mapping[str, Tone] = {"services outside": "bad", "services unknown": "unknown", "list old": "unknown"}
CUECS = (
    "In your own SOC 2 report AWS is a subservice organisation. Under the carve-out method its controls are left out. "
    "What stands here is what AWS's reports expect of you (complementary user entity controls, CUECs); your own report "
    "names beside it what you expect of AWS (complementary subservice organisation controls, CSOCs). The wording is this "
    "project's own: the report's text is confidential, and the section named here is where to read it."
)
REQUEST = _words(
    ("requested", "open", "Asked for, and not answered: not given, not accepted, or it ran out."),
    ("received", "good", "Given, accepted by somebody else, and not run out."),
)
REQUEST_STATE = _words(
    ("expired", "bad", "What was given ran out; it is asked for again. It does not count."),
    ("returned", "bad", "It was looked at and given back. It does not count."),
    ("requested", "open", "Asked for; nothing has been given."),
    ("in progress", "open", "Somebody is at it. It does not count yet."),
    ("submitted", "unknown", "Given; it does not count until somebody else accepts it."),
    ("accepted", "good", "Somebody other than its giver accepted it, and it has not run out."),
)
UNREAD = {word: OUTCOME[word] for word in ("denied", "failed", "not tried")}  # what is tinted in long lists
UNKNOWN = _words(("unknown", "unknown", "It could not be read."))
YES_NO = _words(("yes", "good", "Yes."), ("no", "unknown", "No."))
REVIEW = _words(
    ("agreed", "good", "The reviewer agrees with what the row says."),
    ("not agreed", "bad", "The reviewer does not agree; the note says why."),
    ("not applicable", "quiet", "The reviewer decided that it does not apply; the note says why."),
    ("follow-up", "open", "Something must be done first; the note says what."),
)
MODELS = _words(
    ("infrastructure", "noted", "AWS runs the hardware; we run the guest system and all above (EC2, EBS)."),
    ("platform", "noted", "AWS runs the system and the engine; we choose its settings (RDS, ECS)."),
    ("managed", "noted", "AWS runs all but the data, the access and the settings (S3, Lambda, DynamoDB)."),
    (
        "security",
        "noted",
        "A tool that guards the rest (IAM, KMS, GuardDuty): it protects as far as it is set.",
    ),
    ("management", "noted", "A tool that runs or records the rest (CloudWatch, Systems Manager, Backup)."),
)

# How AWS's line is carried. Not "inherited": that word is kept for what a report shows.
LINE_KIND = {"inherited": "AWS alone", "shared": "AWS in its layer"}

ASSESSOR = "This workbook states what was observed; whether a requirement is met is the assessor's decision."
ASSESSOR_PAGE = "This page states what was observed; whether a requirement is met is the assessor's decision."


def tone(word: str, words: Mapping[str, Word]) -> Tone:
    """The tone of a word; quiet where it is none of them."""
    known = words.get(word)
    return known.tone if known else "quiet"


def shade(word: str, words: Mapping[str, Word]) -> str:
    """The colour of a word in charts: the second word of a tone has another shade of it."""
    own = tone(word, words)
    before = [w for w in words.values() if w.tone == own]
    return f"{own}-2" if word in words and before[0].word != word else own


def rank(word: str, words: Mapping[str, Word]) -> int:
    """Its place, worst first; unknown words come last."""
    order = list(words)
    return order.index(word) if word in order else len(order)
