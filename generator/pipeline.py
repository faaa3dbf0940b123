"""The stages in order: mapping -> scope -> collect -> store -> assess -> render -> pack."""

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from importlib import metadata
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
from generator.collect import Access, Settings, collect, plan_actions
from generator.errors import AwsError, SetupError
from generator.ledger import append
from generator.mapping import load, mapping_files
from generator.model.assessment import Assessment
from generator.model.catalog import Catalog
from generator.model.evidence import Record, canonical
from generator.model.evidence import digest as digest_of
from generator.model.scope import Account, Document, Plan, RunInfo, Scope
from generator.pack import read_run, restore, seal, swap_in, write_run
from generator.pack.quarter import CHANGES, FIGURES
from generator.render import render
from generator.sample import copy_samples
from generator.scope import Wording, checked, read_wording
from generator.scope.exceptions import known_checks, read_exceptions
from generator.store import Store, read
from generator.workfolder import EXCEPTIONS, REQUESTS, REVIEWS, beside, copy_work, keep_file

__all__ = ["INSTALLED", "PACK", "chain_of", "compared", "judge", "plan_of", "unchanged"]
Progress = Callable[[Record], None]
_RESUME = timedelta(hours=24)
_UNSAFE = re.compile(r"[^A-Za-z0-9._ -]+")


def settings(profile: str = "") -> Settings:
    """How to reach AWS."""
    return Settings(profile=profile, version=__version__)


def declared(scope: Scope, access: Access) -> Scope:
    """The scope with its accounts: the account of the current credentials where none is declared."""
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


def folder_name(name: str) -> str:
    """A name as a folder's: no separators, no leading dots, not empty, not long.

    One that had to be changed ends in a mark of its own: two names never share a folder.
    """
    safe = _UNSAFE.sub("-", name)[:80].strip(". ")
    if safe and safe == name:
        return name
    return f"{safe.strip('-. ') or 'unnamed'}-{digest_of(name)[:8]}"


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
) -> Assessment:
    """Collect, judge, render and seal a pack at ``target``; an earlier pack stays whole until it stands.

    ``documents`` are fetched reports: the pack cites their hashes. ``exceptions`` is a file of them. ``previous`` is
    the pack of the quarter before: what people wrote there goes on, and what changed since is told.
    """
    since = Since(previous) if previous else None  # a fault in it costs no reading either
    laid = read_wording(plan.catalog, wording or {})  # a fault in it costs no reading
    if exceptions:
        read_exceptions(exceptions, known_checks(plan.catalog))  # nor does one in these
    staging = gather(plan, access, target, progress, fresh=fresh)
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


def gather(plan: Plan, access: Access, target: Path, progress: Progress, *, fresh: bool = False) -> Path:
    """Collect into a folder beside ``target``, going on where a cut run stopped; gives that folder."""
    target = place(target)
    staging = target.with_name(target.name + ".partial")
    begins = datetime.now(UTC)
    known, started = ({}, begins) if fresh else _resumable(plan, staging, begins)
    store = Store(staging / "data" / "evidence")
    _prepare(plan, staging, started, keep=bool(known))
    readable, why = 0, ""
    with closing(collect(plan, access, known=known)) as made:
        for record in made:
            store.add(record)
            readable += record.readable
            why = why or record.message
            progress(record)
    if not readable:
        shutil.rmtree(staging, ignore_errors=True)
        raise AwsError(
            f"Nothing could be read in any account: {why}",
            "Mend that, or see more with 'evidencemap doctor'.",
        )
    store.seal()
    records = read(staging / "data" / "evidence")
    now = max(record.ended for record in records)
    callers = tuple(sorted({record.caller for record in records if record.caller}))
    write_run(staging, replace(_info(plan, started), now=now, callers=callers))
    _keep_mappings(plan, staging)
    return staging


def place(target: Path) -> Path:
    """The pack's folder, absolute; SetupError where something stands there that is no pack."""
    target = target.resolve()
    restore(target)
    there = target.exists() and not (target.is_dir() and not any(target.iterdir()))
    if there and not (target / "bagit.txt").is_file():
        raise SetupError(
            f"{target} is there and is no pack; it is left alone.", "Give another folder with --output."
        )
    if there:
        unchanged(target)
    return target


def _prepare(plan: Plan, staging: Path, started: datetime, *, keep: bool) -> None:
    try:
        if staging.exists() and not keep:
            shutil.rmtree(staging)
        staging.mkdir(parents=True, exist_ok=True)
        write_run(staging, _info(plan, started))
    except OSError as error:
        raise SetupError(
            f"The output folder {staging.parent} cannot be written: {error.strerror}.",
            "Give another one with --output.",
        ) from error


def _info(plan: Plan, started: datetime) -> RunInfo:
    libraries = {name: metadata.version(name) for name in ("boto3", "botocore", "openpyxl", "jmespath")}
    return RunInfo(
        scope=plan.scope,
        now="",
        started=started.isoformat().replace("+00:00", "Z"),
        version=__version__,
        mapping_digest=plan.catalog.digest,
        libraries=libraries,
        as_of=str(plan.day or ""),
    )


def _resumable(plan: Plan, staging: Path, now: datetime) -> tuple[Mapping[str, Record], datetime]:
    """Records of a cut run of the same plan, begun less than a day ago, and when that was."""
    with suppress(Exception):  # whatever lies there: where it cannot be read, it is not gone on with
        info = read_run(staging)
        begun = datetime.fromisoformat(info.started)
        same = (
            canonical_scope(info.scope) == canonical_scope(plan.scope)
            and info.mapping_digest == plan.catalog.digest
        )
        if same and now - begun <= _RESUME:
            return Store(staging / "data" / "evidence").open_records(), begun
    return {}, now


def canonical_scope(scope: Scope) -> str:
    """A scope as text, equal for equal scopes."""
    return canonical(json.loads(json.dumps(asdict(scope), default=str)))


def _keep_mappings(plan: Plan, staging: Path) -> None:
    """The mappings that judge this pack go with it."""
    for number, directory in enumerate(plan.catalog.directories):
        name = "shipped" if number == 0 else f"overlay-{number}"
        for path in mapping_files(Path(directory)):
            target = staging / "data" / "mappings" / name / path.relative_to(directory)
            target.parent.mkdir(parents=True, exist_ok=True)
            if not (target.exists() and target.samefile(path)):
                shutil.copyfile(path, target)


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
    for name, content in render(assessment).items():
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
        _keep_mappings(plan, staging)
    return publish(plan, staging, pack, laid)


def _worded(wording: Sequence[Wording]) -> Mapping[str, str]:
    """Framework -> name and hash of the file that its wording came from."""
    return {one.framework: f"{one.file} sha256:{one.sha256}" for one in wording}


def tried(plan: Plan, access: Access) -> Iterator[Record]:
    """Each planned call once, in one region and for one item: what ``doctor`` looks at."""
    yield from collect(plan, access, once=True)


def actions(plan: Plan) -> Mapping[str, Sequence[str]]:
    """Call id -> the IAM actions that it needs."""
    return plan_actions(plan)


def catalog(overlays: Sequence[Path]) -> Catalog:
    """The mappings alone."""
    return load(*overlays)
