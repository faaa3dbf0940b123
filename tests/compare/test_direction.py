"""Better and worse: sight that is lost is never better, a person's decision is never a better world."""

from itertools import product
from typing import get_args

from generator.compare.direction import direction
from generator.model.comparison import Stand
from generator.model.status import AwsStatus, Counts, CustomerStatus

GOOD = {"supported", "inherited"}
NONE = {"", "not occurring", "not applicable"}


def stand(aws: str = "", customer: str = "", **counts: int) -> Stand:
    return Stand(aws=aws, customer=customer, counts=Counts(**counts))  # type: ignore[arg-type]


def test_every_pair_of_statuses() -> None:
    """Over all pairs of both parts: into no data is worse, into good from bad is better, and back is never so."""
    for name, kind in (("customer", CustomerStatus), ("aws", AwsStatus)):
        for was, now in product(get_args(kind), repeat=2):
            found = direction(stand(**{name: was}), stand(**{name: now}))
            back = direction(stand(**{name: now}), stand(**{name: was}))
            assert (found is None) == (was == now), (was, now)
            if now == "no data" and was != now:
                assert found == "worse", (was, now)
            if found == "better":
                assert back == "worse", (was, now)
                assert now not in NONE | {"no data", "deviations"}, (was, now)
            if now in GOOD and was not in NONE | {now}:
                assert found == "better", (was, now)
            if now in NONE and was != now:
                assert found == "other", (was, now)


def test_the_worse_part_decides_and_figures_only_where_statuses_are_equal() -> None:
    """One part better and one worse is worse; what came or went is other."""
    cases = [
        (stand("no report", "supported"), stand("inherited", "deviations"), "worse"),
        (stand("no report", "deviations"), stand("inherited", "deviations", failed=3), "better"),
        (stand("", "deviations", failed=2), stand("", "deviations", failed=1), "better"),
        (stand("", "deviations", failed=1), stand("", "deviations", failed=2), "worse"),
        (stand("", "deviations", failed=2), stand("", "deviations", failed=1, no_data=1), "worse"),
        # As many more fail as can be read now: they may have failed before.
        (stand("", "deviations", failed=1, no_data=2), stand("", "deviations", failed=3), "other"),
        (stand("", "deviations", failed=1, no_data=2), stand("", "deviations", failed=4), "worse"),
        (stand("", "supported", passed=1), stand("", "supported", passed=2), "other"),
        (None, stand("inherited", "supported"), "other"),
        (stand("", "deviations"), None, "other"),
        (None, None, None),
    ]
    for before, after, wanted in cases:
        assert direction(before, after) == wanted, (before, after)
