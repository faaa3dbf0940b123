"""The four files of a draw, in the folder of work beside the pack: written once, never over others."""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from generator.errors import PackError, SetupError
from generator.model.sampling import Sample
from generator.sample.draw import draw, item, population_text
from generator.sample.how import FILES, how
from generator.sample.making import sample_id

SAMPLES = "samples"
MAX_BYTES = 500_000_000
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def files_of(sample: Sample, lines: Sequence[str]) -> Mapping[str, bytes]:
    """Each file's bytes; the same draw gives the same."""
    text = json.dumps(asdict(sample), indent=1, sort_keys=True) + "\n"
    drawn = "".join(f"{one.line}\n" for one in sample.drawn)
    made = (population_text(lines), drawn.encode("ascii"), how(sample).encode("utf-8"), text.encode("ascii"))
    return dict(zip(FILES, made, strict=True))


def folder_of(work: Path, sample: Sample) -> Path:
    """``samples/<check>-<first 8 hex of the draw's id>`` in a folder of work."""
    check = _UNSAFE.sub("-", sample.check.partition("(")[0])[:80].strip(".-") or "check"
    return work / SAMPLES / f"{check}-{sample.id[:8]}"


def write(work: Path, sample: Sample, lines: Sequence[str]) -> tuple[Path, bool]:
    """Write the draw; gives its folder, and whether it is new. SetupError where the folder holds something else."""
    folder, files = folder_of(work, sample), files_of(sample, lines)
    if folder.exists():
        if [name for name in FILES if _bytes(folder / name) != files[name]]:
            raise SetupError(
                f"{folder} holds another draw, or was changed; it is left alone.",
                "Move it away, then draw again.",
            )
        return folder, False
    staging = folder.with_name(folder.name + ".partial")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    for name, data in files.items():
        (staging / name).write_bytes(data)
    staging.rename(folder)
    return folder, True


def _bytes(path: Path) -> bytes | None:
    """What a file holds; None where it cannot be read, or is far too large to be ours."""
    with suppress(OSError):
        return path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    return None


def others(work: Path, sample: Sample) -> tuple[str, ...]:
    """The folders of other draws of the same check: who draws until it pleases is seen."""
    own = folder_of(work, sample).name
    same = own[:-8]
    found = sorted(path.name for path in (work / SAMPLES).glob("*") if path.is_dir())
    return tuple(name for name in found if name[:-8] == same and name != own)


def read_samples(work: Path) -> tuple[Sample, ...]:
    """All draws in a folder of work (or a pack's copy of it), by name; PackError on one that was changed."""
    folders = sorted(path.parent for path in (work / SAMPLES).glob("*/sample.json"))
    return tuple(_read(folder) for folder in folders if not folder.name.endswith(".partial"))


def _read(folder: Path) -> Sample:
    found = _bytes(folder / "sample.json")
    population = _bytes(folder / "population.txt")
    hint = "Move it away and draw again, or take it from a copy."
    if found is None or population is None:
        raise PackError(f"{folder}: sample.json or population.txt cannot be read.", hint)
    try:
        sample = TypeAdapter(Sample).validate_json(found)
    except ValidationError as error:
        raise PackError(
            f"{folder}/sample.json is damaged: {error.error_count()} faults in it.", hint
        ) from error
    if not _holds(sample, population):
        raise PackError(f"{folder}: the sample does not follow from its population; it was changed.", hint)
    return sample


def _holds(sample: Sample, population: bytes) -> bool:
    """Whether the draw can be made again from the population."""
    items = population.decode("ascii", "replace").split("\n")[:-1]
    return (
        hashlib.sha256(population).hexdigest() == sample.population_sha256
        and population_text(items) == population
        and len(items) == sample.population
        and sample_id(sample) == sample.id
        and draw(items, sample.engagement, sample.size) == [(one.rank, one.line) for one in sample.drawn]
        and all(
            one.place == place
            and one.line in (item(one.resource), item(one.resource, one.account, one.region))
            for place, one in enumerate(sample.drawn, 1)
        )
    )


def copy_samples(work: Path, staging: Path) -> None:
    """Take the draws into a pack that is being made, under ``data/work/samples``."""
    for sample in read_samples(work):
        name = folder_of(work, sample).name
        target = staging / "data" / "work" / SAMPLES / name
        target.mkdir(parents=True, exist_ok=True)
        for file in FILES:
            shutil.copyfile(work / SAMPLES / name / file, target / file)
