"""Resources that lists over all services show: the tagging API and what AWS Config has recorded.

Neither shows everything (the first only what is or was tagged, the second only what is recorded), so they add
services to those that were found, count at least, and never show that a service is not in use.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from generator.assess.view import View, words
from generator.items import ShapeError, listed
from generator.model.plain import Json, plain

Starts = Sequence[tuple[str, str]]
TAGGED = "resourcegroupstaggingapi.get-resources"
RECORDED = "config.select-resource-config.counts"
# ARN services that belong to none: what they name is a part of another service, or no service at all.
_NO_SERVICE = frozenset({"resource-groups", "tag", "ram"})


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
    for call, read, starts, by in (
        (TAGGED, _tagged, _longest_first((s.id, s.tagged) for s in services), "tags"),
        (RECORDED, _recorded, _longest_first((s.id, s.recorded) for s in services), "AWS Config"),
    ):
        for region in view.places(call, account) if call in view.catalog.calls else ():
            bad = view.unreadable(call, account, region)
            silence = view.why_missing(call, account, region)
            if bad or silence:
                holes.append(Hole(region=region, why=words(bad[0]) if bad else silence))
                continue
            records = view.records(call, account, region)
            try:
                counts = [one for record in records for one in read(view.reply(record), starts)]
            except (ShapeError, KeyError, TypeError, ValueError) as error:
                holes.append(Hole(region=region, why=f"answer of another shape: {error}"))
                continue
            found += _counted(counts, region, by)
    return found, holes


def _longest_first(beginnings: Iterable[tuple[str, Sequence[str]]]) -> Starts:
    """(Beginning, service id), so that the first that fits is the longest."""
    return sorted(((start, id_) for id_, starts in beginnings for start in starts), key=lambda s: -len(s[0]))


def _counted(counts: Sequence[tuple[str, bool, int]], region: str, by: str) -> Iterator[Sighting]:
    sums: Counter[tuple[str, bool]] = Counter()
    for service, known, number in counts:
        sums[service, known] += number
    for (service, known), number in sorted(sums.items()):
        yield Sighting(service=service, known=known, region=region, resources=number, seen_by=by)


def _tagged(reply: Json, starts: Starts) -> Iterator[tuple[str, bool, int]]:
    for item in listed("ResourceTagMappingList[]", reply):
        parts = str(item["ResourceARN"]).split(":", 5)
        if len(parts) < 6:  # arn:partition:service:region:account:resource
            raise ShapeError(f"'{item['ResourceARN']}' is no ARN")
        owner = _owner(f"{parts[2]}:{parts[5]}", starts, ":/")
        if owner or parts[2] not in _NO_SERVICE:
            yield owner or parts[2], bool(owner), 1


def _recorded(reply: Json, starts: Starts) -> Iterator[tuple[str, bool, int]]:
    for item in listed("Results[]", reply):
        kind = str(item["resourceType"])
        owner = _owner(kind, starts, ":")
        yield owner or "::".join(kind.split("::")[:2]), bool(owner), int(item["COUNT(*)"])


def _owner(name: str, starts: Starts, ends: str) -> str:
    """The service with the longest beginning of the name; "" for none. A part of a word is no beginning."""
    for start, id_ in starts:
        if name.startswith(start) and (start[-1] in ends or name[len(start) : len(start) + 1] in ("", *ends)):
            return id_
    return ""
