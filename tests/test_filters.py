"""CloudWatch Logs filter patterns, tried on events."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.checks.filters import catches

EVENT = {"name": "StopLogging", "who": {"type": "Root", "by": None}, "read": False, "sure": True, "count": 3}


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        ('{ $.name = "StopLogging" }', True),
        ("{$.name=StopLogging}", True),
        ("  { ( ( $.name = Stop* ) ) }  ", True),
        ("{ $.name = stoplogging }", False),
        ("{ $.name = Stop }", False),
        ("{ $.name != StopLogging }", False),
        ("{ $.name != Start* }", True),
        ("{ $.name = StopLoggin? }", False),
        ('{ $.who.type = "Root" && $.name = "*Logging" }', True),
        ('{ $.who.type = "Root" && $.name = "Start*" }', False),
        ('{ $.who.type = "User" || $.name = "Stop*" }', True),
        ("{ $.name = Stop* || $.name = Start* && $.who.type = User }", True),
        ("{ ($.name = Stop* || $.name = Start*) && $.who.type = User }", False),
        ("{ $.gone = x }", False),
        ("{ $.gone != x }", None),
        ("{ $.gone != x && $.name = Start* }", False),
        ("{ $.gone != x || $.name = Stop* }", True),
        ("{ $.gone NOT EXISTS }", True),
        ("{ $.name NOT EXISTS }", False),
        ("{ $.name EXISTS }", True),
        ("{ $.gone EXISTS }", False),
        ("{ $.name.deeper NOT EXISTS }", True),
        ("{ $.who.by IS NULL }", True),
        ("{ $.who.type IS NULL }", False),
        ("{ $.gone IS NULL }", False),
        ("{ $.sure IS TRUE }", True),
        ("{ $.read IS TRUE }", False),
        ("{ $.read IS FALSE }", True),
        ("{ $.sure IS FALSE }", False),
        ("{ $.gone IS FALSE }", False),
        ("{ $.count = 3 }", None),
        ("{ $.count > 2 }", None),
        ("{ $.gone > 2 }", False),
        ("{ $.name = %Stop% }", None),
        ('{ $.who["type"] = "Root" }', None),
        ("{ $.list[0] = x }", None),
        ("{ name = StopLogging }", None),
        ("{ $.name IS ODD }", None),
        ("{ $.name = ( }", None),
        ("{ $.name = StopLogging } and more", None),
        ("{ $.name = StopLogging", None),
        ("$.name = StopLogging", None),
        ("{ }", None),
        ("{", None),
        ("", None),
        ('{ $.name = "StopLogging }', None),
        ("StopLogging", None),
        ('"StopLogging"', None),
        ("[a, b]", None),
        ("{ " + "(" * 30 + "$.name = Stop*" + ")" * 30 + " }", True),
        ("{ " + "(" * 31 + "$.name = Stop*" + ")" * 31 + " }", None),
        ("{ $.name = Stop* || $.name = " + "x" * 995 + " }", None),
    ],
)
def test_what_a_pattern_catches(pattern: str, answer: bool | None) -> None:
    """True and false only where the pattern was understood to its end."""
    assert catches(pattern, EVENT) is answer


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["{", "}", "(", ")", "&&", "||", "$.name", "=", "!=", "Stop*", '"', "%", "IS", "NULL"]
        )
    )
)
def test_any_pattern_has_an_answer(parts: list[str]) -> None:
    """Evidence is written by others: no pattern ends a run."""
    assert catches(" ".join(parts), EVENT) in (True, False, None)


def test_hostile_wildcards_are_quick() -> None:
    """Many stars do not make the matching slow."""
    assert catches("{ $.name = " + "*a" * 400 + " }", {"name": "a" * 399 + "b"}) is False
