"""The auditor's edition of a pack: the same evidence and results, without what people wrote for themselves."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from generator.chain import PACK, plan_of, unchanged, work_of
from generator.errors import SetupError
from generator.ledger import append
from generator.model.assessment import Assessment
from generator.pack import read_run, write_run
from generator.pipeline import publish
from generator.review import for_auditor
from generator.sample import copy_samples
from generator.scope import read_wording
from generator.staging import place
from generator.workfolder import EXCEPTIONS, REQUESTS, REVIEWS, beside, read_work

_BESIDE = ("changes.json", "figures.json")


def auditors_edition(
    pack: Path, target: Path, *, wording: Mapping[str, Path] | None = None, run_checks: bool = False
) -> Assessment:
    """Write a pack for the auditor at ``target``; nothing internal goes into it, in no hidden place either."""
    pack, target = pack.resolve(), place(target)
    info = read_run(pack)
    unchanged(pack)
    if target == pack:
        raise SetupError("The auditor's edition is a pack of its own.", "Give another folder with --output.")
    plan = plan_of(pack, mappings=PACK, run_checks=run_checks)
    laid = read_wording(plan.catalog, wording or {})
    work = work_of(plan, pack)
    staging = target.with_name(target.name + ".partial")
    try:
        shutil.rmtree(staging, ignore_errors=True)
        for name in ("evidence", "mappings"):
            shutil.copytree(pack / "data" / name, staging / "data" / name)
        for name in _BESIDE:
            if (pack / "data" / name).is_file():
                shutil.copyfile(pack / "data" / name, staging / "data" / name)
    except OSError as error:
        hint = "Free space, or check its rights."
        raise SetupError(f"{staging} cannot be written: {error.strerror}.", hint) from error
    kept = staging / "data" / "work"
    kept.mkdir()
    open_ = for_auditor(work)
    for name, lines in ((REVIEWS, open_.reviews), (REQUESTS, open_.given)):
        if lines:
            append(kept / name, list(lines))
    if (pack / "data" / "work" / EXCEPTIONS).is_file():
        shutil.copyfile(pack / "data" / "work" / EXCEPTIONS, kept / EXCEPTIONS)
    copy_samples(pack / "data" / "work", staging)
    write_run(staging, replace(info, edition="auditor", known_answers=len(work.reviews)))
    return publish(plan, staging, target, laid)


def since_then(pack: Path) -> int:
    """How many lines beside a pack it was not rendered with: they are in no edition of it yet."""
    beside_it, inside = (read_work(one) for one in (beside(pack.resolve()), pack / "data" / "work"))
    return sum(
        max(0, len(ours) - len(theirs))
        for ours, theirs in ((beside_it.reviews, inside.reviews), (beside_it.given, inside.given))
    )
