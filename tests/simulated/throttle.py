"""Token buckets as AWS describes them: per account, region and operation; each answers refusals in its service's words."""

from dataclasses import dataclass

from generator.demo.faults import Answer, Fault, write

# EC2 API Reference, "request throttling": DescribeHosts 100, refilled with 20 a second; it stands for what publishes nothing.
USUAL = (100.0, 20.0)
# (burst, refill a second), from the services' quotas pages and API references.
PUBLISHED = {
    ("account", "GetAlternateContact"): (15.0, 10.0),
    ("account", "GetContactInformation"): (15.0, 10.0),
    ("account", "ListRegions"): (5.0, 5.0),
    ("cloudtrail", "LookupEvents"): (2.0, 2.0),
    ("dynamodb", "DescribeContinuousBackups"): (10.0, 10.0),
    ("kinesis", "DescribeStream"): (10.0, 10.0),
    ("kinesis", "ListStreams"): (5.0, 5.0),
    ("sns", "ListTopics"): (30.0, 30.0),
}
_WORDS = {
    "ec2": ("RequestLimitExceeded", 503),
    "organizations": ("TooManyRequestsException", 400),
    "s3": ("SlowDown", 503),
}


@dataclass(slots=True)
class Bucket:
    """How many calls may come at once, and how many a second after that."""

    burst: float
    refill: float
    left: float
    seen: float  # the moment ``left`` was true at
    first: float = 0.0  # when the first and the last passed
    last: float = 0.0
    passed: int = 0
    refused: int = 0

    @classmethod
    def of(cls, service: str, operation: str, now: float, pace: float = 1.0) -> "Bucket":
        """A full one; ``pace`` makes it smaller and slower than what is published. An endless one for ``pace`` 0."""
        burst, refill = PUBLISHED.get((service, operation), USUAL)
        burst, refill = (burst * pace, refill * pace) if pace else (float("inf"), refill)
        return cls(burst, refill, burst, now)

    def take(self, now: float) -> bool:
        """Whether a call may pass at this moment; a refused one takes nothing."""
        self.left = min(self.burst, self.left + (now - self.seen) * self.refill)
        self.seen = now
        if self.left < 1:
            self.refused += 1
            return False
        self.left -= 1
        self.first, self.last = self.first or now, now
        self.passed += 1
        return True

    @property
    def least(self) -> float:
        """Seconds that all that passed must have taken at least."""
        return max(0.0, (self.passed - self.burst) / self.refill)


def refusal(service: str, protocol: str) -> Answer:
    """Too many at once, as this service says it."""
    xml = protocol in {"query", "ec2", "rest-xml"}
    code, status = _WORDS.get(service, ("Throttling" if xml else "ThrottlingException", 400))
    return write(
        Fault(code, "Rate exceeded", status), service, protocol, "00000000-0000-4000-8000-000000000429"
    )
