"""A test over many rows fails when one of them does, and when there is none."""

import pytest
from rows import each


def test_one_row_is_enough_to_fail() -> None:
    """All rows are looked at, and those that fail are named, whatever they raise."""
    seen = []

    @each([1, 0, 3, 0], lambda n: f"row {n}")
    def divided(n: int) -> None:
        seen.append(n)
        assert 6 / n != 2

    with pytest.raises(AssertionError) as told:
        divided()
    assert seen == [1, 0, 3, 0]
    assert "3 of 4" in str(told.value)
    assert "row 3: AssertionError" in str(told.value)
    assert "row 0: ZeroDivisionError" in str(told.value)


def test_no_row_is_a_fault() -> None:
    """A list that came out empty must not pass as a test."""

    @each([])
    def never(_: int) -> None:
        raise NotImplementedError

    with pytest.raises(AssertionError):
        never()


def test_parts_of_a_row_are_arguments() -> None:
    """With spread."""
    seen = []

    @each([(1, 2), (3, 4)], spread=True)
    def pairs(a: int, b: int) -> None:
        seen.append(a + b)

    pairs()
    assert seen == [3, 7]
