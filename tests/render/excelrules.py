"""A whole .xlsx against the limits of Excel, so that it opens without a word of repair.

Only the standard library and openpyxl's tokeniser are used: nothing here goes the way on which the workbook
was written. Limits: 'Excel specifications and limits' (support.microsoft.com) and ECMA-376 part 1.
"""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import excelcells
import excelparts
import excelsheet
from excelcells import Sheet, area
from excelparts import MAIN, RELATED, Package

FORMATS, FONTS, NUMBER_FORMATS = 64_000, 512, 200
CALCULATED = frozenset({"Summary"})  # sheets that may hold formulas
_BOOK = "xl/workbook.xml"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_CUSTOM = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_NAME = re.compile(r"[A-Za-z_\\][A-Za-z0-9_.\\]*")
_LOOKS_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[RrCc]\d*([Cc]\d*)?")


def faults(data: bytes, calculated: frozenset[str] = CALCULATED) -> list[str]:
    """Everything that Excel would repair, refuse or cut; nothing where all is well."""
    package = Package(data)
    found = list(excelparts.faults(package))
    root, styles = package.tree(_BOOK), package.tree("xl/styles.xml")
    if root is None or styles is None:
        return [*found, "no workbook or no styles"]
    found += _names(root)
    found += [f"styles: {what}" for what in _styles(styles)]
    sheets = {sheet.title.casefold(): sheet for sheet in _sheets(package, root, styles)}
    for sheet in sheets.values():
        found += [f"{sheet.title}: {what}" for what in excelcells.read(sheet)]
    for sheet in sheets.values():
        found += [f"{sheet.title}: {what}" for what in excelsheet.faults(sheet, sheets, calculated)]
    found += _defined(root, sheets)
    found += _drawings(package, sheets)
    found += _tables(package, sheets)
    found += _properties(package)
    return found


def _sheets(package: Package, root: ET.Element, styles: ET.Element) -> Iterator[Sheet]:
    relations = package.relations(_BOOK)
    shared = package.tree("xl/sharedStrings.xml")
    texts = [
        "".join(t.text or "" for t in one.iter(f"{MAIN}t")) for one in (shared if shared is not None else ())
    ]
    locked = [_locked(one) for one in styles.findall(f"{MAIN}cellXfs/{MAIN}xf")]
    tints = len(styles.findall(f"{MAIN}dxfs/{MAIN}dxf"))
    for one in root.iter(f"{MAIN}sheet"):
        relation = relations.get(one.get(f"{RELATED}id", ""))
        tree = package.tree(relation.target) if relation else None
        if relation and tree is not None:
            outside = {r.id: r.target for r in package.relations(relation.target).values() if r.external}
            yield Sheet(one.get("name", ""), tree, outside, texts, locked, tints)


def _locked(style: ET.Element) -> bool:
    protection = style.find(f"{MAIN}protection")
    return protection is None or protection.get("locked", "1") not in ("0", "false")


def _names(root: ET.Element) -> Iterator[str]:
    """The sheets' names, ids and states."""
    sheets = list(root.iter(f"{MAIN}sheet"))
    for what, counted in (
        ("name", Counter(one.get("name", "").casefold() for one in sheets)),
        ("id", Counter(one.get("sheetId", "") for one in sheets)),
    ):
        yield from (f"two sheets with the {what} {value}" for value, n in counted.items() if n > 1)
    for one in sheets:
        name = one.get("name", "")
        if not 0 < len(name.encode("utf-16-le")) // 2 <= 31:
            yield f"{name}: a sheet's name of {len(name)} characters"
        if re.search(r"[\[\]:*?/\\\x00-\x1f]|^'|'$", name) or name.casefold() == "history":
            yield f"{name}: a sheet cannot be called so"
    shown = [one.get("state", "visible") == "visible" for one in sheets]
    for view in root.iter(f"{MAIN}workbookView"):
        active = int(view.get("activeTab", "0"))
        if not (active < len(shown) and shown[active]):
            yield f"sheet {active} is to be shown first, and is hidden or not there"


def _styles(root: ET.Element) -> Iterator[str]:
    """How many there are, and that each points to what is there."""
    lists = {one.tag.rpartition("}")[2]: list(one) for one in root}
    for one in root:
        if one.get("count") not in (None, str(len(one))):
            yield f"{one.get('count')} {one.tag.rpartition('}')[2]} told, {len(one)} there"
    for name, most in (("cellXfs", FORMATS), ("fonts", FONTS), ("numFmts", NUMBER_FORMATS)):
        if len(lists.get(name, ())) > most:
            yield f"{len(lists[name]):,} {name}"
    own = {one.get("numFmtId", "") for one in lists.get("numFmts", ())}
    yield from (
        "a number format is too long" for n in lists.get("numFmts", ()) if len(n.get("formatCode", "")) > 255
    )
    for style in (*lists.get("cellXfs", ()), *lists.get("cellStyleXfs", ())):
        for key, name in (
            ("fontId", "fonts"),
            ("fillId", "fills"),
            ("borderId", "borders"),
            ("xfId", "cellStyleXfs"),
        ):
            if not int(style.get(key, "0")) < len(lists.get(name, ())):
                yield f"{key} {style.get(key)} is not there"
        number = style.get("numFmtId", "0")
        if int(number) >= 164 and number not in own:
            yield f"number format {number} is not there"
        alignment = style.find(f"{MAIN}alignment")
        if alignment is not None and int(float(alignment.get("indent", "0"))) > 250:
            yield "an indent beyond 250"


def _defined(root: ET.Element, sheets: dict[str, Sheet]) -> Iterator[str]:
    """Names: print areas and titles, filters, and those of our own."""
    order = [one.get("name", "").casefold() for one in root.iter(f"{MAIN}sheet")]
    seen = set()
    for one in root.iter(f"{MAIN}definedName"):
        name, local = one.get("name", ""), one.get("localSheetId")
        if (name.casefold(), local) in seen:
            yield f"the name {name} of sheet {local} stands twice"
        seen.add((name.casefold(), local))
        if local is not None and not int(local) < len(order):
            yield f"the name {name} belongs to sheet {local}, which is not there"
            continue
        own = sheets.get(order[int(local)]) if local is not None else None
        if name.startswith("_xlnm."):
            yield from _built_in(name, one.text or "", own)
        elif len(name) > 255 or not _NAME.fullmatch(name) or _LOOKS_LIKE_A_CELL.fullmatch(name):
            yield f"the name {name[:60]}"
        else:
            yield from excelsheet.references(one.text or "", own or next(iter(sheets.values())), sheets)


def _built_in(name: str, text: str, own: Sheet | None) -> Iterator[str]:
    """A print area, titles, a filter: cells of the very sheet that it belongs to."""
    if own is None:
        yield f"{name} belongs to no sheet"
        return
    quoted = "'" + own.title.replace("'", "''") + "'"
    for part in text.removeprefix("=").split(f",{quoted}!"):
        title, mark, cells = part.rpartition("!")
        at = area(cells)
        if mark and title not in (quoted, own.title):
            yield f"{own.title}: {name} speaks of {title}"
        elif at is None or at.top > max(2, own.used.bottom):
            yield f"{own.title}: {name} is no range of it: {cells[:40]}"
        elif name == "_xlnm._FilterDatabase" and at != own.table():
            yield f"{own.title}: {name} and the filter differ"
        elif name == "_xlnm.Print_Area" and at.bottom > max(2, own.used.bottom) + 1:
            yield f"{own.title}: it would print {at.bottom} rows, and has {own.used.bottom}"


def _drawings(package: Package, sheets: dict[str, Sheet]) -> Iterator[str]:
    """Charts: placed in the sheet, read from cells that are there, told in words."""
    for name in package.parts:
        root = package.tree(name)
        if root is not None and root.tag == f"{_DRAWING}wsDr":
            yield from (f"{name}: {what}" for what in _placed(root))
        elif root is not None and root.tag == f"{_CHART}chartSpace":
            yield from (f"{name}: {what}" for what in _drawn(root, sheets))


def _placed(root: ET.Element) -> Iterator[str]:
    ids = [one.get("id", "") for one in root.iter(f"{_DRAWING}cNvPr")]
    yield from (f"two drawings with the id {i}" for i, n in Counter(ids).items() if n > 1)
    for one in root.iter(f"{_DRAWING}cNvPr"):
        if not one.get("descr", "").strip():
            yield f"{one.get('name')} has no words for those who do not see it"
    for corner in (*root.iter(f"{_DRAWING}from"), *root.iter(f"{_DRAWING}to")):
        column, row = (int(corner.findtext(f"{_DRAWING}{n}") or "0") for n in ("col", "row"))
        if not (0 <= column < excelcells.COLUMNS and 0 <= row < excelcells.ROWS):
            yield "a drawing outside the sheet"


def _drawn(root: ET.Element, sheets: dict[str, Sheet]) -> Iterator[str]:
    found = list(root.iter(f"{_CHART}f"))
    if not found:
        yield "a chart of nothing"
    for one in found:
        yield from excelsheet.references(one.text or "", next(iter(sheets.values())), sheets)


def _tables(package: Package, sheets: dict[str, Sheet]) -> Iterator[str]:
    """Excel's own tables: their columns are called as the cells above them."""
    names: list[str] = []
    for sheet in sheets.values():
        table = next((r for r in sheet.all("tableParts/tablePart")), None)
        if table is not None and sheet.all("autoFilter"):
            yield f"{sheet.title}: a table and a filter over the sheet"
    for name in package.parts:
        root = package.tree(name)
        if root is None or root.tag != f"{MAIN}table":
            continue
        names.append(root.get("displayName", "").casefold())
        at = area(root.get("ref", ""))
        columns = [one.get("name", "") for one in root.iter(f"{MAIN}tableColumn")]
        owner = next((s for s in sheets.values() if any(r.target == name for r in _of(package, s))), None)
        if at is None or owner is None or not at.within(owner.used):
            yield f"{name}: a table outside its sheet"
            continue
        heads = [
            owner.texts.get(f"{excelcells.letters(c)}{at.top}", "") for c in range(at.left, at.right + 1)
        ]
        if heads != columns or len(set(columns)) < len(columns):
            yield f"{name}: its columns are not called as the cells above them"
    if len(set(names)) < len(names):
        yield "two tables with one name"


def _of(package: Package, sheet: Sheet) -> list[excelparts.Relation]:
    found = next((n for n in package.parts if package.tree(n) is sheet.root), "")
    return list(package.relations(found).values())


def _properties(package: Package) -> Iterator[str]:
    root = package.tree("docProps/custom.xml")
    found = list(root.iter(f"{_CUSTOM}property")) if root is not None else []
    ids, names = [one.get("pid", "") for one in found], [one.get("name", "").casefold() for one in found]
    if len(set(ids)) < len(ids) or any(not i.isdigit() or int(i) < 2 for i in ids):
        yield "custom properties: an id below 2, or twice"
    if len(set(names)) < len(names) or not all(0 < len(name) <= 255 for name in names):
        yield "custom properties: a name twice, or none, or too long"
    for one in found:
        if len("".join(one.itertext())) > 255:
            yield f"custom properties: {one.get('name')} is longer than 255 characters"
    core = package.tree("docProps/core.xml")
    for one in core if core is not None else ():
        text = one.text or ""
        if len(text) > 255:
            yield f"properties: {one.tag.rpartition('}')[2]} is longer than 255 characters"
        if one.tag.endswith(("}created", "}modified")) and not re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text
        ):
            yield f"properties: {text!r} is no time"
