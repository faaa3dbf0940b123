"""Resources that lists over all services show: the tagging API and what AWS Config has recorded.

Neither shows everything (the first only what is or was tagged, the second only what is recorded), so they add
services to those that were found, count at least, and never show that a service is not in use.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from generator.assess.view import View, words
from generator.items import ShapeError, listed
from generator.model.catalog import Service
from generator.model.plain import Json, plain

TAGGED = "resourcegroupstaggingapi.get-resources"
RECORDED = "config.select-resource-config.counts"
# ARN services that belong to none: what they name is a part of another service, or no service at all.
_NO_SERVICE = frozenset({"resource-groups", "tag", "ram"})
# Resources that each account has in a Region without anybody's doing: AWS Config records them as well.
_MADE_BY_AWS = {
    "AWS::Athena::WorkGroup": 1,
    "AWS::Events::EventBus": 1,
    "AWS::CodeDeploy::DeploymentConfig": 17,
}


@plain
class Sighting:
    """Resources of a service in an account and region, as one of the lists shows them."""

    service: str  # id; for a service that the mappings do not know, how ARNs or types name it
    known: bool
    region: str
    resources: int
    seen_by: str  # tags, AWS Config


@plain
class Hole:
    """A list that could not be read."""

    region: str
    why: str


def sightings(view: View, account: str) -> tuple[list[Sighting], list[Hole]]:
    """What the lists show in an account, and where they could not be read."""
    found: list[Sighting] = []
    holes: list[Hole] = []
    services = list(view.catalog.services.values())
    for call, read, by in ((TAGGED, _tagged, "tags"), (RECORDED, _recorded, "AWS Config")):
        if call not in view.catalog.calls:
            continue
        for region in view.places(call, account):
            records = view.records(call, account, region)
            bad = [r for r in records if not r.readable]
            silence = view.why_missing(call, account, region)
            if bad or silence:
                holes.append(Hole(region=region, why=words(bad[0]) if bad else silence))
                continue
            try:
                counts = [one for record in records for one in read(view.reply(record), services)]
            except (ShapeError, KeyError, TypeError, ValueError) as error:
                holes.append(Hole(region=region, why=f"answer of another shape: {error}"))
                continue
            found += _counted(counts, region, by)
    return found, holes


def _counted(counts: Sequence[tuple[str, bool, int]], region: str, by: str) -> Iterator[Sighting]:
    sums: Counter[tuple[str, bool]] = Counter()
    for service, known, number in counts:
        sums[service, known] += number
    for (service, known), number in sorted(sums.items()):
        yield Sighting(service=service, known=known, region=region, resources=number, seen_by=by)


def _tagged(reply: Json, services: Sequence[Service]) -> Iterator[tuple[str, bool, int]]:
    for item in listed("ResourceTagMappingList[]", reply):
        parts = str(item["ResourceARN"]).split(":", 5)
        if len(parts) < 6:
            raise ShapeError(f"'{item['ResourceARN']}' is no ARN")
        name = f"{parts[2]}:{parts[5]}"
        owner = _owner(name, {s.id: s.tagged for s in services}, ":/")
        if owner or parts[2] not in _NO_SERVICE:
            yield owner or parts[2], bool(owner), 1


def _recorded(reply: Json, services: Sequence[Service]) -> Iterator[tuple[str, bool, int]]:
    for item in listed("Results[]", reply):
        kind = str(item["resourceType"])
        number = int(item["COUNT(*)"]) - _MADE_BY_AWS.get(kind, 0)
        owner = _owner(kind, {s.id: s.recorded for s in services}, ":")
        if number > 0:
            yield owner or "::".join(kind.split("::")[:2]), bool(owner), number


def _owner(name: str, beginnings: Mapping[str, Sequence[str]], ends: str) -> str:
    """The service with the longest beginning of the name; "" for none."""
    fitting = [
        (len(start), id_)
        for id_, starts in beginnings.items()
        for start in starts
        if name.startswith(start) and (start[-1] in ends or name[len(start) : len(start) + 1] in ("", *ends))
    ]
    return max(fitting)[1] if fitting else ""
