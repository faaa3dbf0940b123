"""The ground that requirements are judged on, made by hand: findings, services in use, reports."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from builders import ACCOUNT, REGION, call, catalog, framework, record, requirement, scope, view

from generator.assess.artifact import Artifact
from generator.assess.requirements import Ground, judge_framework
from generator.assess.services import InUse, services_in, with_findings
from generator.assess.view import View
from generator.model.assessment import Finding, RequirementResult, ServiceRow
from generator.model.catalog import (
    AwsLine,
    Cuec,
    CustomerLine,
    ProgramListing,
    RegionLimit,
    ReportFamily,
    ReportRule,
    Request,
    Service,
    When,
)
from generator.model.evidence import GLOBAL, Record
from generator.model.scope import Scope
from generator.model.status import Status

CHECK = "s3.tls_only"
DAY = date(2026, 2, 1)  # a month after the list of services that they go by
ARTIFACT = [call(f"artifact.{name}", scope="global") for name in ("list-reports", "list-customer-agreements")]
FAMILIES = tuple(
    ReportFamily(
        id=id_,
        name=id_.upper(),
        kind=kind,
        rules=(ReportRule(id="r", name=f"^{id_}$"),),
        attests="x",
        program=program,
    )
    for id_, kind, program in (("soc", "report", "soc"), ("pci", "report", ""), ("baa", "agreement", ""))
)
REQUESTS = tuple(
    Request(id=id_, title=f"Title {id_}", wording="w", owner="o", good_answer="g")
    for id_ in ("policy", "minutes")
)


def service(id_: str, model: Any, listed: Any = "yes", as_of: date = date(2026, 1, 1)) -> Service:
    """A service with its listing in the SOC program; ``listed=None`` for no list at hand."""
    programs = (ProgramListing(program="soc", listed=listed, as_of=as_of, source="s"),) if listed else ()
    return Service(
        id=id_,
        name=id_.upper(),
        model=model,
        found_by=("x.list",),
        aws_manages="a",
        customer_manages="c",
        programs=programs,
    )


def in_use(id_: str, model: Any, state: Any = "yes", account: str = ACCOUNT) -> ServiceRow:
    """A service row."""
    return ServiceRow(
        service=id_, name=id_.upper(), model=model, account=account, region=REGION, resources=int(state == "yes"), in_use=state,
        programs=(), calls=(), blind_spots="", aws_manages="", customer_manages="",
    )  # fmt: skip


def finding(status: Status, number: int = 1, check: str = CHECK, account: str = ACCOUNT) -> Finding:
    """A finding."""
    return Finding(
        key=f"{number:012d}", check=check, params="", title="T.", severity="high", account=account, region=REGION, service="s3",
        kind="K", resource=f"r/{number}", status=status, reason="because", evidence=(f"e{number}",),
        observed_at=f"2026-10-0{number % 9 + 1}T00:00:00Z", requirements=("made:R1",),
    )  # fmt: skip


def reports(*names: str) -> Record:
    """Artifact lists these, for the whole period."""
    days = {"periodStart": "2026-01-01T00:00:00Z", "periodEnd": "2026-12-31T00:00:00Z"}
    made = [
        {"id": n, "name": n, "version": 1, "state": "PUBLISHED", "companyName": "AWS", **days} for n in names
    ]
    return record("artifact.list-reports", {"reports": made}, region=GLOBAL)


def agreements(*names: str) -> Record:
    """Artifact lists these agreements, active."""
    made = [{"id": n, "name": n, "state": "ACTIVE", "effectiveStart": "2020-01-01T00:00:00Z"} for n in names]
    return record("artifact.list-customer-agreements", {"customerAgreements": made}, region=GLOBAL)


def ground(
    *lines: CustomerLine | AwsLine,
    findings: Sequence[Finding] = (),
    objectives: Sequence[Any] = (),
    services: Sequence[Service] = (),
    rows: Sequence[ServiceRow] = (),
    evidence: Sequence[Record] = (),
    received: Sequence[str] = (),
    where: Scope | None = None,
    aws_owned: int = 0,
    cuecs: Sequence[Cuec] = (),
    program: str = "",
    programs: Mapping[str, str] = MappingProxyType({}),
    regions: Mapping[str, RegionLimit] = MappingProxyType({}),
) -> Ground:
    """What one requirement with these lines is judged on."""
    families = [
        replace(f, program=programs.get(f.id, f.program), regions=regions.get(f.id)) for f in FAMILIES
    ]
    made = catalog(
        calls=ARTIFACT, families=families, requests=REQUESTS, objectives=objectives, services=services,
        frameworks=(replace(framework("made", requirement("R1", *lines)), program=program),),
    )  # fmt: skip
    made = replace(made, cuecs=tuple(cuecs))
    by_check: dict[str, list[Finding]] = {}
    for one in findings:
        by_check.setdefault(one.check, []).append(one)
    return Ground(
        catalog=made, scope=where or scope(), findings=by_check, aws_owned={(CHECK, ACCOUNT): aws_owned},
        in_use=InUse(rows, dict(made.services), DAY), artifact=Artifact(view(made, *evidence, where=where)),
        received=frozenset(received),
    )  # fmt: skip


def judge(*lines: CustomerLine | AwsLine, **named: Any) -> RequirementResult:
    """The result of one requirement with these lines."""
    made = ground(*lines, **named)
    (result,) = judge_framework(made.catalog.frameworks["made"], made)
    return result


__all__ = ["CHECK", "DAY", "When", "agreements", "finding", "ground", "in_use", "judge", "reports", "service"]


def find_services(
    view: View, day: date, findings: Mapping[str, Sequence[Finding]] = MappingProxyType({})
) -> tuple[ServiceRow, ...]:
    """A row for each service in use, or of unknown use, in an account and region.

    ``findings`` by check id tell on how many resources a feature is on; lists of services are as old as on ``day``.
    """
    rows = [row for account in view.plan.scope.accounts for row in services_in(view, account.id)]
    return with_findings(view.catalog, rows, day, findings)
