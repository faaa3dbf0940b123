"""What lists of different days say of a service: listed, not listed or unknown, and since when."""

from datetime import date, timedelta
from typing import Any

from generator.model.catalog import ProgramListing
from generator.model.listings import OLD, standing

DAY = date(2026, 11, 26)


def one(days: int, listed: Any, note: str = "", program: str = "soc") -> ProgramListing:
    """A list of so many days before the day."""
    return ProgramListing(
        program=program, listed=listed, as_of=DAY - timedelta(days), source=f"list-{days}", note=note
    )


def test_no_list_is_unknown() -> None:
    """Nor does a list of another program, or one of a later day, say anything."""
    for programs in ((), (one(3, "yes", program="iso"),), (one(-1, "yes"),)):
        known = standing(programs, "soc", DAY)

        assert (known.state, known.as_of, known.since, known.old) == ("unknown", None, None, False)
        assert known.words == "unknown: no list at hand"


def test_the_latest_list_speaks() -> None:
    """An older one that says otherwise does not; its day shows in ``since``."""
    for programs, state, since in (
        ((one(5, "yes"), one(40, "no")), "listed", 5),
        ((one(5, "no"), one(40, "yes")), "not listed", 5),
        ((one(5, "yes"), one(40, "yes"), one(90, "no"), one(400, "yes")), "listed", 40),
        ((one(5, "unknown", "joint assessment"), one(40, "yes")), "unknown", 5),
    ):
        known = standing(programs, "soc", DAY)

        assert (known.state, known.as_of, known.days) == (state, DAY - timedelta(5), 5)
        assert known.since == DAY - timedelta(since)
        assert known.source == "list-5"


def test_an_old_list_that_lacks_a_service_shows_nothing() -> None:
    """On its 120th day it still does; one day later it is unknown. A service that it holds stays listed as of then."""
    edges = ((OLD, "not listed", False), (OLD + 1, "unknown", True))
    for days, state, old in edges:
        known = standing((one(days, "no"),), "soc", DAY)
        assert (known.state, known.old, known.lacks) == (state, old, True)
        held = standing((one(days, "yes"),), "soc", DAY)
        assert (held.state, held.old, held.lacks) == ("listed", old, False)

    assert "is old and lacks it" in standing((one(OLD + 1, "no"),), "soc", DAY).words
    assert "does not say" in standing((one(OLD + 1, "unknown"),), "soc", DAY).words


def test_of_two_lists_of_a_day_the_first_speaks() -> None:
    """The loader puts an overlay's before the shipped one; the other of that day does not end ``since`` either."""
    known = standing((one(5, "yes", "ours"), one(5, "no", "shipped"), one(40, "yes")), "soc", DAY)

    assert (known.state, known.note, known.since) == ("listed", "ours", DAY - timedelta(40))


def test_only_lists_up_to_the_day_count() -> None:
    """A pack that is judged as of an earlier day knows nothing of later lists."""
    programs = (one(5, "no"), one(40, "yes"))

    assert standing(programs, "soc", DAY - timedelta(10)).state == "listed"
    assert standing(programs, "soc", DAY - timedelta(5)).state == "not listed"
