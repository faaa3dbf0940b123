"""The tags of an account's resources: from the replies that show them, and from AWS's tagging API."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from generator.assess.view import View, words
from generator.items import ShapeError, listed
from generator.model.evidence import GLOBAL
from generator.model.plain import plain
from generator.model.reached import Standing

TAGGED = "resourcegroupstaggingapi.get-resources"
TAGGED_GLOBAL = f"{TAGGED}.global"  # where the scope does not read us-east-1, which holds global resources
HOME = "us-east-1"
_QUEUE = re.compile(r"https://sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?/(\d{12})/([\w.-]+)", re.ASCII)
_SHOWN = 120


@plain
class Tagged:
    """A resource's tags as far as they are known."""

    tags: Mapping[str, frozenset[str]] = field(default_factory=dict)  # folded key -> values as written
    whole: bool = False  # whether a key that is not here is known to be missing
    why: str = ""  # why that is not known


class Tags:
    """Those of one account. Sources add up: a tag that either of them shows counts."""

    def __init__(self, view: View, account: str) -> None:
        self._account = account
        self._tags: dict[str, dict[str, set[str]]] = {}
        self._shown: set[str] = set()  # resources whose own replies show all their tags
        self._holes: dict[str, str] = {}  # region -> why the tagging API says nothing there
        self._read: set[str] = set()
        self._everywhere = isinstance(view.plan.scope.regions, str)
        self._beginnings = tuple({start for s in view.catalog.services.values() for start in s.tagged})
        self._replies(view)
        for call in (TAGGED, TAGGED_GLOBAL):
            if any(row.id == call for row in view.plan.calls):
                self._api(view, call)

    def of(self, resource: str, region: str) -> Tagged:
        """The tags of a resource that lives in a region (``global`` where it lives in none)."""
        arn = arn_of(resource)
        tags = {key: frozenset(values) for key, values in self._tags.get(arn, {}).items()}
        why = "" if arn in self._shown else self._why_not_known(arn, region)
        return Tagged(tags=tags, whole=not why, why=why)

    def _replies(self, view: View) -> None:
        for row in view.plan.calls:
            if row.resources is None or not row.resources.tags:
                continue
            for place in view.places(row.id, self._account):
                for unit in view.units(row.id, self._account, place)[0]:
                    arn = arn_of(unit.arn)
                    self._shown.add(arn)
                    self._add(arn, unit.tags.items())

    def _api(self, view: View, call: str) -> None:
        for place in view.places(call, self._account):
            region = HOME if place == GLOBAL else place
            bad = view.unreadable(call, self._account, place)
            silence = view.why_missing(call, self._account, place)
            if bad or silence:
                self._holes[region] = words(bad[0]) if bad else silence
                continue
            try:
                for record in view.records(call, self._account, place):
                    for item in listed("ResourceTagMappingList[]", view.reply(record)):
                        self._add(arn_of(str(item["ResourceARN"])), _pairs(item["Tags"]))
                self._read.add(region)
            except (ShapeError, KeyError, TypeError) as error:
                self._holes[region] = f"answer of another shape: {error}"

    def _add(self, arn: str, pairs: Iterable[tuple[str, str]]) -> None:
        known = self._tags.setdefault(arn, {})
        for key, value in pairs:
            known.setdefault(folded(key), set()).add(value)

    def _why_not_known(self, arn: str, region: str) -> str:
        """Why a tag that is not seen may be there; "" where the tagging API would have shown it."""
        name = ":".join(arn.split(":", 5)[2:3] + arn.split(":", 5)[5:])
        if not any(name.startswith(start) for start in self._beginnings):
            return "nothing that was read shows tags of its kind"
        wanted = {HOME, *self._holes, *self._read} if region == GLOBAL else {region}
        holes = sorted(wanted & self._holes.keys())
        if holes:
            return f"its tags could not be read: {self._holes[holes[0]]}"
        if not wanted <= self._read or (region == GLOBAL and not self._everywhere):
            return "its tags were not read: its region is not among those that are"
        return ""


def by_tags(rule: Mapping[str, Sequence[str]], tagged: Tagged) -> tuple[Standing, str]:
    """How a resource stands by its tags, and why.

    In where one of the rule's tags names it; out only where it has each of the rule's keys, with values that the
    rule does not name. A key that is missing leaves it open, and what is open stays in.
    """
    missing = []
    for key, named in rule.items():
        values = tagged.tags.get(folded(key), frozenset())
        known = {folded(value) for value in named}
        for value in sorted(values):
            if "*" in named or folded(value) in known:
                return "in", f"{key} = {value}"[:_SHOWN]
        if not any(value.strip() for value in values):
            missing.append(key)
    if not missing:
        said = (f"{key} = {', '.join(sorted(tagged.tags[folded(key)]))}" for key in rule)
        return "out", "; ".join(said)[:_SHOWN]
    if tagged.whole:
        return "untagged", f"decide: it has no tag {' and no tag '.join(missing)}"[:_SHOWN]
    return "not known", tagged.why[:300]


def folded(text: str) -> str:
    """A tag's key or value as it is compared: people write Cardholder for cardholder."""
    return text.strip().casefold()


def arn_of(resource: str) -> str:
    """The ARN by which the tagging API names a resource that a finding names otherwise."""
    if queue := _QUEUE.fullmatch(resource):
        region, china, account, name = queue.groups()
        partition = "aws-cn" if china else "aws-us-gov" if region.startswith("us-gov-") else "aws"
        return f"arn:{partition}:sqs:{region}:{account}:{name}"
    return resource.replace(":::/hostedzone/", ":::hostedzone/").removesuffix(":*")


def _pairs(tags: list[dict[str, str]]) -> Iterator[tuple[str, str]]:
    for tag in tags:
        yield str(tag["Key"]), str(tag.get("Value", ""))
