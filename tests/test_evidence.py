"""Records as values: pages joined to one reply, ids that stay the same."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model.evidence import canonical, digest, evidence_id, joined

PAGE = st.dictionaries(st.sampled_from(["A", "B"]), st.lists(st.integers(), max_size=4), max_size=2)


@given(st.lists(PAGE, min_size=1, max_size=4))
def test_joined_pages_hold_every_item_in_order(pages: list[dict[str, list[int]]]) -> None:
    """Nothing is lost between pages, nothing is counted twice."""
    whole = joined([{**page, "NextToken": str(n)} for n, page in enumerate(pages)])

    for name in ("A", "B"):
        assert whole.get(name, []) == [one for page in pages for one in page.get(name, [])]


@given(
    st.lists(
        st.dictionaries(st.sampled_from("ab"), st.lists(st.integers(), max_size=2)), min_size=2, max_size=3
    )
)
def test_joining_leaves_the_pages_as_they_are(pages: list[dict[str, list[int]]]) -> None:
    """Evidence is never written to."""
    before = repr(pages)
    joined([{"inner": page} for page in pages])

    assert repr(pages) == before


def test_one_page_is_the_reply() -> None:
    """And none is None."""
    assert joined([{"A": [1], "NextToken": "t"}]) == {"A": [1], "NextToken": "t"}
    assert joined([]) is None


def test_what_pages_say_once_is_kept_from_the_first() -> None:
    """Tokens of the paging are not part of the reply; structures are joined within."""
    pages = [
        {"Owner": "a", "List": {"Items": [1]}, "IsTruncated": True},
        {"Owner": "b", "List": {"Items": [2]}, "More": 1},
    ]

    assert joined(pages) == {"Owner": "a", "List": {"Items": [1, 2]}, "More": 1}


@pytest.mark.parametrize(
    ("one", "two"),
    [(None, [1]), ("x", [1]), ({"a": 1}, [1]), (None, {"a": 1}), ([1], {"a": 1}), ([1], "x"), ([1], None)],
)
def test_pages_of_different_shapes_are_joined_without_a_fault(one: Any, two: Any) -> None:
    """An answer of another shape is the check's to meet."""
    assert "A" in joined([{"A": one}, {"A": two}])


@given(st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3), max_size=3))
def test_the_same_question_has_the_same_id(params: dict[str, Any]) -> None:
    """Next quarter too, and in whatever order its parameters stand; another question has another."""
    id_ = evidence_id("1", "eu-west-1", "x.list", params)

    assert id_ == evidence_id("1", "eu-west-1", "x.list", dict(reversed(params.items())))
    assert (
        len(
            {
                id_,
                evidence_id("2", "eu-west-1", "x.list", params),
                evidence_id("1", "x", "x.list", params),
                evidence_id("1", "eu-west-1", "x.get", params),
                evidence_id("1", "eu-west-1", "x.list", {**params, "more": 1}),
            }
        )
        == 5
    )


def test_canonical_json_is_sorted_and_tight() -> None:
    """Equal values, equal text, equal hash."""
    assert canonical({"b": [1, "ä"], "a": None}) == '{"a":null,"b":[1,"ä"]}'
    assert digest({"b": 1, "a": 2}) == digest({"a": 2, "b": 1})
