"""One test over many rows: each is looked at, all that fail are named. An item a row would cost more than the look."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any


def each(rows: Iterable[Any], name: Callable[[Any], str] = str, *, spread: bool = False) -> Any:
    """Run the test for each row; ``spread`` gives a row's parts as arguments. No row at all is a fault."""

    def over(test: Any) -> Any:
        @wraps(test)
        def whole() -> None:
            kept, faults = list(rows), []
            for row in kept:
                try:
                    test(*row) if spread else test(row)
                except Exception as error:  # noqa: BLE001 - one row's fault must not hide another's
                    faults.append(f"{name(row)}: {type(error).__name__}: {error}")
            assert kept
            assert not faults, f"{len(faults)} of {len(kept)}:\n" + "\n\n".join(faults[:20])

        del whole.__wrapped__  # pytest would ask the test's own arguments for fixtures
        return whole

    return over
