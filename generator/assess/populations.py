"""How many resources each check judged in a place, and the command that counts them again."""

import json
import re
import shlex
from collections.abc import Mapping

from generator.assess.judging import Judged
from generator.assess.view import View
from generator.model.assessment import Population
from generator.model.catalog import Call
from generator.model.counting import count
from generator.model.evidence import GLOBAL, UNKNOWN_REGIONS, Record
from generator.model.plain import Json
from generator.model.status import Counts
from generator.model.verdict import Check

# The aws command line names these otherwise than botocore: AWS CLI command reference.
_CLI = {"s3": "s3api", "config": "configservice"}
# Given a page size of its own, the command line reads one page only: it is left out, save where it is required.
PAGE_SIZES = frozenset(
    {"Limit", "MaxBuckets", "MaxItems", "MaxRecords", "MaxResults", "ResourcesPerPage", "maxResults"}
)
_SIZE_WANTED = frozenset({"ListUserPools"})
# The last one first: ListWebACLs ends with a word of its own, "acls".
_PLURAL = re.compile(r"(?<=.)[A-Z]{2,}s$")
_WORDS = (re.compile(r"(.)([A-Z][a-z]+)"), re.compile(r"([a-z0-9])([A-Z])"))


def population(view: View, check: Check, judged: Judged) -> Population:
    """The row of a judged place, with the command that counts it again."""
    return population_row(check, judged, recount(view, check, judged) if check.of == "resource" else "")


def population_row(check: Check, judged: Judged, command: str) -> Population:
    """The same where that command is known: its counts follow the findings, the command the records."""
    params = ", ".join(f"{name}={value}" for name, value in sorted(judged.planned.params.items()))
    return Population(
        check=check.id,
        params=params,
        title=check.title,
        severity=check.severity,
        account=judged.account,
        region=judged.region,
        counts=count(judged.findings, judged.aws_owned, judged.out_of_scope),
        complete=judged.complete,
        why_incomplete=judged.why_incomplete,
        evidence=judged.evidence,
        recount=command,
        second_source=judged.second_source,
        by_framework={out.framework: _own(judged, out.framework) for out in judged.outside},
        outside=judged.outside,
    )


def _own(judged: Judged, framework: str) -> Counts:
    """The counts of a framework whose scope holds some of the findings only."""
    inside = [f for f in judged.findings if any(r.partition(":")[0] == framework for r in f.requirements)]
    return count(
        inside, judged.aws_owned, sum(out.count for out in judged.outside if out.framework == framework)
    )


def recount(view: View, check: Check, judged: Judged) -> str:
    """The command whose output is population + out of scope + AWS-owned; "" where no single command counts it.

    Resources of a call made for each item are counted in the list that the items come from.
    """
    row = view.row(check.calls[0])
    base = view.base(row.id)
    if row.csv or base.csv:
        return ""  # the command line shows the report encoded, which no query counts
    if row.resources is not None and row.resources.items and not base.for_each:
        query = row.resources.items
        if row.resources.skip:
            query = f"{query} | [?!({row.resources.skip})]"
    elif (
        base.for_each and not view.base(base.for_each).for_each and row.resources and not row.resources.items
    ):
        query, base = base.items, view.base(base.for_each)
    else:
        return ""
    if "`[]`" in query:
        query = f"({query}) || `[]`"  # the command line leaves out what has no items, with all around it
    records = view.records(base.id, judged.account, judged.region)
    if not records or judged.region == UNKNOWN_REGIONS:
        return ""
    return f"{command(base, records[0])} --query {shlex.quote(f'length({query})')} --output json"


def command(row: Call, record: Record) -> str:
    """The same call with the aws command line."""
    region = str(record.context.get("_region") or record.region)
    place = "" if region in (GLOBAL, UNKNOWN_REGIONS) else f" --region {shlex.quote(region)}"
    service = _CLI.get(record.service, record.service)
    sizes = frozenset() if row.call in _SIZE_WANTED else PAGE_SIZES
    kept = {name: value for name, value in record.params.items() if name not in sizes}
    return f"aws {service} {kebab(row.call)}{place}{_options(kept)}"


def _options(params: Mapping[str, Json]) -> str:
    return "".join(f" {_option(kebab(name), value)}" for name, value in sorted(params.items()))


def _option(name: str, value: Json) -> str:
    """A flag for what is true or false, as the command line has it; else the name and its value."""
    flag = str(value).lower() if isinstance(value, (bool, str)) else ""
    if flag in ("true", "false"):
        return f"--{name}" if flag == "true" else f"--no-{name}"
    return f"--{name} {shlex.quote(_value(value))}"


def _value(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), sort_keys=True)


def kebab(name: str) -> str:
    """``DescribeDBInstances`` as ``describe-db-instances``, as the command line writes it."""
    name = _PLURAL.sub(lambda found: "-" + found[0].lower(), name)
    for pattern in _WORDS:
        name = pattern.sub(r"\1-\2", name)
    return name.lower()
