"""Checks run over the evidence: a finding for each resource, region or account that is judged."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from generator.assess.joining import Joined, Joiner, Unread, all_read
from generator.assess.view import View
from generator.checks.reading import NoData
from generator.checks.registry import threshold
from generator.items import Unit
from generator.model.assessment import Finding
from generator.model.evidence import GLOBAL, Record, digest
from generator.model.plain import Json, plain
from generator.model.reached import Out
from generator.model.scope import PlannedCheck
from generator.model.status import Status
from generator.model.verdict import Check, Verdict


@plain
class Judged:
    """What a check's run over one account and region gave."""

    planned: PlannedCheck
    account: str
    region: str
    findings: tuple[Finding, ...]
    aws_owned: int
    complete: bool
    why_incomplete: str
    evidence: tuple[str, ...]  # ids, not records: what was judged outlives its replies
    out_of_scope: int = 0  # findings that were in no framework's scope: they are not among these
    outside: tuple[Out, ...] = ()  # for each framework, how many it does not reach
    second_source: str = ""  # what the list was held against


@plain
class What:
    """What one verdict is about."""

    planned: PlannedCheck
    check: Check
    account: str
    region: str
    kind: str
    resource: str


class Judge:
    """Runs checks. Whatever goes wrong inside one becomes *no data* with the reason."""

    def __init__(
        self, view: View, checks: Mapping[str, Check], trusted: frozenset[str], now: datetime
    ) -> None:
        self._view = view
        self._checks = checks
        self._trusted = trusted
        self._now = now
        self._declared = frozenset(account.id for account in view.plan.scope.accounts)
        self._joiner = Joiner(view)

    def judge(self, planned: PlannedCheck, account: str) -> Iterator[Judged]:
        """Findings of a check in an account, a value for each region."""
        check = self._checks[planned.check]
        if check.of == "account":
            yield self._whole(planned, check, account, GLOBAL)
            return
        for region in self._view.places(check.calls[0], account):
            if check.of == "region":
                yield self._whole(planned, check, account, region)
            else:
                yield self._resources(planned, check, account, region)

    def _whole(self, planned: PlannedCheck, check: Check, account: str, region: str) -> Judged:
        """One verdict over an account or a region; every named call must have been read."""
        kind = "AWS::Account" if region == GLOBAL else "AWS::Region"
        name = f"account {account}" if region == GLOBAL else f"account {account}, region {region}"
        what = What(planned=planned, check=check, account=account, region=region, kind=kind, resource=name)
        used: list[Record] = []
        try:
            values = [self._over(call, account, region, used) for call in check.calls]
            status, reason = self._run(what, values)
        except Unread as hole:
            status, reason = "no data", str(hole)
            used += [record for record in hole.records if record not in used]
        read = status != "no data"
        return Judged(
            planned=planned,
            account=account,
            region=region,
            findings=(_finding(what, status, reason, used),),
            aws_owned=0,
            complete=read,
            why_incomplete="" if read else reason,
            evidence=_ids(used),
        )

    def _over(self, call: str, account: str, region: str, used: list[Record]) -> Json:
        joined = self._of(call, account, region)
        used += joined.records
        all_read(joined)
        return joined.value

    def _of(self, call: str, account: str, region: str) -> Joined:
        if region == GLOBAL:
            return self._joiner.of_account(call, account)
        return self._joiner.of_region(call, account, region)

    def _resources(self, planned: PlannedCheck, check: Check, account: str, region: str) -> Judged:
        """A verdict for each resource; a list that could not be read is one finding with resource ``*``."""
        first = check.calls[0]
        found, holes = self._view.units(first, account, region)
        declared = self._view.row(first).resources
        kind = declared.kind if declared else ""

        def what(place: str, resource: str) -> What:
            return What(
                planned=planned, check=check, account=account, region=place, kind=kind, resource=resource
            )

        findings = [self._one(what(unit.region, unit.arn), unit) for unit in found if not unit.aws_owned]
        for arn, record, why in holes:
            place = str(record.context.get("_region") or region) if record else region
            findings.append(_finding(what(place, arn), "no data", why, [record] if record else []))
        unknown = next((why for arn, _, why in holes if arn == "*"), "")
        return Judged(
            planned=planned,
            account=account,
            region=region,
            findings=tuple({finding.key: finding for finding in findings}.values()),
            aws_owned=sum(unit.aws_owned for unit in found),
            complete=not unknown,
            why_incomplete=unknown,
            evidence=_ids(self._view.records(first, account, region)),
            second_source=self._view.second_source(first, account, region),
        )

    def _one(self, what: What, unit: Unit) -> Finding:
        used: list[Record] = [unit.record]
        try:
            values = [unit.value]
            for call in what.check.calls[1:]:
                joined = self._joiner.of_resource(what.check.calls[0], call, unit, what.account)
                used += [record for record in joined.records if record not in used]
                values.append(joined.value)
            status, reason = self._run(what, values)
        except Unread as hole:
            status, reason = "no data", str(hole)
            used += [record for record in hole.records if record not in used]
        return _finding(what, status, reason, used)

    def _run(self, what: What, values: Sequence[Json]) -> tuple[Status, str]:
        known = {
            "now": self._now,
            "resource": what.resource,
            "account": what.account,
            "region": what.region,
            "trusted": self._trusted,
            "declared": self._declared,
        }
        check = what.check
        keywords: dict[str, object] = {name: known[name] for name in check.context}
        keywords |= {name: threshold(check.params[name], text) for name, text in what.planned.params.items()}
        try:
            verdict = check.function(*values, **keywords)
        except NoData as missing:
            return "no data", str(missing)
        except Exception as error:  # noqa: BLE001 - whatever a check meets, its resource is "no data"
            return "no data", _shape_words(error)
        if not isinstance(verdict, Verdict):
            return "no data", f"the check gave no verdict, but {type(verdict).__name__}"
        return verdict.status, verdict.reason


def _finding(what: What, status: Status, reason: str, used: Sequence[Record]) -> Finding:
    planned, check = what.planned, what.check
    params = ", ".join(f"{name}={value}" for name, value in sorted(planned.params.items()))
    return Finding(
        key=digest([planned.key, what.account, what.region, what.resource])[:12],
        check=planned.check,
        params=params,
        title=check.title,
        severity=check.severity,
        account=what.account,
        region=what.region,
        service=check.service,
        kind=what.kind,
        resource=what.resource,
        status=status,
        reason=reason,
        evidence=_ids(used),
        observed_at=min((record.ended for record in used), default=""),
        requirements=planned.requirements,
    )


def _ids(records: Sequence[Record]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(record.evidence for record in records))


def _shape_words(error: Exception) -> str:
    return f"the answer is of another shape than expected ({type(error).__name__}: {error})"[:500]
