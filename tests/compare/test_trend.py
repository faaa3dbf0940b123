"""The figures of the last packs, carried from one to the next."""

from dataclasses import replace
from datetime import date

from pairs import base

from generator.compare import carried, tally, trend
from generator.model.comparison import FrameworkTally, PackTally
from generator.model.scope import Period


def pack(quarter: int, supported: int = 1, mappings: str = "a", at: str = "") -> PackTally:
    start = date(2025 + (quarter - 1) // 4, (quarter - 1) % 4 * 3 + 1, 1)
    return PackTally(
        period=Period(name=f"Q{quarter}", start=start, end=date(start.year, start.month + 2, 28)),
        assessed_at=at or f"{start}T00:00:00Z",
        mapping_digest=mappings,
        frameworks=(
            FrameworkTally(
                framework="hipaa",
                name="HIPAA",
                customer={"supported": supported, "deviations": 2, "not applicable": 5},
                aws={"inherited": 3, "no report": 1},
            ),
        ),
    )


def test_a_pack_is_counted_by_status() -> None:
    """Each requirement with the part once, under its status."""
    made = base().assessment
    told = tally(made)

    assert [f.framework for f in told.frameworks] == [f.id for f in made.frameworks]
    for one in told.frameworks:
        assert sum(one.customer.values()) == sum(bool(r.customer_status) for r in made.of(one.framework))
        assert sum(one.aws.values()) == sum(bool(r.aws_status) for r in made.of(one.framework))


def test_four_packs_are_carried_oldest_first() -> None:
    """A period once, by the later judgement; nothing from after our own period; ours always."""
    packs: tuple[PackTally, ...] = ()
    for quarter in range(1, 7):
        packs = carried(packs, pack(quarter))
    assert [p.period.name for p in packs] == ["Q3", "Q4", "Q5", "Q6"]

    again = carried(packs, pack(5, supported=9, at="2020-01-01T00:00:00Z"))
    assert [(p.period.name, p.frameworks[0].customer["supported"]) for p in again] == [
        ("Q3", 1), ("Q4", 1), ("Q5", 9),
    ]  # fmt: skip
    twice = carried([pack(1, 7, at="2025-05-01T00:00:00Z"), pack(1, 8, at="2025-04-01T00:00:00Z")], pack(2))
    assert [p.frameworks[0].customer["supported"] for p in twice] == [7, 1]


def test_a_trend_says_where_the_mappings_changed() -> None:
    """n of N, not applicable left out; a framework that went keeps its points."""
    other = replace(pack(3), frameworks=(replace(pack(3).frameworks[0], framework="soc-2", name="SOC 2"),))
    points = trend([pack(1), pack(2, 2, "b"), other])

    assert [
        (p.framework, p.period, p.supported, p.ours, p.inherited, p.theirs, p.other_mappings) for p in points
    ] == [
        ("soc-2", "Q3", 1, 3, 3, 4, False),
        ("hipaa", "Q1", 1, 3, 3, 4, False),
        ("hipaa", "Q2", 2, 4, 3, 4, True),
    ]
    assert trend([]) == ()
