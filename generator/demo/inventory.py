"""What AWS Config has recorded, as its query interface counts it."""

import json
from typing import Any

from generator.demo.table import gap, here
from generator.demo.wire import Call
from generator.demo.world import World

Json = dict[str, Any]


@gap("config", "SelectResourceConfig")
def select(call: Call, world: World) -> Json:
    """The one query that is asked: resources of each type, counted."""
    rows = sorted(here(call, world).recorded.items())
    fields = [{"Name": "resourceType"}, {"Name": "COUNT(*)"}]
    results = [json.dumps({"resourceType": kind, "COUNT(*)": number}) for kind, number in rows]
    return {"Results": results, "QueryInfo": {"SelectFields": fields}}
