"""How fast each API may be asked: a bucket of tokens for each account, region and operation, slowed by throttles.

AWS throttles by account, region and API, and publishes few figures. Where it does, its figure stands here; elsewhere
the bucket begins like EC2's and finds the pace from the answers: halved by a throttle, eased by what is answered.
"""

import random
from collections.abc import Mapping
from types import MappingProxyType

from generator.model.plain import plain


@plain
class Limit:
    """A bucket: it holds ``burst`` requests and gains ``rate`` a second, at most ``most`` once it was eased."""

    burst: float
    rate: float
    most: float


# AmazonEC2 developer guide, "Request throttling": 100 requests, 20 a second, by API (read 2026-11).
_EC2 = Limit(burst=100, rate=20, most=20)
_USUAL = Limit(burst=100, rate=20, most=100)
_PUBLISHED: Mapping[str, Limit] = MappingProxyType(
    {
        # Account Management reference guide, "Quotas".
        "account.GetAlternateContact": Limit(burst=15, rate=10, most=10),
        "account.GetContactInformation": Limit(burst=15, rate=10, most=10),
        "account.ListRegions": Limit(burst=5, rate=5, most=5),
        # CloudTrail API reference, LookupEvents: two a second.
        "cloudtrail.LookupEvents": Limit(burst=2, rate=2, most=2),
        # DynamoDB API reference, DescribeContinuousBackups: ten a second.
        "dynamodb.DescribeContinuousBackups": Limit(burst=10, rate=10, most=10),
        # Kinesis API reference: DescribeStream ten, ListStreams five a second.
        "kinesis.DescribeStream": Limit(burst=10, rate=10, most=10),
        "kinesis.ListStreams": Limit(burst=5, rate=5, most=5),
        # SNS API reference, ListTopics: thirty a second.
        "sns.ListTopics": Limit(burst=30, rate=30, most=30),
    }
)
_LONGEST = 20.0  # seconds between two tries
_LEAST = 0.5  # requests a second, however often it is throttled
_EASE = 0.02  # of its first rate, for each answer


def limit_of(service: str, operation: str) -> Limit:
    """What is known of an operation's limit."""
    return _PUBLISHED.get(f"{service}.{operation}", _EC2 if service == "ec2" else _USUAL)


def pause(tries: int, backoff: float, chance: random.Random) -> float:
    """Seconds before the next try, full jitter: anywhere up to a bound that doubles, stretched by ``backoff``.

    AWS Architecture Blog, "Exponential Backoff And Jitter".
    """
    return chance.uniform(0.001, min(_LONGEST, 2.0 ** (tries - 1))) * backoff


class Bucket:
    """Tokens of one API in one account and region. Times are seconds of any steady clock."""

    def __init__(self, limit: Limit, now: float) -> None:
        self._limit = limit
        self.rate = limit.rate
        self._tokens = limit.burst
        self._at = now
        self._closed_until = now
        self._slowed_at = -1.0

    def wait(self, now: float) -> float:
        """Seconds until a request may go; 0 when one may go now."""
        self._fill(now)
        missing = max(0.0, 1 - self._tokens) / self.rate
        return max(missing, self._closed_until - now, 0.0)

    def take(self) -> None:
        """One request goes."""
        self._tokens -= 1

    def slowed(self, now: float, sent: float, after: float = 0.0) -> None:
        """A throttle came: half the pace, nothing saved up, and nothing before ``after`` seconds.

        Requests that were ``sent`` before it was slowed last say nothing of the pace since.
        """
        self._fill(now)
        if sent > self._slowed_at:
            self.rate = max(_LEAST, self.rate / 2)
            self._slowed_at = now
        self._tokens = min(self._tokens, 0.0)
        self._closed_until = max(self._closed_until, now + after)

    def eased(self) -> None:
        """An answer came: a little faster, up to the most."""
        self.rate = min(self._limit.most, self.rate + _EASE * self._limit.rate)

    def _fill(self, now: float) -> None:
        self._tokens = min(self._limit.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now


class Budget:
    """How often a service in an account and region may be asked again: a share of what it answers.

    Without one, a service that is down would be asked five times for everything.
    """

    _SHARE, _FIRST = 0.2, 20.0

    def __init__(self) -> None:
        self._left = self._FIRST

    def answered(self) -> None:
        """It answered, whatever it said."""
        self._left = min(self._FIRST, self._left + self._SHARE)

    def again(self) -> bool:
        """Whether one more try is in the budget; it is taken."""
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Silence:
    """How many calls of one API in one account and region were given up, one after the other."""

    MOST = 10

    def __init__(self) -> None:
        self._failed = 0
        self.answers = 0  # that came so far

    def broken(self) -> None:
        """An answer came, whatever it said."""
        self._failed = 0
        self.answers += 1

    def longer(self) -> None:
        """One more call was given up."""
        self._failed += 1

    @property
    def whole(self) -> bool:
        """Whether nothing came for so long that asking on would only cost time."""
        return self._failed >= self.MOST


__all__ = ["Bucket", "Budget", "Limit", "Silence", "limit_of", "pause"]
