"""From an event in a trail to a person: log group, metric filter, alarm, topic, subscription."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import field

from generator.checks.filters import catches
from generator.checks.reading import NoData, Replies
from generator.checks.trails import BOTH, Trails, account_of
from generator.model.plain import Json, plain
from generator.model.verdict import Verdict, failed, not_applicable, passed

_NEVER = math.inf


@plain
class Group:
    """A log group that a trail over all regions delivers to."""

    name: str
    region: str


@plain
class Counter:
    """A metric that one metric filter counts matching events into."""

    group: Group
    filter: str
    pattern: str
    metric: tuple[str, str]  # namespace, name
    value: float  # added for each event
    default: bool  # a value is published where nothing matches


@plain
class Chain:
    """What was read, what was found wanting (``lacks``), and what could not be told here (``doubts``)."""

    trails: Trails
    filters: Replies
    alarms: Replies
    subscriptions: Replies
    lacks: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    declared: frozenset[str] = frozenset()  # accounts that this run judges for themselves
    elsewhere: list[str] = field(default_factory=list)  # ... to which a trail of the organisation delivers

    def tells(self, wanted: Mapping[str, Json], ordinary: Json, events: int) -> Verdict:
        """Whether people are told of each wanted event, at the latest at the ``events``-th of them."""
        told: dict[str, str] = {}
        for counter in self._counters():
            caught = self._caught(counter, wanted, ordinary) - set(told)
            if caught and (alarm := self._alarm(counter, events)):
                told |= dict.fromkeys(caught, alarm)
        untold = sorted(set(wanted) - set(told))
        if not untold:
            return passed("told by " + ", ".join(sorted(set(told.values()))))
        if self.doubts:
            raise NoData("; ".join(sorted(set(self.doubts))))
        if self.elsewhere:
            return not_applicable("; ".join(sorted(set(self.elsewhere))))
        more = f" and {len(untold) - 4} more" if len(untold) > 4 else ""
        return failed(
            "; ".join([f"no alarm tells of {', '.join(untold[:4])}{more}", *sorted(set(self.lacks))])
        )

    def _groups(self) -> Iterator[Group]:
        if not self.trails.listed["trailList"]:
            self.lacks.append("no trail covers all regions")
        for one in self.trails.recorded("management", self.doubts):
            arn = one.trail.get("CloudWatchLogsLogGroupArn")  # absent where it delivers to S3 only
            if one.events != BOTH:
                self.lacks.append(one.lack)
            elif not arn:
                self.lacks.append(f"{one.name} delivers to no log group")
            elif account_of(arn) != self.trails.account and account_of(arn) in self.declared:
                self.elsewhere.append(
                    f"{one.name} is watched in account {account_of(arn)}, judged for itself"
                )
            elif account_of(arn) != self.trails.account:
                self.doubts.append(f"the log group of {one.name} is in account {account_of(arn)}")
            elif error := self._error(one.trail):
                self.lacks.append(f"{one.name} cannot deliver to its log group: {error}")
            else:
                yield Group(name=arn.split(":")[6], region=arn.split(":")[3])

    def _error(self, trail: Json) -> str:
        status = self.trails.statuses.of(Name=trail["TrailARN"])
        return str(status.get("LatestCloudWatchLogsDeliveryError") or "")  # there only after an error

    def _counters(self) -> Iterator[Counter]:
        for group in self._groups():
            listed = self.filters.of(region=group.region)["metricFilters"]
            own = [one for one in listed if one["logGroupName"] == group.name and not _narrowed(one)]
            found = [counter for one in own for counter in _metrics(group, one)]
            if not found:
                self.lacks.append(f"no metric filter counts the events of the log group {group.name}")
            yield from found

    def _caught(self, counter: Counter, wanted: Mapping[str, Json], ordinary: Json) -> set[str]:
        """The wanted events that it counts; none where it counts ordinary events as well."""
        answers = {label: catches(counter.pattern, event) for label, event in wanted.items()}
        usual = catches(counter.pattern, ordinary)
        if usual is None or None in answers.values():
            self.doubts.append(f"the pattern of filter {counter.filter} cannot be judged by this tool")
        return {label for label, answer in answers.items() if answer} if usual is False else set()

    def _alarm(self, counter: Counter, events: int) -> str:
        """The alarm that tells people of this metric; empty where there is none, with the reason noted."""
        space, name = counter.metric
        found = self.alarms.of(region=counter.group.region)["MetricAlarms"]
        watching = [alarm for alarm in found if _watches(alarm, counter.metric)]
        if not watching:
            self.lacks.append(f"no alarm watches the metric {space}/{name}")
        for alarm in watching:
            label, at = alarm["AlarmName"], fires_at(alarm, counter)
            if at > events:
                says = "does not fire on single events" if at == _NEVER else f"fires at {at:.0f} events"
                self.lacks.append(f"{label} {says}, {events} wanted")
            elif not alarm["ActionsEnabled"]:
                self.lacks.append(f"the actions of {label} are off")
            elif self._heard(alarm, counter.group.region):
                return str(label)
        return ""

    def _heard(self, alarm: Json, region: str) -> bool:
        topics = [arn for arn in alarm["AlarmActions"] if arn.split(":")[2] == "sns"]
        confirmed = {
            one["TopicArn"]
            for one in self.subscriptions.of(region=region)["Subscriptions"]
            if one["SubscriptionArn"].startswith("arn:")  # else PendingConfirmation or Deleted
        }
        away = sorted({account_of(arn) for arn in topics} - {self.trails.account})
        if away:
            self.doubts.append(f"the topic of {alarm['AlarmName']} is in account {', '.join(away)}")
        if not confirmed & set(topics):
            self.lacks.append(
                f"no topic of {alarm['AlarmName']} has a confirmed subscription of this account"
            )
        return bool(confirmed & set(topics))


def _narrowed(one: Json) -> bool:
    """Whether it reads only some events, or events in another form."""
    return any(one.get(name) for name in ("fieldSelectionCriteria", "applyOnTransformedLogs"))


def _metrics(group: Group, one: Json) -> Iterator[Counter]:
    """Metrics without dimensions: with them, CloudWatch keeps one metric for each value."""
    for made in one["metricTransformations"]:
        value = _number(made["metricValue"])
        if value > 0 and not made.get("dimensions") and not one.get("emitSystemFieldDimensions"):
            yield Counter(
                group=group,
                filter=one["filterName"],
                pattern=one["filterPattern"],
                metric=(made["metricNamespace"], made["metricName"]),
                value=value,
                default="defaultValue" in made,
            )


def _number(text: str) -> float:
    """A metric value; 0 where it is taken from a field of the event."""
    try:
        return float(text)
    except ValueError:
        return 0.0


def _watches(alarm: Json, metric: tuple[str, str]) -> bool:
    """Whether the alarm is on exactly this metric; one made of an expression is not."""
    return (alarm.get("Namespace"), alarm.get("MetricName")) == metric and not alarm.get("Dimensions")


def fires_at(alarm: Json, counter: Counter) -> float:
    """How many events it takes until the alarm goes off; infinite where events alone do not do it."""
    signs = {"GreaterThanOrEqualToThreshold": math.ceil, "GreaterThanThreshold": lambda x: math.floor(x) + 1}
    rounded, statistic = signs.get(alarm["ComparisonOperator"]), alarm.get("Statistic")
    threshold = alarm.get("Threshold")  # absent in alarms on anomalies
    if rounded is None or threshold is None:
        return _NEVER
    needed = rounded(threshold / counter.value)
    averaged = statistic == "Average" and not counter.default
    if needed < 1 or not (statistic == "Sum" or (needed == 1 and (statistic == "Maximum" or averaged))):
        return _NEVER
    return float(needed * (alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"]))
