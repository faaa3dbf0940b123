"""The folder beside a pack's place in which it is made: begun, gone on with, and filled with its mappings."""

import json
import re
import shutil
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from generator import __version__
from generator.chain import unchanged
from generator.errors import SetupError
from generator.mapping import mapping_files
from generator.model.evidence import canonical
from generator.model.evidence import digest as digest_of
from generator.model.scope import Plan, RunInfo, Scope, told
from generator.pack import read_run, restore, write_run
from generator.store import only

_UNSAFE = re.compile(r"[^A-Za-z0-9._ -]+")


def folder_name(name: str) -> str:
    """A name as a folder's: no separators, no leading dots, not empty, not long.

    One that had to be changed ends in a mark of its own: two names never share a folder.
    """
    safe = _UNSAFE.sub("-", name)[:80].strip(". ")
    if safe and safe == name:
        return name
    return f"{safe.strip('-. ') or 'unnamed'}-{digest_of(name)[:8]}"


def run_place(scope: Scope, started: datetime) -> str:
    """What names a run below the folder or bucket that its evidence is also put into."""
    stamp = started.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    return f"{folder_name(scope.organisation)}/{folder_name(scope.period.name)}/{stamp}"


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


def prepare(plan: Plan, staging: Path, started: datetime, *, keep: bool) -> None:
    """Make it ready for a collection; ``keep`` goes on with what lies there, save accounts that left the scope."""
    try:
        if staging.exists() and not keep:
            shutil.rmtree(staging)
        staging.mkdir(parents=True, exist_ok=True)
        only(staging / "data" / "evidence", [account.id for account in plan.scope.accounts])
        write_run(staging, info_of(plan, started))
    except OSError as error:
        raise SetupError(
            f"The output folder {staging.parent} cannot be written: {error.strerror}.",
            "Give another one with --output.",
        ) from error


def info_of(plan: Plan, started: datetime) -> RunInfo:
    """What run.json says of a run that begins."""
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


def begun_at(plan: Plan, staging: Path) -> datetime | None:
    """When the cut run began that lies there, where it was one of the same plan; what it holds is looked at later."""
    with suppress(Exception):  # whatever lies there: where it cannot be read, it is not gone on with
        info = read_run(staging)
        begun = datetime.fromisoformat(info.started)
        same = (
            canonical_scope(_asked(info.scope)) == canonical_scope(_asked(plan.scope))
            and info.mapping_digest == plan.catalog.digest
        )
        if same and (staging / "data" / "evidence").is_dir():
            return begun
    return None


def _asked(scope: Scope) -> Scope:
    """What a cut run is known by. Accounts join and leave an organisation meanwhile; each has a shard of its own."""
    return replace(scope, accounts=(), left_out_accounts=()) if scope.organization else scope


def reopened(plan: Plan, target: Path, staging: Path) -> datetime:
    """Take a finished pack's evidence as that of a cut run; SetupError where none of the same plan is there."""
    begun = begun_at(plan, target)
    if begun is None:
        raise SetupError(
            f"{target} holds no pack, and no cut run, of this scope and these mappings.",
            "Run without --only-missing.",
        )
    shutil.rmtree(staging, ignore_errors=True)
    shutil.copytree(target / "data" / "evidence", staging / "data" / "evidence")
    return begun


def canonical_scope(scope: Scope) -> str:
    """A scope as text, equal for equal scopes."""
    return canonical(json.loads(json.dumps(asdict(told(scope)), default=str)))


def keep_mappings(plan: Plan, staging: Path) -> None:
    """The mappings that judge this pack go with it."""
    for number, directory in enumerate(plan.catalog.directories):
        name = "shipped" if number == 0 else f"overlay-{number}"
        for path in mapping_files(Path(directory)):
            target = staging / "data" / "mappings" / name / path.relative_to(directory)
            target.parent.mkdir(parents=True, exist_ok=True)
            if not (target.exists() and target.samefile(path)):
                shutil.copyfile(path, target)
