"""The population of a check: every resource that it judged, whatever the result, and what could not be read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from generator.errors import ScopeError
from generator.model.assessment import Assessment, Finding, Population
from generator.model.evidence import GLOBAL, UNKNOWN_REGIONS
from generator.model.plain import plain
from generator.model.sampling import Hole
from generator.sample.draw import item

NOT_LISTED = "*"  # the resource of a population that could not be listed
WHY_LIMIT = 300


@plain
class Pool:
    """What is drawn from. ``items``: each line of population.txt with the finding behind it."""

    check: str  # with its thresholds
    items: Mapping[str, Finding]
    holes: tuple[Hole, ...]
    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    aws_owned: int


def pool(
    assessment: Assessment, check: str, accounts: Sequence[str] = (), regions: Sequence[str] = ()
) -> Pool:
    """The population of a check (with its thresholds), held to accounts (ids) and regions where some are given.

    Raises ScopeError where the pack does not judge the check there.
    """
    key = _known(assessment, check)
    rows = [
        p
        for p in assessment.populations
        if _key(p) == key and _in(p.account, accounts) and _reaches(p, regions)
    ]
    if not rows:
        raise ScopeError(
            f"The pack does not judge {key} there.",
            "Populations in the workbook has the accounts and regions of each check.",
        )
    found = [
        f
        for f in assessment.findings
        if _key(f) == key and f.resource != NOT_LISTED and _in(f.account, accounts) and _in(f.region, regions)
    ]
    return Pool(
        check=key,
        items=_items(found),
        holes=tuple(_hole(p) for p in rows if not p.complete),
        accounts=tuple(sorted({p.account for p in rows})),
        regions=tuple(sorted({p.region for p in rows} | {f.region for f in found})),
        aws_owned=sum(p.counts.aws_owned for p in rows),
    )


def _key(row: Finding | Population) -> str:
    return f"{row.check}({row.params})" if row.params else row.check


def _known(assessment: Assessment, check: str) -> str:
    """The one check that is meant; ScopeError with the nearest names where there is none, or are several."""
    keys = sorted({_key(p) for p in assessment.populations})
    if check in keys:
        return check
    same = [key for key in keys if key.partition("(")[0] == check]
    if len(same) == 1:
        return same[0]
    near = same or get_close_matches(check[:200], keys, 3, 0.5)
    what = "judges it with several thresholds" if same else "judges no such check"
    raise ScopeError(
        f"'{check[:80]}': the pack {what}.",
        f"Write one of: {', '.join(near)}" if near else "'evidencemap checks' lists them.",
    )


def _in(name: str, wanted: Sequence[str]) -> bool:
    return not wanted or name in wanted


def _reaches(row: Population, regions: Sequence[str]) -> bool:
    """A list made once an account, or over regions that nobody knows, may hold resources of any region."""
    return not regions or row.region in {*regions, GLOBAL, UNKNOWN_REGIONS}


def _hole(row: Population) -> Hole:
    return Hole(account=row.account, region=row.region, why=row.why_incomplete[:WHY_LIMIT])


def _items(found: Sequence[Finding]) -> Mapping[str, Finding]:
    """A line each; where one name is judged in several places (a policy of AWS's), each place is a line."""
    often = Counter(f.resource for f in found)
    return {
        item(f.resource, f.account, f.region) if often[f.resource] > 1 else item(f.resource): f for f in found
    }
