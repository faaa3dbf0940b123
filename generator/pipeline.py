"""The stages in order: mapping -> scope -> collect -> store -> assess -> render -> pack."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from generator import __version__
from generator.assess import worded
from generator.chain import (
    INSTALLED,
    PACK,
    Since,
    chain_of,
    compared,
    judge,
    plan_of,
    unchanged,
    with_quarters,
)
from generator.collect import Access, Settings, collect, members, plan_actions, role_checks
from generator.errors import AwsError, ScopeError, SetupError
from generator.gather import How
from generator.gather import gather as collected
from generator.ledger import append
from generator.mapping import load
from generator.model.assessment import Assessment
from generator.model.catalog import Catalog
from generator.model.evidence import Record
from generator.model.progress import Tally
from generator.model.rolecheck import RoleCheck
from generator.model.scope import Account, Document, Organization, Plan, Scope
from generator.pack import read_run, seal, swap_in, write_run
from generator.pack.quarter import CHANGES, FIGURES
from generator.render import render
from generator.sample import copy_samples
from generator.scope import Wording, checked, read_wording
from generator.scope.exceptions import known_checks, read_exceptions
from generator.staging import (
    begun_at,
    folder_name,
    info_of,
    keep_mappings,
    place,
    prepare,
    reopened,
    run_place,
)
from generator.store import Keep, held
from generator.workfolder import EXCEPTIONS, REQUESTS, REVIEWS, beside, copy_work, keep_file

__all__ = ["INSTALLED", "PACK", "chain_of", "compared", "judge", "plan_of", "unchanged"]
Progress = Callable[[Record], None]
Watch = Callable[[Tally], None]
_RESUME = timedelta(hours=24)


def settings(profile: str = "", organization: Organization | None = None) -> Settings:
    """How to reach AWS."""
    made = Settings(profile=profile, version=__version__)
    if organization is None:
        return made
    return replace(made, session_name=organization.session_name, duration=organization.duration)


def declared(scope: Scope, access: Access, ous: Sequence[str] = ()) -> Scope:
    """The scope with its accounts: the organisation's, or that of the current credentials where none is declared.

    ``ous`` narrow an organisation further.
    """
    if ous and not scope.organization:
        raise ScopeError(
            "OUs are those of an 'organization', and none is declared.", "Name accounts instead."
        )
    if scope.waits and scope.organization:
        access.identify()
        found = members(access, scope.organization, by_hand=scope.accounts, narrowed=ous)
        return checked(
            replace(
                scope, accounts=found.accounts, organization_id=found.id, left_out_accounts=found.left_out
            )
        )
    if scope.accounts:
        return scope
    access.identify()
    name = scope.organisation or f"account {access.account}"
    return checked(
        replace(scope, organisation=name, accounts=(Account(id=access.account, name=access.account),))
    )


def pack_folder(output: Path, scope: Scope) -> Path:
    """``output/<organisation>/<period>``, with names that are safe as folders."""
    return output / folder_name(scope.organisation) / folder_name(scope.period.name)


def run(
    plan: Plan,
    access: Access,
    target: Path,
    progress: Progress,
    *,
    fresh: bool = False,
    wording: Mapping[str, Path] | None = None,
    documents: Sequence[Document] = (),
    exceptions: Path | None = None,
    previous: Path | None = None,
    renamed: bool = False,
    how: How | None = None,
    watch: Watch | None = None,
) -> Assessment:
    """Collect, judge, render and seal a pack at ``target``; an earlier pack stays whole until it stands.

    ``documents`` are fetched reports: the pack cites their hashes. ``exceptions`` is a file of them. ``previous`` is
    the pack of the quarter before: what people wrote there goes on, and what changed since is told; ``renamed`` says
    that its organisation is this one under its earlier name. ``how`` and ``watch`` are as in ``gather``.
    """
    since = Since(previous, renamed=renamed) if previous else None  # a fault in it costs no reading either
    if since:
        since.fits(plan.scope.organisation)
    laid = read_wording(plan.catalog, wording or {})  # a fault in it costs no reading
    if exceptions:
        read_exceptions(exceptions, known_checks(plan.catalog))  # nor does one in these
    with held(target.resolve()):
        staging = _gathered(
            plan,
            access,
            place(target),
            progress,
            fresh=fresh,
            how=how,
            watch=watch,
        )
        if laid or documents:
            info = read_run(staging)
            write_run(staging, replace(info, wording=_worded(laid), documents=tuple(documents)))
        return conclude(plan, staging, target, laid, exceptions=exceptions, since=since)


def conclude(
    plan: Plan,
    staging: Path,
    target: Path,
    wording: Sequence[Wording] = (),
    *,
    exceptions: Path | None = None,
    since: Since | None = None,
) -> Assessment:
    """What follows once all is collected: people's work is laid in, of the quarter before too, and the pack made."""
    target = place(target)
    if since:
        since.fits(plan.scope.organisation)
        _carry(since, plan, staging, beside(target))
    _keep_work(beside(target), staging, exceptions)
    return publish(plan, staging, target, wording, since)


def _carry(since: Since, plan: Plan, staging: Path, folder: Path) -> None:
    """What people wrote in the quarter before goes into this one's folder of work, once."""
    if (folder / REVIEWS).is_file() or (folder / REQUESTS).is_file():
        return
    made = judge(plan, staging)
    if given := since.given(plan, made):
        for one in given:
            keep_file(beside(since.folder), folder, one.sha256)
        append(folder / REQUESTS, list(given))
    if answers := since.answers(made):
        append(folder / REVIEWS, list(answers))


def gather(
    plan: Plan,
    access: Access,
    target: Path,
    progress: Progress,
    *,
    fresh: bool = False,
    how: How | None = None,
    watch: Watch | None = None,
) -> Path:
    """Collect into a folder beside ``target``, going on where a cut run stopped; gives that folder.

    ``how`` says where the work is done, and whether only what was refused or failed is asked again; ``watch`` is
    shown how far it is.
    """
    with held(target.resolve()):
        return _gathered(plan, access, place(target), progress, fresh=fresh, how=how, watch=watch)


def _gathered(
    plan: Plan,
    access: Access,
    target: Path,
    progress: Progress,
    *,
    fresh: bool,
    how: How | None,
    watch: Watch | None,
) -> Path:
    staging = target.with_name(target.name + ".partial")
    begins, missing = datetime.now(UTC), how is not None and how.only_missing
    keep = Keep(since=None if missing else begins - _RESUME, refusals=not missing)
    started = None if fresh else begun_at(plan, staging)
    if missing and started is None:
        started = reopened(plan, target, staging)
    prepare(plan, staging, started or begins, keep=started is not None)
    told = collected(
        plan,
        access,
        staging / "data" / "evidence",
        progress,
        how=how,
        keep=keep,
        place=run_place(plan.scope, started or begins),
        watch=watch,
    )
    if not told.readable:
        shutil.rmtree(staging, ignore_errors=True)
        raise AwsError(
            f"Nothing could be read in any account: {told.why}",
            "Mend that, or see more with 'evidencemap doctor'.",
        )
    write_run(staging, replace(info_of(plan, started or begins), now=told.latest, callers=told.callers))
    keep_mappings(plan, staging)
    return staging


def _keep_work(folder: Path, staging: Path, exceptions: Path | None) -> None:
    """What people did goes into the pack that is judged with it; ``exceptions`` takes the place of those there."""
    copy_work(folder, staging)
    copy_samples(folder, staging)
    if exceptions:
        kept = staging / "data" / "work" / EXCEPTIONS
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(exceptions, kept)


def publish(
    plan: Plan,
    staging: Path,
    target: Path,
    wording: Sequence[Wording] = (),
    since: Since | None = None,
) -> Assessment:
    """Judge the evidence in ``staging``, render, seal, and swap the pack in."""
    made = judge(plan, staging)
    if since:
        since.keep(plan, staging, made)
        made = with_quarters(made, staging)
    assessment = worded(made, {one.framework: one.texts for one in wording})
    for name, content in render(assessment):
        path = staging / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    seal(staging, _bag_info(assessment))
    swap_in(staging, target)
    return assessment


def _bag_info(assessment: Assessment) -> dict[str, str]:
    return {
        "Source-Organization": assessment.organisation,
        "External-Description": f"Audit evidence, period {assessment.period.start} to {assessment.period.end}",
        "Bagging-Date": assessment.assessed_at[:10],
        "Bag-Software-Agent": f"evidencemap {assessment.version}",
        "Mapping-Sha256": assessment.mapping_digest,
    }


def again(
    pack: Path,
    *,
    mappings: str | Path,
    as_of: date | None = None,
    wording: Mapping[str, Path] | None = None,
    run_checks: bool = False,
    exceptions: Path | None = None,
) -> Assessment:
    """Judge and render a pack again from its own evidence; the earlier one stays until the new one stands."""
    pack = pack.resolve()
    info = read_run(pack)  # says best what is wrong with a folder that is no pack
    unchanged(pack)
    plan = plan_of(pack, mappings=mappings, as_of=as_of, run_checks=run_checks)
    laid = read_wording(plan.catalog, wording or {})
    staging = pack.with_name(pack.name + ".again")  # .partial may hold a cut run's evidence
    own = str(mappings) == PACK
    try:
        shutil.rmtree(staging, ignore_errors=True)
        shutil.copytree(pack / "data" / "evidence", staging / "data" / "evidence")
        if own:
            shutil.copytree(pack / "data" / "mappings", staging / "data" / "mappings")
        shutil.copyfile(pack / "data" / "run.json", staging / "data" / "run.json")
        if (pack / "data" / "work").is_dir():
            shutil.copytree(pack / "data" / "work", staging / "data" / "work")
        for name in (CHANGES, FIGURES):
            if (pack / "data" / name).is_file():
                shutil.copyfile(pack / "data" / name, staging / "data" / name)
        _keep_work(beside(pack), staging, exceptions)
    except OSError as error:
        raise SetupError(
            f"{staging} cannot be written: {error.strerror}.", "Free space, or check its rights."
        ) from error
    changed = replace(
        info,
        mapping_digest=info.mapping_digest if own else plan.catalog.digest,
        version=info.version if own else __version__,
        as_of=info.as_of if as_of is None else str(as_of),
        wording=_worded(laid),
    )
    if changed != info:
        write_run(staging, changed)
    if not own:
        keep_mappings(plan, staging)
    return publish(plan, staging, pack, laid)


def _worded(wording: Sequence[Wording]) -> Mapping[str, str]:
    """Framework -> name and hash of the file that its wording came from."""
    return {one.framework: f"{one.file} sha256:{one.sha256}" for one in wording}


def tried(plan: Plan, access: Access) -> Iterator[Record]:
    """Each planned call once, in one region and for one item: what ``doctor`` looks at."""
    yield from collect(plan, access, once=True)


def roles_checked(plan: Plan, access: Access) -> Iterator[RoleCheck]:
    """What each account's role may do beyond reading, as IAM simulates it."""
    yield from role_checks(plan, access)


def actions(plan: Plan) -> Mapping[str, Sequence[str]]:
    """Call id -> the IAM actions that it needs."""
    return plan_actions(plan)


def catalog(overlays: Sequence[Path]) -> Catalog:
    """The mappings alone."""
    return load(*overlays)
