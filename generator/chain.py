"""A pack's own evidence judged: by its mappings or others, for itself or beside the pack before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from generator import __version__
from generator.assess import assess_shards
from generator.assess.received import answered, received
from generator.checks.registry import forget
from generator.compare import carried as carried_figures
from generator.compare import compare, one_organisation, tally, trend
from generator.errors import PackError, SetupError
from generator.mapping import load, shipped
from generator.model.assessment import Assessment
from generator.model.comparison import Comparison
from generator.model.scope import Plan
from generator.model.side import Side
from generator.model.work import Answer, Given, Work
from generator.pack import read_run, verify
from generator.pack.quarter import read_changes, read_figures, write_changes, write_figures
from generator.review import carried, decisions, facts_of, followed, state
from generator.sample import read_samples, sample_rows
from generator.scope import fitting
from generator.scope import plan as make_plan
from generator.scope.exceptions import known_checks, read_exceptions
from generator.store import accounts_in, read_account
from generator.workfolder import EXCEPTIONS, beside, read_work

PACK, INSTALLED = "pack", "installed"  # the mappings in a pack; those that came with this version


def unchanged(pack: Path, only: tuple[str, ...] = ("",)) -> None:
    """PackError where files (those whose names begin with one of ``only``) changed since the pack was sealed.

    A pack that would be replaced may hold what a reviewer wrote; one that is read may have been changed.
    """
    _, faults = verify(pack)
    found = [fault for fault in faults if fault.startswith(only)]
    if found:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        raise PackError(
            f"{pack} has changed since it was sealed: {'; '.join(found[:3])}{more}.",
            "Move what was written there to a place of its own, or take the pack from a copy.",
        )


def judge(plan: Plan, pack: Path, work: Work | None = None) -> Assessment:
    """The assessment of a pack's own evidence; the same evidence gives an equal one.

    ``work`` is what people did, where it was read by other mappings than the plan's.
    """
    info = read_run(pack)
    now = datetime.fromisoformat(info.now)
    folder = pack / "data" / "evidence"
    shards = ((account, read_account(folder, account)) for account in accounts_in(folder))
    done = work_of(plan, pack) if work is None else work
    cells = tuple(state(done.reviews).values())
    made = assess_shards(
        plan,
        shards,
        now,
        __version__,
        documents=info.documents,
        work=done,
        decided=decisions(cells),
    )
    told = replace(
        made,
        wording=dict(info.wording),
        samples=sample_rows(read_samples(pack / "data" / "work"), made.findings, made.checks),
        reviews=cells,
        edition=info.edition,
        known_answers=len(done.reviews) if info.known_answers < 0 else info.known_answers,
    )
    return with_quarters(told, pack)


def with_quarters(made: Assessment, pack: Path) -> Assessment:
    """The same with what the pack keeps of the quarters before it."""
    changes = read_changes(pack)
    return replace(
        made,
        changes=changes.requirements if changes else (),
        since=changes.before.period.name if changes else "",
        trend=trend(carried_figures(read_figures(pack), tally(made))),
    )


def work_of(plan: Plan, pack: Path) -> Work:
    """What people did, as the pack holds it."""
    folder = pack / "data" / "work"
    kept = folder / EXCEPTIONS
    entries = read_exceptions(kept, known_checks(plan.catalog)) if kept.is_file() else ()
    return read_work(folder, entries)


def plan_of(
    pack: Path, *, mappings: str | Path = PACK, as_of: date | None = None, run_checks: bool = False
) -> Plan:
    """The plan of a pack: its scope, judged by the mappings in it, the installed ones, or those in a folder.

    Dated entries hold as on ``as_of``, else as on the day that judged the pack. A pack may come from anybody:
    Python checks that it carries are run only when asked for.
    """
    info = read_run(pack)
    kept = pack / "data" / "mappings"
    overlays = sorted(path for path in kept.glob("overlay-*") if path.is_dir())
    code = [path for overlay in overlays for path in sorted(overlay.glob("checks/*.py"))]
    if code and not run_checks:
        raise PackError(
            f"The pack carries Python checks of its own ({code[0].relative_to(pack)}); they are not run unasked.",
            "Read them; if you trust them, add --run-pack-checks.",
        )
    base = {PACK: kept / "shipped", INSTALLED: shipped()}.get(str(mappings), Path(mappings))
    if not (base / "evidence").is_dir() or not (base / "frameworks").is_dir():
        raise SetupError(
            f"{base} holds no mappings.", "Give a whole set of them: a folder with evidence/ and frameworks/."
        )
    day = as_of or date.fromisoformat(info.as_of or info.now[:10])
    return make_plan(load(*overlays, base=base), info.scope, day)


def chain_of(pack: Path, *, run_checks: bool = False) -> Assessment:
    """The assessment of a pack as it was judged, for looking things up; what it rests on must be unchanged."""
    return planned_chain(pack, run_checks=run_checks)[1]


def planned_chain(pack: Path, *, run_checks: bool) -> tuple[Plan, Assessment]:
    """The plan of a pack and what it gives; PackError where anything that it rests on has changed."""
    read_run(pack)
    unchanged(
        pack, ("data/evidence", "data/mappings", "data/work", "data/run.json", "manifest", "tagmanifest")
    )
    plan = plan_of(pack, run_checks=run_checks)
    return plan, judge(plan, pack)


def compared(old: Path, new: Path, *, run_checks: bool = False, renamed: bool = False) -> Comparison:
    """What two packs differ in, and whose doing it is; what both rest on must be unchanged.

    Raises PackError, and ScopeError for packs of two organisations, unless it is one that was ``renamed``.
    """
    origin, was = planned_chain(old, run_checks=run_checks)
    forget(old / "data" / "mappings")
    plan, now = planned_chain(new, run_checks=run_checks)
    versions = sorted({read_run(pack).version for pack in (old, new)} - {__version__})
    told = f"{__version__} judges both packs here, {', '.join(versions)} did before"
    notes = [f"{told}: what its checks see otherwise is no change here."] if versions else []
    after = Side(assessment=now, scope=plan.scope)
    return held_against(old, origin, was, plan, after, notes=notes, renamed=renamed)


def held_against(
    old: Path,
    origin: Plan,
    was: Assessment,
    plan: Plan,
    after: Side,
    *,
    notes: Sequence[str] = (),
    renamed: bool = False,
) -> Comparison:
    """What differs from the old pack, whose evidence is judged a second time by the new plan's mappings.

    Up to there the mappings made the difference.
    """
    crossed = origin
    if not renamed:
        one_organisation(was.organisation, after.assessment.organisation)
    if (origin.catalog.digest, origin.day) != (plan.catalog.digest, plan.day):
        base, *overlays = (Path(folder) for folder in plan.catalog.directories)
        whole = load(*overlays, base=base)  # the plan's own is narrowed to the new scope
        crossed = make_plan(whole, fitting(origin.scope, whole), plan.day)
    between = judge(crossed, old, work_of(origin, old)) if crossed is not origin else was
    return compare(
        Side(assessment=was, scope=origin.scope),
        Side(assessment=between, scope=crossed.scope),
        after,
        notes,
        renamed=renamed,
    )


class Since:
    """The pack before: its figures, its changes to this one, and what people wrote there and still holds."""

    def __init__(self, previous: Path, *, run_checks: bool = False, renamed: bool = False) -> None:
        """Read and judge the pack before; what it rests on must be unchanged.

        ``renamed``: the organisation has another name since then, and is the same.
        """
        self.folder = previous.resolve()
        self._run_checks = run_checks
        self._renamed = renamed
        self.plan, self.made = planned_chain(self.folder, run_checks=run_checks)

    def fits(self, organisation: str) -> None:
        """ScopeError where the pack before is of another organisation: its words are nobody else's to read."""
        if not self._renamed:
            one_organisation(self.made.organisation, organisation)

    def answers(self, made: Assessment) -> tuple[Answer, ...]:
        """What goes on into the pack that ``made`` is of; sign-offs never do."""
        work = read_work(beside(self.folder))
        old = {r.row_key: facts_of(r) for r in self.made.requirements}
        new = {r.row_key: facts_of(r) for r in made.requirements}
        other = "" if self.made.organisation == made.organisation else self.made.organisation
        rows = followed(self.made.requirements, made.requirements, renamed=other)
        period = self.made.period.name
        return carried(work.reviews, old, new, period, made.period.start, rows=rows)[0]

    def given(self, plan: Plan, made: Assessment) -> tuple[Given, ...]:
        """What was given for requests and still counts on the first day of the new period, line by line."""
        work = read_work(beside(self.folder))
        day, period = made.period.start, made.period
        states = received(plan.catalog.requests, work.given, work.reviews, day, period)
        valid = answered(states)
        return tuple(one for one in work.given if one.request in valid)

    def keep(self, plan: Plan, pack: Path, made: Assessment) -> None:
        """Write what changed since, and the figures of the last packs, into the pack that is being made."""
        after = Side(assessment=made, scope=plan.scope)
        changes = held_against(self.folder, self.plan, self.made, plan, after, renamed=self._renamed)
        write_changes(pack, changes)
        write_figures(pack, carried_figures(read_figures(self.folder) or (tally(self.made),), tally(made)))
