"""The evidence as checks need it: by call, account and region, views of one reply resolved."""

from collections.abc import Iterable, Mapping, Sequence

from generator.assess.second import Reconciled, reconcile, speaking
from generator.items import ShapeError, Unit, each_once, parameter_sets, resource_of, units
from generator.model.catalog import Call, Catalog
from generator.model.evidence import GLOBAL, UNKNOWN_REGIONS, Record, canonical, joined
from generator.model.plain import Json
from generator.model.scope import Plan

# Resources found, and holes: (ARN or "*", record, why). "*" stands for a population of unknown size.
Hole = tuple[str, Record | None, str]
Shown = tuple[list[Unit], list[Hole]]
REGIONS_CALL = "ec2.describe-regions"


class View:
    """Records of a pack, indexed: one account's, as they are judged. Nothing is ever added to it."""

    def __init__(self, plan: Plan, records: Iterable[Record]) -> None:
        self.plan = plan
        self._silences: dict[tuple[str, str, str], str] = {}
        self._by_call: dict[tuple[str, str], list[Record]] = {}
        for record in sorted(records, key=lambda r: (r.call, r.account, r.region, r.evidence)):
            self._by_call.setdefault((record.call, record.account), []).append(record)
        self._shown: dict[tuple[str, str, str], Shown] = {}
        self._listed: dict[tuple[str, str, str], Shown] = {}
        self._reconciled: dict[tuple[str, str, str], Reconciled] = {}
        self._lacking: dict[tuple[str, str, str, bool], Reconciled | None] = {}
        rows = plan.catalog.calls.values()
        self.counted = tuple(row for row in rows if row.resources and row.resources.counted_by)
        self._replies: dict[tuple[str, str], Json] = {}
        self._regions: dict[str, Sequence[str]] = {}

    @property
    def catalog(self) -> Catalog:
        """The mappings that judge this evidence."""
        return self.plan.catalog

    def row(self, call: str) -> Call:
        """The row of a call."""
        return self.plan.catalog.calls[call]

    def base(self, call: str) -> Call:
        """The row whose reply a view shows: itself, unless it is a view of another call's reply."""
        row = self.row(call)
        return self.row(row.same_reply_as) if row.same_reply_as else row

    def regions(self, account: str) -> Sequence[str]:
        """The regions of an account that were to be read."""
        if account not in self._regions:
            self._regions[account] = self._read_regions(account)
        return self._regions[account]

    def _read_regions(self, account: str) -> Sequence[str]:
        asked = self.plan.scope.regions
        if not isinstance(asked, str):
            return sorted(asked)
        records = self._by_call.get((REGIONS_CALL, account), [])
        try:
            found = sorted(region["RegionName"] for region in reply_of(records[0])["Regions"])
        except (KeyError, TypeError, IndexError):
            found = []
        return found or [UNKNOWN_REGIONS]

    def places(self, call: str, account: str) -> Sequence[str]:
        """The regions in which a call was to be made; ``global`` for calls made once an account."""
        return [GLOBAL] if self.base(call).scope == "global" else self.regions(account)

    def records(self, call: str, account: str, region: str = "") -> list[Record]:
        """Records of a call in an account, in one region when given."""
        found = self._by_call.get((self.base(call).id, account), [])
        return [r for r in found if region in ("", r.region)]

    def unreadable(self, call: str, account: str, region: str = "") -> list[Record]:
        """The records of a call that no verdict may rest on."""
        return [r for r in self.records(call, account, region) if not r.readable]

    def why_missing(self, call: str, account: str, region: str) -> str:
        """Why a record is missing where one was planned; "" when none is.

        Only a parent that was seen, and that asked for nothing more, makes silence an answer.
        """
        key = (self.base(call).id, account, region)
        if key not in self._silences:
            self._silences[key] = self._why_missing(*key)
        return self._silences[key]

    def _why_missing(self, call: str, account: str, region: str) -> str:
        base, records = self.row(call), self.records(call, account, region)
        if not base.for_each:
            return "" if records else f"{base.id} was not collected"
        parents = self.records(base.for_each, account, region)
        if not parents:
            return self.why_missing(base.for_each, account, region)
        bad = [parent for parent in parents if not parent.readable]
        return f"{bad[0].call} {words(bad[0])}" if bad else _unasked(base, parents, records)

    def reply(self, record: Record) -> Json:
        """The joined reply of a record, joined once."""
        key = (record.account, record.evidence)
        if key not in self._replies:
            self._replies[key] = reply_of(record)
        return self._replies[key]

    def _witness(self, call: str, account: str, region: str) -> Record | None:
        """The nearest call before this one that left a record: it shows why nothing was asked."""
        base = self.base(call)
        while base.for_each:
            base = self.base(base.for_each)
            found = self.records(base.id, account, region)
            if found:
                return next((r for r in found if not r.readable), found[0])
        return None

    def units(self, call: str, account: str, region: str) -> Shown:
        """The resources that a call shows in a place, and what could not be read; found once."""
        if (call, account, region) not in self._shown:
            found, holes = self._read(call, account, region)
            lack = None if _unlisted(holes) else self.lacking(call, account, region)
            more = [("*", lack.record, lack.why)] if lack else []
            self._shown[call, account, region] = found, [*holes, *more]
        return self._shown[call, account, region]

    def lacking(self, call: str, account: str, region: str, *, whole: bool = False) -> Reconciled | None:
        """What a list that the call rests on lacks there, by a second source; None where nothing is known of it."""
        key = (call, account, region, whole)
        if key not in self._lacking:
            rows = speaking(self, self.counted, call, whole=whole)
            held = (self.reconciled(row.id, account, region) for row in rows)
            self._lacking[key] = next((one for one in held if one.why), None)
        return self._lacking[key]

    def second_source(self, call: str, account: str, region: str) -> str:
        """What a list was held against, with both numbers; "none" where there is nothing to hold it against."""
        rows = speaking(self, self.counted, call)
        return "; ".join(self.reconciled(row.id, account, region).words for row in rows) or "none"

    def reconciled(self, call: str, account: str, region: str) -> Reconciled:
        """A list of its own second sources; compared once."""
        if (call, account, region) not in self._reconciled:
            found, holes = self._read(call, account, region)
            held = Reconciled(words="the list could not be read")
            if not _unlisted(holes):
                named = {unit.arn for unit in found} | {arn for arn, _, _ in holes}
                held = reconcile(self, self.row(call), account, region, len(named))
            self._reconciled[call, account, region] = held
        return self._reconciled[call, account, region]

    def _read(self, call: str, account: str, region: str) -> Shown:
        """The same without what second sources say."""
        if (call, account, region) not in self._listed:
            self._listed[call, account, region] = self._units(call, account, region)
        return self._listed[call, account, region]

    def _units(self, call: str, account: str, region: str) -> Shown:
        row, found, holes = self.row(call), list[Unit](), list[tuple[str, Record | None, str]]()
        for record in self.records(call, account, region):
            if not record.readable:
                holes.append((resource_of(row, record), record, words(record)))
                continue
            try:
                found += units(row, record)
            except ShapeError as error:
                holes.append((resource_of(row, record), record, f"answer of another shape: {error}"))
        silence = self.why_missing(call, account, region)
        if silence and not _unlisted(holes):
            holes.append(("*", self._witness(call, account, region), silence))
        once = each_once(found)
        holes += [(unit.arn, unit.record, unit.why) for unit in once if unit.why]
        return [unit for unit in once if not unit.why], holes


def _unlisted(holes: Sequence[Hole]) -> bool:
    return any(arn == "*" for arn, _, _ in holes)


def _unasked(base: Call, parents: Sequence[Record], records: Sequence[Record]) -> str:
    """Whether the parents ask for calls that were never made: each set of parameters must have its record."""
    try:
        due = [_own(one) for parent in parents for one in parameter_sets(base, parent)]
    except ShapeError as error:
        return f"{parents[0].call}: {error}"
    names = {tuple(one) for one in due}
    asked = {canonical({n: r.params.get(n) for n in wanted}) for r in records for wanted in names}
    lost = sum(canonical(one) not in asked for one in due)
    if not lost:
        return ""
    return f"{lost} of {len(due)} calls of {base.id} were not collected"


def _own(one: Mapping[str, Json]) -> dict[str, Json]:
    """The parameters that are sent, without what is context."""
    return {name: one[name] for name in sorted(one) if not name.startswith("_")}


def words(record: Record) -> str:
    """Why a record could not be read, in one line."""
    if record.outcome == "not tried":
        return f"not tried: {record.message}"
    cause = f"{record.outcome} ({record.cause})" if record.cause else record.outcome
    return f"{record.operation} {cause}: {record.error_code} {record.message}".strip(": ")


def reply_of(record: Record) -> Json:
    """The joined reply; None where AWS said that there is none."""
    return joined(record.pages) if record.outcome == "seen" else None
