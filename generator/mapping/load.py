"""Reads the shipped mappings and a user's own laid over them."""

import hashlib
import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from generator.checks import all_checks
from generator.errors import MappingError
from generator.mapping.crossref import cross_check
from generator.mapping.formerly import resolve
from generator.mapping.index import Entry, Index
from generator.mapping.listings import with_listings
from generator.model.catalog import (
    Call,
    Catalog,
    Cuec,
    Family,
    Framework,
    Limit,
    Listing,
    Objective,
    Option,
    Outward,
    ReportFamily,
    Request,
    Requirement,
    Service,
)
from generator.yamltext import Document, fill

_LISTS: tuple[tuple[str, str, Any], ...] = (
    ("calls", "evidence/*.yaml", list[Call]),
    ("objectives", "objectives/*.yaml", list[Objective]),
    ("requests", "requests.yaml", list[Request]),
    ("requests", "requests/*.yaml", list[Request]),
    ("options", "options.yaml", list[Option]),
    ("limits", "limits.yaml", list[Limit]),
    ("families", "artifacts.yaml", list[ReportFamily]),
    ("cuecs", "cuecs.yaml", list[Cuec]),
    ("listings", "listings/*.yaml", list[Listing]),
    ("outward", "outward/*.yaml", list[Outward]),
)

_READ = (*(pattern for _, pattern, _ in _LISTS), "services/*.yaml", "frameworks/*/*.yaml")


def shipped() -> Path:
    """Where the mappings are: inside an installed package, or beside it in a checkout."""
    inside = Path(str(resources.files("generator"))) / "_data" / "mappings"
    return inside if inside.is_dir() else Path(str(resources.files("generator"))).parent / "mappings"


def load(*overlays: Path, base: Path | None = None) -> Catalog:
    """The shipped mappings (or ``base``) with ``overlays`` laid over them, in order.

    Raises MappingError with every fault found, each with file, line and what to write instead.
    """
    index, faults = Index(), []
    all_checks()  # ours first, so that a twin of one is told of the overlay's file
    own = base or shipped()
    directories = [own, *overlays]
    for directory in directories:
        if not directory.is_dir():
            faults.append(f"{directory}: no such directory; give the folder that holds the mappings")
            continue
        faults += _load_checks(directory) if directory != own else _load_entry_points()
        shown = "mappings" if directory == own else str(directory)
        _read_directory(directory, shown, index, faults)
        faults += _passed_over(directory, shown)
    checks = all_checks()
    faults += resolve(index, checks)
    faults += cross_check(index, checks)
    if faults:
        raise MappingError(f"{len(faults)} faults in the mappings", "Mend each line named.", tuple(faults))
    return _catalog(index, directories)


def _read_directory(directory: Path, shown: str, index: Index, faults: list[str]) -> None:
    for kind, pattern, shape in _LISTS:
        for document in _documents(directory, pattern, shown, faults):
            for number, one in enumerate(fill(document, shape, faults) or []):
                index.add(kind, Entry(value=one, document=document, path=(number,)), faults)
    for document in _documents(directory, "services/*.yaml", shown, faults):
        service = fill(document, Service, faults)
        if service is not None:
            index.add("services", Entry(value=service, document=document, path=()), faults)
    for folder in sorted(directory.glob("frameworks/*")):
        if folder.is_dir():
            _read_framework(folder, f"{shown}/frameworks/{folder.name}", index, faults)


def _passed_over(directory: Path, shown: str) -> Iterator[str]:
    """YAML that stands where nothing is read from: a slip in a name would leave it out in silence."""
    read = {path for pattern in _READ for path in directory.glob(pattern)}
    for path in sorted({*directory.rglob("*.yaml"), *directory.rglob("*.yml")} - read):
        name = path.relative_to(directory)
        if name.parts[0] != "schema" and not any(part.startswith(".") for part in name.parts):
            places = ", ".join(_READ)
            yield f"{shown}/{name.as_posix()}: not read here; mappings stand in {places}"


def _documents(directory: Path, pattern: str, shown: str, faults: list[str]) -> Iterator[Document]:
    for path in sorted(directory.glob(pattern)):
        document = Document(path, f"{shown}/{path.relative_to(directory).as_posix()}", shown)
        faults += document.faults
        if document.data is not None and not document.faults:
            yield document


def _read_framework(folder: Path, shown: str, index: Index, faults: list[str]) -> None:
    head = folder / "_framework.yaml"
    if head.exists():
        for document in _documents(folder, "_framework.yaml", shown, faults):
            framework = fill(document, Framework, faults)
            if framework is None:
                continue
            if framework.requirements:
                fault = "requirements stand in the files beside _framework.yaml; move them there"
                faults.append(document.at(("requirements",), fault))
            if framework.id != folder.name:
                faults.append(document.at(("id",), f"the folder is '{folder.name}'; give both one name"))
            else:
                index.add("frameworks", Entry(value=framework, document=document, path=()), faults)
    families: list[tuple[int, Document, Family]] = []
    for document in _documents(folder, "[!_]*.yaml", shown, faults):
        family = fill(document, Family, faults)
        if family is not None:
            families.append((family.order, document, family))
    for _, document, family in sorted(families, key=lambda f: (f[0], f[1].shown)):
        for number, requirement in enumerate(family.requirements):
            one = replace(requirement, family=family.title, when=requirement.when or family.when)
            entry = Entry(value=one, document=document, path=("requirements", number))
            index.add_requirement(folder.name, entry, faults)


def _load_checks(directory: Path) -> list[str]:
    faults = []
    for path in sorted(directory.glob("checks/*.py")):
        name = f"evidencemap_overlay.{path.stem}"
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            continue
        try:
            spec.loader.exec_module(importlib.util.module_from_spec(spec))
        except Exception as error:  # noqa: BLE001 - a user's file may raise anything
            faults.append(f"{path}: cannot be loaded: {type(error).__name__}: {error}")
    return faults


def _load_entry_points() -> list[str]:
    faults = []
    for point in metadata.entry_points(group="evidencemap.checks"):
        try:
            point.load()
        except Exception as error:  # noqa: BLE001 - a plug-in may raise anything
            faults.append(f"entry point {point.name}: cannot be loaded: {type(error).__name__}: {error}")
    return faults


def _digest(directories: Sequence[Path]) -> str:
    """SHA-256 over names and bytes of every mapping file, in order."""
    whole = hashlib.sha256()
    for directory in directories:
        for path in mapping_files(directory):
            whole.update(path.relative_to(directory).as_posix().encode() + b"\0")
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def mapping_files(directory: Path) -> list[Path]:
    """The files that a mapping directory is read from, sorted."""
    wanted = [*directory.rglob("*.yaml"), *directory.glob("checks/*.py")]
    return sorted(path for path in wanted if "schema" not in path.relative_to(directory).parts)


def _catalog(index: Index, directories: Sequence[Path]) -> Catalog:
    frameworks = {}
    for id_, entry in index.kinds["frameworks"].items():
        requirements: tuple[Requirement, ...] = tuple(
            e.value for e in index.requirements.get(id_, {}).values()
        )
        frameworks[id_] = replace(entry.value, requirements=requirements)
    listings = tuple(e.value for e in index.kinds["listings"].values())
    return Catalog(
        calls={id_: e.value for id_, e in index.kinds["calls"].items()},
        services=with_listings(
            {id_: e.value for id_, e in sorted(index.kinds["services"].items())}, listings
        ),
        families={id_: e.value for id_, e in index.kinds["families"].items()},
        requests={id_: e.value for id_, e in index.kinds["requests"].items()},
        objectives={id_: e.value for id_, e in index.kinds["objectives"].items()},
        frameworks=frameworks,
        options={id_: e.value for id_, e in index.kinds["options"].items()},
        limits=tuple(e.value for e in index.kinds["limits"].values()),
        cuecs=tuple(e.value for e in index.kinds["cuecs"].values()),
        listings=listings,
        outward={id_: e.value for id_, e in index.kinds["outward"].items()},
        digest=_digest(directories),
        directories=tuple(str(directory) for directory in directories),
    )
