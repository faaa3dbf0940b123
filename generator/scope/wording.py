"""The licensed wording of a framework, from a file of the user's own: shown, never kept with the mappings."""

import csv
import hashlib
import io
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from generator.errors import ScopeError
from generator.model.catalog import CUECS, Catalog
from generator.model.plain import plain

MAX_BYTES = 8_000_000
_HINT = "The file has the columns id,text: one requirement a row, in UTF-8."


@plain
class Wording:
    """What a user's file says of the requirements of one framework."""

    framework: str
    file: str  # its name, for the cover
    sha256: str
    texts: Mapping[str, str]  # requirement id -> text


def read_wording(catalog: Catalog, files: Mapping[str, Path]) -> tuple[Wording, ...]:
    """The wording of each framework named; ScopeError tells every fault with its line."""
    found = []
    for framework, path in sorted(files.items()):
        ids = _ids(catalog, framework)
        raw = _bytes(path)
        faults: list[str] = []
        texts = dict(_rows(_text(raw, path), path, framework, ids, faults))
        if faults:
            raise ScopeError("\n".join(faults), _HINT)
        digest = hashlib.sha256(raw).hexdigest()
        found.append(Wording(framework=framework, file=path.name, sha256=digest, texts=texts))
    return tuple(found)


def _ids(catalog: Catalog, framework: str) -> set[str]:
    """The ids that a file may speak of: requirements, or (``cuecs``) what reports expect of their users."""
    if framework == CUECS:
        return {one.id for one in catalog.cuecs}
    if framework not in catalog.frameworks:
        there = ", ".join((*catalog.frameworks, CUECS))
        raise ScopeError(f"There is no framework '{framework}' to lay wording over.", f"These: {there}.")
    ids = {one.id for one in catalog.frameworks[framework].requirements}
    return ids | {out.requirement for out in catalog.left_out if out.framework == framework}


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ScopeError(f"{path} cannot be read: {error.strerror}.", _HINT) from error
    if len(raw) > MAX_BYTES:
        raise ScopeError(f"{path} is larger than {MAX_BYTES:,} bytes.", _HINT)
    return raw


def _text(raw: bytes, path: Path) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ScopeError(f"{path}:{line}: not UTF-8.", "Save it as UTF-8 ('CSV UTF-8' in Excel).") from error


def _rows(
    text: str, path: Path, framework: str, ids: Collection[str], faults: list[str]
) -> Iterator[tuple[str, str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    seen: set[str] = set()
    try:
        head = [name.strip().lower() for name in next(reader, [])]
        if head != ["id", "text"]:
            faults.append(f"{path}:1: the columns are {', '.join(head) or 'missing'}; write id,text")
            return
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            fault = _fault(row, framework, ids, seen)
            if fault:
                faults.append(f"{path}:{reader.line_num}: {fault}")
            else:
                seen.add(row[0].strip())
                yield row[0].strip(), row[1].strip()
    except csv.Error as error:
        faults.append(f"{path}:{reader.line_num}: not CSV: {error}")


def _fault(row: list[str], framework: str, ids: Collection[str], seen: Collection[str]) -> str:
    id_ = row[0].strip()
    if len(row) != 2:
        return f"{len(row)} columns; two are wanted (quote text that holds commas)"
    if id_ not in ids:
        near = get_close_matches(id_, list(ids), 1)
        what = "entry" if framework == CUECS else "requirement"
        return f"{framework} has no {what} '{id_[:40]}'" + (f"; did you mean '{near[0]}'?" if near else "")
    if id_ in seen:
        return f"'{id_}' stands twice; keep one"
    return "" if row[1].strip() else f"'{id_}' has no text; leave the row out"
