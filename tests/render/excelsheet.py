"""A sheet of an .xlsx against what Excel takes: formulas, links, rules, lists, merges, paper."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

from excelcells import COLUMNS, Area, Sheet, area, letters, number
from excelparts import MAIN, RELATED
from openpyxl.formula import Tokenizer

FORMULA, LINKS = 8_192, 65_530
# Functions that Excel 2007 and LibreOffice both know by these names; a newer one would need "_xlfn." before it.
FUNCTIONS = {"AND", "COUNTIF", "COUNTIFS", "EXACT", "IF", "INT", "MAX", "MIN", "ROUND", "SUM", "SUMPRODUCT"}
# The order that the schema sets: Excel calls a sheet damaged whose parts stand in another.
_ORDER = [
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors"),
    *("smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
]  # fmt: skip
_PARTS = re.compile(r"&[LCR]")
_STRING = re.compile(r"(?:[^&]|&&|&[LCRPNDTFAGZ]|&\d+|&\"[^\"]*\"|&[BIUSXYE]|&K[0-9A-F]{6})*")


def faults(sheet: Sheet, sheets: Mapping[str, Sheet], calculated: frozenset[str]) -> Iterator[str]:
    """All but the cells; every sheet was read before."""
    names = [one.tag.rpartition("}")[2] for one in sheet.root]
    known = [_ORDER.index(name) for name in names if name in _ORDER]
    if len(known) < len(names) or known != sorted(known):
        yield f"its parts stand in the wrong order: {names}"
    yield from (
        f"{n} times {name}" for name, n in Counter(names).items() if n > 1 and name != "conditionalFormatting"
    )
    for rule in (_dimension, _columns, _view, _table, _merged, _lists, _links, _paper):
        yield from rule(sheet, sheets)
    yield from _formulas(sheet, sheets, calculated)
    yield from _tints(sheet, sheets)


def references(formula: str, sheet: Sheet, sheets: Mapping[str, Sheet]) -> Iterator[str]:
    """What is wrong with what a formula reads: sheets and cells that are there, functions that all know."""
    if len(formula) > FORMULA:
        yield f"a formula of {len(formula):,} characters"
    if formula.startswith("="):
        yield "a formula with its own '='"
    try:
        tokens = Tokenizer("=" + formula.lstrip("=")).items
    except Exception as error:  # noqa: BLE001 - whatever it stumbles over, it is no formula
        yield f"no formula: {formula[:60]} ({error})"
        return
    if sum(t.subtype == "OPEN" for t in tokens) != sum(t.subtype == "CLOSE" for t in tokens):
        yield f"parentheses do not match: {formula[:60]}"
    for token in tokens:
        if token.type == "FUNC" and token.subtype == "OPEN" and token.value[:-1] not in FUNCTIONS:
            yield f"the function {token.value}"
        if token.type == "OPERAND" and token.subtype == "RANGE":
            yield from _reference(token.value, sheet, sheets)
        if token.type == "OPERAND" and token.subtype == "TEXT" and len(token.value) > 257:
            yield "a text of more than 255 characters in a formula"
        if token.subtype == "ERROR":
            yield f"{token.value} in a formula"


def _reference(text: str, sheet: Sheet, sheets: Mapping[str, Sheet]) -> Iterator[str]:
    title, mark, cells = text.rpartition("!")
    name = title[1:-1].replace("''", "'") if title.startswith("'") else title
    target = sheets.get(name.casefold()) if mark else sheet
    at = area(cells)
    if target is None:
        yield f"{text} reads a sheet that is not there"
    elif at is None or not at.within(_down(target.used)):
        yield f"{text} reads cells that are not there"


def _down(used: Area) -> Area:
    """With the row beneath a head that has none: rules and filters of an empty table stand there."""
    return Area(used.left, used.top, used.right, max(2, used.bottom))


def _formulas(sheet: Sheet, sheets: Mapping[str, Sheet], calculated: frozenset[str]) -> Iterator[str]:
    for place, formula in sheet.formulas.items():
        if sheet.title not in calculated:
            yield f"{place}: a formula in a sheet that calculates nothing"
        if not sheet.locked.get(place, True):
            yield f"{place}: a formula in a cell that people fill in"
        yield from (f"{place}: {what}" for what in references(formula, sheet, sheets))


def _dimension(sheet: Sheet, _: object) -> Iterator[str]:
    told = area(sheet.all("dimension")[0].get("ref", "")) if sheet.all("dimension") else sheet.used
    if told is None or told.right < sheet.used.right or told.bottom < sheet.used.bottom:
        yield "its size is told wrongly"


def _columns(sheet: Sheet, _: object) -> Iterator[str]:
    before = 0
    for one in sheet.all("cols/col"):
        first, last = int(one.get("min", "0")), int(one.get("max", "0"))
        if not before < first <= last <= COLUMNS:
            yield f"columns {first} to {last} after {before}"
        before = last
        if not 0 <= float(one.get("width", "8")) <= 255:
            yield f"column {first} is {one.get('width')} wide"


def _view(sheet: Sheet, _: object) -> Iterator[str]:
    for view in sheet.all("sheetViews/sheetView"):
        if not 10 <= int(view.get("zoomScale", "100")) <= 400:
            yield f"a zoom of {view.get('zoomScale')}"
    for pane in sheet.all("sheetViews/sheetView/pane"):
        at = area(pane.get("topLeftCell", ""))
        if at is None or (at.left - 1, at.top - 1) != (
            int(pane.get("xSplit", "0")),
            int(pane.get("ySplit", "0")),
        ):
            yield "its frozen part does not end where the rest begins"


def _table(sheet: Sheet, _: object) -> Iterator[str]:
    if not sheet.all("autoFilter"):
        return
    at = sheet.table()
    if at is None or not at.within(_down(sheet.used)):
        yield "its filter reaches beyond its cells"
        return
    heads = [sheet.texts.get(f"{letters(column)}{at.top}", "") for column in range(at.left, at.right + 1)]
    if not all(heads):
        yield "a column of its table has no head"
    yield from (f"two columns are called {head!r}" for head, n in Counter(heads).items() if head and n > 1)


def _merged(sheet: Sheet, _: object) -> Iterator[str]:
    table, taken = sheet.table(), []
    for one in sheet.all("mergeCells/mergeCell"):
        ref = one.get("ref", "")
        at = area(ref)
        if at is None or not at.within(_down(sheet.used)) or (at.left, at.top) == (at.right, at.bottom):
            yield f"{ref} cannot be merged"
            continue
        if any(at.meets(other) for other in taken):
            yield f"{ref} is merged twice"
        if table and at.meets(table):
            yield f"{ref} is merged within a table"
        taken.append(at)


def _areas(sheet: Sheet, element: ET.Element) -> Iterator[Area | str]:
    """The cells that a rule holds for, or what is wrong with them."""
    for ref in element.get("sqref", "").split() or [""]:
        at = area(ref)
        yield at if at and at.within(_down(sheet.used)) else f"a rule for {ref!r}, beyond the sheet's cells"


def _lists(sheet: Sheet, sheets: Mapping[str, Sheet]) -> Iterator[str]:
    """What may be typed: lists to choose from, dates."""
    found = sheet.all("dataValidations/dataValidation")
    for told in sheet.all("dataValidations"):
        if told.get("count") not in (None, str(len(found))):
            yield f"{told.get('count')} rules told, {len(found)} there"
    taken: list[Area] = []
    for one in found:
        for at in _areas(sheet, one):
            if isinstance(at, str):
                yield at
                continue
            if any(at.meets(other) for other in taken):
                yield f"two rules for {one.get('sqref')}"
            taken.append(at)
        yield from _rule(sheet, sheets, one)


def _rule(sheet: Sheet, sheets: Mapping[str, Sheet], one: ET.Element) -> Iterator[str]:
    for name, most in (("errorTitle", 32), ("promptTitle", 32), ("error", 255), ("prompt", 255)):
        if len(one.get(name, "")) > most:
            yield f"the {name} of a rule has {len(one.get(name, ''))} characters"
    for formula in (one.findtext(f"{MAIN}formula{n}") for n in (1, 2)):
        if formula == "":
            yield "a rule without a formula"
        elif formula and formula.startswith('"') and one.get("type") == "list":
            if len(formula) > 257:
                yield f"a list of {len(formula) - 2} characters"
        elif formula and not number(formula):
            yield from references(formula, sheet, sheets)


def _tints(sheet: Sheet, sheets: Mapping[str, Sheet]) -> Iterator[str]:
    ranks = []
    for one in sheet.all("conditionalFormatting"):
        yield from (at for at in _areas(sheet, one) if isinstance(at, str))
        for rule in one:
            ranks.append(rule.get("priority", "0"))
            if rule.get("dxfId") is not None and not int(rule.get("dxfId", "0")) < sheet.tints:
                yield f"tint {rule.get('dxfId')} is not there"
            for formula in rule.findall(f"{MAIN}formula"):
                yield from references(formula.text or "", sheet, sheets)
    if len(set(ranks)) < len(ranks) or "0" in ranks:
        yield "tints without a rank of their own"


def _links(sheet: Sheet, sheets: Mapping[str, Sheet]) -> Iterator[str]:
    found = sheet.all("hyperlinks/hyperlink")
    if len(found) > LINKS:
        yield f"{len(found):,} links"
    places = Counter(one.get("ref", "") for one in found)
    yield from (f"{place}: {n} links" for place, n in places.items() if n > 1)
    for one in found:
        at, location = area(one.get("ref", "")), one.get("location")
        if at is None or not at.within(sheet.used):
            yield f"a link at {one.get('ref')}, beyond the sheet's cells"
        elif one.get("ref") not in sheet.texts:
            yield f"{one.get('ref')}: a link without words"
        if location is not None:
            yield from (f"{one.get('ref')}: {what}" for what in _reference(location, sheet, sheets))
        elif one.get(f"{RELATED}id") not in sheet.relations:
            yield f"{one.get('ref')}: a link that leads nowhere"


def _paper(sheet: Sheet, _: object) -> Iterator[str]:
    for one in sheet.all("headerFooter"):
        for part in one:
            text = part.text or ""
            if len(text) > 255:
                yield f"{part.tag.rpartition('}')[2]} has {len(text)} characters"
            if any(not _STRING.fullmatch(piece) for piece in _PARTS.split(text)):
                yield f"{part.tag.rpartition('}')[2]} holds a command that is none: {text[:60]}"
    for kind in ("rowBreaks", "colBreaks"):
        for one in sheet.all(kind):
            if len(one) > 1_026 or int(one.get("count", "0")) != len(one):
                yield f"{one.get('count')} {kind} told, {len(one)} there"
