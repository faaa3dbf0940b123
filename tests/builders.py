"""Small made-up values for tests of single stages: calls, catalogs, records, plans."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from generator.assess.view import View
from generator.model.catalog import (
    AwsLine,
    Call,
    Catalog,
    CustomerLine,
    Framework,
    Objective,
    ReportFamily,
    Request,
    Requirement,
    Resources,
    Service,
)
from generator.model.evidence import Record, digest, evidence_id
from generator.model.scope import Account, Period, Plan, PlannedCheck, Reach, Scope

ACCOUNT, OTHER = "111122223333", "444455556666"
REGION = "us-east-1"
QUARTER = Period(name="2026Q3", start=date(2026, 7, 1), end=date(2026, 9, 30))
NOTHING: Any = object()


def call(id_: str, **fields: Any) -> Call:
    """A call; ``resources`` may be written as a mapping."""
    if isinstance(fields.get("resources"), Mapping):
        fields["resources"] = Resources(**fields["resources"])
    words = id_.partition(".")[2].split("-")
    return Call(**{"id": id_, "call": "".join(word.capitalize() for word in words), **fields})


def objective(id_: str, checks: Sequence[Any] = (), requests: Sequence[str] = (), **fields: Any) -> Objective:
    """An objective."""
    return Objective(
        id=id_, statement=f"Duty {id_}.", checks=tuple(checks), requests=tuple(requests), **fields
    )


def requirement(id_: str, *lines: CustomerLine | AwsLine, **fields: Any) -> Requirement:
    """A requirement with these lines, each in its part."""
    aws = tuple(line for line in lines if isinstance(line, AwsLine))
    own = tuple(line for line in lines if isinstance(line, CustomerLine))
    return Requirement(id=id_, title=f"Title of {id_}", aws=aws, customer=own, **fields)


def framework(id_: str, *requirements: Requirement) -> Framework:
    """A framework."""
    return Framework(
        id=id_,
        name=id_,
        version="1",
        publisher="us",
        url="",
        text_licence="ours",
        requirements=tuple(requirements),
    )


def catalog(
    calls: Iterable[Call] = (),
    *,
    services: Iterable[Service] = (),
    families: Iterable[ReportFamily] = (),
    requests: Iterable[Request] = (),
    objectives: Iterable[Objective] = (),
    frameworks: Iterable[Framework] = (),
) -> Catalog:
    """A catalog of these."""
    return Catalog(
        calls={one.id: one for one in calls},
        services={one.id: one for one in services},
        families={one.id: one for one in families},
        requests={one.id: one for one in requests},
        objectives={one.id: one for one in objectives},
        frameworks={one.id: one for one in frameworks},
        digest="0" * 64,
    )


def scope(
    accounts: Sequence[str] = (ACCOUNT,),
    regions: Any = (REGION,),
    frameworks: Sequence[str] = (),
    reach: Mapping[str, Reach] | None = None,
    period: Period = QUARTER,
) -> Scope:
    """A scope over these accounts."""
    return Scope(
        organisation="Acme",
        period=period,
        frameworks=tuple(frameworks),
        accounts=tuple(Account(id=id_) for id_ in accounts),
        regions=regions,
        reach=reach or {},
    )


def plan(made: Catalog, where: Scope | None = None, checks: Sequence[PlannedCheck] = ()) -> Plan:
    """A plan of every call of the catalog."""
    return Plan(
        scope=where or scope(),
        catalog=made,
        calls=tuple(made.calls.values()),
        checks=tuple(checks),
        needed_by={},
    )


def planned(key: str, **params: str) -> PlannedCheck:
    """A planned check that one made-up requirement rests on."""
    return PlannedCheck(key=key, check=key, params=params, requirements=("made:R1",))


def record(id_: str, reply: Any = NOTHING, **fields: Any) -> Record:
    """What came of a call: seen with ``reply`` (or ``pages``), else absent; ``outcome`` for the rest."""
    pages = tuple(fields.pop("pages", () if reply is NOTHING else (reply,)))
    account, region = fields.pop("account", ACCOUNT), fields.pop("region", REGION)
    params = fields.pop("params", {})
    outcome = fields.pop("outcome", "seen" if pages else "absent")
    made = {
        "evidence": evidence_id(account, region, id_, params),
        "call": id_,
        "service": id_.partition(".")[0],
        "operation": id_.partition(".")[2],
        "account": account,
        "region": region,
        "params": params,
        "context": {},
        "caller": "arn:aws:sts::111122223333:assumed-role/reader/me",
        "started": "2026-10-01T10:00:00Z",
        "ended": "2026-10-01T10:00:01Z",
        "outcome": outcome,
        "pages": pages,
        "sha256": digest(list(pages)),
    }
    return Record(**{**made, **fields})


def denied(id_: str, **fields: Any) -> Record:
    """A refused call."""
    said = {
        "outcome": "denied",
        "cause": "no identity policy",
        "error_code": "AccessDenied",
        "message": "not authorised",
    }
    return record(id_, **{**said, **fields})


def view(made: Catalog, *records: Record, where: Scope | None = None) -> View:
    """A view over these records."""
    return View(plan(made, where), records)
