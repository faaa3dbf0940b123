"""How one resource stands in one framework's scope."""

from collections.abc import Mapping
from functools import cached_property

from generator.assess.reach.tags import Tags, arn_of, by_tags
from generator.assess.reach.vpcs import Places, by_vpcs
from generator.assess.view import View
from generator.model.covering import matching
from generator.model.evidence import GLOBAL, UNKNOWN_REGIONS
from generator.model.plain import plain
from generator.model.reached import Rule, Standing
from generator.model.scope import Reach

_WHOLE = frozenset({"AWS::Account", "AWS::Region"})
_OPEN: tuple[Standing, ...] = ("untagged", "not known")


@plain
class Stands:
    """How a resource stands, by which rule, and why."""

    standing: Standing
    rule: Rule | None = None
    why: str = ""


IN = Stands(standing="in")


class Ground:
    """What an account's evidence tells of where resources are; read when first asked."""

    def __init__(self, view: View, account: str) -> None:
        self._view, self._account = view, account

    @cached_property
    def tags(self) -> Tags:
        """Their tags."""
        return Tags(self._view, self._account)

    @cached_property
    def places(self) -> Places:
        """Their VPCs and regions."""
        return Places(self._view, self._account)


def stands(reach: Reach, resource: str, kind: str, region: str, ground: Ground) -> Stands:
    """How it stands: in where a rule names it or nobody decided, out only where a rule is sure.

    Verdicts over an account or region, and what could not be listed, have neither tags nor a VPC: only the region
    that they are about can put them out.
    """
    if any(
        matching((pattern,))(name) for pattern in reach.connected for name in (resource, arn_of(resource))
    ):
        return Stands(standing="connected", why="named as a connected system")
    own = resource != "*" and kind not in _WHOLE
    if reach.regions:
        region = ground.places.region(resource, region) if own else region
        if region not in (GLOBAL, UNKNOWN_REGIONS, *reach.regions):
            return Stands(standing="out", rule="regions", why=f"it is in {region}")
    return _by_what_it_is(reach, resource, kind, region, ground) if own else IN


def _by_what_it_is(reach: Reach, resource: str, kind: str, region: str, ground: Ground) -> Stands:
    """By tags and VPC: named by one of them is in, open in one of them is in, else out where one says so."""
    said: list[Stands] = []
    if reach.tags:
        region = ground.places.region(resource, region)
        standing, why = by_tags(reach.tags, ground.tags.of(resource, region))
        said.append(Stands(standing=standing, rule="tags", why=why))
    if reach.vpcs:
        placed, why = by_vpcs(reach.vpcs, ground.places.of(resource, kind))
        said += [Stands(standing=placed, rule="VPCs", why=why)] if placed else []
    for wanted in ("in", *_OPEN, "out"):
        for one in said:
            if one.standing == wanted:
                return one
    return IN


def reaching(rules: Mapping[str, Reach], requirements: tuple[str, ...]) -> tuple[str, ...]:
    """The frameworks with a rule among those of some ``framework:requirement``."""
    named = dict.fromkeys(one.partition(":")[0] for one in requirements)
    return tuple(name for name in named if name in rules)
