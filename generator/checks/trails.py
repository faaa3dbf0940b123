"""What CloudTrail's trails record, from their description, status and event selectors."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from generator.checks.reading import NoData, Replies
from generator.model.plain import Json, plain

Kind = Literal["management", "s3"]

BOTH = frozenset({"read", "write"})
_CLASSIC = {"All": BOTH, "ReadOnly": frozenset({"read"}), "WriteOnly": frozenset({"write"})}
_READ_ONLY = {"true": frozenset({"read"}), "false": frozenset({"write"})}
_EVERY_BUCKET = re.compile(r"arn:aws[a-z-]*:s3(:::)?")
_ADVANCED: dict[Kind, dict[str, Json]] = {
    "management": {"eventCategory": {"Equals": ["Management"]}},
    "s3": {"eventCategory": {"Equals": ["Data"]}, "resources.type": {"Equals": ["AWS::S3::Object"]}},
}
# A trail that nobody gave selectors records every management event and no data event.
_DEFAULT = {
    "EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}]
}


@plain
class Recorded:
    """What one trail records of a kind of event in every region; ``lack`` says what it does not."""

    trail: Json
    name: str
    events: frozenset[str]
    lack: str


@plain
class Trails:
    """The trails that record an account, its own and its organisation's, and what is known of them."""

    account: str
    listed: Json  # cloudtrail.describe-trails-all
    statuses: Replies
    selectors: Replies

    def recorded(self, kind: Kind, doubts: list[str]) -> Iterator[Recorded]:
        """What each trail records; what could not be read of a trail goes to ``doubts``."""
        for trail in self.listed["trailList"]:
            try:
                yield self._recorded(kind, trail)
            except NoData as doubt:
                doubts.append(str(doubt))

    def _recorded(self, kind: Kind, trail: Json) -> Recorded:
        name, arn = trail["Name"], trail["TrailARN"]
        events: frozenset[str] = frozenset()
        if not trail["IsMultiRegionTrail"]:
            return Recorded(trail=trail, name=name, events=events, lack=f"{name} records one region only")
        status = self.statuses.of(Name=arn)
        if not status["IsLogging"]:
            return Recorded(trail=trail, name=name, events=events, lack=f"{name} is not logging")
        if status.get("LatestDeliveryError"):  # documented as there only after an error
            lack = f"{name} cannot deliver to its bucket: {status['LatestDeliveryError']}"
            return Recorded(trail=trail, name=name, events=events, lack=lack)
        events = recorded_events(kind, self._selectors(trail))
        missing = " and ".join(sorted(BOTH - events))
        return Recorded(
            trail=trail, name=name, events=events, lack=missing and f"{name} leaves out {missing} events"
        )

    def _selectors(self, trail: Json) -> Json:
        if not trail["HasCustomEventSelectors"]:
            return _DEFAULT
        owner = account_of(trail["TrailARN"])
        if owner != self.account:
            raise NoData(f"the event selectors of {trail['TrailARN']} can be read in account {owner} only")
        return self.selectors.of(TrailName=trail["TrailARN"])


def account_of(arn: str) -> str:
    """The account id in an ARN."""
    return arn.split(":")[4]


def recorded_events(kind: Kind, selectors: Json) -> frozenset[str]:
    """``read`` and ``write``, each where every event of the kind is recorded, whatever its source."""
    advanced, classic = selectors.get("AdvancedEventSelectors"), selectors.get("EventSelectors")
    if advanced is None and classic is None:
        raise NoData("the reply has no event selectors")
    found = [_advanced(kind, one) for one in advanced or ()] + [_classic(kind, one) for one in classic or ()]
    return frozenset().union(*found)


def _classic(kind: Kind, selector: Json) -> frozenset[str]:
    if kind == "management":
        whole = selector["IncludeManagementEvents"] and not selector.get("ExcludeManagementEventSources")
    else:
        values = [v for r in selector["DataResources"] if r["Type"] == "AWS::S3::Object" for v in r["Values"]]
        whole = any(_EVERY_BUCKET.fullmatch(value) for value in values)
    return _CLASSIC[selector["ReadWriteType"]] if whole else frozenset()


def _advanced(kind: Kind, selector: Json) -> frozenset[str]:
    """Any field beyond category, type and readOnly narrows it, and so proves nothing for every event."""
    fields: dict[str, Mapping[str, Json]] = {}
    for one in selector["FieldSelectors"]:
        if one["Field"] in fields:
            return frozenset()
        fields[one["Field"]] = {name: value for name, value in one.items() if name != "Field"}
    way = fields.pop("readOnly", None)
    if fields != _ADVANCED[kind]:
        return frozenset()
    if way is None:
        return BOTH
    if set(way) != {"Equals"} or len(way["Equals"]) != 1:
        return frozenset()
    return _READ_ONLY[way["Equals"][0].lower()]
