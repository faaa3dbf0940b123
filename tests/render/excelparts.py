"""The package of an .xlsx: every part declared, every relation's target there, every part well-formed XML."""

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree import ElementTree as ET
from zipfile import ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_LIMIT_ADDRESS = 2_079  # characters of a link's address

# The kind of relation -> the content type of the part that it leads to, as Excel wants it.
_KINDS = {
    "officeDocument": "sheet.main+xml",
    "worksheet": "worksheet+xml",
    "styles": "styles+xml",
    "sharedStrings": "sharedStrings+xml",
    "theme": "theme+xml",
    "drawing": "drawing+xml",
    "chart": "drawingml.chart+xml",
    "table": "table+xml",
    "comments": "comments+xml",
    "core-properties": "core-properties+xml",
    "extended-properties": "extended-properties+xml",
    "custom-properties": "custom-properties+xml",
}


@dataclass(frozen=True)
class Relation:
    """Where a part leads to: another part of the zip, or an address outside."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass
class Package:
    """The parts of a workbook, parsed once each."""

    data: bytes
    _trees: dict[str, ET.Element | None] = field(default_factory=dict)

    @cached_property
    def parts(self) -> dict[str, bytes]:
        with ZipFile(io.BytesIO(self.data)) as zipped:
            return {name: zipped.read(name) for name in zipped.namelist()}

    def tree(self, name: str) -> ET.Element | None:
        """A part as XML; nothing where it is not there or no XML."""
        if name not in self._trees:
            try:
                self._trees[name] = ET.fromstring(self.parts[name]) if name in self.parts else None
            except ET.ParseError:
                self._trees[name] = None
        return self._trees[name]

    def relations(self, name: str) -> dict[str, Relation]:
        """The relations of a part by id; those of the whole package for ""."""
        root = self.tree(rels_of(name))
        found = {}
        for one in root.iter(f"{_PACKAGE}Relationship") if root is not None else ():
            external = one.get("TargetMode") == "External"
            target = one.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(name), target)).lstrip("/")
            kind = one.get("Type", "").rpartition("/")[2]
            found[one.get("Id", "")] = Relation(one.get("Id", ""), kind, target, external)
        return found

    def type_of(self, name: str) -> str:
        """The content type of a part; "" where it is not declared."""
        root = self.tree("[Content_Types].xml")
        if root is None:
            return ""
        for one in root.iter(f"{_TYPES}Override"):
            if one.get("PartName", "").lower() == f"/{name}".lower():
                return one.get("ContentType", "")
        ending = name.rpartition(".")[2].lower()
        for one in root.iter(f"{_TYPES}Default"):
            if one.get("Extension", "").lower() == ending:
                return one.get("ContentType", "")
        return ""


def rels_of(name: str) -> str:
    """The part that holds the relations of a part."""
    folder, _, last = name.rpartition("/")
    return f"{folder}/_rels/{last}.rels".lstrip("/")


def faults(package: Package) -> Iterator[str]:
    """What is wrong with the zip and how its parts hang together."""
    with ZipFile(io.BytesIO(package.data)) as zipped:
        names = [name.lower() for name in zipped.namelist()]
    yield from (f"{name}: twice in the zip" for name in sorted({n for n in names if names.count(n) > 1}))
    for name, data in package.parts.items():
        if package.tree(name) is None:
            yield f"{name}: no well-formed XML"
        if re.search(rb"<!(DOCTYPE|ENTITY)", data[:2_000]):
            yield f"{name}: declares a document type"
    yield from _declared(package)
    reached = {"[Content_Types].xml"}
    yield from _reached(package, "", reached)
    yield from (f"{name}: nothing leads to it" for name in sorted(package.parts.keys() - reached))


def _declared(package: Package) -> Iterator[str]:
    root = package.tree("[Content_Types].xml")
    overrides = (
        [one.get("PartName", "") for one in root.iter(f"{_TYPES}Override")] if root is not None else []
    )
    for name in overrides:
        if name.lstrip("/") not in package.parts:
            yield f"[Content_Types].xml: declares {name}, which is not there"
        if overrides.count(name) > 1:
            yield f"[Content_Types].xml: declares {name} twice"
    for name in package.parts:
        if name != "[Content_Types].xml" and not package.type_of(name):
            yield f"{name}: has no content type"


def _reached(package: Package, name: str, reached: set[str]) -> Iterator[str]:
    """Follow the relations from a part, to the end."""
    relations = package.relations(name)
    if rels_of(name) in package.parts:
        reached.add(rels_of(name))
        root = package.tree(rels_of(name))
        if root is not None and len(relations) < len(root):
            yield f"{rels_of(name)}: an id stands twice"
    yield from _named(package, name, relations)
    for one in relations.values():
        yield from _related(package, name, one)
        if not one.external and one.target not in reached:
            reached.add(one.target)
            yield from _reached(package, one.target, reached)


def _named(package: Package, name: str, relations: dict[str, Relation]) -> Iterator[str]:
    """Each ``r:id`` within a part is one of its relations."""
    root = package.tree(name) if name else None
    for element in root.iter() if root is not None else ():
        for key, value in element.attrib.items():
            if key.startswith(RELATED) and value not in relations:
                yield f"{name}: {element.tag.rpartition('}')[2]} leads to {value}, which is no relation"


def _related(package: Package, name: str, one: Relation) -> Iterator[str]:
    if one.external:
        yield from _outside(name, one)
    elif one.target not in package.parts:
        yield f"{name or 'the package'}: {one.kind} leads to {one.target}, which is not there"
    elif not package.type_of(one.target).endswith(_KINDS.get(one.kind, "")):
        yield f"{one.target}: is declared as {package.type_of(one.target)}, and is a {one.kind}"


def _outside(name: str, one: Relation) -> Iterator[str]:
    if one.kind != "hyperlink":
        yield f"{name}: reaches outside by {one.kind}"
    elif not one.target.startswith("https://"):
        yield f"{name}: links to {one.target[:60]}"
    elif len(one.target) > _LIMIT_ADDRESS:
        yield f"{name}: an address has {len(one.target)} characters"
