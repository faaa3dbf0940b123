"""Evidence made from a case: the records that AWS would have given for a check's arguments."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from builders import ACCOUNT, REGION, record, scope
from builders import plan as bare_plan
from casebook import DEFAULTS, argument, read_cases

from generator.assess.judging import Judge
from generator.assess.view import View
from generator.checks import all_checks
from generator.checks.reading import Replies, Reply
from generator.items import fields
from generator.mapping import load
from generator.model.assessment import Finding
from generator.model.catalog import Call, Catalog
from generator.model.evidence import GLOBAL, Record
from generator.model.plain import Json
from generator.model.scope import PlannedCheck
from generator.model.verdict import Check

# A list that AWS leaves out where it is empty.
_OR_NONE = re.compile(r"(\w+) && \(\1\.(\w+) \|\| \(\1\.(\w+) == `0` && `\[\]`\)\)")
_MANY = {"UserName": "UserDetailList", "RoleName": "RoleDetailList", "GroupName": "GroupDetailList"}


@cache
def catalog() -> Catalog:
    """The mappings that ship."""
    return load()


@cache
def _alone() -> Catalog:
    """The same, but for a list of trails: a case gives one list or the other, which would not agree."""
    row = catalog().calls["cloudtrail.describe-trails"]
    assert row.resources is not None
    row = replace(row, resources=replace(row.resources, counted_by=()))
    return replace(catalog(), calls={**catalog().calls, row.id: row})


@cache
def first_passes() -> Mapping[str, dict[str, Any]]:
    """The first pass case of each check, of those whose replies are all there."""
    found: dict[str, dict[str, Any]] = {}
    for check, outcome, _, case in read_cases():
        if outcome == "pass" and "missing" not in repr(case["args"]):
            found.setdefault(check, case)
    return found


class Evidence:
    """The records of one case, and the check run over them."""

    def __init__(self, check_id: str) -> None:
        self.check: Check = all_checks()[check_id]
        self._case = first_passes()[check_id]
        self._with = {**DEFAULTS, **self._case.get("with", {})}
        self.region = str(self._with["region"])
        self.records: list[Record] = []
        self._arn = str(self._case.get("with", {}).get("resource", ""))
        for number, (call, arg) in enumerate(zip(self.check.calls, self._case["args"], strict=True)):
            self._add(number, call, argument(arg))
        self._parents()

    # -- records ---------------------------------------------------------------------------------------

    def _add(self, number: int, call: str, value: Any) -> None:
        row = catalog().calls[call]
        if isinstance(value, Replies):
            for entry in value.entries:
                assert isinstance(entry, Reply)
                self._record(row, entry.value, dict(entry.params), dict(entry.context), entry.region)
        elif self.check.of == "resource" and (number == 0 or self._same_kind(row)):
            self._resource(row, value)
        else:
            self._record(row, value, {}, {})

    def _same_kind(self, row: Call) -> bool:
        first = catalog().calls[self.check.calls[0]].resources
        return first is not None and row.resources is not None and first.kind == row.resources.kind

    def _resource(self, row: Call, value: Json) -> None:
        assert row.resources is not None
        known = self._names(row)
        if row.resources.items:
            items = (
                []
                if value is None
                else [_completed(row, {**known, **value} if isinstance(value, dict) else value)]
            )
            asked = {n: v for n, v in known.items() if row.for_each and items and n not in (value or {})}
            own = {n: v for n, v in asked.items() if not n.startswith("_")}
            self._record(row, _wrapped(row.resources.items, items), own, {})
            self._arn = self._arn or _filled(
                row.resources.arn, {**known, **(items[0] if items else {})}, self._place(row)
            )
            return
        params = {n: v for n, v in known.items() if not n.startswith("_")}
        self._record(row, value, params, {n: v for n, v in known.items() if n.startswith("_")})
        self._arn = self._arn or _filled(row.resources.arn, known, self._place(row))

    def _names(self, row: Call) -> dict[str, str]:
        """What the ARN template is filled with: read back from the ARN when it is known, else made up."""
        assert row.resources is not None
        wanted = [n for n in fields(row.resources.arn) if n not in ("partition", "region", "account")]
        if self._arn:
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(row.resources.arn))
            match = re.fullmatch(pattern, self._arn)
            assert match, f"{self._arn} is not of the form {row.resources.arn}"
            return {name: match[name] for name in wanted}
        return {name: "111122223333" if name == "OwnerId" else f"made-up-{name.lower()}" for name in wanted}

    def _place(self, row: Call) -> dict[str, str]:
        return {
            "partition": "aws",
            "account": ACCOUNT,
            "region": self.region if self._base(row).scope != "global" else "us-east-1",
        }

    def _base(self, row: Call) -> Call:
        return catalog().calls[row.same_reply_as] if row.same_reply_as else row

    def _record(
        self, row: Call, reply: Json, params: dict[str, Json], context: dict[str, Json], region: str = ""
    ) -> None:
        base = self._base(row)
        where = GLOBAL if base.scope == "global" else region or self.region
        twin = next(
            (r for r in self.records if (r.call, r.region, r.params) == (base.id, where, params)), None
        )
        if twin is not None:
            self.records.remove(twin)
            reply = _merged(twin.pages[0] if twin.pages else {}, reply or {})
        fields_ = {"region": where, "params": params, "context": context}
        self.records.append(
            record(base.id, **fields_) if reply is None else record(base.id, reply, **fields_)
        )

    def _parents(self) -> None:
        """A parent that the case does not give is absent: it asks for nothing more than is there."""
        waiting = [catalog().calls[call] for call in self.check.calls]
        while waiting:
            base = self._base(waiting.pop())
            if not base.for_each:
                continue
            parent = self._base(catalog().calls[base.for_each])
            waiting.append(parent)
            for region in [GLOBAL] if parent.scope == "global" else self.regions():
                if not any((r.call, r.region) == (parent.id, region) for r in self.records):
                    self.records.append(record(parent.id, region=region))

    def regions(self) -> list[str]:
        """The regions that the case speaks of."""
        return sorted({self.region, *(r.region for r in self.records if r.region != GLOBAL)})

    # -- what becomes of them --------------------------------------------------------------------------

    def bases(self) -> list[str]:
        """The calls that are made for the check."""
        return list(dict.fromkeys(self._base(catalog().calls[call]).id for call in self.check.calls))

    def without(self, call: str, outcome: Any) -> list[Record]:
        """The same evidence with every record of a call come to nothing (``gone``: not there at all)."""
        rest = [r for r in self.records if r.call != call]
        if outcome == "gone":
            return rest
        row = catalog().calls[call]
        there = [r for r in self.records if r.call == call] or [
            record(call, region=GLOBAL if row.scope == "global" else self.region)
        ]
        return [*rest, *(replace(r, outcome=outcome, pages=(), message="no") for r in there)]

    def findings(self, records: list[Record], *more_regions: str) -> list[Finding]:
        """The check run over these records."""
        moment = self._with["now"]
        now = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        params = {
            name: str(value)
            for name, value in self._case.get("with", {}).items()
            if name in self.check.params
        }
        planned = PlannedCheck(
            key=self.check.id, check=self.check.id, params=params, requirements=("made:R1",)
        )
        made = bare_plan(_alone(), scope(regions=(*self.regions(), *more_regions)))
        trusted = frozenset(str(account) for account in self._with["trusted"])
        judge = Judge(View(made, records), {self.check.id: self.check}, trusted, now)
        return [finding for judged in judge.judge(planned, ACCOUNT) for finding in judged.findings]


def _completed(row: Call, item: Json) -> Json:
    """An item with what the row's own conditions look at."""
    assert row.resources is not None
    conditions = row.resources.aws_owned + row.resources.skip
    if not isinstance(item, dict):
        return item
    usual = {"Path": "/", "Engine": "made-up", "NumberOfRecoveryPoints": 1}
    return {**{name: value for name, value in usual.items() if name in conditions}, **item}


def _wrapped(path: str, items: list[Json]) -> Json:
    """A reply in which ``path`` finds these items."""
    if path == "[@]":
        return items[0] if items else {}
    if path.startswith("[") and "," not in path:
        return {path.strip("[]"): items[0]} if items else {}
    if path.startswith("["):
        lists: dict[str, Json] = {name: [] for name in _MANY.values()}
        for item in items:
            lists[next(name for key, name in _MANY.items() if key in item)].append(item)
        return lists
    if found := _OR_NONE.fullmatch(path):
        return {found[1]: {found[2]: items, found[3]: len(items)}}
    *outer, last = path.removesuffix("[]").split("[].")
    reply: Json = {last: items}
    for name in reversed(outer):
        reply = {name: [reply]}
    return reply


def _merged(one: Json, two: Json) -> Json:
    merged = dict(one)
    for key, value in two.items():
        before = merged.get(key)
        if isinstance(value, list) and isinstance(before, list):
            merged[key] = [*before, *(item for item in value if item not in before)]
        else:
            merged[key] = value
    return merged


def _filled(template: str, values: Mapping[str, Json], place: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: str({**place, **values}[match[1]]), template)


__all__ = ["ACCOUNT", "REGION", "Evidence", "catalog", "first_passes"]
