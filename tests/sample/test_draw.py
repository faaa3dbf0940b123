"""The draw follows from the population and the engagement's name, and from nothing else."""

import hashlib
import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pools import HOSTILE

from generator.errors import ScopeError
from generator.sample.draw import draw, engagement_name, escaped, item, population_hash, population_text
from generator.sample.sizes import frequencies, size_for, table

NAMES = st.lists(st.text(max_size=12), unique=True, min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(NAMES, st.randoms(use_true_random=False), st.integers(1, 40))
def test_the_order_that_resources_come_in_changes_nothing(
    names: list[str], chance: object, size: int
) -> None:
    """Nor does it that one comes twice: the draw is one of the population, of the size asked for."""
    items = [item(name) for name in names]
    mixed = [*items, *items[:3]]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    drawn = draw(items, "Acme 2026Q3", size)

    assert draw(mixed, "Acme 2026Q3", size) == drawn
    assert population_text(mixed) == population_text(items)
    assert {one for _, one in drawn} <= set(items)
    assert len({one for _, one in drawn}) == min(size, len(names))


@settings(max_examples=60, deadline=None)
@given(NAMES, st.data())
def test_one_resource_less_is_another_population(names: list[str], data: st.DataObject) -> None:
    """Nobody can leave one out, or bring one in, without another hash, and so other ranks for all."""
    items = [item(name) for name in names]
    gone = data.draw(st.integers(0, len(items) - 1))
    rest = items[:gone] + items[gone + 1 :]

    assert population_hash(rest) != population_hash(items)
    assert {rank for rank, _ in draw(rest, "x", 99)}.isdisjoint(rank for rank, _ in draw(items, "x", 99))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text() | st.sampled_from(HOSTILE), unique=True, min_size=2, max_size=5))
def test_no_two_names_share_a_line(names: list[str]) -> None:
    """Every name is a line of plain ASCII without a break, and can be read back."""
    lines = [item(name) for name in names]

    assert len(set(lines)) == len(names)
    assert [json.loads(f'"{line}"') for line in lines] == names
    assert all(line.isascii() and line.isprintable() for line in lines)


def test_a_place_is_no_part_of_a_name() -> None:
    """A resource that names itself after another and its place stays another."""
    assert item("a", "1", "r") != item("a\t1\tr") != item("a 1 r")
    assert item("a", "1", "") != item("a", "", "1")


def test_the_rank_is_as_documented() -> None:
    """Written out by hand: SHA-256 of name, hash and line, with a line feed between."""
    items = ["b", "a"]
    population = hashlib.sha256(b"a\nb\n").hexdigest()
    by_hand = sorted(
        (hashlib.sha256(f"Acme\n{population}\n{one}".encode()).hexdigest(), one) for one in items
    )

    assert draw(items, "Acme", 2) == by_hand


def test_a_larger_draw_holds_the_smaller() -> None:
    """An auditor who goes on after a deviation keeps what was tested."""
    items = [item(f"vol-{n}") for n in range(300)]

    assert draw(items, "Acme", 40)[:25] == draw(items, "Acme", 25)


def test_nothing_is_favoured() -> None:
    """Over 400 engagements each of 20 resources is drawn about as often: 5 in 20 is 100 times."""
    items = [item(f"vol-{n:02d}") for n in range(20)]
    often = Counter(one for n in range(400) for _, one in draw(items, f"engagement {n}", 5))

    assert len(often) == 20
    assert min(often.values()) > 60
    assert max(often.values()) < 140


def test_names_of_engagements_are_written_one_way() -> None:
    """Spaces and the way letters are put together change no draw; what cannot be seen is refused."""
    assert engagement_name("  Acme \t 2026Q3 ") == "Acme 2026Q3"
    assert engagement_name("Acme\u0301") == engagement_name("Acm\u00e9")
    for unfit in ("", " ", "a\u202eb", "a\x00b", "\ud800", "x" * 201):
        with pytest.raises(ScopeError):
            engagement_name(unfit)


def test_sizes_are_those_of_the_source() -> None:
    """The published table, row by row, at its edges; the source is told."""
    by_population = {0: 0, 1: 1, 10: 10, 11: 8, 50: 8, 51: 15, 250: 15, 251: 25, 100_000: 25}
    by_frequency = {"many a day": 40, "daily": 25, "weekly": 5, "monthly": 2, "quarterly": 2, "yearly": 1}

    assert {n: size_for("on occurrence", n)[0] for n in by_population} == by_population
    assert {name: size_for(name, 1_000)[0] for name in by_frequency} == by_frequency
    assert set(frequencies()) == {"on occurrence", *by_frequency}
    assert size_for("on occurrence", 60)[1].startswith("15 for 'on occurrence', 51 to 250; ")
    assert table().source in size_for("daily", 3)[1]
    with pytest.raises(ScopeError):
        size_for("hourly", 3)


def test_escapes_are_those_of_json() -> None:
    """So that any JSON reader gives the name back."""
    assert escaped('a"b\\c\td\u00e9\x7f') == 'a\\"b\\\\c\\td\\u00e9\\u007f'
