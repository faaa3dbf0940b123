"""Tables of handlers by service and operation, filled by decorators."""

from collections.abc import Callable, Mapping
from typing import Any

from generator.demo.wire import Call
from generator.demo.world import Region, World

Json = dict[str, Any]
Gap = Callable[[Call, World], Json | None]
Mend = Callable[[Json, Call, World], Json]

GAPS: dict[tuple[str, str], Gap] = {}
MENDS: dict[tuple[str, str], Mend] = {}


def gap(service: str, *operations: str) -> Callable[[Gap], Gap]:
    """The function answers these operations itself; by None it leaves the call to moto after all."""

    def keep(function: Gap) -> Gap:
        GAPS.update({(service, operation): function for operation in operations})
        return function

    return keep


def mend(service: str, *operations: str) -> Callable[[Mend], Mend]:
    """The function puts moto's reply right."""

    def keep(function: Mend) -> Mend:
        MENDS.update({(service, operation): function for operation in operations})
        return function

    return keep


def here(call: Call, world: World) -> Region:
    """The facts of the account and region that a call asks."""
    return world.here(call.account, call.region)


def only(item: Mapping[str, Any], *names: str) -> Json:
    """These members of an item, where it has them."""
    return {name: item[name] for name in names if name in item}
