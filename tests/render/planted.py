"""Faults that Excel would repair, each planted into a workbook, by the words that the check must say."""

import io
import re
from collections.abc import Callable, Mapping
from zipfile import ZIP_DEFLATED, ZipFile


def _swap(part: str, old: str, new: str, *, every: bool = False) -> Callable[[dict[str, str]], None]:
    """Replace a text in a part: the first, or all."""

    def plant(parts: dict[str, str]) -> None:
        assert old in parts[part], (part, old)
        parts[part] = parts[part].replace(old, new, -1 if every else 1)

    return plant


def _in(sheet: int, pattern: str, new: str) -> Callable[[dict[str, str]], None]:
    """Replace the first match in a sheet."""

    def plant(parts: dict[str, str]) -> None:
        name = f"xl/worksheets/sheet{sheet}.xml"
        parts[name], n = re.subn(pattern, lambda found: found.expand(new), parts[name], count=1)
        assert n, pattern

    return plant


def _gone(name: str) -> Callable[[dict[str, str]], None]:
    return lambda parts: parts.pop(name) and None


def _added(name: str, text: str) -> Callable[[dict[str, str]], None]:
    return lambda parts: parts.update({name: text})


BOOK, TYPES, CHART = "xl/workbook.xml", "[Content_Types].xml", "xl/charts/chart1.xml"
RELS = "xl/_rels/workbook.xml.rels"
SUMMARY, REQUIREMENTS, FINDINGS, EVIDENCE = 2, 3, 6, 7
MANY = "".join(f'<hyperlink ref="A{n}" location="\'Evidence\'!A2" />' for n in range(70_000, 135_532))
# What is planted, and words of what the check must say.
PLANTED: Mapping[str, Callable[[dict[str, str]], None]] = {
    "a sheet's name of 32 characters": _swap(BOOK, 'name="Layers"', f'name="{"L" * 32}"'),
    "two sheets with the name findings": _swap(BOOK, 'name="Layers"', 'name="FINDINGS"'),
    "cannot be called so": _swap(BOOK, 'name="Layers"', 'name="Lay:ers"'),
    "is to be shown first": _swap(BOOK, 'activeTab="0"', 'activeTab="17"'),
    "would print 900 rows": _swap(BOOK, "'Cover'!$A$1:$I$", "'Cover'!$A$1:$I$900,'Cover'!$A$1:$I$"),
    "Print_Titles speaks of": _swap(BOOK, "'Findings'!$1:$1", "'Evidence'!$1:$1"),
    "and the filter differ": _swap(BOOK, "'Findings'!$A$1:$P$", "'Findings'!$A$1:$O$"),
    "the name A1": _swap(BOOK, "<definedNames>", '<definedNames><definedName name="A1">1</definedName>'),
    "'Evidence'!A99999 reads cells that are not there": _in(FINDINGS, "'Evidence'!A[0-9]+", "'Evidence'!A99999"),
    "'Proof'!A2 reads a sheet that is not there": _in(FINDINGS, "'Evidence'!A[0-9]+", "'Proof'!A2"),
    "2 links": _in(FINDINGS, r"<hyperlinks>(<hyperlink [^>]*>)", r"<hyperlinks>\1\1"),
    "65,532 links": _in(FINDINGS, r"<hyperlinks>.*</hyperlinks>", f"<hyperlinks>{MANY}</hyperlinks>"),
    "a formula in a sheet that calculates nothing": _in(FINDINGS, r'<c r="B2"[^>]*>.*?</c>', r'<c r="B2"><f>1+1</f><v>2</v></c>'),
    "'Requirement'!$I$2": _in(SUMMARY, r"<f>COUNTIFS\('Requirements'!", "<f>COUNTIFS('Requirement'!"),
    "the function COUNTIFZ(": _in(SUMMARY, "<f>COUNTIFS", "<f>COUNTIFZ"),
    "a formula of 9,": _in(SUMMARY, r"<f>([^<]*)</f>", "<f>1" + "+1" * 4_500 + "</f>"),
    "parentheses do not match": _in(SUMMARY, r"<f>IF\(", "<f>IF(("),
    "a formula with its own '='": _in(SUMMARY, "<f>COUNTIFS", "<f>=COUNTIFS"),
    "32,768 characters": _in(FINDINGS, r'(<c r="B2"[^>]*>).*?</c>', rf'\1<is><t>{"x" * 32_768}</t></is></c>'),
    "254 line breaks": _in(FINDINGS, r'(<c r="B2"[^>]*>).*?</c>', r"\1<is><t>" + "x\n" * 254 + "</t></is></c>"),
    "cell format 9999 is not there": _in(FINDINGS, r'<c r="B2" s="\d+"', '<c r="B2" s="9999"'),
    "'nan' is no number": _in(SUMMARY, r'(<c r="[A-Z]+\d+"[^>]*>)<v>\d+</v>', r"\1<v>nan</v>"),
    "row 1048577 after": _in(FINDINGS, r'<row r="3"', '<row r="1048577"'),
    "cell XFE2 in row 2": _in(FINDINGS, r'<c r="P2"', '<c r="XFE2"'),
    "is 410 points high": _in(FINDINGS, r'(<row r="2"[^>]*) ht="[^"]*"', r'\1 ht="410"'),
    "is 256 wide": _in(FINDINGS, r'<col width="[^"]*"', '<col width="256"'),
    "in the wrong order": _in(FINDINGS, r"(<sheetData>.*</sheetData>)(.*)(<pageMargins[^>]*>)", r"\3\1\2"),
    "has no head": _in(FINDINGS, r'<c r="B1".*?</c>', '<c r="B1" />'),
    "two columns are called": _in(FINDINGS, r'<c r="B1"(.*?)<t[^>]*>[^<]*</t>', r'<c r="B1"\1<t>Severity</t>'),
    "A2:B2 is merged within a table": _in(FINDINGS, "(<hyperlinks>)", r'<mergeCells count="1"><mergeCell ref="A2:B2" /></mergeCells>\1'),
    "is merged twice": _in(SUMMARY, '<mergeCell ref="B2:M2" />', '<mergeCell ref="B2:M2" /><mergeCell ref="C2:D2" />'),
    "its filter reaches beyond": _in(FINDINGS, r'<autoFilter ref="[^"]*"', '<autoFilter ref="A1:XFD9"'),
    "beyond the sheet's cells": _in(REQUIREMENTS, r'(<dataValidation [^>]*)sqref="[^"]*"', r'\1sqref="N1:XFD1048576"'),
    "a list of 300 characters": _in(REQUIREMENTS, r"<formula1>Lists[^<]*<", f'<formula1>"{"x" * 300}"<'),
    "two rules for": _in(REQUIREMENTS, r"(<dataValidations[^>]*>)(<dataValidation .*?</dataValidation>)", r"\1\2\2"),
    "the error of a rule": _in(REQUIREMENTS, r' error="[^"]*"', f' error="{"x" * 256}"'),
    "tint 99 is not there": _in(REQUIREMENTS, r'dxfId="\d+"', 'dxfId="99"'),
    "oddFooter has": _in(FINDINGS, "<oddFooter>", "<oddFooter>" + "x" * 250),
    "a command that is none": _in(FINDINGS, "<oddFooter>", "<oddFooter>R&amp;q"),
    "has no words for those who do not see it": _swap("xl/drawings/drawing1.xml", " descr=", " title="),
    "two drawings with the id 1": _swap("xl/drawings/drawing1.xml", '<cNvPr id="2"', '<cNvPr id="1"'),
    f"{CHART}: 'Summary'!C9999": _swap(CHART, "<f>'Summary'!", "<f>'Summary'!C9999</f><f>'Summary'!"),
    "drawing1.xml: chart leads to xl/charts/chart2.xml": _gone("xl/charts/chart2.xml"),
    "declares /xl/charts/chart2.xml, which is not there": _gone("xl/charts/chart2.xml"),
    "sheet leads to rId999": _swap(BOOK, 'r:id="rId3"', 'r:id="rId999"'),
    "nothing leads to it": _added("xl/media/picture.xml", "<x/>"),
    "has no content type": _added("xl/media/picture.png", "<x/>"),
    "and is a worksheet": _swap(TYPES, "worksheet+xml", "chartsheet+xml"),
    "no well-formed XML": _swap("docProps/custom.xml", "Acme", "Acme\x01"),
    "declares a document type": _swap("docProps/core.xml", "<", "<!DOCTYPE x><", every=False),
    "reaches outside": _swap(RELS, "</Relationships>", '<Relationship Id="x" Type="a/externalLink" TargetMode="External" Target="file:///x" /></Relationships>'),
    "is longer than 255 characters": _swap("docProps/custom.xml", "Acme", "Acme" * 70),
    "64,001 cellXfs": lambda parts: parts.update({"xl/styles.xml": _many_styles(parts["xl/styles.xml"])}),
    "fontId 999 is not there": _swap("xl/styles.xml", 'fontId="1"', 'fontId="999"'),
}  # fmt: skip


def _many_styles(xml: str) -> str:
    """64,001 cell formats."""
    (found,) = re.findall(r'<cellXfs count="(\d+)">', xml)
    more = 64_001 - int(found)
    xml = xml.replace(f'<cellXfs count="{found}">', '<cellXfs count="64001">')
    return xml.replace(
        "</cellXfs>", '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" />' * more + "</cellXfs>"
    )


def planted(data: bytes, plant: Callable[[dict[str, str]], None]) -> bytes:
    """The workbook with something wrong in it."""
    with ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name).decode() for name in old.namelist()}
    plant(parts)
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as new:
        for name, text in parts.items():
            new.writestr(name, text)
    return out.getvalue()
