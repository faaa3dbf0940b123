"""The parts of a workbook: sheets, texts, date formats, properties. Streamed; what could run is never touched.

Not openpyxl: it keeps a whole sheet's XML, takes text for formulas' results and holds no bound (docs/reviewing.md).
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate, errors
from zipfile import BadZipFile, ZipFile
from zlib import error as zlib_error

from generator.celltext import decoded
from generator.errors import ReviewError
from generator.model.plain import plain
from generator.review.bounds import Budget, damaged
from generator.review.texts import Attributes, Texts, local

_CHUNK = 1 << 16
_TOKEN = 8_000_000  # bytes of one name, tag or attribute: the parser holds it whole
# Number formats that Excel has without naming them, and that show dates or times.
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NOT_DATE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')


@plain
class Part:
    """A sheet's title and where its cells lie."""

    title: str
    path: str


class Package:
    """An open workbook. Texts are read once; sheets are streamed as often as asked."""

    def __init__(self, path: Path) -> None:
        """Open a file that bounds.checked let through."""
        self.name = path.name
        self._zip = ZipFile(path)
        self._names = set(self._zip.namelist())
        self.budget = Budget(self.name)
        relations = self.relations("")
        self._book = next((t for kind, t in relations.values() if kind == "officeDocument"), "")
        if self._book not in self._names:
            raise damaged(self.name)
        self.old_dates = False  # days counted from 1904
        self.sheets = self._sheets()
        self.dates = self._dates(self._related("styles"))
        self.texts = self._texts(self._related("sharedStrings"))

    def close(self) -> None:
        """Let the file go."""
        self._zip.close()

    def feed(self, name: str, start: Any, end: Any, data: Any = None) -> Iterator[None]:
        """Stream a part through handlers; local names only. Comes back after each piece."""
        parser = ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = data
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            with self._zip.open(name) as stream:
                read = 0
                while piece := stream.read(_CHUNK):
                    parser.Parse(piece)
                    read += len(piece)
                    if read - parser.CurrentByteIndex > _TOKEN:
                        raise damaged(self.name)
                    yield
                parser.Parse(b"", True)
                yield
        except (ExpatError, BadZipFile, zlib_error, EOFError, KeyError, NotImplementedError) as error:
            code = getattr(error, "code", 0)
            if code == errors.codes[errors.XML_ERROR_NO_ELEMENTS] and name.endswith(".rels"):
                return
            raise damaged(self.name) from error

    def _refuse(self, *_: Any) -> None:
        raise ReviewError(
            f"{self.name} declares XML entities, which no workbook does; it is not read.",
            "Take the file from where it came, and ask who changed it.",
        )

    def elements(self, name: str, each: Callable[[str, Attributes, str], None]) -> None:
        """Call ``each`` with local name, attributes and text of every element that ends; for small parts."""
        stack: list[tuple[str, Attributes, list[str]]] = []

        def start(tag: str, attributes: Attributes) -> None:
            if len(stack) > 200:
                raise damaged(self.name)
            stack.append((local(tag), attributes, []))

        def end(_: str) -> None:
            tag, attributes, text = stack.pop()
            each(tag, attributes, "".join(text))

        def data(text: str) -> None:
            self.budget.take(len(text))
            stack[-1][2].append(text)

        for _ in self.feed(name, start, end, data):
            pass

    def relations(self, part: str) -> Mapping[str, tuple[str, str]]:
        """Id -> kind and path of what a part leads to inside the package."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}

        def each(tag: str, a: Attributes, _: str) -> None:
            if tag == "Relationship" and a.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, a.get("Target", "")))
                found[a.get("Id", "")] = (a.get("Type", "").rpartition("/")[2], target.lstrip("/"))

        if path in self._names:
            self.elements(path, each)
        return found

    def _related(self, kind: str) -> str:
        found = (t for k, t in self.relations(self._book).values() if k == kind and t in self._names)
        return next(found, "")

    def _sheets(self) -> tuple[Part, ...]:
        targets = self.relations(self._book)
        sheets: list[Part] = []

        def each(tag: str, a: Attributes, _: str) -> None:
            if tag == "workbookPr":
                self.old_dates = a.get("date1904", "") in ("1", "true")
            elif tag == "sheet":
                id_ = next((v for k, v in a.items() if k.endswith(":id")), "")
                kind, path = targets.get(id_, ("", ""))
                if kind == "worksheet" and path in self._names:
                    sheets.append(Part(title=decoded(a.get("name", "")), path=path))

        self.elements(self._book, each)
        return tuple(sheets)

    def _dates(self, path: str) -> frozenset[int]:
        """The cell styles that show days or times."""
        formats: dict[int, str] = {}
        found: set[int] = set()
        cells: list[int] = []
        inside = False

        def start(tag: str, a: Attributes) -> None:
            nonlocal inside
            tag = local(tag)
            if tag == "numFmt":
                formats[_int(a.get("numFmtId"))] = a.get("formatCode", "")
            elif tag == "cellXfs":
                inside = True
            elif tag == "xf" and inside:
                cells.append(_int(a.get("numFmtId")))

        def end(tag: str) -> None:
            nonlocal inside
            inside = inside and local(tag) != "cellXfs"

        if path:
            for _ in self.feed(path, start, end):
                pass
        for number, id_ in enumerate(cells):
            if shows_dates(formats[id_]) if id_ in formats else id_ in _DATES:
                found.add(number)
        return frozenset(found)

    def _texts(self, path: str) -> list[str]:
        """The texts that cells point to."""
        texts = Texts(self.name, self.budget)
        if path:
            for _ in self.feed(path, texts.start, texts.end, texts.data):
                pass
        return texts.found

    def properties(self) -> dict[str, str]:
        """The custom properties that a workbook carries."""
        found: dict[str, str] = {}
        name = "docProps/custom.xml"
        values: list[str] = []

        def each(tag: str, a: Attributes, text: str) -> None:
            if tag == "property":
                found[a.get("name", "")] = decoded(values[-1]) if values else ""
                values.clear()
            elif tag != "Properties":
                values.append(text)

        if name in self._names:
            self.elements(name, each)
        return found

    def comments(self, part: Part) -> Iterator[tuple[str, str]]:
        """Cell and text of the notes and comments that hang at a sheet's cells."""
        for kind, path in self.relations(part.path).values():
            if kind in ("comments", "threadedComment") and path in self._names:
                yield from self._comments(path)

    def _comments(self, path: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        texts: list[str] = []

        def each(tag: str, a: Attributes, text: str) -> None:
            if tag in ("t", "text") and text.strip():
                texts.append(text)
            elif tag in ("comment", "threadedComment"):
                found.append((a.get("ref", ""), decoded("".join(texts)).strip()))
                texts.clear()

        self.elements(path, each)
        return found


def shows_dates(code: str) -> bool:
    """Whether a number format shows days or times."""
    plain_code = _NOT_DATE.sub("", code.split(";", maxsplit=1)[0]).lower()
    return "general" not in plain_code and any(letter in plain_code for letter in "dmyhs")


def _int(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else -1
