"""Small assessments that samples are drawn from."""

from collections.abc import Sequence
from typing import Any

from builders import QUARTER

from generator.model.assessment import Assessment, Finding, Population
from generator.model.evidence import digest
from generator.model.scope import Account
from generator.model.status import Counts
from generator.sample.making import Wanted

ONE, TWO = "111122223333", "444455556666"
CHECK = "ec2.volumes_encrypted"
# What a name in AWS, or a reply that somebody made up, could try.
HOSTILE = (
    "plain",
    " leading and trailing ",
    "-n",
    "back\\slash\\n",
    "two\nlines",
    "carriage\rreturn\x00nul\x1bescape",
    "tab\there",
    "$(touch pwned)`touch pwned`; touch pwned #",
    "'\"; touch pwned; '",
    "%s%n*?[a-z]~",
    "Zusätze \u202egnp.exe \u2028 \ud800 \U0001f600",
    "ÿ",
    "zz",
    "Zz",
    "=HYPERLINK(1)",
)


def finding(resource: str, account: str = ONE, region: str = "us-east-1", **fields: Any) -> Finding:
    """What a check says of a resource."""
    given: dict[str, Any] = {
        "check": CHECK,
        "params": "",
        "title": "Each volume is encrypted.",
        "severity": "high",
        "account": account,
        "region": region,
        "service": "ec2",
        "kind": "AWS::EC2::Volume",
        "resource": resource,
        "status": "passed",
        "reason": "encrypted",
        "evidence": ("0123456789ab",),
        "observed_at": "2026-09-30T12:00:00Z",
        "requirements": ("hipaa:164.312(a)(2)(iv)",),
        **fields,
    }
    key = digest([given["check"], given["params"], account, region, resource])[:12]
    return Finding(key=key, **given)


def population(account: str = ONE, region: str = "us-east-1", why: str = "", **fields: Any) -> Population:
    """A place of the check; with ``why`` it was not all read."""
    given: dict[str, Any] = {
        "check": CHECK,
        "params": "",
        "title": "Each volume is encrypted.",
        "severity": "high",
        "account": account,
        "region": region,
        "counts": Counts(),
        "complete": not why,
        "why_incomplete": why,
        "evidence": ("0123456789ab",),
        "recount": "",
        **fields,
    }
    return Population(**given)


def assessment(findings: Sequence[Finding], populations: Sequence[Population] = ()) -> Assessment:
    """An assessment of these; a whole population in each place where none is given."""
    places = sorted({(f.account, f.region) for f in findings})
    shown = tuple(populations) or tuple(population(*place) for place in places)
    return Assessment(
        organisation="Acme",
        period=QUARTER,
        frameworks=(),
        accounts=(Account(id=ONE, name="management"), Account(id=TWO, name="production")),
        regions=("eu-west-1", "us-east-1"),
        assessed_at="2026-10-01T00:00:00Z",
        collected_from="2026-09-30T00:00:00Z",
        collected_to="2026-10-01T00:00:00Z",
        callers=(),
        version="0",
        mapping_digest="0" * 64,
        requirements=(),
        findings=tuple(findings),
        populations=shown,
        calls=(),
        families=(),
        reports=(),
        services=(),
        requests=(),
        blind_spots=(),
        checks=(),
    )


def volumes(number: int) -> list[Finding]:
    """So many volumes."""
    return [finding(f"arn:aws:ec2:us-east-1:{ONE}:volume/vol-{n:05d}") for n in range(number)]


def wanted(**fields: Any) -> Wanted:
    """A draw of the check."""
    return Wanted(**{"check": CHECK, **fields})
