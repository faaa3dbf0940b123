"""Pace and order: tokens, throttles, budgets, and which step is next."""

import threading
from typing import Any

import pytest
from builders import ACCOUNT, OTHER, call, catalog, scope
from builders import plan as make_plan
from fake_aws import FakeAws
from hypothesis import given
from hypothesis import strategies as st

from generator.collect import collect, schedule
from generator.collect.pacing import Bucket, Budget, Limit, Silence, limit_of
from generator.collect.schedule import Key, Queue, Step
from generator.model.catalog import Call
from generator.model.evidence import Record

REGIONS = call("ec2.describe-regions", scope="global")
BUCKETS = call("s3.list-buckets", scope="global")
POLICY = call(
    "s3.get-bucket-policy", scope="global", for_each="s3.list-buckets", items="Buckets[].{Bucket: Name}"
)
VOLUMES = call("ec2.describe-volumes")
TWO_REGIONS = {"Regions": [{"RegionName": "us-east-1"}, {"RegionName": "eu-west-1"}]}
TOO_FAST = ("RequestLimitExceeded", "Request limit exceeded.")


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _key(operation: str = "DescribeVolumes", account: str = ACCOUNT) -> Key:
    return (account, "eu-west-1", "ec2", operation)


def _step(name: str, key: Key, rank: int = 0) -> Step:
    return Step(key=key, rank=rank, run=lambda: "done", tag=name)


def _names(queue: Queue) -> list[object]:
    found = []
    while step := queue.pop():
        found.append(step.tag)
    return found


@given(st.lists(st.floats(0, 3), max_size=60), st.floats(1, 30), st.floats(1, 50))
def test_a_bucket_never_gives_more_than_its_burst_and_its_rate(
    pauses: list[float], burst: float, rate: float
) -> None:
    """Over any stretch of time: no more than was saved up and what came in since."""
    bucket, now, taken = Bucket(Limit(burst=burst, rate=rate, most=rate), 0.0), 0.0, list[float]()
    for pause in pauses:
        now += pause
        while bucket.wait(now) <= 0:
            bucket.take()
            taken.append(now)

    for start in range(len(taken)):
        for end in range(start, len(taken)):
            assert end - start + 1 <= burst + (taken[end] - taken[start]) * rate + 1e-6


def test_a_throttle_halves_the_pace_and_answers_ease_it() -> None:
    """Nothing before the time that the answer named; never slower than one in two seconds, never beyond the most."""
    bucket = Bucket(Limit(burst=100, rate=20, most=30), 0.0)
    bucket.slowed(0.0, 0.0, after=4)
    bucket.slowed(0.1, 0.0)  # sent before it was slowed
    assert (bucket.rate, bucket.wait(1.0), bucket.wait(4.5)) == (10, 3.0, 0)
    for number in range(20):
        bucket.slowed(5.0 + number, 4.9 + number)
    assert bucket.rate == 0.5
    for _ in range(1000):
        bucket.eased()
    assert bucket.rate == 30


def test_published_limits_hold() -> None:
    """EC2's by API; an operation with a figure of its own has it."""
    assert limit_of("ec2", "DescribeVolumes") == Limit(burst=100, rate=20, most=20)
    assert limit_of("cloudtrail", "LookupEvents").most == 2


def test_a_budget_is_spent_by_tries_and_earned_by_answers() -> None:
    """Five answers earn one more try. Ten calls given up in a row are a silence, which any answer breaks."""
    budget, silence = Budget(), Silence()
    spent = sum(budget.again() for _ in range(100))
    for _ in range(5):
        budget.answered()
    assert (spent, budget.again(), budget.again()) == (20, True, False)
    for _ in range(Silence.MOST):
        assert not silence.whole
        silence.longer()
    assert silence.whole
    silence.broken()
    assert not silence.whole


def test_the_longest_chain_goes_first_and_one_api_holds_up_no_other() -> None:
    """What has calls behind it comes before leaves; an empty bucket parks its line alone."""
    clock = Clock()
    queue = Queue(clock)
    for number in range(3):
        queue.push(_step(f"leaf {number}", _key()))
    queue.push(_step("chain", _key("DescribeInstances"), rank=3))
    assert _names(queue) == ["chain", "leaf 0", "leaf 1", "leaf 2"]

    for number in range(150):
        queue.push(_step(f"many {number}", _key()))
    queue.push(_step("other", _key(account=OTHER)))
    first = _names(queue)
    assert (len(first), "other" in first, queue.pop(), len(queue)) == (98, True, None, 53)
    assert 0 < (queue.wait() or 0) <= 0.05
    clock.now += 1
    assert len(_names(queue)) == 20


def test_what_is_due_later_waits_for_its_time() -> None:
    """And is there then."""
    clock = Clock()
    queue = Queue(clock)
    queue.push(_step("later", _key()), after=2)
    assert (queue.pop(), queue.wait()) == (None, 2.0)
    clock.now += 2
    assert _names(queue) == ["later"]


def _run(aws: FakeAws, *rows: Call, **options: Any) -> list[Record]:
    return list(collect(make_plan(catalog(calls=rows), scope(regions="enabled")), aws.access, **options))


def test_what_was_throttled_is_asked_again() -> None:
    """Twice too fast, then an answer: seen, with all its requests counted, and told while it goes."""
    answers = iter([TOO_FAST, TOO_FAST, {"Buckets": []}])
    tallies: list[Any] = []
    records = _run(
        FakeAws({"ec2.DescribeRegions": TWO_REGIONS, "s3.ListBuckets": lambda *_: next(answers)}),
        REGIONS,
        BUCKETS,
        watch=tallies.append,
    )

    assert [(r.outcome, r.attempts) for r in records if r.call == BUCKETS.id] == [("seen", 3)]
    last = tallies[-1]
    assert (last.done, last.throttled, last.unread, last.requests, last.records) == (1, 2, 0, 5, 2)


def test_a_page_is_asked_again_and_those_before_it_are_kept() -> None:
    """A throttle on the second page costs one request."""
    second = iter([TOO_FAST, {"Volumes": [{"VolumeId": "b"}]}])

    def volumes(_region: str, params: Any) -> Any:
        return next(second) if "NextToken" in params else {"Volumes": [{"VolumeId": "a"}], "NextToken": "t"}

    aws = FakeAws(
        {"ec2.DescribeRegions": {"Regions": [{"RegionName": "eu-west-1"}]}, "ec2.DescribeVolumes": volumes}
    )
    (record,) = [r for r in _run(aws, REGIONS, VOLUMES) if r.call == VOLUMES.id]

    assert [page["Volumes"][0]["VolumeId"] for page in record.pages] == ["a", "b"]
    assert (
        record.attempts,
        [p.get("NextToken") for _, p in aws.calls("ec2.DescribeVolumes")].count("t"),
    ) == (3, 2)


def test_a_service_that_never_answers_does_not_take_the_run() -> None:
    """Sixty items, all refused for ever: each has a record that says so; the tries are bounded, the rest is read."""
    names = [f"b{number}" for number in range(60)]
    aws = FakeAws(
        {
            "ec2.DescribeRegions": TWO_REGIONS,
            "ec2.DescribeVolumes": {"Volumes": []},
            "s3.ListBuckets": {"Buckets": [{"Name": name} for name in names]},
            "s3.GetBucketPolicy": ("InternalError", "We encountered an internal error."),
        }
    )
    aws.fails_with = 500
    records = _run(aws, REGIONS, VOLUMES, BUCKETS, POLICY)
    policies = [r for r in records if r.call == POLICY.id]

    assert sorted(str(r.params["Bucket"]) for r in policies) == sorted(names)
    assert {(r.outcome, r.cause) for r in policies} == {
        ("failed", "service fault"),
        ("not tried", "not tried"),
    }
    assert "had not answered" in next(r.message for r in policies if r.outcome == "not tried")
    assert len(aws.calls("s3.GetBucketPolicy")) < 2 * len(names)  # five tries each would be 300
    assert [r.outcome for r in records if r.call == VOLUMES.id] == ["seen", "seen"]


def test_throttles_of_a_service_that_answers_cost_no_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """A first burst that meets a smaller quota: more throttles than a budget has, and each item is read all the same."""
    quick = Limit(burst=100, rate=400, most=400)
    monkeypatch.setattr(schedule, "limit_of", lambda *_: quick)
    names = [f"b{number}" for number in range(40)]
    together, asked = threading.Barrier(len(names)), list[None]()

    def policy(*_: Any) -> Any:
        asked.append(None)
        if len(asked) <= len(names):
            return {"Policy": "{}"} if together.wait(20) < 5 else TOO_FAST
        return {"Policy": "{}"}

    aws = FakeAws(
        {
            "ec2.DescribeRegions": TWO_REGIONS,
            "s3.ListBuckets": {"Buckets": [{"Name": name} for name in names]},
            "s3.GetBucketPolicy": policy,
        }
    )
    policies = [r for r in _run(aws, REGIONS, BUCKETS, POLICY, workers=len(names)) if r.call == POLICY.id]

    assert [r.outcome for r in policies] == ["seen"] * len(names)
    assert sum(r.attempts for r in policies) == 2 * len(names) - 5


def test_items_of_a_list_do_not_wait_for_one_another() -> None:
    """The third generation of one item is asked before the second of another is answered."""
    late = threading.Event()
    one = call("guardduty.list-detectors", scope="global")
    two = call(
        "guardduty.list-findings", scope="global", for_each=one.id, items="DetectorIds[].{DetectorId: @}"
    )
    three = call(
        "guardduty.get-findings", scope="global", for_each=two.id, items="[{FindingIds: FindingIds}]"
    )

    def findings(_region: str, params: Any) -> Any:
        if params["DetectorId"] == "slow":
            assert late.wait(20)
        return {"FindingIds": [params["DetectorId"]]}

    def details(_region: str, params: Any) -> Any:
        if params["DetectorId"] == "quick":
            late.set()
        return {"Findings": []}

    aws = FakeAws(
        {
            "ec2.DescribeRegions": TWO_REGIONS,
            "guardduty.ListDetectors": {"DetectorIds": ["slow", "quick"]},
            "guardduty.ListFindings": findings,
            "guardduty.GetFindings": details,
        }
    )

    assert [r.outcome for r in _run(aws, REGIONS, one, two, three)] == ["seen"] * 6


def test_an_account_is_finished_after_its_last_record() -> None:
    """So that its evidence can be put away; no record of it follows."""
    seen: list[str] = []
    aws = FakeAws({"ec2.DescribeRegions": TWO_REGIONS, "ec2.DescribeVolumes": {"Volumes": []}})
    plan = make_plan(catalog(calls=[REGIONS, VOLUMES]), scope(regions="enabled"))
    for record in collect(plan, aws.access, finished=seen.append):
        seen.append(record.call)  # noqa: PERF401 - in the order in which things happen

    assert seen == [REGIONS.id, VOLUMES.id, VOLUMES.id, ACCOUNT]


def test_nothing_more_is_asked_once_it_was_stopped() -> None:
    """Ctrl-C, or a full disk: what is under way is waited for, and no further request is made."""
    names = [f"b{number}" for number in range(200)]
    aws = FakeAws(
        {
            "ec2.DescribeRegions": TWO_REGIONS,
            "s3.ListBuckets": {"Buckets": [{"Name": name} for name in names]},
            "s3.GetBucketPolicy": {"Policy": "{}"},
        }
    )
    plan = make_plan(catalog(calls=[REGIONS, BUCKETS, POLICY]), scope(regions="enabled"))
    run = collect(plan, aws.access, workers=4)
    taken = [next(run) for _ in range(6)]
    run.close()
    asked = len(aws.asked)

    assert len(taken) == 6
    assert (
        asked <= 6 + 2 * 4 + 2
    )  # what was taken, answers on their way, those under way, the account and its client
    assert len(aws.asked) == asked
    assert not any(thread.name.startswith("aws") for thread in threading.enumerate())
