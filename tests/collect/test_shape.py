"""Replies made plain: secrets gone first, text opened, nothing that JSON cannot say."""

import base64
import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from builders import call
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.collect.shape import DROPPED, changed, moment, plain_reply, steps
from generator.model.evidence import canonical

NAMES = st.sampled_from(["A", "B", "C"])
LEAF = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.binary(max_size=4) | st.datetimes()
)
REPLY = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=12
)
PATH = st.lists(st.sampled_from(["A", "B", "C", "[]", "*"]), min_size=1, max_size=4)
SECRET = "hunter2-AKIA0000SECRET"


def _written(path: list[str]) -> str:
    return ".".join(path).replace(".[]", "[]")


def _planted(path: list[str], secret: Any, beside: Any) -> Any:
    """A value that holds ``secret`` where ``path`` leads, with other things beside it."""
    if not path:
        return secret
    inner = _planted(path[1:], secret, beside)
    if path[0] == "[]":
        return [beside, inner, beside]
    return {"other": beside, ("any key" if path[0] == "*" else path[0]): inner}


SECRETS = st.sampled_from(
    [
        SECRET,
        SECRET.encode(),
        {"value": SECRET},
        [SECRET],
        {SECRET: 1},
        json.dumps({"k": SECRET}),
        f"a,b\n1,{SECRET}\n",
    ]
)


@given(PATH, SECRETS, REPLY, st.sampled_from(["json", "csv", ""]))
def test_a_secret_at_a_dropped_path_survives_nowhere(
    path: list[str], secret: Any, beside: Any, opened: str
) -> None:
    """Whatever the secret is, and whatever else is done at its place, no byte of it is kept."""
    assume(path[0] != "[]")  # a reply is a structure
    row = call("x.get", drop=(_written(path),), **({opened: (_written(path),)} if opened else {}))
    reply = _planted(path, secret, beside)
    kept = canonical(plain_reply(row, reply))

    assert SECRET not in kept
    assert base64.b64encode(SECRET.encode()).decode() not in kept


@given(st.lists(NAMES, min_size=1, max_size=4), REPLY)
def test_what_is_beside_a_secret_is_kept(path: list[str], beside: Any) -> None:
    """Dropping is not cutting down: the item and its other members stay to be judged."""
    reply = {"outer": _planted(path, SECRET, beside)}
    kept = plain_reply(call("x.get", drop=(f"outer.{_written(path)}",)), reply)
    without = plain_reply(call("x.get"), {"outer": _planted(path, DROPPED, beside)})

    assert kept == without


@given(REPLY, PATH)
def test_what_a_path_does_not_lead_to_is_left_alone(value: Any, path: list[str]) -> None:
    """A reply of another shape is not made one of this shape."""
    assert changed(value, path, lambda found: found) == value


@given(st.dictionaries(NAMES, REPLY, max_size=3), PATH)
def test_the_reply_itself_is_never_written_to(reply: dict[str, Any], path: list[str]) -> None:
    """Botocore's own value may be looked at again."""
    before = deepcopy(reply)
    plain_reply(call("x.get", drop=(_written(path),), json=(_written(path),), csv=()), reply)

    assert reply == before


@given(st.dictionaries(NAMES, REPLY, max_size=3))
def test_any_reply_becomes_json_and_stays_it(reply: dict[str, Any]) -> None:
    """What is kept can be written, read back and hashed again."""
    kept = plain_reply(call("x.get"), reply)

    assert json.loads(canonical(kept)) == kept


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("A", ["A"]),
        ("A.B", ["A", "B"]),
        ("A[]", ["A", "[]"]),
        ("A[].B.*", ["A", "[]", "B", "*"]),
        ("A[][].B", ["A", "[]", "[]", "B"]),
    ],
)
def test_a_path_is_its_steps(path: str, expected: list[str]) -> None:
    """As the mappings write them."""
    assert steps(path) == expected


def test_environment_values_go_and_their_names_stay() -> None:
    """That a variable is there is evidence; what it holds is not."""
    row = call("lambda.list-functions", drop=("Functions[].Environment.Variables.*",))
    reply = {
        "Functions": [{"Environment": {"Variables": {"DB_PASSWORD": SECRET}}}, {"FunctionName": "f"}],
        "ResponseMetadata": {"RequestId": SECRET},
    }

    assert plain_reply(row, reply) == {
        "Functions": [{"Environment": {"Variables": {"DB_PASSWORD": DROPPED}}}, {"FunctionName": "f"}]
    }


def test_json_text_is_opened_and_what_is_open_is_left() -> None:
    """IAM documents come opened by botocore, bucket policies as text."""
    row = call("x.get", json=("Policy",))

    assert plain_reply(row, {"Policy": '{"Statement": []}'}) == {"Policy": {"Statement": []}}
    assert plain_reply(row, {"Policy": {"Statement": []}}) == {"Policy": {"Statement": []}}


def test_bytes_are_told_in_base64() -> None:
    """As AWS's command line shows them."""
    assert plain_reply(call("x.get"), {"Blob": b"\x00\xff", "Tuple": (1,)}) == {"Blob": "AP8=", "Tuple": [1]}


@pytest.mark.parametrize("text", ["", "{", "not json", "[" * 100_000, "\x00"])
def test_text_that_is_no_json_stays_text(text: str) -> None:
    """A check that wants an object then has no data."""
    assert plain_reply(call("x.get", json=("Policy",)), {"Policy": text}) == {"Policy": text}


def test_a_csv_becomes_rows() -> None:
    """The credential report comes as bytes."""
    row = call("iam.get-credential-report", csv=("Content",))
    reply = {"Content": b'user,arn\n"a,b",x\nc,\n', "GeneratedTime": datetime(2026, 10, 1, tzinfo=UTC)}

    assert plain_reply(row, reply) == {
        "Content": [{"user": "a,b", "arn": "x"}, {"user": "c", "arn": ""}],
        "GeneratedTime": "2026-10-01T00:00:00Z",
    }


@pytest.mark.parametrize(
    ("raw", "rows"),
    [
        (b"", []),
        (b"a,b\n", []),
        (b"a,b\n1\n", [{"a": "1", "b": None}]),
        (b"a\n1,2\n", [{"a": "1", "None": ["2"]}]),
    ],
)
def test_an_odd_csv_makes_up_no_value(raw: bytes, rows: list[Any]) -> None:
    """A short row has no value there, which a check that wants one meets as no data."""
    assert plain_reply(call("x.get", csv=("C",)), {"C": raw}) == {"C": rows}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 7, 1, 12, 0, 0, tzinfo=UTC), "2026-07-01T12:00:00Z"),
        (datetime(2026, 7, 1, 12, 0, 0, 5, tzinfo=UTC), "2026-07-01T12:00:00.000005Z"),
        (datetime(2026, 7, 1, 2, 0, 0, tzinfo=timezone(timedelta(hours=5))), "2026-06-30T21:00:00Z"),
        (datetime(2026, 7, 1, 12, 0, 0), "2026-07-01T12:00:00Z"),  # noqa: DTZ001 - botocore may give one
    ],
)
def test_times_are_told_in_utc(value: datetime, text: str) -> None:
    """A day near midnight must be the same day for everybody."""
    assert moment(value) == text


def test_a_condition_says_which_items_lose_their_value() -> None:
    """All but what is named: what has no name, or another shape, is dropped as well."""
    row = call("x.y", drop=("Sets[].Options[?Space!='a' && Space!='b'].Value",))
    options = [
        {"Space": "a", "Value": "1"},
        {"Space": "b"},
        {"Space": "c", "Value": SECRET},
        {"Value": SECRET},
    ]
    kept = plain_reply(row, {"Sets": [{"Options": options}]})

    assert kept["Sets"][0]["Options"] == [
        {"Space": "a", "Value": "1"}, {"Space": "b"}, {"Space": "c", "Value": DROPPED}, {"Value": DROPPED},
    ]  # fmt: skip
    assert steps("A[].B[?C!='d.e'].F") == ["A", "[]", "B", "[?C!='d.e']", "F"]
