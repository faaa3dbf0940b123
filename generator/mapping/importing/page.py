"""A saved page's tables and lists, as text: one pass of the standard library's parser, no deeper and longer than bounded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from generator.mapping.importing.marks import image_mark
from generator.mapping.importing.rows import MAX_NOTE, MAX_ROWS, refused, tidy

MAX_DEPTH = 40  # of tables and lists within one another
MAX_CELLS = 60
MAX_TEXT = 4_000
MAX_TABLES = 5_000
_MUTE = {"script", "style", "template", "noscript", "title", "select", "textarea"}
_TITLES = ("title", "h1", "h2")
_AROUND = {"nav", "header", "footer"}  # a page's own links, which name services too
_HINT = "It is no page of services in scope; give the page itself, or a CSV file."
_WHOLE = "Save it whole, or give its list as CSV."


@dataclass
class Cell:
    """One cell."""

    spans: bool = False  # over several rows or columns
    across: int = 1
    parts: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text on one line."""
        return tidy("".join(self.parts))

    @property
    def mark(self) -> str:
        """Text and images: a cell with an image that says nothing must not look empty."""
        return " ".join(one for one in (self.text, *self.images) if one)


@dataclass
class Table:
    """One table; ``broken`` says why it is not read."""

    rows: list[list[Cell]] = field(default_factory=list)
    broken: str = ""


@dataclass
class Bullets:
    """One list's items, without those of lists within it."""

    items: list[Cell] = field(default_factory=list)
    broken: str = ""
    around: bool = False  # in the frame of the page


@dataclass
class Page:
    """What a page holds."""

    tables: list[Table] = field(default_factory=list)
    bullets: list[Bullets] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)  # title and first headings
    words: list[str] = field(default_factory=list)  # all text, in pieces

    @property
    def text(self) -> str:
        """All its text on one line."""
        return tidy(" ".join(self.words))


def read_page(text: str) -> Page:
    """The page; MappingError where it holds more than any such page does."""
    reader = _Reader()
    try:
        reader.feed(text)
        # What breaks off is left over; to close the parser over it would take ages with a hostile page.
        if "<" in reader.rawdata:
            raise refused("The page breaks off within a tag or a comment.", _WHOLE)
        reader.close()
    except AssertionError as error:  # the parser's word for a declaration that is none
        raise refused("The page is no HTML that can be read.", _HINT) from error
    reader.end()
    return reader.page


class _Reader(HTMLParser):
    """Keeps open tables and lists on a stack; text goes to the innermost open cell or item."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[Table | Bullets] = []
        self._cells: list[Cell | None] = []  # the open cell of each, None between cells
        self._mute = 0
        self._around = 0
        self._heading: list[str] | None = None
        self._rows = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._mute += tag in _MUTE
        self._around += tag in _AROUND
        if tag in _TITLES:
            self._heading = []
        elif tag == "table":
            self._enter(Table())
        elif tag in ("ul", "ol"):
            self._enter(Bullets(around=self._around > 0))
        elif tag == "tr":
            self._row()
        elif tag in ("td", "th"):
            self._cell(Cell(spans=_spans(given), across=_number(given.get("colspan", ""))))
        elif tag == "li":
            self._item()
        elif tag in ("img", "svg", "input", "i") or given.get("role") == "img":
            self._image(given)
        elif tag in ("br", "p", "div"):
            self._say(" ")

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in ("svg", "path"):
            self.handle_endtag(tag)  # of HTML's own elements none ends itself by a slash

    def handle_endtag(self, tag: str) -> None:
        if tag in _TITLES:
            self._title()
        if tag in _MUTE:
            self._mute = max(0, self._mute - 1)
        elif tag in _AROUND:
            self._around = max(0, self._around - 1)
        elif tag in ("table", "ul", "ol"):
            self._leave(Table if tag == "table" else Bullets)
        elif tag in ("td", "th", "li", "tr") and self._open:
            if (tag == "li") == isinstance(self._open[-1], Bullets):
                self._cells[-1] = None
        elif tag in ("p", "div"):
            self._say(" ")

    def handle_data(self, data: str) -> None:
        if self._heading is not None:
            self._heading.append(data[:MAX_TEXT])
        if not self._mute:
            self.page.words.append(data)
            self._say(data)

    def end(self) -> None:
        """A page that breaks off, or hides the rest of itself, was not saved whole."""
        for one in self._open:
            one.broken = one.broken or "the page breaks off within it"
        if self._mute:
            raise refused("The page breaks off within a script or a form.", _WHOLE)

    def _title(self) -> None:
        if self._heading is not None and len(self.page.titles) < 50:
            self.page.titles.append(tidy("".join(self._heading[:50])))
        self._heading = None

    def _say(self, text: str) -> None:
        cell = self._cells[-1] if self._cells else None
        if cell is not None:
            cell.parts.append(text)
            if len(text) > MAX_TEXT or len(cell.parts) > MAX_TEXT:
                raise refused(f"The page has a cell of more than {MAX_TEXT:,} characters.", _HINT)

    def _enter(self, one: Table | Bullets) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise refused(f"The page has tables or lists more than {MAX_DEPTH} deep.", _HINT)
        if isinstance(one, Table):
            if any(isinstance(outer, Table) for outer in self._open):
                self._spoil("a table stands within it")
            self.page.tables.append(one)
        else:
            self.page.bullets.append(one)
        if len(self.page.tables) + len(self.page.bullets) > MAX_TABLES:
            raise refused(f"The page has more than {MAX_TABLES:,} tables and lists.", _HINT)
        self._open.append(one)
        self._cells.append(None)

    def _spoil(self, why: str) -> None:
        for outer in self._open:
            if isinstance(outer, Table):
                outer.broken = outer.broken or why

    def _leave(self, kind: type) -> None:
        """Ends the innermost such table or list, and whatever was left open within it."""
        for depth in range(len(self._open) - 1, -1, -1):
            if isinstance(self._open[depth], kind):
                for lost in self._open[depth + 1 :]:
                    lost.broken = lost.broken or "its end is missing"
                del self._open[depth:], self._cells[depth:]
                return

    def _row(self) -> None:
        if self._open and isinstance(self._open[-1], Table):
            self._count()
            self._cells[-1] = None
            self._open[-1].rows.append([])

    def _cell(self, cell: Cell) -> None:
        if not self._open or not isinstance(self._open[-1], Table):
            return
        table = self._open[-1]
        if not table.rows:
            self._row()
        table.rows[-1].append(cell)
        if len(table.rows[-1]) > MAX_CELLS:
            raise refused(f"The page has a row of more than {MAX_CELLS} cells.", _HINT)
        self._cells[-1] = cell

    def _item(self) -> None:
        if self._open and isinstance(self._open[-1], Bullets):
            self._count()
            cell = Cell()
            self._open[-1].items.append(cell)
            self._cells[-1] = cell

    def _image(self, given: dict[str, str]) -> None:
        cell = self._cells[-1] if self._cells else None
        if cell is not None and not self._mute and len(cell.images) < MAX_CELLS:
            cell.images.append(image_mark(given.get("alt") or given.get("aria-label") or "")[:MAX_NOTE])

    def _count(self) -> None:
        self._rows += 1
        if self._rows > MAX_ROWS * 4:
            raise refused(f"The page has more than {MAX_ROWS * 4:,} rows and items.", _HINT)


def _spans(given: dict[str, str]) -> bool:
    return _number(given.get("rowspan", "")) != 1 or _number(given.get("colspan", "")) != 1


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1 if not text else 0
