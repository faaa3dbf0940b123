"""The sheet's rows: what was drawn, with what the pack says of each now."""

from collections.abc import Iterable, Mapping, Sequence

from generator.model.assessment import CheckInfo, Finding
from generator.model.sampling import Drawn, Sample, SampleRow, row_key


def sample_rows(
    samples: Iterable[Sample], findings: Sequence[Finding], checks: Sequence[CheckInfo]
) -> tuple[SampleRow, ...]:
    """A row for each line of each draw, in the order of check, draw and place."""
    known = {f.key: f for f in findings}
    titles = {c.key: c.title for c in checks}
    ordered = sorted(samples, key=lambda s: (s.check, s.id))
    return tuple(_row(s, one, known, titles) for s in ordered for one in s.drawn)


def _row(sample: Sample, one: Drawn, known: Mapping[str, Finding], titles: Mapping[str, str]) -> SampleRow:
    finding = known.get(one.finding)
    if finding and (finding.resource, finding.account, finding.region) != (
        one.resource,
        one.account,
        one.region,
    ):
        finding = None  # its key was changed by hand: another resource's result is never shown here
    return SampleRow(
        row_key=row_key(sample.id, one.line),
        sample=sample.id[:8],
        check=sample.check,
        title=titles.get(sample.check, finding.title if finding else ""),
        engagement=sample.engagement,
        place=one.place,
        size=len(sample.drawn),
        line=one.line,
        resource=one.resource,
        account=one.account,
        region=one.region,
        status=finding.status if finding else "",
        reason=finding.reason if finding else "not in the pack as it was judged last",
        evidence=finding.evidence if finding else (),
        population=sample.population,
        population_sha256=sample.population_sha256,
        complete=sample.complete,
        why_incomplete="; ".join(f"{h.account} {h.region}: {h.why}" for h in sample.holes[:5]),
    )
