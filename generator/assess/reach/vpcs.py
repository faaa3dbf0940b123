"""The VPCs that an account's resources are in, as far as the replies prove it."""

from collections.abc import Collection

from generator.assess.view import View
from generator.items import ShapeError, search
from generator.model.evidence import GLOBAL
from generator.model.plain import Json, plain
from generator.model.reached import Standing


@plain
class Placed:
    """The VPCs of a resource; where it has none, and that is known, ``whole`` alone."""

    vpcs: frozenset[str] = frozenset()
    whole: bool = True


class Places:
    """Where the resources of one account are: VPC and region."""

    def __init__(self, view: View, account: str) -> None:
        self._ids: dict[str, set[str]] = {}  # ARN -> ids of VPCs, or of what is in one
        self._unclear: set[str] = set()
        self._arns: dict[str, str] = {}  # short id -> ARN, for instances and subnets
        self._regions: dict[str, set[str]] = {}
        self._kinds: set[str] = set()  # those whose replies say in which VPC each is
        for row in view.plan.calls:
            if row.resources is None:
                continue
            path = row.resources.vpcs
            self._kinds |= {row.resources.kind} if path else set()
            for place in view.places(row.id, account):
                for unit in view.units(row.id, account, place)[0]:
                    if unit.region != GLOBAL:
                        self._regions.setdefault(unit.arn, set()).add(unit.region)
                    if path:
                        self._add(unit.arn, path, unit.value)

    def _add(self, arn: str, path: str, value: Json) -> None:
        ids = self._ids.setdefault(arn, set())
        if ":instance/" in arn or ":subnet/" in arn:
            self._arns.setdefault(arn.rpartition("/")[2], arn)
        try:
            found = search(path, value)
        except ShapeError:
            found = None
        if found is None:  # an empty list says that there is none; a missing member says nothing
            self._unclear.add(arn)
        ids |= {str(one) for one in (found if isinstance(found, list) else [found]) if one}

    def region(self, resource: str, otherwise: str) -> str:
        """The one region that a resource lives in; ``otherwise`` where it is not known, or several."""
        known = self._regions.get(resource, set())
        return next(iter(known)) if len(known) == 1 and otherwise == GLOBAL else otherwise

    def of(self, resource: str, kind: str) -> Placed:
        """The VPCs of a resource of a kind."""
        if resource not in self._ids:
            return Placed(whole=kind not in self._kinds)
        vpcs, whole = set[str](), resource not in self._unclear
        for one in self._ids[resource]:
            if one.startswith("vpc-"):
                vpcs.add(one)
                continue
            inner = self._ids.get(one) or self._ids.get(self._arns.get(one, ""), set())
            found = {vpc for vpc in inner if vpc.startswith("vpc-")}
            vpcs |= found
            whole = whole and bool(found)
        return Placed(vpcs=frozenset(vpcs), whole=whole)


def by_vpcs(rule: Collection[str], placed: Placed) -> tuple[Standing | None, str]:
    """How a resource stands by its VPCs, and why; None where it has none, so that the rule says nothing of it."""
    if named := sorted(placed.vpcs & set(rule)):
        return "in", named[0]
    if not placed.whole:
        return "not known", "what was read does not show in which VPC it is"
    if placed.vpcs:
        return "out", f"it is in {', '.join(sorted(placed.vpcs))}"
    return None, ""
